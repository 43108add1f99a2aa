"""What every HTTP door of a channel does before anything else: bounds, shape, and a sentence for what is refused."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from channels.sentences import LANGUAGES, read
from core.channel import Answer, Host, Line
from core.messages import Address, Inbound, Language, clean

LIMIT = 256 * 1024
"""Bytes of one request body. A text of 100 KB fits, however its JSON is escaped for Turkish or English."""

_DRAINED = 4 * 1024 * 1024
"""Bytes read and thrown away after `LIMIT`: a client that is cut off while it sends never hears the sentence."""

_SENTENCES = read(Path(__file__).parent / "texts")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,128}")
_MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_log = logging.getLogger(__name__)

Endpoint = Callable[[Request], Awaitable[Response]]


class Refused(Exception):
    """A request is refused with `status`; `reason` names its sentence in `channels/texts`."""

    def __init__(self, status: int, reason: str) -> None:
        self.status, self.reason = status, reason
        super().__init__(reason)


def preferred(request: Request, otherwise: Language) -> Language:
    """Return the language of ours that the request's Accept-Language puts first, or `otherwise`."""
    wishes: list[tuple[float, Language]] = []
    for wish in request.headers.get("accept-language", "")[:500].split(","):
        tag, _, weight = wish.partition(";")
        found = next((ours for ours in LANGUAGES if tag.strip().lower().partition("-")[0] == ours), None)
        if found:
            given = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", weight)
            wishes.append((float(given[1]) if given else 1.0, found))
    return max(wishes, key=lambda wish: wish[0])[1] if wishes else otherwise


def guarded(otherwise: Callable[[Request], Language]) -> Callable[[Endpoint], Endpoint]:
    """Answer a `Refused` of the endpoint as one line of JSON, in the asker's language or in `otherwise`."""

    def decorate(endpoint: Endpoint) -> Endpoint:
        @wraps(endpoint)
        async def answer(request: Request) -> Response:
            try:
                return await endpoint(request)
            except Refused as refused:
                language = preferred(request, otherwise(request))
                headers = {"Cache-Control": "no-store"} | ({"Retry-After": "2"} if refused.status == 503 else {})
                body = {"error": _SENTENCES[language][refused.reason]}
                return JSONResponse(body, status_code=refused.status, headers=headers)

        return answer

    return decorate


async def read_json(request: Request) -> Mapping[str, Any]:
    """Return the JSON object in the body, or raise `Refused`. Bytes that are not UTF-8 become U+FFFD."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, "not_json")
    body, size = bytearray(), 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= LIMIT:
                body += chunk
            elif size > _DRAINED:
                break
    except ClientDisconnect:
        raise Refused(400, "bad_shape") from None
    if size > LIMIT:
        raise Refused(413, "too_large")
    try:
        found = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise Refused(400, "bad_shape") from None
    if not isinstance(found, dict):
        raise Refused(400, "bad_shape")
    return found


def message_id(body: Mapping[str, Any]) -> str:
    """Return the client's own id of its message (8 to 64 letters, digits, _ and -), or raise `Refused`."""
    found = body.get("id")
    if not isinstance(found, str) or not _MESSAGE_ID.fullmatch(found):
        raise Refused(400, "bad_shape")
    return found


def words(body: Mapping[str, Any]) -> str:
    """Return the text of a message, cleaned, or raise `Refused` when there is nothing to see in it."""
    found = body.get("text")
    if not isinstance(found, str):
        raise Refused(400, "bad_shape")
    text = clean(found)
    if not any(letter.isprintable() and not letter.isspace() and letter != "\ufffd" for letter in text):
        raise Refused(422, "empty")
    return text


def after(request: Request) -> int:
    """Return the line that the asker knows already: `after` of the query, else Last-Event-ID, else 0."""
    found = request.query_params.get("after") or request.headers.get("last-event-id") or "0"
    if not re.fullmatch(r"[0-9]{1,18}", found):
        raise Refused(400, "bad_shape")
    return int(found)


def visitor(token: str | None) -> str:
    """Return who the bearer of `token` is: the SHA-256 of it in hexadecimal. The token itself goes nowhere.

    Raise `Refused` unless it is 22 to 128 characters of base64url, which hold the 128 random bits we give out.
    """
    if not token or not _TOKEN.fullmatch(token):
        raise Refused(401, "no_visitor")
    return hashlib.sha256(token.encode()).hexdigest()


async def read_lines(host: Host, address: Address, after: int) -> Sequence[Line]:
    """Return what was said at `address` since line `after`, or raise `Refused` when it cannot be read now."""
    try:
        return await host.transcript(address, after)
    except Exception as error:
        _log.warning("not read: %s on %s", type(error).__name__, address.account)
        raise Refused(503, "unavailable") from error


async def hand_in(host: Host, inbound: Inbound) -> Answer:
    """Give `inbound` to the engine; raise `Refused` when it was not kept, so that the client sends it again."""
    try:
        return await host.receive(inbound)
    except Exception as error:
        # The words of a person do not belong in a log, and an exception's text may quote them.
        _log.warning("not kept: %s on %s", type(error).__name__, inbound.address.account)
        raise Refused(503, "unavailable") from error
