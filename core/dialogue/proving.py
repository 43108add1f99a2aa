"""Who is writing: a customer whom we do not know yet is received at once, and asked once to prove who he is.

    "" -> asked -> mailed -> "" (verified)

Being asked blocks nobody: only a message that offers a proof is taken as one (`core.dialogue.codes`), every other
is handled as always. What a code is worth the shell looks up; here it is only said. After too many tries the
customer hears from when on he may try again, and nothing is looked up or sent before.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core.contracts import Level
from core.dialogue.codes import LIFE, Offered, belonging, offered
from core.dialogue.facts import Conversation, Facts, Said
from core.dialogue.intents import left_of, says
from core.dialogue.people import status_text
from core.dialogue.phrases import Phrases
from core.dialogue.scene import Scene, Spoken, ask_aside, only, option, say
from core.dialogue.states import State
from core.effects import Effect, Record, RemindTalk, Say, Suggest, TakeUp
from core.messages import Moment, Text
from core.moves import line
from core.proofs import Mistaken, SendCode, Verify
from core.ticket import Status

HOUR = timedelta(hours=1)
"""The time in which tries are counted."""

MOST_MAILS = 3
MOST_MISTAKES = 5


# fmt: off
_CODE = Phrases("(?:davet|dogrulama)[a-z]*", "kod[a-z]*", "(?:invitation|verification)", "codes?")
_LACKING = Phrases(
    "bilm~", "yok~", "ne(?:dir|yin|rede~)?", "nasil~", "hangi~", "bulam~", "bulm~", "gel(?:me|mi)~", "alma~", "alam~",
    "ulasm~", "al(?:aca|ir|abilir)~", "hala", "henuz", "bana", "oyle", "boyle", "bir sey", "kim~", "ver~", "what",
    "where", "which", "how", "no", "not", "never", "don t", "do not", "didn t", "haven t", "hasn t", "can t", "have",
    "has", "got?", "get", "received?", "arrived?", "come", "came", "find", "yet", "any", "know", "such", "from",
)
# fmt: on


def ask_who(
    effects: tuple[Effect, ...], conversation: Conversation, facts: Facts
) -> tuple[tuple[Effect, ...], Conversation]:
    """Let the bubble that tells a new ticket's number also ask an unknown customer who he is, once."""
    if facts.customer.verified or conversation.talk.proving:
        return effects, conversation
    key = "identity.ask" if facts.mails else "identity.ask_code"
    asking = tuple(_asking(effect, key) for effect in effects)
    if asking == effects:
        return effects, conversation
    return asking, replace(conversation, talk=replace(conversation.talk, proving="asked"))


def _asking(effect: Effect, key: str) -> Effect:
    if not isinstance(effect, Say):
        return effect
    texts = tuple(Text(key, text.values) if text.key == "ticket.opened" else text for text in effect.texts)
    return replace(effect, texts=texts)


def offers_proof(scene: Scene) -> bool:
    """Say whether the words of an unknown customer are, or hold, a proof of who he is.

    A foreign address inside of a sentence is what he writes about, not who he is.
    """
    if scene.facts.customer.verified:
        return False
    given = _given(scene)
    ours = belonging(given.address, scene.facts.organization.domains) is not None
    return bool(given.codes) or (bool(given.address) and (ours or not given.rest))


def asks_for_code(scene: Scene) -> bool:
    """Say whether a customer who was asked for a code says that he has none, or asks what it is."""
    if scene.facts.customer.verified or not scene.case.conversation.talk.proving:
        return False
    return says(scene.words, _CODE) and says(scene.words, _LACKING) and not left_of(scene.words, _CODE, _LACKING)


def explain(scene: Scene) -> Spoken:
    """Say where the code comes from, and what else proves who he is."""
    if scene.case.conversation.talk.proving == "mailed":
        return only(Text("identity.no_mail"))
    return only(Text("identity.no_code_mail" if scene.facts.mails else "identity.no_code"))


