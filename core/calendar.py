"""Service hours and closed days as values: when the desk is there, and how long that is.

Theory of operation. A calendar says its hours in local wall clock; time is counted in real elapsed
seconds between UTC moments. Each local date becomes a short tuple of UTC intervals, once, and every
question walks those tuples from date to date. On the two dates a year when the clock is moved, a range
is cut at the transition: an hour that does not exist is not counted, an hour that comes twice is counted
twice.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Self
from zoneinfo import ZoneInfo

from core.errors import BadInput
from core.messages import aware

DAY_MINUTES = 24 * 60

Range = tuple[int, int]
"""Minutes of the local day, from (included) and to (excluded); 1440 is midnight at the end of the day."""

Interval = tuple[datetime, datetime]

_SECONDS = {"s": 1, "m": 60, "h": 3_600}
_SPAN = re.compile(r"([1-9][0-9]{0,4})([smhd])")
_FULL_DAY: tuple[Range, ...] = ((0, DAY_MINUTES),)
_HORIZON = 100 * 366
"""Dates walked before a search gives up: no promise of a desk reaches a century ahead."""
_MEMO = 4_096
"""Dates kept as intervals per calendar; eleven years."""
_MARGIN = timedelta(minutes=30)
"""How far a reminder stays from where service begins and ends."""
_NIGHT = timedelta(hours=4)
"""A break of this length is the end of a stretch of service; a shorter one is lunch."""
_MONTH = 31
"""Dates in which a calm moment is looked for."""
_MORNING = time(8, 30)
"""No earlier than this is a morning, where service runs all night."""


@dataclass(frozen=True, slots=True)
class Span:
    """A budget: `amount` seconds of service time ("s"), or working days ("d")."""

    amount: int
    unit: Literal["s", "d"] = "s"

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise BadInput(value=self.amount, reason="a duration cannot be negative")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "15m", "4h" (service time; "s" too) or "3d" (working days), or raise `BadInput`."""
        found = _SPAN.fullmatch(text)
        if found is None:
            raise BadInput(value=text, reason="a duration is a whole number and m, h or d, such as 15m, 4h or 3d")
        amount, unit = int(found[1]), found[2]
        return cls(amount, "d") if unit == "d" else cls(amount * _SECONDS[unit], "s")

    def __str__(self) -> str:
        """Return the shortest form that `parse` reads back to the same span."""
        if self.unit == "d":
            return f"{self.amount}d"
        unit = next(unit for unit in "hms" if self.amount % _SECONDS[unit] == 0)
        return f"{self.amount // _SECONDS[unit]}{unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The service hours of one time zone.

    `weekly` holds the ranges of Monday to Sunday, in order and without overlap; a range that passes
    midnight is written as two. `closed` maps a date to the minute of the day from which it is closed:
    0 is a whole closed day, 780 a half day until 13:00. `always_open` is service around the clock and
    allows neither. What cannot be a calendar, above all one that never opens, raises `BadInput`.
    """

    timezone: str
    weekly: tuple[tuple[Range, ...], ...] = ()
    closed: Mapping[date, int] = field(default_factory=dict)
    always_open: bool = False
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)
    # A memo, not a state: the same date always gives the same intervals.
    _memo: dict[int, tuple[Interval, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        if self.always_open:
            if self.weekly or self.closed:
                raise BadInput(value=self.timezone, reason="a calendar that is always open has no hours or closed days")
            object.__setattr__(self, "weekly", (_FULL_DAY,) * 7)
        object.__setattr__(self, "_zone", _zone(self.timezone))
        _check(self.weekly, self.closed)

    def is_open(self, at: datetime) -> bool:
        """Say whether `at` is inside service hours; the moment of closing is outside."""
        at = aware(at)
        return any(opens <= at < closes for opens, closes in self._service(self._ordinal(at)))

    def next_opening(self, at: datetime) -> datetime:
        """Return `at` itself inside service hours, else the moment they begin again, in UTC."""
        at = aware(at)
        return max(next(self._intervals(at))[0], at)

    def ended_before(self, at: datetime) -> datetime:
        """Return when service ended on the last date with service before that of `at`, in UTC: on Mondays Friday's."""
        day = self._ordinal(aware(at)) - 1
        while not (served := self._service(day)):
            day -= 1
        return served[-1][1]

    def add(self, start: datetime, span: Span | timedelta) -> datetime:
        """Return the moment at which `span` has passed since `start`, in UTC.

        Seconds, and a `timedelta` (service time left over from `between`), run only inside service
        hours, and may end at the very moment of closing. A working day is the same clock time on the
        next date with service; a start outside service hours counts from the next opening, and an end
        outside them is moved to the next opening. An empty span ends at `next_opening(start)`.
        Raises `BadInput` for a span that does not end within a century.
        """
        if isinstance(span, Span):
            if span.unit == "d":
                return self._add_days(start, span.amount)
            span = timedelta(seconds=span.amount)
        start = aware(start)
        if span < timedelta():
            raise BadInput(value=str(span), reason="a duration cannot be negative")
        for opens, closes in self._intervals(start):
            begin = max(opens, start)
            if span <= closes - begin:
                return begin + span
            span -= closes - begin
        raise AssertionError  # pragma: no cover - _intervals raises before it ends

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the service time from `start` to `end`; nothing if `end` is not later.

        While time remains inside service hours, `add(start, between(start, end))` is `end`.
        """
        start, end = aware(start), aware(end)
        total = timedelta()
        for ordinal in range(self._ordinal(start), self._ordinal(end) + 1):
            for opens, closes in self._service(ordinal):
                total += max(min(closes, end) - max(opens, start), timedelta())
        return total

    def calm(self, at: datetime) -> datetime:
        """Return the first moment from `at` on that suits a reminder, in UTC.

        That is inside service hours, and not within half an hour of where they begin or end. Neither lunch
        nor midnight is such an end: only a break of four hours or more. Where no service is long enough for
        that, it is `next_opening(at)`.
        """
        at, first = aware(at), self._ordinal(at)
        begun = before = datetime.min.replace(tzinfo=UTC)
        for ordinal in range(first - 2, first + _MONTH):  # yesterday may have been left out of the calendar
            for opens, closes in self._service(ordinal):
                if opens - before >= _NIGHT:
                    begun = opens
                before = closes
                moment = max(at, opens, begun + _MARGIN)
                if moment < closes and self._goes_on(moment):
                    return moment
        return self.next_opening(at)

    def next_morning(self, at: datetime) -> datetime:
        """Return the first moment on the next date with service that suits a reminder (see `calm`), in UTC.

        Not before half past eight, also where service runs all night; where it ends before that, the
        moment is on a later date.
        """
        ordinal = self._later(self._ordinal(aware(at)), 1)
        return self.calm(datetime.combine(date.fromordinal(ordinal), _MORNING, self._zone))

    def _goes_on(self, moment: datetime) -> bool:
        """Say whether service does not end for the night within the margin after `moment`."""
        before = moment
        for opens, closes in self._intervals(moment):  # pragma: no branch - it raises before it ends
            if opens - before >= _NIGHT:
                return False
            if closes - _MARGIN > moment:
                break
            before = closes
        return True

    def _add_days(self, start: datetime, days: int) -> datetime:
        begin = self.next_opening(start)
        if not days:
            return begin
        local = begin.astimezone(self._zone)
        day = date.fromordinal(self._later(local.toordinal(), days))
        return self.next_opening(datetime.combine(day, local.time(), self._zone))

    def _later(self, ordinal: int, days: int) -> int:
        """Return the date on which service has been there on `days` dates after `ordinal`."""
        last = min(ordinal + _HORIZON, date.max.toordinal())
        left = days
        while left:
            ordinal += 1
            if ordinal >= last:
                raise BadInput(value=f"{days}d", reason="this span does not end within a century")
            left -= bool(self._service(ordinal))
        return ordinal

    def _ordinal(self, at: datetime) -> int:
        return at.astimezone(self._zone).toordinal()

    def _intervals(self, at: datetime) -> Iterator[Interval]:
        """Yield the intervals that end after `at`, in order; raise `BadInput` at the horizon."""
        first = self._ordinal(at)
        for ordinal in range(first, min(first + _HORIZON, date.max.toordinal())):
            for interval in self._service(ordinal):
                if interval[1] > at:
                    yield interval
        raise BadInput(value=at.isoformat(), reason="this span does not end within a century")

    def _service(self, ordinal: int) -> tuple[Interval, ...]:
        """Return the UTC intervals of a local date."""
        known = self._memo.get(ordinal)
        if known is None:
            if len(self._memo) >= _MEMO:
                self._memo.clear()
            known = self._memo[ordinal] = tuple(self._cut(date.fromordinal(ordinal)))
        return known

    def _cut(self, day: date) -> Iterator[Interval]:
        """Turn the ranges of `day` into UTC intervals, cut where the clock is moved."""
        until = self.closed.get(day, DAY_MINUTES)
        ranges = [(start, min(end, until)) for start, end in self.weekly[day.weekday()] if start < until]
        if not ranges:
            return
        # The wall clock read as if it were UTC; a real moment is that minus the offset then in force.
        wall = datetime.combine(day, time(), UTC)
        opening = wall - (datetime.combine(day, time(), self._zone).utcoffset() or timedelta())
        window_start, window_end = opening - timedelta(hours=3), opening + timedelta(hours=27)
        before, after = self._offset(window_start), self._offset(window_end)
        if before == after:
            for start, end in ranges:
                yield wall + timedelta(minutes=start) - before, wall + timedelta(minutes=end) - before
            return
        seconds = range(int((window_end - window_start).total_seconds()))
        shift = bisect_left(seconds, True, key=lambda s: self._offset(window_start + timedelta(seconds=s)) != before)
        moved = window_start + timedelta(seconds=shift)
        for offset, first, last in ((before, window_start, moved), (after, moved, window_end)):
            for start, end in ranges:
                opens = max(wall + timedelta(minutes=start) - offset, first)
                closes = min(wall + timedelta(minutes=end) - offset, last)
                if opens < closes:
                    yield opens, closes

    def _offset(self, at: datetime) -> timedelta:
        return at.astimezone(self._zone).utcoffset() or timedelta()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # A folder of the zone database ("Europe") is an OSError, a path out of it a ValueError.
        raise BadInput(value=name, reason="this is not a time zone; write one such as Europe/Istanbul") from None


def _check(weekly: tuple[tuple[Range, ...], ...], closed: Mapping[date, int]) -> None:
    if len(weekly) != 7:
        raise BadInput(value=len(weekly), reason="a week has seven days")
    if not any(weekly):
        raise BadInput(value="", reason="this calendar never opens; give it hours on at least one day")
    for ranges in weekly:
        previous = 0
        for start, end in ranges:
            if not previous <= start < end <= DAY_MINUTES:
                raise BadInput(value=f"{clock(start)}-{clock(end)}", reason="hours must follow each other in one day")
            previous = end
    for day, minute in closed.items():
        if not 0 <= minute <= DAY_MINUTES:
            raise BadInput(value=f"{day}: {minute}", reason="a half day ends between 00:00 and 24:00")


def clock(minute: int) -> str:
    """Write a minute of the day as hours and minutes: 810 is "13:30"."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
