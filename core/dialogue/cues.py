"""From an event to its cue: what it means for the case in the state it is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.dialogue import choices, details, outcomes, replies
from core.dialogue import lexicon as lx
from core.dialogue.afterwards import SCORE_CUES, answer_rating, goes_on, may_take_back
from core.dialogue.facts import Pressed, Reminded, Said
from core.dialogue.intents import Intent, left_of, read, read_answer, references, says
from core.dialogue.ladder import first_matter, matter, more_of_the_matter
from core.dialogue.proving import offers_proof
from core.dialogue.scene import TOPIC, Scene
from core.dialogue.several import another_matter, chosen_case, chosen_none
from core.dialogue.states import Cue, Memory, State, state_of
from core.dialogue.unread import is_spoken
from core.dialogue.waiting import until_named_day
from core.effects import Command, TicketMoved
from core.plain import pick
from core.routing import service_named
from core.ticket import Status, Ticket

_DONE = {
    Command.OPEN: Cue.UNSEEN,
    Command.HAND_OVER: Cue.HANDED,
    Command.DESCRIBE: Cue.DESCRIBED,
    Command.DETAIL: Cue.DETAILED,
    Command.PRIORITIZE: Cue.PRIORITIZED,
    Command.HEAR: Cue.HEARD,
    Command.CLAIM: Cue.CLAIMED,
    Command.RELEASE: Cue.RELEASED,
    Command.TRANSFER: Cue.TRANSFERRED,
    Command.REPLY: Cue.REPLIED,
    Command.NOTE: Cue.UNSEEN,
    Command.WAIT_CUSTOMER: Cue.ASKED,
    Command.WAIT_PROVIDER: Cue.REFERRED,
    Command.RESUME: Cue.UNSEEN,
    Command.SOLVE: Cue.SOLVED,
    Command.CONFIRM: Cue.CLOSED,
    Command.REFUSE: Cue.BACK,
    Command.CANCEL: Cue.CLOSED,
    Command.LAPSE: Cue.CLOSED,
    Command.REOPEN: Cue.BACK,
    Command.CHASE: Cue.UNSEEN,
    Command.ESCALATE: Cue.ESCALATED,
    # The other endings.
    Command.CONFIRM_BY_PHONE: Cue.CLOSED,
    Command.CALL: Cue.UNSEEN,
    Command.GIVE_UP: Cue.CLOSED,
    Command.MERGE: Cue.CLOSED,
    Command.ABSORB: Cue.UNSEEN,
    Command.SEPARATE: Cue.PARTED,
    Command.PART: Cue.UNSEEN,
    Command.VOID: Cue.CLOSED,
    Command.ERASE: Cue.CLOSED,
}

_WAITS = (choices.I_WAIT, outcomes.NO, lx.NOTED)

_PRESSES: Mapping[State, Mapping[str, Cue]] = {
    State.TRYING: {"yes": Cue.YES, "no": Cue.NO, "human": Cue.HUMAN},
    State.CHOOSING: {"none": Cue.NO, "human": Cue.HUMAN},
    State.CLARIFYING: {"human": Cue.HUMAN},
    State.CONFIRMING: {"yes": Cue.YES, "no": Cue.NO, "later": Cue.LATER},
    State.ENDED: {"no": Cue.NO, "apart": Cue.APART},
}
"""What the values of the options mean while the question of the state is open."""

_ASIDES: Mapping[str, Mapping[str, Cue]] = {
    "over": {"close": Cue.FOUND, "keep": Cue.NO},
    "wait": {"lead": Cue.LEAD, "wait": Cue.WAIT},
    "same": {"same": Cue.SAME, "new": Cue.APART},
    "two": {"split": Cue.SPLIT, "join": Cue.JOIN},
    "rating": SCORE_CUES,
    "low": SCORE_CUES,
}
"""What they mean while a side question is open, by `Memory.asking`; intake has its own."""

# What an intent means where nothing else is said below.
_PLAIN = {
    Intent.NOTHING: Cue.EMPTY,
    Intent.GREETING: Cue.GREETING,
    Intent.THANKS: Cue.THANKS,
    Intent.STATUS: Cue.STATUS,
    Intent.HUMAN: Cue.HUMAN,
    Intent.CANCEL: Cue.CANCEL,
    Intent.SELF_SOLVED: Cue.FOUND,
    Intent.SMALLTALK: Cue.GREETING,
    Intent.CALLING: Cue.GREETING,
    Intent.CALL_ME: Cue.CALLBACK,
    Intent.INSULT: Cue.INSULT,
    Intent.LANGUAGE_TR: Cue.LANGUAGE,
    Intent.LANGUAGE_EN: Cue.LANGUAGE,
}
_UNASKED = _PLAIN | {Intent.NOTED: Cue.EMPTY, Intent.YES: Cue.EMPTY, Intent.NO: Cue.EMPTY}
_ANSWERS = _PLAIN | {
    Intent.NOTED: Cue.NOTED,
    Intent.YES: Cue.YES,
    Intent.NO: Cue.NO,
    Intent.MIXED: Cue.MIXED,
    Intent.LATER: Cue.LATER,
}
_CHOICES = _PLAIN | {Intent.NOTED: Cue.YES, Intent.YES: Cue.YES, Intent.NO: Cue.NO}
_DETAILS = _PLAIN | {Intent.NOTED: Cue.NOTED}
# A person reads the other ones himself.
_CARRIED: Mapping[Intent, Cue] = {
    intent: Cue.STATUS if intent is Intent.CALLING else cue
    for intent, cue in _PLAIN.items()
    if intent not in {Intent.NOTHING, Intent.GREETING, Intent.SMALLTALK, Intent.INSULT}
}
_CONFIRMING = _ANSWERS | {
    Intent.NOTED: Cue.THANKS,
    Intent.CANCEL: Cue.YES,
    Intent.SELF_SOLVED: Cue.YES,
    Intent.INSULT: Cue.WORDS,
}
_AFTERWARDS = _PLAIN | {Intent.NOTED: Cue.THANKS, Intent.YES: Cue.THANKS}


def cue_of(scene: Scene) -> Cue:
    """Return what the event of `scene` means."""
    match scene.event:
        case TicketMoved(act=act):
            return _DONE[act.command]
        case Pressed() as press:
            return _press(scene, press)
        case Reminded():
            return Cue.REMINDED
        case said:
            return Cue.PROOF if offers_proof(scene) else _words(scene, said)


def awaits(ticket: Ticket, question: int) -> bool:
    """Say whether question number `question` of `ticket` still waits for its answer."""
    memory = Memory.of(ticket)
    if memory.aside == question:
        return bool(_aside(ticket, memory))
    return memory.main == question and state_of(ticket) in _PRESSES


def _aside(ticket: Ticket, memory: Memory) -> Mapping[str, Cue]:
    """Return the answers to the side question that is open.

    Once somebody has the case, its end is talked about; while it is open, nobody rates it.
    """
    if memory.asking == "over" and ticket.status is not Status.QUEUED:
        return {}
    if memory.asking in {"rating", "low"} and ticket.open:
        return {}
    if ticket.with_people and ticket.status is not Status.SOLVED and (told := details.values(memory.asking)):
        return dict.fromkeys(told, Cue.DETAIL)
    return _ASIDES.get(memory.asking, {})


def _press(scene: Scene, press: Pressed) -> Cue:
    if not press.question:
        return Cue.STALE
    if scene.state is State.UNAIMED:
        return _choice_of_case(scene, press)
    if scene.case.ticket is None:
        return Cue.STALE
    memory = scene.memory
    if press.question == memory.aside:
        return _aside(scene.ticket, memory).get(press.value, Cue.STALE)
    if press.question != memory.main:
        return Cue.STALE
    if scene.state is State.CHOOSING and press.value.startswith(TOPIC):
        return Cue.PICKED
    if scene.state is State.ENDED and not may_take_back(scene, press):
        return Cue.STALE
    return _PRESSES.get(scene.state, {}).get(press.value, Cue.STALE)


def _choice_of_case(scene: Scene, press: Pressed) -> Cue:
    talk = scene.case.conversation.talk
    if not talk.asking or press.question != talk.question:
        return Cue.STALE
    if press.value == "new":
        return Cue.APART
    return Cue.PICKED if chosen_case(scene) else Cue.STALE


def _words(scene: Scene, said: Said) -> Cue:
    words = said.words
    if not words.strip():
        return Cue.VOICE if is_spoken(said) else Cue.PICTURE if said.files else Cue.EMPTY
    if scene.state is State.UNAIMED:
        return _unaimed(scene, words)
    named = references(words)
    if named and read(words).intent is Intent.STATUS:
        own = any(scene.facts.references.get(ref) for ref in named)
        return Cue.STATUS if own and scene.case.ticket else Cue.STRANGE_REF
    if answered := _answer_aside(scene, words):
        return answered
    match scene.state:
        case State.OPENING:
            return _UNASKED.get(read(words).intent) or (Cue.EMPTY if _is_bare_number(words) else first_matter(scene))
        case State.TRYING:
            return another_matter(scene, words) or _after_article(scene, words) or matter(scene)
        case State.CHOOSING if scene.chosen:
            return Cue.PICKED
        case State.CHOOSING:
            return _CHOICES.get(read(words).intent) or another_matter(scene, words) or more_of_the_matter(scene)
        case State.CLARIFYING:
            return _DETAILS.get(read(words).intent) or another_matter(scene, words) or matter(scene)
        case State.PEOPLE:
            carried = _CARRIED.get(read(words).intent)
            return carried or _calls(words) or another_matter(scene, words) or _while_waiting(scene, words)
        case State.CONFIRMING:
            return another_matter(scene, words) or _CONFIRMING.get(read_answer(words).intent, Cue.WORDS)
    return _afterwards(scene, words)


def _is_bare_number(words: str) -> bool:
    """Say whether a line is the answer to a question that nobody asks any more, such as "5"."""
    return words.strip().isdecimal() and len(words.strip()) <= 2


def _unaimed(scene: Scene, words: str) -> Cue:
    """Read words of a customer with several open cases, of which none is meant more than another."""
    if scene.case.conversation.talk.asking:
        if chosen_case(scene):
            return Cue.PICKED
        if chosen_none(scene) or says(words, choices.SOMETHING_NEW):
            return Cue.APART
    known = _UNASKED.get(read(words).intent)
    if known in {Cue.STATUS, Cue.GREETING, Cue.THANKS, Cue.LANGUAGE}:
        return known
    if read_answer(words).intent is Intent.NEW and service_named(words, scene.facts.services):
        return Cue.NEW
    return Cue.UNCLEAR if scene.case.conversation.talk.asking else Cue.WORDS


def _answer_aside(scene: Scene, words: str) -> Cue | None:
    """Read words as the answer to the side question that is open; None if they are something else."""
    if scene.case.ticket is None or not _aside(scene.ticket, scene.memory):
        return None
    match scene.memory.asking:
        case "over" if read_answer(words).intent is Intent.YES:
            return Cue.FOUND
        case "same" if says(words, choices.SAME_MATTER) or _picks(words, Intent.YES, 0):
            return Cue.SAME
        case "same" if says(words, choices.SOMETHING_NEW) and not service_named(words, scene.facts.services):
            return Cue.APART
        case "same" if _picks(words, Intent.NO, 1):
            return Cue.APART
        case "two":
            return Cue.SPLIT if says(words, choices.APART) or _picks(words, Intent.YES, 0) else Cue.JOIN
        case "wait" if says(words, choices.TELL_LEAD) or read_answer(words).intent is Intent.YES:
            return Cue.LEAD
        case "wait" if not left_of(words, choices.I_WAIT, outcomes.NO, lx.NOTED, lx.THANKS) and says(words, *_WAITS):
            return Cue.WAIT
        case "rating" | "low":
            return answer_rating(scene, words)
    return _detail(scene, words)


def _picks(words: str, answer: Intent, place: int) -> bool:
    """Say whether words choose the first or the second of two buttons: by its number, or by a yes or a no alone."""
    return pick(words, ("-", "--")) == place or read(words).intent is answer


def _detail(scene: Scene, words: str) -> Cue | None:
    """Read words as the answer to what we asked of a case that waits; once somebody has it, they are for him."""
    if scene.ticket.status is not Status.QUEUED or details.told(scene.memory.asking, words) is None:
        return None
    other = another_matter(scene, words)
    return other if other is Cue.NEW or (other and read_answer(words).intent is Intent.NO) else Cue.DETAIL


def _after_article(scene: Scene, words: str) -> Cue | None:
    """Read what is said of an article; a bare "tamam, deneyeyim" needs no answer, unless it names a day."""
    answer = read_answer(words, "answer").intent
    if answer is Intent.LATER and until_named_day(scene):
        return Cue.LATER
    if answer is Intent.LATER and not left_of(words, lx.NOTED, replies.LATER, lx.THANKS) and says(words, lx.NOTED):
        return Cue.NOTED
    return _ANSWERS.get(answer)


def _calls(words: str) -> Cue | None:
    """Read "merhaba??" or "kaç kişi var önümde" of somebody who waits as a question about the state."""
    if left_of(words, choices.HOW_MANY_BEFORE, lx.HELLOS):
        return None
    calls = says(words, choices.HOW_MANY_BEFORE) or ("?" in words and says(words, lx.HELLOS))
    return Cue.STATUS if calls else None


def _while_waiting(scene: Scene, words: str) -> Cue:
    """Who says that it works while nobody has the case is asked whether it is over."""
    if scene.ticket.status is not Status.QUEUED or read_answer(words).intent is not Intent.YES:
        return Cue.WORDS
    return Cue.YES


def _afterwards(scene: Scene, words: str) -> Cue:
    """Read words after the end: politeness, the old trouble again, or a new matter."""
    if known := _AFTERWARDS.get(read(words).intent):
        return known
    if _is_bare_number(words):
        return Cue.EMPTY
    answer = read_answer(words).intent
    polite = left_of(words, *outcomes.GOOD_NEWS, lx.THANKS, lx.NOTED, lx.GREETINGS, replies.LATER)
    if answer in {Intent.YES, Intent.LATER} and len(polite) <= 1:
        return Cue.THANKS
    if goes_on(scene, words):
        if scene.facts.may_reopen(scene.ticket):
            return Cue.NO
        if not left_of(words, outcomes.NOT_YET, outcomes.NO):
            return Cue.EMPTY
    return first_matter(replace(scene, case=replace(scene.case, ticket=None)))
