"""Questions as they were meant: a mistyped word becomes the nearest one that the knowledge or the lexicon has.

Only words that nobody knows are touched, and only where another is near: one slip, two in a long word (Damerau 1964:
four of five misspellings are one slip). The first letter is taken as right, which is nearly always true (Yannakoudakis
and Fawthrop 1983) and keeps the looking short. Another ending is grammar and no slip.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.concepts import Concepts
from kb.normalize import says_little

SHORTEST = 4
"""Letters of a word that is repaired at least; of so few only two may have changed places."""

_LONG = 9
"""From this length on two slips are believed."""

_MOST = 12
"""Words of one question that are looked up at most."""

_ENDING = 2
"""Letters at the end of a word that may be grammar."""

_ORDINARY = Path(__file__).with_name("ordinary.txt")
_VERB = re.compile(
    r"(?:[aeiu]yor?(?:um|uz|sun|lar)?|[dt][iu](?:[mkn]|n[iu]z|l[ae]r)?|m[iu]s(?:[iu]m|[iu]z|l[ae]r)?|m[ae](?:m|miz|niz|mi|yi|k))$"
)
_OURS = re.compile(r"[mn][iu]z$")
"""The ending of our and your things."""

_UNSPEAKABLE = re.compile(r"[^aeiou]{3}")


@dataclass(frozen=True, slots=True)
class Words:
    """The words to which others are repaired: how often the knowledge has each, and all by their first letter."""

    often: Mapping[str, int]
    beginning: Mapping[str, tuple[str, ...]]
    more: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]], concepts: Concepts) -> Words:
        """Return the words of `texts` and those of the lexicon."""
        often = Counter(chain.from_iterable(texts))
        lexicon = {word.text for way in concepts.ways for word in way.words}
        beginning: dict[str, list[str]] = {}
        for word in sorted({*often, *lexicon}):
            if _is_long(word):
                beginning.setdefault(word[0], []).append(word)
        return cls(often, {letter: tuple(words) for letter, words in beginning.items()})

    def with_more(self, texts: Iterable[Sequence[str]]) -> Words:
        """Return these words and those of `texts`; what is there already is not looked at again."""
        return replace(self, more=Counter(chain.from_iterable(texts)))

    def __contains__(self, word: str) -> bool:
        """Say whether the knowledge has `word`."""
        return word in self.often or word in self.more

    def near(self, word: str) -> list[str]:
        """Return the words with the same first letter."""
        more = (each for each in self.more if each[0] == word[0] and _is_long(each))
        return [*self.beginning.get(word[0], ()), *more]

    def frequency(self, word: str) -> int:
        """Return how often the knowledge has `word`."""
        return self.often.get(word, 0) + self.more.get(word, 0)


class Repair:
    """Repairs questions to `words`."""

    def __init__(self, words: Words, concepts: Concepts) -> None:
        self._words = words
        self._concepts = concepts

    def mend(self, question: Sequence[str]) -> list[str]:
        """Return the folded words of a question, those that were mistyped put right."""
        left = _MOST
        mended = []
        for word in question:
            if left and self._is_strange(word):
                left -= 1
                mended.append(self._nearest(word) or word)
            else:
                mended.append(word)
        return mended

    def _is_strange(self, word: str) -> bool:
        return (
            _is_long(word)
            and word not in self._words
            and not says_little(word)
            and word not in _ordinary()
            and not self._concepts.knows(word)
            and (_VERB.search(word) is None or _UNSPEAKABLE.search(word) is not None)
        )

    def _nearest(self, word: str) -> str | None:
        slips = 2 if len(word) >= _LONG else 1
        near = process.extract(word, self._words.near(word), scorer=OSA.distance, score_cutoff=slips, limit=5)
        likely = [
            (distance, -self._words.frequency(meant), meant) for meant, distance, _ in near if _is_slip(word, meant)
        ]
        return min(likely)[2] if likely else None


def _is_long(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha()


def _is_slip(word: str, meant: str) -> bool:
    """Say whether `word` looks like `meant` mistyped, and not like another form of it or another short word."""
    if sorted(word) == sorted(meant):
        return True
    if _OURS.sub("", word) == _OURS.sub("", meant):
        return False
    stem = max(SHORTEST, len(word) - _ENDING)
    return len(word) > SHORTEST and word[:stem] != meant[:stem]


@cache
def _ordinary() -> frozenset[str]:
    lines = _ORDINARY.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
