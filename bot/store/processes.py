"""Which processes serve the desk on this database: each says so in a row of its own, again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from bot.store.inserting import InsertNew
from bot.store.tables import process

LIVES = timedelta(seconds=20)
"""A process that was seen within this time lives."""

FORGOTTEN = timedelta(hours=1)
"""After so long nobody asks any more for a process that ended without a word."""

_PUT = InsertNew(
    process,
    unique=("id",),
    on=lambda new: {name: new[name] for name in ("parts", "prints", "conditions", "seen_at")},
)
_ALL = select(process).order_by(process.c.started_at, process.c.id)
_GONE = delete(process).where(process.c.id == bindparam("who"))
_OLD = delete(process).where(process.c.seen_at < bindparam("before"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRow:
    """A process as it last told of itself."""

    id: str
    name: str
    parts: Sequence[str]
    version: str
    prints: Mapping[str, str]
    conditions: Sequence[Mapping[str, Any]]
    started_at: datetime
    seen_at: datetime


def tell(tx: Connection, row: ProcessRow) -> None:
    """Write what a process says of itself, and drop those that have said nothing for long."""
    _PUT.run(
        tx,
        {
            "id": row.id,
            "name": row.name,
            "parts": list(row.parts),
            "version": row.version,
            "prints": dict(row.prints),
            "conditions": [dict(each) for each in row.conditions],
            "started_at": row.started_at,
            "seen_at": row.seen_at,
        },
    )
    tx.execute(_OLD, {"before": row.seen_at - FORGOTTEN})


def leave(tx: Connection, who: str) -> None:
    """Take the row of a process away that stops."""
    tx.execute(_GONE, {"who": who})


def living(tx: Connection, now: datetime) -> list[ProcessRow]:
    """Return the processes that live, the oldest first."""
    return [row for row in known(tx) if row.seen_at > now - LIVES]


def known(tx: Connection) -> list[ProcessRow]:
    """Return all processes there are rows of, the oldest first."""
    return [ProcessRow(**row._mapping) for row in tx.execute(_ALL)]  # noqa: SLF001 -- its public name
