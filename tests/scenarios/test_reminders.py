"""What was promised for a moment happens at that moment, once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.stage import Found, Stage
from bot.store.engine import Tx
from bot.store.tables import move, suggestion, timer
from core.dialogue import Event
from core.ticket import Ending, Status
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
    assert "yarın (25 Kasım) 09.30 itibarıyla" in ali.sees()[-1].parts[0].text
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
    assert ali.hears()[-1] == "rating.ask"
    assert world.count(timer) == 0


def test_silence_after_a_solution_closes_by_the_contracts_rule_and_one_tap_reopens(world: World) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("bir insanla görüşmek istiyorum")
    elif_.claims(ali.ref)
    elif_.solves(ali.ref, "Sunucuyu yeniledim.")  # Tuesday morning; reminders 1d, 2d; close_after 3d
    world.waits(days=1, hours=1)
    assert ali.hears()[-1] == "reminder.first"
    world.waits(days=1)
    assert ali.hears()[-1] == "reminder.last"
    assert "yarın (27 Kasım) 10.00'a kadar" in ali.sees()[-1].parts[0].text
    world.waits(hours=22)
    assert ali.ticket.open
    world.waits(hours=2)
    assert (ali.hears()[-1], ali.ticket.end_reason) == ("closed.no_reply", Ending.NO_REPLY)
    world.waits(days=9)
    ali.presses("Yeniden aç")
    assert ali.hears()[-1] == "reopened.ask"
    assert ali.ticket.owner == elif_.agent.person


def test_silence_after_an_article_is_asked_about_once_and_then_taken_as_solved(world: World) -> None:
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor")
    world.waits(days=1)
    assert ali.hears()[-1] == "answer.remind"
    world.waits(days=1)
    assert (ali.hears()[-1], ali.ticket.end_reason) == ("closed.no_reply", Ending.NO_REPLY)
    assert world.count(move, move.c.command == "lapse", move.c.reason == "assumed", move.c.actor == "clock") == 1
    assert world.count(suggestion, suggestion.c.outcome == "ignored") == 1


def test_who_does_not_answer_the_bots_question_gets_a_person_after_two_service_hours(world: World) -> None:
    ali = world.customer("ali")
    ali.says("şey bozuldu galiba ya")
    assert ali.hears()[0] == "ask.again"
    world.waits(hours=1, minutes=55)
    assert ali.ticket.status is Status.NEW
    world.waits(minutes=10)
    assert (ali.hears()[-1], ali.ticket.status) == ("handoff.promise", Status.QUEUED)


def test_nobody_is_reminded_outside_service_hours(world: World) -> None:
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor")
    world.waits(hours=22, minutes=20)  # Wednesday, 8:20
    assert "answer.remind" not in ali.hears()
    world.waits(hours=1)  # 9:20, within the first half hour
    assert "answer.remind" not in ali.hears()
    world.waits(minutes=15)
    assert ali.hears()[-1] == "answer.remind"


def test_a_case_that_cannot_be_reminded_holds_nobody_else(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ali, veli = world.customer("ali"), world.customer("veli")
    ali.says("vpn bağlanmıyor")
    veli.says("vpn bağlanmıyor")
    poisoned, play = ali.ref, world.app.engine.play

    def fails(tx: Tx, stage: Stage, event: Event, found: Found) -> None:
        if stage.ticket is not None and stage.ticket.ref == poisoned:
            raise ZeroDivisionError
        play(tx, stage, event, found)

    monkeypatch.setattr(world.app.engine, "play", fails)
    world.waits(days=1)
    assert "answer.remind" not in ali.hears()
    assert veli.hears()[-1] == "answer.remind"
