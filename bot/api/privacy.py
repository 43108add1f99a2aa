"""For admins: what is known of a person, to give out or to forget, and what was done to the desk itself."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from bot.api.caller import caller_of
from bot.api.paging import Cursor, Limit, read_cursor, write_cursor
from bot.api.problems import Refused
from bot.api.tickets import Plain
from bot.api.values import Body, Number, NumberInPath
from bot.console.privacy import Subject, find
from bot.console.services import Services
from bot.store import audit
from core.errors import NotFound
from core.people import Role

Narrow = Annotated[str, Query(max_length=100), Plain]


class NotConfirmed(Refused):
    """An erasure that does not repeat the number of the person."""

    code, status = "api.not_confirmed", 422


class Confirmed(Body):
    """The number of the person once more: an erasure cannot be undone."""

    confirm: Number


class ErasedPerson(BaseModel):
    """Nothing tells any more who this number was."""

    id: int


class AuditLine(BaseModel):
    """What was done to the desk itself; things are named by their keys and numbers."""

    id: int
    at: datetime
    who: str
    surface: str
    what: str
    subject: str
    details: dict[str, Any]


class AuditLines(BaseModel):
    """A page of the audit, youngest line first."""

    items: list[AuditLine]
    next: str | None


class Privacy:
    """The operations of admins; to others they are not there."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, router: APIRouter) -> None:
        """Add the operations to `router`."""
        router.add_api_route(
            "/people/{number}/export", self.export, methods=["GET"], tags=["people"], summary="Export a person",
            response_class=Response, responses={200: _ZIP},
        )  # fmt: skip
        router.add_api_route(
            "/people/{number}/erase", self.erase, methods=["POST"], tags=["people"], summary="Erase a person",
            response_model=ErasedPerson,
        )  # fmt: skip
        router.add_api_route(
            "/audit", self.audit, methods=["GET"], tags=["desk"], summary="Read the audit", response_model=AuditLines
        )

    async def export(self, request: Request, number: NumberInPath) -> Response:
        """Give out everything that is known of a person (docs/privacy.md). For admins."""
        subject = await self._subject(request, number)
        who = audit.by(caller_of(request).agent)
        goal = await self._services.exporting.person(subject.id, who=who, surface="api")
        gone = BackgroundTask(goal.unlink, missing_ok=True)
        return FileResponse(goal, media_type="application/zip", filename=f"person-{number}.zip", background=gone)

    async def erase(self, request: Request, number: NumberInPath, body: Confirmed) -> ErasedPerson:
        """Forget a person for ever; figures for reports stay, without a word. For admins."""
        subject = await self._subject(request, number)
        if body.confirm != number:
            raise NotConfirmed
        who = audit.by(caller_of(request).agent)
        await self._services.erasing.person(subject.id, who=who, surface="api")
        return ErasedPerson(id=number)

    async def audit(
        self, request: Request, who: Narrow = "", what: Narrow = "", limit: Limit = 50, cursor: Cursor = ""
    ) -> AuditLines:
        """Read what was done to the desk itself, the youngest first. For admins of the whole desk."""
        agent = caller_of(request).agent
        if agent.role is not Role.ADMIN or agent.organization is not None:
            raise NotFound
        before = read_cursor(cursor) if cursor else 0
        rows, more = await self._services.store.read(
            lambda tx: audit.newest(tx, before=before, who=who, what=what, limit=limit)
        )
        lines = [
            AuditLine(
                id=row.id, at=row.at, who=row.who, surface=row.surface, what=row.what, subject=row.subject,
                details=row.body,
            )
            for row in rows
        ]  # fmt: skip
        return AuditLines(items=lines, next=write_cursor(rows[-1].id) if more else None)

    async def _subject(self, request: Request, number: int) -> Subject:
        agent = caller_of(request).agent
        found = await self._services.store.read(lambda tx: find(tx, agent, str(number)))
        if found is None:
            raise NotFound(person=number)
        return found


_ZIP: dict[str, Any] = {
    "description": "A ZIP file: person.json and the contents of files",
    "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
}
