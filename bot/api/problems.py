"""Errors as problem details (RFC 9457): a stable code for programs, one clear sentence for people."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import structlog
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.api.caller import language_of
from bot.console.failures import RETRY_SECONDS, status_of
from bot.console.patience import READS
from bot.console.services import Services
from bot.store.engine import StoreUnavailable
from core.errors import OnkapiError
from core.messages import Text, clean
from core.texts import load

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
TEXTS = Path(__file__).with_name("texts")

LONGEST_NAME = 100
"""Characters of a field's name that are repeated: the name comes from who asks."""

MOST_FIELDS = 20
_ENUMERATED = re.compile(r"<[\w.]+: '?([^'>]*)'?>")
"""How the library writes a value of an enumeration: <Source.PHONE: 'phone'>."""


def codes() -> dict[str, str]:
    """Return every code a problem may carry, with what it means."""
    found: dict[str, str] = {}
    waiting: list[type[OnkapiError]] = [OnkapiError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind is not Refused and kind.code.startswith(_TOLD):
            found.setdefault(kind.code, str(kind.__doc__).partition("\n")[0])
    return dict(sorted(found.items()))


_TOLD = ("api.", "claim.", "error.")


class Refused(OnkapiError):
    """What only the API refuses. `code` is a key of its own texts, `status` what HTTP calls it."""

    code = "api.refused"
    status: ClassVar[int] = 400
    retry_after: ClassVar[int] = 0


class NoSuchAddress(Refused):
    """There is nothing at this address."""

    code, status = "api.no_such", 404


class NoSuchMethod(Refused):
    """The address is right, the method is not."""

    code, status = "api.method", 405


class BadCursor(Refused):
    """A cursor that no list has given."""

    code, status = "api.cursor", 422


class Late(Refused):
    """The database did not answer in time; what was asked for may be done all the same."""

    code, status = "api.late", 503


class Invalid(Refused):
    """Values that are not what the description of the API says."""

    code, status = "api.invalid", 422


class FieldProblem(BaseModel):
    """What is wrong with one field of a body, or one value of an address."""

    field: str = Field(examples=["words"])
    detail: str = Field(examples=["at most 20000 characters"])


class Problem(BaseModel):
    """Problem details as RFC 9457 describes them; `code` never changes once published."""

    type: str = Field(examples=["/api/docs#claim.lost"])
    title: str = Field(examples=["Conflict"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["Elif Demir took this ticket at 10:30."])
    code: str = Field(examples=["claim.lost"])
    errors: list[FieldProblem] = []


class Problems:
    """Tells what went wrong, in the language of who asks."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._own = load(TEXTS)

    def answer(self, request: Request, error: Exception) -> Response:
        """Return the answer to a request that ended with `error`."""
        if isinstance(error, RequestValidationError):
            return self._invalid(request, error.errors())
        if isinstance(error, HTTPException):
            missing = error.status_code == HTTPStatus.NOT_FOUND
            error = NoSuchAddress() if missing else NoSuchMethod() if error.status_code == 405 else error
        if not isinstance(error, OnkapiError):
            log.error("api_failed", path=request.url.path, exc_info=error)
            error = OnkapiError()
        status = error.status if isinstance(error, Refused) else status_of(error)
        # Of the database's own trouble the store tells, once.
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.SERVICE_UNAVAILABLE:
            log.error("api_failed", path=request.url.path, exc_info=error)
        response = self._problem(status, error.code, self._say(request, Text(error.code, error.values)))
        if status == HTTPStatus.UNAUTHORIZED:
            response.headers["WWW-Authenticate"] = 'Bearer realm="onkapi"'
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            response.headers["Retry-After"] = RETRY_SECONDS
        if isinstance(error, Refused) and error.retry_after:
            response.headers["Retry-After"] = str(error.retry_after)
        return response

    async def late(self, request: Request) -> Response:
        """Return the answer to a request that has taken too long."""
        return self.answer(request, StoreUnavailable() if request.method in READS else Late())

    def _invalid(self, request: Request, errors: Sequence[Mapping[str, Any]]) -> Response:
        told = [
            FieldProblem(field=_field(each["loc"]), detail=self._say(request, _reason(each)))
            for each in errors[:MOST_FIELDS]
        ]
        first = {"field": told[0].field, "reason": told[0].detail}
        return self._problem(422, Invalid.code, self._say(request, Text(Invalid.code, first)), told)

    def _say(self, request: Request, text: Text) -> str:
        language, services = language_of(request), self._services
        texts = self._own if text.key in self._own.keys(language) else services.texts
        zone = next((each.timezone for each in services.catalogue().organizations.values()), "UTC")
        return texts.render(text, language, ZoneInfo(zone), services.clock.now())

    @staticmethod
    def _problem(status: int, code: str, detail: str, errors: Sequence[FieldProblem] = ()) -> Response:
        problem = Problem(
            type=f"/api/docs#{code}",
            title=HTTPStatus(status).phrase,
            status=status,
            detail=detail,
            code=code,
            errors=list(errors),
        )
        body = json.dumps(problem.model_dump(exclude_defaults=True), ensure_ascii=False)
        return Response(clean(body), status, media_type=MEDIA_TYPE)


def _field(loc: Sequence[int | str]) -> str:
    """Return the way to a value as people write it: "requester.name"."""
    way = ".".join(str(part) for part in loc[1:]) or str(loc[0])
    return clean(way)[:LONGEST_NAME]


def _reason(error: Mapping[str, Any]) -> Text:
    kind, given = str(error["type"]), error.get("ctx", {})
    match kind:
        case "missing":
            return Text("invalid.missing")
        case "extra_forbidden":
            return Text("invalid.extra")
        case "string_too_long":
            return Text("invalid.long", {"limit": given["max_length"]})
        case "string_too_short":
            return Text("invalid.short", {"limit": given["min_length"]})
        case "enum" | "literal_error":
            choices = _ENUMERATED.sub(r"\1", str(given["expected"])).replace("'", "").replace(" or ", ", ")
            return Text("invalid.choice", {"choices": choices})
        case "greater_than_equal" | "less_than_equal" | "int_parsing_size":
            return Text("invalid.range")
        case "string_pattern_mismatch":
            return Text("invalid.pattern")
        case _ if kind.startswith(("datetime", "timezone", "value_error")):
            return Text("invalid.moment")
    return Text("invalid.kind")
