"""Brings a database to this version, and says which version it has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import DBAPIError

from bot.store.engine import StoreUnavailable

_FOLDER = Path(__file__).with_name("migrations")


def upgrade(url: str) -> None:
    """Apply every migration that the database at `url` lacks; an SQLite file is made where there is none.

    Raises `StoreUnavailable` where the database cannot be reached or the file cannot be made.
    """
    with _trouble_told():
        apply(url)


def apply(url: str, to: str = "head") -> None:
    """Do what `upgrade` does, up to the migration `to`, and raise what the driver or the system raises."""
    if file := _file(url):
        file.parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(_config(url), to)


def is_current(url: str) -> bool:
    """Say whether the database at `url` has the schema of this version; it is not made by the question.

    Raises `StoreUnavailable` where the database cannot be reached.
    """
    if is_missing(url):
        return False
    engine = create_engine(url)
    try:
        with _trouble_told(), engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == head()
    finally:
        engine.dispose()


def is_missing(url: str) -> bool:
    """Say whether `url` is an SQLite file that is not there; opening it would make an empty one."""
    file = _file(url)
    return file is not None and not file.exists()


def head() -> str | None:
    """Return the newest migration there is."""
    return ScriptDirectory.from_config(_config("")).get_current_head()


def versions() -> frozenset[str]:
    """Return all migrations there are."""
    return frozenset(each.revision for each in ScriptDirectory.from_config(_config("")).walk_revisions())


def _file(url: str) -> Path | None:
    """Return the file of an SQLite database, or None for a database that is no file."""
    parsed = make_url(url)
    named = parsed.database if parsed.get_backend_name() == "sqlite" else None
    return Path(named) if named and named != ":memory:" else None


@contextmanager
def _trouble_told() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise StoreUnavailable(reason=" ".join(str(error.orig).split())) from error
    except OSError as error:
        raise StoreUnavailable(reason=f"{error.filename}: {error.strerror}") from error


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["url"] = url
    return config
