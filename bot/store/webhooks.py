"""What webhooks have to be told: rows of the transaction of the move, sent afterwards, in order for each ticket.

Theory of operation. A lane is a webhook and a ticket; only its oldest unfinished row may be sent. What is about an
outage is in no lane. As in `bot.store.outbox`, a row is claimed by one statement, a claim lasts for a while, and
settling names the attempt.

    ready -> sending -> sent | failed (given up, listed, may be sent again by hand) | ready (later)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, func, insert, or_, select, update

from bot.store.prepared import Prepared
from bot.store.tables import ticket, webhook_delivery
from bot.store.types import AnyRow

LEASE = timedelta(seconds=60)
"""How long a sender may take before another one may try."""

BATCH = 10
"""Rows of one webhook that are sent side by side."""

SENT_DAYS = timedelta(days=7)
FAILED_DAYS = timedelta(days=30)
"""How long what was sent, and what was given up, is kept."""

_row = webhook_delivery.c
_older = webhook_delivery.alias("older")
_WAITS = ("ready", "sending")
_HEAD = ~exists().where(
    _older.c.webhook == _row.webhook,
    _older.c.ticket == _row.ticket,
    _older.c.id < _row.id,
    _older.c.state.in_(_WAITS),
)
_DUE = or_(
    and_(_row.state == "ready", _row.due_at <= bindparam("now")),
    and_(_row.state == "sending", _row.lease_until <= bindparam("now")),
)
_DUE_HEADS = (
    select(_row.id)
    .where(_row.webhook == bindparam("name"), _row.state.in_(_WAITS), _DUE, _HEAD)
    .order_by(_row.id)
    .limit(BATCH)
)
_NEW = Prepared(insert(webhook_delivery))
_CLAIM = (
    update(webhook_delivery)
    .where(_row.id.in_(_DUE_HEADS.scalar_subquery()), _DUE)
    .values(state="sending", attempts=_row.attempts + 1, lease_until=bindparam("until"), error=None)
    .returning(_row.id, _row.attempts, _row.body, _row.created_at)
)
_SETTLE = (
    update(webhook_delivery)
    .where(_row.id == bindparam("number"), _row.state == "sending", _row.attempts == bindparam("attempt"))
    .values(state=bindparam("new_state"), error=bindparam("reason"), due_at=bindparam("due"), lease_until=None)
)
_RELEASE = update(webhook_delivery).where(_row.state == "sending").values(state="ready", lease_until=None)
_ORPHANS = (
    update(webhook_delivery)
    .where(_row.state.in_(_WAITS), _row.webhook.not_in(bindparam("names", expanding=True)))
    .values(state="failed", error="the configuration does not name this webhook any more", lease_until=None)
)
_COUNTS = (
    select(_row.webhook, _row.state, func.count().label("number"), func.min(_row.created_at).label("since"))
    .where(_row.state.in_((*_WAITS, "failed")))
    .group_by(_row.webhook, _row.state)
)
_FAILED = (
    select(webhook_delivery, ticket.c.ref)
    .outerjoin(ticket, ticket.c.id == _row.ticket)
    .where(_row.state == "failed", _row.id > bindparam("after"))
    .order_by(_row.id)
    .limit(bindparam("most"))
)
_AGAIN = (
    update(webhook_delivery)
    .where(_row.id == bindparam("number"), _row.state == "failed")
    .values(state="ready", created_at=bindparam("now"), due_at=bindparam("now"), error=None)
)
_FORGET = delete(webhook_delivery).where(
    or_(
        and_(_row.state == "sent", _row.created_at < bindparam("sent")),
        and_(_row.state == "failed", _row.created_at < bindparam("failed")),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """Something that is ours to send now. `id` is the same on every attempt."""

    id: int
    attempt: int
    body: Mapping[str, Any]
    created_at: datetime


def add(tx: Connection, webhook: str, ticket_id: int | None, body: Mapping[str, Any], now: datetime) -> None:
    """Tell `webhook` of `body`, after what it has not been told yet of the same ticket, if it is about one."""
    row = {"webhook": webhook, "ticket": ticket_id, "event": body["type"], "body": dict(body), "created_at": now}
    _NEW.run(tx, {**row, "state": "ready", "attempts": 0, "due_at": now})


def waits(tx: Connection, webhook: str, now: datetime) -> bool:
    """Say whether there is anything to claim."""
    return tx.execute(_DUE_HEADS, {"name": webhook, "now": now}).first() is not None


def claim(tx: Connection, webhook: str, now: datetime) -> list[Claimed]:
    """Take the oldest unfinished row of every ticket of a webhook, where it is due."""
    rows = tx.execute(_CLAIM, {"name": webhook, "now": now, "until": now + LEASE}).all()
    claimed = [Claimed(id=row.id, attempt=row.attempts, body=row.body, created_at=row.created_at) for row in rows]
    return sorted(claimed, key=lambda each: each.id)


def settle(tx: Connection, claimed: Claimed, state: str, *, due: datetime, error: str = "") -> bool:
    """Write what became of a claimed row; False if somebody else has it by now."""
    values = {"number": claimed.id, "attempt": claimed.attempt, "new_state": state}
    return tx.execute(_SETTLE, {**values, "reason": error or None, "due": due}).rowcount == 1


def release(tx: Connection) -> None:
    """Give back what a process that is certainly gone was sending."""
    tx.execute(_RELEASE)


def give_up_others(tx: Connection, names: Collection[str]) -> None:
    """Give up what waits for webhooks that are not among `names`."""
    tx.execute(_ORPHANS, {"names": list(names)})


def counts(tx: Connection) -> Sequence[AnyRow]:
    """Return for each webhook and state that is not sent how many rows there are, and since when."""
    return tx.execute(_COUNTS).all()


def failed(tx: Connection, *, after: int, limit: int) -> Sequence[AnyRow]:
    """Return what was given up, oldest first, one row more where more follow; `ref` is its ticket's, if it has one."""
    return tx.execute(_FAILED, {"after": after, "most": limit + 1}).all()


def again(tx: Connection, number: int, now: datetime) -> bool:
    """Let what was given up be sent again, with all its time; False if there is no such row."""
    return tx.execute(_AGAIN, {"number": number, "now": now}).rowcount == 1


def forget(tx: Connection, now: datetime) -> None:
    """Drop what was sent, and what was given up, long ago."""
    tx.execute(_FORGET, {"sent": now - SENT_DAYS, "failed": now - FAILED_DAYS})
