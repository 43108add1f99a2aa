"""How things look to the one who reads them: sentences, times and names in a language and a time zone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_decimal

from bot.store.absence import Absence
from core.messages import Language, Localized, Moment, Text
from core.texts import Texts, load, moments

_FRONT = frozenset({9, 10})
"""The months whose last vowel is one of the front: Eylül'e, Ekim'e, and Ocak'a for all others."""

LABELS = Path(__file__).with_name("texts")


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of the bot, and the console's own labels."""

    texts: Texts
    labels: Texts


def words(texts: Texts) -> Words:
    """Return `texts` together with the console's labels."""
    return Words(texts, load(LABELS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who reads a page now. `home` is the desk's own clock, where it is another than that of the page."""

    words: Words
    language: Language
    zone: ZoneInfo
    now: datetime
    home: ZoneInfo | None = None

    def at(self, zone: str) -> Reader:
        """Return the same reader, looking at the clock of `zone`."""
        return replace(self, zone=ZoneInfo(zone))

    def label(self, key: str, **values: Any) -> str:
        """Return the console's label `key`."""
        return self.words.labels.render(Text(key, values), self.language, self.zone, self.now)

    def say(self, text: Text) -> str:
        """Return a sentence of the bot as this reader reads it."""
        return self.words.texts.render(text, self.language, self.zone, self.now)

    def name(self, names: Localized) -> str:
        """Return the name in the reader's language, or in another where there is none."""
        return names.get(self.language) or next(iter(names.values()), "")

    def channel(self, account: str) -> str:
        """Return how people call the account "<channel>/<key>"; by the name of the channel where it has no label."""
        name, _, key = account.partition("/")
        label = f"channel.{name}"
        known = label in self.words.labels.keys(self.language)
        return f"{self.label(label) if known else name.capitalize()} · {key}"

    def exact(self, moment: datetime) -> str:
        """Return day and time, with the year when it is not this one: "24 Kas 10.30", "24 Nov 10:30"."""
        local = moment.astimezone(self.zone)
        year = "" if local.year == self.now.astimezone(self.zone).year else " y"
        clock = "HH.mm" if self.language == "tr" else "HH:mm"
        return format_datetime(local, f"d MMM{year} {clock}", locale=self.language)

    def clock(self, moment: datetime) -> str:
        """Return the time of day, with the date when it is not today: "10.30", "25 Kasım 10.30"."""
        return moments.render(Moment(moment, "clock"), self.language, self.zone, self.now)

    def when(self, moment: datetime) -> str:
        """Return a moment to come in words: "yarın (25 Kasım) 09.00", "tomorrow (25 Nov) at 09:00"."""
        return moments.render(Moment(moment, "when"), self.language, self.zone, self.now)

    def day(self, moment: datetime) -> str:
        """Return a day at the desk, with the year when it is not this one: "2 Aralık", "2 December"."""
        return self._day(moment)[0]

    def away(self, absence: Absence) -> str:
        """Return until when somebody is away and who stands in: "izinli, 2 Aralık'a kadar; yerine: Can"."""
        told = self.label("away.now")
        if absence.until:
            day, suffix = self._day(absence.until)
            told = self.label("away.until", day=f"{day}{suffix}")
        if absence.substitute is not None:
            told = self.label("away.by", away=told, name=absence.substitute_name)
        return told

    def _day(self, moment: datetime) -> tuple[str, str]:
        """Return a day and what Turkish hangs on it when something lasts until then."""
        home = self.home or self.zone
        local = moment.astimezone(home)
        far = local.year != self.now.astimezone(home).year
        told = format_datetime(local, "d MMMM y" if far else "d MMMM", locale=self.language)
        if self.language != "tr":
            return told, ""
        return told, " gününe" if far else f"'{'e' if local.month in _FRONT else 'a'}"

    def local(self, moment: datetime) -> str:
        """Return a moment as a field of date and time holds it, in this reader's zone."""
        return moment.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M")

    def size(self, octets: int) -> str:
        """Return a file's size as people tell it: "812 B", "34 kB", "1,2 MB"."""
        if octets < 1_000:
            return f"{octets} B"
        if octets < 1_000_000:
            return f"{round(octets / 1_024)} kB"
        return f"{format_decimal(octets / 1_048_576, format='#,##0.#', locale=self.language)} MB"

    def ago(self, moment: datetime) -> str:
        """Return roughly how long ago `moment` was, in the largest whole unit: "12 dk", "3 sa", "2 gün"."""
        passed = max(self.now - moment, timedelta(0))
        if passed.days:
            return self.label("ago.days", n=passed.days)
        if hours := passed.seconds // 3600:
            return self.label("ago.hours", n=hours)
        if minutes := passed.seconds // 60:
            return self.label("ago.minutes", n=minutes)
        return self.label("ago.now")
