"""The page on which an agent opens a ticket for somebody who called, came by or wrote elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.agents import may_serve
from bot.console import commands, forms
from bot.console.beside import Beside
from bot.console.failures import status_of
from bot.console.headers import HOME
from bot.console.reader import Reader
from bot.console.visits import Console, Visit
from bot.opening import Matter, Newcomer
from bot.store import customers
from bot.store.types import AnyRow
from core.contracts import Impact, Organization, Urgency
from core.errors import BadInput, NotFound, OnkapiError
from core.people import Agent
from core.ticket import Source

PAGE = f"{HOME}/open"
FOUND = 20
"""People that a search shows."""

SOURCES = tuple(source for source in Source if source is not Source.CHAT)
TYPES = ("incident", "request")
MAX_LINE, MAX_NAME = 300, 200


class OpeningPages:
    """Looking for the caller, looking for what is known, and opening."""

    def __init__(self, console: Console, beside: Beside) -> None:
        self._console = console
        self._beside = beside

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.add_api_route(PAGE, self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(f"{PAGE}/people", self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(PAGE, self.open, methods=["POST"], include_in_schema=False)
        router.add_api_route(f"{PAGE}/articles", self.look, methods=["POST"], include_in_schema=False)
        return router

    async def show(self, request: Request) -> Response:
        """Show the form; `?q=` looks for the caller among the customers of `?organization=`, `?person=` is one."""
        visit, asked = await self._console.visit(request), request.query_params
        draft = {"organization": asked.get("organization", ""), "person": asked.get("person", "")}
        return await self._page(visit, draft, sought=asked.get("q", "").strip()[:MAX_NAME])

    async def look(self, request: Request) -> Response:
        """Show the form as it was filled in, and beside it the articles for its words."""
        visit, form = await self._posted(request)
        return await self._page(visit, form, articles=True)

    async def open(self, request: Request) -> Response:
        """Open what the form tells and lead to its page; or say why not, with what was written."""
        visit, form = await self._posted(request)
        try:
            matter = _read(form)
            ref = await self._console.services.counter.open(visit.agent, matter, once=form.get("once", ""))
        except OnkapiError as error:
            status = status_of(error)
            if status >= 500 or isinstance(error, NotFound):
                raise
            why = commands.why(error, self._console.reader(visit.agent.language))
            return await self._page(visit, form, refusal=why, status=status)
        return RedirectResponse(f"{HOME}/tickets/{ref}#latest", 303)

    async def _posted(self, request: Request) -> tuple[Visit, Mapping[str, str]]:
        visit = await self._console.visit(request)
        form = await forms.posted(request, visit.csrf)
        return visit, form

    async def _page(
        self,
        visit: Visit,
        draft: Mapping[str, str],
        *,
        sought: str = "",
        articles: bool = False,
        refusal: str = "",
        status: int = 200,
    ) -> Response:
        own = self._organizations(visit.agent)
        if not own:
            raise NotFound(page=PAGE)
        named = next((each for each in own if each.key == draft.get("organization")), None)
        if named is None and draft.get("organization"):
            raise NotFound(organization=draft["organization"])
        chosen = named or own[0]
        found, person = await self._people(chosen, sought, draft.get("person", ""))
        words = f"{draft.get('title', '')}\n{draft.get('words', '')}".strip()
        offers = await self._beside.offers(words, visit.agent.language, chosen.key) if articles and words else ()
        reader = self._console.reader(visit.agent.language)
        values = self._choices(chosen, reader) | {
            **self._console.frame(visit, reader),
            "organizations": own,
            "chosen": chosen,
            "found": found,
            "person": person,
            "sought": sought,
            "draft": draft,
            "offers": offers,
            "looked": articles,
            "refusal": refusal,
        }
        return self._console.pages.page("open.html", reader, values, status)

    async def _people(
        self, organization: Organization, sought: str, number: str
    ) -> tuple[Sequence[AnyRow], AnyRow | None]:
        """Return who was found for the words, and who was chosen by his number among the organization's customers."""
        key, read = organization.key, self._console.services.store.read
        rows = await read(lambda tx: customers.search(tx, key, sought, limit=FOUND)) if sought else ()
        if not number:
            return rows[:FOUND], None
        known = await read(lambda tx: customers.of_person(tx, forms.number(number)))
        person = next((row for row in known if row.organization == key), None)
        if person is None:
            raise NotFound(person=number)
        return rows[:FOUND], person

    def _organizations(self, agent: Agent) -> list[Organization]:
        catalogue = self._console.services.catalogue()
        return [each for each in catalogue.organizations.values() if may_serve(agent, each.key, catalogue.queues)]

    def _choices(self, chosen: Organization, reader: Reader) -> dict[str, Any]:
        catalogue = self._console.services.catalogue()
        takes = (queue for queue in catalogue.queues.values() if queue.organization in {None, chosen.key})
        return {
            "sources": SOURCES,
            "types": TYPES,
            "impacts": tuple(Impact),
            "urgencies": tuple(Urgency),
            "services": [(each.key, reader.name(each.name)) for each in catalogue.services],
            "queues": [(queue.key, reader.name(queue.name)) for queue in takes],
        }


def _read(form: Mapping[str, str]) -> Matter:
    """Return the matter that a form tells; raise `BadInput` for a value that is none of those it offers."""
    words, message = form.get("words", "").strip(), form.get("message", "").strip()
    if max(len(words), len(message)) > commands.MAX_WORDS:
        raise commands.TooLong

    def one_of(name: str, offered: Sequence[str]) -> str:
        value = form.get(name, "")
        if value and value not in offered:
            raise BadInput(value=value)
        return value

    def short(name: str, most: int = MAX_LINE) -> str:
        return " ".join(form.get(name, "").split())[:most]

    impact, urgency = one_of("impact", tuple(Impact)), one_of("urgency", tuple(Urgency))
    person = form.get("person", "")
    source, kind = one_of("source", SOURCES), one_of("type", TYPES)
    return Matter(
        organization=form.get("organization", ""),
        requester=forms.number(person)
        if person
        else Newcomer(name=short("name", MAX_NAME), email=short("email", 320), phone=short("phone", 40)),
        title=short("title"),
        source=Source(source or Source.PHONE),
        words=words,
        affected=short("affected"),
        service=form.get("service") or None,
        type="incident" if kind == "incident" else "request" if kind else None,
        impact=Impact(impact) if impact else None,
        urgency=Urgency(urgency) if urgency else None,
        queue=form.get("queue") or None,
        mine=form.get("mine") == "yes",
        message=message,
    )
