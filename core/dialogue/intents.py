"""Reading a line: what the person wants, and which words say so.

Everything is folded to ASCII first, so that missing Turkish letters cost nothing. The phrases of
`core.dialogue.lexicon` are looked for in a fixed order, and what was recognised is taken out of the
line, so that "hata vermiyor" is gone before "hata" is seen. Only the first `MAX_TEXT` characters are
read, the work is linear, and nothing raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from core.dialogue import lexicon as lx
from core.language import fold
from core.messages import MAX_TEXT
from core.ticket import DIGITS, LETTERS


class Intent(StrEnum):
    """What a line wants."""

    NOTHING = "nothing"
    GREETING = "greeting"
    THANKS = "thanks"
    NOTED = "noted"
    YES = "yes"
    NO = "no"
    LATER = "later"
    MIXED = "mixed"
    QUESTION = "question"
    NEW = "new"
    HUMAN = "human"
    STATUS = "status"
    CANCEL = "cancel"
    SELF_SOLVED = "self_solved"
    MATTER = "matter"


Question = Literal["solved", "answer"]
"""What was asked before: whether an agent's solution works, or how the steps of an article went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An intent, and the words that led to it."""

    intent: Intent
    because: str = ""


_WORD = re.compile(r"[a-z0-9]+")
_L, _D = f"([{LETTERS}])", f"([{DIGITS}])"
_REFERENCE = re.compile(rf"(?<![A-Z0-9]){_L}{_D}[ -]?{_L}[ -]?{_D}[ -]?{_L}{_D}(?![0-9])")
_FEW = 4
"""Words that may stand beside a wish for a person or a question about the state; more are a matter."""


def references(text: str) -> tuple[str, ...]:
    """Return the ticket numbers in `text` in their written order, however they were typed ("k7m 2r9'un")."""
    return tuple(dict.fromkeys("".join(signs) for signs in _REFERENCE.findall(fold(text).upper())))


def read(text: str) -> Reading:
    """Read `text` as it stands, without a question before it."""
    return _read(text[:MAX_TEXT])


@lru_cache(maxsize=64)  # a turn asks for the same words many times
def _read(text: str) -> Reading:
    line = _Line(text)
    if line.empty:
        return _wordless(text, "answer")
    if wish := _wish(text):
        return wish
    if named := references(text):
        return _about_a_number(text, named[0])
    line = _Line(text)
    if (found := line.take(lx.STATUS)) and line.take(lx.MINE, lx.GREETINGS) and len(line.rest()) < _FEW:
        return Reading(intent=Intent.STATUS, because=found)
    line = _Line(text)
    greeting, thanks, noted = line.take(lx.GREETINGS), line.take(lx.THANKS), line.take(lx.NOTED)
    if thanks:
        line.take(lx.YES, lx.ASSENT)
    if not line.rest():
        if thanks:
            return Reading(intent=Intent.THANKS, because=thanks)
        if noted:
            return Reading(intent=Intent.NOTED, because=noted)
        if greeting:
            return Reading(intent=Intent.GREETING, because=greeting)
    line = _Line(text)
    if (found := line.take(lx.STATUS)) and not line.rest():
        return Reading(intent=Intent.STATUS, because=found)
    line = _Line(text)
    line.take(lx.YES_ASKED)
    no, yes = line.take(lx.NO), line.take(lx.YES, lx.ASSENT)
    if (no or yes) and not line.rest():
        return Reading(intent=Intent.NO if no else Intent.YES, because=no or yes)
    return Reading(intent=Intent.MATTER)


def read_answer(text: str, question: Question = "solved") -> Reading:
    """Read `text` as the answer to `question` (DESK, section 4).

    A line that speaks of trouble that goes on is a no, whatever else it says. A yes with a "but", or a
    bare "yes" beside a sentence of its own, is MIXED.
    """
    line = _Line(text)
    if line.empty:
        return _wordless(text, question)
    if wish := _wish(text):
        return wish
    line.take(lx.OTHER_HUMANS, lx.AFTER)
    thanks = line.take(lx.THANKS)
    fine, later, not_yet = line.take(lx.FINE), line.take(lx.LATER), line.take(lx.NOT_YET)
    asked = line.take(lx.YES_ASKED)
    still, broken, noted = line.take(lx.STILL), line.take(lx.BROKEN), line.take(lx.NOTED)
    new, but = line.take(lx.NEW), line.take(lx.BUT)
    if later and not (fine or still or broken):
        silent = noted and question == "answer"
        return Reading(intent=Intent.NOTED if silent else Intent.LATER, because=noted if silent else later)
    if new and broken and not still:
        return Reading(intent=Intent.NEW, because=new)
    if trouble := still or broken or not_yet:
        return Reading(intent=Intent.NO, because=trouble)
    yes, no, assent = line.take(lx.YES), line.take(lx.NO), line.take(lx.ASSENT)
    if yes and not no and text.rstrip().endswith("?"):
        asked, yes = yes, ""
    if good := fine or (not no and (yes or assent)):
        open_end = but or (good == assent and len(line.rest()) >= _FEW - 1)
        return Reading(intent=Intent.MIXED if open_end else Intent.YES, because=good)
    if no and not asked:
        return Reading(intent=Intent.NO, because=no)
    if thanks and question == "answer" and (done := line.take(lx.DONE)):
        return Reading(intent=Intent.YES, because=done)
    reading = read(text)
    if asked or (reading.intent is Intent.MATTER and ("?" in text or line.take(lx.ASKING))):
        return Reading(intent=Intent.QUESTION, because=asked or "?")
    if reading.intent is Intent.MATTER and thanks and len(line.rest()) <= 1:
        return Reading(intent=Intent.THANKS, because=thanks)
    return reading


