"""The delta: articles that changed since the base was laid out. Each is counted once, however many follow it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from kb.frozen import meanings
from kb.segment import Texts
from kb.shelf import Row
from kb.space import Vector
from kb.terms import Counted, count
from kb.understanding import Understanding


@dataclass(frozen=True, slots=True)
class Delta:
    """Articles in their order, their texts, the terms of these, and their vectors where there is an encoder."""

    rows: tuple[Row, ...]
    texts: Texts
    counted: Counted
    meant: Vector | None

    @classmethod
    def of(cls, rows: Sequence[Row], understanding: Understanding) -> Delta:
        """Count the texts of `rows`."""
        texts = Texts.of(article for _, _, article in rows)
        meant = meanings(understanding.encoder, texts.shown)
        return cls(tuple(rows), texts, count(texts.words, understanding.concepts), meant)

    def without(self, ids: Collection[int]) -> Delta:
        """Return the rest of the articles, those with other `ids`."""
        kept = np.array([article_id not in ids for article_id, _, _ in self.rows], dtype=np.bool_)
        if kept.all():
            return self
        texts = np.flatnonzero(kept[self.texts.article])
        rows = tuple(row for row in self.rows if row[0] not in ids)
        meant = None if self.meant is None else self.meant[texts]
        return Delta(rows, self.texts.only(texts, np.cumsum(kept) - 1), self.counted.only(texts), meant)

    def with_more(self, rows: Sequence[Row], understanding: Understanding) -> Delta:
        """Return these articles and `rows` behind them."""
        if not rows:
            return self
        more = Delta.of(rows, understanding)
        if not self.rows:
            return more
        meant = [each for each in (self.meant, more.meant) if each is not None]
        return Delta(
            (*self.rows, *more.rows),
            self.texts.with_more(more.texts, len(self.rows)),
            self.counted.with_more(more.counted),
            np.vstack(meant) if meant else None,
        )
