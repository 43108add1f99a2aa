"""Tickets: lists, one, its timeline, the commands, and opening one for somebody else."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query
from pydantic import AfterValidator
from starlette.requests import Request

from bot.api import answers, wishes
from bot.api.caller import caller_of, language_of
from bot.api.files import attached
from bot.api.paging import Cursor, Limit, read_cursor, write_cursor
from bot.api.route import once_of
from bot.api.values import MAX_NUMBER, Moment
from bot.api.wishes import COMMANDS, CommandBody, OpenFor
from bot.catalogue import Catalogue
from bot.console.services import Services
from bot.opening import Matter, Newcomer
from bot.store import lists, relations, sheets, tickets
from bot.store.engine import Tx
from bot.store.lists import Shown, Wanted
from bot.store.types import AnyRow
from core.calendar import Calendar
from core.desk import may
from core.effects import Command
from core.errors import NotFound
from core.messages import Language, clean, unpack
from core.people import Actor, Agent
from core.promises import Promise
from core.ticket import Status

Plain = AfterValidator(clean)
Ref = Annotated[str, Path(max_length=32, description="The reference of the ticket.", examples=["K7M2R9"]), Plain]
Key = Annotated[str, Query(max_length=64), Plain]
Words = Annotated[
    str, Query(max_length=100, description="A reference, or words of titles, names and what was said."), Plain
]
Number = Annotated[int | None, Query(ge=1, le=MAX_NUMBER)]


class Tickets:
    """The operations on tickets."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, router: APIRouter) -> None:
        """Add the operations to `router`."""
        one = "/tickets/{ref}"
        router.add_api_route(
            "/tickets",
            self.list,
            methods=["GET"],
            tags=["tickets"],
            summary="List tickets",
            response_model=answers.Tickets,
        )
        router.add_api_route(
            "/tickets", self.open, methods=["POST"], status_code=201, tags=["tickets"], summary="Open a ticket",
            response_model=answers.TicketInFull,
        )  # fmt: skip
        router.add_api_route(
            one,
            self.get,
            methods=["GET"],
            tags=["tickets"],
            summary="Show a ticket",
            response_model=answers.TicketInFull,
        )
        router.add_api_route(
            f"{one}/timeline",
            self.timeline,
            methods=["GET"],
            tags=["tickets"],
            summary="Read a timeline",
            response_model=answers.Timeline,
        )
        for command, (body, promise) in COMMANDS.items():
            router.add_api_route(
                f"{one}/commands/{command}", self._command(command, body), methods=["POST"], tags=["commands"],
                summary=command.replace("_", " ").capitalize(), description=promise,
                response_model=answers.TicketInFull,
            )  # fmt: skip

    async def list(
        self,
        request: Request,
        view: Annotated[Shown | None, Query(description="One of the lists of the console.")] = None,
        status: Status | None = None,
        queue: Key = "",
        owner: Annotated[Number, Query(description="The number of the agent who has it.")] = None,
        organization: Key = "",
        requester: Annotated[Number, Query(description="The number of the person whose it is.")] = None,
        q: Words = "",
        changed_since: Annotated[Moment | None, Query(description="For programs that keep a copy.")] = None,
        limit: Limit = 50,
        cursor: Cursor = "",
    ) -> answers.Tickets:
        """List the tickets that are the caller's business, the youngest first; every condition narrows the list."""
        wanted = Wanted(
            now=self._services.clock.now(),
            view=view,
            status=status,
            queue=queue,
            owner=owner,
            organization=organization,
            requester=requester,
            words=q.strip(),
            changed_since=changed_since,
            before=read_cursor(cursor) if cursor else None,
            limit=limit,
        )
        agent = caller_of(request).agent
        rows = await self._services.store.read(lambda tx: lists.page(tx, agent, wanted))
        shown = rows[:limit]
        return answers.Tickets(
            items=[ticket_of(row, agent, self._services.catalogue()) for row in shown],
            next=write_cursor(shown[-1].id) if len(rows) > limit else None,
        )

    async def get(self, request: Request, ref: Ref) -> answers.TicketInFull:
        """Show one ticket."""
        return await self._shown(caller_of(request).agent, ref)

    async def timeline(
        self,
        request: Request,
        ref: Ref,
        limit: Limit = 100,
        after: Annotated[str, Query(max_length=64, description="The next of what was read before.")] = "",
    ) -> answers.Timeline:
        """Read the timeline of a ticket on from where the caller is; what was merged into it stands among its own."""
        agent, start = caller_of(request).agent, read_cursor(after) if after else 0

        def look(tx: Tx) -> tuple[sheets.Around, tuple[sheets.Told, ...], bool]:
            around = sheets.around(tx, agent, ref.upper())
            if around is None:
                raise NotFound(ref=ref)
            lines, more = sheets.onward(tx, agent, around.id, after=start, limit=limit)
            return around, tuple(lines), more

        around, lines, more = await self._services.store.read(look)
        language, zone = language_of(request), ZoneInfo(around.zone)
        return answers.Timeline(
            items=[self._line(told, language, zone) for told in lines],
            next=write_cursor(lines[-1].id if lines else start),
            more=more,
        )

    async def open(self, request: Request, body: OpenFor) -> answers.TicketInFull:
        """Open a ticket for somebody else; he is told where he can be written to."""
        who = body.requester
        matter = Matter(
            organization=body.organization,
            requester=who.id
            if isinstance(who, wishes.KnownPerson)
            else Newcomer(name=who.name, email=who.email, phone=who.phone, language=who.language),
            title=body.title,
            source=body.source,
            words=body.words,
            affected=body.affected,
            service=body.service,
            type=body.type,
            impact=body.impact,
            urgency=body.urgency,
            queue=body.queue,
            mine=body.mine,
            message=body.message,
        )
        agent = caller_of(request).agent
        ref = await self._services.counter.open(agent, matter, surface="api", once=once_of(request))
        return await self._done(agent, ref)

    def _command(self, command: Command, kind: type[CommandBody]) -> Callable[..., Coroutine[Any, Any, Any]]:
        async def give(request: Request, ref: Ref, body: CommandBody) -> answers.TicketInFull:
            agent = caller_of(request).agent
            act = body.act(command, await attached(self._services, agent, body.attached))
            outcome = await self._services.agents.act(agent, ref.upper(), act, surface="api", once=once_of(request))
            return await self._done(agent, outcome.ticket.ref)

        give.__annotations__["body"] = kind
        if kind is wishes.Nothing:
            give.__defaults__ = (kind(),)
        return give

    async def _shown(self, agent: Agent, ref: str) -> answers.TicketInFull:
        row = await self._services.store.read(lambda tx: lists.one(tx, agent, ref.upper()))
        if row is None:
            raise NotFound(ref=ref)
        return await self._in_full(agent, row)

    async def _done(self, agent: Agent, ref: str) -> answers.TicketInFull:
        """Show a ticket to who has just changed it, even if it is not his business any more."""
        row = await self._services.store.read(lambda tx: lists.any_one(tx, ref))
        return await self._in_full(agent, row)

    async def _in_full(self, agent: Agent, row: AnyRow) -> answers.TicketInFull:
        stored = await self._services.store.read(lambda tx: tickets.by_id(tx, row.id))
        if stored is None:
            raise NotFound(ref=row.ref)
        actor = Actor.of(agent)
        given = [command for command in COMMANDS if may(actor, command, stored.ticket)]
        organization = self._services.catalogue().organizations.get(stored.ticket.organization)
        promises, now = [], self._services.clock.now()
        if organization is not None:
            calendar = organization.contract.calendar
            promises = [promise_of(each, now, calendar) for each in stored.ticket.promises]
        ticket = ticket_of(row, agent, self._services.catalogue())
        split_into, links = await self._services.store.read(
            lambda tx: (relations.split_from(tx, agent, row.ref), relations.links(tx, agent, row.id))
        )
        return answers.TicketInFull(
            **ticket.model_dump(),
            promises=promises,
            split_into=[each.ref for each in split_into],
            links=[answers.Link(ref=each.ref, title=each.title, status=each.status, kind=each.kind) for each in links],
            commands=given,
        )

    def _line(self, told: sheets.Told, language: Language, zone: ZoneInfo) -> answers.Line:
        text, key = told.text, None
        if told.kind == "line" and told.body is not None:
            said = unpack(told.body)
            key, text = said.key, self._services.texts.render(said, language, zone, self._services.clock.now())
        return answers.Line(
            id=told.id,
            at=told.at,
            audience=told.audience,
            author=told.author,
            kind=told.kind,
            name=told.name,
            text=text,
            key=key,
            delivery=told.delivery,
            files=[
                answers.File(id=each.id, name=each.file.name, media_type=each.file.media_type, size=each.file.size)
                for each in told.files
            ],
            former=[answers.Former(at=each.at, text=each.text) for each in told.former],
            deleted_at=told.deleted_at,
            said_on=told.said_on or None,
        )


