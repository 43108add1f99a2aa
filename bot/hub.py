"""Who is waiting for news: pages and long polls, in this process."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable

from core.messages import Address

LONGEST_WAIT = 5.0
"""Seconds after which a watcher looks by itself: news of another process reach it without a word."""


def address_topic(address: Address) -> str:
    """Return the topic of what is said at an address."""
    return f"address:{address.account}:{address.chat}:{address.thread}"


class Hub:
    """Wakes whoever watches a topic. A topic is a short text such as "ticket:K7M2R9", "address:..." or "desk".

    It carries no content: who is woken reads the database. Used from the event loop only.
    """

    def __init__(self, longest_wait: float = LONGEST_WAIT) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._longest_wait = longest_wait

    def poke(self, topics: Iterable[str]) -> None:
        """Wake every watcher of `topics`."""
        for topic in topics:
            for event in self._waiting.get(topic, ()):
                event.set()

    async def watch(self, *topics: str) -> AsyncGenerator[None, None]:
        """Yield at once, then whenever one of `topics` was poked, and at least every few seconds."""
        event = asyncio.Event()
        for topic in topics:
            self._waiting[topic].add(event)
        try:
            while True:
                yield
                try:
                    await asyncio.wait_for(event.wait(), self._longest_wait)
                except TimeoutError:
                    continue
                event.clear()
        finally:
            for topic in topics:
                self._waiting[topic].discard(event)
                if not self._waiting[topic]:
                    del self._waiting[topic]
