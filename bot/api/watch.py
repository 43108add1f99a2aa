"""What leads watch, for programs."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request

from bot.api import answers
from bot.api.caller import caller_of
from bot.api.me import availability_of
from bot.console.services import Services
from bot.store.watching import Watched
from bot.watching import watch
from core.contracts import Priority
from core.messages import Language


class WatchedTicket(BaseModel):
    """A ticket on a list. `at` is the moment that puts it there; `score` and `words` are of a rating."""

    ref: str
    title: str
    priority: Priority
    at: datetime
    owner: str | None
    organization: str
    score: int | None
    words: str


class Listing(BaseModel):
    """A list, the longest waiting first, at most ten; `more` says that there are more."""

    kind: Watched
    items: list[WatchedTicket]
    more: bool


class Spike(BaseModel):
    """Many tickets on one service within a quarter of an hour."""

    service: answers.Names
    count: int
    since: datetime


class Draft(BaseModel):
    """An article that waits to be published."""

    topic: str
    lang: Language
    title: str


class Away(BaseModel):
    """Somebody of the desk who is away, with the open tickets that are still his."""

    id: int
    name: str
    availability: answers.Availability
    open_tickets: int


class Watch(BaseModel):
    """What needs a hand."""

    lists: list[Listing]
    spikes: list[Spike]
    drafts: list[Draft]
    away: list[Away]


class Watching:
    """The operation that tells what needs a hand. Who leads nobody finds nothing here."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, router: APIRouter) -> None:
        """Add the operation to `router`."""
        router.add_api_route(
            "/watch", self.get, methods=["GET"], tags=["watch"], summary="Show what needs a hand",
            response_model=Watch,
        )  # fmt: skip

    async def get(self, request: Request) -> Watch:
        """Show lists of tickets that are late, left alone, back or unconfirmed, at most ten each. For leads."""
        agent, now = caller_of(request).agent, self._services.clock.now()
        found = await self._services.store.read(lambda tx: watch(tx, agent, self._services.catalogue(), now))
        return Watch(
            lists=[
                Listing(
                    kind=each.kind,
                    more=each.more,
                    items=[
                        WatchedTicket(
                            ref=line.ref,
                            title=line.title,
                            priority=line.priority,
                            at=line.at,
                            owner=line.owner or None,
                            organization=line.organization,
                            score=line.score,
                            words=line.words,
                        )
                        for line in each.lines
                    ],
                )
                for each in found.lists
            ],
            spikes=[
                Spike(service=answers.Names(**each.service), count=each.count, since=each.since)
                for each in found.spikes
            ],
            away=[
                Away(
                    id=each.agent.person,
                    name=each.agent.name,
                    availability=availability_of(each.away),
                    open_tickets=each.cases,
                )
                for each in found.away
            ],
            drafts=[Draft(topic=each.topic, lang=each.language, title=each.title) for each in found.drafts],
        )
