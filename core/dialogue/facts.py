"""What the dialogue is told, and what it may be asked: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.banks import Bank
from core.calendar import Span
from core.contracts import Contract, Level, Organization, Queue, Service
from core.dialogue.talk import Talk
from core.effects import TicketMoved
from core.keeping import NEXT_DAY, promise_of
from core.knowledge import Hit, Thresholds
from core.messages import File, Language, Localized, Lost, Moment
from core.outage import Outage
from core.people import Customer
from core.promises import PromiseKind
from core.secrets import Kind
from core.ticket import FINAL, Ending, Ticket

REOPEN_AFTER_SILENCE = 30
"""Days in which a ticket that silence closed may be reopened at least."""

NEWS = Span(3_600)
"""Service time within which there is news of an outage where nobody set a moment."""

_NOON = range(11, 15)
"""The hours of the day in which a break is lunch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One person at one address: only what is not about a case.

    `language` is the one the customer reads, `greeted` whether the bot has said who it is, `notice` the newest
    version of the organization's privacy notice that was shown here (0 for none). In a `shared` place others read
    along.
    """

    language: Language
    greeted: bool = False
    notice: int = 0
    shared: bool = False
    talk: Talk = field(default_factory=Talk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A conversation, and the ticket it is about now, if any: the one that is meant, else the one closed last.

    `others` are the person's other open tickets, oldest first. A case is `unaimed` when several are open and we
    cannot tell which one is meant; it has no ticket then.
    """

    conversation: Conversation
    ticket: Ticket | None = None
    others: tuple[Ticket, ...] = ()
    unaimed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The customer wrote: one message, or several that belong together, a line each.

    `hidden` are the kinds of secrets that stood in the words and were masked before anybody read them. `lost` are
    files that did not arrive.
    """

    words: str
    files: tuple[File, ...] = ()
    lost: tuple[Lost, ...] = ()
    hidden: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """The customer chose `value`, shown as `label`, among the options of the case's question number `question`.

    `question` is None when the button belongs to another case, another conversation or to nothing. Of an
    unaimed case it is the number of the conversation's own question.
    """

    value: str
    label: str
    question: int | None


@dataclass(frozen=True, slots=True)
class Reminded:
    """The moment of the case's last `Remind` has come."""


