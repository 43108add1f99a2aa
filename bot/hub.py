"""Who is waiting for news in this process: pages and long polls; and what other processes are told of it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Collection, Iterable
from datetime import datetime, timedelta

from core.messages import Address

LONGEST_WAIT = 5.0
"""Seconds after which a watcher looks by itself: news of another process reach it without a word."""

LONGEST_TOLD = 20.0
"""The same while other processes tell what is new: hundreds of open pages shall not look in vain."""

WRITES = timedelta(seconds=6)
"""After this time without a key nobody is writing to a customer any more."""

ANY = "*"
"""The topic of those who do not know what is new: it wakes everybody."""

_WRITES, _ARRIVED = "writes ", "arrived "
"""What stands before the topic of an address where somebody writes, or has written, when another process is told."""


def address_topic(address: Address) -> str:
    """Return the topic of what is said at an address."""
    return f"address:{address.account}:{address.chat}:{address.thread}"


class Hub:
    """Wakes whoever watches a topic. A topic is a short text such as "ticket:K7M2R9", "address:..." or "desk".

    It carries no content: who is woken reads the database. The one thing that it knows itself is to which addresses
    somebody is writing: a hint that may be lost, and is kept nowhere. `pass_on` tells other processes, whose word
    comes in by `hear`, while `is_told` says that it does. Used from the event loop only.
    """

    def __init__(self, longest_wait: float = LONGEST_WAIT) -> None:
        self.pass_on: Callable[[Collection[str]], None] = lambda topics: None
        self.is_told: Callable[[], bool] = lambda: False
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._longest_wait = longest_wait
        self._writing: dict[str, datetime] = {}

    def poke(self, topics: Iterable[str]) -> None:
        """Wake every watcher of `topics`, here and elsewhere."""
        known = tuple(topics)
        self._wake(known)
        if known:
            self.pass_on(known)

    def hear(self, topics: Collection[str], now: datetime) -> None:
        """Take what another process passed on."""
        for topic in topics:
            if topic.startswith(_WRITES):
                self._writing[topic.removeprefix(_WRITES)] = now + WRITES
            elif topic.startswith(_ARRIVED):
                self._writing.pop(topic.removeprefix(_ARRIVED), None)
        if ANY in topics:
            topics = list(self._waiting)
        self._wake(topic.removeprefix(_WRITES).removeprefix(_ARRIVED) for topic in topics)

    def _wake(self, topics: Iterable[str]) -> None:
        for topic in topics:
            for event in self._waiting.get(topic, ()):
                event.set()

    def write(self, address: Address, now: datetime) -> None:
        """Say that somebody is writing to `address`."""
        self._writing = {topic: until for topic, until in self._writing.items() if until > now}
        topic = address_topic(address)
        self._writing[topic] = now + WRITES
        self._wake([topic])
        self.pass_on([f"{_WRITES}{topic}"])

    def arrive(self, address: Address) -> None:
        """Say that what was being written to `address` is there."""
        topic = address_topic(address)
        self._writing.pop(topic, None)
        self._wake([topic])
        self.pass_on([f"{_ARRIVED}{topic}"])

    def writes(self, address: Address, now: datetime) -> bool:
        """Say whether somebody is writing to `address`."""
        until = self._writing.get(address_topic(address))
        return until is not None and until > now

    async def watch(self, *topics: str, patient: bool = False) -> AsyncGenerator[None, None]:
        """Yield at once, then whenever one of `topics` was poked, and at least every few seconds.

        Who is `patient` looks less often while others tell what is new: time alone brings nothing new there.
        """
        event = asyncio.Event()
        for topic in topics:
            self._waiting[topic].add(event)
        try:
            while True:
                yield
                try:
                    longest = LONGEST_TOLD if patient and self.is_told() else self._longest_wait
                    async with asyncio.timeout(longest):
                        await event.wait()
                except TimeoutError:
                    continue
                event.clear()
        finally:
            for topic in topics:
                self._waiting[topic].discard(event)
                if not self._waiting[topic]:
                    del self._waiting[topic]
