"""The page on which an agent hides words, or a whole line, of a ticket."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console import commands, forms
from bot.console.failures import status_of
from bot.console.headers import HOME
from bot.console.visits import Console, Visit
from bot.store import sheets
from bot.store.engine import Tx
from core.effects import Act, Command
from core.errors import NotFound, OnkapiError
from core.messages import unpack


class RedactPages:
    """A form for each line."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def router(self) -> APIRouter:
        """Return the routes; they must stand before the commands of a ticket."""
        router, page = APIRouter(), f"{HOME}/tickets/{{ref}}/redact"
        router.add_api_route(page, self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(page, self.hide, methods=["POST"], include_in_schema=False)
        return router

    async def show(self, request: Request) -> Response:
        """Show the line `?entry=` with the form."""
        visit = await self._console.visit(request)
        return await self._page(request, visit, forms.number(request.query_params.get("entry", "")))

    async def hide(self, request: Request) -> Response:
        """Hide what the form says and lead back to the ticket, or say why not."""
        visit = await self._console.visit(request)
        form = await forms.posted(request, visit.csrf)
        ref, number = request.path_params["ref"].upper(), forms.number(form.get("entry", ""))
        wish = Act(
            command=Command.REDACT,
            words=form.get("words", "").strip()[: commands.MAX_WORDS],
            entry=number,
            with_files=form.get("with_files") == "yes",
        )
        try:
            await self._console.services.agents.act(visit.agent, ref, wish, once=form.get("once", ""))
        except OnkapiError as error:
            status = status_of(error)
            if status >= 500 or isinstance(error, NotFound):
                raise
            why = commands.why(error, self._console.reader(visit.agent.language))
            return await self._page(request, visit, number, {"flash": why, "words": form.get("words", "")}, status)
        return RedirectResponse(f"{HOME}/tickets/{ref}#entry-{number}", 303)

    async def _page(
        self, request: Request, visit: Visit, number: int, given: Mapping[str, str] | None = None, status: int = 200
    ) -> Response:
        ref = request.path_params["ref"].upper()

        def look(tx: Tx) -> tuple[sheets.Around, sheets.Told]:
            around = sheets.around(tx, visit.agent, ref)
            lines = sheets.onward(tx, visit.agent, around.id, after=number - 1, limit=1)[0] if around else ()
            if around is None or not lines or lines[0].id != number:
                raise NotFound(entry=number)
            return around, lines[0]

        around, told = await self._console.services.store.read(look)
        reader = self._console.reader(visit.agent.language).at(around.zone)
        line = reader.say(unpack(told.body)) if told.kind == "line" and told.body else ""
        values = {
            **self._console.frame(visit, reader),
            "ref": ref,
            "told": told,
            "line": line,
            "flash": "",
            "words": "",
            **(given or {}),
        }
        return self._console.pages.page("redact.html", reader, values, status)
