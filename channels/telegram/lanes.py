"""Updates of one chat one after the other, in the platform's order; those of different chats beside each other."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Sequence
from itertools import count

from channels.telegram import parse

Take = Callable[[object], Awaitable[None]]

HOLD = 0.3
"""Seconds for which the first update of a chat waits for others that were sent before it and come after it."""


async def take_batch(take: Take, updates: Sequence[object], kept: set[int]) -> None:
    """Take all of `updates`, and remember in `kept` which are; raise for the first that was not kept.

    In a chat nothing is taken after one that was not kept.
    """
    lanes: dict[str, list[object]] = {}
    for update in updates:
        lanes.setdefault(parse.chat_of(update), []).append(update)

    async def lane(chat: list[object]) -> None:
        for update in chat:
            number = parse.id_of(update)
            if number is None or number not in kept:
                await take(update)
                if number is not None:
                    kept.add(number)

    ended = await asyncio.gather(*map(lane, lanes.values()), return_exceptions=True)
    for error in ended:
        if isinstance(error, BaseException):
            raise error


class Lanes:
    """Takes updates that come side by side, as a webhook brings them."""

    def __init__(self, take: Take, hold: float = HOLD) -> None:
        self._take, self._hold = take, hold
        self._waiting: dict[str, list[tuple[int, int, object, asyncio.Future[None]]]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._arrivals = count()

    async def take(self, update: object) -> None:
        """Return when `update` is kept; raise when it was not."""
        chat, done = parse.chat_of(update), asyncio.get_running_loop().create_future()
        lane = self._waiting.get(chat)
        if lane is None:
            lane = self._waiting[chat] = []
            worker = asyncio.create_task(self._work(chat, lane))
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
        heapq.heappush(lane, (parse.id_of(update) or 0, next(self._arrivals), update, done))
        await done

    async def _work(self, chat: str, lane: list[tuple[int, int, object, asyncio.Future[None]]]) -> None:
        await asyncio.sleep(self._hold)
        while lane:
            _, _, update, done = heapq.heappop(lane)
            try:
                await self._take(update)
            except Exception as error:  # noqa: BLE001 -- who waits for it is told
                if not done.done():
                    done.set_exception(error)
            else:
                if not done.done():
                    done.set_result(None)
        del self._waiting[chat]
