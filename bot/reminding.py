"""The door for the clock: lets the dialogue hear of a case whose moment has come."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import structlog

from bot.clock import Clock
from bot.stage import Found, News, Stage
from bot.store import conversations, people, reminders, tickets
from bot.store.engine import Store, Tx, is_transient
from bot.turn import Engine
from core.dialogue import Reminded
from core.people import CLOCK

log = structlog.get_logger()


class Reminding:
    """Plays one turn for each timer that is due. `tell` hears of every committed turn."""

    def __init__(self, store: Store, engine: Engine, clock: Clock, *, tell: Callable[[News], None]) -> None:
        self._store = store
        self._engine = engine
        self._clock = clock
        self._tell = tell

    async def sweep(self) -> None:
        """Take up all timers that are due, each in a transaction of its own."""
        now = self._clock.now()
        for number in await self._store.read(lambda tx: reminders.due(tx, now)):
            try:
                news = await self._store.write(partial(self._remind, number))
            except Exception as error:
                if is_transient(error):
                    raise
                # One case that cannot be reminded must not hold the others.
                log.exception("reminder_failed", ticket=number)
                continue
            if news is not None:
                self._tell(news)

    def _remind(self, number: int, tx: Tx) -> News | None:
        now = self._clock.now()
        stored = tickets.by_id(tx, number)
        if stored is None:
            return None
        people.lock(tx, stored.ticket.requester)
        if not reminders.take(tx, number, now):
            return None
        stored = tickets.by_id(tx, number) or stored
        place = conversations.by_id(tx, stored.home) if stored.home is not None else None
        others = tickets.others_of(tx, stored)
        stage = Stage(place=place, stored=stored, now=now, actor=CLOCK, surface="clock", others=others)
        self._engine.play(tx, stage, Reminded(), Found())
        return self._engine.write(tx, stage)
