"""How fast is too fast, and for how long the bot is silent then."""

from __future__ import annotations

from datetime import timedelta

from core.pace import MOST_SAID, PAUSE, SPELL, Pace
from tests.core.play import MONDAY


def heard(messages: int, pace: Pace | None = None) -> Pace:
    pace = pace or Pace()
    for _ in range(messages):
        pace = pace.after_words(MONDAY)
    return pace


def test_messages_are_counted_for_a_minute() -> None:
    pace = heard(21)
    assert pace.too_fast(20)
    assert not heard(20).too_fast(20)
    assert not pace.after_words(MONDAY + timedelta(minutes=1)).too_fast(20)


def test_a_hush_ends_by_itself() -> None:
    pace = heard(21).hush(MONDAY)
    assert pace.silent_until(MONDAY) == MONDAY + PAUSE
    assert pace.silent_until(MONDAY + PAUSE) is None
    assert Pace().silent_until(MONDAY) is None


def test_a_talk_without_a_press_is_paused_for_longer() -> None:
    pace = Pace().after_answers(MOST_SAID, MONDAY)
    assert pace.too_fast(20)
    assert pace.hush(MONDAY).silent_until(MONDAY) == MONDAY + SPELL
    assert not pace.hush(MONDAY).too_fast(20)
    assert not pace.after_press().too_fast(20)
    assert not pace.after_answers(1, MONDAY + SPELL).too_fast(20)
    assert Pace().after_answers(2, MONDAY).after_answers(3, MONDAY).said == 5
    assert Pace().after_answers(0, MONDAY) == Pace()


def test_a_pace_is_read_back_as_it_was_kept() -> None:
    pace = heard(3).after_answers(2, MONDAY).hush(MONDAY)
    assert Pace.of(pace.kept_form()) == pace
    assert Pace.of({}) == Pace()


def test_a_pause_may_be_given() -> None:
    pace = Pace().hush(MONDAY, timedelta(seconds=40))
    assert pace.silent_until(MONDAY) == MONDAY + timedelta(seconds=40)
