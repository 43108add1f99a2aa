"""Real databases, each fresh and at this version: SQLite files, and a PostgreSQL server that a wheel brings.

Theory of operation. Migrating takes far longer than copying. So the first database of a kind is migrated
once and becomes the model, and every further one is a copy of it: a file copy on SQLite, `CREATE DATABASE
... TEMPLATE` on PostgreSQL, some 50 ms. A second model is furnished with the sample knowledge.

Where the system has a file system in memory with room, the databases lie there: SQLite waits for the disk
at every commit, and ext4 takes most of a second for the 300 files of a PostgreSQL database when as many
were deleted a moment ago.

The PostgreSQL server starts when its first database is asked for and listens on a Unix socket only. All
workers of one run of pytest share it: starting one costs a second or two of work. The wheel counts the
processes that use a server, and the last one to end takes it away. `tests.postgresql` says which one it is.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from itertools import count
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from bot.clock import Clock
from bot.store import knowledge
from bot.store.engine import open_store
from bot.store.migrate import upgrade
from kb.article import Knowledge
from kb.files import read
from kb.index import Index
from kb.shelf import Row
from tests.postgresql import PostgreSQL

Kind = Literal["sqlite", "postgresql"]

KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")

_NUMBERS = count(1)
_BARE, _FURNISHED = "model", "furnished"
_TEST_ONLY = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")
"""What makes a PostgreSQL server keep its word when the power fails, and what tidies up while tests run."""
_MEMORY = Path("/dev/shm")
_ROOM = 2 << 30
"""Bytes: a run needs a tenth of that."""
_FIRST_COMES = 1
"""The advisory lock under which the first process prepares a server for all."""


def fresh_database(kind: Kind, *, furnished: bool = False, durable: bool = False) -> str:
    """Return the URL of a new database at this version: empty, or `furnished` with the sample knowledge.

    On PostgreSQL a `durable` one lies on a server that waits for the disk: tests do without, a benchmark
    that compares with SQLite does not. The database goes with the process, or earlier by `drop_database`.
    """
    name, model = f"onkapi_{os.getpid()}_{next(_NUMBERS)}", _FURNISHED if furnished else _BARE
    if kind == "sqlite":
        target = _folder() / f"{name}.db"
        shutil.copyfile(_sqlite_model(model), target)
        return f"sqlite:///{target}"
    server = _postgresql(durable)
    with closing(psycopg.connect(_plain(server), autocommit=True)) as connection:
        _create(connection, name, model)
    return _of(server, name)


def bare_database(kind: Kind) -> str:
    """Return the URL of a new database in which there is not even a table."""
    name = f"onkapi_{os.getpid()}_{next(_NUMBERS)}"
    if kind == "sqlite":
        return f"sqlite:///{_folder() / name}.db"
    server = _postgresql(False)
    with closing(psycopg.connect(_plain(server), autocommit=True)) as connection:
        _create(connection, name, "template1")
    return _of(server, name)


@cache
def sample_knowledge() -> Knowledge:
    """Return the articles and banks that come with the product."""
    return read(Path(__file__).parents[1] / "kb" / "articles")


def index_once(rows: Iterable[Row]) -> Index:
    """Return the index of `rows`, made once in a process: nearly every server has the sample knowledge."""
    return _index_of(tuple(rows))


@cache
def _index_of(rows: tuple[Row, ...]) -> Index:
    return Index.build(rows)


def drop_database(url: str) -> None:
    """Remove a database that `fresh_database` made, whoever is still connected to it."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{parsed.database}{suffix}").unlink(missing_ok=True)
        return
    with closing(psycopg.connect(_plain(_of(url, "postgres")), autocommit=True)) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(parsed.database or "")))


def files_of(url: str) -> Path:
    """Return the folder in which a server on the database at `url` keeps files; it goes with the process."""
    return _folder() / f"files-of-{Path(make_url(url).database or '').stem}"


@cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="onkapi-databases-", dir=place())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def place() -> Path:
    """Return the folder of all databases that need not survive anything."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        return _MEMORY
    return Path(tempfile.gettempdir())


@cache
def _sqlite_model(name: str) -> Path:
    file = _folder() / f"{name}.db"
    if name == _FURNISHED:
        shutil.copyfile(_sqlite_model(_BARE), file)
        _furnish(f"sqlite:///{file}")
    else:
        upgrade(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:  # what stands in the log moves into the file that is copied
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


@cache
def _postgresql(durable: bool) -> str:
    url = PostgreSQL(_postgresql_folder(durable)).url
    with closing(psycopg.connect(_plain(url), autocommit=True)) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_FIRST_COMES])
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_FURNISHED]).fetchone():
            _prepare(connection, url, durable)
    return url


def _postgresql_folder(durable: bool) -> Path:
    """Return where the server's data lies: one place for all workers of a run, if there are workers."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is not None and not durable:
        return place() / f"onkapi-postgresql-{run}"
    return Path(tempfile.mkdtemp(prefix="onkapi-postgresql-", dir=None if durable else place()))


def furnish_server(url: str) -> str:
    """Prepare a server of somebody's own, `url` being its first database; return the URL of a furnished database."""
    with closing(psycopg.connect(_plain(url), autocommit=True)) as connection:
        _prepare(connection, url, durable=True)
    return _of(url, _FURNISHED)


def _prepare(connection: psycopg.Connection, url: str, durable: bool) -> None:
    if not durable:
        for setting in _TEST_ONLY:
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    _create(connection, _BARE, "template1")
    upgrade(_of(url, _BARE))
    _create(connection, "being_furnished", _BARE)
    _furnish(_of(url, "being_furnished"))
    connection.execute(sql.SQL("ALTER DATABASE being_furnished RENAME TO {}").format(sql.Identifier(_FURNISHED)))


def _create(connection: psycopg.Connection, name: str, model: str) -> None:
    """Copy a database as files: with a small model that takes a third of the work of writing it to the log."""
    connection.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(name), sql.Identifier(model))
    )


def _furnish(url: str) -> None:
    """Put the sample knowledge into the database at `url`."""
    store, sample, now = open_store(url), sample_knowledge(), Clock().now()
    store.run(lambda tx: knowledge.replace(tx, sample.articles, sample.banks, now))
    store.close()


def _of(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def _plain(url: str) -> str:
    """Return `url` as the driver itself wants it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
