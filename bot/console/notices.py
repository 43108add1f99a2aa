"""The page of what somebody was told: warnings, what broke, what came back; and the mark that counts it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console import forms
from bot.console.headers import HOME
from bot.console.visits import Console
from bot.store import notices

PAGE = f"{HOME}/notices"


class NoticePages:
    """What the agent was told, the newest first."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.add_api_route(PAGE, self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(f"{PAGE}/read", self.read, methods=["POST"], include_in_schema=False)
        return router

    async def show(self, request: Request) -> Response:
        """Show the notices; what is new is marked."""
        visit = await self._console.visit(request)
        reader = self._console.reader(visit.agent.language)
        told = await self._console.services.store.read(lambda tx: notices.listed(tx, visit.agent))
        values = {
            **self._console.frame(visit, reader),
            "told": told,
            "new": sum(not each.read for each in told),
            "last": told[0].id if told else 0,
        }
        return self._console.pages.page("notices.html", reader, values)

    async def read(self, request: Request) -> Response:
        """Mark as read what the form had before it; what came later stays new."""
        visit = await self._console.visit(request)
        form = await forms.posted(request, visit.csrf)
        last, now = forms.number(form.get("last", "")), self._console.services.clock.now()
        await self._console.services.store.write(lambda tx: notices.read(tx, visit.agent.person, last, now))
        self._console.services.hub.poke(["desk"])
        return RedirectResponse(PAGE, 303)
