"""Knowing which lines were shown, though they may come out of order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from channels.recent import KEPT, Recent


def test_a_line_is_new_once() -> None:
    recent = Recent()
    assert [recent.take(line) for line in (10, 20, 10, 20)] == [True, True, False, False]


def test_a_line_that_comes_late_below_the_newest_is_new() -> None:
    recent = Recent()
    recent.take(20)
    assert recent.take(10)
    assert not recent.take(10)


def test_what_is_settled_is_not_new() -> None:
    assert not Recent(floor=50).take(50)
    assert Recent(floor=50).take(51)


@given(st.permutations(range(1, 100)))
def test_memory_is_bounded_and_nothing_is_shown_twice(order: list[int]) -> None:
    recent, shown = Recent(), []
    for line in order * 2:
        if recent.take(line):
            shown.append(line)
        assert len(recent) <= KEPT
    assert len(shown) == len(set(shown))


@given(st.lists(st.integers(0, KEPT - 1), min_size=1))
def test_a_line_late_by_fewer_than_are_kept_is_never_lost(delays: list[int]) -> None:
    arrivals = sorted(range(len(delays)), key=lambda index: (index + delays[index], index))
    recent = Recent()
    assert all(recent.take(index + 1) for index in arrivals)
