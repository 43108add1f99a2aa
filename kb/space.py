"""The vector space of the knowledge: tf-idf over character n-grams, stems, pairs of stems and concepts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]  # scipy ships no types

from kb.terms import CONCEPTS, FAMILIES, LETTERS, PAIRS, STEMS, Codes, Counted, Matrix

Vector = NDArray[np.float32]

SHARES = {LETTERS: 0.30, STEMS: 0.15, PAIRS: 0.15, CONCEPTS: 0.40}
"""Share of each family in a cosine; measured on the development and the public sets (docs/search.md)."""

_FAMILY = 3
"""The bits of a code that say the family."""


@dataclass(frozen=True, slots=True)
class Space:
    """Maps texts to unit vectors. Weights follow Salton and Buckley (1988): log tf * idf, per family.

    Each family is normalized by itself and then takes its share, so that many n-grams don't drown few words.
    `idf` is smoothed: ln((1 + n) / (1 + df)) + 1, and `rare` is that of a term that never occurred. `terms` are the
    known codes in their order, `columns` their columns: what was learned later has the higher ones.
    """

    terms: Codes
    columns: NDArray[np.int64]
    idf: Vector
    rare: float

    @classmethod
    def learn(cls, *counted: Counted) -> Space:
        """Return the space in which the texts of all `counted` are told apart best."""
        size = sum(each.size for each in counted)
        terms = reduce(np.union1d, (each.codes for each in counted))
        frequency = np.zeros(len(terms), dtype=np.int64)
        for each in counted:
            frequency[np.searchsorted(terms, each.codes)] += each.frequency
        return cls(
            terms=terms,
            columns=np.arange(len(terms)),
            idf=(np.log((1 + size) / (1 + frequency)) + 1).astype(np.float32),
            rare=float(np.log(1 + size) + 1),
        )

    def extended(self, codes: Codes) -> Space:
        """Return this space with columns for those of `codes`, which are in their order, that are new: rare ones."""
        new = codes[self.columns_of(codes) < 0]
        at = np.searchsorted(self.terms, new)
        return Space(
            terms=np.insert(self.terms, at, new),
            columns=np.insert(self.columns, at, np.arange(self.size, self.size + len(new))),
            idf=np.concatenate([self.idf, np.full(len(new), self.rare, dtype=np.float32)]),
            rare=self.rare,
        )

    @property
    def size(self) -> int:
        """Number of terms."""
        return len(self.terms)

    def columns_of(self, codes: Codes) -> NDArray[np.int64]:
        """Return the column of each code, -1 for an unknown one."""
        if not self.size:
            return np.full(len(codes), -1)
        at = np.minimum(np.searchsorted(self.terms, codes), self.size - 1)
        return np.where(self.terms[at] == codes, self.columns[at], -1)

    def weights_of(self, columns: NDArray[np.int64]) -> Vector:
        """Return the idf of each column; an unknown term (-1) is as rare as can be."""
        if not self.size:
            return np.full(len(columns), self.rare, dtype=np.float32)
        return np.where(columns >= 0, self.idf[columns], self.rare).astype(np.float32)

    def vectors(self, counted: Counted) -> Matrix:
        """Return a row for each text. Unknown terms count in the length, and match nothing."""
        known, table = self.columns_of(counted.codes), counted.table
        weights = np.log2(1 + table.data) * self.weights_of(known)[table.indices]
        text = np.repeat(np.arange(counted.size), np.diff(table.indptr))
        groups = text * FAMILIES + (counted.codes & _FAMILY)[table.indices]
        lengths = np.bincount(groups, weights=weights.astype(np.float64) ** 2, minlength=counted.size * FAMILIES)
        shares = np.tile([SHARES[family] for family in range(FAMILIES)], counted.size)
        weights *= np.sqrt(shares / np.maximum(lengths, 1e-12))[groups].astype(np.float32)
        columns = known[table.indices].astype(np.int32)
        kept = columns >= 0
        ends = np.concatenate([[0], np.cumsum(np.bincount(text[kept], minlength=counted.size))]).astype(np.int32)
        return sparse.csr_array((weights[kept], columns[kept], ends), shape=(counted.size, self.size))
