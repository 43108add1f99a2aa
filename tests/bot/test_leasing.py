"""What one process does alone: kept by a heartbeat, lost by standing still, given back at the stop."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot import leasing
from bot.leasing import Leases
from bot.store import leases as rows
from tests.world import World

POLLING = "telegram/main: polling"


@pytest.fixture
def ours(world: World) -> Leases:
    return world.app.host.leases


@pytest.fixture
def theirs(world: World) -> Leases:
    return Leases(world.app.store, world.clock)


def test_a_lease_outlives_its_holder_by_seconds_however_long_it_was_asked_for(
    world: World, ours: Leases, theirs: Leases
) -> None:
    assert world.run(ours.hold(POLLING, 600)) == 1
    assert world.run(theirs.hold(POLLING, 600)) is None
    world.clock.move(leasing.TERM)
    assert world.run(theirs.hold(POLLING, 600)) == 2
    assert world.run(ours.hold(POLLING, 600)) is None


def test_the_heartbeat_keeps_a_lease_as_long_as_it_is_wanted(world: World, ours: Leases, theirs: Leases) -> None:
    assert world.run(ours.hold(POLLING, 600)) == 1
    for _ in range(10):
        world.clock.move(leasing.TERM * 0.6)
        world.run(ours.beat())
        assert ours.holds(POLLING)
        assert world.run(theirs.hold(POLLING, 600)) is None


def test_what_hangs_loses_its_lease_while_its_process_lives(world: World, ours: Leases, theirs: Leases) -> None:
    assert world.run(ours.hold(POLLING, 0.01)) == 1
    world.run(asyncio.sleep(0.02))
    world.run(ours.beat())
    assert not ours.holds(POLLING)
    world.clock.move(timedelta(seconds=1))
    assert world.run(theirs.hold(POLLING, 600)) == 2


def test_who_stood_still_for_longer_than_the_lease_knows_that_it_is_lost(
    world: World, ours: Leases, theirs: Leases
) -> None:
    assert world.run(ours.hold(POLLING, 600)) == 1
    world.clock.move(leasing.TERM)
    assert not ours.holds(POLLING)
    assert world.run(theirs.hold(POLLING, 600)) == 2
    world.run(ours.beat())
    assert ours.held() == ()
    assert theirs.held() == (POLLING,)
    assert world.run(theirs.hold(POLLING, 600)) == 2


def test_a_lease_that_ended_is_not_revived_by_the_heartbeat(world: World, ours: Leases) -> None:
    world.run(ours.hold(POLLING, 600))
    world.clock.move(leasing.TERM * 2)
    world.run(ours.beat())
    assert not ours.holds(POLLING)
    assert world.run(ours.hold(POLLING, 600)) == 1  # nobody had it meanwhile


def test_a_stop_gives_everything_back_at_once(world: World, ours: Leases, theirs: Leases) -> None:
    for name in (POLLING, "telegram/other: polling"):
        world.run(ours.hold(name, 600))
    world.run(ours.end_all())
    assert world.run(theirs.hold(POLLING, 600)) == 2
    world.run(ours.end_all())
    assert world.app.store.run(lambda tx: rows.hold(tx, POLLING, "c", world.clock.now(), leasing.TERM)) is None
