"""Timers: moments at which a ticket is heard of again, one of each kind for each ticket.

REMIND is the dialogue's, FOLLOW_UP the desk's; both are taken up by `bot.reminding`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from bot.store.inserting import InsertNew
from bot.store.tables import timer

REMIND, FOLLOW_UP = "remind", "follow_up"

_ARM = InsertNew(timer, unique=("kind", "ticket"), on=lambda new: {"due_at": new.due_at})
_DUE = (
    select(timer.c.ticket)
    .where(timer.c.kind == bindparam("which"), timer.c.due_at <= bindparam("now"))
    .order_by(timer.c.due_at)
    .limit(bindparam("limit"))
)
_DROP = delete(timer).where(timer.c.kind == bindparam("which"), timer.c.ticket == bindparam("number"))
_TAKE = _DROP.where(timer.c.due_at <= bindparam("now"))


def arm(tx: Connection, ticket: int, due: datetime, kind: str = REMIND) -> None:
    """Let the ticket be heard of at `due`, and at no other moment."""
    _ARM.run(tx, {"kind": kind, "ticket": ticket, "due_at": due, "body": {}})


def drop(tx: Connection, ticket: int, kind: str) -> None:
    """Let the ticket not be heard of."""
    tx.execute(_DROP, {"which": kind, "number": ticket})


def due(tx: Connection, now: datetime, kind: str = REMIND, limit: int = 200) -> list[int]:
    """Return the tickets whose moment has come, the longest waiting first."""
    return list(tx.execute(_DUE, {"which": kind, "now": now, "limit": limit}).scalars())


def take(tx: Connection, ticket: int, now: datetime, kind: str = REMIND) -> bool:
    """Take the timer of a ticket away; False if somebody else did, or its moment was moved on."""
    return tx.execute(_TAKE, {"which": kind, "number": ticket, "now": now}).rowcount == 1
