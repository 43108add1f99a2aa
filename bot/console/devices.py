"""Where an agent is signed in, and how he ends a session that he left open."""

from __future__ import annotations

import hashlib

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console import forms
from bot.console.headers import HOME
from bot.console.visits import Console
from bot.store import audit, sessions
from bot.store.engine import Tx

PAGE = f"{HOME}/sessions"


class SessionPages:
    """An agent's own sessions."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.add_api_route(PAGE, self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(f"{PAGE}/end", self.end, methods=["POST"], include_in_schema=False)
        return router

    async def show(self, request: Request) -> Response:
        """List the live sessions, the one that was used last first."""
        visit = await self._console.visit(request)
        me, now = visit.agent.person, self._console.services.clock.now()
        found = await self._console.services.store.read(lambda tx: sessions.open_of(tx, me, now))
        reader = self._console.reader(visit.agent.language)
        values = {
            "agent": visit.agent,
            "csrf": visit.csrf,
            "desk_name": self._console.desk_name(reader),
            "kept": [(mark_of(each.token), each, each.token == visit.token) for each in found],
        }
        return self._console.pages.page("sessions.html", reader, values)

    async def end(self, request: Request) -> Response:
        """End the session that the form names; one that is over already is no error."""
        visit = await self._console.visit(request)
        form = await forms.read(request)
        forms.require(form, visit.csrf)
        me, now = visit.agent.person, self._console.services.clock.now()
        who = audit.by(visit.agent)

        def end(tx: Tx) -> None:
            for each in sessions.open_of(tx, me, now):
                if mark_of(each.token) == form.get("session", ""):
                    sessions.end(tx, each.token)
                    audit.record(tx, now, who=who, surface="console", what="session.end", subject=who)

        await self._console.services.store.write(end)
        return RedirectResponse(PAGE, 303)


def mark_of(token: str) -> str:
    """Return how a page names a session: it tells nothing of what the database keeps of its cookie."""
    return hashlib.sha256(f"session {token}".encode()).hexdigest()[:24]
