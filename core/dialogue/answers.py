"""Reading the answer to "did it work?".

What is said is gathered first: words of success, of trouble, of trouble that is gone, of a later time, of
something new. Then one of them wins:

    new        another matter beside what was asked
    later      he has not tried yet, and says neither good nor bad
    trouble    any, unless it is told as over: "önce olmadı, sonra düzeldi"
    in part    "yarım oldu", "bazen çalışıyor", "it worked for a while" are no
    good       unless something hangs on it: a "but", slowness, a no, words we do not know (then MIXED)
    question   something is asked, and nothing said

Nothing here may read a no as a yes: in doubt it is MIXED, and the customer is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.dialogue import lexicon as lx
from core.dialogue import outcomes, persons, replies
from core.dialogue.line import Found, Line
from core.dialogue.reading import Intent, Question, Reading
from core.language import fold

_OWN_WORDS = 3
"""So many words that nobody knows beside a mere "oldu" say more than that; beside a bare "yes" one does."""

_HAPPENED_TOO = re.compile(r"\bd[ae] (?:oldu|olmustu|oluyor)\b")
"""What happened as well, or again, is trouble: "bugün de oldu"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What was found in a line, and what is left of it."""

    line: Line
    thanks: Found | None
    told_later: Found | None
    untried: Found | None
    asked: Found | None
    trouble: Found | None
    lasting: Found | None
    not_yet: Found | None
    fine: Found | None
    partly: Found | None
    for_a_time: Found | None
    weak: Found | None
    but: Found | None
    yes: Found | None
    assent: Found | None
    no: Found | None
    noted: Found | None

    @property
    def good(self) -> Found | None:
        """The words of success that say something of themselves."""
        return _last(self.fine, self.yes)

    @property
    def in_part(self) -> Found | None:
        """The words that say it works in part, or did for a time."""
        return _last(self.partly, self.for_a_time)


def judge(text: str, question: Question) -> Reading | None:
    """Read `text` as the answer to `question`; None when it does not say how it went."""
    if new := _new(text):
        return new
    said = _gather(text)
    asks = said.line.has(replies.ASKING) or said.line.asks
    if said.untried and said.trouble and (said.trouble == said.not_yet or _is_only_still(said)):
        return Reading.of(Intent.LATER, said.untried)  # "not yet, will try after lunch", "hâlâ deneyemedim"
    denied = said.no and said.untried and said.no.first > said.untried.last
    if said.untried and not (said.good or said.trouble or said.in_part or denied or asks):
        return Reading.of(Intent.LATER, said.untried)
    if said.trouble and not _is_over(said):
        return Reading.of(Intent.NO, said.trouble)
    if said.good or said.assent:
        return _good(said, asks, bool(_HAPPENED_TOO.search(fold(text))))
    if bad := said.in_part or said.weak or (None if said.asked else said.no):
        return Reading.of(Intent.NO, bad)
    if asks or said.asked:
        return Reading.of(Intent.QUESTION, said.asked) if said.asked else Reading(intent=Intent.QUESTION, because="?")
    if later := said.untried or said.told_later or said.line.take(replies.WHEN):
        return Reading.of(Intent.LATER, later)
    if question == "answer" and (done := said.line.take(replies.DONE)) and said.thanks:
        return Reading.of(Intent.YES, done)
    if said.thanks and len(said.line.rest()) <= 1:
        return Reading.of(Intent.THANKS, said.thanks)
    if said.noted and not said.line.rest():
        return Reading.of(Intent.NOTED, said.noted)
    return None


def _gather(text: str) -> _Said:
    line = Line(text)
    line.take(persons.OTHER_HUMANS, replies.TIMES, replies.CAUSE, lx.HELLOS)
    told_later = line.take(replies.CONDITION)
    untried = line.take(replies.LATER)
    thanks = line.take(lx.THANKS)
    told_later = line.take(replies.TELLING) or told_later
    line.take(replies.AFTER)
    asked = line.take(replies.YES_ASKED)
    not_gone, fine = line.take(outcomes.NOT_GONE), line.take(outcomes.FINE)
    not_yet = line.take(outcomes.NOT_YET)
    for_a_time, partly = line.take(outcomes.ONCE_ONLY), line.take(outcomes.PARTLY)
    line.take(outcomes.HISTORY)
    lasting, broken = line.take(outcomes.STILL), line.take(outcomes.BROKEN)
    named = line.take(outcomes.NAMED)
    weak, but = line.take(outcomes.WEAK, outcomes.ONLY), line.take(outcomes.BUT)
    yes = line.take(outcomes.YES)
    assent, no, noted = line.take(outcomes.ASSENT), line.take(outcomes.NO), line.take(lx.NOTED)
    if yes and line.asked(yes):
        asked, yes = yes, None
    return _Said(
        line=line,
        thanks=thanks,
        told_later=told_later,
        untried=untried,
        asked=asked,
        trouble=_last(not_gone, lasting, broken, not_yet, None if asked else named),
        lasting=lasting,
        not_yet=not_yet,
        fine=fine,
        for_a_time=for_a_time,
        partly=partly,
        weak=weak,
        but=but,
        yes=yes,
        assent=assent,
        no=no,
        noted=noted,
    )


def _good(said: _Said, asks: bool, happened_too: bool) -> Reading:
    good = said.good or said.assent
    if said.in_part and not _is_over(said):
        return Reading.of(Intent.NO, said.in_part)
    if said.untried:
        return Reading.of(Intent.LATER, said.untried)
    if said.no and (said.fine is None or said.no.first > said.fine.last):
        takes_it_back = said.good is None or said.no.first > said.good.last  # "works on wifi, but not on cable"
        return Reading.of(Intent.NO if takes_it_back and not said.fine else Intent.MIXED, said.no)
    if asks or said.asked:
        return Reading(intent=Intent.QUESTION, because=said.asked.typed if said.asked else "?")
    if hangs := said.weak or (said.but if said.but and good and said.but.last > good.last else None):
        return Reading.of(Intent.MIXED, hangs)
    # What stands beside a bare yes counts: "evet, ikinci kattaki büyük yazıcı".
    backed = said.fine or said.thanks or said.assent or said.trouble
    unsure = said.good is None or (not backed and _is_vague(said.yes))
    own_words = len(said.line.rest())
    if (unsure and own_words >= _OWN_WORDS) or (said.good is None and own_words and not said.thanks) or happened_too:
        return Reading.of(Intent.MIXED, good)
    return Reading.of(Intent.YES, good)


def _is_over(said: _Said) -> bool:
    """Say whether the trouble is told as what was before the success."""
    good = said.good
    bad = _last(said.trouble, said.for_a_time)
    if good is None or bad is None or said.lasting or said.partly or bad.last > good.first or said.no:
        return False
    return said.line.between(bad.last + 1, good.first + 1, outcomes.AGAIN_GOOD) or said.line.between(
        0, bad.last, outcomes.FIRST
    )


def _is_only_still(said: _Said) -> bool:
    """Say whether all the trouble is a "still" right before the words of who has not tried."""
    still, untried = said.lasting, said.untried
    if still is None or untried is None or still != said.trouble or untried.first != still.last + 1:
        return False
    return Line(still.typed).has(outcomes.YET)


def _is_vague(yes: Found | None) -> bool:
    return yes is not None and Line(yes.typed).has(outcomes.VAGUE)


def _new(text: str) -> Reading | None:
    line = Line(text)
    line.take(outcomes.FINE)
    topic = line.take(replies.NEW_TOPIC)
    marked = line.take(replies.NEW)
    if not (topic or marked) or line.has(outcomes.STILL):
        return None
    line.take(lx.THANKS, lx.HELLOS, replies.LATER, replies.TRIED, replies.TELLING)
    if line.asks and not topic and not line.has(outcomes.BROKEN, outcomes.NOT_GONE):
        return None
    wanted = line.take(replies.WANTS)
    failing = line.take(outcomes.NOT_GONE, outcomes.BROKEN, outcomes.NAMED)
    line.take(outcomes.YES, outcomes.ASSENT, outcomes.NO, lx.NOTED, outcomes.BUT)
    if (topic or wanted or failing) and (topic or line.rest()):
        return Reading.of(Intent.NEW, topic or marked)
    return None


def _last(*found: Found | None) -> Found | None:
    return max((one for one in found if one), key=lambda one: one.last, default=None)
