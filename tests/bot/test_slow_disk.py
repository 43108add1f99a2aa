"""A disk on which every commit takes its time: nothing is acknowledged before it, and many share one."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import event, insert, make_url

from bench.gate import slow_down
from bot.store import pace
from bot.store.engine import Store, Tx
from bot.store.pace import Pace
from bot.store.tables import lease
from core.messages import Kind
from tests.bot.test_health import ready
from tests.world import ROOT, TUESDAY_MORNING, World

DELAY, WRITERS, ROUNDS = 0.2, 8, 6


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    made = Store(sqlite_url)
    slow_down(made, DELAY)
    yield made
    made.close()


def kept(url: str) -> int:
    with sqlite3.connect(make_url(url).database or "") as disk:
        return int(disk.execute("SELECT count(*) FROM lease").fetchone()[0])


async def write_side_by_side(store: Store) -> float:
    """Let writers write again as soon as they were told, and return how long all of it took."""
    told, disk = 0, sqlite3.connect(make_url(store.url).database or "")

    async def writes(writer: int) -> None:
        nonlocal told
        for number in range(ROUNDS):

            def work(tx: Tx) -> None:
                values = {"name": f"{writer}/{number}", "holder": "", "epoch": 1, "until": TUESDAY_MORNING}  # noqa: B023
                tx.execute(insert(lease).values(**values))

            began = monotonic()
            await store.write(work)
            assert monotonic() - began >= DELAY
            told += 1
            there = disk.execute("SELECT count(*) FROM lease").fetchone()[0]
            assert there >= told, "told before it was on the disk"

    began = monotonic()
    await asyncio.gather(*map(writes, range(WRITERS)))
    disk.close()
    return monotonic() - began


def test_writers_share_their_commits_and_are_told_after_them(store: Store, sqlite_url: str) -> None:
    commits: list[Any] = []
    event.listen(store._engine, "commit", commits.append)
    asyncio.run(write_side_by_side(store))
    assert kept(sqlite_url) == WRITERS * ROUNDS
    # At the best each round is one commit. The first one is alone, and finds the disk slow.
    assert len(commits) <= ROUNDS * 1.5


@pytest.mark.timeout(240)
def test_who_is_killed_while_the_disk_takes_its_time_has_acknowledged_nothing_that_is_lost(sqlite_url: str) -> None:
    code = (
        "import asyncio, sys; from tests.bot.test_slow_disk import acknowledges; asyncio.run(acknowledges(sys.argv[1]))"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", code, sqlite_url], cwd=ROOT, env=os.environ | {"PYTHONPATH": "."}, stdout=subprocess.PIPE
    )
    assert writer.stdout is not None
    told = [writer.stdout.readline() for _ in range(3 * WRITERS)]
    writer.kill()
    told += writer.stdout.readlines()
    writer.wait()
    writer.stdout.close()
    whole = [line for line in told if line.endswith(b"\n")]
    assert kept(sqlite_url) >= len(whole) >= 3 * WRITERS


async def acknowledges(url: str) -> None:
    """Say a line for whatever was kept, until killed."""
    store = Store(url)
    slow_down(store, DELAY)

    async def writes(writer: int) -> None:
        for number in range(10_000):
            values = {"name": f"{writer}/{number}", "holder": "", "epoch": 1, "until": TUESDAY_MORNING}
            await store.write(lambda tx, values=values: tx.execute(insert(lease).values(**values)))  # type: ignore[misc]
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()

    await asyncio.gather(*map(writes, range(WRITERS)))


@pytest.mark.timeout(240)
def test_a_slow_disk_is_a_trouble_and_no_reason_to_take_nobody_in(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(sqlite_url)
    world.run(world.app.start())
    monkeypatch.setattr(pace, "SLOW", DELAY / 2)
    assert ready(world)["status"] == "ready"
    slow_down(world.app.store, DELAY)
    customer = world.customer("ali")
    for _ in range(6):
        world.run(world.app.host.receive(customer.inbound(Kind.TEXT, "ekranım titriyor")))
    told = ready(world)
    assert told["status"] == "troubled"
    [slow] = [each for each in told["reasons"] if each["what"] == "database"]
    assert (slow["trouble"], slow.get("stops", False)) == ("takes longer than 1 s to write", False)
    world.run(world.app.stop())
    world.close()


def test_only_what_was_written_lately_counts_and_a_single_slow_write_does_not() -> None:
    now = 100.0
    pace_ = Pace(lambda: now)
    for seconds in (9.0, 0.01, 0.01, 9.0, 0.02):
        pace_.took(seconds)
    assert not pace_.is_slow()
    for _ in range(5):
        pace_.took(2.0)
    assert pace_.is_slow()
    now += pace.LATELY + 1
    assert not pace_.is_slow()
    pace_.took(2.0)
    assert not pace_.is_slow(), "one says nothing"
