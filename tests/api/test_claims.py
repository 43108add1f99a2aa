"""A key is taken by who works on its request: kept while he lives, free soon after he died, and never his twice."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import func, insert, make_url, select

from bot.api import claims
from bot.api.claims import Claim
from bot.clock import Clock
from bot.server import services_of
from bot.store import idempotency as keys
from bot.store.engine import Store, open_store
from bot.store.idempotency import LEASE, Answered, Begun
from bot.store.tables import idempotency, ticket
from bot.store.tables import token as token_table
from tests.api.test_idempotency import CALL
from tests.bot.test_database_trouble import issued, serving
from tests.channels.telegram.server import running
from tests.databases import drop_database, fresh_database
from tests.world import SHIPPED, World

FIRST, SECOND = (Answered(status=200, kind="application/json", body=f'"{name}"') for name in ("first", "second"))
PATIENCE = 60.0


def begins(world: World) -> Any:
    person = world.agent("elif").agent.person
    return world.app.store.run(lambda tx: keys.begin(tx, person, "k", "asked", world.clock.now()))


def claim(world: World, begun: Begun) -> Claim:
    return Claim(services_of(world.app), world.agent("elif").agent.person, "k", begun.until)


def test_a_request_that_takes_long_keeps_its_key_and_one_that_died_does_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "BEAT", 0.02)
    mine = claim(world, begins(world))

    async def works() -> None:
        async with mine:
            for _ in range(4):
                world.clock.move(LEASE * 0.9)
                await asyncio.sleep(0.3)
                assert begins(world) == "busy"

    world.run(works())
    world.clock.move(LEASE + timedelta(seconds=1))  # it is not heard of any more
    other = claim(world, begins(world))
    world.run(mine.settle(FIRST))
    world.run(mine.give_up())
    assert begins(world) == "busy", "who was overtaken neither answers nor gives away what is another's"
    world.run(other.settle(SECOND))
    world.run(mine.settle(FIRST))
    assert begins(world) == SECOND


def test_what_is_settled_after_it_was_kept_for_long_is_known(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "BEAT", 0.02)
    mine = claim(world, begins(world))

    async def works() -> None:
        async with mine:
            world.clock.move(LEASE * 0.5)
            await asyncio.sleep(0.3)
        await mine.settle(FIRST)

    world.run(works())
    assert begins(world) == FIRST


@pytest.fixture
def url() -> Iterator[str]:
    made = fresh_database("postgresql", furnished=True)
    yield made
    drop_database(made)


def asks(address: str, token: str, key: str, seconds: float = 20.0) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    return httpx.post(f"{address}/api/v1/tickets", json=CALL, headers=headers, trust_env=False, timeout=seconds)


def count(store: Store, table: Any) -> int:
    return store.look(lambda tx: tx.execute(select(func.count()).select_from(table)).scalar_one())


@pytest.mark.timeout(300)
def test_a_command_of_a_killed_process_is_done_once_by_another_in_seconds(url: str, tmp_path: Path) -> None:
    given = os.environ | {
        "ONKAPI_DATABASE__URL": url,
        "ONKAPI_FILES__DIR": str(tmp_path / "files"),
        "ONKAPI_WEB__PORT": "0",
        "ONKAPI_WEB_ORNEK": "",
        "ONKAPI_WEB_KAMU": "",
        "ONKAPI_KNOWLEDGE__SEMANTIC": "off",
    }
    store, plain = open_store(url), make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with running(SHIPPED, given) as (one, first), running(SHIPPED, given) as (two, _):
        token = issued(url)
        with psycopg.connect(plain) as other:
            other.execute("LOCK TABLE ticket IN EXCLUSIVE MODE")
            with pytest.raises(httpx.HTTPError):
                asks(one, token, "k", seconds=1.5)
            assert count(store, idempotency) == 1, "it is at work"
            first.kill()
            first.wait()
        began = time.monotonic()
        busy = asks(two, token, "k")
        assert (busy.json()["code"], busy.headers["retry-after"]) == ("api.key_busy", "1")
        while (answer := asks(two, token, "k")).status_code == 409:
            time.sleep(0.2)
        assert time.monotonic() - began < LEASE.total_seconds() + 5
        assert answer.status_code == 201
        assert count(store, ticket) == 1
    store.close()


@pytest.mark.timeout(300)
def test_on_sqlite_the_next_start_takes_up_what_a_killed_server_was_at(sqlite_url: str, tmp_path: Path) -> None:
    with serving(sqlite_url, tmp_path):
        token = issued(sqlite_url)
    store, body, now = open_store(sqlite_url), json.dumps(CALL).encode(), Clock().now()
    asked = hashlib.sha256(b"/api/v1/tickets?\n" + body).hexdigest()
    # So it is left by a server that is killed between the claim and the end of the work.
    left = {"key": "k", "request": asked, "started_at": now, "lease_until": now + LEASE * 6}
    store.run(
        lambda tx: tx.execute(insert(idempotency).values(person=select(token_table.c.person).scalar_subquery(), **left))
    )
    with serving(sqlite_url, tmp_path) as server:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k", "Content-Type": "application/json"}
        answer = httpx.post(
            f"{server.address}/api/v1/tickets", content=body, headers=headers, trust_env=False, timeout=PATIENCE
        )
        assert answer.status_code == 201
    assert count(store, ticket) == 1
    store.close()
