"""A moment inside a sentence: in the reader's zone, with the date where one is needed, and its own suffix.

A chat line is read next morning and may leave after midnight, so that from tomorrow on the date stands
beside it. In Turkish the suffix follows the last number that is spoken (DESK, section 2, point 9).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.messages import Language, Moment, aware

MONTHS = {
    "tr": [
        "Ocak",
        "Şubat",
        "Mart",
        "Nisan",
        "Mayıs",
        "Haziran",
        "Temmuz",
        "Ağustos",
        "Eylül",
        "Ekim",
        "Kasım",
        "Aralık",
    ],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
DAYS = {
    "tr": ["Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}

SUFFIXES = {
    1: "e", 2: "ye", 3: "e", 4: "e", 5: "e", 6: "ya", 7: "ye", 8: "e", 9: "a",
    10: "a", 20: "ye", 30: "a", 40: "a", 50: "ye",
}  # fmt: skip
"""The dative of the last spoken number: bir-e, iki-ye, altı-ya, dokuz-a, yirmi-ye, elli-ye."""

_FAR = timedelta(days=300)
"""From here on a date without its year could be taken for another one."""


def until_suffix(hour: int, minute: int) -> str:
    """Return the Turkish dative of a time of day that is not midnight: 9, 0 -> "a"; 17, 6 -> "ya"."""
    spoken = minute or hour
    return SUFFIXES[spoken % 10 or spoken]


def render(moment: Moment, language: Language, zone: ZoneInfo, now: datetime) -> str:
    """Return `moment` in words, as seen from `now` in `zone`; seconds are dropped."""
    at, today = aware(moment.at).astimezone(zone), aware(now).astimezone(zone).date()
    if moment.form == "clock":
        return _clock(at, language, today)
    midnight = (at.hour, at.minute) == (0, 0)
    day = at.date()
    if midnight and day > today:
        day -= timedelta(days=1)  # People speak of midnight as the end of the day before.
    named = "" if day == today else _day(day, language, today)
    return (_turkish if language == "tr" else _english)(moment.form, at, named, midnight=midnight)


def _turkish(form: str, at: datetime, day: str, *, midnight: bool) -> str:
    if form == "until":
        end = "gece yarısına kadar" if midnight else f"{at:%H.%M}'{until_suffix(at.hour, at.minute)} kadar"
    else:
        end = "gece yarısı" if midnight else f"{at:%H.%M}"
    return f"{day} {end}" if day else end


def _english(form: str, at: datetime, day: str, *, midnight: bool) -> str:
    hours = "midnight" if midnight else f"{at:%H:%M}"
    if form == "until":
        return f"by {day}, {hours}" if day else f"by {hours}"
    if not day:
        return f"at {hours}"
    return f"{day} at {hours}" if day.startswith("tomorrow") else f"on {day} at {hours}"


def _clock(at: datetime, language: Language, today: date) -> str:
    hours = f"{at:%H.%M}" if language == "tr" else f"{at:%H:%M}"
    return hours if at.date() == today else f"{_date(at.date(), language)} {hours}"


def _day(day: date, language: Language, today: date) -> str:
    dated = _date(day, language)
    if day - today == timedelta(days=1):
        return f"yarın ({dated})" if language == "tr" else f"tomorrow ({dated})"
    if abs(day - today) > _FAR:
        return f"{dated} {day.year}"
    weekday = DAYS[language][day.weekday()]
    return f"{dated} {weekday}" if language == "tr" else f"{weekday} {dated}"


def _date(day: date, language: Language) -> str:
    return f"{day.day} {MONTHS[language][day.month - 1]}"
