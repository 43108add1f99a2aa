"""The knowledge of a server: where its library reads, and who lays a new base out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from functools import partial

import structlog

from bot.config import Config
from bot.store import banks, knowledge, lessons
from bot.store.engine import Store, open_store
from core.banks import Bank
from kb.confidence import Calibration
from kb.index import Index
from kb.library import Library
from kb.rebuilding import Rebuilding
from kb.shelf import Row
from kb.understanding import Understanding

log = structlog.get_logger(__name__)


class Stored:
    """The knowledge in the database of `store`, as a library reads it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self) -> tuple[int, list[Row]]:
        """Return the present revision and all published articles."""
        return self._store.look(knowledge.load)

    def changes(self, since: int) -> tuple[int, list[Row]]:
        """Return the present revision, and the articles changed after revision `since`."""
        return self._store.look(partial(knowledge.changes, since=since))

    def taught(self) -> Calibration:
        """Return what recorded outcomes have taught."""
        return self._store.look(lessons.taught)

    def banks(self) -> dict[int, Bank]:
        """Return the question banks."""
        return self._store.look(banks.newest)


def open_library(
    store: Store, config: Config, understanding: Understanding, index: Callable[[Iterable[Row]], Index] | None
) -> Library:
    """Return the library of `store`; `index` is another way to index its articles first."""
    published, semantic = partial(_published, config.database.url), config.knowledge.semantic
    rebuild = Rebuilding(published, semantic, config.concepts, _not_rebuilt)
    return Library(Stored(store), index or partial(Index.build, understanding=understanding), rebuild)


def _published(url: str) -> list[Row]:
    with closing(open_store(url)) as store:
        return store.look(knowledge.load)[1]


def _not_rebuilt(error: BaseException) -> None:
    log.warning("knowledge_not_rebuilt", reason=repr(error))
