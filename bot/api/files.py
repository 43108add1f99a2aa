"""Files: kept for what a program will write, and given out to who may see the line that carries them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.api import answers
from bot.api.bodies import BadJson
from bot.api.caller import caller_of
from bot.api.problems import Refused
from bot.api.values import NumberInPath
from bot.console.services import Services
from bot.files.shelf import agent_sender
from channels.attachments import content_of, given, name_of
from core.errors import NotFound
from core.messages import File, Text
from core.people import Agent, Role

_ANY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_UPLOAD: dict[str, Any] = {
    "requestBody": {"required": True, "content": _ANY},
    "parameters": [
        {
            "name": "X-File-Name",
            "in": "header",
            "required": False,
            "description": "How people read it, as percent-encoded UTF-8.",
            "schema": {"type": "string", "maxLength": 3_000, "pattern": "^[ -~]*$"},
        }
    ],
}


class FilesGone(Refused):
    """A file that was to be attached is not there, or not any more."""

    code, status = "api.files", 422


class Files:
    """The operations on files."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, router: APIRouter) -> None:
        """Add the operations to `router`."""
        router.add_api_route(
            "/files/{number}", self.show, methods=["GET"], tags=["files"], summary="Show a file",
            response_class=Response, responses={200: {"description": "The content", "content": _ANY}},
        )  # fmt: skip

    def add_uploads_to(self, router: APIRouter) -> None:
        """Add what takes a body of any kind to `router`."""
        router.add_api_route(
            "/files", self.keep, methods=["POST"], status_code=201, tags=["files"], summary="Keep a file",
            response_model=answers.Uploaded, openapi_extra=_UPLOAD,
        )  # fmt: skip

    async def show(self, request: Request, number: NumberInPath) -> Response:
        """Give out a file that a line of a ticket carries, to who may read the line."""
        held = await self._services.shelf.seen_by(caller_of(request).agent, number)
        response = given(held) if held else None
        if response is None:
            raise NotFound(file=number)
        return response

    async def keep(self, request: Request) -> answers.Uploaded:
        """Keep the body as a file for a day; the token that is answered attaches it to a reply, a note or the like."""
        agent = caller_of(request).agent
        if agent.role is Role.CUSTOMER_LEAD:
            raise NotFound
        declared = request.headers.get("content-type", "")[:100].lower()
        try:
            upload = await self._services.shelf.keep(
                agent_sender(agent), content_of(request), name_of(request), declared
            )
        except ConnectionError:
            raise BadJson(reason=Text("json.syntax", {"position": 0})) from None
        kept = upload.file
        return answers.Uploaded(token=upload.token, name=kept.name, media_type=kept.media_type, size=kept.size)


async def attached(services: Services, agent: Agent, tokens: Sequence[str]) -> tuple[File, ...]:
    """Return the files that `agent` has uploaded under `tokens`, or raise `FilesGone`."""
    try:
        return await services.shelf.uploaded(agent_sender(agent), tokens)
    except NotFound:
        raise FilesGone from None
