"""The terminal as a channel: two routes for clients on this computer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from ipaddress import ip_address
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from channels import ingress
from channels.ingress import Refused
from channels.sections import accounts_of
from channels.terminal import parse, render
from channels.terminal.settings import Settings
from core.channel import Abilities, Limit, Roomless
from core.host import PAGE, Host, Seen
from core.messages import Address, Language, Outgoing, Sender

NAME = "terminal"
_LONGEST_WAIT = 60.0
"""Seconds a request for lines may wait for them."""


class Terminal(Roomless):
    """A person types in a terminal of the computer on which the server runs."""

    name = NAME
    abilities = Abilities(buttons=False, cards=False, read_here=True)

    def __init__(self, settings: Settings) -> None:
        self.accounts = accounts_of(settings.accounts)
        self._keys = {account.key for account in settings.accounts}
        self._host: Host | None = None

    async def start(self, host: Host) -> None:
        """Begin to answer."""
        self._host = host

    async def stop(self) -> None:
        """Refuse what comes from now on; who waits for lines is sent home at the next change."""
        self._host = None

    def limits(self, address: Address) -> Sequence[Limit]:
        """Return none: here nobody counts."""
        return ()

    async def send(self, outgoing: Outgoing) -> Sequence[str]:
        """Return the id of `outgoing` here. The client reads the transcript: there is nothing to call."""
        return (f"t{outgoing.id}",)

    def routes(self) -> Sequence[BaseRoute]:
        """Return the two doors of each account."""
        guard = ingress.guarded(self._language)
        return (
            Route("/hooks/terminal/{account}/messages", guard(self._message), methods=["POST"]),
            Route("/hooks/terminal/{account}/lines", guard(self._lines)),
        )

    async def _message(self, request: Request) -> Response:
        host, address = self._open(), self._address(request)
        body = await ingress.read_json(request)
        sender = Sender(
            external_id=address.chat,
            realm=request.path_params["account"],
            language=ingress.preferred(request, self._language(request)),
        )
        answer = await ingress.hand_in(host, parse.message(body, address, sender, host.now()))
        return _json({"answer": answer.text})

    async def _lines(self, request: Request) -> Response:
        """Return the lines after `after`; with `wait`, only when there are others than `known`, or time is up.

        `known` is how many lines after `after` the client has: one may come late, below the newest.
        """
        host, address, after = self._open(), self._address(request), ingress.after(request)
        known, wait = _number(request, "known"), min(_number(request, "wait"), _LONGEST_WAIT)
        try:
            async with asyncio.timeout(wait or None):
                seen = await self._other_than(known, host, address, after) if wait else None
        except TimeoutError:
            seen = None
        if seen is None:
            seen = await ingress.look(host, address, after)
        return _json({"lines": [render.line(line) for line in seen.lines], "busy": seen.busy})

    async def _other_than(self, known: int, host: Host, address: Address, after: int) -> Seen | None:
        async with aclosing(host.changes(address)) as changes:
            async for _ in changes:
                seen = await ingress.look(host, address, after)
                if len(seen.lines) != min(known, PAGE) or self._host is None:
                    return seen
        return None

    def _open(self) -> Host:
        if self._host is None:
            raise Refused(503, "closed")
        return self._host

    def _address(self, request: Request) -> Address:
        _only_here(request)
        account = request.path_params["account"]
        if account not in self._keys:
            raise Refused(404, "no_such_site")
        return Address(f"{NAME}/{account}", ingress.visitor(request.headers.get("x-onkapi-visitor")))

    def _language(self, request: Request) -> Language:
        account = request.path_params["account"]
        return self._host.desk(f"{NAME}/{account}").language if self._host and account in self._keys else "tr"


def _json(body: Mapping[str, Any]) -> JSONResponse:
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


def _number(request: Request, name: str) -> int:
    found = request.query_params.get(name) or "0"
    if not found.isdecimal() or len(found) > 6:
        raise Refused(400, "bad_shape")
    return int(found)


def _only_here(request: Request) -> None:
    """Refuse other computers, and pages that a browser on this one has open."""
    try:
        here = request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        here = False
    if not here or "origin" in request.headers or "sec-fetch-site" in request.headers:
        raise Refused(403, "only_here")