def _wish(text: str) -> Reading | None:
    """Read a wish for a person, to cancel, or the word that it is solved already."""
    line = _Line(text)
    line.take(lx.OTHER_HUMANS)
    found, person = line.take(lx.HUMAN), line.take(lx.PERSON)
    wished = line.take(lx.WISHES)
    if (found or person) and len(line.rest()) <= (_FEW if found or wished else 1):
        return Reading(intent=Intent.HUMAN, because=found or person)
    for intent, phrases, room in (
        (Intent.SELF_SOLVED, lx.SELF_SOLVED, 2),
        (Intent.CANCEL, lx.CANCEL, 2),
        (Intent.CANCEL, lx.CANCEL_ALONE, 0),
    ):
        line = _Line(text)
        if found := line.take(phrases):
            line.take(lx.MINE, lx.GREETINGS, lx.THANKS, lx.NOTED, lx.FINE, lx.YES, lx.ASSENT)
            if len(line.rest()) <= room and not line.take(lx.BROKEN):
                return Reading(intent=intent, because=found)
    return None


def _about_a_number(text: str, named: str) -> Reading:
    line = _Line(_REFERENCE.sub(" ", fold(text).upper()))
    line.take(lx.STATUS, lx.MINE, lx.GREETINGS)
    if len(line.rest()) <= 1:  # a case ending may be left over: "k7m2r9'un"
        return Reading(intent=Intent.STATUS, because=named)
    return Reading(intent=Intent.MATTER)


def _wordless(text: str, question: Question) -> Reading:
    """Read a line without a Latin letter or a digit: signs, another script, or nothing."""
    text = text[:MAX_TEXT]
    approval = Intent.YES if question == "solved" else Intent.NOTED
    for intent, signs in ((Intent.NO, "👎❌😡"), (approval, "👍✅👌🎉"), (Intent.THANKS, "🙏❤😊🙂")):
        if found := next((sign for sign in signs if sign in text), None):
            return Reading(intent=intent, because=found)
    if any(char.isalnum() for char in text):
        return Reading(intent=Intent.MATTER)
    if "?" in text:
        return Reading(intent=Intent.STATUS, because="?")
    return Reading(intent=Intent.NOTHING)


class _Line:
    """A folded line from which recognised phrases are taken out."""

    def __init__(self, text: str) -> None:
        self._line = _plain(text[:MAX_TEXT])

    @property
    def empty(self) -> bool:
        """Whether there is no word in it."""
        return not self._line

    def take(self, *lexicons: tuple[str, ...]) -> str:
        """Take all phrases of `lexicons` out; return the first that was found, or ""."""
        found = ""
        for phrases in lexicons:
            pattern = _pattern(phrases)
            if match := pattern.search(self._line):
                found = found or match.group()
                self._line = pattern.sub("|", self._line)
        return found

    def rest(self) -> list[str]:
        """Return the words that nobody took and that carry meaning."""
        return [word for word in _WORD.findall(self._line) if word not in lx.FILLERS]


@lru_cache(maxsize=64)
def _plain(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))


@lru_cache(maxsize=64)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(phrase.replace("*", "[a-z0-9]*") for phrase in longest_first) + r")\b")


def left_of(text: str, *lexicons: tuple[str, ...]) -> list[str]:
    """Return the meaningful words of `text` that are left when the phrases of `lexicons` are taken out, folded."""
    line = _Line(text)
    line.take(*lexicons)
    return line.rest()


def says(text: str, *lexicons: tuple[str, ...]) -> bool:
    """Say whether one of the phrases of `lexicons` is in `text`."""
    return bool(_Line(text).take(*lexicons))


def without_greeting(text: str) -> str:
    """Return `text` without the greetings in front of the matter; as it is when it is only a greeting."""
    words = text.split(" ")
    start = 0
    while start < len(words):
        run = next((n for n in (3, 2, 1) if _greets(words[start : start + n], n)), 0)
        if not run:
            break
        start += run
    return " ".join(words[start:]) or text


def _greets(words: list[str], count: int) -> bool:
    folded = " ".join(_WORD.findall(fold(" ".join(words))))
    return len(words) == count and bool(_pattern(lx.GREETINGS).fullmatch(folded))
