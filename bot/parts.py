"""The parts of the server, which may run in one process or in several."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from core.errors import BadInput


class Part(StrEnum):
    """What a process does: serves HTTP; asks platforms for news and sends; does what the clock says."""

    WEB = "web"
    CHANNELS = "channels"
    WORKER = "worker"


WHOLE = frozenset(Part)


def require_whole(parts: Collection[Part], url: str) -> None:
    """Raise `BadInput` where only a part would serve an SQLite file."""
    if url.startswith("sqlite") and set(parts) != WHOLE:
        way_out = "SQLite is served by one process; leave --only out, or use PostgreSQL (database.url)"
        raise BadInput(value="--only", reason=way_out)


def parts_of(words: str) -> frozenset[Part]:
    """Return the parts that `words` names, with commas between them; none named is the whole. Raise `BadInput`."""
    named = [word.strip().lower() for word in words.split(",") if word.strip()]
    for word in named:
        if word not in set(Part):
            raise BadInput(value=f'--only "{word[:40]}"', reason=f"there is no such part; say {', '.join(Part)}")
    return frozenset(map(Part, named)) or WHOLE
