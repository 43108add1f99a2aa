"""Webhooks as those see them who run the desk: what waits, what was given up, and sending that again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request

from bot.api import answers
from bot.api.caller import lead_of
from bot.api.paging import Cursor, Limit, read_cursor, write_cursor
from bot.api.values import NumberInPath
from bot.api.wishes import NOTHING, Nothing
from bot.console.services import Services
from bot.events import Event
from bot.store import webhooks
from bot.store.types import AnyRow
from core.errors import NotFound


class Webhook(BaseModel):
    """A webhook of the configuration, with how many messages wait, since when, and how many were given up."""

    key: str
    url: str
    events: list[Event]
    organization: str | None
    waiting: int
    waiting_since: datetime | None
    failed: int


class Undelivered(BaseModel):
    """A message that was given up."""

    id: int
    webhook: str
    event: str
    ref: str | None
    since: datetime
    attempts: int
    error: str


class AllUndelivered(BaseModel):
    """A page of what was given up, oldest first."""

    items: list[Undelivered]
    next: str | None


class Hooks:
    """The operations on webhooks. Who leads no whole desk finds nothing here."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, router: APIRouter) -> None:
        """Add the operations to `router`."""
        failed = "/webhooks/failed"
        router.add_api_route(
            "/webhooks",
            self.list,
            methods=["GET"],
            tags=["webhooks"],
            summary="List webhooks",
            response_model=list[Webhook],
        )
        router.add_api_route(
            failed,
            self.failed,
            methods=["GET"],
            tags=["webhooks"],
            summary="List what was given up",
            response_model=AllUndelivered,
        )
        router.add_api_route(
            f"{failed}/{{number}}/again", self.again, methods=["POST"], status_code=202, tags=["webhooks"],
            summary="Send again", response_model=answers.Accepted,
        )  # fmt: skip

    async def list(self, request: Request) -> list[Webhook]:
        """List the webhooks of the configuration. For leads of the whole desk."""
        lead_of(request, of_all=True)
        rows = await self._services.store.read(webhooks.counts)
        return [
            Webhook(
                key=hook.key,
                url=hook.url.partition("?")[0],  # what follows may be a secret
                events=sorted(hook.events),
                organization=hook.organization,
                waiting=sum(row.number for row in _of(rows, hook.key, "ready", "sending")),
                waiting_since=min((row.since for row in _of(rows, hook.key, "ready", "sending")), default=None),
                failed=sum(row.number for row in _of(rows, hook.key, "failed")),
            )
            for hook in self._services.catalogue().webhooks
        ]

    async def failed(self, request: Request, limit: Limit = 50, cursor: Cursor = "") -> AllUndelivered:
        """List what was given up, oldest first. For leads of the whole desk."""
        lead_of(request, of_all=True)
        after = read_cursor(cursor) if cursor else 0
        rows = await self._services.store.read(lambda tx: webhooks.failed(tx, after=after, limit=limit))
        shown = rows[:limit]
        return AllUndelivered(
            items=[
                Undelivered(
                    id=row.id,
                    webhook=row.webhook,
                    event=row.event,
                    ref=row.ref,
                    since=row.created_at,
                    attempts=row.attempts,
                    error=row.error or "",
                )
                for row in shown
            ],
            next=write_cursor(shown[-1].id) if len(rows) > limit else None,
        )

    async def again(self, request: Request, number: NumberInPath, body: Nothing = NOTHING) -> answers.Accepted:
        """Send again what was given up, with all its time. For leads of the whole desk."""
        lead_of(request, of_all=True)
        now = self._services.clock.now()
        if not await self._services.store.write(lambda tx: webhooks.again(tx, number, now)):
            raise NotFound(delivery=number)
        return answers.Accepted(id=number)


def _of(rows: Sequence[AnyRow], key: str, *states: str) -> Iterator[AnyRow]:
    return (row for row in rows if row.webhook == key and row.state in states)
