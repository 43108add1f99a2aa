"""How long a channel may take, and how long after a failure it is tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from random import SystemRandom
from typing import Any, TypeVar

T = TypeVar("T")
_DICE = SystemRandom()

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
SEND_SECONDS = 20.0
"""How long a channel may take; shorter than the lease of a claim, so that nobody else sends meanwhile."""


def pause(
    attempt: int, *, first: float = FIRST_PAUSE, longest: float = LONGEST_PAUSE, at_least_half: bool = False
) -> float:
    """Return the seconds before the next try: exponential back-off with jitter, so that many do not come together.

    The formulas are "full jitter" and, where it is `at_least_half` of the pause, "equal jitter" of M. Brooker,
    "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
    """
    most = min(first * 2 ** min(attempt - 1, 20), longest)
    return _DICE.uniform(most / 2 if at_least_half else 0.0, most)


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """Return what `work` returns, or raise `TimeoutError`, also where it does not let itself be cancelled."""
    task = asyncio.create_task(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if not done:
        task.cancel()
        task.add_done_callback(lambda late: late.cancelled() or late.exception())
        raise TimeoutError
    return task.result()
