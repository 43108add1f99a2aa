"""What is new for an agent, for the marks in the titles of his windows and for notifications."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.console.board import Board
from bot.console.headers import HOME
from bot.console.live import stream
from bot.console.reader import Reader
from bot.console.visits import Console
from bot.store import notices, views
from bot.store.engine import Tx

NEWEST = 5


class Pulse:
    """The stream that one window of a browser keeps open for all of them."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def router(self) -> APIRouter:
        """Return the route."""
        router = APIRouter()
        router.add_api_route(f"{HOME}/pulse", self.events, methods=["GET"], include_in_schema=False)
        return router

    async def events(self, request: Request) -> Response:
        """Tell how much is new and what is the newest, now and whenever that changes."""
        await self._console.visit(request)

        async def look() -> Mapping[str, str] | None:
            found = await self._console.look(request)
            if found is None:
                return None
            agent = found[0].agent
            reader = self._console.reader(agent.language)

            def read(tx: Tx) -> tuple[int, int, list[dict[str, str]]]:
                open_ones = views.standing(tx, agent)
                board = Board(agent.person, reader.now, open_ones, {})  # what is new does not ask for what is due
                news = board.news()
                changed = {one.id: one.changed_at.isoformat() for one in news[:NEWEST]}
                rows = views.listed(tx, list(changed))
                told = [
                    {
                        "key": f"{row.ref} {changed[row.id]}",
                        "ref": row.ref,
                        "title": f"{row.ref} · {row.title}",
                        "body": reader.label("pulse.mine" if row.owner == agent.person else "pulse.waiting"),
                    }
                    for row in rows
                ]
                said = [_told(each, reader) for each in notices.newest(tx, agent, NEWEST)]
                return len(news), notices.unread(tx, agent.person), said + told

            number, bell, told = await self._console.services.store.read(read)
            return {"unread": str(number), "bell": str(bell), "news": json.dumps(told, ensure_ascii=False)}

        return stream(self._console.services.hub, "desk", look)


def _told(told: notices.Told, reader: Reader) -> dict[str, str]:
    """Return a notice as a notification of the browser."""
    return {
        "key": f"notice {told.id}",
        "ref": told.ref,
        "title": f"{told.ref} · {told.title}",
        "body": reader.label(f"notice.{told.kind}"),
    }
