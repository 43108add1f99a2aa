"""Who is known in one channel and wants to write from another as well: a code from here, typed there, makes him one.

    here: "bağla"  ->  a code, told to him alone, for a day and once
    there: the code  ->  both are one person

Asking and typing are read in every state, and move no case. What a code is worth the shell looks up; a wrong one, a
used one and one of another organization are answered alike, and counted as the proofs are (`core.dialogue.proving`).
"""

from __future__ import annotations

from datetime import timedelta

from core.dialogue.codes import LIFE, pairings_in
from core.dialogue.intents import left_of, says
from core.dialogue.phrases import Phrases
from core.dialogue.proving import HOUR, MOST_MISTAKES
from core.dialogue.scene import Scene, Spoken, say
from core.dialogue.states import State
from core.effects import Effect, Record, RemindTalk
from core.messages import Moment, Text
from core.moves import line
from core.proofs import Mistaken, OfferPairing, Pair

DAY = timedelta(days=1)
"""How long a code is valid."""

# fmt: off
_PLACE = "(?:telefon|bilgisayar|cep|cebim|baska (?:bir )?(?:kanal|yer|uygulama|cihaz))[a-z]*"
_WISH = Phrases(
    "baglama kod~", "eslestirme kod~",
    "(?:kanal|hesap|hesab|telefon|cihaz)[a-z]* (?:da )?bagla(?:mak|yin|yayim|yalim|r misin[a-z]*|yabilir miyim)?",
    rf"{_PLACE} (?:da |de )?yaz~ (?:ist~|miyim)", rf"{_PLACE} da yaz~",
    "link (?:code|my (?:phone|account|channels?|other (?:account|channel)))", "(?:linking|pairing) code",
    "write from (?:my phone|another (?:channel|device|app))(?: too| as well)?",
)
_AROUND = Phrases(
    "lutfen", "istiyorum", "isterim", "alabilir miyim", "alayim", "ver~", "rica ed~", "bir", "de", "da", "mi~",
    "please", "i want to", "i would like to", "i d like to", "can i", "could i", "get", "give me", "a", "the", "my",
)
# fmt: on
_WORDS = frozenset({"bağla", "bagla", "link"})
"""What alone means the wish, unless a person has the case: for him it may be an answer."""


def asks_to_pair(scene: Scene) -> bool:
    """Say whether the customer wants to write from another channel as well."""
    words = scene.words.strip()
    if words.strip(".!").casefold() in _WORDS:
        return scene.state not in {State.PEOPLE, State.CONFIRMING}
    return says(words, _WISH) and not left_of(words, _WISH, _AROUND)


def types_pairing(scene: Scene) -> bool:
    """Say whether the customer typed a code that makes two channels one person's."""
    return bool(pairings_in(scene.words))


def offer(scene: Scene) -> Spoken:
    """Give a code to somebody whom we know, where nobody else reads it."""
    if scene.case.conversation.shared:
        return _said(scene, say(Text("pair.private")))
    if not scene.facts.customer.verified:
        return _said(scene, say(Text("pair.unknown")))
    until = scene.facts.now + DAY
    return _said(scene, say(Text("pair.how", {"until": Moment(until, "until")})), OfferPairing(until=until))


def take(scene: Scene) -> Spoken:
    """Make the two one person, or say that the code does not do it."""
    facts = scene.facts
    if len(facts.mistaken_at) >= MOST_MISTAKES:
        again = Moment(facts.mistaken_at[-MOST_MISTAKES] + HOUR, "when")
        return _said(scene, say(Text("pair.wait", {"when": again})))
    worth = {code: facts.pairings.get(code, "") for code in pairings_in(scene.words)}
    right = next((code for code, what in worth.items() if what == "other"), None)
    if right is not None:
        return _said(scene, Pair(code=right), Record(entry=line("line.paired")), say(Text("pair.done")))
    if "own" in worth.values():
        return _said(scene, say(Text("pair.own")))
    return _said(scene, Mistaken(), say(Text("pair.wrong")))


def _said(scene: Scene, *effects: Effect) -> Spoken:
    """Say it; what was kept until we know which case it is about is still kept."""
    kept = scene.state is State.UNAIMED and bool(scene.case.conversation.talk.asking)
    later = (RemindTalk(at=scene.facts.now + LIFE),) if kept else ()
    return Spoken(effects=(*effects, *later))
