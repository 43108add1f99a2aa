"""What means the same: the concepts that words name, however they are said, in either language.

The lexicon is data (`concepts.txt`), to which a desk adds lines of its own. Looking up the concepts of a text takes
a time linear in its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from kb.normalize import tokens

SHIPPED = Path(__file__).with_name("concepts.txt")

_KEY = 3
"""Letters by which the words of the lexicon are looked up."""

_SHORT = 3
"""Words of so few letters stand for themselves, and for their cases alone: "vpne", not "camera" for "cam"."""

_CASE = re.compile(r"(?:[yn]?[aeiu]|[dt][ae]n?|n?[iu]n|y?l[ae]|s?[iu](?:n[iu]|n[ae]|nd[ae]n?)?|[iu]?m|l[ae]r[iu]?)$")
"""The endings of Turkish cases, as they are typed behind an abbreviation."""

_GAP = 2
"""Other words that may stand between the words of one way of saying it."""

_REMEMBERED = 100_000
"""Words of which it is remembered what begins with them."""

_SOFT = {"p": "b", "t": "d", "k": "g"}
"""How a last consonant is written in front of a vowel; ç and c are one letter here."""

_VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the lexicon. One that is not `exact` also stands for its longer forms, a short one for its cases."""

    text: str
    exact: bool

    def stands_for(self, token: str) -> bool:
        """Say whether `token` is this word or a form of it."""
        if token == self.text:
            return True
        if self.exact or not token.startswith(self.text[:-1]):
            return False
        if len(self.text) <= _SHORT:
            return token.startswith(self.text) and _CASE.match(token, len(self.text)) is not None
        return token.startswith(self.text) or self._softened(token)

    def _softened(self, token: str) -> bool:
        stem = len(self.text) - 1
        return len(token) > stem + 1 and token[stem] == _SOFT.get(self.text[stem]) and token[stem + 1] in _VOWELS


@dataclass(frozen=True, slots=True)
class Way:
    """One way of saying a concept: words in their order. `second` is the first letter of the second, "" for none."""

    concept: str
    words: tuple[Word, ...]
    second: str


class Concepts:
    """A lexicon: from words to concepts."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Read a lexicon as `concepts.txt` is written: a name, a colon, and ways of saying it with commas between."""
        self.ways = tuple(_ways(lines))
        self._starting: dict[str, list[Way]] = {}
        for way in self.ways:
            self._starting.setdefault(way.words[0].text[:_KEY], []).append(way)
        self._begun_by = lru_cache(maxsize=_REMEMBERED)(self._find)

    def of(self, words: Sequence[str]) -> list[str]:
        """Return the concepts that the folded `words` name, each once."""
        found: dict[str, None] = {}
        for place, token in enumerate(words):
            if ways := self._begun_by(token):
                ahead = {"", *(word[0] for word in words[place + 1 : place + 2 + _GAP])}
                for way in ways:
                    if way.second in ahead and way.concept not in found and _follows(way, words, place):
                        found[way.concept] = None
        return list(found)

    def knows(self, token: str) -> bool:
        """Say whether a way begins with `token` or with a word that it is a form of."""
        return bool(self._begun_by(token))

    def _find(self, token: str) -> tuple[Way, ...]:
        """Return the ways that begin with `token`; the same words come again and again, so it is remembered."""
        sizes = range(min(_KEY, len(token)), 0, -1)
        ways = chain.from_iterable(self._starting.get(token[:size], ()) for size in sizes)
        return tuple(way for way in ways if way.words[0].stands_for(token))


def _follows(way: Way, words: Sequence[str], place: int) -> bool:
    for word in way.words[1:]:
        for at in range(place + 1, min(place + 2 + _GAP, len(words))):
            if word.stands_for(words[at]):
                place = at
                break
        else:
            return False
    return True


def _ways(lines: Iterable[str]) -> Iterator[Way]:
    for line in lines:
        name, _, said = line.partition("#")[0].partition(":")
        for way in said.split(","):
            words = tuple(Word(folded, exact=part.endswith(".")) for part in way.split() for folded in tokens(part))
            if words:
                yield Way(name.strip(), words, words[1].text[0] if len(words) > 1 else "")


def shipped() -> list[str]:
    """Return the lines of the lexicon that comes with the desk."""
    return SHIPPED.read_text("utf-8").splitlines()
