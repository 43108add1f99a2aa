"""What the commands do by which a ticket waits, and goes on.

wait_customer   for an answer to a question, or to those of a question bank; the contract says until when, unless the
                agent does
appoint         for a day that was agreed with the customer
visit           somebody was there, or tried; an appointment is over then
wait_provider   for somebody outside of the desk, with a day on which the desk asks again
resume          somebody works on it again
follow_up       the clock: its day has come. What waits for an answer goes on waiting, and its customer is reminded;
                everything else is work again

A ticket that waits no longer keeps nothing of it: `core.desk.act` sees to that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.calendar import Calendar, Span
from core.contracts import Contract
from core.effects import Act, Command, Notify
from core.errors import BadDate, IllegalMove, Missing, Unreachable
from core.messages import Moment, Text, aware
from core.moves import Change, DeskFacts, line, spoken, words_of
from core.people import Actor
from core.ticket import Status, Ticket, WaitingReason

FARTHEST = timedelta(days=366)
"""Nothing waits for longer than a year."""

_MORNING = time(9)

_UNSAID = timedelta(days=1)

_CAME: Mapping[WaitingReason | None, str] = {
    WaitingReason.ANSWER: "line.came_answer",
    WaitingReason.APPOINTMENT: "line.came_appointment",
    WaitingReason.PROVIDER: "line.came_provider",
}


def answer_expected(contract: Contract, now: datetime) -> datetime:
    """Return by when a customer answers a question asked `now`: at the contract's first reminder, else tomorrow."""
    span = next(iter(contract.reminders), Span(1, "d"))
    return contract.calendar.calm(contract.calendar.add(now, span))


def proposed(calendar: Calendar, now: datetime) -> tuple[datetime, ...]:
    """Return the next dates that are named most: tomorrow, in three days and on Monday, all when service begins.

    A day without service is the next one with it; none is told twice.
    """
    zone = ZoneInfo(calendar.timezone)
    today = now.astimezone(zone).date()
    days = (1, 3, 7 - today.weekday())
    mornings = (datetime.combine(today + timedelta(days=each), _MORNING, zone) for each in days)
    return tuple(sorted({calendar.next_opening(morning) for morning in mornings}))


def rested(ticket: Ticket) -> Ticket:
    """Return `ticket` without what it waited for, if it waits no longer."""
    if ticket.status in {Status.WAITING_CUSTOMER, Status.WAITING_PROVIDER} or ticket.waiting_reason is None:
        return ticket
    return replace(ticket, waiting_reason=None, waiting_for="", next_date=None)


def _checked(at: datetime, facts: DeskFacts) -> datetime:
    if not facts.now < at <= facts.now + FARTHEST:
        raise BadDate
    return aware(at)


def _required(wish: Act, facts: DeskFacts) -> datetime:
    if wish.next_date is None:
        raise Missing(field=Text("field.next_date"))
    return _checked(wish.next_date, facts)


def _wait_customer(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    if wish.bank and not facts.reachable:
        raise Unreachable
    said = () if wish.bank else spoken(wish, actor, facts)
    expected = facts.expected_at or facts.now + _UNSAID
    at = expected if wish.next_date is None else _checked(wish.next_date, facts)
    waiting = replace(
        ticket,
        status=Status.WAITING_CUSTOMER,
        first_reply_at=ticket.first_reply_at or facts.now,
        waiting_reason=WaitingReason.ANSWER,
        waiting_for="",
        next_date=at,
    )
    return Change(waiting, (*said, line("line.waiting_customer", time=Moment(at, "clock"))))


def _appoint(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    at, place = _required(wish, facts), wish.words.strip()
    waiting = replace(
        ticket,
        status=Status.WAITING_CUSTOMER,
        waiting_reason=WaitingReason.APPOINTMENT,
        waiting_for=place,
        next_date=at,
    )
    made: dict[str, object] = {"agent": actor.name, "time": Moment(at, "clock")}
    said = line("line.appointed_at", **made, place=place) if place else line("line.appointed", **made)
    return Change(waiting, (said,))


def _visit(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    """Log a visit. Who was met has had a person's words."""
    over = ticket.waiting_reason is WaitingReason.APPOINTMENT
    seen = replace(
        ticket,
        status=Status.IN_PROGRESS if over else ticket.status,
        first_reply_at=ticket.first_reply_at or (facts.now if wish.reached else None),
        missed_calls=0 if wish.reached else ticket.missed_calls,
    )
    key = "line.visited" if wish.reached else "line.visit_failed"
    return Change(seen, (line(key, agent=actor.name, words=words_of(wish)),))


def _wait_provider(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    provider = wish.reason.strip()
    if not provider:
        raise Missing(field=Text("field.reason"))
    at = _required(wish, facts)
    waiting = replace(
        ticket,
        status=Status.WAITING_PROVIDER,
        waiting_reason=WaitingReason.PROVIDER,
        waiting_for=provider,
        next_date=at,
    )
    return Change(waiting, (line("line.waiting_provider", provider=provider, time=Moment(at, "clock")),))


def _resume(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    return Change(replace(ticket, status=Status.IN_PROGRESS))


def _follow_up(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    if ticket.next_date is None or facts.now < ticket.next_date:
        raise IllegalMove(status=ticket.status, command=wish.command)
    told = Text(_CAME[ticket.waiting_reason], {"provider": ticket.waiting_for})
    asked = ticket.waiting_reason is WaitingReason.ANSWER
    going = ticket if asked else replace(ticket, status=Status.IN_PROGRESS)
    return Change(going, (line(told.key, **told.values),), Notify(to="owner", text=told))


PAUSES: Mapping[Command, Callable[[Ticket, Act, Actor, DeskFacts], Change]] = {
    Command.WAIT_CUSTOMER: _wait_customer,
    Command.APPOINT: _appoint,
    Command.VISIT: _visit,
    Command.WAIT_PROVIDER: _wait_provider,
    Command.RESUME: _resume,
    Command.FOLLOW_UP: _follow_up,
}
