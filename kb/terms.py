"""The terms of words as numbers, so that a whole knowledge base is counted by numpy.

A term is one of four families: a character n-gram of a word, its stem (the first letters), two stems beside each
other, or a concept of the lexicon. Its code is exact, not a hash: the signs are the digits of a number, and the
family its last two bits, so that the same term has the same code in every process.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
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


def count(texts: Iterable[Sequence[str]], concepts: Concepts) -> Counted:
    """Count the terms of texts, each given as its folded words.

    Texts are counted by their words and pairs of words, and of each of those the terms are told once.
    """
    units: dict[Unit, int] = {}
    found, lengths = array("i"), array("q")
    for words in texts:
        named = [f" {name}" for name in concepts.of(words)]
        said: list[Unit] = [*words, *pairwise(words), *named]
        mine = [units.setdefault(unit, len(units)) for unit in said]
        found.extend(mine)
        lengths.append(len(mine))
    codes, terms = _terms_of(units)
    ends = np.concatenate([[0], np.cumsum(np.array(lengths, dtype=np.int64))])
    places = np.array(found, dtype=np.int32)
    ones = np.ones(len(places), dtype=np.float32)
    by_unit = sparse.csr_array((ones, places, ends.astype(np.int32)), shape=(len(lengths), len(units)))
    return Counted(codes, by_unit @ terms)


def _terms_of(units: Iterable[Unit]) -> tuple[Codes, Matrix]:
    """Return all terms of words, pairs of words and concepts, and which of them each has."""
    codes, strengths, lengths = array("q"), array("f"), array("q")
    for unit in units:
        terms, strength = _of_unit(unit)
        codes.extend(terms)
        strengths.append(strength)
        lengths.append(len(terms))
    sizes = np.array(lengths, dtype=np.int64)
    known, places = np.unique(np.array(codes, dtype=np.int64), return_inverse=True)
    ends = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    values = np.repeat(np.array(strengths, dtype=np.float32), sizes)
    return known, sparse.csr_array((values, places.astype(np.int32), ends), shape=(len(sizes), len(known)))


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


@lru_cache(maxsize=100_000)
def _stem(stem: str) -> int:
    return (_packed(stem) << 2) | STEMS


@lru_cache(maxsize=100_000)
def _pair(left: str, right: str) -> int:
    return (_packed(f"{left} {right}") << 2) | PAIRS


def _packed(text: str) -> int:
    number = 0
    for sign in text:
        number = number * _BASE + _SIGNS.get(sign, 0)
    return number
