"""Dead letters, for admins: what could not be worked on, why, and a button for each thing that can be done about it."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console import forms
from bot.console.headers import HOME
from bot.console.visits import Console, Visit
from bot.store import audit, letters
from bot.store.engine import Tx
from core.errors import NotFound
from core.secrets import masked

PAGE = f"{HOME}/letters"
SHOWN = 100


class LetterPages:
    """The list, and a page for each. Who administers one organization only finds nothing here."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._services = console.services

    def router(self) -> APIRouter:
        """Return the routes."""
        router, one = APIRouter(), f"{PAGE}/{{number}}"
        router.add_api_route(PAGE, self.show_all, methods=["GET"], include_in_schema=False)
        router.add_api_route(one, self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(f"{one}/{{deed}}", self.act, methods=["POST"], include_in_schema=False)
        return router

    async def show_all(self, request: Request) -> Response:
        """Show dead letters, oldest first; `?after=` turns the page, `?done=` tells what was done."""
        visit = await self._console.admin(request, of_all=True)
        given = request.query_params.get("after", "")
        after, done = forms.number(given) if given else 0, request.query_params.get("done", "")
        rows, more = await self._services.store.read(lambda tx: letters.page(tx, after=after, limit=SHOWN))
        values = {"rows": rows, "next": rows[-1].id if more else 0, "done": done if done in DEEDS else ""}
        return self._page("letters.html", visit, values)

    async def show(self, request: Request) -> Response:
        """Show one, without the secrets in it."""
        visit = await self._console.admin(request, of_all=True)
        letter = await self._letter(request)
        raw = json.dumps(dict(letter.inbound.raw), ensure_ascii=False, indent=2, sort_keys=True)
        values = {
            "letter": letter,
            "words": masked(letter.inbound.text),
            "error": masked(letter.error),
            "raw": masked(raw) if letter.inbound.raw else "",
        }
        return self._page("letter.html", visit, values)

    async def act(self, request: Request) -> Response:
        """Replay a letter, or drop it. The second click does nothing."""
        visit = await self._console.admin(request, of_all=True)
        await forms.posted(request, visit.csrf)
        number, deed = forms.number(request.path_params["number"]), request.path_params["deed"]
        if deed not in DEEDS:
            raise NotFound(deed=deed)
        now, who = self._services.clock.now(), audit.by(visit.agent)

        def write(tx: Tx) -> bool:
            if not DEEDS[deed](tx, number):
                return False
            audit.record(tx, now, who=who, surface="console", what=f"letter.{deed}", subject=f"letter:{number}")
            return True

        if not await self._services.store.write(write):
            return RedirectResponse(PAGE, 303)
        await self._services.replaying.sweep()
        left = await self._services.store.read(lambda tx: letters.one(tx, number))
        self._services.hub.poke(["desk"])
        return RedirectResponse(f"{PAGE}/{number}" if left else f"{PAGE}?done={deed}", 303)

    async def _letter(self, request: Request) -> letters.Letter:
        number = forms.number(request.path_params["number"])
        found = await self._services.store.read(lambda tx: letters.one(tx, number))
        if found is None:
            raise NotFound(letter=number)
        return found

    def _page(self, template: str, visit: Visit, values: dict[str, Any]) -> Response:
        reader = self._console.reader(visit.agent.language)
        return self._console.pages.page(template, reader, {**values, **self._console.frame(visit, reader)})


DEEDS = {"replay": letters.ask, "drop": letters.drop}
