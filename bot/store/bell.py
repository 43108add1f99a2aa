"""Wakes the other processes on a PostgreSQL database when something has been committed.

Theory of operation. What is new is named by topics, such as "ticket:K7M2R9"; nobody is told what it is, and whoever is
woken reads the database. Topics are gathered for a moment and leave in one NOTIFY, in a transaction of its own after
the commit: inside of it a NOTIFY lets all commits of the database wait for each other. One more connection listens. It
comes back by itself, and says then that anything may be new, because nobody knows what was rung meanwhile. A ring that
is lost costs a delay and nothing else: everybody looks by himself every few seconds.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress

import psycopg
import structlog
from sqlalchemy import make_url

from bot.hub import ANY

log = structlog.get_logger(__name__)

_CHANNEL = "onkapi"
_GATHER = 0.02
"""Seconds for which what is rung is gathered."""

_MOST = 150
"""Topics of a ring; beyond them it says that anything may be new."""

_BYTES = 7_000
"""PostgreSQL takes a little less than 8,000."""

_QUIET = 30.0
"""Seconds without a word after which the connection is tried."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 5.0

Heard = Callable[[Collection[str]], None]


class Bell:
    """The bell of the process `who`: `ring` wakes the others, `heard` is told what they ring. For one event loop."""

    def __init__(self, url: str, who: str, heard: Heard) -> None:
        self._conninfo = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._who = who
        self._heard = heard
        self._rung: set[str] = set()
        self._waiting = asyncio.Event()
        self._told = False
        self._listening = False

    def is_listening(self) -> bool:
        """Say whether what others ring is heard now."""
        return self._listening

    def ring(self, topics: Iterable[str]) -> None:
        """Wake the others for `topics`, soon."""
        if ANY not in self._rung:
            self._rung.update(topics)
            if len(self._rung) > _MOST:
                self._rung = {ANY}
        if self._rung:
            self._waiting.set()

    async def run(self) -> None:
        """Ring and listen until cancelled."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._always(self._ring))
            both.create_task(self._always(self._listen))

    async def _always(self, work: Callable[[psycopg.AsyncConnection], Awaitable[None]]) -> None:
        """Do `work` with a connection, and with a new one after each trouble."""
        pause = _FIRST_PAUSE
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._conninfo, autocommit=True, connect_timeout=5
                ) as connection:
                    pause, self._told = _FIRST_PAUSE, False
                    await work(connection)
            except Exception as error:  # noqa: BLE001 -- whatever it was, it must not be the end
                if not self._told:
                    log.warning("bell_is_silent", reason=type(error).__name__)
                self._told = True
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _ring(self, connection: psycopg.AsyncConnection) -> None:
        while True:
            await self._waiting.wait()
            await asyncio.sleep(_GATHER)
            topics = sorted(self._rung)
            for payload in _packed(self._who, topics):
                await connection.execute("SELECT pg_notify(%s, %s)", (_CHANNEL, payload))
            # What was rung while this was sent is sent next.
            self._rung.difference_update(topics)
            if not self._rung:
                self._waiting.clear()

    async def _listen(self, connection: psycopg.AsyncConnection) -> None:
        await connection.execute(f"LISTEN {_CHANNEL}")
        self._heard((ANY,))
        self._listening = True
        try:
            while True:
                async for note in connection.notifies(timeout=_QUIET):
                    with suppress(ValueError, TypeError):
                        who, topics = json.loads(note.payload)
                        if who != self._who:
                            self._heard(frozenset(map(str, topics)))
                await connection.execute("SELECT 1")
        finally:
            self._listening = False


def _packed(who: str, topics: list[str]) -> Iterable[str]:
    """Return the payloads that name all of `topics`."""
    batch: list[str] = []
    size = 0
    for topic in topics:
        length = len(json.dumps(topic)) + 2
        if length > _BYTES:
            yield json.dumps([who, [ANY]])
            return
        if size + length > _BYTES:
            yield json.dumps([who, batch])
            batch, size = [], 0
        batch.append(topic)
        size += length
    if batch:
        yield json.dumps([who, batch])
