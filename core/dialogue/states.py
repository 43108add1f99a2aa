"""Where a case stands for its customer, what an event may mean, and what is remembered of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.dialogue.kept import kept_form, read_back
from core.ticket import Status, Ticket


class State(StrEnum):
    """Where a case stands in the eyes of its customer."""

    OPENING = "opening"
    TRYING = "trying"
    CHOOSING = "choosing"
    CLARIFYING = "clarifying"
    DIAGNOSING = "diagnosing"
    PEOPLE = "people"
    CONFIRMING = "confirming"
    ENDED = "ended"
    UNAIMED = "unaimed"
    """Several cases are open, and we cannot tell which one is meant."""


BOT_STATES = (State.TRYING, State.CHOOSING, State.CLARIFYING, State.DIAGNOSING)
"""The states in which the bot holds the word on an open ticket."""


class Cue(StrEnum):
    """What an event means for a case, read in its state."""

    # What the customer's words or press mean.
    EMPTY = "empty"
    PICTURE = "picture"
    VOICE = "voice"
    FOREIGN = "foreign"
    GREETING = "greeting"
    THANKS = "thanks"
    NOTED = "noted"
    LATER = "later"
    STATUS = "status"
    STRANGE_REF = "strange_ref"
    HUMAN = "human"
    CALLBACK = "callback"
    CANCEL = "cancel"
    FOUND = "found"
    INSULT = "insult"
    COMPLAINT = "complaint"
    FAREWELL = "farewell"
    LANGUAGE = "language"
    YES = "yes"
    NO = "no"
    MIXED = "mixed"
    PICKED = "picked"
    WORDS = "words"
    STALE = "stale"
    # Who is writing.
    PROOF = "proof"
    NO_CODE = "no_code"
    PAIR = "pair"
    PAIRING = "pairing"
    # Which case is meant, where several are open or a new one may begin.
    NEW = "new"
    SAME = "same"
    APART = "apart"
    SAME_OR_NEW = "same_or_new"
    TWO = "two"
    SPLIT = "split"
    JOIN = "join"
    REJOIN = "rejoin"
    # What he answers who was offered that the lead be told.
    LEAD = "lead"
    WAIT = "wait"
    # What the customer thinks of our work.
    RATED = "rated"
    RATED_LOW = "rated_low"
    OPINION = "opinion"
    SKIPPED = "skipped"
    # A matter, by how far we may go and by what we know about it.
    GATED = "gated"
    KNOWN = "known"
    SEVERAL = "several"
    DIAGNOSE = "diagnose"
    UNCLEAR = "unclear"
    # An answer to a question of a bank, by where it leads.
    ANSWERED = "answered"
    DIAGNOSED = "diagnosed"
    ROUTED = "routed"
    # The clock.
    REMINDED = "reminded"
    # Intake: an answer to what is asked of a case that waits, and what the desk made of it.
    DETAIL = "detail"
    DESCRIBED = "described"
    DETAILED = "detailed"
    PRIORITIZED = "prioritized"
    # A matter that cannot wait, one of many people that we know nothing of, and a wish for a thing.
    URGENT = "urgent"
    WIDE = "wide"
    WISH = "wish"
    # One trouble of many, and a matter that is not ours.
    OUTAGE = "outage"
    DIFFERENT = "different"
    NOT_OURS = "not_ours"
    ACCEPTED = "accepted"
    ANYWAY = "anyway"
    # What was done to the ticket.
    HANDED = "handed"
    HEARD = "heard"
    CLAIMED = "claimed"
    RELEASED = "released"
    TRANSFERRED = "transferred"
    REPLIED = "replied"
    ASKED = "asked"
    INQUIRY = "inquiry"
    REFERRED = "referred"
    NO_NEWS = "no_news"
    APPOINTED = "appointed"
    DUE = "due"
    SOLVED = "solved"
    CLOSED = "closed"
    BACK = "back"
    ESCALATED = "escalated"
    LINKED = "linked"
    UNLINKED = "unlinked"
    INFORMED = "informed"
    PARTED = "parted"
    SPLIT_OFF = "split_off"
    UNSEEN = "unseen"


MATTERS = frozenset(
    {
        Cue.URGENT,
        Cue.WIDE,
        Cue.WISH,
        Cue.OUTAGE,
        Cue.NOT_OURS,
        Cue.GATED,
        Cue.KNOWN,
        Cue.SEVERAL,
        Cue.DIAGNOSE,
        Cue.UNCLEAR,
        Cue.TWO,
        Cue.VOICE,
        Cue.FOREIGN,
    }
)
"""The cues that carry a matter; after an ending they, and a wish for people, begin a new case."""

WISHES = frozenset({Cue.HUMAN, Cue.CALLBACK})
"""The wishes for people, which need no matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the dialogue remembers of a case, kept as JSON in `ticket.memory`.

    `step` is the state while the bot holds the word. `words` are the customer's words about the matter so far.
    `tried` are the topics whose article was given, the last one last; `offered` those whose titles stand to be
    chosen, `passed` those whose titles were turned down.

    Questions are numbered, so that an answer to an earlier one is recognised: `question` is the last number
    given. A case waits on up to two questions at once: `main` is the number of the one that belongs to its
    state, `aside` that of a side question, and `asking` says which side question that is ("" for none);
    `held` are the words that the side question is about.

    `asked` says that the matter was asked for once more, `told` that the customer knows the reference,
    `thanked` that thanks were answered by a question, `kept` that he knows that his words wait for somebody
    (`kept_at` when he was told so, `noticed` how often), and `settled` that he was asked whether his words are
    about this matter. `reminded` counts the reminders of the question, and `later` says that they are counted
    from the day that the customer named.

    `asks` counts how often the customer asked for the state since the last step on the case, and `asked_at` is
    when it was last told; `step_done` is the text that names that step and `step_at` its moment. Moments are
    kept in their ISO form, "" for none.

    `split_at` is when he was told that an agent took the matter out of another ticket of his.

    `bank` is the version of the question bank that is asked, `bank_question` the question of it that stands,
    `bank_answers` the questions and the ids of the answers so far, in turn, `bank_again` the question that was put
    twice, and `banks` the ids of all that were asked: none begins twice. While an agent has it asked, `inquiry` is the
    number of the question that stands, as `main` is.

    `sought` is what he was asked about the matter while it waits for people, in the names that
    `core.dialogue.intake` gives; `spared` says that he is asked nothing of that kind.
    """

    step: str = State.CLARIFYING.value
    words: str = ""
    tried: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    question: int = 0
    main: int = 0
    aside: int = 0
    asking: str = ""
    held: str = ""
    asked: bool = False
    told: bool = False
    thanked: bool = False
    kept: bool = False
    settled: bool = False
    reminded: int = 0
    asks: int = 0
    asked_at: str = ""
    step_done: str = ""
    step_at: str = ""
    kept_at: str = ""
    noticed: int = 0
    later: bool = False
    split_at: str = ""
    sought: tuple[str, ...] = ()
    spared: bool = False
    bank: int = 0
    bank_question: str = ""
    bank_answers: tuple[str, ...] = ()
    bank_again: str = ""
    banks: tuple[str, ...] = ()
    inquiry: int = 0

    @classmethod
    def of(cls, ticket: Ticket | None) -> Memory:
        """Read the memory kept in `ticket`."""
        return _NOTHING if ticket is None else read_back(cls, ticket.memory)

    def kept_form(self) -> Mapping[str, Any]:
        """Return the JSON form that `of` reads."""
        return kept_form(self)


_NOTHING = Memory()

_STANDINGS = {
    Status.QUEUED: State.PEOPLE,
    Status.IN_PROGRESS: State.PEOPLE,
    Status.WAITING_CUSTOMER: State.PEOPLE,
    Status.WAITING_PROVIDER: State.PEOPLE,
    Status.SOLVED: State.CONFIRMING,
    Status.CLOSED: State.ENDED,
}


def state_at(status: Status, memory: Memory) -> State:
    """Return the state of a case whose ticket has `status`, while `memory` is remembered of it."""
    return State(memory.step) if status is Status.NEW else _STANDINGS[status]


def state_of(ticket: Ticket | None) -> State:
    """Return the state of the case about `ticket`."""
    return State.OPENING if ticket is None else state_at(ticket.status, Memory.of(ticket))
