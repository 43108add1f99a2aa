"""Which agents have the page of a ticket open, who types on it, and when each last saw it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select

from bot.store.inserting import InsertNew
from bot.store.prepared import Prepared
from bot.store.tables import person, seen, ticket

RENEWED = timedelta(seconds=8)
"""How often an open page says that it is open."""

LIFE = timedelta(seconds=20)
"""After this time without a word a page counts as left."""

TYPING = timedelta(seconds=8)
"""After this time without a key nobody types any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Another agent at the same ticket."""

    name: str
    typing: bool


_SEE = InsertNew(seen, unique=("person", "ticket"), on=lambda new: {"at": new.at})
_TYPE = InsertNew(seen, unique=("person", "ticket"), on=lambda new: {"at": new.at, "typing_at": new.typing_at})
_LAST = Prepared(
    select(seen.c.at, ticket.c.changed_at)
    .join_from(seen, ticket, ticket.c.id == seen.c.ticket)
    .where(seen.c.person == bindparam("me"), seen.c.ticket == bindparam("number"))
)
_OTHERS = (
    select(person.c.name, seen.c.typing_at)
    .join_from(seen, person, person.c.id == seen.c.person)
    .where(seen.c.ticket == bindparam("number"), seen.c.at > bindparam("after"), seen.c.person != bindparam("me"))
    .order_by(person.c.name)
)


def see(tx: Connection, me: int, number: int, now: datetime) -> bool:
    """Note that the agent `me` has the ticket before him; say whether he was not there a moment ago, or it is news."""
    last = _LAST.first(tx, {"me": me, "number": number})
    _SEE.run(tx, {"person": me, "ticket": number, "at": now, "typing_at": None})
    return last is None or last.at < now - LIFE or last.at < last.changed_at


def types(tx: Connection, me: int, number: int, now: datetime) -> None:
    """Note that the agent `me` is writing on the ticket."""
    _TYPE.run(tx, {"person": me, "ticket": number, "at": now, "typing_at": now})


def others(tx: Connection, me: int, number: int, now: datetime) -> Sequence[Present]:
    """Return who else is at the ticket, by name."""
    rows = tx.execute(_OTHERS, {"me": me, "number": number, "after": now - LIFE})
    return tuple(
        Present(name=row.name, typing=row.typing_at is not None and row.typing_at > now - TYPING) for row in rows
    )
