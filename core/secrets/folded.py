"""A text in ASCII lower case that still knows where each sign stood."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from core.language import fold


class Folded:
    """`text` as it was typed, and `plain`: the same folded, with every strange sign as "*" and digits of any script.

    The work is linear; unlike `core.language.fold`, nothing is cut.
    """

    __slots__ = ("_at", "plain", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._at: Sequence[int] = range(len(text) + 1)
        if text.isascii():
            self.plain = text.lower()
            return
        signs, at = [], []
        for index, char in enumerate(text):
            for sign in _signs(char):
                signs.append(sign)
                at.append(index)
        self.plain = "".join(signs)
        self._at = [*at, len(text)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where `plain[start:end]`, which is not empty, stands in `text`, with the marks on its last letter."""
        return self._at[start], max(self._at[end - 1] + 1, self._at[end])

    def typed(self, start: int, end: int) -> str:
        """Return `plain[start:end]`, which is not empty, as it was typed."""
        first, last = self.span(start, end)
        return self.text[first:last]


@lru_cache(maxsize=4096)
def _signs(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    form = fold(char)
    return "*" if form == " " and not char.isspace() else form
