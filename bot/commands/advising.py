"""What `onkapi kb advise`, and an import, print: what an author should mend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kb.advice import FEWEST

if TYPE_CHECKING:
    from kb.advice import Advice

SHOWN = 20
"""Lines after an import; `onkapi kb advise` prints all."""

_SAID = {
    "alike": "cannot be told from {other}: {count} of its own wordings lead there; say what tells the two apart",
    "few_phrasings": "{phrasings}; write at least {fewest}, as people ask for it",
    "no_body": "there is nothing to read in it",
    "one_language": "not there in {other}; people who write in it get it with a sentence that says so",
}


def lines(found: Sequence[Advice], most: int | None = None) -> Iterator[str]:
    """Yield a line for each advice, and one that says how many more there are."""
    for each in found[:most]:
        phrasings = f"{each.count or 'no'} phrasing{'s' * (each.count != 1)}"
        said = _SAID[each.kind].format(other=each.other, count=each.count, phrasings=phrasings, fewest=FEWEST)
        yield f"{each.topic}.{each.lang}: {said}"
    if most is not None and len(found) > most:
        yield f"and {len(found) - most} more; see onkapi kb advise"
