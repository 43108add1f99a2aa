"""The customer's machine as a table.

Theory of operation. A case is a conversation and the ticket it is about. Its `State` follows from the
ticket's status and, while the bot holds the word, from the step kept in the ticket's `Memory`:

    no ticket -> opening; new -> trying, choosing or clarifying; with people -> people;
    solved -> confirming; closed -> ended

An event is read as one `Cue`: what the customer's words or press mean at this point, or what the desk
did. `MOVES` gives for (state, cue) the state that follows and the action that speaks. What belongs to
the desk's side (people, confirming, ended) is entered only on the desk's word: an action asks for it by
`Act`, and the cue that comes back makes the move. A pair that is not in the table raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from core.ticket import Status, Ticket


class State(StrEnum):
    """Where a case stands in the eyes of its customer."""

    OPENING = "opening"
    TRYING = "trying"
    CHOOSING = "choosing"
    CLARIFYING = "clarifying"
    PEOPLE = "people"
    CONFIRMING = "confirming"
    ENDED = "ended"


class Cue(StrEnum):
    """What an event means."""

    # What the customer's words or press mean.
    GREETING = "greeting"
    THANKS = "thanks"
    LATER = "later"
    STATUS = "status"
    STRANGE_REF = "strange_ref"
    HUMAN = "human"
    YES = "yes"
    NO = "no"
    PICKED = "picked"
    WORDS = "words"
    STALE = "stale"
    # A matter, by what we know about it.
    KNOWN = "known"
    SEVERAL = "several"
    UNCLEAR = "unclear"
    GATED = "gated"
    # What the desk did.
    HANDED = "handed"
    CLAIMED = "claimed"
    RELEASED = "released"
    TRANSFERRED = "transferred"
    REPLIED = "replied"
    ASKED = "asked"
    REFERRED = "referred"
    SOLVED = "solved"
    CLOSED = "closed"
    BACK = "back"
    QUIET = "quiet"


BOT_STATES = (State.TRYING, State.CHOOSING, State.CLARIFYING)
"""The states in which the bot holds the word on an open ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the dialogue remembers of a case, kept as JSON in `ticket.memory`.

    `step` is the state while the bot holds the word. `words` are the customer's words about the matter
    so far. `tried` are the articles given, the last one last; `offered` those whose titles were shown.
    `question` numbers the questions asked, so that an answer to an earlier one is recognised.
    """

    step: str = State.CLARIFYING
    words: str = ""
    tried: tuple[int, ...] = ()
    offered: tuple[int, ...] = ()
    question: int = 0
    thanked: bool = False

    @classmethod
    def of(cls, ticket: Ticket) -> Memory:
        """Read the memory kept in `ticket`."""
        known = {field.name for field in fields(cls)}
        kept: dict[str, Any] = {name: value for name, value in ticket.memory.items() if name in known}
        return cls(**{name: tuple(v) if isinstance(v, list) else v for name, v in kept.items()})

    def kept(self) -> Mapping[str, Any]:
        """Return the JSON form."""
        return asdict(self)


def state_of(ticket: Ticket | None) -> State:
    """Return the state of the case about `ticket`."""
    if ticket is None:
        return State.OPENING
    match ticket.status:
        case Status.NEW:
            return State(Memory.of(ticket).step)
        case Status.SOLVED:
            return State.CONFIRMING
        case Status.CLOSED:
            return State.ENDED
    return State.PEOPLE
