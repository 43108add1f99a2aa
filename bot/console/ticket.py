"""The page of one ticket, its news, and the commands given on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console import commands, forms
from bot.console.beside import ArticleGone, Beside
from bot.console.failures import status_of
from bot.console.files import FilesGone, attached
from bot.console.headers import HOME
from bot.console.live import stream
from bot.console.promises import told
from bot.console.reader import Reader
from bot.console.sheet import Sheet, TicketSheets, gate
from bot.console.visits import Console, Visit
from bot.details import details_of
from bot.numbers import number_in
from bot.store import conversations, notices, presence, shown, tickets
from bot.store.engine import Tx
from core.contracts import Priority
from core.desk import may
from core.effects import Command
from core.errors import NotFound, OnkapiError
from core.messages import Address, unpack
from core.pauses import proposed
from core.people import Actor, Agent
from core.ticket import CODES, LinkKind, TransferReason

FRAGMENTS = ("head", "presence", "timeline", "actions", "stated")
"""The parts of the page that follow the ticket while it is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a command was refused, and what had been written in its form."""

    sentence: str
    command: str
    draft: Mapping[str, str]


class TicketPages:
    """Pages of tickets."""

    def __init__(self, console: Console, beside: Beside) -> None:
        self._console = console
        self._beside = beside
        self._sheets = TicketSheets(console)

    def router(self) -> APIRouter:
        """Return the routes."""
        router, page = APIRouter(), f"{HOME}/tickets/{{ref}}"
        router.add_api_route(page, self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(f"{page}/events", self.events, methods=["GET"], include_in_schema=False)
        router.add_api_route(f"{page}/typing", self.typing, methods=["POST"], include_in_schema=False)
        router.add_api_route(f"{page}/{{command}}", self.act, methods=["POST"], include_in_schema=False)
        return router

    async def show(self, request: Request) -> Response:
        """Show a ticket; `?before=` turns to an older page of its timeline, `?kb=` searches articles beside it."""
        visit, ref = await self._asked(request, reads=True)
        number = number_in(request.query_params.get("before", "")) or 0
        sheet = await self._console.services.store.read(lambda tx: self._sheets.whole(tx, visit.agent, ref, number))
        await self._seen(visit.agent, sheet)
        return await self._page(visit, sheet, before=number, sought=request.query_params.get("kb", ""))

    async def events(self, request: Request) -> Response:
        """Keep an open page alive."""
        visit, ref = await self._asked(request, reads=True)
        await self._console.services.store.read(lambda tx: gate(tx, visit.agent, ref))
        told = self._console.services.clock.now()  # the page that asks has just said that it is open

        async def look() -> Mapping[str, str] | None:
            nonlocal told
            found = await self._console.look(request)
            if found is None:
                return None
            present = found[0]
            try:
                sheet = await self._console.services.store.read(lambda tx: self._sheets.news(tx, present.agent, ref))
            except NotFound:
                return None
            now = self._console.services.clock.now()
            if now - told >= presence.RENEWED or sheet.around.changed_at > told:
                told = now
                await self._seen(present.agent, sheet)
            return self._fragments(present, sheet)

        return stream(self._console.services.hub, f"ticket:{ref}", look)

    async def act(self, request: Request) -> Response:
        """Do what a form asks and lead back to the page; or say on the page why not, with what was written."""
        visit, ref = await self._asked(request)
        services, name = self._console.services, request.path_params["command"]
        form = await forms.posted(request, visit.csrf, forms.MAX_FIELDS + (shown.MOST if name == Command.SPLIT else 0))
        zone = (await services.store.read(lambda tx: gate(tx, visit.agent, ref))).zone
        try:
            files = await attached(self._console, visit, form.get("files", ""))
            article = await self._beside.article(visit, ref, form.get("article", "") if name == "article" else "")
            wish = commands.read(name, form, zone, files, article)
            await services.agents.act(visit.agent, ref, wish, once=form.get("once", ""))
        except OnkapiError as error:
            status = status_of(error)
            if status >= 500 or (isinstance(error, NotFound) and not isinstance(error, FilesGone | ArticleGone)):
                raise
            sheet = await services.store.read(lambda tx: self._sheets.whole(tx, visit.agent, ref))
            why = commands.why(error, self._reader(visit, sheet))
            return await self._page(visit, sheet, Refusal(sentence=why, command=name, draft=form), status=status)
        try:
            await services.store.read(lambda tx: gate(tx, visit.agent, ref))
        except NotFound:  # it went to a queue that is not the agent's
            return RedirectResponse(HOME, 303)
        return RedirectResponse(f"{HOME}/tickets/{ref}#latest", 303)

    async def typing(self, request: Request) -> Response:
        """Note that somebody writes on a ticket, for the others who look at it; a reply, also for its customer."""
        visit, ref = await self._asked(request)
        form = await forms.posted(request, visit.csrf)
        services, now = self._console.services, self._console.services.clock.now()
        number = (await services.store.read(lambda tx: gate(tx, visit.agent, ref))).id
        await services.store.write(lambda tx: presence.types(tx, visit.agent.person, number, now))
        services.hub.poke([f"ticket:{ref}"])
        if form.get("command") == "reply":
            reader = await services.store.read(lambda tx: _reader_of(tx, visit.agent, ref))
            if reader is not None:
                services.hub.write(reader, now)
        return Response(status_code=204)

    async def _seen(self, agent: Agent, sheet: Sheet) -> None:
        if agent.reads:
            return
        services, now = self._console.services, self._console.services.clock.now()

        def look(tx: Tx) -> bool:
            notices.read_of(tx, agent.person, sheet.around.id, now)
            return presence.see(tx, agent.person, sheet.around.id, now)

        if await services.store.write(look):
            services.hub.poke([f"ticket:{sheet.ticket.ref}", "desk"])

    async def _asked(self, request: Request, *, reads: bool = False) -> tuple[Visit, str]:
        return await self._console.visit(request, reads=reads), request.path_params["ref"].upper()

    def _reader(self, visit: Visit, sheet: Sheet) -> Reader:
        return self._console.reader(visit.agent.language).at(sheet.around.zone)

    async def _page(
        self,
        visit: Visit,
        sheet: Sheet,
        refusal: Refusal | None = None,
        *,
        before: int = 0,
        sought: str = "",
        status: int = 200,
    ) -> Response:
        reader = self._reader(visit, sheet)
        values = self._values(visit, sheet, reader, refusal, before)
        if visit.agent.solves:
            values |= await self._beside.articles(visit, sheet.ticket, sheet.around, sought)
        values |= await self._beside.column(visit, sheet.ticket, sheet.contract, sheet.around, reader)
        return self._console.pages.page(
            "ticket.html", reader, values | {"desk_name": self._console.desk_name(reader)}, status
        )

    def _fragments(self, visit: Visit, sheet: Sheet) -> Mapping[str, str]:
        reader = self._reader(visit, sheet)
        values = self._values(visit, sheet, reader, None, 0)
        html = {name: self._console.pages.html(f"_{name}.html", reader, values) for name in FRAGMENTS}
        # The forms carry fresh marks each time: whether they are others is told by their shape.
        return html | {"shape": values["panel"].shape}

    def _values(
        self, visit: Visit, sheet: Sheet, reader: Reader, refusal: Refusal | None, before: int
    ) -> dict[str, Any]:
        catalogue = self._console.services.catalogue()
        at_home = catalogue.organizations.get(sheet.ticket.organization)
        contract = catalogue.contracts.get(sheet.contract)
        panel = commands.panel(
            visit.agent,
            sheet.ticket,
            catalogue.queues,
            visit.csrf,
            reachable=bool(sheet.around.account),
            solvers=sheet.solvers,
            away=sheet.away,
            beside=sheet.beside,
            dates=proposed(contract.calendar, reader.now) if contract else (),
        )
        details = details_of(sheet.ticket, catalogue.services, sheet.asked)
        homeless = refusal is not None and refusal.command not in panel.written
        return {
            "agent": visit.agent,
            "csrf": visit.csrf,
            "ticket": sheet.ticket,
            "around": sheet.around,
            "timeline": sheet.timeline,
            "earlier": sheet.earlier,
            "stated": sheet.stated,
            "links": sheet.links,
            "link_kinds": tuple(LinkKind),
            "relates": may(Actor.of(visit.agent), Command.UNRELATE, sheet.ticket),
            "ticked": refusal.draft if refusal and refusal.command == Command.SPLIT else (),
            "split_into": sheet.split_into,
            "present": sheet.present,
            "away": sheet.away,
            "rating": sheet.rating,
            "promises": told(sheet.ticket, at_home.contract.calendar, reader) if at_home else (),
            "panel": panel,
            "redacts": may(Actor.of(visit.agent), Command.REDACT, sheet.ticket),
            # What was written for a form that is gone now.
            "kept": refusal.draft.get("words") or refusal.draft.get("reason", "") if refusal and homeless else "",
            "refusal": refusal,
            "before": before,
            "codes": CODES[sheet.ticket.type],
            "services": catalogue.services,
            "level": catalogue.queues[sheet.ticket.queue].level,
            "reasons": tuple(TransferReason),
            "priorities": tuple(Priority),
            "details": [tuple(map(reader.say, pair)) for pair in details],
            "sentence": lambda packed: reader.say(unpack(packed)),
        }


def _reader_of(tx: Tx, agent: Agent, ref: str) -> Address | None:
    """Return where the customer reads what `agent` writes; None unless the ticket is his, or where there is no chat."""
    stored = tickets.by_ref(tx, ref)
    if stored is None or stored.home is None or stored.ticket.owner != agent.person:
        return None
    place = conversations.by_id(tx, stored.home)
    return place.address if place else None
