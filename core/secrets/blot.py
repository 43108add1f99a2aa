"""Words that an agent wants illegible, wherever they stand: in a line, and in what was made of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.secrets import MASK
from core.secrets.folded import Folded
from core.ticket import Ticket

LEAST = 3
"""Letters and digits of words that are hidden wherever they stand; shorter ones are in everything."""

SPOKEN = ("words", "held")
"""What of the dialogue's memory are words of people; the rest are its own marks."""


def is_enough(words: str) -> bool:
    """Say whether `words` say so much that they may be hidden wherever they stand."""
    return sum(sign.isalnum() for sign in words) >= LEAST


def blotted(text: str, hidden: Sequence[str]) -> str:
    """Return `text` with `MASK` in place of each of `hidden`, however its letters and blanks were typed.

    Where the text was cut in the middle of one, what is left of it goes as well.
    """
    for words in hidden:
        text = _without(text, words.strip())
    return text


def blotted_memory(memory: Mapping[str, Any], hidden: Sequence[str]) -> Mapping[str, Any]:
    """Return what the dialogue remembers without the words `hidden`."""
    return {
        name: blotted(value, hidden) if name in SPOKEN and isinstance(value, str) else value
        for name, value in memory.items()
    }


def blotted_ticket(ticket: Ticket, hidden: Sequence[str]) -> Ticket:
    """Return `ticket` without the words `hidden`."""
    return replace(
        ticket,
        title=blotted(ticket.title, hidden),
        affected=blotted(ticket.affected, hidden),
        waiting_for=blotted(ticket.waiting_for, hidden),
        external_refs=tuple(replace(each, text=blotted(each.text, hidden)) for each in ticket.external_refs),
        fields={name: blotted(answer, hidden) for name, answer in ticket.fields.items()},
        memory=blotted_memory(ticket.memory, hidden),
    )


def _without(text: str, words: str) -> str:
    if not words or not text:
        return text
    folded = Folded(text)
    sought = r"\s+".join(map(re.escape, Folded(words).plain.split()))
    pieces, at = [], 0
    for found in re.finditer(sought, folded.plain) if sought else ():
        start, end = folded.span(*found.span())
        pieces += [text[at:start], MASK]
        at = end
    rest = text[at:]
    return "".join((*pieces, _cut(rest, words)))


def _cut(text: str, words: str) -> str:
    """Take away what a cut has left of the beginning of `words` at the end of `text`, which ends in dots then."""
    if not text.endswith("…"):
        return text
    kept, sought = Folded(text[:-1].rstrip()), " ".join(Folded(words).plain.split())
    for length in range(min(len(sought), len(kept.plain)), LEAST - 1, -1):
        if kept.plain.endswith(sought[:length]):
            start, _ = kept.span(len(kept.plain) - length, len(kept.plain))
            return f"{text[:start]}{MASK}"
    return text
