"""The vector space of the knowledge: tf-idf over prefixes, their bigrams and character n-grams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]  # scipy ships no types

from kb.normalize import bigrams, ngrams, prefixes

Vector = NDArray[np.float64]
Matrix = Any  # scipy ships no types: a csr_array of float64

FAMILIES: tuple[tuple[str, float], ...] = (("c", 0.50), ("p", 0.25), ("b", 0.25))
"""Share of each family of terms in a cosine: character n-grams, prefixes, prefix bigrams."""


def terms(words: list[str]) -> tuple[Counter[str], ...]:
    """Count the terms of each family in `words`, in the order of `FAMILIES`."""
    stems = prefixes(words)
    return Counter(ngrams(words)), Counter(stems), Counter(bigrams(stems))


class Space:
    """Maps words to unit vectors. Weights follow Salton and Buckley (1988): (1 + ln tf) * idf, per family.

    Each family is normalized by itself and then takes its share, so that many n-grams don't drown few
    words. `idf` is smoothed: ln((1 + n) / (1 + df)) + 1.
    """

    def __init__(self, texts: Sequence[list[str]]) -> None:
        counted = [terms(words) for words in texts]
        self._columns: tuple[dict[str, int], ...] = tuple({} for _ in FAMILIES)
        frequency: list[int] = []
        for families in counted:
            for columns, counts in zip(self._columns, families, strict=True):
                for term in counts:
                    column = columns.get(term)
                    if column is None:
                        columns[term] = len(frequency)
                        frequency.append(1)
                    else:
                        frequency[column] += 1
        self._idf: Vector = np.log((1 + len(texts)) / (1 + np.array(frequency, dtype=np.float64))) + 1
        self._rare = float(np.log(1 + len(texts)) + 1)
        self.matrix: Matrix = self._matrix(counted)

    @property
    def size(self) -> int:
        """Number of terms."""
        return len(self._idf)

    @property
    def stems(self) -> Collection[str]:
        """The prefixes that occur."""
        return self._columns[1].keys()

    def vectors(self, texts: Iterable[list[str]]) -> Matrix:
        """Return one row for each of `texts`. Unknown terms count in the length, and match nothing."""
        return self._matrix([terms(words) for words in texts])

    def weight(self, stem: str) -> float:
        """Return the idf of a prefix; an unknown one is as rare as can be."""
        column = self._columns[1].get(stem)
        return self._rare if column is None else float(self._idf[column])

    def _matrix(self, counted: Sequence[tuple[Counter[str], ...]]) -> Matrix:
        indices: list[int] = []
        counts: list[int] = []
        shares: list[float] = []
        lengths: list[int] = []
        starts = [0]
        unknown: list[float] = []
        for families in counted:
            for (_, share), columns, family in zip(FAMILIES, self._columns, families, strict=True):
                before, missing = len(indices), 0.0
                for term, count in family.items():
                    column = columns.get(term)
                    if column is None:
                        missing += 1.0
                    else:
                        indices.append(column)
                        counts.append(count)
                lengths.append(len(indices) - before)
                unknown.append(missing * self._rare**2)
                shares.append(share)
            starts.append(len(indices))
        positions = np.array(indices, dtype=np.int32)
        data = (1 + np.log(np.array(counts, dtype=np.float64))) * self._idf[positions]
        groups = np.repeat(np.arange(len(lengths)), lengths)
        norms = np.bincount(groups, weights=data**2, minlength=len(lengths)) + np.array(unknown)
        scale = np.sqrt(np.array(shares) / np.maximum(norms, 1e-12))
        data *= scale[groups]
        return sparse.csr_array((data, positions, np.array(starts)), shape=(len(counted), self.size))
