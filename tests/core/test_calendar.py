"""The calendar: what must hold of every one, and the days that people fall over. Its oracle has a file of its own."""

from __future__ import annotations

import pickle
import time as stopwatch
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import Calendar, Span, clock
from core.errors import BadInput, NaiveDatetime

MINUTE = timedelta(minutes=1)
OFFICE_DAY = ((540, 750), (810, 1080))
OFFICE = (OFFICE_DAY,) * 5 + ((), ())
ISTANBUL = Calendar(timezone="Europe/Istanbul", weekly=OFFICE, closed={date(2026, 10, 28): 780, date(2026, 10, 29): 0})
"""28 October 2026, a Wednesday, is a half day; 29 October is closed."""

ZONES = ("Europe/Istanbul", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Atlantic/Azores")
NEAR_CHANGES = (date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1), date(2026, 6, 1))


def at(text: str, zone: str = "Europe/Istanbul") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@st.composite
def days(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    """One day's ranges, some touching, some up to 24:00."""
    edges = draw(st.lists(st.sampled_from((*range(0, 1441, 45), 61, 119, 121, 179, 1439)), unique=True, max_size=6))
    edges = sorted(edges)[: len(edges) // 2 * 2]
    return tuple(zip(edges[::2], edges[1::2], strict=True))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    zone = draw(st.sampled_from(ZONES))
    if draw(st.integers(0, 9)) == 0:
        return Calendar(timezone=zone, always_open=True)
    weekly = draw(st.tuples(*[days()] * 7).filter(any))
    near = draw(st.sampled_from(NEAR_CHANGES))
    offsets = draw(st.dictionaries(st.integers(-3, 8), st.sampled_from((0, 90, 780, 1440)), max_size=4))
    return Calendar(timezone=zone, weekly=weekly, closed={near + timedelta(days=n): m for n, m in offsets.items()})


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    near = datetime.combine(draw(st.sampled_from(NEAR_CHANGES)), datetime.min.time(), UTC)
    return near + draw(st.integers(-3 * 1440, 4 * 1440)) * MINUTE


@given(calendars(), moments(), st.integers(0, 5_000_000), st.integers(0, 999_999))
def test_between_is_the_inverse_of_add(calendar: Calendar, start: datetime, seconds: int, micro: int) -> None:
    start += timedelta(microseconds=micro)
    assert calendar.between(start, calendar.add(start, Span(seconds))) == timedelta(seconds=seconds)


@given(calendars(), moments(), moments(), moments())
def test_service_time_adds_up(calendar: Calendar, a: datetime, b: datetime, c: datetime) -> None:
    a, b, c = sorted((a, b, c))
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)


@given(calendars(), moments(), st.integers(0, 30))
def test_working_days_end_in_service_hours_after_so_many_dates_with_service(
    calendar: Calendar, start: datetime, count: int
) -> None:
    end = calendar.add(start, Span(count, "d"))
    assert calendar.is_open(end)
    assert end >= start
    if count:
        assert calendar.add(start, Span(count - 1, "d")) <= end


@given(calendars(), moments())
def test_a_calm_moment_is_open_and_never_early(calendar: Calendar, moment: datetime) -> None:
    calm = calendar.calm(moment)
    assert calm >= moment
    assert calendar.is_open(calm)


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        ("2026-10-26 09:00", "2h", "2026-10-26 11:00"),
        ("2026-10-26 12:00", "1h", "2026-10-26 14:00"),  # over lunch
        ("2026-10-26 17:30", "30m", "2026-10-26 18:00"),  # up to the last minute
        ("2026-10-26 17:30", "31m", "2026-10-27 09:01"),
        ("2026-10-26 03:00", "1h", "2026-10-26 10:00"),
        ("2026-10-24 11:00", "15m", "2026-10-26 09:15"),  # a Saturday
        ("2026-10-27 10:00", "2d", "2026-10-30 10:00"),  # the half day counts, the holiday does not
        ("2026-10-27 17:00", "1d", "2026-10-30 09:00"),  # no 17:00 on the half day
        ("2026-10-28 12:00", "2h", "2026-10-30 10:30"),  # half an hour before lunch, then nothing
        ("2026-10-23 18:00", "1d", "2026-10-27 09:00"),  # closing time is outside: counts from Monday 9:00
    ],
)
def test_promises_of_an_office_in_istanbul(start: str, span: str, end: str) -> None:
    assert ISTANBUL.add(at(start), Span.parse(span)) == at(end)


def test_a_night_in_berlin_is_an_hour_shorter_in_march_and_longer_in_october() -> None:
    night = Calendar(timezone="Europe/Berlin", weekly=(((0, 360),),) * 7)
    march, october = at("2026-03-29", "Europe/Berlin"), at("2026-10-25", "Europe/Berlin")
    assert night.between(march, march + timedelta(days=1)) == timedelta(hours=5)
    assert night.between(october, october + timedelta(days=1)) == timedelta(hours=7)


