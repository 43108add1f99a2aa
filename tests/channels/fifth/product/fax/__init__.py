"""A channel that nobody has: sheets come to one door, and what is said is fetched at another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from channels import ingress
from channels.ingress import Refused
from core.channel import Abilities, AccountSettings, Limit, Roomless
from core.host import Host, Line
from core.messages import Address, Inbound, Kind, Language, Outgoing, Sender

NAME = "fax"


class Settings(BaseModel):
    """The section `channels.fax` of the configuration."""

    accounts: list[AccountSettings] = []


class Fax(Roomless):
    """A person writes sheets to the desk, and ticks what he is offered."""

    name = NAME
    abilities = Abilities(buttons=True, cards=False, read_here=True)

    def __init__(self, settings: Settings) -> None:
        self.accounts: Sequence[AccountSettings] = tuple(settings.accounts)
        self._host: Host | None = None

    async def start(self, host: Host) -> None:
        """Begin to answer."""
        self._host = host

    async def stop(self) -> None:
        """Refuse what comes from now on."""
        self._host = None

    def limits(self, address: Address) -> Sequence[Limit]:
        """Return none: here nobody counts."""
        return ()

    async def send(self, outgoing: Outgoing) -> Sequence[str]:
        """Return the id of `outgoing` here; it is fetched."""
        return (f"f{outgoing.id}",)

    def routes(self) -> Sequence[BaseRoute]:
        """Return the door for sheets, and the one where lines are fetched."""
        guard = ingress.guarded(self._language)
        return (
            Route("/hooks/fax/{account}/sheets", guard(self._sheet), methods=["POST"]),
            Route("/hooks/fax/{account}/lines", guard(self._lines)),
        )

    async def _sheet(self, request: Request) -> Response:
        host, address = self._open(), self._address(request)
        body = await ingress.read_json(request)
        own_id, ticked = ingress.message_id(body), body.get("ticked")
        language = ingress.preferred(request, self._language(request))
        inbound = Inbound(
            address=address,
            sender=Sender(external_id=address.chat, realm=request.path_params["account"], language=language),
            kind=Kind.PRESS if ticked else Kind.TEXT,
            event_id=f"{address.chat}:{own_id}",
            message_id=own_id,
            at=host.now(),
            order=int(host.now().timestamp() * 1_000_000),
            text="" if ticked else ingress.words(body),
            payload=str(ticked or ""),
            raw={name: str(value).encode("utf-8", "replace").decode() for name, value in body.items()},
        )
        answer = await ingress.hand_in(host, inbound)
        return JSONResponse({"answer": answer.text})

    async def _lines(self, request: Request) -> Response:
        seen = await ingress.look(self._open(), self._address(request), ingress.after(request))
        return JSONResponse({"lines": [_shown(line) for line in seen.lines]})

    def _open(self) -> Host:
        if self._host is None:
            raise Refused(503, "closed")
        return self._host

    def _address(self, request: Request) -> Address:
        account = request.path_params["account"]
        if account not in {each.key for each in self.accounts}:
            raise Refused(404, "no_such_site")
        return Address(f"{NAME}/{account}", ingress.visitor(request.headers.get("x-onkapi-visitor")))

    def _language(self, request: Request) -> Language:
        return "tr"


def create(settings: Settings) -> Fax:
    """Build the channel that `settings` describe."""
    return Fax(settings)


def _shown(line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "author": line.author,
        "parts": [part.text for part in line.parts],
        "buttons": [{"label": button.label, "payload": button.payload} for button in line.buttons],
        "message_ids": list(line.message_ids),
    }
