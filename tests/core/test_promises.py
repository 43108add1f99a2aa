"""Budgets of service time: against an oracle that counts minutes one by one, and what each move promises."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar import Calendar, Span
from core.errors import NaiveDatetime
from core.promises import (
    Promise,
    PromiseKind,
    Standing,
    begin,
    begin_until,
    broken,
    meet,
    pause,
    planned,
    rebudget,
    renewed,
    shift,
    start,
    warn,
    withdraw,
)
from tests.core.play import MONDAY, OFFICE

KIND = PromiseKind.RESPOND
MINUTE = timedelta(minutes=1)
DAY = 1_440
CALENDARS = (
    OFFICE,
    Calendar(timezone="Europe/Istanbul", always_open=True),
    Calendar(timezone="Europe/Istanbul", weekly=(((540, 1_080),),) * 5 + (((600, 780),), ()),
             closed={date(2026, 11, 25): 0, date(2026, 11, 24): 780}),
    Calendar(timezone="Europe/Istanbul", weekly=(((0, 360), (1_320, 1_440)),) * 7),
)  # fmt: skip
MIDNIGHT = MONDAY - timedelta(hours=10)


@cache
def minutes(number: int) -> bytes:
    """Write down for each minute of four weeks whether the desk is there."""
    calendar = CALENDARS[number]
    return bytes(calendar.is_open(MIDNIGHT + n * MINUTE) for n in range(28 * DAY))


@dataclass(slots=True)
class Oracle:
    """A promise that is counted minute by minute; all its moments are whole minutes."""

    there: bytes
    budget: int
    begun: int
    at: int
    used: int = 0
    runs: bool = True

    def goes_to(self, minute: int) -> None:
        while self.at < minute:
            self.used += self.there[self.at] and self.runs
            self.at += 1

    def reaches(self, goal: int) -> int:
        """Return the minute at which `goal` minutes are used up, if nothing happens before."""
        used, at = self.used, self.at
        while used < goal:
            used, at = used + self.there[at], at + 1
        return at

    def served(self, start: int, minutes: int) -> int:
        """Return in how many minutes from `start` on the desk was there for so many."""
        at = start
        while minutes:
            minutes, at = minutes - self.there[at], at + 1
        return at


NUMBERS = st.sampled_from(range(len(CALENDARS)))
steps = st.tuples(
    st.integers(0, 700),
    st.sampled_from(["start", "pause", "meet", "withdraw", "rebudget", "shift", "look"]),
    st.integers(1, 900),
)


@settings(max_examples=250)
@given(
    st.sampled_from(range(len(CALENDARS))), st.integers(0, 2 * DAY), st.integers(1, 900), st.lists(steps, max_size=9)
)
def test_a_promise_says_what_the_minutes_add_up_to(
    number: int, first: int, budget: int, events: list[tuple[int, str, int]]
) -> None:
    calendar = CALENDARS[number]
    oracle = Oracle(minutes(number), budget, first, first)
    promise = begin(KIND, Span(60 * budget), MIDNIGHT + first * MINUTE, calendar)
    met = False
    for wait, what, amount in events:
        oracle.goes_to(oracle.at + wait)
        now = MIDNIGHT + oracle.at * MINUTE
        match what:
            case "start" if not met:
                promise, oracle.runs = start(promise, now, calendar), True
            case "pause":
                promise, oracle.runs = pause(promise, now, calendar), False
            case "meet":
                promise, oracle.runs, met = meet(promise, now, calendar), False, True
            case "withdraw":
                promise, oracle.runs, met = withdraw(promise, now, calendar), True, False
            case "rebudget" if not met:
                promise, oracle.budget = rebudget(promise, Span(60 * amount), MIDNIGHT, now, calendar), amount
            case "shift" if not met:
                promise, oracle.used = shift(promise, 60 * amount, calendar), oracle.used + amount
        assert promise.used(now, calendar) == 60 * oracle.used
        assert (promise.since is not None, promise.met_at is not None) == (oracle.runs, met)
        assert (promise.due is None) == (promise.since is None)
        if promise.due is None or promise.broken_at or oracle.used >= oracle.budget:
            continue
        due = MIDNIGHT + oracle.reaches(oracle.budget) * MINUTE
        assert not calendar.between(min(due, promise.due), max(due, promise.due))
        assert promise.next_at is not None
        if oracle.used < 0.75 * oracle.budget:
            danger = promise.next_at - MIDNIGHT
            in_danger = oracle.reaches(-(-oracle.budget * 3 // 4))
            assert in_danger * MINUTE - MINUTE < danger <= in_danger * MINUTE or not calendar.between(
                *sorted((MIDNIGHT + in_danger * MINUTE, promise.next_at))
            )


@given(NUMBERS, st.integers(0, 3 * DAY), st.integers(1, 2_000))
def test_planning_twice_changes_nothing(number: int, at: int, budget: int) -> None:
    promise = begin(KIND, Span(60 * budget), MIDNIGHT + at * MINUTE, CALENDARS[number])
    assert planned(promise, CALENDARS[number]) == promise


def hours(promise: Promise) -> float:
    return promise.spent / 3_600


def test_a_promise_rests_over_night_without_using_anything() -> None:
    evening = MONDAY + timedelta(hours=7)  # 17:00
    promise = begin(KIND, Span.parse("2h"), evening, OFFICE)
    assert promise.due == MONDAY + timedelta(days=1)
    assert promise.used(MONDAY + timedelta(hours=20), OFFICE) == 3_600


def test_a_day_ends_at_the_same_clock_time_and_not_at_the_closing_before_it() -> None:
    morning = MONDAY - timedelta(hours=1)  # 9:00
    promise = begin(KIND, Span.parse("1d"), morning, OFFICE)
    assert promise.due == morning + timedelta(days=1)
    assert planned(promise, OFFICE).due == morning + timedelta(days=1)


def test_a_day_on_which_nobody_is_there_any_more_is_planned_around() -> None:
    morning = MONDAY - timedelta(hours=1)
    closed = replace(OFFICE, closed={date(2026, 11, 24): 0})
    promise = begin(KIND, Span.parse("1d"), morning, OFFICE)
    assert planned(promise, closed).due == morning + timedelta(days=2)
    half = begin(KIND, Span.parse("8h"), MONDAY, OFFICE)
    assert (half.due, planned(half, closed).due) == (
        MONDAY + timedelta(days=1),
        MONDAY + timedelta(days=2),
    )


def test_a_pause_stops_the_clock_and_a_start_goes_on_with_what_was_left() -> None:
    promise = begin(KIND, Span.parse("2h"), MONDAY, OFFICE)
    paused = pause(promise, MONDAY + timedelta(hours=1), OFFICE)
    assert (hours(paused), paused.since, paused.due, paused.next_at) == (1, None, None, None)
    assert pause(paused, MONDAY + timedelta(hours=2), OFFICE) is paused
    again = start(paused, MONDAY + timedelta(hours=4), OFFICE)
    assert again.due == MONDAY + timedelta(hours=5)
    assert start(again, MONDAY + timedelta(hours=5), OFFICE) is again


def test_a_promise_kept_too_late_is_broken_though_no_clock_has_said_so() -> None:
    promise = begin(KIND, Span.parse("1h"), MONDAY, OFFICE)
    late = meet(promise, MONDAY + timedelta(hours=2), OFFICE)
    assert (late.met_at, late.broken_at) == (MONDAY + timedelta(hours=2), promise.due)
    assert meet(late, MONDAY + timedelta(hours=3), OFFICE) is late
    in_time = meet(promise, MONDAY + timedelta(hours=1), OFFICE)
    assert (in_time.met_at, in_time.broken_at, in_time.open) == (MONDAY + timedelta(hours=1), None, False)


def test_what_was_not_met_after_all_goes_on_without_the_time_of_waiting() -> None:
    promise = begin(KIND, Span.parse("4h"), MONDAY, OFFICE)
    met = meet(promise, MONDAY + timedelta(hours=1), OFFICE)
    back = withdraw(met, MONDAY + timedelta(days=1), OFFICE)
    assert (hours(back), back.met_at) == (1, None)
    assert back.due == MONDAY + timedelta(days=1, hours=4)  # lunch lies between


def test_another_budget_counts_from_the_first_beginning_with_the_time_used() -> None:
    promise = warn(begin(KIND, Span.parse("1h"), MONDAY, OFFICE), MONDAY + timedelta(minutes=45))
    now = MONDAY + timedelta(minutes=50)
    longer = rebudget(promise, Span.parse("2h"), MONDAY, now, OFFICE)
    assert (longer.due, longer.warned_at) == (MONDAY + timedelta(hours=2), None)
    assert longer.next_at == MONDAY + timedelta(minutes=90)
    shorter = rebudget(promise, Span.parse("30m"), MONDAY, now, OFFICE)
    assert (shorter.due, shorter.warned_at) == (now, promise.warned_at)
    resting = pause(promise, now, OFFICE)
    assert rebudget(resting, Span.parse("2h"), MONDAY, now, OFFICE).due is None


def test_the_clock_looks_at_it_to_warn_and_to_break_and_then_no_more() -> None:
    promise = begin(KIND, Span.parse("2h"), MONDAY, OFFICE)
    assert promise.next_at == MONDAY + timedelta(minutes=90)
    warned = warn(promise, MONDAY + timedelta(minutes=91))
    assert warned.next_at == promise.due
    gone = broken(warned)
    assert (gone.broken_at, gone.next_at, gone.since, gone.due) == (promise.due, None, promise.since, promise.due)
    resumed = start(pause(gone, MONDAY + timedelta(hours=3), OFFICE), MONDAY + timedelta(hours=5), OFFICE)
    assert (resumed.next_at, resumed.broken_at) == (None, promise.due)


def test_a_promise_that_begins_anew_after_it_broke_is_not_told_of_twice() -> None:
    gone = broken(begin(PromiseKind.INFORM, Span.parse("1h"), MONDAY, OFFICE))
    now = MONDAY + timedelta(hours=1)
    again = renewed(gone, Span.parse("1h"), now, OFFICE)
    assert (again.due, again.next_at, again.broken_at) == (now + timedelta(hours=1), None, gone.broken_at)


def test_a_moment_that_is_named_is_kept_even_where_no_service_lies_before_it() -> None:
    night = MONDAY + timedelta(hours=10)
    opening = MONDAY + timedelta(hours=23)
    promise = begin_until(KIND, opening, night, OFFICE)
    assert (promise.budget, promise.due, promise.next_at) == (0, opening, opening)


def test_moments_without_a_time_zone_are_refused() -> None:
    with pytest.raises(NaiveDatetime):
        begin(KIND, Span(60), datetime(2026, 11, 23, 10), OFFICE)  # noqa: DTZ001  # what is tested


def test_how_a_promise_stands_is_known_before_any_clock_has_said_so() -> None:
    promise = begin(KIND, Span.parse("2h"), MONDAY, OFFICE)
    danger, late = MONDAY + timedelta(minutes=90), MONDAY + timedelta(hours=2)
    assert promise.standing(MONDAY) is Standing.RUNNING
    assert promise.standing(danger) is warn(promise, danger).standing(danger) is Standing.DANGER
    assert promise.standing(late) is broken(promise).standing(late) is Standing.BROKEN
    assert pause(promise, danger, OFFICE).standing(danger) is Standing.PAUSED
    assert meet(promise, danger, OFFICE).standing(late) is Standing.KEPT
    assert meet(promise, late + timedelta(seconds=1), OFFICE).standing(late) is Standing.LATE