def test_hours_that_begin_in_the_missing_hour_begin_at_the_change() -> None:
    night = Calendar(timezone="America/New_York", weekly=(((150, 300),),) * 7)
    assert night.next_opening(at("2026-03-08 00:00", "America/New_York")) == datetime(2026, 3, 8, 7, tzinfo=UTC)


def test_a_working_day_keeps_the_clock_time_over_a_change_of_clocks() -> None:
    calendar = Calendar(timezone="Europe/Berlin", weekly=(OFFICE_DAY,) * 7)
    end = calendar.add(at("2026-03-28 10:00", "Europe/Berlin"), Span(1, "d"))
    assert end == at("2026-03-29 10:00", "Europe/Berlin")


def test_ranges_up_to_midnight_join_the_next_day() -> None:
    round_the_clock = Calendar(timezone="Europe/Istanbul", weekly=(((0, 1440),),) * 7)
    start = at("2026-10-26 23:00")
    assert round_the_clock.add(start, Span.parse("48h")) == start + timedelta(hours=48)
    assert round_the_clock.weekly == Calendar(timezone="Europe/Istanbul", always_open=True).weekly


def test_an_empty_span_ends_at_the_next_opening() -> None:
    assert ISTANBUL.add(at("2026-10-26 18:00"), Span(0)) == at("2026-10-27 09:00")
    assert ISTANBUL.add(at("2026-10-26 10:00"), Span(0, "d")) == at("2026-10-26 10:00")


def test_time_that_runs_backwards_is_no_service_time() -> None:
    assert ISTANBUL.between(at("2026-10-26 12:00"), at("2026-10-26 11:00")) == timedelta()


@pytest.mark.parametrize(
    ("moment", "calm"),
    [
        ("2026-10-26 09:00", "2026-10-26 09:30"),
        ("2026-10-26 12:45", "2026-10-26 13:30"),
        ("2026-10-26 17:50", "2026-10-27 09:30"),
        ("2026-10-28 12:30", "2026-10-30 09:30"),  # the half day's last hour is before lunch
        ("2026-10-26 11:00", "2026-10-26 11:00"),
    ],
)
def test_reminders_avoid_the_edges_of_the_day_and_lunch(moment: str, calm: str) -> None:
    assert ISTANBUL.calm(at(moment)) == at(calm)


def test_service_too_short_for_calm_gives_its_opening() -> None:
    short = Calendar(timezone="UTC", weekly=(((540, 570),), *[()] * 6))
    assert short.calm(at("2026-10-26 08:00", "UTC")) == at("2026-10-26 09:00", "UTC")
    always = Calendar(timezone="UTC", always_open=True)
    assert always.calm(at("2026-10-26 00:00", "UTC")) == at("2026-10-26 00:00", "UTC")


SHIFT = Calendar(timezone="Europe/Istanbul", weekly=(((0, 360), (1320, 1440)),) * 7)
"""A shift from 22:00 to 06:00."""


@pytest.mark.parametrize(
    ("moment", "calm"),
    [
        ("2026-10-26 22:10", "2026-10-26 22:30"),
        ("2026-10-26 23:45", "2026-10-26 23:45"),  # midnight is in the middle of it
        ("2026-10-27 00:10", "2026-10-27 00:10"),
        ("2026-10-27 05:30", "2026-10-27 22:30"),
        ("2026-10-27 12:00", "2026-10-27 22:30"),
    ],
)
def test_a_night_shift_is_calm_at_midnight_and_not_when_it_begins_or_ends(moment: str, calm: str) -> None:
    assert SHIFT.calm(at(moment)) == at(calm)


def test_a_night_shift_is_one_stretch_of_service() -> None:
    assert SHIFT.add(at("2026-10-26 23:00"), Span.parse("7h")) == at("2026-10-27 06:00")
    assert SHIFT.add(at("2026-10-26 23:00"), Span.parse("8h")) == at("2026-10-27 23:00")
    assert SHIFT.add(at("2026-10-26 23:00"), Span.parse("1d")) == at("2026-10-27 23:00")


@pytest.mark.parametrize(
    ("calendar", "moment", "morning"),
    [
        (ISTANBUL, "2026-10-26 15:00", "2026-10-27 09:30"),
        (ISTANBUL, "2026-10-26 20:00", "2026-10-27 09:30"),  # of the evening, the morning after
        (ISTANBUL, "2026-10-27 15:00", "2026-10-28 09:30"),  # half a day has a morning too
        (ISTANBUL, "2026-10-23 17:00", "2026-10-26 09:30"),
        (SHIFT, "2026-10-26 23:00", "2026-10-27 22:30"),
        (Calendar(timezone="Europe/Istanbul", always_open=True), "2026-10-26 02:00", "2026-10-27 08:30"),
    ],
)
def test_the_next_morning_is_that_of_the_next_day_with_service(calendar: Calendar, moment: str, morning: str) -> None:
    assert calendar.next_morning(at(moment)) == at(morning)


