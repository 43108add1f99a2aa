"""How a file is called: what its sender says, without what could mislead a person or a program."""

from __future__ import annotations

import unicodedata

MAX_NAME = 200
"""Letters of a name that are kept."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_name(name: str, otherwise: str = "dosya") -> str:
    """Return `name` without folders, control characters and signs that turn the reading direction.

    A long one loses its middle and keeps its ending. `otherwise` is what a file without a name is called.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter) not in _UNSEEN).strip(" .")
    if len(seen) > MAX_NAME:
        stem, dot, ending = seen.rpartition(".")
        ending = f"{dot}{ending}" if stem and len(ending) <= 16 else ""
        seen = f"{seen[: MAX_NAME - 1 - len(ending)]}…{ending}"
    return seen or otherwise
