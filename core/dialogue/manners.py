"""Lines that say nothing of a matter: a mark, a number that answers nothing, "urgent!" alone, a good-bye."""

from __future__ import annotations

from core.dialogue import lexicon as lx
from core.dialogue.intents import left_of, says
from core.dialogue.phrases import Phrases

_HASTE = Phrases("acil(?:en|dir|iyet~)?", "ivedi~", "acele~", "urgent~", "asap", "emergency", "it s")

_LONGEST_NUMBER = 2
"""A number with more digits may be an error's."""


def says_nothing(words: str) -> bool:
    """Say whether a line tells only that somebody is there: "?", "5", "ACİL!!!"."""
    line = words.strip()
    if not any(char.isalnum() for char in line):
        return "?" in line
    if line.isdecimal():
        return len(line) <= _LONGEST_NUMBER
    return says(line, _HASTE) and not left_of(line, _HASTE, lx.GREETINGS)


def takes_leave(words: str, *, just_now: bool = False) -> bool:
    """Say whether a line is only a good-bye; `just_now` we have said ours, so that "iyi günler" is one, too."""
    meant = (lx.FAREWELLS, lx.WELL_WISHES) if just_now else (lx.FAREWELLS,)
    return says(words, *meant) and not left_of(words, lx.FAREWELLS, lx.WELL_WISHES)
