"""The databases of trials: on the disk, and restarted while they are used."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from bench.servers import cpu_of_children
from tests.databases import Kind, drop_database, fresh_database, furnish_server, place
from tests.postgresql import PostgreSQL


@dataclass(frozen=True, slots=True)
class Database:
    """A database with the sample knowledge. `restart` lets its server crash and come back.

    `cpu` tells the seconds that its processes have worked so far; 0 where the database is a library.
    """

    url: str
    restart: Callable[[], None]
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
            yield Database(f"sqlite:///{file}", lambda: None, lambda: 0.0)
        else:
            server = PostgreSQL(folder)
            try:
                url = furnish_server(server.url)
                yield Database(url, lambda: server.restart("immediate"), lambda: cpu_of_children(server.pid))
            finally:
                server.remove()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
