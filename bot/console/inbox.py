"""The inbox: what waits for somebody, what is mine, everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.console.headers import HOME
from bot.console.live import stream
from bot.console.promises import answer_due
from bot.console.reader import Reader
from bot.console.visits import Console, Visit
from bot.store import views
from bot.store.views import View
from core.people import Agent


class InboxPages:
    """The lists and their news."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.add_api_route(HOME, self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(f"{HOME}/events", self.events, methods=["GET"], include_in_schema=False)
        return router

    async def show(self, request: Request) -> Response:
        """Show one list, newest state first read; `?view=` names it, `?older=` turns the page."""
        visit = await self._console.visit(request)
        reader = self._console.reader(visit.agent.language)
        values = await self._read(request, visit.agent) | self._frame(visit, reader)
        return self._console.pages.page("inbox.html", reader, values)

    async def events(self, request: Request) -> Response:
        """Keep an open list alive."""
        await self._console.visit(request)

        async def look() -> Mapping[str, str] | None:
            found = await self._console.look(request)
            if found is None:
                return None
            agent = found[0].agent
            reader, values = self._console.reader(agent.language), await self._read(request, agent)
            html = self._console.pages.html
            return {"tabs": html("_tabs.html", reader, values), "list": html("_list.html", reader, values)}

        return stream(self._console.services.hub, "desk", look)

    async def _read(self, request: Request, agent: Agent) -> dict[str, Any]:
        view, older = _view(request.query_params.get("view", "")), request.query_params.get("older", "")
        inbox = await self._console.services.store.read(lambda tx: views.inbox(tx, agent, view, older))
        organizations = self._console.services.catalogue().organizations
        due = {row.ref: answer_due(organizations.get(row.organization_key), row) for row in inbox.rows}
        return {
            "inbox": inbox,
            "due": due,
            "view": view,
            "views": tuple(View),
            "me": agent.person,
            "paged": bool(older),
        }

    def _frame(self, visit: Visit, reader: Reader) -> dict[str, Any]:
        return {"agent": visit.agent, "csrf": visit.csrf, "desk_name": self._console.desk_name(reader)}


def _view(name: str) -> View:
    return View(name) if name in set(View) else View.UNASSIGNED
