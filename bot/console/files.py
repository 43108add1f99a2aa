"""Files in the console: kept for what an agent is writing, and given out to who may see the ticket they are on."""

from __future__ import annotations

import hmac

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.console.failures import status_of
from bot.console.forms import FormRefused
from bot.console.headers import HOME
from bot.console.sheet import gate
from bot.console.visits import Console, Visit
from bot.files.shelf import agent_sender
from channels.attachments import content_of, given, name_of
from core.errors import FileTooLarge, NotFound, TooManyFiles
from core.messages import File, Text


class FilesGone(NotFound):
    """A file that was to be attached is not there any more."""

    code = "bad.files"


class FilePages:
    """Files, each at an address of its own."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def router(self) -> APIRouter:
        """Return the routes; that for keeping must stand before the commands of a ticket."""
        router = APIRouter()
        router.add_api_route(f"{HOME}/files/{{number:int}}", self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(f"{HOME}/tickets/{{ref}}/files", self.keep, methods=["POST"], include_in_schema=False)
        return router

    async def show(self, request: Request) -> Response:
        """Give out a file of a ticket that the agent may see."""
        visit = await self._console.visit(request, reads=True)
        held = await self._console.services.shelf.seen_by(visit.agent, request.path_params["number"])
        response = given(held) if held else None
        if response is None:
            raise NotFound(file=request.path_params["number"])
        return response

    async def keep(self, request: Request) -> Response:
        """Keep a file for what the agent will write on a ticket, and return the token by which it goes with it."""
        visit, ref = await self._console.visit(request), request.path_params["ref"].upper()
        mark = request.headers.get("x-csrf-token", "")
        if not hmac.compare_digest(visit.csrf.encode(), mark.encode()):
            raise FormRefused(403, "failed.stale")
        await self._console.services.store.read(lambda tx: gate(tx, visit.agent, ref))
        declared = request.headers.get("content-type", "")[:100].lower()
        shelf = self._console.services.shelf
        try:
            upload = await shelf.keep(agent_sender(visit.agent), content_of(request), name_of(request), declared)
        except (FileTooLarge, TooManyFiles) as error:
            sentence = self._console.reader(visit.agent.language).say(Text(error.code, error.values))
            return JSONResponse({"error": sentence}, status_of(error))
        return JSONResponse({"file": upload.token, "name": upload.file.name, "size": upload.file.size})


async def attached(console: Console, visit: Visit, tokens: str) -> tuple[File, ...]:
    """Return the files that an agent has uploaded under `tokens`, parted by spaces, or raise `FilesGone`."""
    try:
        return await console.services.shelf.uploaded(agent_sender(visit.agent), tokens.split())
    except NotFound:
        raise FilesGone from None
