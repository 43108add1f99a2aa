"""Moves a whole desk from an SQLite file to another database.

Theory of operation. Everything is one transaction of the target, under a lock on its tables, so a move is done or has
not happened: who is interrupted begins again. The source is held by a transaction of its own, so that nothing is
written there meanwhile. Rows go over table by table, each after those that it refers to, with the numbers they have;
then the counters of the target go on after the largest ones. Before the commit every table is read back, and its
count and the sum of its rows' hashes are compared with what was read at the source.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, func, insert, make_url, select, text
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.store import migrate, processes
from bot.store.engine import StoreUnavailable, open_store
from bot.store.tables import metadata
from core.errors import BadInput

BATCH = 1_000
"""Rows that are held in memory at a time."""

_SUMS = 1 << 128


class CannotMove(BadInput):
    """The desk cannot be moved from where, or to where, it was said; nothing was changed."""


@dataclass(slots=True)
class Sum:
    """What is compared of a table: how many rows, and the sum of their hashes, in whatever order they come."""

    rows: int = 0
    hashes: int = 0

    def add(self, row: Sequence[Any]) -> None:
        """Count a row."""
        digest = hashlib.sha256(json.dumps([_plain(value) for value in row], sort_keys=True, default=str).encode())
        self.rows += 1
        self.hashes = (self.hashes + int.from_bytes(digest.digest()[:16], "big")) % _SUMS


def move(source: str, target: str, tell: Callable[[str, int], None] = lambda table, rows: None) -> int:
    """Move everything from the SQLite database `source` to the empty database `target`; return how many rows.

    Both must have the schema of this version. `tell` hears of every table that has arrived, before the commit. Raises
    `CannotMove` for a source or a target that will not do, and `StoreUnavailable` for trouble on the way; then the
    target is as it was.
    """
    check(source, target)
    left, right = open_store(source), open_store(target)

    def held(reading: Connection) -> int:
        _require_rest(reading, source)
        return right.run(lambda writing: _move(reading, writing, target, tell))

    try:
        return left.run(held)
    except DBAPIError as error:
        raise StoreUnavailable(reason=" ".join(str(error.orig).split())) from error
    finally:
        left.close()
        right.close()


def check(source: str, target: str) -> None:
    """Raise `CannotMove` for a source that will not do, whatever the target holds."""
    if make_url(source).get_backend_name() != "sqlite":
        raise CannotMove(value=_shown(source), reason="a desk is moved from an SQLite file only")
    if migrate.is_missing(source):
        raise CannotMove(value=_shown(source), reason="there is no such file")
    if make_url(source) == make_url(target):
        raise CannotMove(value=_shown(source), reason="this is where the configuration has the database already")
    if not migrate.is_current(source):
        raise CannotMove(value=_shown(source), reason="it is older than this version; run onkapi migrate on it first")
    with closing(open_store(source)) as store:
        store.look(lambda tx: _require_rest(tx, source))


def _require_rest(reading: Connection, source: str) -> None:
    """Raise `CannotMove` if a server runs on the source: what that writes after the move would be left behind."""
    for process in processes.living(reading, Clock().now()):
        reason = f"the server {process.name} runs on it; stop it first (killed, it counts as running for 20 seconds)"
        raise CannotMove(value=_shown(source), reason=reason)


def _shown(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)


def _move(reading: Connection, writing: Connection, target: str, tell: Callable[[str, int], None]) -> int:
    tables = metadata.sorted_tables
    if writing.dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in tables)
        writing.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
    for table in tables:
        if writing.execute(select(table).limit(1)).first() is not None:
            raise CannotMove(value=_shown(target), reason=f'it is not empty: there are rows in "{table.name}"')
    moved = 0
    for table in tables:
        sent = _send(reading, writing, table)
        if _sum(writing, table) != sent:
            raise StoreUnavailable(reason=f'the table "{table.name}" did not arrive as it left; nothing was moved')
        _count_on(writing, table)
        tell(table.name, sent.rows)
        moved += sent.rows
    return moved


def _send(reading: Connection, writing: Connection, table: Table) -> Sum:
    """Copy a table and return the sum of what was read."""
    total, new = Sum(), insert(table)
    for rows in _read(reading, table):
        for row in rows:
            total.add(tuple(row.values()))
        writing.execute(new, [dict(row) for row in rows])
    return total


def _sum(connection: Connection, table: Table) -> Sum:
    total = Sum()
    for rows in _read(connection, table):
        for row in rows:
            total.add(tuple(row.values()))
    return total


def _read(connection: Connection, table: Table) -> Iterator[Sequence[RowMapping]]:
    return connection.execute(select(table).execution_options(yield_per=BATCH)).mappings().partitions()


def _count_on(writing: Connection, table: Table) -> None:
    """Let the numbers of new rows begin after the largest one; SQLite does so by itself."""
    number = table.autoincrement_column
    if number is None or writing.dialect.name != "postgresql":
        return
    largest = writing.execute(select(func.max(number))).scalar()
    sequence = writing.execute(select(func.pg_get_serial_sequence(table.name, number.name))).scalar()
    if largest is not None and sequence is not None:
        writing.execute(select(func.setval(sequence, largest)))


def _plain(value: Any) -> Any:
    """Return a value as both databases mean it: one keeps 1.0 and -0.0 in JSON apart from 1 and 0, the other does not.

    (RFC 8259 has one kind of number.)
    """
    match value:
        case float():
            return int(value) if value.is_integer() else value
        case dict():
            return {name: _plain(each) for name, each in value.items()}
        case list():
            return [_plain(each) for each in value]
    return value
