"""The page on which leads tell everybody something for a while."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot import announcing
from bot.console import forms
from bot.console.headers import HOME
from bot.console.visits import Console
from core.errors import BadInput

PAGE = f"{HOME}/announcements"


class AnnouncementPages:
    """What runs, and a form for one more. Who leads nobody finds nothing here."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.add_api_route(PAGE, self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(PAGE, self.add, methods=["POST"], include_in_schema=False)
        router.add_api_route(f"{PAGE}/{{number}}/end", self.end, methods=["POST"], include_in_schema=False)
        return router

    async def show(self, request: Request) -> Response:
        """Show what runs."""
        visit = await self._console.lead(request)
        services, reader = self._console.services, self._console.reader(visit.agent.language)
        organizations = services.catalogue().organizations.values()
        values = {
            **self._console.frame(visit, reader),
            "running": await services.store.read(lambda tx: announcing.ones_of(tx, visit.agent, reader.now)),
            "to_agents": announcing.may_announce(visit.agent, None),
            "organizations": {
                each.key: each.name for each in organizations if announcing.may_announce(visit.agent, each.key)
            },
            "most": announcing.MAX_WORDS,
        }
        return self._console.pages.page("announcements.html", reader, values)

    async def add(self, request: Request) -> Response:
        """Tell what a form says; its moment is read on the clock of the desk."""
        visit = await self._console.lead(request)
        form = await forms.posted(request, visit.csrf)
        services, reader = self._console.services, self._console.reader(visit.agent.language)
        organization = form.get("organization") or None
        try:
            until = datetime.fromisoformat(form.get("until", "")).replace(tzinfo=reader.zone)
        except ValueError as error:
            raise BadInput(value=form.get("until", "")) from error
        known, words = services.catalogue().organizations, form.get("words", "")
        await services.store.write(
            lambda tx: announcing.announce(
                tx, visit.agent, words, organization, until, reader.now, known=known, surface="console"
            )
        )
        services.hub.poke(["desk"])
        return RedirectResponse(PAGE, 303)

    async def end(self, request: Request) -> Response:
        """Show one no longer."""
        visit = await self._console.lead(request)
        await forms.posted(request, visit.csrf)
        services, number = self._console.services, forms.number(request.path_params["number"])
        now = services.clock.now()
        await services.store.write(lambda tx: announcing.end(tx, visit.agent, number, now, surface="console"))
        services.hub.poke(["desk"])
        return RedirectResponse(PAGE, 303)
