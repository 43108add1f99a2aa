"""The door for the clock: lets dialogue and desk hear of a case whose moment has come."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import structlog

from bot.clock import Clock
from bot.stage import Found, News, Stage
from bot.store import conversations, reminders, tickets
from bot.store.engine import Store, Tx, is_transient
from bot.turn import Engine
from core.dialogue import Event, Reminded
from core.effects import Act, Command
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
        for kind in (reminders.REMIND, reminders.FOLLOW_UP):
            for number in await self._store.read(partial(reminders.due, now=now, kind=kind)):
                try:
                    news = await self._store.write(partial(self._take_up, number, kind))
                except Exception as error:
                    if is_transient(error):
                        raise
                    # One case that cannot be reminded must not hold the others.
                    log.exception("reminder_failed", ticket=number, kind=kind)
                    continue
                if news is not None:
                    self._tell(news)

    def _take_up(self, number: int, kind: str, tx: Tx) -> News | None:
        now = self._clock.now()
        stored = tickets.hold(tx, number)
        if stored is None:
            return None
        if not reminders.take(tx, number, now, kind):
            return None
        place = conversations.by_id(tx, stored.home) if stored.home is not None else None
        others = tickets.others_of(tx, stored)
        stage = Stage(place=place, stored=stored, now=now, actor=CLOCK, surface="clock", others=others)
        event: Event = Reminded()
        if kind == reminders.FOLLOW_UP:
            event = self._engine.move(tx, stage, Act(command=Command.FOLLOW_UP)).moved
        self._engine.play(tx, stage, event, Found())
        return self._engine.write(tx, stage)
