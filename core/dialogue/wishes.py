"""What a line wants of the desk whatever was asked before: people, the state, an end, another language."""

from __future__ import annotations

from core.dialogue import lexicon as lx
from core.dialogue import outcomes, persons, replies, tickets
from core.dialogue.line import Found, Line
from core.dialogue.phrases import Phrases
from core.dialogue.reading import Intent, Reading
from core.dialogue.smalltalk import ABOUT_LIFE, ABOUT_US, SMALLTALK, TALKING

_POLITE = (lx.THANKS, lx.OPENERS, SMALLTALK, lx.CALLING, lx.HELLOS)

_FEW = 4
"""Words that may stand beside a wish for a person or a question about the state; more are a matter."""

_ASIDE = 1
"""Words that may stand beside an "also" and a wish for a person; with more it is another matter."""


def wish_of(text: str) -> Reading | None:
    """Read a wish for people, another language, an end, or the word that it is solved already."""
    return _language(text) or _insult(text) or _call(text) or _human(text) or _end(text)


def state_asked(text: str) -> Reading | None:
    """Read a question about the state of a ticket."""
    line = Line(text)
    found = line.take(tickets.STATE_OF_MINE, tickets.STATUS)
    if found is None:
        return None
    line.take(lx.GREETINGS, lx.THANKS, tickets.SIGHS)
    named = line.take(tickets.MINE)
    if len(line.rest()) < (_FEW if named else 1):
        return Reading.of(Intent.STATUS, found)
    return None


def small_talk(text: str) -> Reading | None:
    """Read a line of greetings, thanks, small talk, calls whether anybody is there, or a wish to be heard only."""
    line = Line(text)
    thanks, opener, talk, calls, hello = (line.take(phrases) for phrases in _POLITE)
    if opener and Line(text).has(outcomes.BROKEN):  # "talep açılmıyor" tells of trouble
        return None
    if hello and line.asks:  # "hello??"
        calls, hello = calls or hello, None
    if thanks:
        line.take(outcomes.YES, outcomes.ASSENT)
    noted = line.take(lx.NOTED)
    if line.rest():
        return _chat(text)
    for intent, found in (
        (Intent.GREETING, opener),
        (Intent.THANKS, thanks),
        (Intent.SMALLTALK, talk),
        (Intent.CALLING, calls),
        (Intent.NOTED, noted),
        (Intent.GREETING, hello),
    ):
        if found:
            return Reading.of(intent, found)
    return None


def _chat(text: str) -> Reading | None:
    """Read a line of which every word belongs to chatting, and that is about us or about life."""
    line = Line(text)
    line.take(lx.GREETINGS, lx.THANKS)
    about = line.take(ABOUT_US) or line.take(ABOUT_LIFE)
    line.take(ABOUT_LIFE, TALKING)
    return Reading.of(Intent.SMALLTALK, about) if about and not line.rest() else None


def _human(text: str) -> Reading | None:
    line = Line(text)
    line.take(persons.OTHER_HUMANS)
    if asked := line.take(persons.HUMAN_ASKED):
        another = line.take(replies.NEW)
        line.take(persons.WISHES, lx.GREETINGS)
        if not another or len(line.rest()) <= _ASIDE:
            return Reading.of(Intent.HUMAN, asked)
    found, person = line.take(persons.HUMAN), line.take(persons.PERSON)
    if not (found or person):
        return None
    wished = line.take(persons.WISHES)
    line.take(lx.GREETINGS, lx.INSULT)
    if len(line.rest()) <= (_FEW if found or wished else 1):
        return Reading.of(Intent.HUMAN, found or person)
    return None


def _call(text: str) -> Reading | None:
    line = Line(text)
    if found := line.take(persons.CALL_ME):
        line.take(persons.CALL_ROOM, lx.GREETINGS, lx.THANKS, persons.WISHES)
        return Reading.of(Intent.CALL_ME, found) if len(line.rest()) <= _FEW else None
    return None


def _language(text: str) -> Reading | None:
    turkish, english = Line(text).take(lx.LANGUAGE_TR), Line(text).take(lx.LANGUAGE_EN)
    if not (turkish or english):
        return None
    # "Türkçe bilmiyorum" asks for English: the phrases that explain the other's words win, else the longer one.
    all_turkish = _explained(text, lx.LANGUAGE_TR, lx.LANGUAGE_EN)
    all_english = _explained(text, lx.LANGUAGE_EN, lx.LANGUAGE_TR)
    to_turkish = all_turkish if all_turkish != all_english else _length(turkish) >= _length(english)
    line = Line(text)
    line.take(*((lx.LANGUAGE_TR, lx.LANGUAGE_EN) if to_turkish else (lx.LANGUAGE_EN, lx.LANGUAGE_TR)))
    line.take(lx.LANGUAGE_ROOM, lx.GREETINGS, lx.THANKS)
    if line.rest():
        return None
    if to_turkish:
        return Reading.of(Intent.LANGUAGE_TR, turkish)
    return Reading.of(Intent.LANGUAGE_EN, english)


def _insult(text: str) -> Reading | None:
    line = Line(text)
    found = line.take(lx.INSULT)
    if found is None:
        return None
    line.take(lx.INSULT_ROOM, lx.GREETINGS)
    if len(line.rest()) > 1 or line.has(outcomes.STILL, outcomes.BROKEN, outcomes.FINE, outcomes.YES, lx.THANKS):
        return None
    return Reading.of(Intent.INSULT, found)


def _end(text: str) -> Reading | None:
    for intent, phrases, room in (
        (Intent.SELF_SOLVED, tickets.SELF_SOLVED, 4),
        (Intent.CANCEL, tickets.CANCEL, 2),
        (Intent.CANCEL, tickets.CANCEL_ALONE, 0),
    ):
        line = Line(text)
        if found := line.take(phrases):
            line.take(tickets.MINE, lx.GREETINGS, lx.THANKS, lx.NOTED, outcomes.FINE, outcomes.YES, outcomes.ASSENT)
            if len(line.rest()) <= room and not line.has(outcomes.STILL, outcomes.BROKEN):
                return Reading.of(intent, found)
    return None


def _length(found: Found | None) -> int:
    return found.last - found.first + 1 if found else 0


def _explained(text: str, own: Phrases, other: Phrases) -> bool:
    """Say whether nothing of `other` is left when the phrases of `own` are taken out."""
    line = Line(text)
    return line.take(own) is not None and not line.has(other)
