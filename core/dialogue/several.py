"""Several matters of one person: which one is meant, whether it is a new one, two in one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from core.dialogue import replies
from core.dialogue.aiming import of_service
from core.dialogue.facts import Pressed
from core.dialogue.intents import Intent, left_of, read, read_answer, references, says
from core.dialogue.people import status_text
from core.dialogue.recording import described, number, opened
from core.dialogue.scene import Scene, Spoken, ask_aside, only, option, say
from core.dialogue.splitting import are_told_apart, matters_in
from core.dialogue.states import Cue, State
from core.dialogue.urgent import is_pressing, names_urgent
from core.dialogue.waiting import until_clear
from core.effects import Act, Command, Effect, Record, RemindTalk, Say, TakeUp
from core.messages import Option, Text, literal
from core.moves import line
from core.plain import pick
from core.routing import service_named
from core.ticket import Ticket

PATIENCE = timedelta(minutes=30)
"""How long words wait for the customer to say which case they are about."""

CASE = "case:"
"""How the value of an option that stands for a ticket begins; its reference follows."""

_SHORT = 30
"""Characters of a title on a button."""

_SAYS_SOMETHING = 2
"""Words with a meaning that tell of a matter at least."""

_TROUBLE = frozenset({Intent.MATTER, Intent.NEW, Intent.NO})


# --- Which one -------------------------------------------------------------------------------------


def ask_which(scene: Scene) -> Spoken:
    """Keep the words, and ask once which of the open cases they are about."""
    talk = scene.case.conversation.talk
    refs = tuple(ticket.ref for ticket in scene.case.others)
    cases = tuple(Option(literal(name_of(ticket)), f"{CASE}{ticket.ref}") for ticket in scene.case.others)
    asked = replace(talk, asking="which", question=talk.question + 1, refs=refs, words=scene.words)
    bubble = Say(texts=(Text("matter.which"),), options=(*cases, option("new_matter", "new")), question=asked.question)
    return Spoken(effects=(bubble, RemindTalk(at=scene.facts.now + PATIENCE)), talk=asked)


def take_up_chosen(scene: Scene) -> Spoken:
    """Give the words that were kept to the case that was chosen."""
    return _take_up(scene, chosen_case(scene))


def take_up_new(scene: Scene) -> Spoken:
    """Let the words that were kept begin a new case."""
    return _take_up(scene, None)


def take_up_latest(scene: Scene) -> Spoken:
    """It is still not clear which case is meant: the one opened last gets all the words, rather than nobody."""
    return _take_up(scene, scene.case.others[-1].ref, more=scene.words if scene.typed else "")


def _take_up(scene: Scene, ref: str | None, more: str = "") -> Spoken:
    talk = scene.case.conversation.talk
    words = "\n".join(part for part in (talk.words, more) if part)
    rested = replace(talk, asking="", refs=(), words="")
    return Spoken(effects=(TakeUp(words=words, ref=ref),), talk=rested)


def chosen_case(scene: Scene) -> str | None:
    """Return the case that was chosen of those offered: by its button, number, place, title or reference."""
    talk = scene.case.conversation.talk
    if isinstance(scene.event, Pressed):
        wanted = scene.event.value.removeprefix(CASE)
        return wanted if wanted in talk.refs else None
    named = next((ref for ref in references(scene.words) if ref in talk.refs), None)
    place = _place(scene)
    if named is None and place is not None and place < len(talk.refs):
        return talk.refs[place]
    offered = [ticket for ticket in scene.case.others if ticket.ref in talk.refs]
    same = of_service(scene.words, offered, scene.facts.services)
    return named or (same.ref if same else None)


def chosen_none(scene: Scene) -> bool:
    """Say whether the customer named the last option by its number: none of the cases, something new."""
    return _place(scene) == len(scene.case.conversation.talk.refs)


def _place(scene: Scene) -> int | None:
    titles = {ticket.ref: ticket.title for ticket in scene.case.others}
    return pick(scene.words, [*(titles.get(ref, ref) for ref in scene.case.conversation.talk.refs), "-"])


def tell_all(scene: Scene) -> Spoken:
    """Say where each of the open cases stands."""
    texts = tuple(
        status_text(replace(scene, case=replace(scene.case, ticket=ticket, unaimed=False)))
        for ticket in scene.case.others
    )
    return only(*texts)


def name_of(ticket: Ticket) -> str:
    """Return a ticket's number and title, short enough for a button."""
    title = ticket.title if len(ticket.title) <= _SHORT else f"{ticket.title[: _SHORT - 1].rstrip()}…"
    return f"{ticket.ref} · {title}"


