"""What is promised for a ticket, and what each of its moves does to that: one pure function.

Theory of operation. `kept` is told a ticket before and after a move, and returns its promises. It looks at where the
ticket stands now, and at few commands: a promise runs while the desk has the ball, pauses while the customer has it,
and is met by what the ticket itself remembers (`first_reply_at`, `solved_at`).

    kind      begins             runs while                            met by
    respond   the matter stated  people have it (the bot, for P1, P2)  a person's first words, or the bot's answer that
                                                                       the customer confirms
    resolve   the matter stated  as respond                            solved; withdrawn when the customer says no
    inform    with people        people have it                        never: it begins anew with each word to him

While the bot asks about a matter of P3 or P4 the customer has the ball, and nothing was used yet: its promises are
written down when people get it. Waiting for a provider pauses only where the queue says that the provider is the
customer's own. A priority gives another budget from the same beginning; a transfer changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from core.calendar import Calendar, Span
from core.contracts import Contract, Priority
from core.effects import Act, Command
from core.promises import (
    Promise,
    PromiseKind,
    begin,
    begin_until,
    meet,
    pause,
    planned,
    rebudget,
    renewed,
    shift,
    start,
    withdraw,
)
from core.ticket import Ending, Status, Ticket

NEXT_DAY = Span(1, "d")
"""Until when people answer, and the customer hears of it again, where the contract has no target."""

_RUNNING = frozenset({Status.QUEUED, Status.IN_PROGRESS, Status.WAITING_PROVIDER})
_OVER = frozenset({Status.SOLVED, Status.CLOSED})
_PRESSING = frozenset({Priority.P1, Priority.P2})
_CONFIRMED = frozenset({Ending.CONFIRMED, Ending.CONFIRMED_BY_PHONE})
_NEWS = frozenset(
    {
        Command.HAND_OVER,
        Command.CLAIM,
        Command.TRANSFER,
        Command.REPLY,
        Command.WAIT_PROVIDER,
        Command.REFUSE,
        Command.REOPEN,
        Command.SEPARATE,
        Command.LINK,
        Command.INFORM,
    }
)
"""What the customer hears of, in words of a person or as real news: the next word is counted from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """By what promises are counted. `own_providers` are the queues whose provider is the customer's own."""

    contract: Contract
    own_providers: frozenset[str] = frozenset()


def kept(before: Ticket | None, after: Ticket, wish: Act, terms: Terms, now: datetime) -> tuple[Promise, ...]:
    """Return the promises of a ticket after the move `wish` at `now`; `before` is None for a new one."""
    keeper = _Keeper(before, after, wish, terms, now)
    found = (keeper.respond(), keeper.resolve(), keeper.inform())
    return tuple(promise for promise in found if promise is not None)


def promise_of(ticket: Ticket, kind: PromiseKind) -> Promise | None:
    """Return the promise of `kind`; None where there is none (yet)."""
    return next((promise for promise in ticket.promises if promise.kind is kind), None)


def nearest(promises: tuple[Promise, ...]) -> Promise | None:
    """Return the promise that breaks next, or broke first, of those that run."""
    return min((each for each in promises if each.due), key=lambda each: (each.due, each.kind), default=None)


def replanned(ticket: Ticket, terms: Terms) -> tuple[Promise, ...]:
    """Return the promises of a ticket as the calendar of `terms` counts them now.

    One that has none, because people got it before promises were written down, gets them from its beginning, but for
    the one of news.
    """
    calendar = terms.contract.calendar
    if ticket.promises or ticket.status not in _RUNNING:
        return tuple(planned(each, calendar) for each in ticket.promises)
    found = kept(None, ticket, Act(command=Command.OPEN), terms, ticket.opened_at)
    return tuple(each for each in found if each.kind is not PromiseKind.INFORM)


def with_priority(ticket: Ticket, priority: Priority, contract: Contract, now: datetime) -> Ticket:
    """Return `ticket` as if it had `priority`, with the promises that would follow from that."""
    other = replace(ticket, priority=priority)
    wish, terms = Act(command=Command.PRIORITIZE, priority=priority), Terms(contract=contract)
    return replace(other, promises=kept(ticket, other, wish, terms, now))


