"""What the two machines may ask for: a closed union of values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from core.contracts import Impact, Priority, Urgency
from core.knowledge import Hit, TicketType
from core.messages import File, Localized, Option, Text
from core.outage import Outage
from core.people import Actor
from core.promises import PromiseKind
from core.proofs import Proving
from core.ticket import ClosureCode, Ending, Entry, LinkKind, Source, Status, Ticket


class Command(StrEnum):
    """What may be done to a ticket."""

    OPEN = "open"
    HAND_OVER = "hand_over"
    DESCRIBE = "describe"
    DETAIL = "detail"
    CLASSIFY = "classify"
    PRIORITIZE = "prioritize"
    HEAR = "hear"
    CLAIM = "claim"
    RELEASE = "release"
    RETURN = "return"
    TRANSFER = "transfer"
    REPLY = "reply"
    NOTE = "note"
    WAIT_CUSTOMER = "wait_customer"
    WAIT_PROVIDER = "wait_provider"
    APPOINT = "appoint"
    FOLLOW_UP = "follow_up"
    WARN = "warn"
    BREAK = "break"
    RESUME = "resume"
    SOLVE = "solve"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    CANCEL = "cancel"
    LAPSE = "lapse"
    REOPEN = "reopen"
    CHASE = "chase"
    ESCALATE = "escalate"
    # One trouble of many.
    LINK = "link"
    UNLINK = "unlink"
    INFORM = "inform"
    # How it stands to others.
    SPLIT = "split"
    RELATE = "relate"
    RELATED = "related"
    UNRELATE = "unrelate"
    UNRELATED = "unrelated"
    # The other endings.
    CONFIRM_BY_PHONE = "confirm_by_phone"
    CALL = "call"
    VISIT = "visit"
    GIVE_UP = "give_up"
    MERGE = "merge"
    ABSORB = "absorb"
    SEPARATE = "separate"
    PART = "part"
    REJOIN = "rejoin"
    VOID = "void"
    ERASE = "erase"
    REDACT = "redact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """The dialogue (or an agent, or the clock) asks the desk to do `command` to the ticket of the case.

    `title`, `type`, `service` and `queue` are what DESCRIBE makes of the ticket; None leaves the queue. CLASSIFY takes
    them and `affected`, and leaves what is None (or an empty title); a `service` or an `affected` of "" is none. `into`
    is the reference of the other ticket where two become one, or are parted. `reached` says of a CALL whether the
    customer answered, and of a VISIT whether it took place. `cause` and `steps` are what colleagues should know of a
    SOLVE: why it happened, and what was done. `files` go with the words of a REPLY, and so does an `article` of the
    knowledge base. A WAIT_CUSTOMER asks the question in its words, or the question bank with the id `bank`. `entry` is
    the line of the timeline that a REDACT is about: its words are what is made illegible, and without any the whole
    line is; `with_files` says that its files go as well.

    `entries` are the customer's lines that a SPLIT takes along, `title`, `queue` and `priority` those of the new
    ticket, and `into` is its reference. `link` is what the ticket `into` is to this one after a RELATE; or it is called
    `foreign` elsewhere, by `provider` where that is told.

    `field` is what a DETAIL tells (one of `core.ticket.IMPACT`, `URGENCY`, `AFFECTED`, or `field_of` a question),
    `asked` the question as people read it; its words are empty when the customer does not know. `priority` is what
    PRIORITIZE and HAND_OVER give the ticket. `outage` is what a LINK links it to, and what is told or over by an INFORM
    or a SOLVE of the clock's.

    `to` is the agent who is to have the ticket after a TRANSFER, whose `reason` is a `core.ticket.TransferReason`.
    `next_date` is when the desk looks again at a ticket that waits. `promise` is what a WARN or a BREAK is
    about.
    """

    command: Command
    words: str = ""
    reason: str = ""
    queue: str | None = None
    title: str = ""
    type: TicketType | None = None
    service: str | None = None
    field: str = ""
    affected: str | None = None
    asked: str | Localized = ""
    priority: Priority | None = None
    closure_code: ClosureCode | None = None
    ending: Ending | None = None
    into: str = ""
    link: LinkKind | None = None
    foreign: str = ""
    provider: str = ""
    reached: bool = False
    cause: str = ""
    steps: str = ""
    to: int | None = None
    next_date: datetime | None = None
    promise: PromiseKind | None = None
    files: tuple[File, ...] = ()
    article: Hit | None = None
    bank: str = ""
    entry: int | None = None
    entries: tuple[int, ...] = ()
    with_files: bool = False
    outage: Outage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTicket:
    """Record a new matter as a ticket, which becomes the ticket of the case.

    `affected` is who has the trouble, where it is not the requester; `source` is how the matter came to the desk.
    Its priority is the middle one until somebody tells impact and urgency, or the matter is urgent by itself.
    `split_from` is the ticket out of which an agent takes it: `stated_at` is when it was first stated there, and
    `answered_at` when a person first wrote to the customer after that.
    """

    title: str
    type: TicketType
    service: str | None
    queue: str
    affected: str = ""
    source: Source = Source.CHAT
    priority: Priority = Priority.P3
    impact: Impact | None = None
    urgency: Urgency | None = None
    split_from: str | None = None
    stated_at: datetime | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """One bubble for the customer. A `guarded` one is dropped if the ticket's owner changes before it leaves.

    `options` belong to the case's question number `question`; `files` are an agent's. A `private` one is for the
    customer's eyes alone.
    """

    texts: tuple[Text, ...]
    options: tuple[Option, ...] = ()
    question: int = 0
    guarded: bool = False
    author: str = ""
    person: int | None = None
    files: tuple[File, ...] = ()
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Write a line of the timeline that is not said to the customer."""

    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """Tell the owner, the queue's agents or the leads something about the ticket."""

    to: Literal["owner", "queue", "lead"]
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggest:
    """Remember which articles were offered for which words, and how sure we were.

    They are those that a question bank can lead to when it begins ("diagnose"), the one at its end ("diagnosed"), or
    one that an agent "sent".
    """

    query: str
    hits: tuple[Hit, ...]
    decision: Literal["answer", "choose", "diagnose", "diagnosed", "sent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnose:
    """Remember how far a question bank was asked about the case: with `answers`, `question` is what stands now.

    `bank` is the number of its version, an answer the key of a question and the id of an option. An end leads to the
    article of a `topic`, to a `queue`, or nowhere that the bank knows.
    """

    bank: int
    question: str
    answers: tuple[tuple[str, str], ...] = ()
    topic: str | None = None
    queue: str | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Remember what became of the last suggestion."""

    outcome: Literal["solved", "refused", "ignored", "human"]


@dataclass(frozen=True, slots=True)
class AskRating:
    """Remember that the customer is asked to rate the work on the ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """Keep what the customer thinks of the work on the ticket: a score from 1 to 5, or words; for leads only."""

    score: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind:
    """Let the dialogue hear of the case again at `at`, as `Reminded`; a later wish takes the place of this one."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMoved:
    """The desk tells the dialogue what was done to the ticket, by whom, in which words and why.

    `ticket` is as it is now, `before` the status it left; None when the ticket is new. `was` is the priority it had.
    """

    act: Act
    actor: Actor
    ticket: Ticket
    before: Status | None
    was: Priority | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeUp:
    """Take `words` as if the customer had just said them about his ticket `ref`; with None they begin a new case.

    `moved_from` is the ticket on whose timeline they stand already, if they do.
    """

    words: str
    ref: str | None
    moved_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindTalk:
    """Let the dialogue hear of an unaimed conversation again at `at`, as `Reminded`, unless somebody writes before."""

    at: datetime


Effect = (
    Say
    | OpenTicket
    | Act
    | TicketMoved
    | Record
    | Notify
    | Suggest
    | Diagnose
    | Rate
    | AskRating
    | Rated
    | Remind
    | TakeUp
    | RemindTalk
    | Proving
)
