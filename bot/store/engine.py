"""The gate to the database: every transaction of the server passes here.

Theory of operation. The core of the server is asynchronous, the database work is not: a piece of work is
a plain function of a connection. `write` runs it in one transaction in a thread of its own and returns
after the commit; `read` runs it in another pool, so that a report never stands in the way of a turn.

On SQLite there is one writer thread with one connection and `BEGIN IMMEDIATE`: several writing
connections starve each other, and a transaction that reads first and writes later fails at once whatever
the time-out. What waits for it shares a commit (`bot.store.commits`). On PostgreSQL there are four, which
small measurements found to be the best number.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.store.commits import Commits
from bot.store.pace import Pace
from bot.store.prepared import command
from bot.store.reachable import Reachable
from core.errors import OnkapiError

T = TypeVar("T")

Tx = Connection
"""An open transaction, or a connection that only reads; outside of the store it is only passed on."""

Work = Callable[[Tx], T]

WRITERS = 4
READERS = 4
READ_SECONDS = 15
STATEMENTS = 1_000
"""Statements that a connection keeps prepared: all there are. Both drivers keep about a hundred by themselves."""

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # what is deleted is overwritten; most builds have it on already
    "PRAGMA cache_size=-65536",
    "PRAGMA temp_store=MEMORY",  # what only reads goes on when the disk is full
    "PRAGMA wal_autocheckpoint=8000",
    "PRAGMA journal_size_limit=67108864",
)
TIDY = (
    # The full-text indexes keep the words of deleted rows until their parts are joined.
    "INSERT INTO search_ticket (search_ticket) VALUES ('optimize')",
    "INSERT INTO search_person (search_person) VALUES ('optimize')",
    "INSERT INTO search_entry (search_entry) VALUES ('optimize')",
    "INSERT INTO search_foreign (search_foreign) VALUES ('optimize')",
    "PRAGMA wal_checkpoint(TRUNCATE)",
)
POSTGRESQL_OPTIONS = "-c timezone=UTC -c lock_timeout=5000 -c random_page_cost=1.1"
"""The cost of a page is that of disks without moving parts. With PostgreSQL's own 4.0 small tables are read from end to
end, and a statement that a connection has prepared while the desk was new goes on doing so when they are large.
"""

FROZEN_SECONDS = 10
"""A process that stands still in the middle of a transaction loses it after so long, and with it its locks."""

POSTGRESQL_PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""A server that vanished from the network is noticed in seconds; the system's own patience is a quarter of an hour."""


class StoreUnavailable(OnkapiError):
    """The database cannot be reached, is full or is locked: nothing was changed, and trying again may help."""

    code = "error.store_unavailable"