def ticket_of(row: AnyRow, agent: Agent, catalogue: Catalogue) -> answers.Ticket:
    """Return a row of `bot.store.lists` as programs see it; a customer's lead as far as his contract shows it."""
    plain = {name: getattr(row, name) for name in answers.Ticket.model_fields if name in row._fields}
    ticket = answers.Ticket.model_validate(
        plain
        | {
            "requester": {"id": row.requester, "name": row.requester_name, "verified": bool(row.verified)},
            "owner": {"id": row.owner, "name": row.owner_name or ""} if row.owner else None,
            "coordinator": {"id": row.coordinator, "name": row.coordinator_name or ""} if row.coordinator else None,
            "account": f"{row.channel}/{row.account_key}" if row.channel else None,
        }
    )
    if not agent.reads:
        return ticket
    hidden: dict[str, Any] = {"coordinator": None, "returned": 0, "chased": 0, "missed_calls": 0}
    if ticket.owner is not None:
        shown = catalogue.organizations[row.organization].contract.shown(ticket.owner.name)
        told = shown if isinstance(shown, str) else shown[agent.language]
        hidden["owner"] = answers.PersonName(id=ticket.owner.id, name=told)
    return ticket.model_copy(update=hidden)


def promise_of(promise: Promise, now: datetime, calendar: Calendar) -> answers.Promise:
    """Return what is promised as programs get it."""
    return answers.Promise(
        kind=promise.kind,
        standing=promise.standing(now),
        budget=promise.budget,
        used=promise.used(now, calendar),
        due=promise.due,
        warned_at=promise.warned_at,
        met_at=promise.met_at,
        broken_at=promise.broken_at,
    )
