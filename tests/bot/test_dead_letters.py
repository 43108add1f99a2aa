"""When a turn fails: nothing a person wrote is lost, people get it, and the person hears one honest sentence."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from bot.stage import News, Stage
from bot.store import letters
from bot.store.engine import StoreUnavailable
from bot.store.tables import entry, inbox, outbox, ticket
from core.messages import Kind
from core.ticket import Status
from tests.world import World


@pytest.fixture
def broken(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """Whatever is put into this list is raised in the turns that follow, after they wrote everything."""
    raised: list[Exception] = []
    write = world.app.engine.write

    def fails(tx: Connection, stage: Stage) -> News:
        news = write(tx, stage)
        if raised:
            raise raised.pop(0)
        return news

    monkeypatch.setattr(world.app.engine, "write", fails)
    return raised


def test_words_that_break_the_turn_reach_people(world: World, broken: list[Exception]) -> None:
    ali = world.customer("ali")
    broken.append(ZeroDivisionError("a bug"))
    ali.says("vpn bağlanmıyor")
    assert ali.hears() == ["trouble.own"]
    [letter] = world.app.store.run(letters.page)[0]
    assert (letter.inbound.text, letter.error) == ("vpn bağlanmıyor", "ZeroDivisionError: a bug")
    assert ali.ticket.status is Status.QUEUED
    assert world.count(entry, entry.c.text == "vpn bağlanmıyor", entry.c.ticket.is_not(None)) == 1
    assert world.count(entry, entry.c.key == "line.dead_letter", entry.c.audience == "agents") == 1


def test_a_dead_letter_does_not_block_what_follows(world: World, broken: list[Exception]) -> None:
    ali = world.customer("ali")
    broken.append(ZeroDivisionError())
    ali.says("vpn bağlanmıyor")
    ali.says("çağrım ne durumda")
    assert ali.hears()[-1] == "status.queued"


def test_a_broken_turn_leaves_no_trace_of_its_own(world: World, broken: list[Exception]) -> None:
    ali = world.customer("ali")
    broken.append(ZeroDivisionError())
    ali.says("vpn bağlanmıyor")
    assert "answer.article" not in ali.hears()
    assert world.count(ticket) == world.count(outbox) == 1


def test_a_press_that_breaks_is_a_dead_letter_too(world: World, broken: list[Exception]) -> None:
    ali = world.customer("ali")
    [answer] = ali.says("vpn bağlanmıyor")
    broken.append(ZeroDivisionError())
    ali.sends(answer.buttons[1].payload, "Çözülmedi")
    assert ali.hears()[-1] == "trouble.own"
    assert ali.ticket.status is Status.QUEUED
    assert world.count(inbox, inbox.c.state == "dead") == 1


def test_trouble_of_the_database_keeps_nothing_and_acknowledges_nothing(world: World, broken: list[Exception]) -> None:
    ali = world.customer("ali")
    [answer] = ali.says("vpn bağlanmıyor")
    broken.append(StoreUnavailable(reason="disk full"))
    press = ali.inbound(Kind.PRESS, text="Çözülmedi", payload=answer.buttons[1].payload)
    before = world.count(inbox)
    with pytest.raises(StoreUnavailable):
        world.run(world.app.intake.receive(press))
    assert world.count(inbox) == before
    assert world.count(inbox, inbox.c.state == "dead") == 0
    world.run(world.app.intake.receive(press))  # the platform brings it again
    assert ali.ticket.status is Status.QUEUED


def test_trouble_of_the_database_leaves_a_wake_due(world: World, broken: list[Exception]) -> None:
    ali = world.customer("ali")
    world.run(world.app.intake.receive(ali.inbound(Kind.TEXT, text="vpn bağlanmıyor")))
    world.clock.move(world.app.intake.settle * 2)
    broken.append(StoreUnavailable(reason="locked"))
    [number] = world.run(world.app.intake.due())
    with pytest.raises(StoreUnavailable):
        world.run(world.app.intake.wake(number))
    world.waits(seconds=0)
    assert ali.hears()[0] == "answer.article"


def test_words_that_break_already_when_they_are_looked_at_reach_people(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    for place in ("bot.intake.needs", "bot.turn.needs"):
        monkeypatch.setattr(place, fails)
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor")
    assert ali.hears() == ["trouble.own"]
    assert world.count(inbox, inbox.c.state == "dead") == 1


def test_a_search_that_fails_finds_nothing_and_the_person_is_answered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(world.app.library, "search", fails)
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor")
    assert ali.hears()[0] == "ask.more"
