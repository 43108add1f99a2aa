"""The door for leads who declare an outage: what they say is kept here, and told to each customer by `bot.telling`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.agents import Agents, may_serve
from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.events import Event, of_outage
from bot.stage import News
from bot.store import outage_lists, outages, people, tickets, webhooks
from bot.store.engine import Store, Tx
from bot.store.types import AnyRow
from core.calendar import Span
from core.dialogue.facts import NEWS
from core.dialogue.outages import explaining
from core.effects import Act, Command
from core.errors import IllegalMove, Missing, NotAllowed, NotFound, OutageOver, WordsMissing
from core.messages import Localized, Text, clean
from core.outage import Outage
from core.people import Agent
from core.routing import route_to
from core.texts import LANGUAGES
from core.ticket import ClosureCode

BEFORE = timedelta(hours=24)
"""How long before its declaration an outage may have begun: older tickets are not offered."""

CANDIDATES = 200
MAX_WORDS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a lead says of an outage.

    `organizations` are keys; none means all that are his business. Without a `queue` its tickets wait where its
    service's do. `within` is the service time until there is news.
    """

    title: Localized
    service: str | None = None
    words: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    queue: str | None = None
    within: Span = NEWS


def may_read(agent: Agent, whose: Collection[str], catalogue: Catalogue) -> bool:
    """Say whether an outage of the organizations `whose` is any of an agent's business."""
    return any(may_serve(agent, key, catalogue.queues) for key in whose)


def may_lead(agent: Agent, whose: Collection[str]) -> bool:
    """Say whether an agent may speak to all customers of the organizations `whose`."""
    return agent.active and agent.leads and all(agent.works_for(key) for key in whose)


