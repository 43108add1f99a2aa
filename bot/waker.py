"""Wakes conversations at their moment, as long as the process lives; a sweep finds what a crash left."""

from __future__ import annotations

import asyncio
from datetime import datetime

import structlog

from bot.clock import Clock
from bot.health import counters
from bot.intake import Intake
from bot.store.engine import StoreUnavailable

log = structlog.get_logger(__name__)


class Waker:
    """One timer for each conversation that waits. Used from the event loop only."""

    def __init__(self, intake: Intake, clock: Clock) -> None:
        self._intake = intake
        self._clock = clock
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._waking: set[int] = set()

    def at(self, conversation: int, moment: datetime) -> None:
        """Wake `conversation` at `moment` instead of when it was to be woken before."""
        seconds = max(0.0, (moment - self._clock.now()).total_seconds())
        self._forget(conversation)
        loop = asyncio.get_running_loop()
        self._timers[conversation] = loop.call_later(seconds, self._start, conversation, moment)

    async def sweep(self) -> None:
        """Wake every conversation whose moment has come and that nobody woke."""
        for conversation in await self._intake.due():
            if conversation not in self._timers and conversation not in self._waking:
                await self._wake(conversation)

    async def stop(self) -> None:
        """Drop the timers and finish what runs; what was not woken stays due."""
        for conversation in list(self._timers):
            self._forget(conversation)
        await asyncio.gather(*self._running)

    def _forget(self, conversation: int) -> None:
        if timer := self._timers.pop(conversation, None):
            timer.cancel()

    def _start(self, conversation: int, moment: datetime) -> None:
        self._timers.pop(conversation, None)
        if moment > self._clock.now():  # a timer goes by another clock, and may be a little early
            self.at(conversation, moment)
            return
        # The loop itself keeps only weak references to tasks.
        task = asyncio.get_running_loop().create_task(self._wake(conversation))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _wake(self, conversation: int) -> None:
        self._waking.add(conversation)
        try:
            with structlog.contextvars.bound_contextvars(conversation=conversation), counters.turn("wake"):
                await self._intake.wake(conversation)
        except StoreUnavailable as error:
            log.debug("wake_waits_for_the_database", conversation=conversation, reason=error.values["reason"])
        except Exception:
            log.exception("wake_failed", conversation=conversation)
        finally:
            self._waking.discard(conversation)
