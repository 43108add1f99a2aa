"""A group of phrases that mean the same, to be looked for in a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property


class Phrases:
    """Phrases as regular expressions in which `~` is "and any suffix"; the longer one is tried first."""

    def __init__(self, *phrases: str) -> None:
        self._phrases = phrases

    def __iter__(self) -> Iterator[str]:
        return iter(self._phrases)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression that finds any of them as whole words."""
        longest_first = sorted(self._phrases, key=len, reverse=True)
        return re.compile(r"\b(?:" + "|".join(phrase.replace("~", "[a-z0-9]*") for phrase in longest_first) + r")\b")
