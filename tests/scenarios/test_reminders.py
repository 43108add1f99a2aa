"""What was promised for a moment happens at that moment, once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.store.tables import timer
from core.ticket import Ending
from tests.world import CustomerOf, World


def not_tried_yet(world: World) -> CustomerOf:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("bir insanla görüşmek istiyorum")
    elif_.claims(ali.ref)
    elif_.solves(ali.ref, "Sunucuyu yeniledim.")
    ali.presses("Henüz deneyemedim")
    return ali


def test_who_has_not_tried_yet_is_asked_again_when_promised(world: World) -> None:
    ali = not_tried_yet(world)
    assert ali.hears()[-1] == "solved.later"
    assert "yarın (25 Kasım) 10.00 itibarıyla" in ali.sees()[-1].parts[0].text
    world.waits(hours=23)
    assert ali.hears()[-1] == "solved.later"
    world.waits(hours=1, minutes=1)
    assert ali.hears()[-1] == "reminder.first"
    ali.presses("Evet, düzeldi")
    assert ali.ticket.end_reason is Ending.CONFIRMED


def test_a_reminder_comes_once_wherever_the_sweeps_run(world: World) -> None:
    ali = not_tried_yet(world)
    world.clock.move(timedelta(days=2))

    async def everywhere() -> None:
        await asyncio.gather(*(world.app.reminding.sweep() for _ in range(6)))

    world.run(everywhere())
    assert ali.hears().count("reminder.first") == 1
    assert world.count(timer) == 0


def test_putting_it_off_again_moves_the_moment(world: World) -> None:
    ali = not_tried_yet(world)
    world.waits(hours=20)
    ali.says("yarın bakarım")
    world.waits(hours=6)
    assert "reminder.first" not in ali.hears()
    assert world.count(timer) == 1


def test_who_has_answered_in_the_meantime_is_left_alone(world: World) -> None:
    ali = not_tried_yet(world)
    ali.says("evet düzeldi")
    world.waits(days=3)
    assert ali.hears()[-1] == "closed.confirmed"
    assert world.count(timer) == 0
