"""The door for the clock to what is promised: warns, says what broke, and plans anew when service hours change."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.clock import Clock
from bot.desk_facts import terms_of
from bot.stage import Found, News, stage_at_home
from bot.store import promises, tickets
from bot.store.engine import Store, Tx
from bot.store.tickets import Stored
from bot.sweeping import passed_over
from bot.turn import Engine
from core.keeping import replanned
from core.overdue import overdue
from core.promises import Promise

BATCH = 200
"""Tickets that are looked up at once."""


class Keeping:
    """Plays one turn for each ticket of which a promise is in danger or breaks. `tell` hears of each."""

    def __init__(self, store: Store, engine: Engine, clock: Clock, *, tell: Callable[[News], None]) -> None:
        self._store = store
        self._engine = engine
        self._clock = clock
        self._tell = tell

    async def sweep(self) -> None:
        """Take up all promises whose moment has come, batch by batch, each ticket in a transaction of its own."""
        failed: set[int] = set()
        while True:
            now = self._clock.now()
            found = await self._store.read(partial(promises.due, now=now, most=BATCH + len(failed)))
            numbers = [number for number in dict.fromkeys(found) if number not in failed]
            if not numbers:
                return
            for number in numbers:
                if not await self._take_up(number):
                    failed.add(number)

    async def _take_up(self, number: int) -> bool:
        """Do all that is due about a ticket; False if that failed."""
        done = False
        with passed_over("promise_failed", ticket=number):
            news = await self._store.write(partial(self._keep, number))
            done = True
            if news is not None:
                self._tell(news)
        return done

    def _keep(self, number: int, tx: Tx) -> News | None:
        """Do what is due under the requester's lock: of two processes the second one finds nothing to do."""
        now, stored = self._clock.now(), self._locked(tx, number)
        wish = overdue(stored.ticket, now) if stored else None
        if stored is None or wish is None:
            return None
        stage = stage_at_home(tx, stored, now)
        self._engine.play(tx, stage, self._engine.move(tx, stage, wish).moved, Found())
        while again := overdue(stage.ticket, now) if stage.ticket else None:
            self._engine.play(tx, stage, self._engine.move(tx, stage, again).moved, Found())
        return self._engine.write(tx, stage)

    async def replan(self) -> None:
        """Plan all promises that run by the service hours of now: a day may have been closed, or opened."""
        last = 0
        while numbers := await self._store.read(partial(promises.counting, after=last, most=BATCH)):
            last = numbers[-1]
            for number in await self._store.read(partial(self._moved, numbers)):
                await self._store.write(partial(self._replan, number))

    def _moved(self, numbers: list[int], tx: Tx) -> list[int]:
        return [number for number in numbers if self._plan(tickets.by_id(tx, number)) is not None]

    def _replan(self, number: int, tx: Tx) -> None:
        stored = self._locked(tx, number)
        if stored is not None and (plan := self._plan(stored)) is not None:
            promises.keep(tx, number, stored.ticket.promises, plan)

    def _plan(self, stored: Stored | None) -> tuple[Promise, ...] | None:
        """Return the promises of a ticket as they are to be written; None where nothing changes."""
        if stored is None or stored.ticket.organization not in self._engine.catalogue.organizations:
            return None
        plan = replanned(stored.ticket, terms_of(stored.ticket.organization, stored, self._engine.catalogue))
        return None if plan == stored.ticket.promises else plan

    @staticmethod
    def _locked(tx: Tx, number: int) -> Stored | None:
        return tickets.hold(tx, number)
