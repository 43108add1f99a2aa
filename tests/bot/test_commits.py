"""Several writes, one commit: each undone alone, each told after the commit, and none slower for being alone."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import IntegrityError

from bot.store.engine import Store, StoreUnavailable, Tx
from bot.store.tables import lease
from tests.world import TUESDAY_MORNING


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    made = Store(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def said(store: Store) -> list[str]:
    """What the writer says to the database, from now on."""
    told: list[str] = []

    def listen(connection: Any, *_: object) -> None:
        connection.driver_connection.set_trace_callback(told.append)

    event.listen(store._engine, "engine_connect", lambda tx: listen(tx.connection))
    return told


def adds(name: str) -> Callable[[Tx], str]:
    def work(tx: Tx) -> str:
        values = {"name": name, "holder": "x" * 500, "epoch": 1, "until": TUESDAY_MORNING}
        tx.execute(insert(lease).values(**values))
        return name

    return work


def names(store: Store) -> set[str]:
    return set(store.look(lambda tx: tx.execute(select(lease.c.name)).scalars().all()))


@asynccontextmanager
async def held(store: Store) -> AsyncGenerator[None, None]:
    """Keep the writer busy meanwhile."""
    begun, free = Event(), Event()

    def holds(tx: Tx) -> None:
        begun.set()
        free.wait(10)

    first = asyncio.create_task(store.write(holds))
    assert await asyncio.to_thread(begun.wait, 10)
    yield
    free.set()
    await first


async def asked(store: Store, *works: Callable[[Tx], Any]) -> list[asyncio.Task[Any]]:
    """Ask for `works`, and return as soon as they wait."""
    tasks = [asyncio.create_task(store.write(work)) for work in works]
    await asyncio.sleep(0)
    return tasks


async def in_company(store: Store, *works: Callable[[Tx], Any]) -> list[Any]:
    """Let `works` wait together, behind one that holds the writer until they are all there."""
    async with held(store):
        tasks = await asked(store, *works)
    return await asyncio.gather(*tasks, return_exceptions=True)


def run(work: Coroutine[Any, Any, list[Any]]) -> list[Any]:
    return asyncio.run(work)


def test_what_waits_shares_a_commit_and_everybody_gets_his_own(store: Store, said: list[str]) -> None:
    found = run(in_company(store, *(adds(f"lease {number}") for number in range(20))))
    assert found == [f"lease {number}" for number in range(20)]
    assert len(names(store)) == 20
    assert said.count("COMMIT") == 2


def test_what_comes_alone_is_not_wrapped_and_does_not_wait(store: Store, said: list[str]) -> None:
    asyncio.run(store.write(adds("alone")))
    assert [each.split()[0] for each in said] == ["BEGIN", "INSERT", "COMMIT"]


def test_a_piece_that_raises_is_undone_alone(store: Store) -> None:
    def fails(tx: Tx) -> None:
        adds("never")(tx)
        raise KeyError("mine")

    found = run(in_company(store, adds("one"), fails, adds("two"), adds("one"), adds("three")))
    assert isinstance(found[1], KeyError)
    assert isinstance(found[3], IntegrityError)
    assert names(store) == {"one", "two", "three"}


def test_nobody_is_told_before_the_commit(store: Store, sqlite_url: str) -> None:
    seen: list[set[str]] = []

    async def adds_and_looks(name: str) -> None:
        await store.write(adds(name))
        seen.append(names(store))

    async def story() -> None:
        await asyncio.gather(*(adds_and_looks(f"lease {number}") for number in range(10)))

    asyncio.run(story())
    assert all(f"lease {number}" in seen_then for number, seen_then in zip(range(10), seen, strict=True))


def test_who_does_not_wait_any_more_is_left_out(store: Store) -> None:
    async def story() -> None:
        async with held(store):
            gone, stays = await asked(store, adds("gone"), adds("stays"))
            gone.cancel()
            await asyncio.gather(gone, return_exceptions=True)
        await stays

    asyncio.run(story())
    assert names(store) == {"stays"}


def test_what_waits_at_the_end_is_done(sqlite_url: str) -> None:
    store = Store(sqlite_url)

    async def story() -> list[Any]:
        async with held(store):
            tasks = await asked(store, *(adds(f"lease {number}") for number in range(50)))
            closing = asyncio.create_task(asyncio.to_thread(store.close))
        await closing
        return await asyncio.gather(*tasks)

    assert len(asyncio.run(story())) == 50
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        assert connection.execute("SELECT count(*) FROM lease").fetchone() == (50,)
    with pytest.raises(RuntimeError):
        asyncio.run(store.write(adds("late")))


def test_when_the_database_is_full_nothing_is_acknowledged_that_was_not_kept(store: Store) -> None:
    pages = store.run(lambda tx: tx.execute(text("PRAGMA page_count")).scalar_one())
    store.run(lambda tx: tx.execute(text(f"PRAGMA max_page_count = {pages + 4}")))
    found = run(in_company(store, *(adds(f"lease {number}") for number in range(60))))
    kept = {each for each in found if isinstance(each, str)}
    assert {type(each) for each in found} <= {str, StoreUnavailable}
    assert kept == names(store)
    assert len(kept) < 60
    store.run(lambda tx: tx.execute(text("PRAGMA max_page_count = 1000000")))
    assert run(in_company(store, adds("again"), adds("and again"))) == ["again", "and again"]


def test_a_commit_that_fails_is_told_to_all(store: Store) -> None:
    def breaks_the_commit(tx: Tx) -> None:
        tx.execute(text("PRAGMA defer_foreign_keys = ON"))
        tx.execute(text("INSERT INTO address (account, chat, thread) VALUES (999, 'x', '')"))

    found = run(in_company(store, adds("one"), breaks_the_commit, adds("two")))
    assert [type(each) for each in found] == [IntegrityError] * 3
    assert names(store) == set()
    assert run(in_company(store, adds("one"), adds("two"))) == ["one", "two"]
