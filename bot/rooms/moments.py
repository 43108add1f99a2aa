"""The clock of rooms: agents' lines are said at their moment while the process lives; a sweep finds the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from bot.clock import Clock
from bot.rooms.relaying import Relaying
from bot.stage import News
from bot.store import relays, tickets
from bot.store.engine import Store, StoreUnavailable, Tx
from bot.sweeping import passed_over

log = structlog.get_logger(__name__)


class Moments:
    """One timer for each line that waits. Used from the event loop only; `tell` hears of every committed line."""

    def __init__(self, store: Store, relaying: Relaying, clock: Clock, *, tell: Callable[[News], None]) -> None:
        self._store = store
        self._relaying = relaying
        self._clock = clock
        self._tell = tell
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self._running: set[asyncio.Task[None]] = set()

    def at(self, number: int, moment: datetime) -> None:
        """Take the line `number` up at `moment`."""
        seconds = max(0.0, (moment - self._clock.now()).total_seconds())
        self._timers[number] = asyncio.get_running_loop().call_later(seconds, self._start, number, moment)

    async def sweep(self) -> None:
        """Take up every line whose moment has come."""
        now = self._clock.now()
        for row in await self._store.read(lambda tx: relays.due(tx, now)):
            if row.id not in self._timers or self._timers[row.id].when() <= asyncio.get_running_loop().time():
                await self._take_up(row.id)

    async def stop(self) -> None:
        """Drop the timers and finish what runs; what was not said stays due."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        await asyncio.gather(*self._running)

    def _start(self, number: int, moment: datetime) -> None:
        self._timers.pop(number, None)
        if moment > self._clock.now():  # a timer goes by another clock, and may be a little early
            self.at(number, moment)
            return
        # The loop itself keeps only weak references to tasks.
        task = asyncio.get_running_loop().create_task(self._take_up(number))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _take_up(self, number: int) -> None:
        try:
            with passed_over("relay_failed", relay=number):
                self._tell(await self._store.write(partial(self._play, number)))
        except StoreUnavailable as error:
            log.warning("relay_waits_for_the_database", relay=number, reason=error.values["reason"])

    def _play(self, number: int, tx: Tx) -> News:
        """Do what is due under the requester's lock: of two processes the second one finds nothing to do."""
        now, row = self._clock.now(), relays.by_id(tx, number)
        if row is None or not row.waits:
            return News()
        tickets.hold(tx, row.ticket)
        row = relays.by_id(tx, number)
        if row is None or not row.waits or row.due_at > now:
            return News()
        return self._relaying.come_due(tx, row, now)
