"""Which accounts this process sends for, where several serve one database: each account one, all of them about as many.

Theory of operation. An account's sending is a lease (`bot.leasing`). Every few seconds a process makes itself known,
counts who holds what, takes what is free as long as nobody holds less than it does, and gives back what it has too
much of; so accounts move from process to process until all have alike, and to the others when one dies or stands still.

The lease fences, in three places. A claim is made in a transaction that finds the lease still ours and keeps it so
until it is over. Right before a message leaves, the clocks say whether the process has been away for longer than its
lease. And who takes over makes free what its predecessor had claimed under an older epoch, after which nothing that
the other one settles is taken.

Accounts whose messages people read here, in the transcript, need no lease: any process says that they are there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from time import monotonic

import structlog

from bot.clock import Clock
from bot.leasing import Leases
from bot.store import shares
from bot.store.engine import Store, Tx
from bot.store.shares import SENDER, SENDING

log = structlog.get_logger(__name__)

ROUND = 2.0
"""Seconds between two looks at who sends for what."""

_WANTED = 60.0
"""Seconds within which a lease is asked for again; a dispatcher that hangs for longer loses it."""


class Sharing:
    """The part of one process. `accounts` are those that need a lease, their names by number."""

    def __init__(self, store: Store, leases: Leases, accounts: Mapping[int, str], clock: Clock) -> None:
        self._store = store
        self._leases = leases
        self._accounts = dict(accounts)
        self._clock = clock
        self._epochs: dict[int, int] = {}
        self._taken: dict[int, int] = {}  # the same, also of what we do not have any more
        self._next = self._asked = 0.0

    def sends(self, account: int) -> bool:
        """Say whether messages of an account may surely leave from this process now."""
        name = self._accounts.get(account)
        return name is None or (account in self._epochs and self._leases.holds(name + SENDING))

    async def keep(self, is_idle: Callable[[int], bool]) -> None:
        """Take, keep and give back accounts, if it is time to; `is_idle` says of which one nothing is on its way."""
        lost = [number for number in self._epochs if not self.sends(number)]
        for number in lost:
            del self._epochs[number]
            log.warning("sending_lost", account=self._accounts[number])
        if not self._accounts or (monotonic() < self._next and not lost):
            return
        self._next = monotonic() + ROUND
        await self._ask_again()
        now = self._clock.now()
        standing = await self._store.read(lambda tx: shares.standing(tx, now))
        held = self._counts(standing)
        mine, fewest = len(self._epochs), min(held.values())
        me = self._leases.holder
        # What is ours already and not taken up, because the database went in between, is free as well.
        free = [
            number
            for number, name in self._accounts.items()
            if number not in self._epochs and standing.get(name + SENDING, me) == me
        ]
        share = -(-len(self._accounts) // len(held))
        if mine <= fewest:
            for number in free[: max(0, share - mine)]:
                await self._take(number)
        idle = [number for number in self._epochs if is_idle(number)]
        await self._give_back(idle[: max(0, (mine - fewest) // 2)])

    async def stop(self) -> None:
        """Give everything back, and be counted no more."""
        await self._give_back(list(self._epochs))
        if self._accounts:
            await self._leases.end(SENDER + self._leases.holder)

    def confirmed(self, tx: Tx, accounts: Collection[int], now: datetime) -> Mapping[int, int | None]:
        """Return which of `accounts` are ours as the database has it, until `tx` is over, and under which epoch.

        It is None where no lease is needed.
        """
        named = {number: self._accounts[number] + SENDING for number in accounts if number in self._accounts}
        found = shares.confirmed(tx, list(named.values()), self._leases.holder, now)
        ours: dict[int, int | None] = {number: None for number in accounts if number not in named}
        for number, name in named.items():
            if name in found and found[name] == self._epochs.get(number):
                ours[number] = found[name]
        return ours

    def _counts(self, standing: Mapping[str, str]) -> Counter[str]:
        """Return how many of our accounts each process that sends holds, those that hold none among them."""
        held = Counter({holder: 0 for name, holder in standing.items() if name.startswith(SENDER)})
        held[self._leases.holder] += 0
        held.update(standing[name] for each in self._accounts.values() if (name := each + SENDING) in standing)
        return held

    async def _ask_again(self) -> None:
        """Keep the heartbeat going: for what nobody asks again, it stops."""
        mine = SENDER + self._leases.holder
        if self._leases.holds(mine) and monotonic() < self._asked + _WANTED / 3:
            return
        self._asked = monotonic()
        await self._leases.hold(mine, _WANTED)
        for number in list(self._epochs):
            if await self._leases.hold(self._accounts[number] + SENDING, _WANTED) != self._epochs[number]:
                del self._epochs[number]

    async def _take(self, number: int) -> None:
        name = self._accounts[number]
        epoch = await self._leases.hold(name + SENDING, _WANTED)
        if epoch is None:
            return
        now = self._clock.now()
        if epoch != self._taken.get(number):  # else nobody had it in between, and what is under way is our own
            await self._store.write(lambda tx: shares.take_up(tx, number, epoch, now))
        self._epochs[number] = self._taken[number] = epoch
        log.info("sending_taken", account=name, epoch=epoch)

    async def _give_back(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            del self._epochs[number]
            await self._leases.end(self._accounts[number] + SENDING)
