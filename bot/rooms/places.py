"""Where the rooms are: a platform may call one otherwise than before, and every process follows.

Theory of operation. The database says where the rooms are now, in the transaction in which the move is heard of. The
process that heard rings the bell, the others read and take it over at once; who missed the bell does so at his next
look.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import structlog

from bot.catalogue import RoomRow
from bot.hub import ANY
from bot.stage import News
from bot.store import entering, room_moves
from bot.store.engine import Store, StoreUnavailable
from bot.turn import Engine

log = structlog.get_logger(__name__)

POLL = 30.0
"""Seconds between looks when nobody rings."""

MOVED = "rooms"
"""The topic of rooms that have moved."""


class Places:
    """Keeps the rooms of the engine's catalogue where the platforms have them. `tell` hears of every move."""

    def __init__(self, store: Store, engine: Engine, tell: Callable[[News], None]) -> None:
        self._store = store
        self._engine = engine
        self._tell = tell
        self._awake = asyncio.Event()
        self._looking = asyncio.Lock()

    async def moved(self, account: str, chat: str, to: str) -> None:
        """Take the chat `to` for what was the room `chat` until now."""
        number = self._engine.catalogue.accounts[account].id
        await self._store.write(lambda tx: room_moves.move(tx, number, chat, to))
        await self.look()
        self._tell(News(topics={MOVED}))

    async def entered(self, account: str, chat: str, now: datetime) -> None:
        """Show and say in a room what could not be shown and said there while the account was not let in."""
        number = self._engine.catalogue.accounts[account].id
        await self._store.write(lambda tx: entering.entered(tx, number, chat, now))
        self._tell(News(words=True))

    def hear(self, topics: Collection[str]) -> None:
        """Take what another process has committed."""
        if not {MOVED, ANY}.isdisjoint(topics):
            self._awake.set()

    async def run(self) -> None:
        """Follow the other processes until cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await self._awake.wait()
            self._awake.clear()
            try:
                await self.look()
            except StoreUnavailable as error:
                log.debug("places_wait_for_the_database", reason=error.values["reason"])
                await asyncio.sleep(1)
                self._awake.set()

    async def look(self) -> None:
        """Take over where the rooms are by now."""
        async with self._looking:  # what was read later must not be overtaken by what was read before
            chats = await self._store.read(room_moves.chats)
            known = self._engine.catalogue

            def there(row: RoomRow) -> RoomRow:
                return replace(row, chat=chats.get(row.id, row.chat))

            rooms = {queue: tuple(map(there, each)) for queue, each in known.rooms.items()}
            if rooms != known.rooms:
                self._engine.catalogue = replace(known, rooms=rooms)
