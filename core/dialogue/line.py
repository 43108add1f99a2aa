"""A line from which recognised phrases are taken out, so that none of its words counts twice."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.dialogue.lexicon import GREETINGS
from core.dialogue.phrases import Phrases
from core.dialogue.spelling import BREAK, QUESTION, words_of
from core.dialogue.vocabulary import FILLERS

_TAKEN = "|"
_MARKS = frozenset({_TAKEN, BREAK, QUESTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Words that stand for something: as they were typed, and the places of the first and the last one."""

    typed: str
    first: int
    last: int


class Line:
    """The words of a line, folded and put right, with the phrases that were not taken out yet."""

    def __init__(self, text: str) -> None:
        words = words_of(text)
        self._typed = words.typed
        self._plain = words.plain
        self._line = " ".join(words.plain)
        self.empty = not any(word[0].isalnum() for word in words.plain)

    def take(self, *lexicons: Phrases) -> Found | None:
        """Take all phrases of `lexicons` out; return the last that was found."""
        found: Found | None = None
        for phrases in lexicons:
            pattern = phrases.pattern
            for match in pattern.finditer(self._line):
                first = self._line.count(" ", 0, match.start())
                last = first + match.group().strip().count(" ")
                if found is None or last > found.last:
                    found = Found(typed=self._as_typed(first, last), first=first, last=last)
            if found:
                self._line = pattern.sub(_blanks, self._line)
        return found

    def has(self, *lexicons: Phrases) -> bool:
        """Say whether one of the phrases of `lexicons` is there, and leave it."""
        return any(phrases.pattern.search(self._line) for phrases in lexicons)

    def between(self, start: int, end: int, *lexicons: Phrases) -> bool:
        """Say whether a phrase of `lexicons` stands between two places, as the line was typed."""
        words = " ".join(self._plain[start:end])
        return any(phrases.pattern.search(words) for phrases in lexicons)

    def asked(self, found: Found) -> bool:
        """Say whether the clause of `found` ends with a question mark."""
        marks = (word for word in self._line.split(" ")[found.last + 1 :] if word in (BREAK, QUESTION))
        return next(marks, BREAK) == QUESTION

    @property
    def asks(self) -> bool:
        """Whether there is a question mark in it."""
        return QUESTION in self._line.split(" ")

    def rest(self) -> list[str]:
        """Return the words that nobody took and that carry meaning."""
        return [word for word in self._line.split(" ") if word and word not in _MARKS and word not in FILLERS]

    def _as_typed(self, first: int, last: int) -> str:
        return " ".join(dict.fromkeys(self._typed[first : last + 1]))


def greets(words: list[str], count: int) -> bool:
    """Say whether `words` are `count` words and a greeting."""
    plain = [word for word in words_of(" ".join(words)).plain if word not in _MARKS]
    return len(words) == count and bool(GREETINGS.pattern.fullmatch(" ".join(plain)))


def _blanks(match: re.Match[str]) -> str:
    words = match.group()
    blanks = " ".join([_TAKEN] * (words.strip().count(" ") + 1))
    return f"{blanks} " if words.endswith(" ") else blanks
