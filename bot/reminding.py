"""The door for the clock: lets dialogue and desk hear of a case whose moment has come."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.clock import Clock
from bot.stage import Found, News, stage_at_home
from bot.store import reminders, tickets
from bot.store.engine import Store, Tx
from bot.sweeping import passed_over
from bot.turn import Engine
from core.dialogue import Event, Reminded
from core.effects import Act, Command


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
                with passed_over("reminder_failed", ticket=number, kind=kind):
                    news = await self._store.write(partial(self._take_up, number, kind))
                    if news is not None:
                        self._tell(news)

    def _take_up(self, number: int, kind: str, tx: Tx) -> News | None:
        now = self._clock.now()
        stored = tickets.hold(tx, number)
        if stored is None:
            return None
        if not reminders.take(tx, number, now, kind):
            return None
        stage = stage_at_home(tx, stored, now)
        event: Event = Reminded()
        if kind == reminders.FOLLOW_UP:
            event = self._engine.move(tx, stage, Act(command=Command.FOLLOW_UP)).moved
        self._engine.play(tx, stage, event, Found())
        return self._engine.write(tx, stage)
