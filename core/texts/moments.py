"""A moment inside a sentence: in the reader's zone, with the date where one is needed, and its own suffix.

A chat line is read next morning and may leave after midnight, so that from tomorrow on the date stands
beside it, in another year with the year. A sentence names a day once: "yarın (24 Kasım) 09.00 itibarıyla ...
aynı gün 11.00'e kadar". In Turkish the suffix follows the last number that is spoken.
"""

from __future__ import annotations

from dataclasses import dataclass
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

_DAY = timedelta(days=1)


def until_suffix(hour: int, minute: int) -> str:
    """Return the Turkish dative of a time of day that is not midnight: 9, 0 -> "a"; 17, 6 -> "ya"."""
    spoken = minute or hour
    return SUFFIXES[spoken % 10 or spoken]


def render(moment: Moment, language: Language, zone: ZoneInfo, now: datetime) -> str:
    """Return `moment` alone in words, as seen from `now` in `zone`; seconds are dropped."""
    return Telling(language, zone, now).words(moment)


@dataclass(slots=True)
class Telling:
    """The moments of one sentence, told in the order in which they are read; `named` is the day told last."""

    language: Language
    zone: ZoneInfo
    now: datetime
    named: date | None = None

    def words(self, moment: Moment) -> str:
        """Return `moment` in words, without the day that the sentence has named already."""
        at, today = aware(moment.at).astimezone(self.zone), aware(self.now).astimezone(self.zone).date()
        day, named = at.date(), self.named or today
        if (at.hour, at.minute) == (0, 0) and (
            moment.form == "until" or (moment.form == "when" and day == today + _DAY)
        ):
            day -= _DAY  # What ends at midnight ends with the day before; what begins, only in the coming night.
        self.named = day
        if moment.form == "clock":
            hours = _hours(at, day, self.language)
            return hours if day == today else f"{_date(day, self.language, today)} {hours}"
        return (_turkish if self.language == "tr" else _english)(moment.form, at, day, today, named)


def _turkish(form: str, at: datetime, day: date, today: date, named: date) -> str:
    said = _hours(at, day, "tr")
    if form == "until":
        said += "na kadar" if day < at.date() else f"'{until_suffix(at.hour, at.minute)} kadar"
    if day in (today, named):
        return said if day == today == named else f"{'bugün' if day == today else 'aynı gün'} {said}"
    if day == today + _DAY:
        return f"yarın ({_date(day, 'tr')}) {said}"
    return f"{_date(day, 'tr', today)} {DAYS['tr'][day.weekday()]} {said}"


def _english(form: str, at: datetime, day: date, today: date, named: date) -> str:
    until, hours = form == "until", _hours(at, day, "en")
    if day in (today, named):
        said = f"by {hours}" if until else f"at {hours}"
        return said if day == today == named else f"{said} {'today' if day == today else 'the same day'}"
    if day == today + _DAY:
        tomorrow = f"tomorrow ({_date(day, 'en')})"
        return f"by {tomorrow}, {hours}" if until else f"{tomorrow} at {hours}"
    dated = f"{DAYS['en'][day.weekday()]} {_date(day, 'en', today)}"
    return f"by {dated}, {hours}" if until else f"on {dated} at {hours}"


def _hours(at: datetime, day: date, language: Language) -> str:
    """Write the time of `at`; midnight by its name where it is told as the end of `day`."""
    if day < at.date():
        return "gece yarısı" if language == "tr" else "midnight"
    return f"{at:%H.%M}" if language == "tr" else f"{at:%H:%M}"


def _date(day: date, language: Language, today: date | None = None) -> str:
    """Write `day` and its month, and the year where it is not that of `today`."""
    year = f" {day.year}" if today and day.year != today.year else ""
    return f"{day.day} {MONTHS[language][day.month - 1]}{year}"
