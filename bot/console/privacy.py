"""Pages for admins: what is known of a person, to give out or to forget, and what was done to the desk itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from bot.agents import may_administer
from bot.console import forms
from bot.console.headers import HOME
from bot.console.visits import Console, Visit
from bot.numbers import number_in
from bot.store import audit, customers, people, tickets
from bot.store.engine import Tx
from core.errors import NotFound
from core.people import Agent

PAGE = f"{HOME}/privacy"
LINES = 100
MAX_WHO = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A person as the page shows him: in which organizations he is a customer, and with how many tickets."""

    id: int
    name: str
    organizations: tuple[str, ...]
    tickets: int


class PrivacyPages:
    """Export and erasure of a person, and the audit."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.add_api_route(PAGE, self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(f"{PAGE}/export", self.export, methods=["POST"], include_in_schema=False)
        router.add_api_route(f"{PAGE}/erase", self.erase, methods=["POST"], include_in_schema=False)
        router.add_api_route(f"{HOME}/audit", self.audit, methods=["GET"], include_in_schema=False)
        return router

    async def show(self, request: Request) -> Response:
        """Show the person that `?who=` names by his number or by one of his tickets'."""
        visit = await self._console.admin(request)
        who = request.query_params.get("who", "").strip()[:MAX_WHO]
        found = await self._console.services.store.read(lambda tx: find(tx, visit.agent, who)) if who else None
        return self._page(visit, who, found, missing=bool(who) and found is None)

    async def export(self, request: Request) -> Response:
        """Give out what is known of a person."""
        visit, subject, _ = await self._posted(request)
        goal = await self._console.services.exporting.person(subject.id, who=audit.by(visit.agent), surface="console")
        return FileResponse(
            goal,
            media_type="application/zip",
            filename=f"person-{subject.id}.zip",
            background=BackgroundTask(goal.unlink, missing_ok=True),
        )

    async def erase(self, request: Request) -> Response:
        """Forget a person, if the form repeats his number."""
        visit, subject, form = await self._posted(request)
        if form.get("confirm", "").strip() != str(subject.id):
            return self._page(visit, str(subject.id), subject, unconfirmed=True, status=422)
        await self._console.services.erasing.person(subject.id, who=audit.by(visit.agent), surface="console")
        return self._page(visit, "", None, erased=subject.id)

    async def audit(self, request: Request) -> Response:
        """Show the audit, youngest lines first; `?who=` and `?what=` narrow it, `?before=` turns the page."""
        visit = await self._console.admin(request, of_all=True)
        given = {name: request.query_params.get(name, "").strip()[:MAX_WHO] for name in ("who", "what", "before")}
        before = forms.number(given["before"]) if given["before"] else 0
        rows, more = await self._console.services.store.read(
            lambda tx: audit.newest(tx, before=before, who=given["who"], what=given["what"], limit=LINES)
        )
        reader = self._console.reader(visit.agent.language)
        values = {
            **self._console.frame(visit, reader),
            "rows": rows,
            "given": given,
            "older": rows[-1].id if more else 0,
        }
        return self._console.pages.page("audit.html", reader, values)

    async def _posted(self, request: Request) -> tuple[Visit, Subject, Mapping[str, str]]:
        visit = await self._console.admin(request)
        form = await forms.posted(request, visit.csrf)
        number = str(forms.number(form.get("person", "")))
        found = await self._console.services.store.read(lambda tx: find(tx, visit.agent, number))
        if found is None:
            raise NotFound(person=number)
        return visit, found, form

    def _page(self, visit: Visit, who: str, found: Subject | None, *, status: int = 200, **said: Any) -> Response:
        reader = self._console.reader(visit.agent.language)
        shown = {"who": who, "found": found, "missing": False, "unconfirmed": False, "erased": 0, **said}
        return self._console.pages.page("privacy.html", reader, self._console.frame(visit, reader) | shown, status)


def find(tx: Tx, agent: Agent, who: str) -> Subject | None:
    """Return the person that `who` names, if he is `agent`'s to administer and not erased already."""
    stored = tickets.by_ref(tx, who.upper())
    number = stored.ticket.requester if stored else number_in(who) or 0
    known: Sequence[Any] = customers.of_person(tx, number)
    organizations = tuple(row.organization for row in known)
    if not known or not may_administer(agent, organizations) or not people.is_known(tx, number):
        return None
    counted = people.tickets_of(tx, number)
    return Subject(id=number, name=known[0].name, organizations=organizations, tickets=counted)
