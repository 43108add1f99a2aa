"""Announcements for programs: what leads tell everybody for a while."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request

from bot import announcing
from bot.api import answers, wishes
from bot.api.caller import lead_of
from bot.api.values import NumberInPath
from bot.api.wishes import NOTHING, Nothing
from bot.console.services import Services


class Announcements:
    """The operations on announcements. Who leads nobody finds nothing here."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, router: APIRouter) -> None:
        """Add the operations to `router`."""
        page = "/announcements"
        router.add_api_route(
            page, self.list, methods=["GET"], tags=["announcements"], summary="List what is announced",
            response_model=list[answers.Announcement],
        )  # fmt: skip
        router.add_api_route(
            page, self.add, methods=["POST"], status_code=201, tags=["announcements"], summary="Announce",
            response_model=answers.Accepted,
        )  # fmt: skip
        router.add_api_route(
            f"{page}/{{number}}/end", self.end, methods=["POST"], tags=["announcements"],
            summary="End an announcement", response_model=answers.Accepted,
        )  # fmt: skip

    async def list(self, request: Request) -> Sequence[answers.Announcement]:
        """List what runs and is the caller's to end, the newest first. For leads."""
        agent, now = lead_of(request), self._services.clock.now()
        rows = await self._services.store.read(lambda tx: announcing.ones_of(tx, agent, now))
        return [
            answers.Announcement(id=row.id, at=row.at, until=row.until, organization=row.organization, words=row.words)
            for row in rows
        ]

    async def add(self, request: Request, body: wishes.Announcement) -> answers.Accepted:
        """Show a line to agents, or to the customers of an organization, until a moment at most 90 days away."""
        agent, now = lead_of(request), self._services.clock.now()
        known = self._services.catalogue().organizations
        number = await self._services.store.write(
            lambda tx: announcing.announce(
                tx, agent, body.words, body.organization, body.until, now, known=known, surface="api"
            )
        )
        self._services.hub.poke(["desk"])
        return answers.Accepted(id=number)

    async def end(self, request: Request, number: NumberInPath, body: Nothing = NOTHING) -> answers.Accepted:
        """Show it no longer."""
        agent, now = lead_of(request), self._services.clock.now()
        await self._services.store.write(lambda tx: announcing.end(tx, agent, number, now, surface="api"))
        self._services.hub.poke(["desk"])
        return answers.Accepted(id=number)
