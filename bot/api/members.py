"""The people of the desk, as programs manage them: who works here, who may what, who is off or away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, StringConstraints
from starlette.requests import Request

from bot import staffing
from bot.api import answers
from bot.api.caller import caller_of, lead_of
from bot.api.me import AvailabilityChange, availability_of, let_be
from bot.api.values import Body, Key
from bot.console.services import Services
from bot.rights import LONGEST_EMAIL, LONGEST_NAME, Rights
from bot.staffing import By, may_know
from bot.store import audit, members
from bot.store.engine import Tx
from bot.store.members import Member
from core.errors import NotAllowed
from core.messages import Language
from core.people import Agent, Role

MOST_QUEUES = 500

Who = Annotated[str, Path(min_length=1, max_length=40, description="The key of the agent.")]


class RightsBody(Body):
    """What somebody may do: in which queues, and with an `organization` in its matters only."""

    role: Role
    queues: tuple[Key, ...] = Field(default=(), max_length=MOST_QUEUES)
    organization: Key | None = None


class NewMember(RightsBody):
    """Somebody who begins to work here. He signs in once he has a password (`onkapi agent password`)."""

    key: Annotated[str, StringConstraints(max_length=40)] = Field(examples=["deniz"])
    name: Annotated[str, StringConstraints(max_length=LONGEST_NAME)] = Field(examples=["Deniz Şahin"])
    email: Annotated[str, StringConstraints(max_length=LONGEST_EMAIL)] = Field(default="", examples=["d@ornek.example"])
    language: Language = "tr"


class MemberShown(BaseModel):
    """Somebody who works at the desk. One `of_file` is named in the configuration, and changed there."""

    id: int
    key: str
    name: str
    email: str
    language: Language
    role: Role
    queues: list[str]
    organization: str | None
    active: bool
    of_file: bool
    availability: answers.Availability
    cases: int = Field(description="How many open tickets he owns.")
    seen_at: datetime | None


class Left(BaseModel):
    """What goes back where he leaves: how many tickets to which queue."""

    returned: dict[str, int]


class Members:
    """The operations. Leads read, admins change; to others they are not there."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, router: APIRouter) -> None:
        """Add the operations to `router`."""
        one = "/members/{key}"
        for path, handler, method, summary, shape in (
            ("/members", self.all, "GET", "List who works at the desk", list[MemberShown]),
            ("/members", self.add, "POST", "Add an agent", MemberShown),
            (one, self.get, "GET", "Show who works at the desk", MemberShown),
            (f"{one}/rights", self.rights, "PUT", "Change what an agent may do", MemberShown),
            (f"{one}/availability", self.availability, "PUT", "Say whether an agent is away", MemberShown),
            (f"{one}/off", self.off, "POST", "Switch an agent off", Left),
            (f"{one}/on", self.on, "POST", "Let an agent work again", MemberShown),
        ):
            router.add_api_route(path, handler, methods=[method], tags=["desk"], summary=summary, response_model=shape)

    async def all(self, request: Request) -> list[MemberShown]:
        """List everybody who works at the desk, who is off at the end. For leads."""
        lead, now = lead_of(request), self._services.clock.now()
        found = await self._services.store.read(lambda tx: members.members(tx, now))
        return [_shown(each) for each in found if may_know(lead, each.agent)]

    async def get(self, request: Request, key: Who) -> MemberShown:
        """Show one who works at the desk. For leads."""
        lead, now = lead_of(request), self._services.clock.now()
        return await self._services.store.read(lambda tx: _shown(staffing.known_to(tx, lead, key, now)))

    async def add(self, request: Request, body: NewMember) -> MemberShown:
        """Add somebody whom the configuration does not name. For admins."""
        admin, by = lead_of(request), self._by(request)
        if admin.role is not Role.ADMIN:
            raise NotAllowed
        rights = self._given(admin, body)

        def write(tx: Tx) -> MemberShown:
            staffing.add(tx, by, body.key, name=body.name, email=body.email, rights=rights, language=body.language)
            return _shown(staffing.known_to(tx, admin, body.key, by.now))

        return await self._services.store.write(write)

    async def rights(self, request: Request, key: Who, body: RightsBody) -> MemberShown:
        """Give an agent other rights; tickets that may not be his any more go back to their queues. For admins."""
        rights, by = self._given(lead_of(request), body), self._by(request)
        return await self._change(request, key, lambda tx: staffing.change(tx, by, key, rights), of_others=True)

    async def availability(self, request: Request, key: Who, body: AvailabilityChange) -> MemberShown:
        """Say that an agent is away, or there again. For admins."""
        by = self._by(request)
        zone = self._services.catalogue().timezone
        return await self._change(request, key, lambda tx: let_be(tx, by, key, body, zone))

    async def off(self, request: Request, key: Who) -> Left:
        """End an agent's rights and sessions at once; his tickets go back to their queues. For admins."""
        by = self._by(request)
        gone: dict[str, int] = {}
        await self._change(request, key, lambda tx: gone.update(staffing.switch_off(tx, by, key)), of_others=True)
        return Left(returned=gone)

    async def on(self, request: Request, key: Who) -> MemberShown:
        """Let an agent work again, by the rights he had. For admins."""
        by = self._by(request)
        return await self._change(request, key, lambda tx: staffing.switch_on(tx, by, key), of_others=True)

    async def _change(
        self, request: Request, key: str, work: Callable[[Tx], None], *, of_others: bool = False
    ) -> MemberShown:
        """Do `work` to the agent `key`; what is `of_others` nobody does to himself."""
        admin, now = lead_of(request), self._services.clock.now()

        def write(tx: Tx) -> MemberShown:
            staffing.changeable_by(tx, admin, key, now, of_others=of_others)
            work(tx)
            return _shown(staffing.known_to(tx, admin, key, now))

        shown = await self._services.store.write(write)
        self._services.hub.poke(["desk"])
        return shown

    def _given(self, admin: Agent, body: RightsBody) -> Rights:
        """Return the rights in a body; who is limited to an organization gives none beyond it."""
        catalogue = self._services.catalogue()
        rights = Rights(role=body.role, queues=body.queues, organization=admin.organization or body.organization)
        rights.require(catalogue.queues, catalogue.organizations)
        return rights

    def _by(self, request: Request) -> By:
        return By(who=audit.by(caller_of(request).agent), surface="api", now=self._services.clock.now())


def _shown(one: Member) -> MemberShown:
    agent = one.agent
    return MemberShown(
        id=agent.person,
        key=agent.key,
        name=agent.name,
        email=one.email,
        language=agent.language,
        role=agent.role,
        queues=sorted(agent.queues),
        organization=agent.organization,
        active=agent.active,
        of_file=one.of_file,
        availability=availability_of(one.away),
        cases=one.cases,
        seen_at=one.seen_at,
    )
