"""What happens around every operation: its body is read, its key is honoured, its errors are told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from bot.api import bodies
from bot.api.caller import SAFE, caller_of
from bot.api.claims import Claim
from bot.api.problems import Problems, Refused
from bot.console.services import Services
from bot.store import idempotency
from bot.store.idempotency import Answered

KEY_HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotency-Replayed"
LONGEST_KEY = 255

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class BadKey(Refused):
    """An Idempotency-Key that is none."""

    code, status = "api.key_bad", 400


class KeyReused(Refused):
    """The key belongs to another request."""

    code, status = "api.key_reused", 422


class KeyBusy(Refused):
    """The first request with this key has not ended yet."""

    code, status = "api.key_busy", 409
    retry_after = 1


class _Read(Request):
    """A request whose body was read already."""

    def __init__(self, request: Request, body: bytes) -> None:
        super().__init__(request.scope, request.receive)
        self._given = body
        self._value = bodies.parse(body) if body else None

    async def body(self) -> bytes:
        return self._given

    async def json(self) -> Any:
        return self._value


def route_class(services: Services, problems: Problems) -> type[APIRoute]:
    """Return the class of the API's routes."""

    class Route(APIRoute):
        def get_route_handler(self) -> Handler:
            inner = super().get_route_handler()

            async def handle(request: Request) -> Response:
                try:
                    if request.method in SAFE:
                        return await inner(request)
                    body = await bodies.read(request)
                    read = _Read(request, body)
                    key = request.headers.get(KEY_HEADER)
                    if key is None or request.method != "POST":
                        return await inner(read)
                    return await _once(services, problems, inner, read, key, body)
                except Exception as error:  # noqa: BLE001 -- told here, with its trace in the log
                    return problems.answer(request, error)

            return handle

    return Route


def once_of(request: Request) -> str:
    """Return the mark that keeps the work of a repeated request from being done twice; "" without a key."""
    mark: str = getattr(request.state, "once", "")
    return mark


async def _once(
    services: Services, problems: Problems, inner: Handler, request: Request, key: str, body: bytes
) -> Response:
    if not 0 < len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise BadKey
    person, now = caller_of(request).agent.person, services.clock.now()
    asked = hashlib.sha256(f"{request.url.path}?{request.url.query}\n".encode("utf-8", "replace") + body).hexdigest()
    begun = await services.store.write(lambda tx: idempotency.begin(tx, person, key, asked, now))
    match begun:
        case "other":
            raise KeyReused
        case "busy":
            raise KeyBusy
        case Answered(status=status, kind=kind, body=said):
            return Response(said, status, media_type=kind, headers={REPLAYED_HEADER: "true"})
    # The same key a day later is another request: the moment tells them apart.
    mark = f"{person}\n{key}\n{asked}\n{begun.since.isoformat()}"
    request.state.once = f"api.{hashlib.sha256(mark.encode()).hexdigest()}"
    claim = Claim(services, person, key, begun.until)
    async with claim:
        try:
            response = await inner(request)
        except Exception as error:  # noqa: BLE001 -- as above
            response = problems.answer(request, error)
    if response.status_code >= 500:
        await claim.give_up()
        return response
    kept = Answered(
        status=response.status_code, kind=response.media_type or "application/json", body=bytes(response.body).decode()
    )
    await claim.settle(kept)
    return response
