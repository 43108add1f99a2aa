"""The web chat as a channel: its routes, who a visitor is, and the live stream."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from channels import ingress
from channels.ingress import Refused
from channels.recent import Recent
from channels.web import page, parse, render
from channels.web.settings import Settings, Site
from core.channel import Abilities, AccountSettings, CardView, Host, SendFailed
from core.messages import Address, Language, Outgoing, Sender

NAME = "web"
_STATIC = Path(__file__).parent / "page" / "static"
_BEAT = 15.0
"""Seconds between two signs of life of a stream; the page thinks it dead after three."""

_log = logging.getLogger(__name__)


class Web:
    """People write on a page of ours. What they see is read from the transcript, so that a reload loses nothing."""

    name = NAME
    abilities = Abilities(buttons=True, cards=False, max_text=100_000)

    def __init__(self, settings: Settings) -> None:
        self._sites = {site.key: site for site in settings.sites}
        self.accounts: Sequence[AccountSettings] = tuple(
            AccountSettings(key=site.key, organization=site.organization, trust=site.trust) for site in settings.sites
        )
        self._host: Host | None = None

    async def start(self, host: Host) -> None:
        """Begin to serve the pages."""
        self._host = host

    async def stop(self) -> None:
        """Refuse what comes from now on, and end each stream at its next change."""
        self._host = None

    async def send(self, outgoing: Outgoing) -> Sequence[str]:
        """Return the id of `outgoing` on the page. The page reads the transcript: there is nothing to call."""
        return (f"w{outgoing.id}",)

    async def show_card(self, card: CardView, message_id: str | None) -> str:
        """Refuse: agents do not work on the customers' page."""
        raise SendFailed("the web chat has no rooms", permanent=True)

    def routes(self) -> Sequence[BaseRoute]:
        """Return the page at `/`, its files and the four doors under `/chat/<site>`."""
        guard = ingress.guarded(self._language)
        return (
            Route("/", guard(self._page)),
            Mount("/chat/static", StaticFiles(directory=_STATIC)),
            Route("/chat/{site}/messages", guard(self._message), methods=["POST"]),
            Route("/chat/{site}/press", guard(self._press), methods=["POST"]),
            Route("/chat/{site}/lines", guard(self._lines)),
            Route("/chat/{site}/events", guard(self._events)),
        )

    async def _page(self, request: Request) -> Response:
        host, asked = self._open(), request.query_params.get("site", "")
        desks = {key: host.desk(f"{NAME}/{key}") for key in self._sites}
        if not asked and len(self._sites) == 1:
            asked = next(iter(self._sites))
        if asked not in self._sites:
            return page.choice(request, desks, missing=bool(asked) or not desks)
        return page.chat(request, self._sites[asked], desks[asked])

    async def _message(self, request: Request) -> Response:
        return await self._hand_in(request, parse.message)

    async def _press(self, request: Request) -> Response:
        return await self._hand_in(request, parse.press)

    async def _hand_in(self, request: Request, read: parse.Reader) -> Response:
        host, site, address = self._open(), self._site(request), self._address(request)
        _same_origin(request, site)
        body = await ingress.read_json(request)
        language = ingress.preferred(request, self._language(request))
        sender = Sender(external_id=address.chat, realm=site.key, language=language)
        answer = await ingress.hand_in(host, read(body, address, sender, host.now()))
        return _json({"answer": answer.text})

    async def _lines(self, request: Request) -> Response:
        host, address, after = self._open(), self._address(request), ingress.after(request)
        lines = await ingress.read_lines(host, address, after)
        return _json({"lines": [render.line(line) for line in lines], "busy": await host.busy(address)})

    async def _events(self, request: Request) -> Response:
        host, address, after = self._open(), self._address(request), ingress.after(request)
        return EventSourceResponse(
            self._live(host, address, after), ping=_BEAT, ping_message_factory=lambda: ServerSentEvent(event="beat")
        )

    async def _live(self, host: Host, address: Address, after: int) -> AsyncGenerator[ServerSentEvent, None]:
        """Yield new lines and typing hints at `address`.

        The id of an event is the line up to which all is settled: a browser that comes back with it is
        sent the newest lines once more, and what came late among them.
        """
        recent, busy = Recent(after), None
        try:
            async with aclosing(host.changes(address)) as changes:
                async for _ in changes:
                    if self._host is None:
                        return
                    while fresh := [
                        line for line in await host.transcript(address, recent.floor) if recent.take(line.id)
                    ]:
                        lines = json.dumps([render.line(line) for line in fresh])
                        yield ServerSentEvent(event="lines", data=lines, id=str(recent.floor))
                    if busy != (busy := await host.busy(address)):
                        yield ServerSentEvent(event="busy", data=json.dumps(busy))
        except Exception as error:  # noqa: BLE001 -- whatever it was, the page must come back
            # The headers are gone: all that is left is to end the stream. The page comes back by itself.
            _log.warning("stream ended: %s on %s", type(error).__name__, address.account)

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
        site = self._site(request)
        token = request.headers.get("x-onkapi-visitor") or request.cookies.get(page.cookie(site))
        return Address(f"{NAME}/{site.key}", ingress.visitor(token))

    def _language(self, request: Request) -> Language:
        key = request.path_params.get("site")
        return self._host.desk(f"{NAME}/{key}").language if self._host and key in self._sites else "tr"


def _json(body: Mapping[str, Any]) -> JSONResponse:
    return JSONResponse(body, headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})


def _same_origin(request: Request, site: Site) -> None:
    """Refuse what another site's page sends with our visitor's cookie.

    A browser sends Origin with every POST, and Sec-Fetch-Site unless it is old; other clients send neither.
    """
    origin, fetched = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin is not None:
        ours = urlsplit(origin).netloc == request.headers.get("host") or origin in site.origins
    else:
        ours = fetched in {None, "same-origin", "none"}
    if not ours:
        raise Refused(403, "bad_origin")
