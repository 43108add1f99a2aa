"""Who asks, for himself: his name, his language, and whether he is there."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StringConstraints
from starlette.requests import Request

from bot import staffing
from bot.api import answers
from bot.api.caller import caller_of
from bot.api.values import Body, Number
from bot.console.services import Services
from bot.rights import LONGEST_NAME
from bot.staffing import By
from bot.store import audit, members, staff
from bot.store.absence import Absence
from bot.store.engine import Tx
from bot.store.members import Member
from core.errors import NotAllowed, NotFound
from core.messages import Language
from core.people import Agent

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)]


class MeChange(Body):
    """What is to be changed of the caller; what is left out stays."""

    name: Name | None = None
    language: Language | None = None


class AvailabilityChange(Body):
    """Whether the caller is away: until the morning of a day, for now without one; who stands in, by number."""

    away: bool
    until: date | None = None
    substitute: Number | None = None
    pass_on: bool = Field(default=False, description="Give the open tickets away, too.")


class Me:
    """The operations on the caller himself. Programs may read, and change nothing."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, router: APIRouter) -> None:
        """Add the operations to `router`."""
        for path, handler, method, summary in (
            ("/me", self.get, "GET", "Show who the caller is"),
            ("/me", self.change, "PUT", "Change the caller's name or language"),
            ("/me/availability", self.set_availability, "PUT", "Say whether the caller is away"),
        ):
            router.add_api_route(
                path, handler, methods=[method], tags=["desk"], summary=summary, response_model=answers.Me
            )

    async def get(self, request: Request) -> answers.Me:
        """Show who the caller is, what he may see, and whether he is there."""
        return await self._shown(caller_of(request).agent)

    async def change(self, request: Request, body: MeChange) -> answers.Me:
        """Change how the caller is called, or in which language he reads. For agents whom no file names."""

        def write(tx: Tx) -> None:
            staffing.rename(tx, by, agent.key, name=body.name, language=body.language)

        agent, by = self._person(request)
        await self._services.store.write(write)
        return await self._shown(agent)

    async def set_availability(self, request: Request, body: AvailabilityChange) -> answers.Me:
        """Say that the caller is away, or there again. Who stands in serves one of the same queues."""
        agent, by = self._person(request)
        zone = self._services.catalogue().timezone
        await self._services.store.write(lambda tx: let_be(tx, by, agent.key, body, zone))
        self._services.hub.poke(["desk"])
        return await self._shown(agent)

    def _person(self, request: Request) -> tuple[Agent, By]:
        caller = caller_of(request)
        if not caller.by_cookie:
            raise NotAllowed
        now = self._services.clock.now()
        return caller.agent, By(who=audit.by(caller.agent), surface="api", now=now)

    async def _shown(self, agent: Agent) -> answers.Me:
        now = self._services.clock.now()
        found = await self._services.store.read(lambda tx: members.member(tx, agent.key, now))
        return _me(found.agent if found else agent, found)


def let_be(tx: Tx, by: By, key: str, body: AvailabilityChange, zone: str) -> None:
    """Let the agent `key` be away, or there again, as `body` says; days begin at the clock of `zone`."""
    if not body.away:
        staffing.come_back(tx, by, key)
        return
    other = "" if body.substitute is None else staff.key_of(tx, body.substitute)
    if other is None:
        raise NotFound(person=body.substitute)
    until = body.until.isoformat() if body.until else ""
    staffing.leave(tx, by, key, until=until, zone=zone, substitute=other, pass_on=body.pass_on)


def availability_of(away: Absence | None) -> answers.Availability:
    """Return whether somebody is there, as programs read it."""
    other = away and away.substitute
    return answers.Availability(
        away=away is not None,
        until=away.until if away else None,
        substitute=answers.PersonName(id=other, name=away.substitute_name) if away and other is not None else None,
    )


def _me(agent: Agent, found: Member | None) -> answers.Me:
    return answers.Me(
        id=agent.person,
        key=agent.key,
        name=agent.name,
        role=agent.role,
        language=agent.language,
        queues=sorted(agent.queues),
        organization=agent.organization,
        owned_by_file=found is not None and found.of_file,
        availability=availability_of(found.away if found else None),
    )
