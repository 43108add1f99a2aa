"""Answers that are given again: who repeats a request with the same key changes nothing and learns the same.

Theory of operation. The first request writes a row before it does anything, and its answer afterwards. Meanwhile the
row is leased, a few seconds at a time, for as long as the request is at work: a twin is told to come back. Who dies
leaves a row whose lease ends; the next one takes it and does the work again, which the mark of the move (`move.once`)
keeps from being done twice. Whatever is written of a claim names the lease it was made under, so that a process that
stood still meanwhile neither answers for another one nor gives its claim away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, and_, bindparam, delete, select, update

from bot.store.inserting import InsertNew
from bot.store.tables import idempotency

KEPT = timedelta(hours=24)
"""How long a key is known."""

LEASE = timedelta(seconds=10)
"""How long a claim outlives its process."""

_HERE = and_(idempotency.c.person == bindparam("whose"), idempotency.c.key == bindparam("mark"))
_DROP_OLD = delete(idempotency).where(_HERE, idempotency.c.started_at <= bindparam("before"))
_FIRST = InsertNew(idempotency)
_SEE = select(idempotency).where(_HERE)
_TAKE_OVER = (
    update(idempotency)
    .where(_HERE, idempotency.c.status.is_(None), idempotency.c.lease_until <= bindparam("now"))
    .values(lease_until=bindparam("until"))
)
_OURS = update(idempotency).where(_HERE, idempotency.c.status.is_(None), idempotency.c.lease_until == bindparam("ours"))
_KEEP = _OURS.values(lease_until=bindparam("until"))
_SETTLE = _OURS.values(
    status=bindparam("told"), kind=bindparam("media_type"), answer=bindparam("body"), lease_until=None
)
_ORPHANS = (
    update(idempotency)
    .where(idempotency.c.status.is_(None), idempotency.c.lease_until > bindparam("now"))
    .values(lease_until=bindparam("now"))
)
_FORGET = delete(idempotency).where(idempotency.c.started_at <= bindparam("before"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was answered to the first of the requests."""

    status: int
    kind: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The request is ours to carry out until then; `since` is when the first one with this key came."""

    since: datetime
    until: datetime


def begin(
    tx: Connection, person: int, key: str, request: str, now: datetime
) -> Begun | Answered | Literal["busy", "other"]:
    """Say what is to be done with a request, of which `request` is a hash."""
    here, until = {"whose": person, "mark": key}, now + LEASE
    tx.execute(_DROP_OLD, {**here, "before": now - KEPT})
    fresh = {"person": person, "key": key, "request": request, "started_at": now, "lease_until": until}
    if _FIRST.run(tx, fresh):
        return Begun(since=now, until=until)
    known = tx.execute(_SEE, here).one()
    if known.request != request:
        return "other"
    if known.status is not None:
        return Answered(status=known.status, kind=known.kind, body=known.answer)
    if tx.execute(_TAKE_OVER, {**here, "now": now, "until": until}).rowcount:
        return Begun(since=known.started_at, until=until)
    return "busy"


def keep(tx: Connection, person: int, key: str, ours: datetime, until: datetime) -> bool:
    """Let a claim that ends at `ours` be ours until a later moment; False if it is not ours any more."""
    return tx.execute(_KEEP, {"whose": person, "mark": key, "ours": ours, "until": until}).rowcount == 1


def settle(tx: Connection, person: int, key: str, ours: datetime, answer: Answered) -> None:
    """Keep the answer, if the claim that ends at `ours` is ours still."""
    said = {"told": answer.status, "media_type": answer.kind, "body": answer.body}
    tx.execute(_SETTLE, {"whose": person, "mark": key, "ours": ours, **said})


def release(tx: Connection, person: int, key: str, ours: datetime, now: datetime) -> None:
    """Let the next one try at once: what went wrong was not the request."""
    keep(tx, person, key, ours, now)


def take_up(tx: Connection, now: datetime) -> None:
    """Let everybody try at once what a process that is certainly gone was at."""
    tx.execute(_ORPHANS, {"now": now})


def forget(tx: Connection, now: datetime) -> None:
    """Drop what nobody will ask for again."""
    tx.execute(_FORGET, {"before": now - KEPT})
