"""What a turn needs of the knowledge is searched outside of its transaction, so that no lock waits for a search.

Theory of operation. A turn that is foreseen is looked at before it begins (`ahead`). One that turns out to need
something else gives up by `MustSearch`, what it needs is searched, and it is tried again. In the same way a turn that
turns out to be about two persons gives up by `MustHold`, and is tried again with both of their rows locked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import structlog

from bot.health import counters
from bot.log import carried
from bot.stage import Found, MustHold, MustSearch, News, holding
from bot.store import knowledge
from bot.store.conversations import Place
from bot.store.engine import Store, Tx, is_transient
from core.dialogue import Needs
from core.knowledge import Hit
from kb.library import Library

log = structlog.get_logger(__name__)

TRIES = 4

SEARCHERS = 1
"""Threads that search. Python runs one at a time; more only take the processor from each other, at every step."""


class Searching:
    """Runs turns with what they need to know."""

    def __init__(self, store: Store, library: Library) -> None:
        self._store = store
        self._library = library
        self._searchers = ThreadPoolExecutor(SEARCHERS, "search")

    async def run(self, work: Callable[[Tx, Found], News | None], found: Found | None = None) -> News | None:
        """Run `work` in a transaction, and again with what it turned out to need; return what came of it."""
        found = found or Found()
        for _ in range(TRIES):
            try:
                return await self._store.write(carried(partial(holding, found, work)))
            except MustHold as two:
                found = replace(found, held=two.persons)
            except MustSearch as missing:
                present = await self._store.read(knowledge.current_revision)
                found = await self._search(missing.wanted, missing.place, found, present)
        raise RuntimeError("the conversation changed faster than it could be searched for")

    async def ahead(self, conversation: int, foresee: Callable[[Tx], tuple[Needs, Place] | None]) -> Found | None:
        """Return what the next turn of a conversation needs, as `foresee` says it; None if that sees none."""
        try:
            foreseen, present = await self._store.read(
                carried(lambda tx: (foresee(tx), knowledge.current_revision(tx)))
            )
        except Exception as error:
            if is_transient(error):
                raise
            # The turn itself will fail in the same way, where its rows can become dead letters.
            log.exception("look_ahead_failed", conversation=conversation)
            return Found()
        return await self._search(*foreseen, Found(), present) if foreseen else None

    async def _search(self, wanted: Needs, place: Place, found: Found, present: int) -> Found:
        """Search the knowledge of the revision `present` for what a turn needs.

        A search that fails finds nothing, so people get it.
        """
        if not wanted.search:
            return found
        try:
            hits = await asyncio.get_running_loop().run_in_executor(
                self._searchers, carried(self._hits), wanted, place.organization, present
            )
        except Exception as error:
            if is_transient(error):
                raise
            log.exception("search_failed", conversation=place.conversation)
            hits = []
        counters.searched(found=bool(hits))
        return found.and_for(wanted, hits, self._library.revision)

    def _hits(self, wanted: Needs, organization: str, present: int) -> list[Hit]:
        self._library.follow(present)
        return self._library.search(wanted.search, wanted.language, organization)

    def close(self) -> None:
        """Search no more."""
        self._searchers.shutdown(cancel_futures=True)
