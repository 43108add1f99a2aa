"""Fresh databases are fresh, at this version, and apart from each other."""

from __future__ import annotations

import os
import re

from sqlalchemy import Connection, create_engine, inspect, text

from bot.store.migrate import is_current
from tests.databases import drop_database, fresh_database
from tests.postgresql import CHOICE


def _names(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def test_a_fresh_database_has_every_table_of_this_version(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        assert {"person", "ticket", "inbox", "outbox"} <= _names(connection)
    engine.dispose()
    assert is_current(database_url)


def test_what_one_test_writes_another_does_not_see(database_url: str) -> None:
    _mark(database_url)


def test_what_one_test_writes_another_does_not_see_the_other_way_round(database_url: str) -> None:
    _mark(database_url)


def test_the_postgresql_server_is_the_one_that_was_chosen() -> None:
    chosen = os.environ.get(CHOICE, "18")
    [wanted] = re.findall(r"\d+", chosen)[:1]
    url = fresh_database("postgresql")
    engine = create_engine(url)
    with engine.connect() as connection:
        version = connection.execute(text("SHOW server_version_num")).scalar_one()
    engine.dispose()
    drop_database(url)
    assert int(version) // 10_000 == int(wanted)


def _mark(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        assert "was_here" not in _names(connection)
        connection.execute(text("CREATE TABLE was_here (id INTEGER)"))
    engine.dispose()