def test_a_leap_day_is_a_day() -> None:
    assert ISTANBUL.add(at("2028-02-28 17:00"), Span.parse("2h")) == at("2028-02-29 10:00")
    assert ISTANBUL.add(at("2028-02-28 10:00"), Span.parse("2d")) == at("2028-03-01 10:00")


def test_years_of_closed_days_are_no_endless_search() -> None:
    years = {date(2026, 1, 1) + timedelta(days=n): 0 for n in range(37_000)}
    shut = Calendar(timezone="Europe/Istanbul", weekly=OFFICE, closed=years)
    for ask in (shut.next_opening, shut.next_morning, shut.calm, lambda at: shut.add(at, Span(1, "d"))):
        with pytest.raises(BadInput, match="century"):
            ask(at("2026-10-26 10:00"))
    assert shut.between(at("2026-10-26 10:00"), at("2027-10-26 10:00")) == timedelta()


@pytest.mark.parametrize("text", ["15m", "4h", "3d", "90s", "99m", "36h"])
def test_spans_read_back_what_they_write(text: str) -> None:
    assert str(Span.parse(text)) == text


@pytest.mark.parametrize("text", ["", "0m", "-1h", "1.5h", "4 h", "4H", "1h30m", "d", "999999d", "٣d"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        Span.parse(text)


@pytest.mark.parametrize(
    "bad",
    [
        {"weekly": ((),) * 7},
        {"weekly": (OFFICE_DAY,)},
        {"weekly": (((540, 700), (650, 800)),) * 7},
        {"weekly": (((600, 540),),) * 7},
        {"weekly": (((600, 1441),),) * 7},
        {"weekly": OFFICE, "always_open": True},
        {"weekly": OFFICE, "closed": {date(2026, 1, 1): -1}},
        {"weekly": OFFICE, "timezone": "Europe/Ankara"},
        {"weekly": OFFICE, "timezone": "Europe"},
        {"weekly": OFFICE, "timezone": "../etc/passwd"},
    ],
)
def test_what_is_no_calendar_is_refused_at_once(bad: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        Calendar(**{"timezone": "Europe/Istanbul", **bad})  # type: ignore[arg-type]  # bad on purpose


def test_a_naive_moment_is_refused() -> None:
    naive = at("2026-10-26").replace(tzinfo=None)
    for call in (ISTANBUL.is_open, ISTANBUL.next_opening, ISTANBUL.calm):
        with pytest.raises(NaiveDatetime):
            call(naive)
    with pytest.raises(NaiveDatetime):
        ISTANBUL.add(naive, Span(60))


def test_a_budget_beyond_a_century_is_refused_not_searched_for_ever() -> None:
    rare = Calendar(timezone="UTC", weekly=(((0, 1),), *[()] * 6))
    for span in (Span.parse("9999h"), Span.parse("99999d")):
        with pytest.raises(BadInput, match="century"):
            rare.add(at("2026-01-01", "UTC"), span)
    with pytest.raises(BadInput):
        rare.add(at("2026-01-01", "UTC"), -MINUTE)
    with pytest.raises(BadInput):
        Span(-1)


def test_calendars_are_values() -> None:
    copy = Calendar(timezone="Europe/Istanbul", weekly=OFFICE, closed=dict(ISTANBUL.closed))
    ISTANBUL.next_opening(at("2026-10-26 10:00"))
    assert copy == ISTANBUL == pickle.loads(pickle.dumps(ISTANBUL))
    assert "memo" not in repr(ISTANBUL)
    assert clock(810) == "13:30"


def test_five_working_days_of_service_are_added_without_a_walk_over_the_minutes() -> None:
    start, span = at("2026-10-19 10:10"), Span.parse("38h")
    rounds = 2_000
    began = stopwatch.thread_time()
    for n in range(rounds):
        ISTANBUL.add(start + n * MINUTE, span)
    assert (stopwatch.thread_time() - began) / rounds < 10e-3  # a walk over every minute takes longer


def test_before_monday_service_ended_on_friday_and_on_a_holiday_it_did_not_begin() -> None:
    office = Calendar(
        timezone="Europe/Istanbul", weekly=(((540, 1_080),),) * 5 + ((), ()), closed={date(2026, 10, 29): 0}
    )
    zone = ZoneInfo("Europe/Istanbul")
    monday = datetime(2026, 11, 23, 9, tzinfo=zone)
    assert office.ended_before(monday) == datetime(2026, 11, 20, 18, tzinfo=zone)
    assert office.ended_before(datetime(2026, 10, 30, 9, tzinfo=zone)) == datetime(2026, 10, 28, 18, tzinfo=zone)
