"""The day that a LATER names: "ayın 20'sinde dönerim", "next Monday", "in three days".

The words are folded, names of days and months become signs (`wd0` is Monday, `mo12` December) with their
Turkish ending as a word of its own, and number words become digits. What is past is taken out first. Of
several days the latest is meant: "yarın izinliyim, pazartesi bakarım".
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from rapidfuzz.distance import OSA

from core.dialogue.spelling import words_of
from core.language import fold
from core.messages import MAX_TEXT

_WEEKDAYS = (
    "pazartesi pzt ptesi monday mon",
    "sali tuesday tue tues",
    "carsamba crs wednesday wed weds",
    "persembe prs thursday thu thur thurs",
    "cuma friday fri",
    "cumartesi cmt ctesi saturday",
    "pazar sunday",
)
_MONTHS = (
    "ocak ocag january jan", "subat february feb", "mart march mar", "nisan april apr", "mayis may",
    "haziran june jun", "temmuz july jul", "agustos august aug", "eylul september sep sept",
    "ekim october oct", "kasim november nov", "aralik aralig december dec",
)  # fmt: skip
_NAMES = {
    name: sign
    for prefix, rows, first in (("wd", _WEEKDAYS, 0), ("mo", _MONTHS, 1))
    for number, row in enumerate(rows, first)
    for name, sign in ((name, f"{prefix}{number}") for name in row.split())
}
_ENDING = r"(y?[ae]|[dt][ae]n?|n?[iu]n|s[iu](?:n[ae]|nd[ae]n?)?|l[ae]r[iu]?|s)?"
_NAMED = re.compile(rf"({'|'.join(sorted(_NAMES, key=len, reverse=True))}){_ENDING}")
_LONG_NAMES = tuple(name for name in (*_NAMES, "tomorrow") if len(name) >= 6)

_UNITS = {
    word: str(number)
    for number, words in enumerate(
        (
            "bir birinci a an one first", "iki two couple", "uc birkac three few", "dort dord four", "bes five",
            "alti six", "yedi seven", "sekiz eight", "dokuz nine", "ten",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip
_TENS = {"on": 10, "yirmi": 20, "otuz": 30}
_OF_MONTH = r"s?[iu](?:n(?:d[ae]n?|[ae]|[iu]n)|yl[ae])?"
"""What stands on the number of a day: 20'si, 20'sinde, 5'ine, 10'undan."""

_COUNTED = re.compile(rf"({'|'.join((*_UNITS, *_TENS))})({_OF_MONTH})")
_TYPED_ENDING = re.compile(rf"([0-9]{{1,2}})({_OF_MONTH})")
_ORDINAL = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)")

_PAST = re.compile(
    r"\b(?:gecen|gectigimiz|evvelki|onceki|last|since|previous)(?: (?:the|hafta|week|ay|month|on))?(?: (?:wd|mo)?[0-9]+"
    r"(?: [a-z]+)?)?\b"
    r"|\b(?:wd[0-9]|mo[0-9]+|[0-9]+ [a-z]+) (?:gun(?:u|unden|den)? )?(?:[dt][ae]n )?(?:beri|bu yana|itibaren beri)\b"
    r"|\b[0-9]+ (?:gun|hafta|ay|days?|weeks?|months?)(?:d[iu]r| (?:once|evvel|ago|oldu|gecti|before))\b"
)
_TOMORROW = r"(?:yarin|yrn|yarn|tomorrow|tomorow|tmrow)[a-z]*"
_AFTER_NEXT = r"(?:obur|obr|oburku|oteki|ertesi) ?gun[a-z]*|oburgun[a-z]*|day after tomorrow|yarindan sonraki gun[a-z]*"
_NEXT_WEEK = r"haftaya|(?:gelecek|onumuzdeki|oteki|bir sonraki|next|the following|coming) (?:hafta[a-z]*|week)"
_COUNT_AHEAD = re.compile(
    r"\b(?:in|after|for|within) (?:about |another |the next |1 (?=[0-9]))?([0-9]+)(?: of)? (day|week|month)s?\b"
    r"|\b([0-9]+) (day|week|month)s? (?:from now|from today|later|time|off|away)\b"
    r"|\b([0-9]+) (gun|hafta|ay)(?:y?[ae]|lu[gk][a-z]*|d[ae]n)?(?: (?:daha|kadar|falan|filan|boyunca))*"
    r" (?:sonra|icinde|izin|yok|rapor|tatil|yillik|disarida|don|sonuna|gelir|bakar|dener|gec|den[ei])[a-z]*"
    r"|\b([0-9]+) (gun|hafta|ay)y?[ae]\b"
)
_DAYS_IN = {"day": 1, "gun": 1, "week": 7, "hafta": 7}
_AFTER = r"(?: (?:gun(?:u|unden)? )?(?:[dt][ae]n|n?d[ae]n|s?[iu]nd[ae]n) sonra)?"


def day_meant(words: str, today: date) -> date | None:
    """Return the day after `today` that `words` name, in Turkish or English; None when they name none.

    Names may be mistyped or without Turkish letters. A day of the month, a weekday or a month that is over
    is the next one; "until the 5th" is the 5th, "after the 5th" the 6th, next week its Monday. Today and
    its hours, a past day and holidays we do not know ("after the holidays") are None, and so is a day more
    than a year ahead.
    """
    line = _PAST.sub(" ", _signs(words[:MAX_TEXT]))
    days = [*_written(words[:MAX_TEXT], today), *(day for find in _FINDERS for day in find(line, today))]
    return max((day for day in days if timedelta(0) < day - today <= timedelta(days=366)), default=None)


@lru_cache(maxsize=64)
def _signs(words: str) -> str:
    plain = [_sign(word) for word in words_of(words).plain]
    line = " ".join(plain)
    line = re.sub(r"\bon(?= (?:[1-9]\b|gun|hafta))", "10", line)
    line = re.sub(r"\b([123]0) ([1-9])\b(?= ?s?[iu])", lambda match: str(int(match[1]) + int(match[2])), line)
    return re.sub(r"\b10 ([1-9])\b(?= (?:gun|hafta))", lambda match: str(10 + int(match[1])), line)


@lru_cache(maxsize=2048)
def _sign(word: str) -> str:
    """Return `word` as its sign and its ending; most words are returned as they are."""
    if named := _NAMED.fullmatch(word):
        return f"{_NAMES[named[1]]} {named[2] or ''}".rstrip()
    if word in _UNITS:
        return _UNITS[word]
    if word in _TENS and word != "on":  # "on" is English, too
        return str(_TENS[word])
    if counted := _COUNTED.fullmatch(word):
        return f"{_UNITS.get(counted[1]) or _TENS[counted[1]]} {counted[2]}"
    if typed := _TYPED_ENDING.fullmatch(word):
        return f"{typed[1]} {typed[2]}"
    return _nearest(word) if len(word) >= 5 and word.isalpha() else word


def _nearest(word: str) -> str:
    for name in _LONG_NAMES:
        if word[0] != name[0]:
            continue
        slips = 2 if len(name) >= 8 else 1
        for end in range(len(name) - 1, len(name) + slips + 1):
            rest = word[end:]
            near = OSA.distance(word[:end], name, score_cutoff=slips) <= slips
            if near and re.fullmatch(_ENDING, rest) and len(word) >= len(name) - 2:
                return f"{_NAMES.get(name, name)} {rest}".rstrip()
    return word


def _written(words: str, today: date) -> Iterator[date]:
    """Yield dates in digits: 20.12.2026, 20/12; 09.10 may be a time of day and is not taken for one."""
    for match in re.finditer(
        r"(?<![0-9.:/])([0-9]{1,2})([./])([0-9]{1,2})(?:[./]([0-9]{4}|[0-9]{2}))?(?![0-9])", fold(words)
    ):
        day, month, year = int(match[1]), int(match[3]), match[4]
        clock = match[2] == "." and not year and day <= 23 and month % 5 == 0
        if not clock:
            yield from _of_year(day, month, today, int(year) % 100 + 2000 if year else None)


def _of_year(day: int, month: int, today: date, year: int | None = None) -> Iterator[date]:
    for candidate in (year,) if year else (today.year, today.year + 1):
        if 1 <= month <= 12 and 1 <= day <= monthrange(candidate, month)[1]:
            found = date(candidate, month, day)
            if found > today or year:
                yield found
                return


def _of_month(day: int, today: date) -> Iterator[date]:
    year, month = today.year, today.month
    for _ in range(3):
        if 1 <= day <= monthrange(year, month)[1] and date(year, month, day) > today:
            yield date(year, month, day)
            return
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _later(days: Iterator[date], words: str) -> Iterator[date]:
    """Move `days` to the next day where `words` say that it is after them."""
    after = re.match(r"after\b", words) or words.endswith("sonra")
    yield from (day + timedelta(days=1 if after else 0) for day in days)


def _near(line: str, today: date) -> Iterator[date]:
    rest = re.sub(rf"\b(?:{_AFTER_NEXT})", " ! ", line)
    if "!" in rest:
        yield today + timedelta(days=2)
    for match in re.finditer(rf"(?:after )?\b{_TOMORROW}\b(?: sonra)?", rest):
        yield from _later(iter((today + timedelta(days=1),)), match[0])


def _weekday(line: str, today: date) -> Iterator[date]:
    monday = today - timedelta(days=today.weekday())
    pattern = rf"(after (?:the )?)?\b(?:({_NEXT_WEEK}|gelecek|next) )?wd([0-6]){_AFTER}"
    for match in re.finditer(pattern, line):
        number = int(match[3])
        coming = today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
        day = monday + timedelta(days=7 + number) if match[2] else coming
        yield from _later(iter((day,)), match[0])


def _week(line: str, today: date) -> Iterator[date]:
    monday = today + timedelta(days=7 - today.weekday())
    rest = re.sub(rf"\b(?:{_NEXT_WEEK}|next) wd[0-6]", " ", line)
    if re.search(rf"\b(?:{_NEXT_WEEK})\b|\bhafta ?bas[a-z]+|\b(?:start|beginning) of (?:the |next )?week", rest):
        yield monday
    if re.search(r"\b(?:obur|week after next)(?: hafta[a-z]*)?\b(?! gun)", rest) and (
        "hafta" in rest or "week" in rest
    ):
        yield monday + timedelta(days=7)
    if re.search(r"\bhafta ?sonu[a-z]* sonra|\bafter (?:the |this )?weekend", rest):
        yield monday
    elif re.search(r"\bhafta ?sonu[a-z]*|\b(?:on|at|over|during|this|the) (?:the |this )?weekend", rest):
        yield today + timedelta(days=(4 - today.weekday()) % 7 + 1)


def _month(line: str, today: date) -> Iterator[date]:
    last = date(today.year, today.month, monthrange(today.year, today.month)[1])
    if re.search(
        r"\b(?:gelecek|onumuzdeki|oteki|bir sonraki|next) (?:ay[a-z]*|month)|\bay ?bas[a-z]+|"
        r"\bafter (?:the )?end of (?:the )?month",
        line,
    ):
        yield last + timedelta(days=1)
    elif re.search(r"\bay(?:in)? ?sonu[a-z]*|\bend of (?:the |this )?month", line):
        yield last
    months = r"\bin mo([0-9]+)\b|\bmo([0-9]+) (?:[dt][ae]|ay[iu][a-z]*|bas[a-z]+)\b"
    for match in re.finditer(months, re.sub(r"\b[0-9]+(?: of)? mo[0-9]+", " ", line)):
        yield from _of_year(1, int(match[1] or match[2]), today)


def _date(line: str, today: date) -> Iterator[date]:
    line = _ORDINAL.sub(r"\1 th", line)
    taken = (
        rf"(?:after (?:the )?)?\b(?P<d1>[0-9]{{1,2}})(?: th)?(?: of)? mo(?P<m1>[0-9]+)\b{_AFTER}"
        rf"|(?:after )?\bmo(?P<m2>[0-9]+)(?: n?[iu]n)? (?:the )?(?P<d2>[0-9]{{1,2}})\b(?! [,] [0-9])(?: "
        rf"{_OF_MONTH}\b)?{_AFTER}"
    )
    for match in re.finditer(taken, line):
        dated = _of_year(int(match["d1"] or match["d2"]), int(match["m1"] or match["m2"]), today)
        yield from _later(dated, match[0])
    line = re.sub(taken, " ", line)
    alone = (
        rf"\b(?:ayin )?([0-9]{{1,2}}) {_OF_MONTH}\b(?: sonra)?|\bayin ([0-9]{{1,2}})\b(?! [0-9])"
        r"|(?:after |on |until |till |til |by |from |before |back |is )(?:the )?([0-9]{1,2}) th\b"
        r"(?! (?:floor|time|try|attempt|level|line))"
    )
    for match in re.finditer(alone, line):
        yield from _later(_of_month(int(match[1] or match[2] or match[3]), today), match[0])


def _counted(line: str, today: date) -> Iterator[date]:
    for match in _COUNT_AHEAD.finditer(line):
        number, unit = (group for group in match.groups() if group)
        if unit in ("month", "ay"):
            total = today.month - 1 + int(number)
            year, month = today.year + total // 12, total % 12 + 1
            if year <= today.year + 1:
                yield date(year, month, min(today.day, monthrange(year, month)[1]))
        elif len(number) <= 3:
            yield today + timedelta(days=int(number) * _DAYS_IN[unit])


_FINDERS: tuple[Callable[[str, date], Iterator[date]], ...] = (_near, _weekday, _week, _month, _date, _counted)
