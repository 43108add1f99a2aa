"""Too many messages: all are kept, the customer is told once, and nobody is answered forty times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.store.tables import entry, inbox, move
from core.messages import Kind
from core.ticket import Status
from tests.world import CustomerOf, World


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    told = World(database_url)
    yield told
    told.close()


def pours(ali: CustomerOf, messages: int, *, seconds: float = 1.0, words: str = "satır") -> None:
    """Let somebody write quickly, while whatever is due happens."""
    for number in range(messages):
        ali.world.run(ali.world.app.intake.receive(ali.inbound(Kind.TEXT, text=f"{words} {number}")))
        ali.world.waits(seconds=seconds)


def test_forty_messages_in_a_minute_are_kept_told_once_and_answered_as_one(world: World) -> None:
    ali = world.customer("ali")
    pours(ali, 40)
    assert ali.hears().count("flood") == 1
    spoken = len(ali.hears())
    assert world.count(entry, entry.c.author == "customer") == 40
    waiting = world.count(inbox, inbox.c.state == "pending")
    assert waiting >= 20
    world.waits(minutes=3)
    assert world.count(inbox, inbox.c.state == "pending") == 0
    assert len(ali.hears()) - spoken <= 2
    assert ali.says("insan istiyorum")


def test_who_goes_on_pouring_is_not_told_again(world: World) -> None:
    ali = world.customer("ali")
    pours(ali, 100, seconds=2)
    assert ali.hears().count("flood") == 1
    assert world.count(entry, entry.c.author == "customer") == 100


def test_nothing_is_prepared_while_the_bot_holds_its_breath(world: World) -> None:
    ali = world.customer("ali")
    pours(ali, 25, seconds=0.5)
    world.waits(seconds=1)
    assert not world.run(world.app.host.busy(ali.address))


def test_more_than_one_handful_of_messages_is_taken_up_in_turn_and_nothing_is_left(world: World) -> None:
    ali = world.customer("ali")
    for number in range(130):
        world.run(world.app.intake.receive(ali.inbound(Kind.TEXT, text=f"satır {number}")))
    world.waits(minutes=3)
    world.waits(seconds=1)
    assert world.count(inbox, inbox.c.state == "pending") == 0
    assert world.count(entry, entry.c.author == "customer", entry.c.ticket.is_(None)) == 0


def test_who_has_the_case_gets_every_line_and_the_bot_is_silent(world: World) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("insan istiyorum")
    elif_.claims(ali.ref)
    spoken = len(ali.sees())
    pours(ali, 40, words="çağrım ne durumda")
    assert 40 < len(ali.sees()) - spoken <= 40 + 21
    assert "flood" not in ali.hears()
    assert world.count(inbox, inbox.c.state == "pending") == 0
    assert world.count(move, move.c.command == "hear") >= 15
    assert world.count(entry, entry.c.author == "customer", entry.c.ticket.is_(None)) == 0
    assert ali.ticket.status is Status.IN_PROGRESS


def test_while_nobody_has_the_case_the_flood_is_told_once_and_every_line_is_passed_on(world: World) -> None:
    ali = world.customer("ali")
    ali.says("insan istiyorum")
    pours(ali, 40, words="ekran karardı")
    assert ali.hears().count("flood") == 1
    assert world.count(inbox, inbox.c.state == "pending") == 0
    assert ali.ticket.status is Status.QUEUED


def test_a_press_is_answered_at_once_in_the_middle_of_a_flood(world: World) -> None:
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor")
    pours(ali, 30, seconds=0.1)
    assert ali.presses("Çözüldü")
    assert not ali.ticket.open


def test_two_machines_do_not_talk_to_each_other_for_ever(world: World) -> None:
    robot = world.customer("robot")
    spoken: list[int] = []
    for _ in range(120):
        spoken.append(len(robot.says("merhaba")))
        world.waits(seconds=5)
    assert 1 <= robot.hears().count("flood") <= 2
    assert len(robot.hears()) <= 70
    assert 0 in spoken


def test_a_flood_of_one_organization_is_answered_in_turn_and_the_others_do_not_wait(database_url: str) -> None:
    world = World(database_url, ONKAPI_DESK__FLOOD_ORGANIZATION="30")
    crowd = [world.customer(f"kisi{number}", "web/kamu") for number in range(60)]
    for each in crowd:
        world.run(world.app.intake.receive(each.inbound(Kind.TEXT, text="yazıcı çıktı vermiyor")))
    assert len(world.customer("ali").says("vpn bağlanmıyor")) == 1, "another organization"
    told = [each for each in crowd if "flood" in each.hears()]
    assert 25 <= len(told) <= 30
    assert world.count(entry, entry.c.author == "customer") == 61
    waiting = [world.count(inbox, inbox.c.state == "pending")]
    while waiting[-1]:
        world.waits(seconds=15)
        waiting.append(world.count(inbox, inbox.c.state == "pending"))
    steps = [before - after for before, after in pairwise(waiting)]
    assert max(steps[2:]) <= 9, "no faster than the budget"
    assert all(each.hears().count("flood") <= 1 for each in crowd)
    assert all(each.ref for each in crowd)
    world.close()


def test_a_press_in_a_crowd_does_not_wait(sqlite_url: str) -> None:
    world = World(sqlite_url, ONKAPI_DESK__FLOOD_ORGANIZATION="10")
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor")
    for number in range(30):
        other = world.customer(f"kisi{number}")
        world.run(world.app.intake.receive(other.inbound(Kind.TEXT, text="yazıcı çıktı vermiyor")))
    assert ali.presses("Çözüldü")
    assert not ali.ticket.open
    world.close()


def test_a_talk_with_presses_is_no_loop(world: World) -> None:
    ali = world.customer("ali")
    for _ in range(12):
        ali.says("vpn bağlanmıyor")
        ali.presses("Çözüldü")
        world.clock.move(timedelta(seconds=5))
    assert "flood" not in ali.hears()