def take_proof(scene: Scene) -> Spoken:
    """Try the code, or mail one to the address; then take up what else was said."""
    given = _given(scene)
    spoken = _try(scene, given.codes) if given.codes else _mail(scene, given.address)
    ticket = scene.case.ticket
    after: tuple[Effect, ...] = ()
    if scene.state is State.UNAIMED:
        # What was kept until we know which case it is about is still kept.
        after = (RemindTalk(at=scene.facts.now + LIFE),) if scene.case.conversation.talk.asking else ()
    elif given.rest:
        after = (TakeUp(words=given.rest, ref=ticket.ref if ticket and ticket.open else None),)
    return replace(spoken, effects=(*spoken.effects, *after))


def _given(scene: Scene) -> Offered:
    words = scene.event.words if isinstance(scene.event, Said) else ""
    return offered(words, scene.case.conversation.talk, scene.facts.now)


def _try(scene: Scene, codes: tuple[str, ...]) -> Spoken:
    facts, talk = scene.facts, scene.case.conversation.talk
    if len(facts.mistaken_at) >= MOST_MISTAKES:
        return _wait(facts.mistaken_at[-MOST_MISTAKES])
    right = next((code for code in codes if facts.codes.get(code) is not None), None)
    if right is None:
        return Spoken(effects=(Mistaken(), say(Text("identity.wrong_code"))))
    proof = facts.codes[right] or ""
    shown = line("line.verified_by_mail", address=proof) if proof else line("line.verified_by_code")
    told = [Text("identity.done", {"organization": facts.organization.name})]
    if scene.case.ticket and scene.case.ticket.open:
        told.append(status_text(scene))
    spoken = Spoken(
        effects=(Verify(code=right, proof=proof), Record(entry=shown), say(*told)),
        talk=replace(talk, proving="", code_until=""),
    )
    return _solve_meanwhile(scene, spoken)


def _solve_meanwhile(scene: Scene, spoken: Spoken) -> Spoken:
    """Give the article that could not be given before, while the case waits for a person."""
    ticket, facts = scene.case.ticket, scene.facts
    known = replace(scene, facts=replace(facts, customer=replace(facts.customer, verified=True)))
    hit = known.answer
    if ticket is None or ticket.status is not Status.QUEUED or hit is None or not scene.memory.words:
        return spoken
    if known.facts.level_for(ticket.service) is Level.RECEIVE:
        return spoken
    foreign = () if hit.lang == scene.case.conversation.language else (Text("answer.other_language"),)
    bubble, memory = ask_aside(
        scene.memory,
        "over",
        Text("identity.meanwhile"),
        *foreign,
        Text("answer.article", {"title": hit.title, "body": hit.body}),
        options=(option("close_yes", "close"), option("close_no", "keep")),
        guarded=True,
    )
    suggested = Suggest(query=scene.memory.words, hits=facts.hits, decision="answer")
    offered_line = Record(entry=line("line.article_offered", title=hit.title))
    return replace(
        spoken,
        effects=(*spoken.effects, suggested, offered_line, bubble),
        memory=replace(memory, tried=(*memory.tried, hit.topic)),
    )


def _mail(scene: Scene, typed: str) -> Spoken:
    facts, talk = scene.facts, scene.case.conversation.talk
    if not facts.mails:
        return only(Text("identity.code_only"))
    address = belonging(typed, facts.organization.domains)
    if address is None:
        return only(Text("identity.unknown_address"))
    if len(facts.mailed_at) >= MOST_MAILS:
        return _wait(facts.mailed_at[-MOST_MAILS])
    until = facts.now + LIFE
    return Spoken(
        effects=(SendCode(address=address, until=until), say(Text("identity.mailed", {"address": address}))),
        talk=replace(talk, proving="mailed", code_until=until.isoformat()),
    )


def _wait(first: datetime) -> Spoken:
    return only(Text("identity.wait", {"when": Moment(first + HOUR, "when")}))