def renewed_inform(promise: Promise, ticket: Ticket, contract: Contract, now: datetime) -> Promise:
    """Return a broken promise of news as it goes on once the customer heard that there are none."""
    return renewed(promise, _span(contract, ticket.priority, promise.kind) or NEXT_DAY, now, contract.calendar)


def _span(contract: Contract, priority: Priority, kind: PromiseKind) -> Span | None:
    return contract.budget(priority, kind.value) or (None if kind is PromiseKind.RESOLVE else NEXT_DAY)


@dataclass(frozen=True, slots=True)
class _Keeper:
    """One move, and what it does to each kind of promise."""

    before: Ticket | None
    after: Ticket
    wish: Act
    terms: Terms
    now: datetime

    @property
    def calendar(self) -> Calendar:
        """By which service time is counted."""
        return self.terms.contract.calendar

    @property
    def begun(self) -> datetime:
        """Since when a new promise runs: a new ticket may be about what was stated before."""
        return self.after.opened_at if self.before is None else self.now

    @property
    def runs(self) -> bool:
        """Whether the desk has the ball now."""
        ticket = self.after
        if ticket.status is Status.NEW:
            return ticket.priority in _PRESSING
        paused = ticket.status is Status.WAITING_PROVIDER and ticket.queue in self.terms.own_providers
        return ticket.status in _RUNNING and not paused

    @property
    def confirmed(self) -> bool:
        """Whether the customer has said that it is solved."""
        return self.after.status is Status.CLOSED and self.after.end_reason in _CONFIRMED

    def respond(self) -> Promise | None:
        """A person's first words, or the bot's answer once it is confirmed."""
        answered = self.after.first_reply_at or (self.after.solved_at if self.confirmed else None)
        return self._until(PromiseKind.RESPOND, answered)

    def resolve(self) -> Promise | None:
        """The solution; that nobody confirmed it in the end is no reason to doubt it."""
        solved = self.after.solved_at if self.after.status is Status.SOLVED or self.confirmed else None
        known = promise_of(self.after, PromiseKind.RESOLVE)
        if known is not None and known.met_at and self.after.status in _OVER:
            return known
        return self._until(PromiseKind.RESOLVE, solved)

    def inform(self) -> Promise | None:
        """News for the customer, while people have the case."""
        kind = PromiseKind.INFORM
        known, span = promise_of(self.after, kind), _span(self.terms.contract, self.after.priority, kind) or NEXT_DAY
        if self.after.status not in _RUNNING:
            return pause(known, self.now, self.calendar) if known else None
        if known is None or self._tells():
            named = self.after.next_date
            if self.after.status is Status.WAITING_PROVIDER and named is not None and named > self.now:
                return begin_until(kind, named, self.now, self.calendar)
            return begin(kind, span, self.now, self.calendar)
        if self._reprioritized():
            known = rebudget(known, span, known.since or self.now, self.now, self.calendar)
        return start(known, self.now, self.calendar)

    def _until(self, kind: PromiseKind, met: datetime | None) -> Promise | None:
        span = _span(self.terms.contract, self.after.priority, kind)
        known = promise_of(self.after, kind)
        if known is None:
            if span is None or not (self.runs or met):
                return None
            known = begin(kind, span, self.begun, self.calendar)
        elif self._reprioritized() and known.open:
            if span is None:
                return None
            known = rebudget(known, span, self.after.opened_at, self.now, self.calendar)
        if known.open:
            known = shift(known, self._older(), self.calendar)
        if met is not None:
            return meet(known, met, self.calendar)
        return (withdraw if self.runs else pause)(known, self.now, self.calendar)

    def _reprioritized(self) -> bool:
        return self.before is not None and self.before.priority is not self.after.priority

    def _older(self) -> int:
        """Return the service seconds by which the matter has become older; less than none when it became younger."""
        if self.before is None:
            return 0
        was, now = self.before.opened_at, self.after.opened_at
        if was == now:
            return 0
        return int((self.calendar.between(now, was) - self.calendar.between(was, now)).total_seconds())

    def _tells(self) -> bool:
        """Say whether the customer hears of it by this very move, or has just answered."""
        if self.wish.command in {Command.CALL, Command.VISIT}:
            return self.wish.reached
        if self.wish.command is Command.HEAR:
            return self.before is not None and self.before.status is Status.WAITING_CUSTOMER
        return self.wish.command in _NEWS
