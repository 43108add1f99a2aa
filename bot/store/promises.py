"""What is promised about tickets: a row for each kind, and the index by which the clock finds what is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, exists, literal_column, or_, select

from bot.store.inserting import InsertNew
from bot.store.prepared import Prepared
from bot.store.tables import promise, ticket
from bot.store.types import AnyRow
from bot.store.views import visible
from core.people import Agent
from core.promises import Promise, PromiseKind

_CHANGING = ("budget", "spent", "since", "due", "next_at", "warned_at", "met_at", "broken_at")

_OF = Prepared(select(promise).where(promise.c.ticket == bindparam("number")).order_by(promise.c.id))
_KEEP = InsertNew(promise, unique=("ticket", "kind"), on=lambda new: {name: getattr(new, name) for name in _CHANGING})
_DROP = Prepared(delete(promise).where(promise.c.ticket == bindparam("number"), promise.c.kind == bindparam("which")))
# Written out, not bound: the planner uses a partial index only where it sees its condition.
_ARMED: ColumnElement[bool] = literal_column("promise.next_at IS NOT NULL")
_DUE = (
    select(promise.c.ticket)
    .where(_ARMED, promise.c.next_at <= bindparam("now"))
    .order_by(promise.c.next_at)
    .limit(bindparam("most"))
)
_RUNNING: ColumnElement[bool] = literal_column("promise.due IS NOT NULL")
_COUNTING = or_(
    exists().where(promise.c.ticket == ticket.c.id, promise.c.due.is_not(None)),
    and_(
        ticket.c.status.in_(("queued", "in_progress", "waiting_provider")),
        ~exists().where(promise.c.ticket == ticket.c.id),
    ),
)
_PLANNED = (
    select(ticket.c.id)
    .where(ticket.c.status != "closed", ticket.c.id > bindparam("after"), _COUNTING)
    .order_by(ticket.c.id)
    .limit(bindparam("most"))
)

_NEAREST = (
    select(promise.c.ticket, promise.c.kind, promise.c.due, promise.c.next_at, promise.c.warned_at, promise.c.broken_at)
    .join(ticket, ticket.c.id == promise.c.ticket)
    .where(_RUNNING, ticket.c.status != "closed")
    .order_by(promise.c.due.desc(), promise.c.id.desc())
)
IN_DANGER: ColumnElement[bool] = exists().where(
    promise.c.ticket == ticket.c.id,
    promise.c.due.is_not(None),
    or_(promise.c.warned_at.is_not(None), promise.c.broken_at.is_not(None), promise.c.next_at <= bindparam("now")),
)
"""What holds for a ticket of which a promise that runs is in danger `now`, or broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is promised next about a ticket, and by when. `danger_at` is from when on it is in danger."""

    kind: PromiseKind
    by: datetime
    danger_at: datetime

    def presses(self, now: datetime) -> bool:
        """Say whether it is in danger, or broken."""
        return self.danger_at <= now


def of(tx: Connection, number: int) -> tuple[Promise, ...]:
    """Return what is promised about a ticket, one of a kind."""
    return tuple(_promise(row) for row in _OF.all(tx, {"number": number}))


def keep(tx: Connection, number: int, before: Sequence[Promise], after: Sequence[Promise]) -> None:
    """Write what changed of the promises of a ticket; the caller holds its requester's lock."""
    for gone in {each.kind for each in before} - {each.kind for each in after}:
        _DROP.run(tx, {"number": number, "which": gone.value})
    for each in after:
        if each not in before:
            changed = {name: getattr(each, name) for name in _CHANGING}
            _KEEP.run(tx, {"ticket": number, "kind": each.kind.value, **changed})


def due(tx: Connection, now: datetime, most: int) -> list[int]:
    """Return up to `most` tickets of which a promise is to be warned of or breaks, the longest overdue first.

    A ticket of which several are stands there as often.
    """
    return list(tx.execute(_DUE, {"now": now, "most": most}).scalars())


def running(tx: Connection, agent: Agent) -> Mapping[int, Due]:
    """Return what is promised next about each open ticket that `agent` may see, by the ticket's number."""
    return {row.ticket: _due(row) for row in tx.execute(_NEAREST.where(visible(agent)))}


def counting(tx: Connection, after: int, most: int) -> list[int]:
    """Return open tickets with a number above `after` of which a promise runs, or that should have one and do not."""
    return list(tx.execute(_PLANNED, {"after": after, "most": most}).scalars())


def _due(row: AnyRow) -> Due:
    said = row.warned_at or row.broken_at
    return Due(kind=PromiseKind(row.kind), by=row.due, danger_at=min(said or row.due, row.next_at or row.due))


def _promise(row: AnyRow) -> Promise:
    return Promise(kind=PromiseKind(row.kind), **{name: getattr(row, name) for name in _CHANGING})
