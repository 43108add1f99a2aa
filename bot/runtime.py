"""How Python runs a server: on one processor, with a quick event loop, and seldom looking for garbage.

Theory of operation. Python lets only one thread run at a time. At each statement of the database a thread gives its
turn away and wants it back a moment later. On several processors every such moment wakes a thread on another one, only
to find the turn taken again: under load that costs more than the work itself (docs/decisions/0011). Kept on one
processor, the threads take turns. The system cannot move them away from somebody who needs the same processor, so this
looks around now and then, and moves to another one if that has clearly more room.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import sys
import time
from collections.abc import Collection, Coroutine, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

if sys.platform == "win32":
    from asyncio import new_event_loop
else:
    from uvloop import new_event_loop

T = TypeVar("T")

PAUSE = 10.0
"""Seconds between looks, half of it more or less by chance: of two servers on one processor only one shall move."""

LOOK = 1.0
"""Seconds for which it is watched what others do."""

CLEARLY = 0.3
"""By which part of a processor another one must be less in use to be worth a move."""

GARBAGE = 100_000, 50, 100
"""Objects and rounds after which garbage is looked for, instead of 700, 10 and 10: a turn makes thousands of them."""

_DICE = random.SystemRandom()

Use = Mapping[int, float]
"""The part of its time for which each processor was used."""


def run(work: Coroutine[Any, Any, T]) -> T:
    """Do `work` in an event loop of its own, and return what it returns."""
    gc.collect()
    gc.freeze()  # the knowledge and all that was loaded stays: nobody has to look at it again
    gc.set_threshold(*GARBAGE)
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(_on_one_processor(work))


async def _on_one_processor(work: Coroutine[Any, Any, T]) -> T:
    """Do `work` with all threads of this process on one processor, and let them go everywhere afterwards."""
    staying = asyncio.create_task(_stay(_processors()))
    try:
        return await work
    finally:
        staying.cancel()
        with suppress(asyncio.CancelledError):
            await staying


def _processors() -> list[int]:
    """Return the processors that this thread may use; none where the system does not say."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


async def _stay(may: list[int]) -> None:
    if len(may) < 2:
        return
    here = _DICE.choice(may)
    try:
        with suppress(OSError):  # a system that tells or allows less: the server goes on wherever it may
            while True:
                _move([here])
                await asyncio.sleep(PAUSE * _DICE.uniform(0.5, 1.5))
                here = better(here, await _used_by_others(here, may))
    finally:
        with suppress(OSError):
            _move(may)


async def _used_by_others(here: int, may: list[int]) -> Use:
    before, mine, began = _busy(), _mine(), time.monotonic()
    await asyncio.sleep(LOOK)
    after, mine, seconds = _busy(), _mine() - mine, time.monotonic() - began
    used = {each: after.get(each, 0.0) - before.get(each, 0.0) for each in may}
    used[here] -= mine
    return {each: spent / seconds for each, spent in used.items()}


def better(here: int, used: Use) -> int:
    """Return where to go from `here` when others have `used` the processors so: `here` unless another is worth it."""
    there = min(used, key=lambda each: used[each])
    return there if used[here] - used[there] > CLEARLY else here


def _move(to: Collection[int]) -> None:
    for thread in Path("/proc/self/task").iterdir():
        with suppress(ProcessLookupError):  # it has just ended
            os.sched_setaffinity(int(thread.name), to)


def _mine() -> float:
    """Return the seconds for which this process has run."""
    used = os.times()
    return used.user + used.system


def _busy() -> dict[int, float]:
    """Return for how many seconds each processor has been used since the system began: proc(5), stat."""
    found, second = {}, os.sysconf("SC_CLK_TCK")
    for line in Path("/proc/stat").read_text("ascii").splitlines():
        name, *ticks = line.split()
        if name.startswith("cpu") and name[3:].isdigit():
            user, nice, system, _idle, _waits, *more = map(int, ticks)
            found[int(name[3:])] = (user + nice + system + sum(more[:3])) / second
    return found
