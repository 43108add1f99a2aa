"""The inbox: what waits for somebody, what is mine, what is late, and whatever a search finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.agents import may_serve
from bot.console import forms
from bot.console.board import Board, Placed, View
from bot.console.headers import HOME
from bot.console.live import stream
from bot.console.reader import Reader
from bot.console.visits import Console, Visit
from bot.outages import may_read
from bot.store import absence, announcements, outage_lists, promises, saved, sheets, views
from bot.store.absence import Absence
from bot.store.announcements import Announcement
from bot.store.engine import Tx
from bot.store.views import Filters
from core.contracts import Priority
from core.dialogue.intents import references
from core.errors import BadInput
from core.messages import literal
from core.people import Agent

MAX_WORDS = 200
MAX_NAME = 40

_Above = tuple[list[Announcement], list[outage_lists.Going]]
"""What stands above a list: what is announced, and the outages that last."""


class InboxPages:
    """The lists and their news, and the lists that agents keep."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.add_api_route(HOME, self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(f"{HOME}/events", self.events, methods=["GET"], include_in_schema=False)
        router.add_api_route(f"{HOME}/lists", self.keep, methods=["POST"], include_in_schema=False)
        router.add_api_route(f"{HOME}/lists/{{number}}/drop", self.drop, methods=["POST"], include_in_schema=False)
        return router

    async def show(self, request: Request) -> Response:
        """Show one list; `?view=` names it, `?q=` searches, `?older=` turns the page. A reference leads to its page."""
        visit = await self._console.visit(request, reads=True)
        if ref := await self._named(request, visit.agent):
            return RedirectResponse(f"{HOME}/tickets/{ref}#latest", 303)
        reader = self._console.reader(visit.agent.language)
        values = await self._read(request, visit.agent, reader) | self._frame(visit, reader)
        return self._console.pages.page("inbox.html", reader, values)

    async def events(self, request: Request) -> Response:
        """Keep an open list alive."""
        await self._console.visit(request, reads=True)

        async def look() -> Mapping[str, str] | None:
            found = await self._console.look(request)
            if found is None:
                return None
            agent = found[0].agent
            reader = self._console.reader(agent.language)
            values = await self._read(request, agent, reader)
            html = self._console.pages.html
            return {name: html(f"_{name}.html", reader, values) for name in ("told", "tabs", "list")}

        return stream(self._console.services.hub, "desk", look)

    async def keep(self, request: Request) -> Response:
        """Keep the list that a form names."""
        visit = await self._console.visit(request)
        form = await forms.posted(request, visit.csrf)
        name, query = form.get("name", "").strip()[:MAX_NAME], _query(_wanted(form, visit.agent))
        if not name:
            raise BadInput(value=name)
        await self._console.services.store.write(lambda tx: saved.keep_view(tx, visit.agent.person, name, query))
        return RedirectResponse(f"{HOME}?{query}", 303)

    async def drop(self, request: Request) -> Response:
        """Forget a list that was kept."""
        visit = await self._console.visit(request)
        await forms.posted(request, visit.csrf)
        number = forms.number(request.path_params["number"])
        await self._console.services.store.write(lambda tx: saved.drop_view(tx, visit.agent.person, number))
        return RedirectResponse(HOME, 303)

    async def _named(self, request: Request, agent: Agent) -> str:
        """Return the reference that the search names, however it was typed, if the agent may see that ticket."""
        words = request.query_params.get("q", "")[:MAX_WORDS]
        named = references(words)
        if len(named) != 1 or len(words) > 2 * len(named[0]):
            return ""
        around = await self._console.services.store.read(lambda tx: sheets.around(tx, agent, named[0]))
        return named[0] if around else ""

    async def _read(self, request: Request, agent: Agent, reader: Reader) -> dict[str, Any]:
        view, filters = _wanted(request.query_params, agent)
        older = request.query_params.get("older", "")

        def look(
            tx: Tx,
        ) -> tuple[Board, list[Placed], list[views.Listed], str, list[saved.SavedView], _Above, Mapping[int, Absence]]:
            told, going = ([], []) if agent.reads else self._above(tx, agent, reader)
            board = Board(agent.person, reader.now, views.standing(tx, agent), promises.running(tx, agent))
            if view in {View.CLOSED, View.FOUND}:
                numbers, after = views.history(tx, agent, filters, older, also_open=view is View.FOUND)
                placed = board.of(numbers)
            else:
                among = views.open_with(tx, agent, filters.words) if filters.words else None
                rows, after = board.page(view, filters, older, among)
                placed, numbers = list(rows), [row.standing.id for row in rows]
            kept = list(saved.views_of(tx, agent.person))
            return (
                board,
                placed,
                list(views.listed(tx, numbers)),
                after,
                kept,
                (told, going),
                {} if agent.reads else absence.absent(tx, reader.now),
            )

        board, placed, rows, after, kept, (told, going), away = await self._console.services.store.read(look)
        query = _query((view, filters))
        return {
            "agent": agent,
            "told": told,
            "rows": [self._as_seen(row, agent, reader) for row in rows],
            "going": going,
            "next": {row.standing.id: row for row in placed},
            "counts": board.counts(),
            "after": after,
            "view": view,
            "views": [each for each in _views(agent) if each is not View.FOUND or view is View.FOUND],
            "filters": filters,
            "filtered": any(asdict(filters).values()),
            "query": query,
            "saved": kept,
            "me": agent.person,
            "away": away,
            "paged": bool(older),
        }

    def _above(self, tx: Tx, agent: Agent, reader: Reader) -> _Above:
        catalogue = self._console.services.catalogue()
        told = [each for each in announcements.running(tx, reader.now) if each.organization is None]
        return told, outage_lists.going(tx, lambda whose: may_read(agent, whose, catalogue))

    def _as_seen(self, row: views.Listed, agent: Agent, reader: Reader) -> views.Listed:
        """Return a row as `agent` may see it: people of the organization may not be told who works for them."""
        if not agent.reads or not row.owner_name or not agent.organization:
            return row
        contract = self._console.services.catalogue().organizations[agent.organization].contract
        return replace(row, owner_name=reader.say(literal(contract.shown(row.owner_name))))

    def _frame(self, visit: Visit, reader: Reader) -> dict[str, Any]:
        catalogue, agent = self._console.services.catalogue(), visit.agent
        queues = [queue for queue in catalogue.queues.values() if agent.serves(queue.key)]
        organizations = [
            each for each in catalogue.organizations.values() if may_serve(agent, each.key, catalogue.queues)
        ]
        return {
            **self._console.frame(visit, reader),
            "choices": {
                "queue": [(queue.key, reader.name(queue.name)) for queue in queues],
                "organization": [(each.key, each.name) for each in organizations],
                "priority": [(each.value, each.value) for each in Priority],
                "service": [(each.key, reader.name(each.name)) for each in catalogue.services],
                "type": [(each, reader.label(f"fact.type.{each}")) for each in ("incident", "request")],
            },
        }


def _views(agent: Agent) -> tuple[View, ...]:
    """Return the lists of `agent`; who only reads has none that are about whose turn it is."""
    if agent.reads:
        return View.ALL, View.WAITING, View.SOLVED, View.CLOSED, View.FOUND
    return tuple(View)


def _wanted(given: Mapping[str, str], agent: Agent) -> tuple[View, Filters]:
    """Return the list and the filters that an address or a form asks for."""
    names = ("queue", "organization", "priority", "service", "type")
    words = " ".join(given.get("q", "").split())[:MAX_WORDS]
    filters = Filters(**{name: given.get(name, "")[:MAX_NAME] for name in names}, words=words)
    name = given.get("view", "")
    if words and name in {"", View.FOUND}:
        return View.FOUND, filters
    lists = _views(agent)
    return (View(name) if name in set(lists) - {View.FOUND} else lists[0]), filters


def _query(wanted: tuple[View, Filters]) -> str:
    """Return the address of a list, always in the same order, without what is empty."""
    view, filters = wanted
    values = asdict(filters)
    pairs = {"view": view.value, "q": values.pop("words"), **values}
    return urlencode({name: value for name, value in pairs.items() if value})
