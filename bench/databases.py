"""The databases of trials: on the disk, and which go away while they are used."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from bench.servers import cpu_of_children
from tests.databases import Kind, drop_database, fresh_database, furnish_server, place
from tests.postgresql import PostgreSQL


@dataclass(frozen=True, slots=True)
class Database:
    """A database with the sample knowledge. `leave` lets it be away for so many seconds.

    Its server crashes and comes back; a file is locked by another program. `cpu` tells the seconds that its processes
    have worked so far; 0 where the database is a library.
    """

    url: str
    leave: Callable[[float], None]
    cpu: Callable[[], float]


@contextmanager
def database(kind: Kind, *, durable: bool) -> Iterator[Database]:
    """Yield a database of its own: in memory where there is room, or on the disk where it is to be `durable`."""
    folder = Path(tempfile.mkdtemp(prefix="onkapi-trial-", dir=None if durable else place()))
    try:
        if kind == "sqlite":
            fresh = fresh_database("sqlite", furnished=True)
            file = folder / "desk.db"
            shutil.move(make_url(fresh).database or "", file)
            drop_database(fresh)
            yield Database(f"sqlite:///{file}", lambda seconds: _lock(file, seconds), lambda: 0.0)
        else:
            server = PostgreSQL(folder)
            try:
                url = furnish_server(server.url)
                yield Database(url, lambda seconds: _crash(server, seconds), lambda: cpu_of_children(server.pid))
            finally:
                server.remove()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _crash(server: PostgreSQL, seconds: float) -> None:
    server.stop("immediate")
    time.sleep(seconds)
    server.start()


def _lock(file: Path, seconds: float) -> None:
    with closing(sqlite3.connect(file, timeout=60, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        other.execute("ROLLBACK")
