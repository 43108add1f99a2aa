"""Secrets that people type into a chat: where they stand, and the text without them.

Nothing here remembers or sends anything; the words go in and come out. The work is linear in the length of
the text, no text raises, and nothing is cut. What is missed and what is hidden wrongly is told in
`docs/privacy.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from core.secrets.folded import Folded
from core.secrets.numbers import Span, cards, ibans, national_ids
from core.secrets.passwords import passwords

Kind = Literal["password", "national_id", "card", "iban"]

MASK = "••••••"
"""What stands in place of a secret; its length tells nothing."""

_BY_CHECK_DIGITS: tuple[tuple[Kind, Callable[[str], Iterator[Span]]], ...] = (
    ("iban", ibans),
    ("card", cards),
    ("national_id", national_ids),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A secret in `text[start:end]`."""

    kind: Kind
    start: int
    end: int


def find(text: str) -> tuple[Secret, ...]:
    """Return the secrets in `text` in their order; no two overlap.

    Passwords are told by the word before them, in Turkish and English; T.C. identity numbers, payment
    cards and IBANs by their check digits.
    """
    folded = Folded(text)
    found: list[tuple[int, int, Kind]] = []
    for known, read in _BY_CHECK_DIGITS:
        found += [(*folded.span(*span), known) for span in read(folded.plain)]
    found += [(*folded.span(*span), "password") for span in passwords(folded)]
    secrets: list[Secret] = []
    for start, end, kind in sorted(found):
        last = secrets[-1] if secrets else None
        if last is None or start >= last.end:
            secrets.append(Secret(kind=kind, start=start, end=end))
        elif end > last.end:
            secrets[-1] = Secret(kind=last.kind, start=last.start, end=end)
    return tuple(secrets)


def masked(text: str) -> str:
    """Return `text` with `MASK` in place of each secret and everything else as it was."""
    pieces, at = [], 0
    for secret in find(text):
        pieces += [text[at : secret.start], MASK]
        at = secret.end
    return "".join((*pieces, text[at:]))
