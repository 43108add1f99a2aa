"""Numbers of rows, as addresses, forms and people name them."""

from __future__ import annotations

_DIGITS = 18
"""The largest number of a row has one digit more (64 bits); nobody will see it."""


def number_in(text: str) -> int | None:
    """Return the number that `text` is; None for whatever else it is."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None
