"""Outages in the console: everybody of the desk reads them, leads declare them and speak to all who are linked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.agents import may_see
from bot.console import forms
from bot.console.commands import why
from bot.console.failures import status_of
from bot.console.headers import HOME
from bot.console.visits import Console, Visit
from bot.outages import Declared, may_lead, may_read
from bot.store import outage_lists, outages, tickets
from bot.store.engine import Tx
from bot.store.types import AnyRow
from core.calendar import Span
from core.dialogue.intents import references
from core.errors import BadInput, Missing, NotFound, OnkapiError
from core.messages import Localized, Text
from core.texts import LANGUAGES
from core.ticket import ClosureCode, Ticket

LATEST = 50
"""Outages on the list."""

SHOWN = 100
"""Linked tickets on a page."""

MOST_FIELDS = 260
"""A list of tickets to link has a box for each."""

WITHIN = ("30m", "1h", "2h", "4h", "1d")
"""Choices of the service time until there is news."""

LINKS = "ticket."
"""How the name of a box begins; the reference follows."""


class OutagePages:
    """The list of outages, and a page for each."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._services = console.services

    def router(self) -> APIRouter:
        """Return the routes."""
        router, page = APIRouter(), f"{HOME}/outages"
        one = f"{page}/{{number}}"
        router.add_api_route(page, self.show_all, methods=["GET"], include_in_schema=False)
        router.add_api_route(page, self.declare, methods=["POST"], include_in_schema=False)
        router.add_api_route(one, self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(f"{one}/{{deed}}", self.act, methods=["POST"], include_in_schema=False)
        return router

    async def show_all(self, request: Request) -> Response:
        """Show what lasts and what was; `?ticket=` declares one that begins with that ticket."""
        visit = await self._console.visit(request)
        named = references(request.query_params.get("ticket", "")[:40])
        ticket = await self._services.store.read(lambda tx: self._ticket(tx, visit, named[0])) if named else None
        first = {"ticket": ticket.ref, "service": ticket.service or "", "words": ""} if ticket else {}
        return await self._list(visit, first)

    async def declare(self, request: Request) -> Response:
        """Declare the outage of a form, and link the ticket that it began with."""
        visit = await self._console.visit(request)
        form = await forms.posted(request, visit.csrf, MOST_FIELDS)
        try:
            said = Declared(
                title={each: form.get(f"title_{each}", "")[:200] for each in LANGUAGES},
                service=form.get("service") or None,
                words=tuple(word.strip()[:60] for word in form.get("words", "")[:600].split(",") if word.strip()),
                organizations=tuple(key[len("of.") :] for key in form if key.startswith("of.")),
                queue=form.get("queue") or None,
                within=_within(form),
            )
            if not said.organizations:
                raise Missing(field=Text("field.organization"))
            number = await self._services.outages.declare(visit.agent, said, once=form.get("once", "")[:64])
            if form.get("ticket"):
                await self._services.outages.link(visit.agent, number, references(form["ticket"][:40]))
        except OnkapiError as error:
            if status_of(error) in {404, 500, 503}:
                raise
            reader = self._console.reader(visit.agent.language)
            return await self._list(visit, form, why(error, reader), status_of(error))
        return RedirectResponse(f"{HOME}/outages/{number}", 303)

    async def show(self, request: Request) -> Response:
        """Show an outage, what was told of it, and whose tickets are linked."""
        visit = await self._console.visit(request)
        return await self._page(visit, forms.number(request.path_params["number"]))

    async def act(self, request: Request) -> Response:
        """Do what a form on the page of an outage asks."""
        visit = await self._console.visit(request)
        form = await forms.posted(request, visit.csrf, MOST_FIELDS)
        number = forms.number(request.path_params["number"])
        try:
            await self._do(visit, number, request.path_params["deed"], form)
        except OnkapiError as error:
            if status_of(error) in {404, 500, 503}:
                raise
            reader = self._console.reader(visit.agent.language)
            return await self._page(visit, number, form, why(error, reader), status_of(error))
        return RedirectResponse(f"{HOME}/outages/{number}", 303)

    async def _do(self, visit: Visit, number: int, deed: str, form: Mapping[str, str]) -> None:
        door, once = self._services.outages, form.get("once", "")[:64]
        words: Localized = {each: form.get(each, "") for each in LANGUAGES}
        match deed:
            case "update":
                await door.update(visit.agent, number, words, within=_within(form), once=once)
            case "solve":
                code = form.get("closure_code", "")
                if code not in set(ClosureCode):
                    raise Missing(field=Text("field.closure_code"))
                await door.solve(visit.agent, number, words, ClosureCode(code), once=once)
            case "withdraw":
                await door.withdraw(visit.agent, number, once=once)
            case "link":
                chosen = [name.removeprefix(LINKS) for name in form if name.startswith(LINKS)]
                await door.link(visit.agent, number, [ref for name in chosen for ref in references(name)])
            case "part":
                await door.part(visit.agent, number, next(iter(references(form.get("ticket", "")[:40])), ""))
            case _:
                raise NotFound(deed=deed)

    def _ticket(self, tx: Tx, visit: Visit, ref: str) -> Ticket | None:
        stored = tickets.by_ref(tx, ref)
        return (
            stored.ticket if stored and may_see(visit.agent, stored.ticket) and stored.ticket.outage is None else None
        )

    async def _list(self, visit: Visit, draft: Mapping[str, str], refused: str = "", status: int = 200) -> Response:
        catalogue = self._services.catalogue()

        def look(tx: Tx) -> tuple[list[AnyRow], Mapping[int, outage_lists.Counted]]:
            rows = outage_lists.listed(tx, LATEST)
            whose = outage_lists.whose(tx, [row.id for row in rows])
            known = [row for row in rows if may_read(visit.agent, whose.get(row.id, ()), catalogue)]
            return known, outage_lists.counts(tx, [row.id for row in known])

        rows, counts = await self._services.store.read(look)
        may = visit.agent.leads
        values = {
            "rows": rows,
            "counts": counts,
            "may": may,
            "draft": draft,
            "refused": refused,
            "organizations": [each for each in catalogue.organizations.values() if visit.agent.works_for(each.key)],
            "services": catalogue.services,
            "queues": [
                each
                for each in catalogue.queues.values()
                if each.organization is None or visit.agent.works_for(each.organization)
            ],
        }
        return self._html("outages.html", visit, values, status)

    async def _page(
        self, visit: Visit, number: int, draft: Mapping[str, str] | None = None, refused: str = "", status: int = 200
    ) -> Response:
        door, catalogue = self._services.outages, self._services.catalogue()

        def look(tx: Tx) -> dict[str, Any]:
            row, known = door.read(tx, visit.agent, number)
            lead = may_lead(visit.agent, outages.organizations(tx, number))
            linked = outage_lists.linked(tx, number, before=2**62, limit=SHOWN)
            mine = [each for each in linked[:SHOWN] if visit.agent.leads or each.organization in known]
            return {
                "row": row,
                "organizations": [catalogue.organizations[key].name for key in known if key in catalogue.organizations],
                "news": outages.news_of(tx, number),
                "count": outage_lists.counts(tx, [number])[number],
                "linked": mine,
                "more": len(linked) > SHOWN,
                "may": lead and row.ended_at is None,
                "candidates": door.candidates(tx, row, known) if lead and row.ended_at is None else [],
            }

        values = await self._services.store.read(look)
        service = next((each for each in catalogue.services if each.key == values["row"].service), None)
        queue = catalogue.queues.get(values["row"].queue)
        names = {"service": service.name if service else None, "queue": queue.name if queue else None}
        more = {"draft": draft or {}, "refused": refused, "codes": list(ClosureCode)}
        return self._html("outage.html", visit, {**values, **names, **more}, status)

    def _html(self, template: str, visit: Visit, values: Mapping[str, Any], status: int) -> Response:
        reader = self._console.reader(visit.agent.language)
        shared = {**self._console.frame(visit, reader), "languages": LANGUAGES, "within": WITHIN}
        return self._console.pages.page(template, reader, {**values, **shared}, status)


def _within(form: Mapping[str, str]) -> Span:
    chosen = form.get("within") or "1h"
    if chosen not in WITHIN:
        raise BadInput(value=chosen)
    return Span.parse(chosen)
