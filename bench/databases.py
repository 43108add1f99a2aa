"""The databases of trials: on the disk, and restarted while they are used."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from tests.databases import Kind, drop_database, fresh_database, furnish_server, place
from tests.postgresql import PostgreSQL


@dataclass(frozen=True, slots=True)
class Database:
    """A database with the sample knowledge. `restart` lets its server crash and come back."""

    url: str
    restart: Callable[[], None]


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
            yield Database(f"sqlite:///{file}", lambda: None)
        else:
            server = PostgreSQL(folder)
            try:
                yield Database(furnish_server(server.url), lambda: server.restart("immediate"))
            finally:
                server.remove()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
