"""Whether a database can be served, and if not, what is wrong with it and what somebody can do about that.

It is only looked at: no trouble that is found here changes anything.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, inspect, make_url
from sqlalchemy.exc import DBAPIError

from bot.store import migrate
from bot.store.tables import metadata
from core.messages import Text

Trouble = Literal["older", "newer", "half", "foreign", "corrupt", "refused", "absent", "unreachable"]

CONNECT_SECONDS = 10
"""How long a server of a database may take to answer at all."""

_LOOKED_THROUGH = 64 << 20
"""Bytes of an SQLite file that is looked through at each start; that takes a fraction of a second."""

_REFUSED = re.compile(
    r"authentication failed|no password supplied|not permitted to log ?in|role .* does not exist|permission denied"
    r"|no pg_hba\.conf entry",
    re.IGNORECASE,
)
_ABSENT = re.compile(r"database .* does not exist", re.IGNORECASE)
_CORRUPT = re.compile(r"not a database|malformed|disk image|file is encrypted", re.IGNORECASE)
_HALF = re.compile(r"already exists|duplicate column|no such table|no such index|does not exist", re.IGNORECASE)


class Unfit(Exception):
    """A database cannot be served; `told` is the sentence of the command line, without a password."""

    def __init__(self, trouble: Trouble, url: str, **more: str) -> None:
        self.trouble = trouble
        self.told = Text(f"database.{trouble}", {"place": _place(url), **more})
        super().__init__(trouble)


def require(url: str) -> None:
    """Raise `Unfit` unless the database at `url` is whole and has the schema of this version."""
    if migrate.is_missing(url) or not _look(url):
        raise Unfit("older", url)


def bring_up_to_date(url: str) -> bool:
    """Migrate the database at `url`, and say whether there was anything to do. Raise `Unfit` if that cannot be done.

    All of it is one transaction: what is broken off has changed nothing, and can be begun anew.
    """
    if not migrate.is_missing(url) and _look(url):
        return False
    with _told(url, migrating=True):
        migrate.apply(url)
    return True


def _look(url: str) -> bool:
    """Say whether the schema is that of this version; False for an empty or an older one."""
    engine = _engine(url)
    try:
        with _told(url), engine.connect() as connection:
            _look_through(url, connection)
            return _is_current(url, connection)
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() == "postgresql":
        return create_engine(url, connect_args={"connect_timeout": CONNECT_SECONDS})
    return create_engine(url)


def _look_through(url: str, connection: Connection) -> None:
    """Raise `Unfit` for an SQLite file with damaged pages, if it is small enough to be looked through."""
    file = make_url(url).database if connection.dialect.name == "sqlite" else None
    if file and file != ":memory:" and Path(file).stat().st_size <= _LOOKED_THROUGH:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        if found != "ok":
            raise Unfit("corrupt", url)


def _is_current(url: str, connection: Connection) -> bool:
    found, known = MigrationContext.configure(connection).get_current_revision(), migrate.head()
    there = set(inspect(connection).get_table_names())
    ours = {table.name for table in metadata.tables.values()}
    if found is None:
        if there & ours:
            raise Unfit("half", url, reason="alembic_version")
        if there - {"alembic_version"} and connection.dialect.name == "sqlite":
            raise Unfit("foreign", url)
        return False
    if found not in migrate.versions():
        raise Unfit("newer", url, found=found, known=str(known))
    if found != known:
        return False
    if missing := sorted(ours - there):
        raise Unfit("half", url, reason=missing[0])
    return True


@contextmanager
def _told(url: str, *, migrating: bool = False) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        behind = error.orig if isinstance(error, DBAPIError) else error
        raise _unfit(url, str(behind or error), migrating=migrating) from error
    except OSError as error:
        raise Unfit("unreachable", url, reason=error.strerror or type(error).__name__) from error


def _unfit(url: str, words: str, *, migrating: bool) -> Unfit:
    line = next((line.strip() for line in words.splitlines() if line.strip()), "?")
    if _CORRUPT.search(words):
        return Unfit("corrupt", url)
    if _ABSENT.search(words):
        return Unfit("absent", url)
    if _REFUSED.search(words):
        return Unfit("refused", url)
    if migrating and _HALF.search(words):
        return Unfit("half", url, reason=line[:200])
    return Unfit("unreachable", url, reason=line[:200])


def _place(url: str) -> str:
    parsed = make_url(url)
    return parsed.database or "" if parsed.get_backend_name() == "sqlite" else parsed.render_as_string()
