"""The terms of words as numbers, so that a whole knowledge base is counted by numpy.

A term is one of four families: a character n-gram of a word, its stem (the first letters), two stems beside each
other, or a concept of the lexicon. Its code is exact, not a hash: the signs are the digits of a number, and the
family its last two bits, so that the same term has the same code in every process.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from itertools import count as counter
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]  # scipy ships no types

from kb.concepts import Concepts
from kb.normalize import NGRAMS, PREFIX, says_little

Codes = NDArray[np.int64]
Matrix = Any  # scipy ships no types: a csr_array of float32

Unit = str | tuple[str, str]
"""A word, a pair of words, or a concept behind a space: no word begins with one."""

LETTERS, STEMS, PAIRS, CONCEPTS = range(4)
"""The families."""

FAMILIES = 4

FAINT = 0.5
"""What a word that says little of the matter counts beside one that does."""

_SIGNS = {sign: number for number, sign in enumerate(" abcdefghijklmnopqrstuvwxyz0123456789", 1)}
_BASE = len(_SIGNS) + 1
_SHIFTS: tuple[int, ...] = tuple(_BASE**length for length in range(PREFIX + 1))


@dataclass(frozen=True, slots=True)
class Counted:
    """The terms of texts: `table` has a row for each text and a column for each of `codes`, in their order.

    Its cells tell how often the text has the term; what says little counts `FAINT`.
    """

    codes: Codes
    table: Matrix

    @property
    def size(self) -> int:
        """Number of texts."""
        return int(self.table.shape[0])

    @property
    def frequency(self) -> NDArray[np.int64]:
        """In how many texts each term is."""
        return np.bincount(self.table.indices, minlength=len(self.codes))

    def only(self, texts: NDArray[np.intp]) -> Counted:
        """Return some of the `texts`, with the terms that these have."""
        table = self.table[texts]
        used = np.bincount(table.indices, minlength=len(self.codes)) > 0
        return Counted(self.codes[used], table[:, used])

    def with_more(self, more: Counted) -> Counted:
        """Return these texts and `more` behind them."""
        codes = np.union1d(self.codes, more.codes)
        return Counted(codes, sparse.vstack([self._among(codes), more._among(codes)], format="csr"))

    def _among(self, codes: Codes) -> Matrix:
        """Return the table with a column for each of `codes`, ours among them."""
        places = np.searchsorted(codes, self.codes).astype(np.int32)[self.table.indices]
        return sparse.csr_array((self.table.data, places, self.table.indptr), shape=(self.size, len(codes)))


def count(texts: Iterable[Sequence[str]], concepts: Concepts) -> Counted:
    """Count the terms of texts, each given as its folded words.

    Texts are counted by their words and pairs of words, and of each of those the terms are told once.
    """
    numbers: dict[Unit, int] = defaultdict(counter().__next__)
    found, ends = array("i"), array("i", [0])
    for words in texts:
        named = [f" {name}" for name in concepts.of(words)]
        said: Iterable[Unit] = chain(words, pairwise(words), named)
        found.extend(map(numbers.__getitem__, said))
        ends.append(len(found))
    codes, terms = _terms_of(numbers)
    ones = np.ones(len(found), dtype=np.float32)
    by_unit = sparse.csr_array((ones, np.array(found), np.array(ends)), shape=(len(ends) - 1, len(numbers)))
    return Counted(codes, by_unit @ terms)


def count_few(texts: Sequence[Sequence[str]], concepts: Concepts) -> Counted:
    """Count as `count` does, term by term: of a question there are too few for tables to pay."""
    said: list[dict[int, float]] = []
    for words in texts:
        terms: dict[int, float] = {}
        units: Iterable[Unit] = chain(words, pairwise(words), (f" {name}" for name in concepts.of(words)))
        for unit in units:
            codes, strength = _of_unit(unit)
            for code in codes:
                terms[code] = terms.get(code, 0.0) + strength
        said.append(terms)
    known = sorted(set().union(*said))
    columns = {code: column for column, code in enumerate(known)}
    places = np.array([columns[code] for terms in said for code in terms], dtype=np.int32)
    often = np.array([strength for terms in said for strength in terms.values()], dtype=np.float32)
    ends = np.cumsum([0, *map(len, said)], dtype=np.int32)
    return Counted(
        np.array(known, dtype=np.int64), sparse.csr_array((often, places, ends), shape=(len(said), len(known)))
    )


def _terms_of(units: Iterable[Unit]) -> tuple[Codes, Matrix]:
    """Return all terms of words, pairs of words and concepts, and which of them each has."""
    codes, strengths, ends = array("q"), array("f"), array("i", [0])
    for unit in units:
        terms, strength = _of_unit(unit)
        codes.extend(terms)
        strengths.append(strength)
        ends.append(len(codes))
    known, places = np.unique(np.array(codes), return_inverse=True)
    values = np.repeat(np.array(strengths), np.diff(ends))
    return known, sparse.csr_array((values, places.astype(np.int32), ends), shape=(len(strengths), len(known)))


def _of_unit(unit: Unit) -> tuple[Sequence[int], float]:
    """Return the codes of a word, of a pair of words, or of a concept behind a space, and what each counts."""
    if isinstance(unit, tuple):
        left, right = unit
        return (_pair(left[:PREFIX], right[:PREFIX]),), FAINT if says_little(left) and says_little(right) else 1.0
    if unit.startswith(" "):
        return (_concept(unit[1:]),), 1.0
    return _of_word(unit), FAINT if says_little(unit) else 1.0


def said_once(words: Sequence[str], concepts: Concepts) -> dict[int, float]:
    """Return the codes of the stems, pairs and concepts of `words`, and what each counts, however often it is said."""
    units: list[Unit] = [*words, *pairwise(words), *(f" {name}" for name in concepts.of(words))]
    found: dict[int, float] = {}
    for unit in units:
        codes, strength = _of_unit(unit)
        found.setdefault(codes[-1], strength)  # the last one of a word is its stem
    return found


def stems_of(words: Sequence[str]) -> list[int]:
    """Return the codes of the stems of `words`, each once."""
    return list(dict.fromkeys(_stem(word[:PREFIX]) for word in words))


def concepts_of(words: Sequence[str], concepts: Concepts) -> list[int]:
    """Return the codes of the concepts that `words` name."""
    return [_concept(name) for name in concepts.of(words)]


def _concept(name: str) -> int:
    return (crc32(name.encode()) << 2) | CONCEPTS


@lru_cache(maxsize=100_000)
def _of_word(word: str) -> tuple[int, ...]:
    """Return the codes of a word's n-grams, spaces marking its ends, and of its stem."""
    signs = [1, *(_SIGNS.get(sign, 0) for sign in word), 1]
    found = []
    for start in range(len(signs)):
        packed = 0
        for length, sign in enumerate(signs[start : start + max(NGRAMS)], 1):
            packed = packed * _BASE + sign
            if length in NGRAMS:
                found.append((packed << 2) | LETTERS)
    return (*found, _stem(word[:PREFIX]))


def _stem(stem: str) -> int:
    return (_packed(stem) << 2) | STEMS


def _pair(left: str, right: str) -> int:
    """Return the code of two stems with a space between."""
    return ((_packed(left) * _BASE + 1) * _SHIFTS[len(right)] + _packed(right)) << 2 | PAIRS


@lru_cache(maxsize=100_000)
def _packed(text: str) -> int:
    number = 0
    for sign in text:
        number = number * _BASE + _SIGNS.get(sign, 0)
    return number
