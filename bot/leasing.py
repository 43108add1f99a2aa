"""What this process does alone: the leases it holds, and the heartbeat that keeps them.

Theory of operation. A row says who holds a lease and until when, at most `TERM` ahead, and its epoch grows with each
change of holder (`bot.store.leases`). The heartbeat moves the moment on for as long as whoever asked is expected to
ask again. So a process that dies or stands still loses its leases within `TERM`, and one task that hangs loses its
own when its time is over, while the rest of the process goes on.

A process that stood still must not go on as if nothing had happened: `holds` compares both clocks, the one of the
wall, which goes on while a machine sleeps, and the one that nobody sets. It cannot promise what the next microsecond
brings, so what is taken in under a lease is safe to take in twice as well: an event is kept once, by its own id.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_hex
from time import monotonic

import structlog

from bot.clock import Clock
from bot.store import leases
from bot.store.engine import Store, StoreUnavailable, Tx

log = structlog.get_logger(__name__)

TERM = timedelta(seconds=10)
"""How long a lease outlives its holder."""

BEAT = 3.0
"""Seconds between two beats of the heart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    epoch: int
    until: datetime
    surely: float  # by the clock that nobody sets
    wanted: float  # the same; then whoever asked should have asked again


class Leases:
    """The leases of one process, which is called `holder`. Used from the event loop only."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.holder = token_hex(8)
        self._store = store
        self._clock = clock
        self._held: dict[str, _Held] = {}

    async def hold(self, name: str, seconds: float) -> int | None:
        """Take or keep the lease `name`, to be asked for again within so many seconds; None while another has it."""
        period = min(TERM, timedelta(seconds=seconds))
        now, begun = self._clock.now(), monotonic()
        epoch = await self._store.write(lambda tx: leases.hold(tx, name, self.holder, now, period))
        if epoch is None:
            self._held.pop(name, None)
            return None
        surely = begun + period.total_seconds()
        self._held[name] = _Held(epoch=epoch, until=now + period, surely=surely, wanted=begun + seconds)
        return epoch

    def holds(self, name: str) -> bool:
        """Say whether the lease `name` is surely still ours."""
        held = self._held.get(name)
        return held is not None and self._clock.now() < held.until and monotonic() < held.surely

    def held(self) -> tuple[str, ...]:
        """Return the names of the leases that are surely ours."""
        return tuple(name for name in sorted(self._held) if self.holds(name))

    async def end(self, name: str) -> None:
        """Give the lease `name` back at once, if it is ours."""
        now = self._clock.now()
        self._held.pop(name, None)
        await self._store.write(lambda tx: leases.let_go(tx, name, self.holder, now))

    async def end_all(self) -> None:
        """Give everything back, as far as the database can be reached; what cannot be given back ends by itself."""
        names, now = list(self._held), self._clock.now()
        self._held.clear()
        if not names:
            return

        def let_go(tx: Tx) -> None:
            for name in names:
                leases.let_go(tx, name, self.holder, now)

        try:
            await self._store.write(let_go)
        except StoreUnavailable as error:
            log.warning("leases_not_given_back", reason=error.values["reason"])

    async def run(self) -> None:
        """Keep what is held, until cancelled."""
        while True:
            await asyncio.sleep(BEAT)
            try:
                await self.beat()
            except StoreUnavailable as error:
                log.debug("leases_wait_for_the_database", reason=error.values["reason"])
            except Exception:
                log.exception("leases_not_kept")

    async def beat(self) -> None:
        """Move on the end of what is held and still wanted; forget what another process has by now."""
        now, begun = self._clock.now(), monotonic()
        # In the order in which whoever else needs several of these rows locks them.
        names = sorted(name for name, held in self._held.items() if held.wanted > begun)
        if not names:
            return
        kept = await self._store.write(lambda tx: self._renew(tx, names, now))
        for name, epoch in kept.items():
            held = self._held.get(name)
            if held is None:
                continue  # it was given back meanwhile
            if epoch != held.epoch:
                del self._held[name]
                log.warning("lease_lost", lease=name)
            else:
                self._held[name] = replace(held, until=now + TERM, surely=begun + TERM.total_seconds())

    def _renew(self, tx: Tx, names: Iterable[str], now: datetime) -> dict[str, int | None]:
        return {name: leases.renew(tx, name, self.holder, now, TERM) for name in names}
