"""How much waits: counts for those who watch the server, each one statement on a partial index of what waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, func, literal_column, select

from bot.store.tables import account, address, entry, inbox, lease, outbox, promise, ticket, webhook_delivery

# Written out, not bound: the planner uses a partial index only where it sees its condition.
_WAITING: ColumnElement[bool] = outbox.c.state.in_(("ready", "sending"))
_PENDING: ColumnElement[bool] = inbox.c.state == "pending"
_DEAD: ColumnElement[bool] = inbox.c.state == "dead"
_FAILED: ColumnElement[bool] = webhook_delivery.c.state == "failed"
_TOLD_LATER: ColumnElement[bool] = webhook_delivery.c.state.in_(("ready", "sending"))
_OPEN: ColumnElement[bool] = ticket.c.status != "closed"
_RUNNING: ColumnElement[bool] = literal_column("promise.due IS NOT NULL")

_OUTBOX = (
    select(account.c.channel, account.c.key, func.count(), func.min(entry.c.at))
    .select_from(outbox)
    .join(address, address.c.id == outbox.c.address)
    .join(account, account.c.id == address.c.account)
    .join(entry, entry.c.id == outbox.c.entry)
    .where(_WAITING, address.c.gone_at.is_(None))
    .group_by(account.c.channel, account.c.key)
)
_INBOX = select(func.count(), func.min(inbox.c.received_at)).where(_PENDING)
_LETTERS = select(func.count(), func.min(inbox.c.received_at)).where(_DEAD)
_HOOKS_FAILED = select(func.count()).select_from(webhook_delivery).where(_FAILED)
_HOOKS_WAITING = select(func.count(), func.min(webhook_delivery.c.created_at)).where(_TOLD_LATER)
_TICKETS = select(ticket.c.queue, ticket.c.status, func.count()).where(_OPEN).group_by(ticket.c.queue, ticket.c.status)
_BROKEN = (
    select(promise.c.kind, func.count()).where(_RUNNING, promise.c.due <= bindparam("now")).group_by(promise.c.kind)
)
_LEASES = select(lease.c.name, lease.c.holder, lease.c.epoch, lease.c.until).where(lease.c.until > bindparam("now"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait, and since when the oldest of them does."""

    count: int
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """Who does alone what `name` says, and until when he says so."""

    name: str
    holder: str
    epoch: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauges:
    """What waits, by whom it waits for. Messages to addresses that nothing reaches are not counted."""

    outbox: Mapping[str, Waiting]
    inbox: Waiting
    letters: Waiting
    hooks: Waiting
    hooks_failed: int
    leases: Sequence[LeaseRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskGauges:
    """The open tickets by queue and status, and the promises that are broken and go on, by their kind."""

    tickets: Mapping[tuple[str, str], int]
    broken: Mapping[str, int]


def gauges(tx: Connection, now: datetime) -> Gauges:
    """Count what waits."""
    leases = tx.execute(_LEASES.order_by(lease.c.name), {"now": now})
    return Gauges(
        outbox={f"{channel}/{key}": Waiting(count, at) for channel, key, count, at in tx.execute(_OUTBOX)},
        inbox=Waiting(*tx.execute(_INBOX).one()),
        letters=Waiting(*tx.execute(_LETTERS).one()),
        hooks=Waiting(*tx.execute(_HOOKS_WAITING).one()),
        hooks_failed=tx.execute(_HOOKS_FAILED).scalar_one(),
        leases=[LeaseRow(row.name, row.holder, row.epoch, row.until) for row in leases],
    )


def desk_gauges(tx: Connection, now: datetime) -> DeskGauges:
    """Count what the desk has to do."""
    return DeskGauges(
        tickets={(queue, status): count for queue, status, count in tx.execute(_TICKETS)},
        broken={kind: count for kind, count in tx.execute(_BROKEN, {"now": now})},  # noqa: C416 -- rows, not pairs
    )
