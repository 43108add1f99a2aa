"""What a corrected message changes: a slip of the finger nothing, another matter everything."""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz.fuzz import ratio

from core.dialogue.intents import read, read_answer
from core.dialogue.states import Memory
from core.language import fold
from core.ticket import Ticket

_ALIKE = 85.0
"""From this likeness on, in percent of `rapidfuzz.fuzz.ratio`, two texts that mean the same are the same."""


def is_material(before: str, after: str) -> bool:
    """Say whether `after` says something else than `before`; a typo put right does not."""
    if not after.strip():
        return False
    meant = (read(before).intent, read_answer(before).intent)
    return (read(after).intent, read_answer(after).intent) != meant or ratio(fold(before), fold(after)) < _ALIKE


def without_words(ticket: Ticket, words: str) -> Ticket:
    """Return `ticket` as if `words` had not been said about its matter."""
    memory = Memory.of(ticket)
    left = memory.words.replace(words, "", 1).strip("\n")
    return replace(ticket, memory=replace(memory, words=left).kept_form())
