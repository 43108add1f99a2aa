"""The library: the knowledge as every thread sees it now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock

from core.knowledge import Hit
from core.messages import Language
from kb.article import Article, Audience
from kb.index import RERANKED, Index

Row = tuple[int, int, Article]
"""Article id, version id, article."""


@dataclass(frozen=True, slots=True)
class _Edition:
    revision: int
    index: Index


class Library:
    """Searches the newest knowledge it was given.

    Any number of threads may search while one refreshes: a search sees one edition from beginning to
    end, because the edition is a single reference that is swapped when the new one is complete.
    """

    def __init__(
        self, load: Callable[[], tuple[int, Iterable[Row]]], index: Callable[[Iterable[Row]], Index] = Index.build
    ) -> None:
        """Load the first edition; `load` returns the present revision and its articles, `index` indexes them."""
        self._load = load
        self._index = index
        self._swapping = Lock()
        self._edition = _Edition(0, Index.build(()))
        self.reload()

    @property
    def revision(self) -> int:
        """The knowledge revision that is searched now."""
        return self._edition.revision

    def reload(self) -> None:
        """Ask `load` again and swap; when it fails, the old edition stays."""
        revision, rows = self._load()
        self.refresh(revision, rows)

    def follow(self, revision: int) -> bool:
        """Reload when `revision` is not the one searched now; return whether that was so."""
        if revision == self.revision:
            return False
        self.reload()
        return True

    def refresh(self, revision: int, rows: Iterable[Row]) -> None:
        """Swap to an edition made of `rows`; the old one is searched until the new one is built.

        Revisions only grow: of two refreshes at once the newer revision stays, whichever ends last.
        """
        edition = _Edition(revision, self._index(rows))
        with self._swapping:
            if revision >= self._edition.revision:
                self._edition = edition

    def search(
        self,
        text: str,
        lang: Language | None = None,
        organization: str | None = None,
        audience: Audience = "customer",
        limit: int = RERANKED,
    ) -> list[Hit]:
        """Return what `Index.search` finds in the present edition."""
        return self._edition.index.search(text, lang, organization, audience, limit)
