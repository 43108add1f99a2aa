"""The calendar against an oracle that knows only the wall clock and walks from minute to minute.

The oracle shares no code with `core.calendar`: it writes down, for each minute of a few weeks, what the
clock on the wall shows and whether the desk is there, and then counts. Nothing is drawn anew: each run
sees the same cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from core.calendar import Calendar, Range, Span

SEED = 20_261_123
CALENDARS = 170
CASES = 30
"""Of each calendar: 5,100 in all, and six questions of each."""

MINUTE = timedelta(minutes=1)
DAYS = 32
"""Dates that the oracle writes down; questions begin between the third and the ninth."""

NIGHT = 240
"""A break of so many minutes ends the day's service; a shorter one is lunch."""

MARGIN = 30
MORNING = (8, 30)

PLACES = (
    ("Europe/Istanbul", date(2026, 10, 23)),  # half a holiday and a holiday; no change of clocks
    ("Europe/Istanbul", date(2028, 2, 24)),  # a leap day
    ("UTC", date(2026, 12, 28)),  # the end of a year
    ("Asia/Kolkata", date(2026, 8, 10)),
    ("Europe/Berlin", date(2026, 3, 24)),  # an hour is missing
    ("Europe/Berlin", date(2026, 10, 20)),  # an hour comes twice
    ("America/New_York", date(2027, 3, 9)),
    ("America/New_York", date(2026, 10, 27)),
    ("Australia/Lord_Howe", date(2026, 9, 29)),  # half an hour
    ("Australia/Lord_Howe", date(2026, 3, 31)),
    ("America/Havana", date(2026, 3, 4)),  # midnight is missing
    ("Africa/Cairo", date(2026, 10, 25)),  # the hour before midnight comes twice
    ("Atlantic/Azores", date(2026, 10, 20)),  # midnight to one o'clock comes twice
    ("Pacific/Apia", date(2011, 12, 26)),  # a whole date is missing
)


@dataclass(frozen=True, slots=True)
class Wall:
    """What the clock on the wall shows, minute by minute from `start` on, and between which minutes a date lies."""

    start: datetime
    shown: list[tuple[date, int]]
    dates: dict[date, tuple[int, int]]

    def index(self, moment: datetime) -> tuple[int, int]:
        """Return the minute of `moment`, and the seconds that have passed of it."""
        return divmod(int((moment - self.start).total_seconds()), 60)

    def moment(self, minute: int, seconds: int = 0) -> datetime:
        return self.start + minute * MINUTE + timedelta(seconds=seconds)

    def find(self, day: date, clock: int) -> int:
        """Return when `clock` is first shown on `day`; a time that is left out is as long after the jump."""
        begins, ends = self.dates[day]
        last = begins  # Where midnight is left out, time is counted from the jump on.
        reached = 0
        for n in range(begins, ends):
            shown = self.shown[n][1]
            if shown == clock:
                return n
            if shown < clock:
                last, reached = n, shown
        return last + clock - reached


@cache
def wall(zone: str, first: date) -> Wall:
    start = datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    shown = []
    dates: dict[date, tuple[int, int]] = {}
    for n in range(DAYS * 1440):
        local = (start + n * MINUTE).astimezone(ZoneInfo(zone))
        shown.append((local.date(), local.hour * 60 + local.minute))
        dates[local.date()] = (dates.get(local.date(), (n, n))[0], n + 1)
    return Wall(start, shown, dates)


@dataclass(frozen=True, slots=True)
class Oracle:
    """A desk whose every minute is written down: 1 where it is there, 0 where it is not."""

    wall: Wall
    there: bytes
    calm_there: bytes

    @classmethod
    def of(cls, calendar: Calendar, wall: Wall) -> Oracle:
        days = {}
        for day in wall.dates:
            minutes = bytearray(1440)
            for start, end in calendar.weekly[day.weekday()]:
                minutes[start:end] = b"\1" * (end - start)
            shut = calendar.closed.get(day, 1440)
            minutes[shut:] = bytes(1440 - shut)
            days[day] = bytes(minutes)
        there = bytes([days[day][minute] for day, minute in wall.shown])
        calm = bytearray(there)
        for away in re.finditer(b"\0{%d,}" % NIGHT, there):
            begins, ends = away.span()
            calm[max(begins - MARGIN, 0) : begins] = bytes(min(MARGIN, begins))
            calm[ends : ends + MARGIN] = bytes(len(calm[ends : ends + MARGIN]))
        return cls(wall, there, bytes(calm))

    def first(self, kind: bytes, at: datetime) -> datetime | None:
        minute, seconds = self.wall.index(at)
        found = kind.find(1, minute)
        return None if found < 0 else self.wall.moment(found, seconds if found == minute else 0)

    def add(self, at: datetime, budget: int) -> datetime | None:
        if not budget:
            return self.first(self.there, at)
        minute, seconds = self.wall.index(at)
        while minute < len(self.there):
            if self.there[minute]:
                if budget <= 60 - seconds:
                    return self.wall.moment(minute, seconds + budget)
                budget -= 60 - seconds
            minute, seconds = minute + 1, 0
        return None

    def between(self, start: datetime, end: datetime) -> timedelta:
        (minute, seconds), last = self.wall.index(start), self.wall.index(end)
        total = 0
        while (minute, seconds) < last:
            until = last[1] if minute == last[0] else 60
            total += (until - seconds) * self.there[minute]
            minute, seconds = minute + 1, 0
        return timedelta(seconds=total)

    def later(self, day: date, count: int) -> date | None:
        """Return the date on which the desk has been there on `count` dates after `day`."""
        for later, (begins, ends) in self.wall.dates.items():
            if later > day and 1 in self.there[begins:ends]:
                count -= 1
                if not count:
                    return later
        return None

    def add_days(self, at: datetime, count: int) -> datetime | None:
        begins = self.first(self.there, at)
        if begins is None or not count:
            return begins
        minute, seconds = self.wall.index(begins)
        day, clock = self.wall.shown[minute]
        if (later := self.later(day, count)) is None:
            return None
        return self.first(self.there, self.wall.moment(self.wall.find(later, clock), seconds))

    def calm(self, at: datetime) -> datetime | None:
        return self.first(self.calm_there, at) or self.first(self.there, at)

    def next_morning(self, at: datetime) -> datetime | None:
        later = self.later(self.wall.shown[self.wall.index(at)[0]][0], 1)
        hour, minute = MORNING
        return self.calm(self.wall.moment(self.wall.find(later, hour * 60 + minute))) if later else None


