"""Outages for programs: declare one, speak to all who are linked, end it for all, and read what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field
from starlette.requests import Request

from bot.api import answers
from bot.api.caller import caller_of
from bot.api.paging import Cursor, Limit, read_cursor, write_cursor
from bot.api.route import once_of
from bot.api.values import MAX_NUMBER, Body, Key, Line, MaybeWords
from bot.api.wishes import NOTHING, Nothing
from bot.console.services import Services
from bot.outages import Declared, may_read
from bot.store import outage_lists, outages
from bot.store.engine import Tx
from bot.store.types import AnyRow
from core.calendar import Span
from core.people import Agent
from core.ticket import ClosureCode, Status

MOST = 200
"""Outages of a list, and tickets of a request."""

Number = Annotated[int, Path(ge=1, le=MAX_NUMBER, description="The number of the outage.")]
Within = Annotated[
    Literal["30m", "1h", "2h", "4h", "8h", "1d", "2d"],
    Field(description="The service time until customers hear of it again."),
]
Ref = Annotated[str, Field(min_length=1, max_length=32, examples=["K7M2R9"])]


class Title(Body):
    """What customers read, in both languages."""

    tr: Line = Field(examples=["VPN'e bağlanılamıyor"])
    en: Line = Field(examples=["VPN cannot be reached"])


class Text(Body):
    """Words for customers, in every language that somebody among them reads."""

    tr: MaybeWords = Field(default="", examples=["Hat değişiyor."])
    en: MaybeWords = Field(default="", examples=["The line is being replaced."])


class Declaration(Body):
    """An outage: trouble with a service, or that is told by words of its own, of some organizations or all."""

    title: Title
    service: Key | None = Field(default=None, examples=["vpn"])
    words: tuple[Line, ...] = Field(default=(), max_length=20)
    organizations: tuple[Key, ...] = Field(default=(), max_length=MOST, description="None means all.")
    queue: Key | None = Field(default=None, description="Where its tickets wait; by itself where its service's do.")
    next_within: Within = "1h"


class News(Body):
    """What is new."""

    text: Text
    next_within: Within = "1h"


class End(Body):
    """What was done, and what kind of solution it was."""

    text: Text
    closure_code: ClosureCode


class Chosen(Body):
    """Open tickets."""

    refs: tuple[Ref, ...] = Field(min_length=1, max_length=MOST)


class Parted(Body):
    """A ticket that is linked."""

    ref: Ref


class Told(BaseModel):
    """What was told of an outage."""

    number: int
    kind: Literal["update", "solved", "withdrawn"]
    text: dict[str, str]
    at: datetime
    by: str


class Outage(BaseModel):
    """An outage, with how many tickets are linked: open, solved and unconfirmed, closed, and no longer linked."""

    id: int
    title: answers.Names
    service: str | None
    words: list[str]
    organizations: list[str]
    queue: str
    began_at: datetime
    next_at: datetime
    ended_at: datetime | None
    ending: Literal["solved", "withdrawn"] | None
    open: int
    solved: int
    closed: int
    left: int


class OutageInFull(Outage):
    """An outage with what was told of it, the last first."""

    news: list[Told]


class LinkedTicket(BaseModel):
    """A ticket that is or may be linked."""

    ref: str
    title: str
    status: Status
    organization: str


class LinkedTickets(BaseModel):
    """A page of tickets, the youngest first."""

    items: list[LinkedTicket]
    next: str | None


class Linked(BaseModel):
    """The tickets that were linked now."""

    refs: list[str]


class Outages:
    """The operations on outages. Agents read; leads of all its organizations speak for one."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, router: APIRouter) -> None:
        """Add the operations to `router`."""
        one = "/outages/{number}"
        for path, handler, method, summary, shape in (
            ("/outages", self.all, "GET", "List outages", list[Outage]),
            (one, self.get, "GET", "Show an outage", OutageInFull),
            (f"{one}/tickets", self.tickets, "GET", "List linked tickets", LinkedTickets),
            (f"{one}/candidates", self.candidates, "GET", "List tickets to link", list[LinkedTicket]),
            (f"{one}/update", self.update, "POST", "Tell the news of an outage", OutageInFull),
            (f"{one}/solve", self.solve, "POST", "End an outage", OutageInFull),
            (f"{one}/withdraw", self.withdraw, "POST", "Withdraw an outage", OutageInFull),
            (f"{one}/link", self.link, "POST", "Link tickets to an outage", Linked),
            (f"{one}/part", self.part, "POST", "Part a ticket from an outage", OutageInFull),
        ):
            router.add_api_route(
                path, handler, methods=[method], tags=["outages"], summary=summary, response_model=shape
            )
        router.add_api_route(
            "/outages", self.declare, methods=["POST"], status_code=201, tags=["outages"],
            summary="Declare an outage", response_model=OutageInFull,
        )  # fmt: skip

    async def all(self, request: Request) -> list[Outage]:
        """List the outages that are the caller's business: those that last first, then the youngest."""
        agent, catalogue = caller_of(request).agent, self._services.catalogue()

        def look(tx: Tx) -> list[Outage]:
            rows = outage_lists.listed(tx, MOST)
            whose = outage_lists.whose(tx, [row.id for row in rows])
            known = [row for row in rows if may_read(agent, whose.get(row.id, ()), catalogue)]
            counts = outage_lists.counts(tx, [row.id for row in known])
            return [
                Outage(**_told(row, self._known(agent, whose[row.id])), **_counted(counts[row.id])) for row in known
            ]

        return await self._services.store.read(look)

    async def get(self, request: Request, number: Number) -> OutageInFull:
        """Show an outage, and what was told of it."""
        return await self._full(caller_of(request).agent, number)

    async def tickets(self, request: Request, number: Number, limit: Limit = 50, cursor: Cursor = "") -> LinkedTickets:
        """List the tickets that are linked to an outage and the caller's business."""
        agent, before = caller_of(request).agent, read_cursor(cursor) if cursor else MAX_NUMBER

        def look(tx: Tx) -> tuple[Sequence[AnyRow], tuple[str, ...]]:
            known = self._services.outages.read(tx, agent, number)[1]
            return outage_lists.linked(tx, number, before=before, limit=limit), known

        rows, known = await self._services.store.read(look)
        shown = [_ticket(row) for row in rows[:limit] if row.organization in known]
        return LinkedTickets(items=shown, next=write_cursor(rows[limit - 1].ticket) if len(rows) > limit else None)

    async def candidates(self, request: Request, number: Number) -> list[LinkedTicket]:
        """List open tickets that the outage may explain."""
        agent, door = caller_of(request).agent, self._services.outages

        def look(tx: Tx) -> list[LinkedTicket]:
            row, known = door.read(tx, agent, number)
            found = [] if row.ended_at is not None else door.candidates(tx, row, known)
            return [_ticket(each) for each in found]

        return await self._services.store.read(look)

    async def declare(self, request: Request, body: Declaration) -> OutageInFull:
        """Declare an outage: from now on who reports it is linked and told. For leads of its organizations."""
        agent = caller_of(request).agent
        said = Declared(
            title=body.title.model_dump(),
            service=body.service,
            words=body.words,
            organizations=body.organizations,
            queue=body.queue,
            within=Span.parse(body.next_within),
        )
        return await self._full(agent, await self._services.outages.declare(agent, said, once=once_of(request)))

    async def update(self, request: Request, number: Number, body: News) -> OutageInFull:
        """Let every linked customer hear what is new. For leads of its organizations."""
        agent, within = caller_of(request).agent, Span.parse(body.next_within)
        words = body.text.model_dump()
        await self._services.outages.update(agent, number, words, within=within, once=once_of(request))
        return await self._full(agent, number)

    async def solve(self, request: Request, number: Number, body: End) -> OutageInFull:
        """End an outage: each linked customer is asked whether it works. For leads of its organizations."""
        agent, words = caller_of(request).agent, body.text.model_dump()
        await self._services.outages.solve(agent, number, words, body.closure_code, once=once_of(request))
        return await self._full(agent, number)

    async def withdraw(self, request: Request, number: Number, body: Nothing = NOTHING) -> OutageInFull:
        """Take back what was declared by mistake; every customer is told. For leads of its organizations."""
        agent = caller_of(request).agent
        await self._services.outages.withdraw(agent, number, once=once_of(request))
        return await self._full(agent, number)

    async def link(self, request: Request, number: Number, body: Chosen) -> Linked:
        """Link open tickets; what cannot be linked is left out of the answer. For leads of its organizations."""
        agent = caller_of(request).agent
        return Linked(refs=await self._services.outages.link(agent, number, body.refs, surface="api"))

    async def part(self, request: Request, number: Number, body: Parted) -> OutageInFull:
        """Link a ticket no longer; its customer is told. For leads of its organizations."""
        agent = caller_of(request).agent
        await self._services.outages.part(agent, number, body.ref, surface="api")
        return await self._full(agent, number)

    async def _full(self, agent: Agent, number: int) -> OutageInFull:
        def look(tx: Tx) -> OutageInFull:
            row, known = self._services.outages.read(tx, agent, number)
            news = [
                Told(number=each.number, kind=each.kind, text=each.words, at=each.at, by=each.name)
                for each in outages.news_of(tx, number)
            ]
            counted = outage_lists.counts(tx, [number])[number]
            return OutageInFull(**_told(row, known), **_counted(counted), news=news)

        return await self._services.store.read(look)

    def _known(self, agent: Agent, whose: Sequence[str]) -> list[str]:
        catalogue = self._services.catalogue()
        return [key for key in whose if may_read(agent, [key], catalogue)]


def _told(row: AnyRow, whose: Sequence[str]) -> dict[str, object]:
    names = ("id", "service", "words", "queue", "began_at", "next_at", "ended_at", "ending")
    return {name: getattr(row, name) for name in names} | {"title": row.title, "organizations": list(whose)}


def _counted(count: outage_lists.Counted) -> dict[str, int]:
    return {"open": count.open, "solved": count.solved, "closed": count.closed, "left": count.left}


def _ticket(row: AnyRow) -> LinkedTicket:
    return LinkedTicket(ref=row.ref, title=row.title, status=row.status, organization=row.organization)