class Store:
    """One database. Close it when done."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = make_url(url).get_backend_name() == "sqlite"
        writers = 1 if self.sqlite else WRITERS
        self._engine = _sqlite(url, "BEGIN IMMEDIATE") if self.sqlite else _postgresql(url, writers)
        self._readers = _sqlite(url, "BEGIN", size=READERS) if self.sqlite else _postgresql(url, READERS, reads=True)
        self._writing = ThreadPoolExecutor(writers, "store-write")
        self._reading = ThreadPoolExecutor(READERS, "store-read")
        self._writes, self._reads = Reachable("writing"), Reachable("reading")
        self.pace = Pace()
        self._commits = (
            Commits(self._engine, self._writing, self.run, self._told, is_transient, self._writes.worked)
            if self.sqlite
            else None
        )

    async def write(self, work: Work[T]) -> T:
        """Run `work` in one transaction and return what it returns, once that is durable.

        Whatever `work` raises rolls everything back and is raised here; trouble of the database itself
        is `StoreUnavailable`.
        """
        begun = monotonic()
        result: T
        if self._commits is not None:
            result = await asyncio.wrap_future(self._commits.submit(work))
        else:
            result = await asyncio.get_running_loop().run_in_executor(self._writing, self.run, work)
        self.pace.took(monotonic() - begun)
        return result

    async def read(self, work: Work[T]) -> T:
        """Run `work`, which only reads, beside the writers.

        On SQLite all of it is from one moment. On PostgreSQL each statement is from its own, and there are neither
        savepoints nor cursors of the server.
        """
        return await asyncio.get_running_loop().run_in_executor(self._reading, self.look, work)

    async def tidy(self) -> None:
        """Let nothing of what was deleted stand in the files of an SQLite database, as far as nobody reads just now.

        PostgreSQL does so by itself, by and by (autovacuum).
        """
        if self.sqlite:
            await asyncio.get_running_loop().run_in_executor(self._writing, self.tidy_now)

    async def checkpoint(self) -> None:
        """Move what was committed from the log of an SQLite database into its file, as far as nobody is in the way.

        Done beside the writer every few seconds, so that the log stays short and no turn has to wait for all of it.
        """
        if self.sqlite:
            await asyncio.get_running_loop().run_in_executor(self._reading, self._checkpoint)

    def _checkpoint(self) -> None:
        connection = self._readers.raw_connection()
        try:
            connection.driver_connection.execute("PRAGMA wal_checkpoint(PASSIVE)")  # type: ignore[union-attr]  # it is open
        except sqlite3.OperationalError as error:
            raise StoreUnavailable(reason=str(error)) from error
        finally:
            connection.close()

    def tidy_now(self) -> None:
        """Do what `tidy` does in the calling thread."""
        if self.sqlite:
            connection = self._engine.raw_connection()
            try:
                for statement in TIDY:
                    connection.driver_connection.execute(statement)  # type: ignore[union-attr]  # it is open
            finally:
                connection.close()

    def run(self, work: Work[T]) -> T:
        """Do what `write` does in the calling thread; for commands and tests."""
        return _transaction(self._engine, work, self._writes)

    def look(self, work: Work[T]) -> T:
        """Do what `read` does in the calling thread."""
        return _transaction(self._readers, work, self._reads)

    def _told(self, error: BaseException) -> BaseException:
        return translated(error, self._writes)

    def close(self) -> None:
        """Wait for what is running and close every connection."""
        self._writing.shutdown()
        self._reading.shutdown()
        self._readers.dispose()
        self._engine.dispose()


def open_store(url: str) -> Store:
    """Return the store at `url`, whose schema must be there already (see `bot.store.migrate`)."""
    return Store(url)


def _transaction(engine: Engine, work: Work[T], way: Reachable) -> T:
    try:
        with engine.begin() as tx:
            result = work(tx)
    except (DBAPIError, PoolTimeout) as error:
        known = translated(error, way)
        if known is error:
            raise
        raise known from error
    way.worked()
    return result


def translated(error: BaseException, way: Reachable) -> BaseException:
    """Return what `error` is called here: `StoreUnavailable` where it is trouble of the database, else as it is."""
    if isinstance(error, DBAPIError | PoolTimeout) and is_transient(error):
        reason = str(getattr(error, "orig", None) or error)
        way.failed(reason)
        return StoreUnavailable(reason=reason)
    return error


def is_transient(error: BaseException) -> bool:
    """Say whether `error` is trouble of the database, after which everything rolls back and may be tried again."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, OperationalError | InterfaceError | PoolTimeout | StoreUnavailable)


def _sqlite(url: str, begin: str, size: int = 1) -> Engine:
    file = make_url(url).database
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        pool_size=size,
        max_overflow=0,
        json_serializer=_to_json,
        connect_args={"isolation_level": None, "check_same_thread": False, "cached_statements": STATEMENTS},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: object) -> None:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        if begin == "BEGIN":
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        command(connection, begin)

    return engine


def _postgresql(url: str, size: int, *, reads: bool = False) -> Engine:
    options = POSTGRESQL_OPTIONS
    if reads:
        options += f" -c default_transaction_read_only=on -c statement_timeout={READ_SECONDS * 1_000}"
    else:
        options += f" -c idle_in_transaction_session_timeout={FROZEN_SECONDS * 1_000}"
    # Each statement sees what is committed when it begins (READ COMMITTED), in a transaction or not. Who only reads
    # saves beginning and ending one, which cost as much as two small statements.
    level: Mapping[str, Any] = {"isolation_level": "AUTOCOMMIT"} if reads else {}
    engine = create_engine(
        url,
        **level,
        pool_size=size,
        max_overflow=0,
        pool_pre_ping=False,
        json_serializer=_to_json,
        connect_args={"options": options, **POSTGRESQL_PATIENCE},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: object) -> None:
        connection.prepared_max = STATEMENTS

    return engine


_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""`json.dumps` would make an encoder anew for each value."""
