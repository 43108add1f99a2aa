"""How accounts fare, and since when."""

from __future__ import annotations

from datetime import timedelta

from bot.health.conditions import SILENT, Condition
from tests.world import TUESDAY_MORNING, World


def test_a_trouble_is_told_with_the_moment_since_when_it_lasts(world: World) -> None:
    host, conditions = world.app.host, world.app.host.conditions
    host.report("telegram/main", "listening", "401")
    world.clock.move(timedelta(minutes=1))
    host.report("telegram/main", "listening", "401")
    host.report("telegram/main", "sending")
    [listening, sending] = conditions.all(world.clock.now())
    assert (listening.trouble, listening.since) == ("401", TUESDAY_MORNING)
    assert (sending.trouble, sending.since) == ("", world.clock.now())
    world.clock.move(timedelta(minutes=1))
    host.report("telegram/main", "listening")
    assert conditions.all(world.clock.now())[0].since == world.clock.now()


def test_who_was_to_be_heard_of_and_is_silent_is_in_trouble(world: World) -> None:
    host, conditions = world.app.host, world.app.host.conditions
    host.report("telegram/main", "listening", lasts=60)
    world.clock.move(timedelta(seconds=61))
    [told] = conditions.all(world.clock.now())
    assert (told.trouble, told.since) == (SILENT, TUESDAY_MORNING + timedelta(seconds=60))
    assert Condition.of(told.plain(world.clock.now())).trouble == SILENT
    host.report("telegram/main", "listening", lasts=60)
    assert conditions.all(world.clock.now())[0].since == world.clock.now()


def test_what_another_process_does_is_forgotten(world: World) -> None:
    host = world.app.host
    host.report("telegram/main", "listening")
    for _ in range(2):
        host.report("telegram/main", "listening", None)
    assert host.conditions.all(world.clock.now()) == ()
