"""Errors as answers: a small page for people with a browser, one line of JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.forms import FormRefused
from bot.console.headers import of_console, protect, secure
from bot.console.patience import READS
from bot.console.visits import Console, SignInNeeded, language_of, way_back
from bot.store.engine import StoreUnavailable
from core.errors import (
    BadInput,
    ClaimLost,
    FileTooLarge,
    IllegalMove,
    NotAllowed,
    NotFound,
    OnkapiError,
    OutageOver,
    Reachable,
    TooManyFiles,
    Unreachable,
)

log = structlog.get_logger(__name__)

_STATUS: Mapping[type[OnkapiError], int] = {
    BadInput: 422,
    ClaimLost: 409,
    FileTooLarge: 413,
    IllegalMove: 409,
    NotAllowed: 403,
    NotFound: 404,
    OutageOver: 409,
    Reachable: 409,
    SignInNeeded: 401,
    StoreUnavailable: 503,
    TooManyFiles: 429,
    Unreachable: 409,
}


def status_of(error: OnkapiError) -> int:
    """Return the HTTP status of an error of the family; 500 for what is a mistake of ours."""
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)


_LABELS = {401: "failed.sign_in", 403: "failed.forbidden", 404: "failed.not_found", 503: "failed.unavailable"}


RETRY_SECONDS = "5"
"""When to ask again where the database cannot be reached."""


class Failures:
    """Turns what was raised into an answer without a word about our insides."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def install(self, app: FastAPI) -> None:
        """Let `app` answer its errors here."""
        app.add_exception_handler(OnkapiError, self.ours)
        app.add_exception_handler(HTTPException, self.http)
        app.add_exception_handler(Exception, self.unforeseen)

    async def ours(self, request: Request, error: Exception) -> Response:
        """Answer an error of the family."""
        if isinstance(error, SignInNeeded) and not request.url.path.endswith("/events"):
            return RedirectResponse(way_back(request), 303)
        if isinstance(error, FormRefused):
            return self._answer(request, error.status, error.key)
        status = status_of(error) if isinstance(error, OnkapiError) else 500
        # Of the database's own trouble the store tells, once.
        if status >= 500 and not isinstance(error, StoreUnavailable):
            log.error("request failed", path=request.url.path, exc_info=error)
        return self._answer(request, status, _LABELS.get(status))

    async def http(self, request: Request, error: Exception) -> Response:
        """Answer what the router refused: no such page, no such method."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        response = self._answer(request, status, _LABELS.get(status))
        if isinstance(error, HTTPException) and error.headers:
            response.headers.update(error.headers)
        return response

    async def late(self, request: Request) -> Response:
        """Answer what has taken too long; what changes something may be done all the same."""
        return self._answer(request, 503, "failed.unavailable" if request.method in READS else "failed.late")

    async def unforeseen(self, request: Request, error: Exception) -> Response:
        """Answer a mistake of ours; its trace is for the server's log only."""
        response = self._answer(request, 500, None)
        secure(response.headers, request.url.path, 500)  # this answer is given outside of `Headers`
        return response

    def _answer(self, request: Request, status: int, key: str | None) -> Response:
        reader = self._console.reader(language_of(request))
        sentence = reader.label(key or ("failed.server" if status >= 500 else "failed.request"))
        inside = of_console(request.url.path)
        more = {"Retry-After": RETRY_SECONDS} if status == 503 else {}
        if not inside and "text/html" not in request.headers.get("accept", ""):
            return JSONResponse({"error": sentence}, status, more)
        title = reader.label("failed.title.missing" if status == 404 else "failed.title")
        values = {"status": status, "title": title, "sentence": sentence, "inside": inside}
        page = self._console.pages.page(
            "failed.html", reader, values | {"desk_name": self._console.desk_name(reader)}, status
        )
        protect(page.headers)
        page.headers.update(more)
        return page
