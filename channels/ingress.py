"""What every HTTP door of a channel does before anything else: bounds, shape, and a sentence for what is refused."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from channels.attachments import content_of, name_of
from channels.sentences import LANGUAGES, read
from core.errors import FileTooLarge, NotFound, OnkapiError, TooManyFiles
from core.host import Answer, Host, Seen, Upload
from core.messages import Address, File, Inbound, Language, clean

LIMIT = 256 * 1024
"""Bytes of one request body. A text of 100 KB fits, however its JSON is escaped for Turkish or English."""

ANSWER_SECONDS = 15.0
"""How long the engine may take; a database that stands still takes for ever."""

_DRAINED = 4 * 1024 * 1024
"""Bytes read and thrown away after `LIMIT`: a client that is cut off while it sends never hears the sentence."""

_SENTENCES = read(Path(__file__).parent / "texts")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,128}")
_MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_log = logging.getLogger(__name__)

T = TypeVar("T")
_late: set[asyncio.Task[Any]] = set()

Endpoint = Callable[[Request], Awaitable[Response]]


class Refused(Exception):
    """A request is refused with `status`; `reason` names its sentence in `channels/texts`, `values` fill it."""

    def __init__(self, status: int, reason: str, **values: object) -> None:
        self.status, self.reason, self.values = status, reason, values
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
                body = {"error": _SENTENCES[language][refused.reason].format(**refused.values)}
                return JSONResponse(body, status_code=refused.status, headers=headers)

        return answer

    return decorate


async def read_body(request: Request) -> bytes:
    """Return the body, or raise `Refused` for one that is too large or breaks off."""
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
    return bytes(body)


async def read_json(request: Request) -> Mapping[str, Any]:
    """Return the JSON object in the body, or raise `Refused`. Bytes that are not UTF-8 become U+FFFD."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, "not_json")
    body = await read_body(request)
    try:
        found = json.loads(body.decode("utf-8", "replace"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused(400, "bad_shape") from None
    if not isinstance(found, dict):
        raise Refused(400, "bad_shape")
    return found


def _no_number(word: str) -> NoReturn:
    """Refuse NaN and the infinities, which JSON does not have."""
    raise ValueError(word)


async def _drain(request: Request) -> None:
    """Read what still comes of a refused body, for a while: who is cut off while he sends hears no sentence."""
    size = 0
    with suppress(ConnectionError, RuntimeError):
        async for piece in content_of(request):
            if (size := size + len(piece)) > _DRAINED:
                return


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


async def look(host: Host, address: Address, after: int) -> Seen:
    """Return what is seen at `address` since line `after`, or raise `Refused` when it cannot be read now."""
    try:
        return await _soon(host.seen(address, after))
    except Exception as error:
        _log.log(level(error), "not read: %s on %s", type(error).__name__, address.account)
        raise Refused(503, "unavailable") from error


async def keep_file(host: Host, sender: Address, request: Request) -> Upload:
    """Keep the file in the body of `request` for a message of `sender`, or raise `Refused`.

    It is measured while it comes: a sender who announces too much is refused before he begins.
    """
    announced = request.headers.get("content-length", "")
    declared = request.headers.get("content-type", "")
    try:
        if announced.isascii() and announced.isdigit() and int(announced[:18]) > host.file_limit:
            raise FileTooLarge(limit=host.file_limit >> 20)
        upload = await host.keep_file(sender, content_of(request), name_of(request), declared[:100].lower())
    except FileTooLarge as error:
        await _drain(request)
        raise Refused(413, "file_too_large", **error.values) from None
    except TooManyFiles:
        await _drain(request)
        raise Refused(429, "too_many_files") from None
    except ConnectionError:
        raise Refused(400, "bad_shape") from None
    except Exception as error:
        _log.warning("file not kept: %s on %s", type(error).__name__, sender.account)
        raise Refused(503, "file_unavailable") from error
    if not upload.file.size:
        raise Refused(422, "empty_file")
    return upload


async def uploaded(host: Host, sender: Address, tokens: Sequence[str]) -> tuple[File, ...]:
    """Return the files that `sender` has uploaded under `tokens`, or raise `Refused`."""
    if not tokens:
        return ()
    try:
        return await host.uploaded(sender, tokens)
    except NotFound:
        raise Refused(410, "file_gone") from None
    except Exception as error:
        _log.log(level(error), "not read: %s on %s", type(error).__name__, sender.account)
        raise Refused(503, "unavailable") from error


def level(error: Exception) -> int:
    """Return how loud to log an error of the engine's: it tells its own troubles, such as a full disk, once itself."""
    return logging.DEBUG if isinstance(error, OnkapiError) else logging.WARNING


async def _soon(work: Coroutine[Any, Any, T]) -> T:
    """Return what `work` returns. `TimeoutError` lets it go on: what is kept late is known when it is brought again."""
    task = asyncio.create_task(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=ANSWER_SECONDS)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if not done:
        _late.add(task)
        task.add_done_callback(_ended)
        raise TimeoutError
    return task.result()


def _ended(late: asyncio.Task[Any]) -> None:
    _late.discard(late)
    if not late.cancelled():
        late.exception()


async def hand_in(host: Host, inbound: Inbound) -> Answer:
    """Give `inbound` to the engine; raise `Refused` when it was not kept, so that the client sends it again."""
    try:
        return await _soon(host.receive(inbound))
    except Exception as error:
        # The words of a person do not belong in a log, and an exception's text may quote them.
        _log.log(level(error), "not kept: %s on %s", type(error).__name__, inbound.address.account)
        raise Refused(503, "unavailable") from error
