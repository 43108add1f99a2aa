"""A process among the others on its database: it says that it lives, and how its accounts fare."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Collection
from importlib.metadata import PackageNotFoundError, version

import structlog

from bot.clock import Clock
from bot.config.prints import Prints
from bot.health.conditions import Conditions
from bot.parts import Part
from bot.store import processes
from bot.store.engine import Store, StoreUnavailable
from bot.store.processes import ProcessRow

log = structlog.get_logger(__name__)

BEAT = 5.0
"""Seconds between two signs of life."""


class Membership:
    """The row of this process, which is called `who`."""

    def __init__(
        self, store: Store, clock: Clock, conditions: Conditions, who: str, parts: Collection[Part], prints: Prints
    ) -> None:
        self.who = who
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.parts = tuple(sorted(parts))
        self.prints = prints
        self.version = _version()
        self.started_at = clock.now()
        self._store = store
        self._clock = clock
        self._conditions = conditions

    async def run(self) -> None:
        """Say that it lives, until cancelled."""
        while True:
            try:
                await self.beat()
            except StoreUnavailable:
                pass  # whoever needs the database tells of it
            except Exception:
                log.exception("sign_of_life_failed")
            await asyncio.sleep(BEAT)

    async def beat(self) -> None:
        """Say that it lives, and how its accounts fare."""
        now = self._clock.now()
        row = ProcessRow(
            id=self.who,
            name=self.name,
            parts=self.parts,
            version=self.version,
            prints=self.prints,
            conditions=[each.plain(now) for each in self._conditions.all(now)],
            started_at=self.started_at,
            seen_at=now,
        )
        await self._store.write(lambda tx: processes.tell(tx, row))

    async def leave(self) -> None:
        """Say that it ends; if that cannot be said, the silence will."""
        try:
            await self._store.write(lambda tx: processes.leave(tx, self.who))
        except StoreUnavailable:
            log.info("end_not_told")


def _version() -> str:
    try:
        return version("onkapi")
    except PackageNotFoundError:
        return "unknown"
