"""From an event to its cue: what it means for the case in the state it is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from core.dialogue import choices, details, outcomes, replies, tickets
from core.dialogue import lexicon as lx
from core.dialogue.afterwards import answer_rating, goes_on, wants_it_open
from core.dialogue.chasing import complains
from core.dialogue.divided import may_rejoin, says_same
from core.dialogue.done import cue_of_move
from core.dialogue.facts import Pressed, Reminded, Said
from core.dialogue.hiding import is_only_secret
from core.dialogue.intents import Intent, left_of, read, read_answer, references, says
from core.dialogue.ladder import first_matter, matter, more_of_the_matter
from core.dialogue.looking import puts_off
from core.dialogue.manners import says_nothing, takes_leave
from core.dialogue.narrowing import cue_while_diagnosing
from core.dialogue.pairing import asks_to_pair, types_pairing
from core.dialogue.presses import aside_of, cue_of_press
from core.dialogue.proving import asks_for_code, offers_proof
from core.dialogue.run import answer, inquires, onward
from core.dialogue.scene import Scene
from core.dialogue.several import another_matter, chosen_case, chosen_none
from core.dialogue.states import BOT_STATES, Cue, State
from core.dialogue.unread import is_spoken
from core.dialogue.waiting import until_named_day
from core.effects import TicketMoved
from core.plain import pick
from core.routing import service_named
from core.ticket import Status

JUST_NOW = timedelta(hours=1)
"""How long after the end "iyi günler" is an answer to our good-bye."""

_ACCEPTS = frozenset({Intent.YES, Intent.THANKS, Intent.NOTED, Intent.LATER})

_WAITS = (choices.I_WAIT, outcomes.NO, lx.NOTED)

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
        case TicketMoved() as moved:
            return cue_of_move(moved)
        case Pressed() as press:
            return cue_of_press(scene, press)
        case Reminded():
            return Cue.REMINDED
        case said:
            if types_pairing(scene):
                return Cue.PAIRING
            if asks_to_pair(scene):
                return Cue.PAIR
            if offers_proof(scene):
                return Cue.PROOF
            return Cue.NO_CODE if asks_for_code(scene) else _words(scene, said)


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
    if known := _answer_aside(scene, words) or _secret(scene, said):
        return known
    if scene.state not in {State.OPENING, State.ENDED} and takes_leave(words):
        return Cue.FAREWELL
    match scene.state:
        case State.OPENING:
            known = _bare(scene, words) or _UNASKED.get(read(words, waits=False).intent)
            return known or (Cue.LATER if puts_off(words) else first_matter(scene))
        case State.TRYING:
            return another_matter(scene, words) or _after_article(scene, words) or matter(scene)
        case State.CHOOSING | State.CLARIFYING | State.DIAGNOSING:
            return _while_asked(scene, words)
        case State.PEOPLE:
            carried = Cue.COMPLAINT if complains(words) else _CARRIED.get(read(words).intent)
            asks = carried or _calls(words) or _asks_after(scene, words)
            other = another_matter(scene, words)
            answered = None if other is Cue.NEW else _to_inquiry(scene)
            return asks or answered or other or _while_waiting(scene, words)
        case State.CONFIRMING:
            return another_matter(scene, words) or _after_solution(words)
    return _afterwards(scene, words)


def _secret(scene: Scene, said: Said) -> Cue | None:
    """A secret alone moves no case that the bot has, and begins none."""
    if not is_only_secret(said) or scene.state in {State.PEOPLE, State.CONFIRMING}:
        return None
    return Cue.UNSEEN if scene.state in BOT_STATES else Cue.EMPTY


def _while_asked(scene: Scene, words: str) -> Cue:
    """Read words while titles or answers stand to be chosen, or after the matter was asked for."""
    if says(words, tickets.CLOSE) and not left_of(words, tickets.CLOSE, lx.THANKS, lx.NOTED):
        return Cue.CANCEL
    if scene.state is State.DIAGNOSING:
        return cue_while_diagnosing(scene, words, _PLAIN)
    known = read(words, waits=False).intent
    if puts_off(words):
        return Cue.LATER
    if scene.state is State.CLARIFYING:
        return _DETAILS.get(known) or another_matter(scene, words) or matter(scene)
    if scene.chosen:
        return Cue.PICKED
    if details.is_unknown(words) or _says_only_no(words):
        return Cue.NO
    return _CHOICES.get(known) or another_matter(scene, words) or more_of_the_matter(scene)


def _says_only_no(words: str) -> bool:
    """Say whether words turn titles down, and tell nothing beside: "yok olmadı, hâlâ aynı"."""
    return says(words, outcomes.NO) and not left_of(words, *outcomes.BAD_NEWS, lx.THANKS)


def _bare(scene: Scene, words: str) -> Cue | None:
    """Read what says nothing of a matter, before a case or after its end: a good-bye, or that somebody is there."""
    ended = scene.ticket.closed_at if scene.case.ticket else None
    if takes_leave(words, just_now=ended is not None and scene.facts.now - ended <= JUST_NOW):
        return Cue.FAREWELL
    return Cue.EMPTY if says_nothing(words) else None


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
    if scene.case.ticket is None or not aside_of(scene.ticket, scene.memory):
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
        case "wait":
            return _of_waiting(words)
        case "outage" if says(words, choices.MINE_IS_DIFFERENT):
            return Cue.DIFFERENT
        case "scope":
            return _of_scope(scene, words)
        case "split" if says_same(words) and may_rejoin(scene):
            return Cue.REJOIN
        case "rating" | "low":
            return answer_rating(scene, words)
    return _detail(scene, words)


def _of_waiting(words: str) -> Cue | None:
    """Read what is said to the offer that the lead be told."""
    if says(words, choices.TELL_LEAD) or read_answer(words).intent is Intent.YES:
        return Cue.LEAD
    waits = says(words, *_WAITS) and not left_of(words, choices.I_WAIT, outcomes.NO, lx.NOTED, lx.THANKS)
    return Cue.WAIT if waits else None


def _of_scope(scene: Scene, words: str) -> Cue | None:
    """Read what is said of an address elsewhere: who accepts it, who does not, and who tells something else."""
    if says(words, choices.PASS_ON) or read(words).intent is Intent.NO:
        return Cue.ANYWAY
    return Cue.ACCEPTED if read_answer(words).intent in _ACCEPTS else None


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
    return Cue.STATUS if _asks_state(words, answer) else _ANSWERS.get(answer)


def _after_solution(words: str) -> Cue:
    """Read what is said of a solution; what says nothing of it is for who solved."""
    answer = read_answer(words).intent
    return Cue.STATUS if _asks_state(words, answer) else _CONFIRMING.get(answer, Cue.WORDS)


def _asks_state(words: str, answer: Intent) -> bool:
    return answer is Intent.QUESTION and read(words).intent is Intent.STATUS


def _calls(words: str) -> Cue | None:
    """Read "merhaba??" or "kaç kişi var önümde" of somebody who waits as a question about the state."""
    if left_of(words, choices.HOW_MANY_BEFORE, lx.HELLOS):
        return None
    calls = says(words, choices.HOW_MANY_BEFORE) or ("?" in words and says(words, lx.HELLOS))
    return Cue.STATUS if calls else None


def _asks_after(scene: Scene, words: str) -> Cue | None:
    """Read "vpn ne oldu" of somebody who waits for his VPN as a question about the state."""
    named = service_named(words, scene.facts.services)
    about = named is not None and named.key == scene.ticket.service and len(left_of(words, tickets.WHAT_BECAME)) <= 1
    return Cue.STATUS if about and says(words, tickets.WHAT_BECAME) else None


def _to_inquiry(scene: Scene) -> Cue | None:
    """Read what answers a question that an agent has asked by the bot; after a word of his own it is for him."""
    if not inquires(scene.ticket) or scene.memory.step_done == "status.last_reply":
        return None
    given = answer(scene)
    return onward(given) if given else None


def _while_waiting(scene: Scene, words: str) -> Cue:
    """Who says that it works while nobody has the case is asked whether it is over."""
    works = read_answer(words).intent is Intent.YES and says(words, outcomes.FINE, outcomes.YES)
    return Cue.YES if works and scene.ticket.status is Status.QUEUED else Cue.WORDS


def _afterwards(scene: Scene, words: str) -> Cue:
    """Read words after the end: politeness, the old trouble again, or a new matter."""
    if known := _bare(scene, words) or _AFTERWARDS.get(read(words, waits=False).intent):
        return known
    if wants_it_open(scene, words):
        return Cue.NO
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
