"""What the dialogue is told, and what it may be asked: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.contracts import Contract, Level, Organization, Priority, Queue, Service
from core.effects import TicketMoved
from core.knowledge import Hit, Thresholds
from core.messages import File, Language, Moment
from core.people import Customer
from core.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One person at one address: only what is not about a case."""

    language: Language
    greeted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A conversation, and the ticket it is about now, if any."""

    conversation: Conversation
    ticket: Ticket | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The customer wrote: one message, or several that belong together, a line each."""

    words: str
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """The customer chose `value` among the options of the case's question number `question`.

    `question` is None when the button belongs to another case, another conversation or to nothing.
    """

    value: str
    label: str
    question: int | None


Event = Said | Pressed | TicketMoved


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What must be looked up before `decide` can be called.

    `search` are the words to search the knowledge with; `references` the ticket numbers mentioned.
    """

    search: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything `decide` may know. `references` maps each mentioned number to this person's ticket, or None."""

    now: datetime
    customer: Customer
    organization: Organization
    services: tuple[Service, ...]
    queues: Mapping[str, Queue]
    fresh_ref: str
    thresholds: Thresholds = field(default_factory=Thresholds)
    hits: tuple[Hit, ...] = ()
    references: Mapping[str, Ticket | None] = field(default_factory=dict)
    owner_on_duty: bool = True

    @property
    def contract(self) -> Contract:
        """The contract that holds now."""
        return self.organization.contract

    def level_for(self, service: str | None) -> Level:
        """Return how far we may go for `service`; people who are not verified are only received."""
        return self.contract.level_for(service) if self.customer.verified else Level.RECEIVE

    def answer_by(self, priority: Priority) -> Moment:
        """Return the next moment by which people will have answered, counted from now in service time."""
        target = self.contract.targets.get(priority)
        calendar = self.contract.calendar
        if target is None or target.respond is None:
            return Moment(calendar.next_opening(self.now), "until")
        return Moment(calendar.add(self.now, target.respond), "until")

    def opens(self) -> Moment | None:
        """Return when service begins again; None while it is open."""
        calendar = self.contract.calendar
        return None if calendar.is_open(self.now) else Moment(calendar.next_opening(self.now), "when")
