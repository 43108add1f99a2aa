"""Secrets that people type into a chat: where they stand, and the text without them.

Nothing here remembers or sends anything; the words go in and come out. The work is linear in the length of
the text, no text raises, and nothing is cut. What is missed and what is hidden wrongly is told in
`docs/privacy.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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
    """Return the secrets in `text` in their order; no two overlap, and none is left when they are masked.

    Passwords are told by the word before them, in Turkish and English; T.C. identity numbers, payment
    cards and IBANs by their check digits.
    """
    secrets = _apart(_first(text))
    # Behind a mask, which is short, another word may be near to a cue.
    while secrets and (more := _left(text, secrets)):
        secrets = _apart([*secrets, *more])
    return secrets


def masked(text: str, secrets: Iterable[Secret] | None = None) -> str:
    """Return `text` with `MASK` in place of each of its `secrets`, and everything else as it was.

    Without them they are looked for.
    """
    return _with_masks(text, find(text) if secrets is None else secrets)


def _first(text: str) -> list[Secret]:
    """Return what is found at first sight, in no order."""
    folded = Folded(text)
    found = [(known, folded.span(*span)) for known, read in _BY_CHECK_DIGITS for span in read(folded.plain)]
    # What is hidden already is no part of anything else: with the digits of a card behind it a PIN looks like a phone.
    rest = Folded(_blanked(text, [span for _, span in found])) if found else folded
    known: Kind = "password"
    found += [(known, rest.span(*span)) for span in passwords(rest)]
    return [Secret(kind=kind, start=start, end=end) for kind, (start, end) in found]


def _left(text: str, secrets: Sequence[Secret]) -> list[Secret]:
    """Return what is found when `secrets` are masked, where it stands in `text`."""
    shown = _with_masks(text, secrets)
    return [
        Secret(kind=more.kind, start=_place(more.start, secrets), end=_place(more.end, secrets))
        for more in _first(shown)
        if shown[more.start : more.end].strip(MASK)
    ]


def _apart(secrets: Iterable[Secret]) -> tuple[Secret, ...]:
    """Return the secrets in their order, those that overlap as one."""
    apart: list[Secret] = []
    for secret in sorted(secrets, key=lambda each: (each.start, each.end, each.kind)):
        if apart and secret.start < apart[-1].end:
            apart[-1] = replace(apart[-1], end=max(apart[-1].end, secret.end))
        else:
            apart.append(secret)
    return tuple(apart)


def _place(shown: int, secrets: Iterable[Secret]) -> int:
    """Return where the sign at `shown` of the masked text stands in the text."""
    moved = 0
    for secret in secrets:
        if shown <= secret.start - moved:
            break
        moved += secret.end - secret.start - len(MASK)
    return shown + moved


def _blanked(text: str, spans: Iterable[Span]) -> str:
    """Return `text` with the sign of `MASK` in place of everything in `spans`; nothing moves."""
    signs = list(text)
    for start, end in spans:
        signs[start:end] = MASK[0] * (end - start)
    return "".join(signs)


def _with_masks(text: str, secrets: Iterable[Secret]) -> str:
    pieces, at = [], 0
    for secret in secrets:
        pieces += [text[at : secret.start], MASK]
        at = secret.end
    return "".join((*pieces, text[at:]))
