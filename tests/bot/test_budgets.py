"""How much may leave: what a channel declares is kept, and what is short goes in order of importance."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import budgets as module
from bot.budgets import LONGEST_ASKED, Budgets
from bot.store.outbox import Rank
from core.channel import Limit
from core.messages import Address
from tests.pigeon import Pigeon
from tests.world import TUESDAY_MORNING, MovedClock

ALI, VELI = Address("pigeon/ornek", "ali"), Address("pigeon/ornek", "veli")


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(TUESDAY_MORNING)


@pytest.fixture
def pigeon() -> Pigeon:
    return Pigeon()


@pytest.fixture
def budgets(pigeon: Pigeon, clock: MovedClock) -> Budgets:
    return Budgets({"pigeon": pigeon}, clock)


def test_where_nobody_counts_everything_may_go(budgets: Budgets) -> None:
    assert [budgets.spend(ALI, Rank.REACTION) for _ in range(100)] == [0.0] * 100


def test_a_bucket_is_emptied_and_fills_at_its_pace(budgets: Budgets, pigeon: Pigeon, clock: MovedClock) -> None:
    pigeon.allowed = [Limit("all", 2.0, 3.0)]
    assert [budgets.spend(ALI, Rank.WORDS) for _ in range(4)] == [0.0, 0.0, 0.0, pytest.approx(0.5)]
    clock.move(timedelta(seconds=0.5))
    assert [budgets.more(ALI), budgets.more(VELI)] == [0.0, pytest.approx(0.5)]


def test_a_call_is_taken_out_of_all_buckets_or_of_none(budgets: Budgets, pigeon: Pigeon) -> None:
    chat, overall = Limit("ali", 1.0), Limit("all", 1.0, 2.0)
    pigeon.allowed = [chat, overall]
    assert budgets.spend(ALI, Rank.WORDS) == 0.0
    assert budgets.spend(ALI, Rank.WORDS) == pytest.approx(1.0)
    pigeon.allowed = [Limit("veli", 1.0), overall]
    assert budgets.spend(VELI, Rank.WORDS) == 0.0


def test_what_is_not_urgent_leaves_room_for_what_is(budgets: Budgets, pigeon: Pigeon) -> None:
    pigeon.allowed = [Limit("-100", 1 / 3, 20.0)]
    shown = [budgets.spend(ALI, Rank.CARD_EDIT) for _ in range(17)]
    assert shown == [0.0] * 16 + [pytest.approx(3.0)]
    assert [budgets.spend(ALI, Rank.WORDS) for _ in range(4)] == [0.0] * 4
    assert budgets.spend(ALI, Rank.ANSWER) == pytest.approx(3.0)


def test_a_pause_holds_its_bucket_only(budgets: Budgets, pigeon: Pigeon, clock: MovedClock) -> None:
    budgets.pause(ALI.account, "ali", 40)
    pigeon.allowed = [Limit("veli", 1.0)]
    assert budgets.spend(VELI, Rank.WORDS) == 0.0
    pigeon.allowed = [Limit("ali", 1.0)]
    assert budgets.spend(ALI, Rank.WORDS) == pytest.approx(40)
    assert budgets.spend(Address("pigeon/other", "ali"), Rank.WORDS) == 0.0
    clock.move(timedelta(seconds=40))
    assert budgets.spend(ALI, Rank.WORDS) == 0.0


def test_no_pause_is_for_ever(budgets: Budgets, pigeon: Pigeon, clock: MovedClock) -> None:
    pigeon.allowed = [Limit("ali", 1.0)]
    budgets.pause(ALI.account, "ali", 1e9)
    assert budgets.spend(ALI, Rank.WORDS) == pytest.approx(LONGEST_ASKED)
    clock.move(-timedelta(days=1))  # somebody set the clock back
    assert budgets.spend(ALI, Rank.WORDS) == pytest.approx(LONGEST_ASKED)


def test_buckets_that_are_quiet_are_forgotten_but_not_a_pause(
    budgets: Budgets, pigeon: Pigeon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FORGET", 10)
    budgets.pause(ALI.account, "0", 600)
    for number in range(30):
        pigeon.allowed = [Limit(str(number), 1.0)]
        budgets.spend(ALI, Rank.WORDS)
    assert len(budgets._buckets) <= 11
    pigeon.allowed = [Limit("0", 1.0)]
    assert budgets.spend(ALI, Rank.WORDS) == pytest.approx(600)
