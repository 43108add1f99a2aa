"""Files over HTTP, for every surface: taken in as a stream, and given out so that no browser runs one."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from urllib.parse import unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse

from core.host import Held

MOST_FILES = 10
"""Files that one message may carry."""

TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")

_NAME_LIMIT = 3_000
"""Letters of an encoded name that are read: a name of two hundred letters needs no more."""

_HARMLESS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-cache",  # who may have it is asked each time
}


def given(held: Held) -> FileResponse | None:
    """Return the answer that carries a file: a picture that may be shown as one, all others to be saved.

    None when its content is not there.
    """
    if not held.path.is_file():
        return None
    return FileResponse(
        held.path,
        media_type=held.file.media_type,
        filename=held.file.name,
        content_disposition_type="inline" if held.file.shown else "attachment",
        headers=_HARMLESS,
    )


def name_of(request: Request) -> str:
    """Return how the sender calls the file in the body: the header X-File-Name, percent-encoded UTF-8."""
    return unquote(request.headers.get("x-file-name", "")[:_NAME_LIMIT], errors="replace")


async def content_of(request: Request) -> AsyncGenerator[bytes, None]:
    """Yield the body; raise `ConnectionError` when its sender goes away."""
    try:
        async for piece in request.stream():
            if piece:
                yield piece
    except ClientDisconnect as gone:
        raise ConnectionError("the sender of a file went away") from gone
