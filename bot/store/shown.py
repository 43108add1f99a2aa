"""Lines that a ticket shows although they were said on another one: those of a matter that was split off.

They stay where they were said, in one row: who edits, hides or erases them there does so for both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, func, insert, or_, select

from bot.store.tables import entry, shown_entry
from bot.store.types import AnyRow

MOST = 50
"""Lines of a customer that are offered to be taken along, the newest."""

_NUMBERS: BindParameter[int] = bindparam("numbers", expanding=True)
_ON = (
    select(shown_entry.c.entry)
    .join(entry, entry.c.id == shown_entry.c.entry)
    .where(shown_entry.c.ticket.in_(_NUMBERS), entry.c.ticket.not_in(_NUMBERS))
    .distinct()
)
_SHARED = (
    select(shown_entry.c.entry)
    .join(entry, entry.c.id == shown_entry.c.entry)
    .where(or_(shown_entry.c.ticket.in_(_NUMBERS), entry.c.ticket.in_(_NUMBERS)))
    .distinct()
)
_STATED = (
    select(entry.c.id, entry.c.at, entry.c.text)
    .where(
        or_(
            entry.c.ticket.in_(_NUMBERS),
            entry.c.id.in_(select(shown_entry.c.entry).where(shown_entry.c.ticket.in_(_NUMBERS))),
        ),
        entry.c.author == "customer",
        entry.c.audience == "customer",
        entry.c.kind == "words",
        entry.c.deleted_at.is_(None),
    )
    .order_by(entry.c.id.desc())
)
_CHOSEN = _STATED.where(entry.c.id.in_(bindparam("chosen", expanding=True)))
_OFFERED = _STATED.limit(MOST)
_ANSWERED = select(func.min(entry.c.at)).where(
    entry.c.ticket.in_(_NUMBERS),
    entry.c.author == "agent",
    entry.c.audience == "customer",
    entry.c.kind == "words",
    entry.c.id > bindparam("line"),
)


def show(tx: Connection, number: int, entries: Iterable[int]) -> None:
    """Let the ticket `number` show `entries` of another one."""
    rows = [{"ticket": number, "entry": each} for each in dict.fromkeys(entries)]
    if rows:
        tx.execute(insert(shown_entry), rows)


def on(tx: Connection, numbers: Collection[int]) -> list[int]:
    """Return the lines that the tickets `numbers` show of others."""
    return list(tx.execute(_ON, {"numbers": list(numbers)}).scalars())


def shared(tx: Connection, numbers: Collection[int]) -> list[int]:
    """Return the lines that the tickets `numbers` show of others, and those of theirs that others show."""
    return list(tx.execute(_SHARED, {"numbers": list(numbers)}).scalars())


def offered(tx: Connection, numbers: Collection[int]) -> Sequence[AnyRow]:
    """Return the newest lines of the customer that the tickets `numbers` show, oldest first: `id`, `at` and `text`."""
    return tx.execute(_OFFERED, {"numbers": list(numbers)}).all()[::-1]


def chosen(tx: Connection, numbers: Collection[int], entries: Collection[int]) -> Sequence[AnyRow]:
    """Return those of `entries` that `offered` could return, oldest first."""
    return tx.execute(_CHOSEN, {"numbers": list(numbers), "chosen": list(entries)}).all()[::-1]


def answered_after(tx: Connection, numbers: Collection[int], line: int) -> datetime | None:
    """Return when a person first wrote to the customer of the tickets `numbers` after a line, or None."""
    found: datetime | None = tx.execute(_ANSWERED, {"numbers": list(numbers), "line": line}).scalar()
    return found
