"""The claim on a key while its request is at work: kept by a process that lives, soon free of one that died."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Self

from bot.console.services import Services
from bot.store import idempotency
from bot.store.engine import StoreUnavailable, Tx
from bot.store.idempotency import LEASE, Answered

BEAT = 3.0
"""Seconds between two signs of life; most requests are over by then."""


class Claim:
    """The claim of `person` on a key, which ends at `until` unless it is kept."""

    def __init__(self, services: Services, person: int, key: str, until: datetime) -> None:
        self._services = services
        self._person = person
        self._key = key
        self._until = until
        self._over = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Begin to keep it."""
        self._keeping = asyncio.create_task(self._keep())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Keep it no longer. What is being written is waited for: what follows must name the moment in it."""
        self._over.set()
        await self._keeping

    async def settle(self, answer: Answered) -> None:
        """Keep the answer for whoever asks again, unless somebody else has the claim by now."""
        await self._services.store.write(
            lambda tx: idempotency.settle(tx, self._person, self._key, self._until, answer)
        )

    async def give_up(self) -> None:
        """Let the next one try at once."""
        now = self._services.clock.now()
        await self._services.store.write(lambda tx: idempotency.release(tx, self._person, self._key, self._until, now))

    async def _keep(self) -> None:
        while not self._over.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT):
                    await self._over.wait()
                return
            until = self._services.clock.now() + LEASE
            try:
                if not await self._services.store.write(partial(self._moved, until)):
                    return
            except StoreUnavailable:
                continue
            self._until = until

    def _moved(self, until: datetime, tx: Tx) -> bool:
        return idempotency.keep(tx, self._person, self._key, self._until, until)