class Outages:
    """Declares outages, links tickets to them, and says what is told of them. `tell` hears of what is committed.

    Every method raises `NotFound` for an outage that is not there or not the agent's business, `NotAllowed` to who
    does not lead all of its organizations, and `OutageOver` where it has ended. `once` marks the form or the request:
    its second copy changes nothing.
    """

    def __init__(
        self,
        store: Store,
        agents: Agents,
        catalogue: Callable[[], Catalogue],
        clock: Clock,
        tell: Callable[[News], None],
    ) -> None:
        self._store = store
        self._agents = agents
        self._catalogue = catalogue
        self._clock = clock
        self._tell = tell

    async def declare(self, agent: Agent, said: Declared, *, once: str = "") -> int:
        """Declare an outage and return its number: from now on who reports it is linked and told.

        Raises `Missing` without a title in both languages, or without a service and words.
        """
        title: Localized = {language: clean(said.title.get(language, "")).strip() for language in LANGUAGES}
        words = tuple(word for each in said.words if (word := clean(each).strip()))
        number = await self._store.write(
            lambda tx: self._declare(tx, agent, replace(said, title=title, words=words), once)
        )
        self._tell(News(topics={"desk", "outages"}))
        return number

    async def update(self, agent: Agent, number: int, words: Localized, *, within: Span = NEWS, once: str = "") -> None:
        """Let every linked customer hear `words`, and until when there is more.

        Raises `Missing` without words, and `WordsMissing` where somebody who has to be told reads none of them.
        """
        await self._say(agent, number, "update", words, within=within, once=once)

    async def solve(self, agent: Agent, number: int, words: Localized, code: ClosureCode, *, once: str = "") -> None:
        """End the outage: each linked customer is asked whether it works for him. Raises as `update` does."""
        await self._say(agent, number, "solved", words, code=code, once=once)

    async def withdraw(self, agent: Agent, number: int, *, once: str = "") -> None:
        """Take back what was declared by mistake: every ticket is like any other again; its customer is told."""
        await self._say(agent, number, "withdrawn", {}, once=once)

    async def link(self, agent: Agent, number: int, refs: Sequence[str], *, surface: str = "console") -> list[str]:
        """Link open tickets, each in a turn of its own, and return those that were: each customer is told once.

        What meanwhile ended, was linked or is not the agent's business is left out.
        """
        outage = await self._store.read(lambda tx: self._lasting(tx, agent, number))
        linked = []
        for ref in refs:
            try:
                await self._agents.act(agent, ref, Act(command=Command.LINK, outage=outage), surface=surface)
            except (NotFound, NotAllowed, IllegalMove):
                continue
            linked.append(ref)
        return linked

    async def part(self, agent: Agent, number: int, ref: str, *, surface: str = "console") -> None:
        """Link a ticket no longer; its customer is told. Raises as `bot.agents.Agents.act` does."""
        await self._store.read(lambda tx: self._led(tx, agent, number))
        stored = await self._store.read(lambda tx: tickets.by_ref(tx, ref))
        if stored is None or stored.ticket.outage != number:
            raise NotFound(ref=ref)
        queue = home_queue(self._catalogue(), stored.ticket.service, stored.ticket.organization) or stored.ticket.queue
        await self._agents.act(agent, ref, Act(command=Command.UNLINK, queue=queue), surface=surface)

    def read(self, tx: Tx, agent: Agent, number: int) -> tuple[AnyRow, tuple[str, ...]]:
        """Return an outage and whose it is, as far as the agent may know of them."""
        row, whose = outages.by_id(tx, number), outages.organizations(tx, number)
        catalogue = self._catalogue()
        known = tuple(key for key in whose if may_serve(agent, key, catalogue.queues))
        if row is None or not known:
            raise NotFound(outage=number)
        return row, known

    def candidates(self, tx: Tx, row: AnyRow, whose: Sequence[str]) -> list[AnyRow]:
        """Return open tickets that the outage may explain, by their service or their title."""
        outage, services = outages.as_outage(row), self._catalogue().services
        found = outage_lists.open_since(tx, whose, row.began_at - BEFORE, CANDIDATES)
        return [
            each
            for each in found
            if (outage.service is not None and each.service == outage.service)
            or explaining(each.title, [outage], services)
        ]

    def _declare(self, tx: Tx, agent: Agent, said: Declared, once: str) -> int:
        present, catalogue, now = people.agent(tx, agent.person), self._catalogue(), self._clock.now()
        if present is None:
            raise NotFound(person=agent.person)
        if not present.active or not present.leads:
            raise NotAllowed(command="outage")
        if (made := outages.marked(tx, once)) is not None:
            return made
        whose = said.organizations or tuple(catalogue.organizations)
        known = tuple(key for key in whose if key in catalogue.organizations and present.works_for(key))
        if not known or (said.organizations and len(known) < len(set(whose))):
            raise NotFound(organization=next((key for key in whose if key not in known), ""))
        for language in LANGUAGES:
            if not said.title[language]:
                raise Missing(field=_TITLES[language])
        if said.service is None and not said.words:
            raise Missing(field=Text("field.outage_about"))
        outage = Outage(
            number=0,
            title=said.title,
            queue=self._queue(catalogue, said, known),
            next_at=self._due(catalogue, known, said.within, now),
            service=said.service,
            words=said.words,
        )
        number = outages.add(tx, outage, known, by=present.person, now=now, once=once)
        self._announce(tx, Event.OUTAGE_DECLARED, replace(outage, number=number), known, outage.title)
        return number

    @staticmethod
    def _queue(catalogue: Catalogue, said: Declared, whose: Sequence[str]) -> str:
        """Return where the tickets wait: a queue that may have those of all the organizations."""
        service = next((each for each in catalogue.services if each.key == said.service), None)
        if said.service is not None and service is None:
            raise NotFound(service=said.service)
        wanted = said.queue or (service.queue if service else None)
        able = [queue.key for queue in catalogue.queues.values() if {queue.organization} in ({None}, set(whose))]
        if wanted is None and able:
            return able[0]
        if wanted not in able:
            raise Missing(field=Text("field.queue"))
        return wanted

    async def _say(
        self,
        agent: Agent,
        number: int,
        kind: str,
        words: Localized,
        *,
        within: Span = NEWS,
        code: ClosureCode | None = None,
        once: str,
    ) -> None:
        said: Localized = {each: text for each in LANGUAGES if (text := clean(words.get(each, "")).strip()[:MAX_WORDS])}
        if kind != "withdrawn" and not said:
            raise Missing(field=Text("field.words"))

        def write(tx: Tx) -> None:
            present, row, whose = self._led(tx, agent, number)
            if outages.is_told(tx, once):
                return
            if kind != "withdrawn":
                _readable(said, outage_lists.languages(tx, number))
            now, catalogue = self._clock.now(), self._catalogue()
            due = self._due(catalogue, whose, within, now)
            nth = outages.add_news(
                tx, number, kind, said, due=due, code=code, by=present.person, name=present.name, now=now, once=once
            )
            if nth is None:
                raise OutageOver(outage=number)
            outage = replace(outages.as_outage(row), next_at=due)
            self._announce(tx, _EVENTS[kind], outage, whose, said)

        await self._store.write(write)
        self._tell(News(topics={"desk", "outages"}))

    @staticmethod
    def _due(catalogue: Catalogue, whose: Sequence[str], within: Span, now: datetime) -> datetime:
        """Return until when all of them are told: the latest moment among their calendars."""
        return max(
            (
                catalogue.organizations[key].contract.calendar.add(now, within)
                for key in whose
                if key in catalogue.organizations
            ),
            default=now,
        )

    def _led(self, tx: Tx, agent: Agent, number: int) -> tuple[Agent, AnyRow, tuple[str, ...]]:
        """Return an outage that `agent` may speak for, with his rights of this moment."""
        present = people.agent(tx, agent.person)
        if present is None:
            raise NotFound(outage=number)
        row, known = self.read(tx, present, number)
        if not may_lead(present, outages.organizations(tx, number)):
            raise NotAllowed(command="outage")
        return present, row, known

    def _lasting(self, tx: Tx, agent: Agent, number: int) -> Outage:
        _, row, _ = self._led(tx, agent, number)
        if row.ended_at is not None:
            raise OutageOver(outage=number)
        return outages.as_outage(row)

    def _announce(self, tx: Tx, event: Event, outage: Outage, whose: Sequence[str], text: Localized) -> None:
        now = self._clock.now()
        for hook in self._catalogue().webhooks:
            if hook.wants_of(event.value, whose):
                told = [key for key in whose if hook.organization in {None, key}]
                webhooks.add(tx, hook.key, None, of_outage(event, outage, told, text, now), now)


_EVENTS = {
    "update": Event.OUTAGE_UPDATED,
    "solved": Event.OUTAGE_SOLVED,
    "withdrawn": Event.OUTAGE_WITHDRAWN,
}


_TITLES = {"tr": Text("field.title_tr"), "en": Text("field.title_en")}
_SPOKEN = {"tr": Text("language.name_tr"), "en": Text("language.name_en")}


def _readable(said: Mapping[str, str], readers: Mapping[str, int]) -> None:
    """Raise `WordsMissing` where some read a language without words."""
    for language, count in readers.items():
        if language not in said:
            raise WordsMissing(language=_SPOKEN[language], count=count)


def home_queue(catalogue: Catalogue, service: str | None, organization: str) -> str | None:
    """Return where a ticket of `service` waits that is linked to no outage; None where its service does not say."""
    found = next((each for each in catalogue.services if each.key == service), None)
    known = catalogue.organizations.get(organization)
    if found is None or known is None:
        return None
    return route_to(found, organization, known.contract, catalogue.queues).queue