def named_apart(scene: Scene, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """Let every bubble say which case it is about while the person has others open, unless it names the number."""
    ticket = scene.case.ticket
    if ticket is None or not scene.case.others:
        return effects
    about = Text("matter.about", {"ref": ticket.ref, "title": ticket.title})

    def named(effect: Effect) -> Effect:
        match effect:
            case Say(person=None, texts=told):
                return effect if _names(told, ticket.ref) else replace(effect, texts=(about, *told))
            case Say(author=author):
                return replace(effect, author=f"{ticket.ref} · {author}")
        return effect

    return tuple(map(named, effects))


def _names(told: Sequence[Text], ref: str) -> bool:
    values = [value for text in told for value in text.values.values()]
    return ref in values or any(_names((value,), ref) for value in values if isinstance(value, Text))


# --- The same matter or a new one -------------------------------------------------------------------


def another_matter(scene: Scene, words: str) -> Cue | None:
    """Say whether words on an open case seem to be about something else: NEW, SAME_OR_NEW, or None.

    They are when they name another service than the case's and tell of trouble or a wish; we are sure when they
    say so themselves ("bir de yazıcım çalışmıyor"), and do not ask about what is urgent. Words that announce
    something new without naming a service are asked about. Once asked, the case keeps what it gets, and so does one
    that cannot wait: who clicked and gave his password away tells of one matter.
    """
    intent = read_answer(words).intent
    if intent not in _TROUBLE or references(words):
        return None
    named = service_named(words, scene.facts.services)
    other = named is not None and scene.ticket.service is not None and named.key != scene.ticket.service
    if len(left_of(words)) < _SAYS_SOMETHING:
        return None  # the name of a thing alone tells more of the present matter
    if other and names_urgent(scene, words):
        return Cue.NEW
    announced = intent is Intent.NEW or says(words, replies.NEW_TOPIC)
    if announced and (other or says(words, replies.NEW_TOPIC)):
        return Cue.NEW
    asked = scene.memory.settled or is_pressing(scene)
    if (announced or (other and read(words).intent is Intent.MATTER)) and not asked:
        return Cue.SAME_OR_NEW
    return None


def begin_new(scene: Scene) -> Spoken:
    """Let what was just said begin a case of its own; the present one stays as it is."""
    return Spoken(effects=(TakeUp(words=scene.words, ref=None),))


def ask_same_or_new(scene: Scene) -> Spoken:
    """Ask whether the words are about this case; people who have it get them at once, whatever the answer."""
    passed: tuple[Effect, ...] = ()
    if scene.state in {State.PEOPLE, State.CONFIRMING}:
        passed = (Act(command=Command.HEAR, words=scene.words),)
    ticket = scene.ticket
    bubble, memory = ask_aside(
        replace(scene.memory, settled=True, kept=True, kept_at=scene.facts.now.isoformat()),
        "same",
        Text("matter.same_or_new", {"ref": ticket.ref, "title": ticket.title}),
        options=(option("same_matter", "same"), option("new_matter", "new")),
        held=scene.words,
    )
    return Spoken(effects=(bubble, *passed), memory=memory)


def keep_here(scene: Scene) -> Spoken:
    """The words are about this case: people have them already, the bot takes them up now."""
    memory = replace(scene.memory, asking="", held="")
    if scene.ticket.with_people:
        return Spoken(effects=(say(status_text(scene)),), memory=memory)
    return Spoken(effects=(TakeUp(words=scene.memory.held, ref=scene.ticket.ref),), memory=memory)


def move_to_new(scene: Scene) -> Spoken:
    """The words are about something else: let them begin a case of their own."""
    moved_from = scene.ticket.ref if scene.ticket.with_people else ""
    return Spoken(
        effects=(TakeUp(words=scene.memory.held, ref=None, moved_from=moved_from),),
        memory=replace(scene.memory, asking="", held=""),
    )


# --- Two in one message -----------------------------------------------------------------------------


def two_matters(scene: Scene, words: str) -> tuple[str, ...]:
    """Return the matters in one message that name services of their own; empty when it is one matter.

    One of them may name none of our services, if the customer himself tells them apart.
    """
    parts = matters_in(words)
    named = [service_named(part, scene.facts.services) for part in parts]
    keys = {service.key for service in named if service is not None}
    own = len(keys) == len(parts) or (len(keys) == named.count(None) == 1 and are_told_apart(words))
    return parts if len(parts) > 1 and own else ()


def ask_two(scene: Scene) -> Spoken:
    """Record what was said as one ticket, and ask whether to make two of it."""
    memory = replace(scene.memory, words=scene.matter, told=True)
    options = (option("split", "split"), option("join", "join"))
    bubble, memory = ask_aside(
        memory, "two", Text("matter.two"), *number(scene), options=options, held=scene.matter, guarded=True
    )
    recorded = Record(entry=line("line.two_matters"))
    return Spoken(effects=(*opened(scene), recorded, bubble, until_clear(scene)), memory=memory)


def split(scene: Scene) -> Spoken:
    """Leave the first matter to this case, and let each of the others begin one of its own."""
    first, *rest = two_matters(scene, scene.memory.held)
    memory = replace(scene.memory, words="", held="", asking="", settled=True)
    taken = (TakeUp(words=first, ref=scene.ticket.ref), *(TakeUp(words=part, ref=None) for part in rest))
    return Spoken(effects=(described(scene, first), *taken), memory=memory)


def join(scene: Scene) -> Spoken:
    """It is one matter after all: take it up as it was said, with what was added meanwhile."""
    added = scene.words if scene.typed and read_answer(scene.words).intent is not Intent.NO else ""
    whole = "\n".join(part for part in (scene.memory.held, added) if part)
    memory = replace(scene.memory, words="", held="", asking="", settled=True)
    return Spoken(effects=(TakeUp(words=whole, ref=scene.ticket.ref),), memory=memory)
