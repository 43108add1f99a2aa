"""The parts of the server, which may run in one process or in several."""

from __future__ import annotations

from enum import StrEnum

from core.errors import OnkapiError


class Part(StrEnum):
    """What a process does: serves HTTP; asks platforms for news and sends; does what the clock says."""

    WEB = "web"
    CHANNELS = "channels"
    WORKER = "worker"


WHOLE = frozenset(Part)


class NoSuchPart(OnkapiError):
    """There is no part of this name."""

    code = "error.no_such_part"

    def __str__(self) -> str:
        """Name the word and the way out, in one line."""
        return f'--only: there is no part "{self.values["word"]}"; the parts are {", ".join(Part)}'


def parts_of(words: str) -> frozenset[Part]:
    """Return the parts that `words` names, with commas between them; none named is the whole. Raise `NoSuchPart`."""
    named = [word.strip().lower() for word in words.split(",") if word.strip()]
    for word in named:
        if word not in set(Part):
            raise NoSuchPart(word=word[:40])
    return frozenset(map(Part, named)) or WHOLE
