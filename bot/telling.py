"""Tells each linked customer what is new of an outage: one turn each, however many there are.

Theory of operation. What a lead says is one row (`bot.store.outages`). This job then takes the linked tickets that are
behind, one after the other: it locks the customer, lets the desk and the dialogue do what the news is (tell it, ask
whether it works, take the link away), and writes that the ticket knows it, in one transaction. So a crash in the
middle tells nobody twice and forgets nobody, and two processes at once do each other no harm.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.clock import Clock
from bot.outages import home_queue
from bot.stage import Found, News, stage_at_home
from bot.store import outages, tickets
from bot.store.engine import Store, Tx
from bot.store.tickets import Stored
from bot.store.types import AnyRow
from bot.sweeping import passed_over
from bot.turn import Engine
from core.effects import Act, Command
from core.messages import Language, Localized
from core.people import Actor, ActorKind
from core.ticket import ClosureCode, Status

BATCH = 100
"""Tickets that are looked up at once."""

_HELD = frozenset({Status.QUEUED, Status.IN_PROGRESS, Status.WAITING_CUSTOMER, Status.WAITING_PROVIDER})
"""Where a ticket stands whose customer waits to hear of it."""


class Telling:
    """Tells who is behind. `tell` hears of every committed turn."""

    def __init__(self, store: Store, engine: Engine, clock: Clock, *, tell: Callable[[News], None]) -> None:
        self._store = store
        self._engine = engine
        self._clock = clock
        self._tell = tell

    async def sweep(self) -> None:
        """Tell everybody who is behind, in the order of the news."""
        now = self._clock.now()
        for outage in await self._store.read(lambda tx: outages.telling(tx, now)):
            await self._catch_up(outage.id, outage.news)

    async def _catch_up(self, number: int, news: int) -> None:
        after = 0
        while behind := await self._store.read(
            partial(outages.behind, number=number, news=news, after=after, limit=BATCH)
        ):
            for ticket in behind:
                await self._tell_all(ticket, news)
            after = behind[-1]

    async def _tell_all(self, ticket: int, news: int) -> None:
        """Tell one customer what he does not know yet, each news in a transaction of its own."""
        for _ in range(news):
            told: News | None = None
            with passed_over("outage_news_failed", ticket=ticket):  # the next sweep tries again
                told = await self._store.write(partial(self._tell_next, ticket))
            if told is None:
                return
            self._tell(told)

    def _tell_next(self, number: int, tx: Tx) -> News | None:
        """Tell what comes next; None if there is nothing."""
        stored, link = tickets.hold(tx, number), outages.link_of(tx, number)
        if stored is None:
            return None
        row = outages.by_id(tx, link.outage) if link is not None and link.left_at is None else None
        if link is None or row is None or link.told >= row.news:
            return None
        news = outages.one_news(tx, link.outage, link.told + 1)
        outages.told(tx, number, news.number)
        if stored.ticket.outage != link.outage or stored.ticket.status not in _HELD:
            return News()  # he has ended it himself, or waits for nothing any more
        lead = Actor(kind=ActorKind.CLOCK, person=news.person, name=news.name)
        stage = stage_at_home(tx, stored, self._clock.now(), actor=lead, surface="outage")
        home = self._engine.catalogue.organizations[stored.ticket.organization]
        language = stage.place.language if stage.place else home.language
        outcome = self._engine.move(tx, stage, self._wish(stored, row, news, language))
        self._engine.play(tx, stage, outcome.moved, Found())
        return self._engine.write(tx, stage)

    def _wish(self, stored: Stored, row: AnyRow, news: AnyRow, language: Language) -> Act:
        outage, words = outages.as_outage(row), _in(news.words, language)
        match news.kind:
            case "solved":
                code = ClosureCode(news.closure_code)
                return Act(command=Command.SOLVE, words=words, closure_code=code, outage=outage)
            case "withdrawn":
                ticket = stored.ticket
                queue = home_queue(self._engine.catalogue, ticket.service, ticket.organization)
                return Act(command=Command.UNLINK, reason="withdrawn", queue=queue)
        return Act(command=Command.INFORM, words=words, outage=outage)


def _in(words: Localized, language: Language) -> str:
    """Return the words in the language, else those in the other one."""
    return words.get(language) or next(iter(words.values()), "")
