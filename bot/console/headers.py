"""The headers that every answer of the console carries."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOME = "/desk"
STATIC = f"{HOME}/static"
API = "/api"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_FOR_A_YEAR = "public, max-age=31536000, immutable"


def of_console(path: str) -> bool:
    """Say whether `path` is one of the console's own."""
    return path == HOME or path.startswith(f"{HOME}/")


def secure(headers: MutableHeaders, path: str, status: int) -> None:
    """Add the security headers to an answer to `path`; a file keeps the stricter policy that it brings.

    Pages are not kept by the browser: who signs out leaves nothing behind. What lies under `STATIC` is
    asked for with its version, and may be kept.
    """
    headers["X-Content-Type-Options"] = "nosniff"
    ours = of_console(path) or path.startswith(f"{API}/")
    if "Content-Security-Policy" in headers and ours:
        headers["Cache-Control"] = "no-store"
    elif ours:
        protect(headers)
        kept = path.startswith(f"{STATIC}/") and status == 200
        headers["Cache-Control"] = _FOR_A_YEAR if kept else "no-store"


def protect(headers: MutableHeaders) -> None:
    """Let a page of ours load nothing but our own files, and stand in no frame."""
    headers["Content-Security-Policy"] = _POLICY
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cache-Control"] = "no-store"


class Headers:
    """Adds the security headers to whatever the application behind it answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with its headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                secure(MutableHeaders(scope=message), path, message["status"])
            await send(message)

        await self._app(scope, receive, with_headers)
