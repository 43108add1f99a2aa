"""A number of articles made searchable, or of background sentences: matrices that never change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

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

_MANY = 5_000
"""Texts from which on it pays to compare by what few of them have first."""

_COMMON = 4
"""One text in so many has a term that is common."""

_FEW = 16
"""One text in so many may be compared by itself; with more it is quicker to compare all."""

_ROUNDING = 1e-5


@dataclass(frozen=True, slots=True)
class Common:
    """The terms that many texts have: which `columns` they are, and how long each text's vector is in these alone."""

    columns: NDArray[np.bool_]
    lengths: Vector

    @classmethod
    def of(cls, terms: Matrix) -> Common:
        """Return the common ones of `terms`, which has a row for each term."""
        columns = np.diff(terms.indptr) * _COMMON > terms.shape[1]
        return cls(columns, np.sqrt(terms[np.flatnonzero(columns)].power(2).sum(axis=0)))


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
    common: Common | None

    @classmethod
    def of(cls, space: Space, counted: Counted, texts: Texts, articles: int, dense: Vector | None) -> Segment:
        """Return the segment of `counted`, the terms of `texts`, which belong to so many `articles`."""
        rows = space.vectors(counted)
        terms = rows.T.tocsr()
        return cls(
            rows=rows,
            terms=terms,
            article=texts.article,
            trust=texts.trust,
            named=texts.named,
            starts=np.searchsorted(texts.article, np.arange(articles + 1)),
            dense=dense,
            common=Common.of(terms) if len(texts.words) >= _MANY else None,
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
            common=None,
        )

    def cosines(self, questions: Matrix) -> Vector:
        """Return the cosine between each question and each text, an array (questions, texts)."""
        if not len(self):  # so is the delta of most desks at most times
            return np.zeros((questions.shape[0], 0), dtype=np.float32)
        return np.asarray((self._known(questions) @ self.terms).toarray(), dtype=np.float32)

    def near(self, questions: Matrix, reach: Vector, most: int) -> tuple[Numbers, Vector]:
        """Return texts among which the nearest to any question are, and their cosines, an array (questions, texts).

        The nearest are the `most` with the highest cosines times `reach`, which is 0 for what may not be found. All
        texts are compared by their rarer terms first: the common ones say little and take nearly all of the time. What
        these can add to a cosine is the product of two lengths at most (Cauchy, Schwarz), so that only few texts have
        to be compared whole.
        """
        if self.common is None:
            return np.arange(len(self)), self.cosines(questions)
        asked, may = self._known(questions), np.zeros(len(self), dtype=np.bool_)
        for start, end in pairwise(asked.indptr.tolist()):
            columns, weights = asked.indices[start:end], asked.data[start:end]
            common = self.common.columns[columns]
            score = self.terms[columns[~common]].T @ weights[~common]
            least = np.partition(score * reach, -most)[-most] - _ROUNDING
            may |= (score + np.linalg.norm(weights[common]) * self.common.lengths) * reach >= least
        texts = np.flatnonzero(may & (reach > 0))
        if len(texts) * _FEW > len(self):
            return np.arange(len(self)), self.cosines(questions)
        return texts, np.asarray((self.rows[texts] @ asked.T).toarray().T, dtype=np.float32)

    def _known(self, questions: Matrix) -> Matrix:
        """Return the questions without the columns that the space has learned since."""
        known = self.terms.shape[0]
        return questions[:, :known] if questions.shape[1] > known else questions

    def cells(self, texts: Numbers) -> list[tuple[Numbers, Vector]]:
        """Return the columns and the values of the vectors of some `texts`."""
        starts, ends = self.rows.indptr[texts].tolist(), self.rows.indptr[texts + 1].tolist()
        spans = [slice(start, end) for start, end in zip(starts, ends, strict=True)]
        return [(self.rows.indices[span], self.rows.data[span]) for span in spans]

    def said_by(self, articles: Sequence[int], sought: NDArray[np.bool_]) -> list[tuple[dict[int, float], set[int]]]:
        """Return which of the `sought` columns each of `articles`, all different, has, and its title and phrasings.

        Of the former each is told with how much trust the texts that have it have together.
        """
        if not articles:
            return []
        numbers = np.array(articles, dtype=np.intp)
        starts, ends = (self.rows.indptr[self.starts[each]].tolist() for each in (numbers, numbers + 1))
        cells = np.concatenate(
            [np.arange(*span, dtype=self.rows.indptr.dtype) for span in zip(starts, ends, strict=True)]
        )
        cells = cells[sought[self.rows.indices[cells]]]
        text = np.searchsorted(self.rows.indptr, cells, side="right") - 1
        found: dict[int, tuple[dict[int, float], set[int]]] = {number: ({}, set()) for number in articles}
        known = (self.article[text], self.rows.indices[cells], self.trust[text], self.named[text])
        for article, column, trust, named in zip(*(each.tolist() for each in known), strict=True):
            said, called = found[article]
            said[column] = said.get(column, 0.0) + trust
            if named:
                called.add(column)
        return list(found.values())
