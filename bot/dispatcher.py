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
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.budgets import LONGEST_ASKED, Budgets
from bot.clock import Clock
from bot.hub import Hub
from bot.pulse import Pulse
from bot.rooms.lines import Lines
from bot.rooms.marking import Marking
from bot.sending import Sending
from bot.sharing import Sharing
from bot.showing import Showing
from bot.store import cards, lanes, outbox, relays
from bot.store.cards import ClaimedCard
from bot.store.engine import Store, StoreUnavailable, Tx
from bot.store.outbox import Claimed
from bot.store.relays import ToMark
from bot.turn import Engine
from core.channel import Channel
from core.messages import Address
from core.texts import Texts

log = structlog.get_logger(__name__)

POLL = 2.0
"""Seconds between looks when nobody wakes the dispatcher."""

MOST_ON_THEIR_WAY = 50
"""Calls of one account that are under way at a time: one that hangs has its own alone."""

LOOKING = 0.25
"""The part of its time that the dispatcher may spend with looking, however much waits."""

GRACE = 3.0
"""Seconds that what is on its way has to arrive after the signal to stop."""

_MESSAGE, _CARD = "message", "card"
_NOT_OURS = -1


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
        sharing: Sharing | None = None,
    ) -> None:
        self._store = store
        self._budgets = budgets or Budgets(channels, clock)
        self._marking = Marking(store, channels, self._budgets, clock)
        self._showing = Showing(store, engine, texts, channels, clock, self._budgets, self._sends)
        self._accounts = list(accounts)
        self._clock = clock
        self._pulse = Pulse()
        lines = Lines(store, engine, texts, clock)
        self._sending = Sending(
            store, channels, lines, hub, clock, self._budgets, self._pulse, self._sends, self._wake_in
        )
        self._sharing = sharing
        self._awake = asyncio.Event()
        self._looking = asyncio.Lock()
        self._stopping = False
        self._running: set[asyncio.Task[None]] = set()
        self._under_way: Counter[int] = Counter()
        self._lanes_under_way: set[int] = set()
        self._cards_under_way: set[int] = set()
        # What was short when it was looked at last, and when it is looked at again.
        self._short: dict[tuple[str, int], datetime] = {}
        self._late: set[int] = set()

    def wake(self) -> None:
        """Let the dispatcher look at once."""
        self._awake.set()

    def _wake_in(self, seconds: float) -> None:
        if seconds < POLL:
            asyncio.get_running_loop().call_later(seconds, self.wake)

    async def run(self) -> None:
        """Send until stopped; what is on its way is not waited for."""
        while not self._stopping:
            self._awake.clear()
            rest = 0.0
            try:
                rest = await self._look()
            except Exception as error:  # noqa: BLE001 -- whatever it was, the other lanes must go on
                _complain(error)
            await asyncio.sleep(rest)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._until_next()):
                    await self._awake.wait()

    async def stop(self) -> None:
        """Begin nothing new, let what is on its way arrive, for a few seconds, and leave the accounts to others."""
        self._stopping = True
        self.wake()
        async with self._looking:  # what was being claimed is on its way now
            running = set(self._running)
        if running:
            _, late = await asyncio.wait(running, timeout=GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self._sharing is not None:
            try:
                await self._sharing.stop()
            except StoreUnavailable as error:
                _complain(error)  # they end by themselves

    async def _look(self) -> float:
        """Begin to send what may go now; return for how long not to look again."""

        def ended(task: asyncio.Task[None]) -> None:
            self._running.discard(task)
            if not task.cancelled() and (error := task.exception()):
                _complain(error)

        async with self._looking:
            started, rest = await self._begin()
            for task in started:
                self._running.add(task)
                task.add_done_callback(ended)
        return rest

    async def send_due(self) -> int:
        """Send the first due message of every lane and the cards that are behind; return how many were tried."""
        started, _ = await self._begin()
        await asyncio.gather(*started)
        return len(started)

    async def _begin(self) -> tuple[list[asyncio.Task[None]], float]:
        """Claim what is due and may go now, and begin to send it; return for how long not to look again."""
        if self._stopping:
            return [], 0.0
        if self._sharing is not None:
            await self._sharing.keep(lambda account: not self._under_way[account])
        now = self._clock.now()
        free = {number: left for number in self._accounts if (left := self._calls(number, now))}
        # What waits for longer than anything may does so because the clock was set back.
        longest = now + timedelta(seconds=LONGEST_ASKED)
        self._short = {what: until for what, until in self._short.items() if now < until <= longest}
        short = {kind: [number for of, number in self._short if of == kind] for kind in (_MESSAGE, _CARD)}
        # A lane whose settlement the database has not taken yet is not begun anew.
        short[_MESSAGE] += self._lanes_under_way
        short[_CARD] += self._cards_under_way
        loop = asyncio.get_running_loop()
        began = loop.time()
        messages, behind, unmarked = await self._store.read(
            lambda tx: (
                lanes.due(tx, free, now, short[_MESSAGE]),
                cards.due(tx, free, now, short[_CARD]),
                relays.marks_due(tx, now),
            )
        )
        rest = min((loop.time() - began) * (1 / LOOKING - 1), POLL)
        words = [each for each in messages if self._may(each, _MESSAGE, each.address_id, each.address, free, now)]
        shown = [each for each in behind if self._may(each, _CARD, each.id, each.room, free, now)]
        if not words and not shown and not unmarked:
            return [], rest
        marked = [number for number, left in free.items() if left] if unmarked else []
        claimed, ours, marks = await self._store.write(lambda tx: self._claim(tx, words, shown, marked, now))
        lanes_, cards_ = self._lanes_under_way, self._cards_under_way
        sending = [self._task(each.account_id, self._sending.send(each), each.address_id, lanes_) for each in claimed]
        showing = [
            self._task(each.account_id, self._showing.show(self._lateness(each)), each.id, cards_) for each in ours
        ]
        return sending + showing + [self._task(each.account_id, self._marking.mark(each)) for each in marks], rest

    def _claim(
        self,
        tx: Tx,
        words: Collection[lanes.Due],
        shown: Collection[cards.Due],
        marked: Collection[int],
        now: datetime,
    ) -> tuple[list[Claimed], list[ClaimedCard], list[ToMark]]:
        """Claim what is due in accounts that are ours, under the epochs of their leases; marks in those `marked`."""
        accounts = {*marked, *(each.account_id for each in words), *(each.account_id for each in shown)}
        epochs = dict.fromkeys(accounts) if self._sharing is None else self._sharing.confirmed(tx, accounts, now)
        claimed: list[Claimed] = []
        for epoch in set(epochs.values()):
            numbers = [each.id for each in words if epochs.get(each.account_id, _NOT_OURS) == epoch]
            claimed += outbox.claim(tx, numbers, now, epoch)
        behind = cards.claim(tx, [each.id for each in shown if each.account_id in epochs], now)
        return claimed, behind, relays.claim_marks(tx, [each for each in marked if each in epochs], now)

    def _sends(self, account: int) -> bool:
        return self._sharing is None or self._sharing.sends(account)

    def _calls(self, account: int, now: datetime) -> int:
        if not self._sends(account):
            return 0
        return self._pulse.calls(account, MOST_ON_THEIR_WAY, self._under_way[account], now)

    def _may(
        self,
        due: lanes.Due | cards.Due,
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
            if kind == _CARD:
                self._late.add(number)
            return False
        free[due.account_id] -= 1
        return True

    def _lateness(self, claimed: ClaimedCard) -> ClaimedCard:
        """Let a card that had to wait say as of when it is: the next change may have to wait, too."""
        late = claimed.id in self._late
        self._late.discard(claimed.id)
        return replace(claimed, late=late)

    def _task(
        self,
        account: int,
        work: Coroutine[None, None, None],
        number: int | None = None,
        among: set[int] | None = None,
    ) -> asyncio.Task[None]:
        """Begin a call of `account`, to be known by its `number` `among` those of its kind that are under way."""

        def landed(_: asyncio.Task[None]) -> None:
            self._under_way[account] -= 1
            if number is not None and among is not None:
                among.discard(number)
            self.wake()

        task = asyncio.create_task(work)
        self._under_way[account] += 1
        if number is not None and among is not None:
            among.add(number)
        task.add_done_callback(landed)
        return task

    def _until_next(self) -> float:
        """Return the seconds until something may go that was short, or until the next look anyway."""
        now = self._clock.now()
        waits = [(until - now).total_seconds() for until in self._short.values()]
        down = self._pulse.until_next(now)
        return max(0.001, min([POLL, *waits, *([] if down is None else [down])]))

    async def recover(self) -> None:
        """Take up at once what a process that is certainly gone was sending: at the start, on SQLite."""
        if self._store.sqlite:
            await self._store.write(lambda tx: outbox.release(tx, self._accounts))


def _complain(error: BaseException) -> None:
    """Log what failed; what was claimed comes again when its lease ends."""
    if isinstance(error, StoreUnavailable):
        log.debug("dispatcher_waits_for_the_database", reason=error.values["reason"])
    else:
        log.error("dispatcher_failed", exc_info=error)
