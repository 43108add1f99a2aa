"""Reading a line: what the person wants, and which words say so.

Everything is folded to ASCII and spelled right first (`core.dialogue.spelling`), so that missing Turkish
letters and slips cost nothing. The phrases of `core.dialogue.lexicon` are looked for in a fixed order,
and what was recognised is taken out of the line, so that "hata vermiyor" is gone before "hata" is seen.
Only the first `MAX_TEXT` characters are read, the work is linear, and nothing raises. The order of
looking is told in `docs/reading.md`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from core.dialogue import lexicon as lx
from core.dialogue import outcomes, replies, tickets
from core.dialogue.answers import judge
from core.dialogue.aside import aside
from core.dialogue.line import Line, greets
from core.dialogue.persons import MACHINE
from core.dialogue.phrases import Phrases
from core.dialogue.reading import WITHOUT_MATTER, Intent, Question, Reading
from core.dialogue.smalltalk import A_KIND, ABOUT_US, TALKING
from core.dialogue.wishes import small_talk, state_asked, wish_of
from core.language import fold
from core.messages import MAX_TEXT
from core.ticket import DIGITS, LETTERS

__all__ = [
    "Intent",
    "Question",
    "Reading",
    "holds_no_matter",
    "left_of",
    "read",
    "read_answer",
    "references",
    "says",
    "without_greeting",
]

_NO_MATTER = WITHOUT_MATTER - {Intent.NOTHING, Intent.CALL_ME, Intent.STATUS, Intent.INSULT} | {
    Intent.NOTED,
    Intent.YES,
    Intent.NO,
}
_OVER = (
    tickets.SELF_SOLVED, tickets.CANCEL, tickets.CANCEL_ALONE, tickets.BESIDE_AN_END, tickets.MINE, lx.GREETINGS,
    lx.THANKS, lx.NOTED, outcomes.FINE, outcomes.YES, outcomes.ASSENT,
)  # fmt: skip

_L, _D = f"([{LETTERS}])", f"([{DIGITS}])"
_REFERENCE = re.compile(rf"(?<![A-Z0-9]){_L}{_D}[ -]?{_L}[ -]?{_D}[ -]?{_L}{_D}(?![0-9])")


def references(text: str) -> tuple[str, ...]:
    """Return the ticket numbers in `text` in their written order, however they were typed ("k7m 2r9'un")."""
    return tuple(dict.fromkeys("".join(signs) for signs in _REFERENCE.findall(fold(text).upper())))


def read(text: str, *, waits: bool = True) -> Reading:
    """Read `text` as it stands, without a question before it.

    Only who `waits` for people asks after them by "ses yok"; from everybody else it is a matter.
    """
    found = _read(text[:MAX_TEXT])
    if found.intent is Intent.STATUS and not waits and _is_silent(text[:MAX_TEXT]):
        return Reading(intent=Intent.MATTER)
    return found


def holds_no_matter(text: str) -> bool:
    """Say whether `text` holds nothing that an article could answer: talk for its own sake, thanks, that it is over.

    To ask what we are is talk, to ask for a person is not.
    """
    match read(text).intent:
        case Intent.HUMAN:
            return says(text, MACHINE) and not left_of(text, MACHINE, lx.GREETINGS, A_KIND, ABOUT_US, TALKING)
        case Intent.CANCEL | Intent.SELF_SOLVED:  # "withdrawal pending" is no wish to withdraw
            return not left_of(text, *_OVER)
        case intent:
            return intent in _NO_MATTER


def read_answer(text: str, question: Question = "solved") -> Reading:
    """Read `text` as the answer to `question`."""
    return _read_answer(text[:MAX_TEXT], question)


@lru_cache(maxsize=64)  # a turn asks for the same words many times
def _read(text: str) -> Reading:
    if Line(text).empty:
        return _wordless(text, "answer")
    if wish := wish_of(text):
        return wish
    if named := references(text):
        return _about_a_number(text, named[0])
    known = state_asked(text) or small_talk(text) or _bare_answer(text) or aside(text)
    return known or Reading(intent=Intent.MATTER)


@lru_cache(maxsize=64)
def _read_answer(text: str, question: Question) -> Reading:
    if Line(text).empty:
        return _wordless(text, question)
    return wish_of(text) or judge(text, question) or _read(text)


def _bare_answer(text: str) -> Reading | None:
    """Read a line of a yes or a no only, though nothing was asked."""
    line = Line(text)
    line.take(replies.YES_ASKED, lx.GREETINGS, lx.THANKS)
    fine, no, yes = line.take(outcomes.FINE), line.take(outcomes.NO), line.take(outcomes.YES, outcomes.ASSENT, lx.NOTED)
    if line.rest() or not (fine or no or yes):
        return None
    return Reading.of(Intent.YES, fine or yes) if fine or not no else Reading.of(Intent.NO, no)


def _is_silent(text: str) -> bool:
    """Say whether a line only tells that there is no sound; who asks so means news."""
    line = Line(text)
    silent = line.take(tickets.NO_SOUND)
    line.take(lx.GREETINGS)
    return silent is not None and not line.rest() and not (line.asks or says(text, replies.ASKING))


def _about_a_number(text: str, named: str) -> Reading:
    line = Line(_REFERENCE.sub(" ", fold(text).upper()))
    line.take(tickets.STATUS, tickets.MINE, lx.GREETINGS)
    if len(line.rest()) <= 1:  # a case ending may be left over: "k7m2r9'un"
        return Reading(intent=Intent.STATUS, because=named)
    return Reading(intent=Intent.MATTER)


def _wordless(text: str, question: Question) -> Reading:
    """Read a line without a Latin letter or a digit: signs, another script, or nothing."""
    approval = Intent.YES if question == "solved" else Intent.NOTED
    for intent, signs in ((Intent.NO, "👎❌😡"), (approval, "👍✅👌🎉"), (Intent.THANKS, "🙏❤😊🙂")):
        if found := next((sign for sign in signs if sign in text), None):
            return Reading(intent=intent, because=found)
    if any(char.isalnum() for char in text):
        return Reading(intent=Intent.MATTER)
    if "?" in text:
        return Reading(intent=Intent.STATUS, because="?")
    return Reading(intent=Intent.NOTHING)


def left_of(text: str, *lexicons: Phrases) -> list[str]:
    """Return the meaningful words of `text` that are left when the phrases of `lexicons` are taken out, folded."""
    line = Line(text)
    line.take(*lexicons)
    return line.rest()


def says(text: str, *lexicons: Phrases) -> bool:
    """Say whether one of the phrases of `lexicons` is in `text`."""
    return Line(text).has(*lexicons)


def without_greeting(text: str) -> str:
    """Return `text` without the greetings in front of the matter; as it is when it is only a greeting."""
    words = text.split(" ")
    start = 0
    while start < len(words):
        run = next((n for n in (3, 2, 1) if greets(words[start : start + n], n)), 0)
        if not run:
            break
        start += run
    return " ".join(words[start:]) or text
