"""The web chat as a channel: its routes, who a visitor is, and the live stream; for our page and for the widget."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from channels import ingress
from channels.attachments import given
from channels.ingress import Refused
from channels.recent import Recent
from channels.sections import accounts_of
from channels.web import identity, page, parse, render
from channels.web.origins import crossing, require_known_origin
from channels.web.settings import Settings, Site
from core.channel import Abilities, Limit, Roomless
from core.host import PAGE, Host, Line
from core.messages import Address, File, Language, Outgoing, Sender

NAME = "web"
_BEAT = 15.0
"""Seconds between two signs of life of a stream; the page thinks it dead after three."""

_log = logging.getLogger(__name__)


class Web(Roomless):
    """People write on a page of ours. What they see is read from the transcript, so that a reload loses nothing."""

    name = NAME
    abilities = Abilities(buttons=True, cards=False, read_here=True)

    def __init__(self, settings: Settings) -> None:
        self._sites = {site.key: site for site in settings.sites}
        self.accounts = accounts_of(settings.sites)
        self._host: Host | None = None

    async def start(self, host: Host) -> None:
        """Begin to serve the pages."""
        self._host = host

    async def stop(self) -> None:
        """Refuse what comes from now on, and end each stream at its next change."""
        self._host = None

    def limits(self, address: Address) -> Sequence[Limit]:
        """Return none: here nobody counts."""
        return ()

    async def send(self, outgoing: Outgoing) -> Sequence[str]:
        """Return the id of `outgoing` on the page. The page reads the transcript: there is nothing to call."""
        return (f"w{outgoing.id}",)

    def routes(self) -> Sequence[BaseRoute]:
        """Return the page at `/`, the widget, their files and the doors under `/chat/<site>`."""
        guard, cross = ingress.guarded(self._language), crossing(self._sites)

        def door(path: str, endpoint: ingress.Endpoint, method: str = "GET") -> Route:
            return Route(f"/chat/{{site}}/{path}", cross(guard(endpoint)), methods=[method, "OPTIONS"])

        return (
            Route("/", guard(self._page)),
            page.widget(),
            Mount("/chat/static", page.static()),
            door("start", self._start),
            door("identify", self._identify, "POST"),
            door("messages", self._message, "POST"),
            door("press", self._press, "POST"),
            door("files", self._keep, "POST"),
            door("files/{number:int}", self._file),
            door("lines", self._lines),
            door("events", self._events),
        )

    async def _page(self, request: Request) -> Response:
        host, asked = self._open(), request.query_params.get("site", "")
        desks = {key: host.desk(f"{NAME}/{key}") for key in self._sites}
        if not asked and len(self._sites) == 1:
            asked = next(iter(self._sites))
        if asked not in self._sites:
            return page.choice(request, desks, missing=bool(asked) or not desks)
        told = await host.announcements(f"{NAME}/{asked}")
        return page.chat(request, self._sites[asked], desks[asked], host.file_limit, told)

    async def _start(self, request: Request) -> Response:
        """Return what a widget needs to be drawn; it says nothing about anybody."""
        host, site = self._open(), self._site(request)
        told = await host.announcements(f"{NAME}/{site.key}")
        return _json(page.start(request, host.desk(f"{NAME}/{site.key}"), host.file_limit, told))

    async def _identify(self, request: Request) -> Response:
        """Exchange a page's signature for a pass; who is not vouched for stays a visitor that nobody knows."""
        host, site = self._open(), self._site(request)
        require_known_origin(request, site)
        body = await ingress.read_json(request)
        known = identity.vouched(site.secret, body.get("user"), body.get("signature"), host.now())
        return _json({"pass": identity.give_pass(site.secret, known, host.now()) if known else None})

    async def _message(self, request: Request) -> Response:
        return await self._hand_in(request, parse.message)

    async def _press(self, request: Request) -> Response:
        return await self._hand_in(request, parse.press)

    async def _hand_in(self, request: Request, read: parse.Reader) -> Response:
        host, site, (address, known) = self._open(), self._site(request), self._who(request)
        require_known_origin(request, site)
        body = await ingress.read_json(request)
        sender = Sender(
            external_id=address.chat,
            realm=site.key,
            name=known.name if known else "",
            language=ingress.preferred(request, self._language(request)),
            proof=f"{site.key}: {known.email or known.id}" if known else "",
        )
        attached: tuple[File, ...] = await ingress.uploaded(host, address, parse.files(body))
        answer = await ingress.hand_in(host, read(body, address, sender, host.now(), attached))
        return _json({"answer": answer.text})

    async def _keep(self, request: Request) -> Response:
        """Keep a file for a message to come, and return the token by which it may be attached."""
        host, site, address = self._open(), self._site(request), self._address(request)
        require_known_origin(request, site)
        upload = await ingress.keep_file(host, address, request)
        return _json({"file": upload.token, **render.file(upload.file)})

    async def _file(self, request: Request) -> Response:
        """Give out a file of a line of the visitor's own conversation."""
        held = await self._open().file(self._address(request), request.path_params["number"])
        response = given(held) if held else None
        if response is None:
            raise Refused(404, "no_such_file")
        return response

    async def _lines(self, request: Request) -> Response:
        host, address, after = self._open(), self._address(request), ingress.after(request)
        seen = await ingress.look(host, address, after)
        return _json({"lines": [render.line(line) for line in seen.lines], "busy": seen.busy})

    async def _events(self, request: Request) -> Response:
        host, address, after = self._open(), self._address(request), ingress.after(request)
        return EventSourceResponse(
            self._live(host, address, after), ping=_BEAT, ping_message_factory=lambda: ServerSentEvent(event="beat")
        )

    async def _live(self, host: Host, address: Address, after: int) -> AsyncGenerator[bytes, None]:
        """Yield new lines and typing hints at `address`, what is new at a moment in one piece.

        The id of an event is the line up to which all is settled: a browser that comes back with it is
        sent the newest lines once more, and what came late among them.
        """
        recent, busy = Recent(after), None
        try:
            async with aclosing(host.changes(address)) as changes:
                async for _ in changes:
                    if self._host is None:
                        return
                    more = True
                    while more:
                        seen = await host.seen(address, recent.floor)
                        fresh = [line for line in seen.lines if recent.take(line.id)]
                        more = bool(fresh) and len(seen.lines) == PAGE
                        events = [_lines(fresh, recent.floor)] if fresh else []
                        if not more and busy != (busy := seen.busy):
                            events.append(ServerSentEvent(event="busy", data=json.dumps(busy)))
                        if events:
                            yield b"".join(event.encode() for event in events)
        except Exception as error:  # noqa: BLE001 -- whatever it was, the page must come back
            # The headers are gone: all that is left is to end the stream. The page comes back by itself.
            _log.log(ingress.level(error), "stream ended: %s on %s", type(error).__name__, address.account)

    def _open(self) -> Host:
        if self._host is None:
            raise Refused(503, "closed")
        return self._host

    def _site(self, request: Request) -> Site:
        site = self._sites.get(request.path_params["site"])
        if site is None:
            raise Refused(404, "no_such_site")
        return site

    def _address(self, request: Request) -> Address:
        return self._who(request)[0]

    def _who(self, request: Request) -> tuple[Address, identity.Known | None]:
        """Return where the asker's conversation is, and who he is if his page vouched for him."""
        site, given_pass = self._site(request), request.headers.get("x-onkapi-pass")
        if given_pass is not None:
            known = identity.holder(site.secret, given_pass, self._open().now())
            if known is None:
                raise Refused(401, "signed_out")
            return Address(f"{NAME}/{site.key}", identity.chat_of(known)), known
        token = request.headers.get("x-onkapi-visitor") or request.cookies.get(page.cookie(site))
        return Address(f"{NAME}/{site.key}", ingress.visitor(token)), None

    def _language(self, request: Request) -> Language:
        key = request.path_params.get("site")
        return self._host.desk(f"{NAME}/{key}").language if self._host and key in self._sites else "tr"


def _lines(lines: Sequence[Line], settled: int) -> ServerSentEvent:
    """Return the event that shows `lines`; all up to the line `settled` are there."""
    return ServerSentEvent(event="lines", data=json.dumps([render.line(line) for line in lines]), id=str(settled))


def _json(body: Mapping[str, Any]) -> JSONResponse:
    return JSONResponse(body, headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})
