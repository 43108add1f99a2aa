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
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kb.concepts import Concepts
from kb.normalize import NGRAMS, PREFIX, says_little

Codes = NDArray[np.int64]

LETTERS, STEMS, PAIRS, CONCEPTS = range(4)
"""The families."""

FAMILIES = 4

FAINT = 0.5
"""What a word that says little of the matter counts beside one that does."""

_SIGNS = {sign: number for number, sign in enumerate(" abcdefghijklmnopqrstuvwxyz0123456789", 1)}
_BASE = len(_SIGNS) + 1


@dataclass(frozen=True, slots=True)
class Counted:
    """The terms of `size` texts: the code, the text and the strength of each occurrence."""

    codes: Codes
    texts: NDArray[np.int64]
    strengths: NDArray[np.float32]
    size: int


def distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return `numbers` in their order, each once; by sorting, since numpy's own way by hashes is slow on millions."""
    ordered = np.sort(numbers)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def count(texts: Iterable[Sequence[str]], concepts: Concepts) -> Counted:
    """Count the terms of texts, each given as its folded words."""
    codes, runs, strengths, lengths = array("q"), array("q"), array("f"), array("q")

    def take(found: Sequence[int], strength: float) -> int:
        codes.extend(found)
        runs.append(len(found))
        strengths.append(strength)
        return len(found)

    for words in texts:
        length = 0
        faint = [says_little(word) for word in words]
        for word, little in zip(words, faint, strict=True):
            length += take(_of_word(word), FAINT if little else 1.0)
        for (left, right), little in zip(pairwise(words), map(all, pairwise(faint)), strict=True):
            length += take((_pair(left[:PREFIX], right[:PREFIX]),), FAINT if little else 1.0)
        length += take(concepts_of(words, concepts), 1.0)
        lengths.append(length)
    sizes = np.array(lengths, dtype=np.int64)
    return Counted(
        codes=np.array(codes, dtype=np.int64),
        texts=np.repeat(np.arange(len(sizes)), sizes),
        strengths=np.repeat(np.array(strengths, dtype=np.float32), np.array(runs, dtype=np.int64)),
        size=len(sizes),
    )


def stems_of(words: Sequence[str]) -> list[int]:
    """Return the codes of the stems of `words`, each once."""
    return list(dict.fromkeys(_stem(word[:PREFIX]) for word in words))


def concepts_of(words: Sequence[str], concepts: Concepts) -> list[int]:
    """Return the codes of the concepts that `words` name."""
    return [(crc32(name.encode()) << 2) | CONCEPTS for name in concepts.of(words)]


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