Event = Said | Pressed | TicketMoved | Reminded


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What must be looked up before `decide` can be called.

    `search` are the words to search the knowledge with, in `language` first; empty when nothing is
    searched. `references` are the ticket numbers mentioned. `rating` asks when this person was last asked for one.
    `codes` may prove who the customer is, in the form in which they are kept; `address` is where he says he can be
    mailed, "" where he says nothing. `pairings` are codes that may make two persons one. `outages` asks for those that
    last. `bank` is the version of the question bank that is being asked, 0 for none.
    """

    language: Language
    search: str = ""
    references: tuple[str, ...] = ()
    rating: bool = False
    codes: tuple[str, ...] = ()
    address: str = ""
    pairings: tuple[str, ...] = ()
    outages: bool = False
    bank: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything `decide` may know.

    `desk` is how the desk calls itself. `fresh_ref` is the reference a ticket opened now will get. `hits`
    are what the search of `Needs.search` found, best first. `references` maps each mentioned number to
    this person's ticket, or to None when it is unknown or somebody else's. `rating_asked_at` is when this person
    was last asked to rate our work, if `Needs.rating` wanted to know.

    `codes` maps each of `Needs.codes` to what it proves now: the address it was mailed to, "" for an invitation,
    None for nothing. `mails` says whether codes can be mailed to the organization's people. `mailed_at` is when
    some were within the last hour, to this person or to `Needs.address`, and `mistaken_at` when he typed wrong
    ones, both oldest first. `pairings` maps each of `Needs.pairings` to whose it is: "other" of somebody of the same
    organization, "own", "" for nothing. `outages` are those of the organization that last, the youngest first, where
    `Needs.outages` wanted to know.

    `banks` are the question banks there are, by the number of their version. `bank` is the one of `Needs.bank`, and
    `articles` are those that it can lead to and the customer may read, by topic.
    """

    now: datetime
    customer: Customer
    organization: Organization
    services: tuple[Service, ...]
    queues: Mapping[str, Queue]
    fresh_ref: str
    desk: str | Localized = ""
    thresholds: Thresholds = field(default_factory=Thresholds)
    hits: tuple[Hit, ...] = ()
    references: Mapping[str, Ticket | None] = field(default_factory=dict)
    rating_asked_at: datetime | None = None
    codes: Mapping[str, str | None] = field(default_factory=dict)
    mails: bool = False
    mailed_at: tuple[datetime, ...] = ()
    mistaken_at: tuple[datetime, ...] = ()
    pairings: Mapping[str, str] = field(default_factory=dict)
    outages: tuple[Outage, ...] = ()
    banks: Mapping[int, Bank] = field(default_factory=dict)
    bank: Bank | None = None
    articles: Mapping[str, Hit] = field(default_factory=dict)

    @property
    def contract(self) -> Contract:
        """The contract that holds now."""
        return self.organization.contract

    def level_for(self, service: str | None) -> Level:
        """Return how far we may go for `service`; people who are not verified are only received."""
        return self.contract.level_for(service) if self.customer.verified else Level.RECEIVE

    def answer_by(self, ticket: Ticket) -> Moment:
        """Return the moment by which people answer on `ticket`.

        The first answer is what was promised, so that asking again never moves it, for as long as that moment lies
        ahead; whatever comes later is counted from now.
        """
        return self._by(ticket, PromiseKind.RESPOND)

    def inform_by(self, ticket: Ticket) -> Moment:
        """Return the moment by which the customer hears of `ticket` again: as promised, while that lies ahead."""
        return self._by(ticket, PromiseKind.INFORM)

    def _by(self, ticket: Ticket, kind: PromiseKind) -> Moment:
        promise = promise_of(ticket, kind)
        if promise is not None and promise.due is not None and promise.due > self.now:
            return Moment(promise.due, "until")
        span = self.contract.budget(ticket.priority, kind.value) or NEXT_DAY
        return Moment(self.contract.calendar.add(self.now, span), "until")

    def outage_of(self, ticket: Ticket) -> Outage | None:
        """Return the outage that `ticket` is linked to, while it lasts."""
        return next((each for each in self.outages if each.number == ticket.outage), None)

    def news_by(self, outage: Outage) -> Moment:
        """Return the moment until which there is news of `outage`: the one that was set, while it lies ahead."""
        late = outage.next_at <= self.now
        return Moment(self.contract.calendar.add(self.now, NEWS) if late else outage.next_at, "until")

    def opens(self) -> Moment | None:
        """Return when service begins again; None while it is open."""
        calendar = self.contract.calendar
        return None if calendar.is_open(self.now) else Moment(calendar.next_opening(self.now), "when")

    def at_lunch(self) -> bool:
        """Say whether service only has its break around noon: it was open today, and will be again."""
        zone = ZoneInfo(self.contract.calendar.timezone)
        local, opens = self.now.astimezone(zone), self.contract.calendar.next_opening(self.now).astimezone(zone)
        if opens.date() != local.date() or local.hour not in _NOON:
            return False
        midnight = datetime.combine(local.date(), time(), zone)
        return bool(self.contract.calendar.between(midnight, self.now))

    def reopen_days(self, ticket: Ticket) -> int:
        """Return in how many calendar days after its end `ticket` may be reopened."""
        days = self.contract.reopen_days
        return max(days, REOPEN_AFTER_SILENCE) if ticket.end_reason is Ending.NO_REPLY else days

    def may_reopen(self, ticket: Ticket) -> bool:
        """Say whether the closed `ticket` may be reopened: not after every ending, and not for ever."""
        return ticket.end_reason not in FINAL and self.is_fresh(ticket)

    def is_fresh(self, ticket: Ticket) -> bool:
        """Say whether `ticket` was closed so lately that its customer may still take the closing back."""
        ended = ticket.closed_at or self.now
        return self.now - ended <= timedelta(days=self.reopen_days(ticket))
