"""What leads tell everybody for a while: the agents in their lists, or an organization's people on the chat page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.store.tables import announcement, person

MOST = 20
"""How many are read at once, the newest first."""

_RUNNING = (
    select(announcement, person.c.name)
    .join(person, person.c.id == announcement.c.person)
    .where(announcement.c.until > bindparam("now"))
    .order_by(announcement.c.id.desc())
    .limit(MOST)
)
_NEW = insert(announcement).returning(announcement.c.id)
_THIS = announcement.c.id == bindparam("number")
_END = update(announcement).where(_THIS, announcement.c.until > bindparam("now")).values(until=bindparam("now"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A line and until when it is shown: to agents, or to the customers of `organization`. `by` is who wrote it."""

    id: int
    at: datetime
    until: datetime
    organization: str | None
    words: str
    by: str


def running(tx: Connection, now: datetime) -> Sequence[Announcement]:
    """Return what is shown now, the newest first."""
    return [
        Announcement(id=row.id, at=row.at, until=row.until, organization=row.organization, words=row.words, by=row.name)
        for row in tx.execute(_RUNNING, {"now": now})
    ]


def add(tx: Connection, *, person: int, organization: str | None, words: str, until: datetime, now: datetime) -> int:
    """Show a line from now on, and return its number."""
    values = {"at": now, "until": until, "person": person, "organization": organization, "words": words}
    number: int = tx.execute(_NEW, values).scalar_one()
    return number


def end(tx: Connection, number: int, now: datetime) -> None:
    """Show a line no longer."""
    tx.execute(_END, {"number": number, "now": now})
