"""What the engine offers every channel: leases, dead letters, codes that come with a link, files that do not arrive."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store import leases, letters
from bot.store.tables import address, entry, outbox
from core.channel import AccountSettings, SendFailed
from core.host import Answer
from core.messages import Inbound, Kind, Lost
from core.ticket import Status
from tests.bot.test_dispatcher import sender
from tests.pigeon import Pigeon
from tests.world import CustomerOf, World

__all__ = ["sender"]
POLLING = "web/ornek: polling"
PERIOD = timedelta(seconds=30)


@pytest.fixture
def pigeon() -> Pigeon:
    return Pigeon(AccountSettings(key="ornek", organization="ornek"))


def receives(world: World, inbound: Inbound) -> Answer:
    answer = world.run(world.app.host.receive(inbound))
    world.waits(seconds=5)
    return answer


def test_a_lease_has_one_holder_until_it_ends(world: World) -> None:
    run, now = world.app.store.run, world.clock.now()
    assert run(lambda tx: leases.hold(tx, POLLING, "a", now, PERIOD)) == 1
    assert run(lambda tx: leases.hold(tx, POLLING, "b", now, PERIOD)) is None
    assert run(lambda tx: leases.hold(tx, POLLING, "a", now + PERIOD / 2, PERIOD)) == 1
    assert run(lambda tx: leases.hold(tx, POLLING, "b", now + PERIOD, PERIOD)) is None
    assert run(lambda tx: leases.hold(tx, POLLING, "b", now + PERIOD * 2, PERIOD)) == 2
    assert run(lambda tx: leases.hold(tx, POLLING, "a", now + PERIOD * 2, PERIOD)) is None


def test_a_lease_that_is_given_back_is_free_at_once(world: World) -> None:
    host = world.app.host
    assert world.run(host.lease(POLLING, 30)) == 1
    now = world.clock.now()
    world.app.store.run(lambda tx: leases.let_go(tx, POLLING, "somebody else", now))
    assert world.app.store.run(lambda tx: leases.hold(tx, POLLING, "b", now, PERIOD)) is None
    world.run(host.end_lease(POLLING))
    assert world.app.store.run(lambda tx: leases.hold(tx, POLLING, "b", now, PERIOD)) == 2


def test_what_a_channel_cannot_read_is_a_dead_letter_once(world: World) -> None:
    for _ in range(2):
        raw = {"update_id": 7, "message": {"text": "vpn\x00"}}
        world.run(world.app.host.unreadable("web/ornek", "7", raw, "TypeError: no date"))
    [letter] = world.app.store.run(letters.page)[0]
    assert (letter.account, letter.error) == ("web/ornek", "TypeError: no date")
    assert letter.inbound.raw == {"update_id": 7, "message": {"text": "vpn\ufffd"}}


def test_a_file_that_did_not_arrive_is_told_to_both_sides(world: World) -> None:
    ali = world.customer("ali")
    receives(world, replace(ali.inbound(Kind.TEXT), lost=(Lost("dokum.zip", 20),)))
    assert ali.hears() == ["file.lost", "greet.hello"]
    assert any("dokum.zip" in part.text for line in ali.sees() for part in line.parts if line.author == "bot")
    assert world.count(entry, entry.c.text == "📎 dokum.zip", entry.c.author == "customer") == 1
    receives(world, replace(ali.inbound(Kind.TEXT, "vpn bağlanmıyor"), lost=(Lost("dokum.zip", 20),)))
    assert ali.hears()[2:4] == ["file.lost", "answer.article"]
    assert world.count(entry, entry.c.text == "vpn bağlanmıyor\n📎 dokum.zip") == 1


def test_a_dead_button_is_answered_to_who_presses_it(world: World) -> None:
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor")
    dead = receives(world, ali.inbound(Kind.PRESS, payload="o.AAAAAAAAAAAAAAAAAAAAAA.0"))
    assert dead == Answer("Bu düğmenin süresi geçmiş.")
    [payload] = [b.payload for line in ali.sees() for b in line.buttons if b.label == "Çözüldü"]
    press = ali.inbound(Kind.PRESS, "Çözüldü", payload)
    assert receives(world, press) == receives(world, press) == Answer()
    assert ali.ticket.status is Status.CLOSED
    assert receives(world, ali.inbound(Kind.PRESS, "Çözüldü", payload)).text


def blocked(world: World, pigeon: Pigeon) -> CustomerOf:
    """Let Ali get an answer, and block us before Elif writes to him."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("bir insanla görüşmek istiyorum")
    elif_.claims(ali.ref)
    pigeon.refusals = [SendFailed("blocked by the person", permanent=True, gone=True)]
    elif_.replies(ali.ref, "Merhaba, buradayım.")
    return ali


def warnings(world: World) -> int:
    return world.count(entry, entry.c.key == "line.unreachable_here", entry.c.audience == "agents")


@pytest.mark.usefixtures("sender")
def test_who_cannot_be_reached_is_told_to_people_and_gets_it_when_he_is_back(world: World, pigeon: Pigeon) -> None:
    ali = blocked(world, pigeon)
    assert warnings(world) == 1
    assert world.count(address, address.c.gone_at.is_not(None)) == 1
    before = len(pigeon.sent)
    world.agent("elif").replies(ali.ref, "Bir soru daha.")
    assert warnings(world) == 2
    world.waits(hours=2)
    assert len(pigeon.sent) == before
    assert world.count(outbox, outbox.c.state == "ready") == 2
    ali.says("geri geldim")
    assert [sent.plain for sent in pigeon.sent[before:][:2]] == ["Merhaba, buradayım.", "Bir soru daha."]
    assert world.count(address, address.c.gone_at.is_not(None)) == 0


@pytest.mark.usefixtures("sender")
def test_many_lanes_that_wait_keep_no_other_waiting(world: World, pigeon: Pigeon) -> None:
    pigeon.refusals = [SendFailed("busy", retry_after=600) for _ in range(60)]
    for number in range(60):
        world.run(world.app.intake.receive(world.customer(f"c{number}").inbound(Kind.TEXT, "insan istiyorum")))
    world.waits(seconds=5)
    assert pigeon.sent == []
    world.customer("veli").says("insan istiyorum")
    assert {sent.address.chat for sent in pigeon.sent} == {"chat-of-veli"}


@pytest.mark.usefixtures("sender")
def test_words_that_became_several_messages_are_one_line_of_the_transcript(world: World, pigeon: Pigeon) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    pigeon.pieces = 3
    ali.says("bir insanla görüşmek istiyorum")
    elif_.claims(ali.ref)
    elif_.replies(ali.ref, "Merhaba, buradayım.")
    lines = ali.sees()
    assert [line.author for line in lines] == ["customer", "bot", "bot", "agent"]
    assert [line.message_ids for line in lines[1:]] == [
        tuple(f"feather-{sent.id}{piece}" for piece in ("", "-1", "-2")) for sent in pigeon.sent
    ]
    for number, line in enumerate(lines, 1):
        assert list(world.run(world.app.host.transcript(ali.address, line.id))) == lines[number:]
