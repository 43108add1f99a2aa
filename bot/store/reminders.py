"""Timers that let the dialogue hear of a case again: one for each ticket."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from bot.store.inserting import InsertNew
from bot.store.tables import timer

KIND = "remind"

_ARM = InsertNew(timer, unique=("kind", "ticket"), on=lambda new: {"due_at": new.due_at})
_DUE = (
    select(timer.c.ticket)
    .where(timer.c.kind == KIND, timer.c.due_at <= bindparam("now"))
    .order_by(timer.c.due_at)
    .limit(bindparam("limit"))
)
_TAKE = delete(timer).where(
    timer.c.kind == KIND, timer.c.ticket == bindparam("number"), timer.c.due_at <= bindparam("now")
)


def arm(tx: Connection, ticket: int, due: datetime) -> None:
    """Let the ticket be heard of at `due`, and at no other moment."""
    _ARM.run(tx, {"kind": KIND, "ticket": ticket, "due_at": due, "body": {}})


def due(tx: Connection, now: datetime, limit: int = 200) -> list[int]:
    """Return the tickets whose moment has come, the longest waiting first."""
    return list(tx.execute(_DUE, {"now": now, "limit": limit}).scalars())


def take(tx: Connection, ticket: int, now: datetime) -> bool:
    """Take the timer of a ticket away; False if somebody else did, or its moment was moved on."""
    return tx.execute(_TAKE, {"number": ticket, "now": now}).rowcount == 1
