"""What `onkapi kb ask --explain` prints: why a question is answered as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kb.confidence import FLOOR

if TYPE_CHECKING:
    from kb.explain import Explanation

_REASONS = {
    "talk": "nothing is asked: this is talk for its own sake",
    "nothing": "no article has anything in common with it",
    "vague": "it says that something is wrong, and not what",
    "sure": "the best chance {number:.2f} is not below {limit:.2f}, from which on the article is given",
    "likely": "the best chance {number:.2f} is below {limit:.2f}, from which on the article is given: titles",
    "bank": "the best chance {number:.2f} is below {limit:.2f}, and the bank {bank} covers more than the titles do",
    "unlikely": "the best chance {number:.2f} is below {limit:.2f}, from which on a title is worth a tap",
    "unknown": "the best chance {number:.2f} is below {limit:.2f}: asking again would not help",
}


def lines(why: Explanation) -> Iterator[str]:
    """Yield the explanation, a line each."""
    read, reply = why.understood, why.reply
    bank = reply.bank.id if reply.bank else ""
    yield f"{reply.decision}: {_REASONS[why.reason].format(number=why.number, limit=why.limit, bank=bank)}"
    yield f"  read as     {' '.join(read.words) or '-'}"
    for typed, meant in read.repaired:
        yield f"  put right   {typed} -> {meant}"
    yield f"  concepts    {', '.join(read.concepts) or '-'}"
    if read.parts:
        yield f"  long        compared as a whole and in {read.parts} parts"
    yield f"  thresholds  article {why.thresholds.answer:.2f}, title {why.thresholds.choose:.2f}, ask again {FLOOR:.2f}"
    for hit in reply.hits:
        yield f"  {hit.probability:.2f}  {hit.topic}.{hit.lang}  {hit.title}"
        yield "        " + ", ".join(f"{name} {value:.2f}" for name, value in why.shown(hit).items())
    yield f"  ({reply.milliseconds:.1f} ms)"


def as_dict(why: Explanation) -> dict[str, Any]:
    """Return the explanation for JSON; `hits` are in the order of those of the answer."""
    read = why.understood
    return {
        "reason": why.reason,
        "words": read.words,
        "repaired": dict(read.repaired),
        "concepts": read.concepts,
        "parts": read.parts,
        "thresholds": {"answer": why.thresholds.answer, "choose": why.thresholds.choose, "rephrase": FLOOR},
        "hits": [{name: round(value, 4) for name, value in hit.features.items()} for hit in why.reply.hits],
    }
