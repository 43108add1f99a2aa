"""The application under /api: version 1 of the operations, their description, and the gate before all of it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.api.announcements import Announcements
from bot.api.articles import Articles
from bot.api.caller import CSRF_HEADER
from bot.api.desk import Desk
from bot.api.docs import Docs
from bot.api.files import Files
from bot.api.gate import Gate
from bot.api.hooks import Hooks
from bot.api.me import Me
from bot.api.members import Members
from bot.api.notices import Notices
from bot.api.outages import Outages
from bot.api.privacy import Privacy
from bot.api.problems import MEDIA_TYPE, Problem, Problems
from bot.api.route import KEY_HEADER, route_class
from bot.api.tickets import Tickets
from bot.api.watch import Watching
from bot.console.services import Services
from bot.console.visits import API_COOKIE
from core.errors import OnkapiError

_DESCRIPTION = """Everything the console can do, for programs.

Send a token as `Authorization: Bearer onk_...` (made by `onkapi token create`), or use the session of the console. What
is not there and what is not the caller's business are answered alike."""

_REFUSALS = {
    400: "The body or the Idempotency-Key cannot be read",
    401: "No token and no session",
    403: "Not allowed in this state or by this role, or a cookie without its mark",
    404: "Not there, or not the caller's business",
    409: "The present state does not allow it, or somebody was first",
    413: "The body is too large",
    415: "The body is not application/json",
    422: "A value cannot be used",
    429: "Too many files in a day",
    503: "The database cannot be reached; try again later",
}
_OF_WRITES = {400, 409, 413, 415, 429}


def create_api(services: Services, problems: Problems) -> FastAPI:
    """Return the application that is mounted at /api."""
    app = FastAPI(
        title="Önkapı", version="1", description=_DESCRIPTION, docs_url=None, redoc_url=None, openapi_url=None,
        # Without it the schema of an answer would list what an input may leave out as always there.
        separate_input_output_schemas=True,
    )  # fmt: skip
    router = APIRouter(
        prefix="/v1", route_class=route_class(services, problems), generate_unique_id_function=_identifier
    )
    files = Files(services)
    known = (Tickets, Me, Members, Desk, Articles, Outages, Hooks, Privacy, Announcements, Notices, Watching)
    for part in (*(each(services) for each in known), files):
        part.add_to(router)
    # What is uploaded is no JSON, and is not read as a whole.
    uploads = APIRouter(prefix="/v1", generate_unique_id_function=_identifier)
    files.add_uploads_to(uploads)
    for each in (router, uploads):
        app.include_router(each, responses=_responses())
    description = _Description(app)
    app.openapi = description.get  # type: ignore[method-assign]  # the documented way to change it
    app.add_api_route("/openapi.json", description.show, methods=["GET"], include_in_schema=False)
    Docs(description.get).add_to(app)

    async def told(request: Request, error: Exception) -> Response:
        return problems.answer(request, error)

    for kind in (OnkapiError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, told)
    app.add_middleware(Gate, services=services, problems=problems)
    return app


class _Description:
    """The OpenAPI description: FastAPI's, with who may ask and what every operation has in common."""

    def __init__(self, app: FastAPI) -> None:
        self._build = app.openapi
        self._made: dict[str, Any] | None = None

    def get(self) -> dict[str, Any]:
        """Return the description."""
        if self._made is None:
            self._made = _completed(self._build())
        return self._made

    async def show(self, request: Request) -> Response:
        """Show it to programs."""
        return JSONResponse(self.get())


def _identifier(route: APIRoute) -> str:
    """Return how generated clients call an operation: "list_tickets"."""
    return (route.summary or route.name).lower().replace(" ", "_")


def _completed(made: dict[str, Any]) -> dict[str, Any]:
    made["servers"] = [{"url": "/api"}]
    schemes = made["components"].setdefault("securitySchemes", {})
    schemes["token"] = {"type": "http", "scheme": "bearer"}
    schemes["session"] = {"type": "apiKey", "in": "cookie", "name": API_COOKIE}
    made["security"] = [{"token": []}, {"session": []}]
    key = {
        "name": KEY_HEADER,
        "in": "header",
        "required": False,
        "description": "A repeated request with the same key and body changes nothing and gets the same answer.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    }
    mark = {
        "name": CSRF_HEADER,
        "in": "header",
        "required": False,
        "description": "The mark of the session; only for requests by cookie.",
        "schema": {"type": "string"},
    }
    for operations in made["paths"].values():
        for method, operation in operations.items():
            for answer in operation["responses"].values():
                # FastAPI describes what it would send by itself.
                if MEDIA_TYPE in answer["content"]:
                    del answer["content"]["application/json"]
            if method == "post":
                keyed = "application/octet-stream" not in operation.get("requestBody", {}).get("content", {})
                operation.setdefault("parameters", []).extend((key, mark) if keyed else (mark,))
            elif method == "put":
                operation.setdefault("parameters", []).append(mark)
            else:
                for status in _OF_WRITES:
                    operation["responses"].pop(str(status), None)
    return made


def _responses() -> dict[int | str, dict[str, Any]]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": told, "content": content, "model": Problem} for status, told in _REFUSALS.items()}
