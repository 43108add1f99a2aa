"""How Python runs a server: where its threads are, and where it goes when others need the place."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import runtime
from core.messages import Kind
from tests.world import World

ROOT = Path(__file__).parents[2]

TELLS = """
import asyncio, gc, os, threading
from concurrent.futures import ThreadPoolExecutor
from bot import runtime

def places():
    return {tuple(os.sched_getaffinity(int(each))) for each in os.listdir("/proc/self/task")}

async def work():
    before = ThreadPoolExecutor(1)
    await asyncio.get_running_loop().run_in_executor(before, str)
    await asyncio.sleep(0.05)
    within = await asyncio.to_thread(places)
    print(len(within), *(len(place) for place in within), type(asyncio.get_running_loop()).__module__)
    print(gc.get_freeze_count() > 0)
    return "done"

print(runtime.run(work()), len(os.sched_getaffinity(0)))
"""


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="the system does not say where a thread may run")
def test_all_threads_of_a_server_stay_on_one_processor_until_it_ends() -> None:
    told = subprocess.run(
        [sys.executable, "-c", TELLS], cwd=ROOT, check=True, timeout=30, capture_output=True, text=True
    )
    everywhere = len(os.sched_getaffinity(0))
    assert told.stdout.splitlines() == ["1 1 uvloop", "True", f"done {everywhere}"]


@pytest.mark.parametrize(
    ("used", "goes"),
    [
        ({0: 0.0, 1: 0.0}, 0),
        ({0: 0.25, 1: 0.0}, 0),  # not worth it
        ({0: 0.9, 1: 0.1}, 1),
        ({0: 0.9, 1: 0.5, 2: 0.2}, 2),
        ({0: 0.5, 1: 1.0}, 0),
    ],
)
def test_it_goes_where_there_is_clearly_more_room(used: runtime.Use, goes: int) -> None:
    assert runtime.better(0, used) == goes


def test_it_leaves_a_processor_that_somebody_else_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    may = sorted(os.sched_getaffinity(0))
    if len(may) < 2:
        pytest.skip("there is one processor only")
    monkeypatch.setattr(runtime, "PAUSE", 0.05)
    monkeypatch.setattr(runtime, "LOOK", 0.05)
    here: list[int] = []

    def busy() -> dict[int, float]:
        [mine] = os.sched_getaffinity(0)
        here.append(mine)
        # Whoever counts twice finds that this one was used by others all the time, until we have left it.
        return {each: (len(here) if mine == here[0] == each else 0.0) for each in may}

    monkeypatch.setattr(runtime, "_busy", busy)

    async def story() -> None:
        staying = asyncio.create_task(runtime._stay(may))
        async with asyncio.timeout(10):
            while len(set(here)) < 2:  # noqa: ASYNC110 -- it is looked at by whoever moves
                await asyncio.sleep(0.01)
        staying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await staying

    asyncio.run(story())
    assert sorted(os.sched_getaffinity(0)) == may


def test_a_system_that_tells_less_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    may = sorted(os.sched_getaffinity(0))
    if len(may) < 2:
        pytest.skip("there is one processor only")
    monkeypatch.setattr(runtime, "PAUSE", 0.01)

    def hidden() -> dict[int, float]:
        raise PermissionError

    monkeypatch.setattr(runtime, "_busy", hidden)

    async def work() -> str:
        await asyncio.sleep(0.1)
        return "done"

    assert asyncio.run(runtime._on_one_processor(work())) == "done"
    assert sorted(os.sched_getaffinity(0)) == may


def test_a_timer_that_rings_early_leaves_nobody_waiting(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(sqlite_url)
    began, here = world.clock.now(), time.monotonic()

    def slowly() -> datetime:
        """Go at half the speed of the loop's clock."""
        return began + timedelta(seconds=(time.monotonic() - here) / 2)

    monkeypatch.setattr(world.clock, "now", slowly)
    world.app.intake.settle = timedelta(seconds=0.1)
    ali = world.customer("ali")

    async def story() -> None:
        await world.app.intake.receive(ali.inbound(Kind.TEXT, text="bir insanla görüşmek istiyorum"))
        async with asyncio.timeout(10):
            while len(await world.app.host.transcript(ali.address)) < 2:  # noqa: ASYNC110 -- a timer does it
                await asyncio.sleep(0.02)

    world.run(story())
    world.close()
