"""The library: the knowledge as every thread sees it now.

Theory of operation. An edition is a revision, the index of it and its question banks. Whoever searches asks to `follow`
the present revision first; what changed since is loaded and goes beside the base of the index, at once. When that grows
beyond `WORTH_REBUILDING`, a new base is laid out elsewhere (another process: see `kb.rebuilding`) while searches go on,
and takes the old one's place with whatever changed meanwhile beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Protocol

from core.banks import Bank
from core.knowledge import Hit, Thresholds
from core.messages import Language
from kb.advice import Advice, advise
from kb.article import Audience
from kb.confidence import Calibration
from kb.frozen import Base
from kb.index import RERANKED, Index
from kb.profile import Understood
from kb.shelf import Row

Keys = tuple[tuple[int, int], ...]
"""Article and version ids, in the order of a base."""

WORTH_REBUILDING = 0.05
"""Share of the articles that may stand beside the base before a new one is made."""


class Source(Protocol):
    """Where the knowledge comes from."""

    def load(self) -> tuple[int, list[Row]]:
        """Return the present revision and all published articles."""

    def changes(self, since: int) -> tuple[int, list[Row]]:
        """Return the present revision, and the articles changed after revision `since`, retired ones included."""

    def taught(self) -> Calibration:
        """Return what recorded outcomes have taught at the present revision."""

    def banks(self) -> Mapping[int, Bank]:
        """Return the question banks at the present revision, by the number of their version."""


Relaid = Callable[[Base | None, Keys], None]
"""Takes a new base, and what it was laid out of; None when it failed."""


@dataclass(frozen=True, slots=True)
class _Edition:
    revision: int
    index: Index
    banks: Mapping[int, Bank]


class Library:
    """Searches the newest knowledge it was told of.

    Any number of threads may search while one follows: a search sees one edition from beginning to end, because the
    edition is a single reference that is swapped when the new one is complete.
    """

    def __init__(
        self,
        source: Source,
        index: Callable[[Iterable[Row]], Index] = Index.build,
        rebuild: Callable[[Relaid], None] | None = None,
    ) -> None:
        """Load the first edition and index it by `index`; `rebuild` lays a base out elsewhere and gives it back."""
        self._source = source
        self._index = index
        self._rebuild = rebuild
        self._rebuilding = False
        self._following = Lock()
        self._edition = _Edition(0, Index.build(()), {})
        self._advised: tuple[int, list[Advice]] = (-1, [])
        self.reload()

    @property
    def revision(self) -> int:
        """The knowledge revision that is searched now."""
        return self._edition.revision

    def reload(self) -> None:
        """Load everything again and swap; when it fails, the old edition stays."""
        revision, rows = self._source.load()
        with self._following:
            if revision >= self.revision:
                index = self._index(rows).taught(self._source.taught())
                self._edition = _Edition(revision, index, self._source.banks())

    def follow(self, revision: int) -> bool:
        """Take up what changed when `revision` is not the one searched now; return whether that was so."""
        if revision == self.revision:
            return False
        with self._following:
            self._take_up()
        return True

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

    def understood(self, text: str) -> Understood:
        """Return what `Index.understood` says in the present edition."""
        return self._edition.index.understood(text)

    def thresholds(self, precision: float) -> Thresholds:
        """Return what `Confidence.thresholds` says in the present edition."""
        return self._edition.index.confidence.thresholds(precision)

    def banks(self) -> Mapping[int, Bank]:
        """Return the question banks of the present edition, by the number of their version."""
        return self._edition.banks

    def advice(self) -> list[Advice]:
        """Return what should be mended in the articles of the present edition; it is worked out once for each."""
        edition = self._edition
        if self._advised[0] != edition.revision:
            articles = edition.index.articles
            self._advised = (edition.revision, advise(edition.index, articles, articles))
        return self._advised[1]

    def _take_up(self) -> None:
        """Put what changed beside the base. Revisions only grow: what is loaded twice changes nothing."""
        revision, rows = self._source.changes(self.revision)
        if revision > self.revision:
            index = self._edition.index.with_changes(rows) if rows else self._edition.index
            self._edition = _Edition(revision, index.taught(self._source.taught()), self._source.banks())
        if self._rebuild is not None and not self._rebuilding and self._edition.index.changed > WORTH_REBUILDING:
            self._rebuilding = True
            self._rebuild(self._relaid)

    def _relaid(self, base: Base | None, keys: Keys) -> None:
        """Take a base that was laid out elsewhere, maybe of another revision than is searched now."""
        with self._following:
            self._rebuilding = False
            if base is not None:
                self._edition = replace(self._edition, index=self._edition.index.on(base, keys))
