"""What is compared: of an article that got votes, and of a question before anything is looked for."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of an article with a question: its folded title and phrasings, and the columns of its terms.

    `said` are those of the question's columns that its texts have, with how much these are trusted together, `called`
    those that its title and phrasings have. `incident` says that it is about a trouble.
    """

    wordings: tuple[str, ...]
    said: Mapping[int, float]
    called: Set[int]
    incident: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question as it is searched: its folded words without politeness, those put right, and what they mean.

    `parts` are the sentences and windows of a long one; `vague` says that it names nothing.
    """

    words: tuple[str, ...]
    mended: tuple[str, ...]
    concepts: tuple[str, ...]
    parts: int
    vague: bool

    @property
    def repaired(self) -> tuple[tuple[str, str], ...]:
        """The words that were put right, each beside what was meant."""
        return tuple((typed, meant) for typed, meant in zip(self.words, self.mended, strict=True) if typed != meant)
