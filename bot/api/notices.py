"""Notices for programs: what the caller was told of tickets."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request

from bot.api import answers, wishes
from bot.api.caller import caller_of
from bot.console.services import Services
from bot.store import notices
from core.promises import PromiseKind


class Notices:
    """The operations on the caller's own notices."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, router: APIRouter) -> None:
        """Add the operations to `router`."""
        router.add_api_route(
            "/notices", self.list, methods=["GET"], tags=["notices"], summary="List notices",
            response_model=list[answers.Notice],
        )  # fmt: skip
        router.add_api_route(
            "/notices/read", self.read, methods=["POST"], tags=["notices"], summary="Mark notices as read",
            response_model=answers.Accepted,
        )  # fmt: skip

    async def list(self, request: Request) -> Sequence[answers.Notice]:
        """List what the caller was told, the newest first, at most fifty and from the last ninety days."""
        agent = caller_of(request).agent
        rows = await self._services.store.read(lambda tx: notices.listed(tx, agent))
        return [
            answers.Notice(
                id=row.id,
                at=row.at,
                kind=row.kind,
                promise=promise_of(row),
                ref=row.ref,
                title=row.title,
                read=row.read,
            )
            for row in rows
        ]

    async def read(self, request: Request, body: wishes.ReadNotices) -> answers.Accepted:
        """Mark the caller's notices up to `last` as read."""
        agent, now = caller_of(request).agent, self._services.clock.now()
        await self._services.store.write(lambda tx: notices.read(tx, agent.person, body.last, now))
        self._services.hub.poke(["desk"])
        return answers.Accepted(id=body.last)


def promise_of(told: notices.Told) -> PromiseKind | None:
    """Return which promise a notice is about."""
    return PromiseKind(told.about) if told.about else None
