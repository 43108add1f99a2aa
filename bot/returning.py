"""The door for cases whose owner is gone: each goes to his stand-in or back to its queue, under its requester's lock.

Theory of operation. Whoever takes rights from an agent marks him in the same transaction (`bot.store.absence`). The
sweep looks at the cases of everybody who is marked, one transaction for each, and takes the mark away in a
transaction that holds the agent's row and finds none left. Commands hold that row, too (`people.present`): a claim
that was made by the old rights is seen. A crash leaves the mark, a second sweep finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.clock import Clock
from bot.stage import Found, News, stage_at_home
from bot.store import absence, people, tickets
from bot.store.absence import Case
from bot.store.engine import Store, Tx
from bot.sweeping import passed_over
from bot.turn import Engine
from core.effects import Act, Command
from core.people import Agent


class Returning:
    """Takes cases from agents who are marked. `tell` hears of every committed turn."""

    def __init__(self, store: Store, engine: Engine, clock: Clock, *, tell: Callable[[News], None]) -> None:
        self._store = store
        self._engine = engine
        self._clock = clock
        self._tell = tell

    async def sweep(self) -> None:
        """Take what may not stay with its owner; whoever has nothing left to be taken is marked no more."""
        for number in await self._store.read(absence.marked):
            for case in await self._store.read(partial(_leaving, number)):
                # Of a case that cannot be moved the mark stays, and it is tried again.
                with passed_over("return_failed", ticket=case, agent=number):
                    news = await self._store.write(partial(self._return, number, case))
                    if news is not None:
                        self._tell(news)
            await self._store.write(partial(_settle, number))

    def _return(self, number: int, case: int, tx: Tx) -> News | None:
        stored, owner = tickets.hold(tx, case), people.present(tx, number)
        if stored is None or case not in _leaving(number, tx):
            return None
        stage = stage_at_home(tx, stored, self._clock.now())
        outcome = self._engine.move(tx, stage, Act(command=Command.RETURN, reason=_reason(owner, stored.ticket.queue)))
        self._engine.play(tx, stage, outcome.moved, Found())
        return self._engine.write(tx, stage)


def _reason(owner: Agent | None, queue: str) -> str:
    if owner is None:
        return "left"
    return "away" if owner.serves(queue) and owner.solves else "rights"


def _leaving(number: int, tx: Tx) -> list[int]:
    """Return the cases that have to be taken from an agent."""
    which, owner = absence.which(tx, number), people.agent(tx, number)
    return [each.id for each in absence.cases(tx, number) if which == "all" or not _may_keep(owner, each)]


def _may_keep(owner: Agent | None, case: Case) -> bool:
    return owner is not None and owner.may_own(case.queue, case.organization)


def _settle(number: int, tx: Tx) -> None:
    if absence.hold(tx, number) is not None and not _leaving(number, tx):
        absence.settle(tx, number)
