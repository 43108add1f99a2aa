"""The one way out: claims what is due, lets the channel send it, settles what came of it.

Theory of operation. Each look reads what is due, of every lane the first message, and then the cards that are behind.
What may go now by the budgets of its address is claimed and sent; the rest stays as it is in the database, and is
looked at again when there is room. A lane has one message in flight; different lanes are sent side by side, and an
account that hangs uses up its own calls only. What fails comes again after a pause that doubles, with some chance in
it so that many do not come back at once; what is hopeless is marked, and the people on the ticket see it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Coroutine, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from math import inf

import structlog

from bot.backoff import SEND_SECONDS, pause
from bot.budgets import LONGEST_ASKED, Budgets
from bot.clock import Clock
from bot.health import counters
from bot.hub import Hub
from bot.rooms.lines import Lines
from bot.showing import Showing
from bot.store import cards, outbox, reach, threads, timeline
from bot.store.engine import Store, StoreUnavailable, Tx
from bot.store.outbox import Claimed
from bot.turn import Engine
from bot.writing import unreachable
from core.channel import Channel, SendFailed
from core.messages import Address
from core.texts import Texts

log = structlog.get_logger()

POLL = 2.0
"""Seconds between looks when nobody wakes the dispatcher."""

MOST_ON_THEIR_WAY = 50
"""Calls of one account that are under way at a time: one that hangs has its own alone."""

LOOKING = 0.25
"""The part of its time that the dispatcher may spend with looking, however much waits."""

_MESSAGE, _CARD = "message", "card"


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
        budgets: Budgets | None = None,
    ) -> None:
        self._store = store
        self._engine = engine
        self._channels = channels
        self._lines = Lines(store, engine, texts, clock)
        self._showing = Showing(store, engine, texts, channels, clock)
        self._accounts = list(accounts)
        self._hub = hub
        self._clock = clock
        self._budgets = budgets or Budgets(channels, clock)
        self._awake = asyncio.Event()
        self._under_way: Counter[int] = Counter()
        # What was short when it was looked at last, and when it is looked at again.
        self._short: dict[tuple[str, int], datetime] = {}

    def wake(self) -> None:
        """Let the dispatcher look at once."""
        self._awake.set()

    async def run(self) -> None:
        """Send until cancelled; what is on its way is not waited for."""
        running: set[asyncio.Task[None]] = set()

        def ended(task: asyncio.Task[None]) -> None:
            running.discard(task)
            if not task.cancelled() and (error := task.exception()):
                _complain(error)

        try:
            while True:
                self._awake.clear()
                rest = 0.0
                try:
                    started, rest = await self._begin()
                    for task in started:
                        running.add(task)
                        task.add_done_callback(ended)
                except Exception as error:  # noqa: BLE001 -- whatever it was, the other lanes must go on
                    _complain(error)
                await asyncio.sleep(rest)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._awake.wait(), self._until_next())
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def send_due(self) -> int:
        """Send the first due message of every lane and the cards that are behind; return how many were tried."""
        started, _ = await self._begin()
        await asyncio.gather(*started)
        return len(started)

    async def _begin(self) -> tuple[list[asyncio.Task[None]], float]:
        """Claim what is due and may go now, and begin to send it; return for how long not to look again."""
        now = self._clock.now()
        free = {number: left for number in self._accounts if (left := MOST_ON_THEIR_WAY - self._under_way[number]) > 0}
        self._short = {what: until for what, until in self._short.items() if until > now}
        short = {kind: [number for of, number in self._short if of == kind] for kind in (_MESSAGE, _CARD)}
        loop = asyncio.get_running_loop()
        began = loop.time()
        messages, behind = await self._store.read(
            lambda tx: (outbox.due(tx, free, now, short[_MESSAGE]), cards.due(tx, free, now, short[_CARD]))
        )
        rest = (loop.time() - began) * (1 / LOOKING - 1)
        words = [each.id for each in messages if self._may(each, _MESSAGE, each.address_id, each.address, free, now)]
        shown = [each.id for each in behind if self._may(each, _CARD, each.id, each.room, free, now)]
        if not words and not shown:
            return [], rest
        claimed, ours = await self._store.write(lambda tx: (outbox.claim(tx, words, now), cards.claim(tx, shown, now)))
        sending = [self._task(each.account_id, self._send(each)) for each in claimed]
        return sending + [self._task(each.account_id, self._showing.show(each)) for each in ours], rest

    def _may(
        self,
        due: outbox.Due | cards.Due,
        kind: str,
        number: int,
        address: Address,
        free: dict[int, int],
        now: datetime,
    ) -> bool:
        """Say whether something that is due may go now, and count it; what may not is not looked at for a while."""
        if not free[due.account_id]:
            return False
        wait = self._budgets.spend(address, due.rank)
        if wait:
            self._short[kind, number] = now + timedelta(seconds=wait)
            return False
        free[due.account_id] -= 1
        return True

    def _task(self, account: int, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._under_way[account] += 1
        task.add_done_callback(lambda _: self._landed(account))
        return task

    def _landed(self, account: int) -> None:
        self._under_way[account] -= 1
        self.wake()

    def _until_next(self) -> float:
        """Return the seconds until something may go that was short, or until the next look anyway."""
        now = self._clock.now()
        return min([POLL, *(max(0.001, (until - now).total_seconds()) for until in self._short.values())])

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
            ids = await asyncio.wait_for(self._lines.deliver(channel, claimed), SEND_SECONDS)
        except SendFailed as failed:
            if failed.gone or failed.lost:
                await self._park(claimed, failed.reason, lost=failed.lost)
                return
            state = "failed" if failed.permanent else "ready"
            wait = self._asked(failed, claimed)
            await self._settle(claimed, state, error=failed.reason, wait=wait)
        except Exception as error:
            log.exception("send_failed", outbox=claimed.id, ticket=claimed.ref)
            await self._settle(claimed, "ready", error=repr(error), wait=pause(claimed.attempt))
        else:
            await self._settle(claimed, "sent", ids=ids)

    def _asked(self, failed: SendFailed, claimed: Claimed) -> float:
        """Return for how long a message waits after a failure; a bucket that the platform minds waits as a whole."""
        asked = failed.retry_after
        if asked is None or not 0 <= asked < inf:
            return pause(claimed.attempt)
        if failed.bucket:
            self._budgets.pause(claimed.outgoing.address.account, failed.bucket, asked)
        return min(asked, LONGEST_ASKED)

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
            account = claimed.outgoing.address.account
            counters.sent(account, state)
            log.info("message", outbox=claimed.id, ticket=claimed.ref, account=account, state=state)
            self._hub.arrive(claimed.outgoing.address)
            self._hub.poke([f"ticket:{claimed.ref}"] if claimed.ref else [])

    async def _park(self, claimed: Claimed, reason: str, *, lost: bool) -> None:
        """Let everything for an address that nothing reaches wait, and let the people on the ticket know."""
        now = self._clock.now()

        def park(tx: Tx) -> None:
            if not outbox.settle(tx, claimed, "ready", now=now, error=reason):
                return
            if claimed.card is not None and lost:
                threads.lost(tx, claimed.card, claimed.address_id, now)
            elif reach.lost(tx, claimed.address_id, now) and claimed.ticket is not None and claimed.card is None:
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
