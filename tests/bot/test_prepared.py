"""Prepared statements mean what SQLAlchemy would make of them: types, names, errors, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Boolean, Column, Integer, MetaData, Table, Text, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.store.engine import Store, StoreUnavailable, Tx, open_store
from bot.store.prepared import Prepared, command
from bot.store.savepoint import Savepoint
from bot.store.types import Json, Utc

NOON = datetime(2026, 11, 25, 12, 0, 0, 5, tzinfo=UTC)

thing = Table(
    "thing",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("good", Boolean),
    Column("at", Utc),
    Column("body", Json),
)
ADD = Prepared(insert(thing).returning(thing.c.id))
ALL = Prepared(select(thing, thing.c.name.label("called")).order_by(thing.c.id).limit(bindparam("limit")))
NAMED = Prepared(select(thing).where(thing.c.name == bindparam("wanted"), thing.c.good == True))  # noqa: E712 -- SQL
RENAME = Prepared(update(thing).where(thing.c.id == bindparam("number")).values(name=bindparam("new"), good=False))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = open_store(database_url)
    store.run(thing.create)
    yield store
    store.close()


def test_values_come_back_as_their_types(store: Store) -> None:
    istanbul = NOON.astimezone(timezone(timedelta(hours=3)))
    body = {"words": ["ığ", None], "number": 1.5}
    number = store.run(lambda tx: ADD.scalar(tx, {"name": "a", "good": True, "at": istanbul, "body": body}))
    row = store.run(lambda tx: NAMED.first(tx, {"wanted": "a"}))
    assert (row.id, row.name, row.good, row.at, row.body) == (number, "a", True, NOON, body)
    assert row.at.tzinfo is UTC


def test_nothing_found_is_none_or_empty(store: Store) -> None:
    assert store.run(lambda tx: NAMED.first(tx, {"wanted": "a"})) is None
    assert store.run(lambda tx: NAMED.scalar(tx, {"wanted": "a"})) is None
    assert store.run(lambda tx: ALL.all(tx, {"limit": 5})) == []


def test_columns_that_are_not_given_stay_empty_and_others_are_another_statement(store: Store) -> None:
    store.run(lambda tx: ADD.scalar(tx, {"name": "a"}))
    store.run(lambda tx: ADD.scalar(tx, {"name": "b", "good": False}))
    rows = store.run(lambda tx: ALL.all(tx, {"limit": 5}))
    assert [(row.called, row.good, row.at, row.body) for row in rows] == [
        ("a", None, None, None),
        ("b", False, None, None),
    ]


def test_a_change_tells_how_many_rows_it_touched(store: Store) -> None:
    number = store.run(lambda tx: ADD.scalar(tx, {"name": "a", "good": True}))
    assert store.run(lambda tx: RENAME.run(tx, {"number": number, "new": "b"})) == 1
    assert store.run(lambda tx: RENAME.run(tx, {"number": number + 1, "new": "b"})) == 0
    assert [row.good for row in store.run(lambda tx: ALL.all(tx, {"limit": 5}))] == [False]


def test_many_rows_are_written_at_once(store: Store) -> None:
    add = Prepared(insert(thing))
    store.run(lambda tx: add.run_each(tx, [{"name": name, "body": [name]} for name in "abc"]))
    assert [row.body for row in store.run(lambda tx: ALL.all(tx, {"limit": 2}))] == [["a"], ["b"]]


def test_the_drivers_errors_arrive_as_sqlalchemys_and_roll_back(store: Store) -> None:
    with pytest.raises(IntegrityError, match="thing"):
        store.run(lambda tx: [ADD.scalar(tx, {"name": name}) for name in ("a", None)])
    add = Prepared(insert(thing))
    with pytest.raises(IntegrityError, match="thing"):
        store.run(lambda tx: add.run_each(tx, [{"name": "a"}, {"name": None}]))
    assert store.run(lambda tx: ALL.all(tx, {"limit": 5})) == []


def test_a_savepoint_undoes_an_error_and_the_transaction_goes_on(store: Store) -> None:
    def work(tx: Tx) -> None:
        ADD.scalar(tx, {"name": "before"})
        outer = Savepoint(tx)
        ADD.scalar(tx, {"name": "kept"})
        inner = Savepoint(tx)
        ADD.scalar(tx, {"name": "undone"})
        with pytest.raises(IntegrityError):
            ADD.scalar(tx, {"name": None})
        inner.undo()
        outer.keep()
        ADD.scalar(tx, {"name": "after"})

    store.run(work)
    assert [row.name for row in store.run(lambda tx: ALL.all(tx, {"limit": 5}))] == ["before", "kept", "after"]


def test_an_error_of_a_command_is_trouble_of_the_database(store: Store) -> None:
    with pytest.raises(StoreUnavailable, match="nonsense"):
        store.run(lambda tx: command(tx, "RELEASE SAVEPOINT nonsense"))
