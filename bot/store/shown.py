"""Lines that a ticket shows although they were said on another one: those of a matter that was split off.

They stay where they were said, in one row: who edits, hides or erases them there does so for both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, func, insert, or_, select

from bot.store.tables import entry, entry_file, shown_entry
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
_OFF = (
    select(shown_entry.c.entry)
    .join(entry, entry.c.id == shown_entry.c.entry)
    .where(entry.c.ticket.in_(_NUMBERS), shown_entry.c.ticket.not_in(_NUMBERS))
    .distinct()
)
_files = select(func.count()).where(entry_file.c.entry == entry.c.id).scalar_subquery()
_STATED = (
    select(entry.c.id, entry.c.at, entry.c.text, _files.label("files"))
    .where(
        or_(
            entry.c.ticket.in_(_NUMBERS),
            entry.c.id.in_(bindparam("lines", expanding=True)),  # by number, so that each side has its index
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A line of a customer, in which he may have stated a matter, with the number of its files."""

    id: int
    at: datetime
    text: str
    files: int


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
    return [*on(tx, numbers), *tx.execute(_OFF, {"numbers": list(numbers)}).scalars()]


def offered(tx: Connection, numbers: Collection[int]) -> Sequence[Stated]:
    """Return the newest lines of the customer that the tickets `numbers` show, oldest first."""
    return _stated(tx.execute(_OFFERED, {"numbers": list(numbers), "lines": on(tx, numbers)}))


def chosen(tx: Connection, numbers: Collection[int], entries: Collection[int]) -> Sequence[Stated]:
    """Return those of `entries` that `offered` could return, oldest first."""
    values = {"numbers": list(numbers), "lines": on(tx, numbers), "chosen": list(entries)}
    return _stated(tx.execute(_CHOSEN, values))


def answered_after(tx: Connection, numbers: Collection[int], line: int) -> datetime | None:
    """Return when a person first wrote to the customer of the tickets `numbers` after a line, or None."""
    found: datetime | None = tx.execute(_ANSWERED, {"numbers": list(numbers), "line": line}).scalar()
    return found


def _stated(rows: Iterable[AnyRow]) -> list[Stated]:
    """Return lines, oldest first, of rows that come the newest first."""
    return [Stated(id=row.id, at=row.at, text=row.text, files=row.files) for row in rows][::-1]
