"""What people send that is no sentence for a desk: one sensible line each, and nothing changed that should not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import insert

from bot.store.tables import identity, move, ticket
from core.errors import NotAllowed
from core.messages import File, Kind
from core.ticket import Status
from tests.world import CustomerOf, World

VOICE = File("cd" * 32, "ses.ogg", "audio/ogg", 40_000)


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    told = World(sqlite_url)
    yield told
    told.close()


@pytest.fixture
def ali(world: World) -> CustomerOf:
    """A customer to whom a solution was reported."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("insan istiyorum")
    elif_.claims(ali.ref)
    elif_.solves(ali.ref, "Hazır.")
    return ali


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("hayır sorun kalmadı", Status.CLOSED), ("no problem anymore", Status.CLOSED),
        ("evet hâlâ aynı", Status.IN_PROGRESS), ("hayır hayır hayır hayır hayır", Status.IN_PROGRESS),
        ("Не могу войти", Status.SOLVED), ("😀😀😀", Status.SOLVED), ("?", Status.SOLVED), (" ", Status.SOLVED),
    ],
)  # fmt: skip
def test_an_answer_that_is_hard_to_read_gets_one_sensible_answer(ali: CustomerOf, words: str, status: Status) -> None:
    news = ali.says(words)
    assert len(news) == (2 if status is Status.CLOSED else 1)  # the end, and the question how it was
    assert ali.ticket.status is status


def test_a_voice_message_in_answer_to_a_solution_confirms_nothing(ali: CustomerOf) -> None:
    assert len(ali.shows(VOICE)) == 1
    assert ali.ticket.status is Status.SOLVED


def test_a_sticker_or_a_place_alone_is_greeted_and_opens_nothing(world: World) -> None:
    ali = world.customer("ali")
    assert len(ali.says("")) == 1
    assert len(ali.says("👍")) == 1
    assert world.count(ticket) == 0


def test_twenty_thousand_characters_are_kept_whole_and_answered_once(world: World) -> None:
    ali = world.customer("ali")
    words = "vpn bağlanmıyor " + "ve ekranda bir şeyler yazıyor " * 700
    assert len(ali.says(words)) == 1
    assert ali.sees()[0].parts[0].text.strip() == words.strip()


def test_an_answer_to_yesterdays_question_goes_to_the_person_who_has_the_case_today(world: World) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("vpn bağlanmıyor")
    world.waits(hours=2)
    elif_.claims(ali.ref)
    world.waits(days=1)
    assert ali.says("evet oldu") == []
    [stale] = ali.presses("Çözüldü")
    assert "Elif Demir" in stale.parts[0].text
    assert ali.ticket.status is Status.IN_PROGRESS


def test_the_same_event_twice_is_one(world: World) -> None:
    ali = world.customer("ali")
    ali.says("insan istiyorum")
    event = ali.inbound(Kind.TEXT, text="ekranda 619 yazıyor")
    for copy in (event, event, replace(event, event_id="another")):
        world.run(world.app.intake.receive(copy))
    assert world.count(move, move.c.command == "hear") == 1


def test_an_agent_who_writes_to_the_desk_is_a_customer_and_no_agent_for_his_own_case(world: World) -> None:
    elif_, mert = world.agent("elif"), world.agent("mert")
    values = {"person": elif_.agent.person, "channel": "web", "realm": "story", "external_id": "elif"}
    world.app.store.run(lambda tx: tx.execute(insert(identity).values(values)))
    herself = world.customer("elif")
    herself.says("insan istiyorum, ekranım bozuldu")
    assert herself.ticket.requester == elif_.agent.person
    with pytest.raises(NotAllowed):
        elif_.claims(herself.ref)
    assert herself.ticket.status is Status.QUEUED
    mert.claims(herself.ref)
    mert.solves(herself.ref, "Yeni ekranınız masanızda.")
    with pytest.raises(NotAllowed):
        elif_.replies(herself.ref, "Kapatalım.")
    herself.says("evet düzeldi, teşekkürler")
    assert not herself.ticket.open
