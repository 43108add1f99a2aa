"""The one way out: claims what is due, lets the channel send it, settles what came of it.

A lane has one message in flight; different lanes are sent side by side, and each channel by itself: one that hangs
keeps no other waiting. What fails comes again after a
pause that doubles, with some chance in it so that many do not come back at once; what is hopeless is
marked, and the people on the ticket see it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import timedelta

import structlog

from bot.backoff import SEND_SECONDS, pause
from bot.clock import Clock
from bot.hub import Hub
from bot.showing import Showing
from bot.store import cards, outbox, reach, timeline
from bot.store.engine import Store, StoreUnavailable, Tx
from bot.store.outbox import Claimed
from bot.turn import Engine
from bot.writing import unreachable
from core.channel import Channel, SendFailed
from core.texts import Texts

log = structlog.get_logger()

POLL = 2.0
"""Seconds between looks when nobody wakes the dispatcher."""

MOST_ON_THEIR_WAY = 50
"""Messages of one channel that are being sent at a time."""


class Dispatcher:
    """Sends for `channels`, by name, what waits for the accounts numbered `accounts`."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        texts: Texts,
        channels: Mapping[str, Channel],
        accounts: Collection[int],
        hub: Hub,
        clock: Clock,
    ) -> None:
        self._store = store
        self._engine = engine
        self._channels = channels
        self._showing = Showing(store, engine, texts, channels, clock)
        self._accounts = list(accounts)
        self._hub = hub
        self._clock = clock
        self._awake = {name: asyncio.Event() for name in channels}

    def wake(self) -> None:
        """Let the dispatcher look at once."""
        for awake in self._awake.values():
            awake.set()

    async def run(self) -> None:
        """Send until cancelled."""
        async with asyncio.TaskGroup() as loops:
            for name in self._channels:
                loops.create_task(self._run(name))

    async def _run(self, channel: str) -> None:
        """Send what is for one channel; what is on its way is not waited for."""
        running: set[asyncio.Task[None]] = set()
        awake = self._awake[channel]

        def ended(task: asyncio.Task[None]) -> None:
            running.discard(task)
            awake.set()
            if not task.cancelled() and (error := task.exception()):
                _complain(error)

        try:
            while True:
                awake.clear()
                try:
                    started = await self._begin(self._of(channel), MOST_ON_THEIR_WAY - len(running))
                    for task in started:
                        running.add(task)
                        task.add_done_callback(ended)
                except Exception as error:  # noqa: BLE001 -- whatever it was, the other lanes must go on
                    _complain(error)
                with suppress(TimeoutError):
                    await asyncio.wait_for(awake.wait(), POLL)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def send_due(self) -> int:
        """Send the first due message of every lane and the cards that are behind; return how many were tried."""
        started = await self._begin(self._accounts, outbox.BATCH)
        await asyncio.gather(*started)
        return len(started)

    async def _begin(self, accounts: list[int], most: int) -> list[asyncio.Task[None]]:
        """Claim what is due for `accounts`, `most` messages, and begin to send it."""
        now = self._clock.now()
        claimed = await self._store.write(lambda tx: outbox.claim(tx, accounts, now, most))
        behind = await self._store.write(lambda tx: cards.claim(tx, accounts, now))
        return [asyncio.create_task(work) for work in (*map(self._send, claimed), *map(self._showing.show, behind))]

    def _of(self, channel: str) -> list[int]:
        known = self._engine.catalogue.accounts.values()
        return [account.id for account in known if account.channel == channel and account.id in self._accounts]

    async def recover(self) -> None:
        """Take up at once what a process that is certainly gone was sending: at the start, on SQLite."""
        if self._store.sqlite:
            await self._store.write(lambda tx: outbox.release(tx, self._accounts))

    async def _send(self, claimed: Claimed) -> None:
        if claimed.stale:
            await self._settle(claimed, "dropped")
            return
        try:
            channel = self._channel(claimed.outgoing.address.account)
            ids = await asyncio.wait_for(channel.send(claimed.outgoing), SEND_SECONDS)
        except SendFailed as failed:
            if failed.gone:
                await self._park(claimed, failed.reason)
                return
            state = "failed" if failed.permanent else "ready"
            wait = failed.retry_after if failed.retry_after is not None else pause(claimed.attempt)
            await self._settle(claimed, state, error=failed.reason, wait=wait)
        except Exception as error:
            log.exception("send_failed", outbox=claimed.id)
            await self._settle(claimed, "ready", error=repr(error), wait=pause(claimed.attempt))
        else:
            await self._settle(claimed, "sent", ids=ids)

    async def _settle(
        self, claimed: Claimed, state: str, *, ids: Collection[str] = (), error: str = "", wait: float = 0.0
    ) -> None:
        now = self._clock.now()
        again = now + timedelta(seconds=wait)
        if state == "ready" and wait < POLL:
            asyncio.get_running_loop().call_later(wait, self.wake)

        def settle(tx: Tx) -> bool:
            ours = outbox.settle(tx, claimed, state, now=now, error=error, again_at=again)
            if ours and claimed.secret and state != "ready":
                timeline.empty(tx, claimed.entry)
            for message_id in ids if ours else ():
                timeline.link(
                    tx,
                    address=claimed.address_id,
                    message_id=message_id,
                    direction="out",
                    entry=claimed.entry,
                )
            return ours

        if await self._store.write(settle):
            self._hub.arrive(claimed.outgoing.address)
            self._hub.poke([f"ticket:{claimed.ref}"] if claimed.ref else [])

    async def _park(self, claimed: Claimed, reason: str) -> None:
        """Let everything for an address that nothing reaches wait, and let the people on the ticket know."""
        now = self._clock.now()

        def park(tx: Tx) -> None:
            if not outbox.settle(tx, claimed, "ready", now=now, error=reason):
                return
            if reach.lost(tx, claimed.address_id, now) and claimed.ticket is not None:
                timeline.write(tx, [unreachable(now)], ticket=claimed.ticket, conversation=None)

        await self._store.write(park)
        log.info("address_gone", outbox=claimed.id, reason=reason)
        self._hub.arrive(claimed.outgoing.address)
        self._hub.poke([f"ticket:{claimed.ref}", "desk"] if claimed.ref else [])

    def _channel(self, account: str) -> Channel:
        return self._channels[account.partition("/")[0]]


def _complain(error: BaseException) -> None:
    """Log what failed; what was claimed comes again when its lease ends."""
    if isinstance(error, StoreUnavailable):
        log.warning("dispatcher_waits_for_the_database", reason=error.values["reason"])
    else:
        log.error("dispatcher_failed", exc_info=error)
