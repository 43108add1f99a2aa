"""What programs get: the shape of every answer. Fields are added in time, and never renamed or taken away."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from core.contracts import Impact, Priority, Urgency
from core.effects import Command
from core.knowledge import ArticleKind, TicketType
from core.messages import Language
from core.notices import NoticeKind
from core.people import Role
from core.promises import PromiseKind, Standing
from core.ticket import ClosureCode, Ending, LinkKind, Source, Status, WaitingReason


class Names(BaseModel):
    """A name in both languages."""

    tr: str
    en: str


class Queue(BaseModel):
    """A queue; one with an `organization` takes its tickets only."""

    key: str
    name: Names
    level: int
    organization: str | None


class Service(BaseModel):
    """Something people use and ask help for. Without a `type` the words of each matter tell it."""

    key: str
    name: Names
    queue: str
    type: TicketType | None


class Organization(BaseModel):
    """A customer company."""

    key: str
    name: str
    timezone: str
    language: Language


class PersonName(BaseModel):
    """A person, by number and name."""

    id: int
    name: str


class Availability(BaseModel):
    """Whether somebody is away, until when (null: for now), and who stands in."""

    away: bool
    until: datetime | None
    substitute: PersonName | None


class Agent(PersonName):
    """Somebody who may be given tickets unless he is away, with the queues he serves; who leads serves all."""

    role: Role
    queues: list[str]
    availability: Availability


class Me(BaseModel):
    """Who asks. Without an `organization` the caller is limited to none; whom the file names is changed there."""

    id: int
    key: str
    name: str
    role: Role
    language: Language
    queues: list[str]
    organization: str | None
    owned_by_file: bool
    availability: Availability


class Requester(PersonName):
    """Whose ticket it is, and whether we know that it is really he."""

    verified: bool


class ForeignReference(BaseModel):
    """How somebody else calls the matter; `provider` says who, where that is told."""

    text: str
    provider: str


class Link(BaseModel):
    """Another ticket, and what it is to this one."""

    ref: str
    title: str
    status: Status
    kind: LinkKind


class Ticket(BaseModel):
    """A ticket. `account` is where its customer is written to, "<channel>/<key>"; null where he has to be called.

    `split_from` is the ticket out of which an agent took its matter, `external_refs` are its numbers elsewhere.
    """

    ref: str = Field(examples=["K7M2R9"])
    title: str
    type: TicketType
    status: Status
    priority: Priority
    impact: Impact | None
    urgency: Urgency | None
    service: str | None
    queue: str
    organization: str
    requester: Requester
    affected: str
    fields: dict[str, str]
    source: Source
    account: str | None
    owner: PersonName | None
    coordinator: PersonName | None
    opened_at: datetime
    claimed_at: datetime | None
    first_reply_at: datetime | None
    solved_at: datetime | None
    closed_at: datetime | None
    changed_at: datetime
    closure_code: ClosureCode | None
    end_reason: Ending | None
    duplicate_of: str | None
    split_from: str | None
    external_refs: list[ForeignReference]
    waiting_reason: WaitingReason | None
    waiting_for: str
    next_date: datetime | None
    returned: int
    reopened: int
    chased: int
    missed_calls: int


class Promise(BaseModel):
    """What is promised about a ticket. `budget` and `used` are seconds of service; `due` is null while it rests."""

    kind: PromiseKind
    standing: Standing
    budget: int
    used: int
    due: datetime | None
    warned_at: datetime | None
    met_at: datetime | None
    broken_at: datetime | None


class TicketInFull(Ticket):
    """A ticket, with what is promised about it, and the commands that the caller may give now.

    `split_into` are the tickets that were taken out of it, oldest first, and `links` those to which it is related, as
    far as they are the caller's business.
    """

    promises: list[Promise]
    split_into: list[str]
    links: list[Link]
    commands: list[Command]


class Tickets(BaseModel):
    """A page of a list. `next` is the cursor of the page that follows; null on the last."""

    items: list[Ticket]
    next: str | None


class File(BaseModel):
    """A file that a line carries."""

    id: int
    name: str
    media_type: str
    size: int


class Uploaded(BaseModel):
    """A file that was kept for a day; a command that brings its `token` attaches it."""

    token: str
    name: str
    media_type: str
    size: int


class Former(BaseModel):
    """What a line said until it was edited at `at`."""

    at: datetime
    text: str


class Line(BaseModel):
    """A line of a timeline, in the caller's language; `key` names the sentence, where it is one of the desk's own.

    `delivery` says how far words to the customer came. `former` is what the line said before it was edited, oldest
    first; `deleted_at` when its writer took it back. `said_on` is the ticket on which it was said, where it is shown
    because its matter was split off there.
    """

    id: int
    at: datetime
    audience: Literal["customer", "agents", "leads"]
    author: Literal["customer", "bot", "agent", "system"]
    kind: Literal["words", "note", "line"]
    name: str
    text: str
    key: str | None
    delivery: Literal["queued", "sent", "dropped", "failed"] | None
    files: list[File]
    former: list[Former]
    deleted_at: datetime | None
    said_on: str | None


class Timeline(BaseModel):
    """A page of a timeline, oldest line first. `next` asks for what follows; it stays good when nothing does yet."""

    items: list[Line]
    next: str
    more: bool


class Person(BaseModel):
    """A customer of one organization. `email` and `phone` are what agents wrote down of him."""

    id: int
    name: str
    email: str
    phone: str
    language: Language
    organization: str
    verified: bool


class People(BaseModel):
    """A page of a list of customers."""

    items: list[Person]
    next: str | None


class PersonInFull(BaseModel):
    """A person in each of the organizations that are the caller's business, with the youngest tickets."""

    id: int
    name: str
    customer_of: list[Person]
    tickets: list[Ticket]


class Article(BaseModel):
    """A published article of the knowledge base; the body is Markdown."""

    id: int
    topic: str
    lang: Language
    title: str
    body: str
    kind: ArticleKind
    type: TicketType
    category: str


class Found(Article):
    """An article that may answer; `probability` is the chance that it solves the matter, 0 to 1."""

    probability: float


class Announcement(BaseModel):
    """A line that is shown until a moment: to the customers of `organization`, or to agents."""

    id: int
    at: datetime
    until: datetime
    organization: str | None
    words: str


class Notice(BaseModel):
    """What somebody was told of a ticket; `promise` is which one, where it is about one."""

    id: int
    at: datetime
    kind: NoticeKind
    promise: PromiseKind | None
    ref: str
    title: str
    read: bool


class Accepted(BaseModel):
    """It will be done by and by."""

    id: int


class Articles(BaseModel):
    """What was found, best first."""

    items: list[Found]