def ranges(random: Random) -> tuple[Range, ...]:
    """One day's ranges: some touch, some end at midnight, some are a minute long."""
    step = random.choice((1, 5, 15, 60))
    edges = sorted(random.sample(range(0, 1441, step), min(2 * random.randint(0, 4), 1440 // step)))
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def weekly(random: Random) -> tuple[tuple[Range, ...], ...]:
    office: tuple[Range, ...] = ((540, 750), (810, 1080))
    night: tuple[Range, ...] = ((0, 360), (1320, 1440))
    kind = random.randrange(8)
    if kind < 3:
        start, end = random.randrange(420, 600, 15), random.randrange(960, 1440, 15)
        day: tuple[Range, ...] = ((start, 735), (random.randrange(735, 840, 15), end))
        return (day,) * 5 + random.choice((((), ()), (office, ()), (((600, 780),), ())))
    if kind == 3:
        return (night,) * 7
    if kind == 4:  # From Monday to Friday, so that the last shift ends on Saturday.
        return (night[1:], *[night] * 4, night[:1], ())
    if kind == 5:
        return (((0, 1440),),) * 7
    days = tuple(ranges(random) for _ in range(7))
    return days if any(days) else (office, *days[1:])


def calendars() -> Iterator[tuple[Random, Calendar, Wall]]:
    for number in range(CALENDARS):
        random = Random(SEED + number)
        zone, first = PLACES[number % len(PLACES)]
        if random.randrange(12) == 0:
            calendar = Calendar(timezone=zone, always_open=True)
        else:
            closed = {
                first + timedelta(days=random.randrange(2, 16)): random.choice((0, 0, 0, 780, 750, 1, 1439, 1440, 600))
                for _ in range(random.randrange(6))
            }
            calendar = Calendar(timezone=zone, weekly=weekly(random), closed=closed)
        yield random, calendar, wall(zone, first)


def asked(random: Random, wall: Wall) -> datetime:
    """Return a moment of six days: some whole hours, some minutes, some to the second."""
    minute = random.randrange(3 * 1440, 9 * 1440)
    kind = random.randrange(3)
    return wall.moment(minute // 30 * 30 if kind == 0 else minute, random.randrange(60) if kind == 2 else 0)


def test_the_calendar_says_what_the_oracle_counts() -> None:
    compared, differences = 0, list[tuple[object, ...]]()

    def compare(said: datetime | timedelta, counted: datetime | timedelta | None, *question: object) -> None:
        nonlocal compared
        compared += 1
        # What the oracle has not found in its weeks must lie behind them.
        right = said == counted if counted is not None else isinstance(said, datetime) and said >= end
        if not right:
            differences.append((*question, str(said), str(counted)))

    for random, calendar, shown in calendars():
        oracle, end = Oracle.of(calendar, shown), shown.moment(len(shown.shown))
        for _ in range(CASES):
            at = asked(random, shown)
            other = at + timedelta(seconds=random.randrange(-3_600, 200_000))
            budget = random.choice((0, 60, 900, 7_200, 14_400, random.randrange(36_000), random.randrange(90_000)))
            days = random.choice((0, 1, 1, 2, 3, 5))
            of = (calendar, str(at.astimezone(ZoneInfo(calendar.timezone))))
            compare(calendar.next_opening(at), oracle.first(oracle.there, at), "opening", of)
            compare(calendar.add(at, Span(budget)), oracle.add(at, budget), "add", budget, of)
            compare(calendar.add(at, Span(days, "d")), oracle.add_days(at, days), "days", days, of)
            compare(calendar.between(at, other), oracle.between(at, other), "between", other, of)
            compare(calendar.calm(at), oracle.calm(at), "calm", of)
            compare(calendar.next_morning(at), oracle.next_morning(at), "morning", of)
            if calendar.is_open(at) != bool(oracle.there[shown.index(at)[0]]):
                differences.append(("open", of))
    assert compared == 6 * CALENDARS * CASES
    assert not differences
