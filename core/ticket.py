"""The ticket: one incident or one service request, and the lines of its timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from core.contracts import Impact, Level, Priority, Urgency
from core.knowledge import TicketType
from core.messages import File, Text
from core.promises import Promise


class Status(StrEnum):
    """Where a ticket stands. The bot holds a `new` one; people hold the others until it is closed."""

    NEW = "new"
    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_PROVIDER = "waiting_provider"
    SOLVED = "solved"
    CLOSED = "closed"


class Ending(StrEnum):
    """Why a ticket is closed. There is no other way to close one."""

    CONFIRMED = "confirmed"
    CONFIRMED_BY_PHONE = "confirmed_by_phone"
    CUSTOMER_FOUND = "customer_found"
    NO_REPLY = "no_reply"
    UNREACHABLE = "unreachable"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"
    VOID = "void"
    ERASED = "erased"


FINAL = frozenset({Ending.DUPLICATE, Ending.VOID, Ending.ERASED})
"""The endings after which the ticket cannot be reopened: it lives on in another one, or never should have been."""


class Source(StrEnum):
    """How a matter came to the desk: the customer wrote to the bot, or an agent recorded it for him."""

    CHAT = "chat"
    PHONE = "phone"
    WALK_IN = "walk_in"
    E_MAIL = "e_mail"
    MONITORING = "monitoring"


class ClosureCode(StrEnum):
    """What kind of solution it was; required when an agent says solved."""

    KNOWN_SOLUTION = "known_solution"
    NEW_SOLUTION = "new_solution"
    WORKAROUND = "workaround"
    NO_FAULT = "no_fault"
    USER_GUIDANCE = "user_guidance"
    FULFILLED = "fulfilled"
    OUT_OF_SCOPE = "out_of_scope"
    DUPLICATE = "duplicate"
    PROVIDER = "provider"


CODES: Mapping[TicketType, tuple[ClosureCode, ...]] = {
    "incident": (
        ClosureCode.KNOWN_SOLUTION,
        ClosureCode.NEW_SOLUTION,
        ClosureCode.WORKAROUND,
        ClosureCode.NO_FAULT,
        ClosureCode.USER_GUIDANCE,
        ClosureCode.PROVIDER,
        ClosureCode.OUT_OF_SCOPE,
    ),
    "request": (
        ClosureCode.FULFILLED,
        ClosureCode.USER_GUIDANCE,
        ClosureCode.PROVIDER,
        ClosureCode.OUT_OF_SCOPE,
    ),
}
"""The codes that fit what is solved, the likely ones first; a duplicate is merged, not solved."""


class WaitingReason(StrEnum):
    """What a ticket waits for: the customer's answer, a day that was agreed with him, or a provider."""

    ANSWER = "answer"
    APPOINTMENT = "appointment"
    PROVIDER = "provider"


class TransferReason(StrEnum):
    """Why a ticket is passed on. `RETURNED` sends it back because something is missing; it is counted."""

    WRONG_GROUP = "wrong_group"
    NEEDS_SKILL = "needs_skill"
    LEVEL_2 = "level_2"
    RETURNED = "returned_for_information"
    ABSENCE = "absence"
    WORKLOAD = "workload"
    CUSTOMER_WISH = "customer_wish"


class LinkKind(StrEnum):
    """What another ticket is to this one. The parent of a ticket has it as its child."""

    RELATED = "related"
    PARENT = "parent"
    CHILD = "child"

    @property
    def seen_from_there(self) -> LinkKind:
        """What this ticket is to the other one."""
        turned = {LinkKind.PARENT: LinkKind.CHILD, LinkKind.CHILD: LinkKind.PARENT}
        return turned.get(self, self)


