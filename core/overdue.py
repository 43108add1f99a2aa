"""What the clock does to a promise that is in danger, and to one that breaks.

warn    its owner, and who follows it, are told
break   its lead is told, and the mark stays; where it was news that was promised, the customer hears that there are
        none, once, and until when he hears again

Both are refused as long as their moment has not come, so that of two clocks only one is heard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from core.effects import Act, Command, Notify
from core.errors import IllegalMove
from core.keeping import promise_of, renewed_inform
from core.messages import Moment, Text
from core.moves import Change, DeskFacts, line
from core.people import Actor
from core.promises import Promise, PromiseKind, broken, warn
from core.ticket import Ticket


def overdue(ticket: Ticket, now: datetime) -> Act | None:
    """Return what the clock has to do about the promises of `ticket` at `now`, the most pressing first."""
    due = [each for each in ticket.promises if each.next_at and each.next_at <= now]
    if not due:
        return None
    promise = min(due, key=lambda each: (each.due or now, each.kind))
    breaks = promise.due is not None and promise.due <= now
    return Act(command=Command.BREAK if breaks else Command.WARN, promise=promise.kind)


def _asked_for(ticket: Ticket, wish: Act, facts: DeskFacts) -> Promise:
    promise = promise_of(ticket, wish.promise) if wish.promise else None
    come = promise is not None and promise.next_at is not None and promise.next_at <= facts.now
    late = promise is not None and promise.due is not None and promise.due <= facts.now
    if promise is None or not come or late is not (wish.command is Command.BREAK):
        raise IllegalMove(status=ticket.status, command=wish.command)
    return promise


def _told(promise: Promise, key: str) -> Text:
    values = {"promise": Text(f"promise.{promise.kind}")}
    return Text(key, values | ({"time": Moment(promise.due, "clock")} if promise.due else {}))


def _with(ticket: Ticket, changed: Promise) -> Ticket:
    known = (changed if each.kind is changed.kind else each for each in ticket.promises)
    return replace(ticket, promises=tuple(known))


def _warn(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    promise = _asked_for(ticket, wish, facts)
    told = _told(promise, "line.promise_warned")
    to = Notify(to="owner" if ticket.owner else "queue", text=told)
    return Change(_with(ticket, warn(promise, facts.now)), (line(told.key, **told.values),), to)


def _break(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    promise = _asked_for(ticket, wish, facts)
    told = _told(promise, "line.promise_broken")
    gone = broken(promise)
    if promise.kind is PromiseKind.INFORM and facts.terms is not None:
        gone = renewed_inform(gone, ticket, facts.terms.contract, facts.now)
    return Change(_with(ticket, gone), (line(told.key, **told.values),), Notify(to="lead", text=told))


OVERDUE: Mapping[Command, Callable[[Ticket, Act, Actor, DeskFacts], Change]] = {
    Command.WARN: _warn,
    Command.BREAK: _break,
}
