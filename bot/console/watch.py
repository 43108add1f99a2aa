"""The lead's page: what needs a hand, on one page."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.console.headers import HOME
from bot.console.visits import Console
from bot.watching import watch

PAGE = f"{HOME}/watch"


class WatchPage:
    """What is late, left alone, back, unconfirmed or too much at once. Who leads nobody finds nothing here."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def router(self) -> APIRouter:
        """Return the route."""
        router = APIRouter()
        router.add_api_route(PAGE, self.show, methods=["GET"], include_in_schema=False)
        return router

    async def show(self, request: Request) -> Response:
        """Show all lists."""
        visit = await self._console.visit(request)
        services, reader = self._console.services, self._console.reader(visit.agent.language)
        found = await services.store.read(lambda tx: watch(tx, visit.agent, services.catalogue(), reader.now))
        values = {
            **self._console.frame(visit, reader),
            "watch": found,
        }
        return self._console.pages.page("watch.html", reader, values)