@dataclass(frozen=True, slots=True)
class ForeignReference:
    """How somebody else calls the matter: a provider by its key, or "" for anybody."""

    text: str
    provider: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One matter of one requester.

    `owner` is the agent's person id; `owner_epoch` grows with every change of owner, so that words
    prepared before the change can be recognised. `level` is the support level that was in force for
    its service when it was opened. `fields` are the answers to what its service asks for, by key, "" where the
    customer did not know; `affected` is who has the trouble, where it is not the requester. `chased` counts how
    often the customer asked for the state, `missed_calls` how often he was called and not reached. `duplicate_of`
    is the reference of the ticket that lives on, `split_from` that of the one out of which an agent took it. While it
    waits, `waiting_reason` says for what, `waiting_for` in words for whom or where, and `next_date` when the desk looks
    at it again. `returned` counts how often it was sent back because something was missing. `external_refs` are its
    numbers elsewhere. `opened_by` is the agent who recorded what came from another `source` than the chat, or who split
    it off. `outage` is the number of the outage that it is linked to.
    `promises` are what is promised about it, one of a kind (`core.keeping`). `memory` is the dialogue's own state of
    this case.
    """

    ref: str
    requester: int
    organization: str
    title: str
    type: TicketType
    service: str | None
    queue: str
    priority: Priority
    level: Level
    opened_at: datetime
    status: Status = Status.NEW
    owner: int | None = None
    owner_name: str = ""
    owner_epoch: int = 0
    coordinator: int | None = None
    impact: Impact | None = None
    urgency: Urgency | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    affected: str = ""
    chased: int = 0
    escalated_at: datetime | None = None
    missed_calls: int = 0
    duplicate_of: str | None = None
    split_from: str | None = None
    waiting_reason: WaitingReason | None = None
    waiting_for: str = ""
    next_date: datetime | None = None
    returned: int = 0
    external_refs: tuple[ForeignReference, ...] = ()
    closure_code: ClosureCode | None = None
    end_reason: Ending | None = None
    claimed_at: datetime | None = None
    first_reply_at: datetime | None = None
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    reopened: int = 0
    source: Source = Source.CHAT
    opened_by: int | None = None
    outage: int | None = None
    promises: tuple[Promise, ...] = ()
    memory: Mapping[str, Any] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether the matter is not closed."""
        return self.status is not Status.CLOSED

    @property
    def with_people(self) -> bool:
        """Whether people hold the word; the bot is silent then."""
        return self.status not in {Status.NEW, Status.CLOSED}


IMPACT, URGENCY, AFFECTED = "impact", "urgency", "affected"
"""What a customer may be asked of any ticket, beside what its service needs to know."""

_FIELD = "field:"


def field_of(key: str) -> str:
    """Return how the question `key` of a service is named among what a customer may be asked."""
    return f"{_FIELD}{key}"


def key_of(field: str) -> str | None:
    """Return the key of the service's question that `field` names; None when it is no service's."""
    return field.removeprefix(_FIELD) if field.startswith(_FIELD) else None


Audience = Literal["customer", "agents", "leads"]
"""Who may read a line: everybody, people of the desk, or only those who lead them."""
Author = Literal["customer", "bot", "agent", "system"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the timeline: words as they were said, or a system line as key and values."""

    audience: Audience
    author: Author
    kind: Literal["words", "note", "line"] = "words"
    words: str = ""
    line: Text | None = None
    person: int | None = None
    files: tuple[File, ...] = ()


# Letters and digits in turn: random letters alone spell obscenities in Turkish, and some letters
# and digits cannot be told apart on the phone.
LETTERS = "ABCDEFGHJKLMNPRSTUVYZ"
DIGITS = "23456789"
PAIRS = len(LETTERS) * len(DIGITS)
"""How many pairs of a letter and a digit there are."""

REFERENCES = PAIRS**3
"""How many references of six characters there are."""


def reference(number: int) -> str:
    """Spell `number` (0 to `REFERENCES` - 1) as a reference such as K7M2R9."""
    return spell(number, 3)


def spell(number: int, pairs: int) -> str:
    """Spell `number` (0 to `PAIRS` ** `pairs` - 1) in letters and digits in turn."""
    spelled = []
    for _ in range(pairs):
        number, pair = divmod(number, PAIRS)
        letter, digit = divmod(pair, len(DIGITS))
        spelled.append(LETTERS[letter] + DIGITS[digit])
    return "".join(spelled)
