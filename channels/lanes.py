"""What a platform brings side by side is taken one after the other in each conversation, in the platform's order."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from itertools import count

Work = Callable[[], Awaitable[None]]


class Lanes:
    """Takes what comes, conversations side by side.

    The first of a conversation waits `hold` seconds for others that were said before it and come after it.
    """

    def __init__(self, hold: float) -> None:
        self._hold = hold
        self._waiting: dict[str, list[tuple[int, int, Work, asyncio.Future[None]]]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._arrivals = count()

    async def take(self, lane: str, order: int, work: Work) -> None:
        """Return when `work` is done; raise what it raises."""
        done = asyncio.get_running_loop().create_future()
        waiting = self._waiting.get(lane)
        if waiting is None:
            waiting = self._waiting[lane] = []
            worker = asyncio.create_task(self._work(lane, waiting))
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
        heapq.heappush(waiting, (order, next(self._arrivals), work, done))
        await done

    async def _work(self, lane: str, waiting: list[tuple[int, int, Work, asyncio.Future[None]]]) -> None:
        await asyncio.sleep(self._hold)
        while waiting:
            _, _, work, done = heapq.heappop(waiting)
            try:
                await work()
            except Exception as error:  # noqa: BLE001 -- who waits for it is told
                if not done.done():
                    done.set_exception(error)
            else:
                if not done.done():
                    done.set_result(None)
        del self._waiting[lane]
