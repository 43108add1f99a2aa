"""What the desk is made of: who asks, queues, services, organizations, and the people in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request

from bot.agents import may_serve
from bot.api import answers
from bot.api.caller import caller_of
from bot.api.me import availability_of
from bot.api.paging import Cursor, Limit, read_cursor, write_cursor
from bot.api.tickets import Key, Plain, ticket_of
from bot.api.values import NumberInPath
from bot.console.services import Services
from bot.store import absence, customers, lists, people
from bot.store.absence import Absence
from bot.store.engine import Tx
from bot.store.lists import Wanted
from bot.store.types import AnyRow
from core.errors import NotFound
from core.messages import Localized
from core.people import Agent

YOUNGEST = 50
"""Tickets that are shown with a person."""


class Desk:
    """The operations that read what the configuration names, and people."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, router: APIRouter) -> None:
        """Add the operations to `router`."""
        for path, handler, tag, summary, shape in (
            ("/queues", self.queues, "desk", "List queues", list[answers.Queue]),
            ("/agents", self.agents, "desk", "List agents", list[answers.Agent]),
            ("/services", self.services, "desk", "List services", list[answers.Service]),
            ("/organizations", self.organizations, "desk", "List organizations", list[answers.Organization]),
            ("/people", self.people, "people", "List people", answers.People),
            ("/people/{number}", self.person, "people", "Show a person", answers.PersonInFull),
        ):
            router.add_api_route(path, handler, methods=["GET"], tags=[tag], summary=summary, response_model=shape)

    async def queues(self, request: Request) -> list[answers.Queue]:
        """List the queues to which the caller may pass tickets."""
        agent = caller_of(request).agent
        return [
            answers.Queue(key=queue.key, name=_names(queue.name), level=queue.level, organization=queue.organization)
            for queue in self._services.catalogue().queues.values()
            if queue.organization is None or self._serves(agent, queue.organization)
        ]

    async def agents(self, request: Request) -> list[answers.Agent]:
        """List the agents to whom the caller may give tickets, and who of them is away; nobody for who only reads."""
        caller, now = caller_of(request).agent, self._services.clock.now()

        def look(tx: Tx) -> tuple[list[Agent], Mapping[int, Absence]]:
            return people.colleagues(tx) if caller.solves else [], absence.absent(tx, now)

        found, away = await self._services.store.read(look)
        return [
            answers.Agent(
                id=each.person,
                name=each.name,
                role=each.role,
                queues=sorted(each.queues),
                availability=availability_of(away.get(each.person)),
            )
            for each in found
            if each.solves and (caller.organization is None or each.works_for(caller.organization))
        ]

    async def services(self, request: Request) -> list[answers.Service]:
        """List the services; for one organization its contract may say another queue."""
        return [
            answers.Service(key=each.key, name=_names(each.name), queue=each.queue, type=each.type)
            for each in self._services.catalogue().services
        ]

    async def organizations(self, request: Request) -> list[answers.Organization]:
        """List the organizations whose customers are the caller's business."""
        agent = caller_of(request).agent
        return [
            answers.Organization(key=each.key, name=each.name, timezone=each.timezone, language=each.language)
            for each in self._services.catalogue().organizations.values()
            if self._serves(agent, each.key)
        ]

    async def people(
        self,
        request: Request,
        organization: Key,
        q: Annotated[
            str,
            Query(max_length=100, description="A part of the name, of the e-mail address or of the phone number."),
            Plain,
        ] = "",
        limit: Limit = 50,
        cursor: Cursor = "",
    ) -> answers.People:
        """List the customers of an organization, by number."""
        if not self._serves(caller_of(request).agent, organization):
            raise NotFound(organization=organization)
        after, words = read_cursor(cursor) if cursor else 0, q.strip()
        rows = await self._services.store.read(
            lambda tx: customers.search(tx, organization, words, after=after, limit=limit)
        )
        shown = rows[:limit]
        return answers.People(
            items=[_person(row) for row in shown], next=write_cursor(shown[-1].id) if len(rows) > limit else None
        )

    async def person(self, request: Request, number: NumberInPath) -> answers.PersonInFull:
        """Show a person with the youngest of the tickets that are the caller's business."""
        agent, now = caller_of(request).agent, self._services.clock.now()

        def look(tx: Tx) -> tuple[list[AnyRow], list[AnyRow]]:
            known = [row for row in customers.of_person(tx, number) if self._serves(agent, row.organization)]
            own = lists.page(tx, agent, Wanted(now=now, requester=number, limit=YOUNGEST)) if known else ()
            return known, list(own[:YOUNGEST])

        known, own = await self._services.store.read(look)
        if not known:
            raise NotFound(person=number)
        return answers.PersonInFull(
            id=number,
            name=known[0].name,
            customer_of=[_person(row) for row in known],
            tickets=[ticket_of(row, agent, self._services.catalogue()) for row in own],
        )

    def _serves(self, agent: Agent, organization: str) -> bool:
        catalogue = self._services.catalogue()
        return organization in catalogue.organizations and may_serve(agent, organization, catalogue.queues)


def _names(name: Localized) -> answers.Names:
    return answers.Names(tr=name["tr"], en=name["en"])


def _person(row: AnyRow) -> answers.Person:
    return answers.Person(
        id=row.id,
        name=row.name,
        email=row.email,
        phone=row.phone,
        language=row.language,
        organization=row.organization,
        verified=bool(row.verified),
    )
