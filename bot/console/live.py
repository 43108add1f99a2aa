"""News for open pages: server-sent events that hold no connection to the database while they wait."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing

from sse_starlette import EventSourceResponse, ServerSentEvent

from bot.hub import Hub
from bot.store.engine import StoreUnavailable

BREATH = 0.3
"""Seconds between two looks: what happens within is one piece of news."""

PING = 15

Look = Callable[[], Awaitable[Mapping[str, str] | None]]
"""Reads the present truth of a page, as fragments of HTML by name; None when the reader may not see it any more."""


def stream(hub: Hub, topic: str, look: Look) -> EventSourceResponse:
    """Send what `look` returns at once, and again whenever `topic` is poked and it has become something else."""
    return EventSourceResponse(_events(hub, topic, look), ping=PING)


async def _events(hub: Hub, topic: str, look: Look) -> AsyncIterator[ServerSentEvent]:
    shown = ""
    async with aclosing(hub.watch(topic)) as wakes:
        async for _ in wakes:
            try:
                fragments = await look()
            except StoreUnavailable:
                continue  # the next wake is seconds away
            if fragments is None:
                yield ServerSentEvent(event="gone", data="")
                return
            news = json.dumps(fragments, ensure_ascii=False)
            if news != shown:
                yield ServerSentEvent(event="news", data=news)
                shown = news
            await asyncio.sleep(BREATH)
