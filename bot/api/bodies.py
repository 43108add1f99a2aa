"""Bodies, read with limits and strictly (RFC 8259): what two readers could understand differently is refused."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect, Request

from bot.api.problems import Refused
from core.messages import Text, clean

MAX_BYTES = 256 * 1024
MAX_DEPTH = 16
MAX_DIGITS = 19
_SURROGATE = re.compile("[\ud800-\udfff]")


class TooLarge(Refused):
    """More bytes than any request needs."""

    code, status = "api.too_large", 413


class NotJson(Refused):
    """A body of another type."""

    code, status = "api.media_type", 415


class BadJson(Refused):
    """A body that is not JSON; `reason` says why."""

    code, status = "api.bad_json", 400


async def read(request: Request) -> bytes:
    """Return the body of a request; empty if there is none. Raises `TooLarge` and `NotJson`."""
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > MAX_BYTES:
                raise TooLarge(limit=MAX_BYTES // 1024)
    except ClientDisconnect:
        raise BadJson(reason=Text("json.syntax", {"position": len(body)})) from None
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/json":
        raise NotJson
    return bytes(body)


def parse(body: bytes) -> Any:
    """Return the value that `body` is, every string fit to be kept (see `core.messages.clean`). Raises `BadJson`.

    A lone surrogate is no character, and is refused here: it would come back as another one.
    """
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_whole,
            parse_float=_fraction,
        )
    except UnicodeDecodeError:
        raise BadJson(reason=Text("json.encoding")) from None
    except json.JSONDecodeError as error:
        raise BadJson(reason=Text("json.syntax", {"position": error.pos})) from None
    except RecursionError:
        raise BadJson(reason=Text("json.deep")) from None
    return _washed(value, 0)


def _washed(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise BadJson(reason=Text("json.deep"))
    match value:
        case str():
            return _character_by_character(value)
        case dict():
            return {_character_by_character(name): _washed(child, depth + 1) for name, child in value.items()}
        case list():
            return [_washed(child, depth + 1) for child in value]
    return value


def _character_by_character(text: str) -> str:
    if _SURROGATE.search(text):
        raise BadJson(reason=Text("json.surrogate"))
    return clean(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise BadJson(reason=Text("json.twice"))
    return made


def _constant(word: str) -> NoReturn:
    raise BadJson(reason=Text("json.constant", {"word": word}))


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS + 1:
        raise BadJson(reason=Text("json.number"))
    return int(digits)


def _fraction(digits: str) -> float:
    if len(digits) > 2 * MAX_DIGITS:
        raise BadJson(reason=Text("json.number"))
    return float(digits)
