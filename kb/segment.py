"""A number of articles made searchable, or of background sentences: matrices that never change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb.article import Article
from kb.normalize import tokens
from kb.passages import WEIGHTS, passages
from kb.space import Space, Vector
from kb.terms import Counted, Matrix

Numbers = NDArray[np.intp]

_DIMENSIONS = 512
"""Of the encoder's vectors."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What articles have to be found by: words, and for each text its article and how far it is trusted.

    `named` says that a text is a title or a phrasing: what the article is called, not what it says. `shown` are the
    texts as they were written, for an encoder.
    """

    words: list[list[str]]
    shown: list[str]
    article: Numbers
    trust: Vector
    named: NDArray[np.bool_]

    @classmethod
    def of(cls, articles: Iterable[Article]) -> Texts:
        """Return the texts of `articles`, which are numbered in their order; what holds no word is left out."""
        words, shown, article, trust, named = [], [], [], [], []
        for number, each in enumerate(articles):
            for passage in passages(each):
                found = tokens(passage.text)
                if found:
                    words.append(found)
                    shown.append(passage.text)
                    article.append(number)
                    trust.append(WEIGHTS[passage.role])
                    named.append(passage.role in {"phrasing", "title"})
        return cls(
            words,
            shown,
            np.array(article, dtype=np.intp),
            np.array(trust, dtype=np.float32),
            np.array(named, dtype=np.bool_),
        )

    def only(self, texts: Numbers, numbers: Numbers) -> Texts:
        """Return some of the `texts`; `numbers` gives the new number of each article."""
        return Texts(
            [self.words[text] for text in texts],
            [self.shown[text] for text in texts],
            numbers[self.article[texts]],
            self.trust[texts],
            self.named[texts],
        )

    def with_more(self, more: Texts, articles: int) -> Texts:
        """Return these texts, of so many `articles`, and `more` behind them."""
        return Texts(
            self.words + more.words,
            self.shown + more.shown,
            np.concatenate([self.article, more.article + articles]),
            np.concatenate([self.trust, more.trust]),
            np.concatenate([self.named, more.named]),
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """Texts as unit vectors, by text and by term. `dense` are the vectors of an encoder, if there is one.

    `article` gives each text's article, or group of the background; a segment's texts of one article stand together.
    """

    rows: Matrix
    terms: Matrix
    article: Numbers
    trust: Vector
    named: NDArray[np.bool_]
    starts: Numbers
    dense: Vector | None

    @classmethod
    def of(cls, space: Space, counted: Counted, texts: Texts, articles: int, dense: Vector | None) -> Segment:
        """Return the segment of `counted`, the terms of `texts`, which belong to so many `articles`."""
        rows = space.vectors(counted)
        return cls(
            rows=rows,
            terms=rows.T.tocsr(),
            article=texts.article,
            trust=texts.trust,
            named=texts.named,
            starts=np.searchsorted(texts.article, np.arange(articles + 1)),
            dense=dense,
        )

    def __len__(self) -> int:
        """Number of texts."""
        return len(self.article)

    @property
    def meanings(self) -> Vector:
        """The vectors of the encoder; only where there is one."""
        return self.dense if self.dense is not None else np.zeros((0, _DIMENSIONS), dtype=np.float32)

    def only(self, texts: Numbers) -> Segment:
        """Return a segment of some of the `texts`; its articles cannot be asked for."""
        rows = self.rows[texts]
        return replace(
            self,
            rows=rows,
            terms=rows.T.tocsr(),
            article=self.article[texts],
            trust=self.trust[texts],
            named=self.named[texts],
            dense=None if self.dense is None else self.dense[texts],
        )

    def cosines(self, questions: Matrix) -> Vector:
        """Return the cosine between each question and each text, an array (questions, texts)."""
        known = self.terms.shape[0]
        if questions.shape[1] > known:  # the space has learned since
            questions = questions[:, :known]
        return np.asarray((questions @ self.terms).toarray(), dtype=np.float32)

    def cells(self, texts: Numbers) -> list[tuple[Numbers, Vector]]:
        """Return the columns and the values of the vectors of some `texts`."""
        starts, ends = self.rows.indptr[texts].tolist(), self.rows.indptr[texts + 1].tolist()
        spans = [slice(start, end) for start, end in zip(starts, ends, strict=True)]
        return [(self.rows.indices[span], self.rows.data[span]) for span in spans]

    def columns_of(self, article: int, *, named: bool = False) -> Numbers:
        """Return the columns of the terms of an article; only of its title and phrasings where `named`."""
        return np.unique(self._spans(article, named=named)[0])

    def said_by(self, article: int) -> dict[int, float]:
        """Return how much trust the texts of an article that have a column have together, by column."""
        columns, trust = self._spans(article, named=False)
        found, place = np.unique(columns, return_inverse=True)
        return dict(zip(found.tolist(), np.bincount(place, weights=trust).tolist(), strict=True))

    def _spans(self, article: int, *, named: bool) -> tuple[Numbers, Vector]:
        texts = np.arange(self.starts[article], self.starts[article + 1])
        if named:
            texts = texts[self.named[texts]]
        spans = [self.rows.indices[self.rows.indptr[text] : self.rows.indptr[text + 1]] for text in texts]
        if not spans:
            return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.float32)
        return np.concatenate(spans), np.repeat(self.trust[texts], [len(span) for span in spans])
