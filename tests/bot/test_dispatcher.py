"""What leaves: in order, once, later, never, and what is seen of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.catalogue import RoomRow
from bot.dispatcher import Dispatcher
from bot.store import lanes
from bot.store import outbox as out
from bot.store.outbox import LEASE
from bot.store.tables import card, entry, message_link, outbox, room
from core.channel import AccountSettings, Limit, SendFailed
from core.messages import Kind
from core.ticket import Status
from tests.pigeon import Pigeon
from tests.world import CustomerOf, World

ORNEK = "web/ornek"


@pytest.fixture
def pigeon() -> Pigeon:
    return Pigeon(AccountSettings(key="ornek", organization="ornek"))


@pytest.fixture
def sender(world: World, pigeon: Pigeon) -> Dispatcher:
    """A dispatcher that gives what is for the web site to the pigeon."""
    world.sends_everything()
    mine = [world.app.catalogue.accounts[ORNEK].id]
    world.app.dispatcher = Dispatcher(
        world.app.store, world.app.engine, world.app.texts, {"web": pigeon}, mine, world.app.hub, world.clock
    )
    return world.app.dispatcher


def asks(world: World, name: str = "ali") -> CustomerOf:
    customer = world.customer(name)
    customer.says("bir insanla görüşmek istiyorum")
    return customer


def claim(world: World) -> list[out.Claimed]:
    """Take what is due, as a dispatcher does."""
    accounts, now = [world.app.catalogue.accounts[ORNEK].id], world.clock.now()
    return world.app.store.run(lambda tx: out.claim(tx, [each.id for each in lanes.due(tx, accounts, now)], now))


def opens_room(world: World) -> None:
    """Let the desk work in a room of the pigeon's."""
    account = world.app.catalogue.accounts[ORNEK]
    values = {"queue": "l1", "account": account.id, "chat": "support", "language": "tr", "active": True}
    number = world.app.store.run(lambda tx: tx.execute(room.insert().returning(room.c.id), values).scalar_one())
    seen = RoomRow(id=number, account=ORNEK, chat="support", language="tr")
    world.app.engine.catalogue = replace(world.app.catalogue, rooms={"l1": (seen,)})


def test_what_was_sent_is_linked_to_the_platforms_message(world: World, sender: Dispatcher, pigeon: Pigeon) -> None:
    asks(world)
    [sent] = pigeon.sent
    assert sent.address.account == ORNEK
    assert world.count(message_link, message_link.c.message_id == f"feather-{sent.id}") == 1
    assert world.count(outbox, outbox.c.state == "sent") == 1


def test_what_fails_comes_again_after_a_pause_and_holds_its_lane(
    world: World, sender: Dispatcher, pigeon: Pigeon
) -> None:
    pigeon.refusals = [SendFailed("busy")]
    ali, elif_ = asks(world), world.agent("elif")
    elif_.claims(ali.ref)
    assert pigeon.sent == []
    world.waits(seconds=2)
    assert ["Elbette," in sent.plain for sent in pigeon.sent] == [True, False]


def test_the_platforms_own_pause_is_kept(world: World, sender: Dispatcher, pigeon: Pigeon) -> None:
    pigeon.refusals = [SendFailed("slow down", retry_after=40)]
    asks(world)
    world.waits(seconds=39)
    assert pigeon.sent == []
    world.waits(seconds=2)
    assert len(pigeon.sent) == 1


def test_an_unexpected_error_of_a_channel_is_a_failure_like_any_other(
    world: World, sender: Dispatcher, pigeon: Pigeon
) -> None:
    pigeon.refusals = [ZeroDivisionError("a bug")]
    asks(world)
    world.waits(seconds=2)
    assert len(pigeon.sent) == 1


def test_what_is_hopeless_is_marked_and_does_not_hold_its_lane(
    world: World, sender: Dispatcher, pigeon: Pigeon
) -> None:
    pigeon.refusals = [SendFailed("blocked by the person", permanent=True)]
    ali = asks(world)
    world.agent("elif").claims(ali.ref)
    assert world.count(outbox, outbox.c.state == "failed", outbox.c.error == "blocked by the person") == 1
    assert len(pigeon.sent) == 1


def test_a_lane_that_fails_does_not_hold_another(world: World, sender: Dispatcher, pigeon: Pigeon) -> None:
    pigeon.refusals = [SendFailed("busy", retry_after=600)]
    asks(world, "ali")
    asks(world, "veli")
    assert [sent.address.chat for sent in pigeon.sent] == ["chat-of-veli"]


def test_what_a_dead_sender_had_claimed_is_sent_when_its_lease_ends(
    world: World, sender: Dispatcher, pigeon: Pigeon
) -> None:
    ali = world.customer("ali")
    world.run(world.app.intake.receive(ali.inbound(Kind.TEXT, "bir insanla görüşmek istiyorum")))
    world.clock.move(timedelta(seconds=5))
    for number in world.run(world.app.intake.due()):
        world.run(world.app.intake.wake(number))
    [claimed] = claim(world)
    world.waits(seconds=LEASE.total_seconds() - 1)
    assert pigeon.sent == []
    world.waits(seconds=2)
    assert len(pigeon.sent) == 1
    # The one who was thought dead wakes up: it changes nothing any more.
    assert not world.app.store.run(lambda tx: out.settle(tx, claimed, "failed", now=world.clock.now()))
    assert world.count(outbox, outbox.c.state == "sent") == 1


def test_a_sender_that_was_overtaken_settles_nothing(world: World, sender: Dispatcher, pigeon: Pigeon) -> None:
    pigeon.refusals = [SendFailed("busy", retry_after=1)]
    asks(world)
    run = world.app.store.run
    world.clock.move(timedelta(seconds=2))
    [slow] = claim(world)
    world.clock.move(LEASE)
    [quick] = claim(world)
    assert slow.id == quick.id
    assert not run(lambda tx: out.settle(tx, slow, "failed", now=world.clock.now()))
    assert run(lambda tx: out.settle(tx, quick, "sent", now=world.clock.now()))


def test_a_card_that_comes_too_fast_lets_its_whole_bucket_wait(
    world: World, sender: Dispatcher, pigeon: Pigeon
) -> None:
    opens_room(world)
    pigeon.allowed = [Limit("all", 1_000, 1_000)]
    ali, veli = asks(world), asks(world, "veli")
    pigeon.card_refusals = [SendFailed("too fast", retry_after=60, bucket="all")]
    seen = len(pigeon.cards)
    world.agent("elif").claims(ali.ref)
    world.agent("mert").claims(veli.ref)
    world.waits(seconds=30)
    assert len(pigeon.cards) <= seen + 1, "at most what was on its way already"
    world.waits(seconds=31)
    world.waits(seconds=5)
    assert {view.ref for view, _ in pigeon.cards[seen:]} == {ali.ref, veli.ref}


def test_many_moves_make_one_edit_of_a_card(world: World, sender: Dispatcher, pigeon: Pigeon) -> None:
    opens_room(world)
    ali, elif_ = asks(world), world.agent("elif")
    [(shown, before)] = pigeon.cards
    assert (shown.ref, before) == (ali.ref, None)
    assert [button.payload for button in shown.buttons] == [f"k.{ali.ref}.claim"]
    pigeon.card_refusals = [SendFailed("busy", retry_after=5)]
    elif_.claims(ali.ref)
    elif_.replies(ali.ref, "Bakıyorum.")
    elif_.notes(ali.ref, "Sürücü eski.")
    world.waits(seconds=6)
    assert len(pigeon.cards) == 2
    shown, before = pigeon.cards[-1]
    assert before == "card-1"
    assert "Elif Demir" in "".join(shown.lines)
    assert [button.payload for button in shown.buttons] == [
        f"k.{ali.ref}.{command}" for command in ("solve", "wait_customer", "transfer", "release")
    ]
    assert world.count(card, card.c.wanted_rev > card.c.shown_rev) == 0
    assert world.ticket(ali.ref).status is Status.IN_PROGRESS
    assert world.count(entry, entry.c.kind == "note", entry.c.audience == "customer") == 0


def test_words_that_are_short_wait_without_being_tried(world: World, sender: Dispatcher, pigeon: Pigeon) -> None:
    pigeon.allowed = [Limit("all", 0.1)]
    customers = [asks(world, name) for name in ("ali", "veli", "can")]
    assert len(pigeon.sent) == 2  # the second one came five seconds later, and the third another five
    world.waits(seconds=30)
    assert [sent.address.chat for sent in pigeon.sent] == [customer.address.chat for customer in customers]
    assert world.count(outbox, outbox.c.attempts > 1) == 0


def test_a_bucket_that_the_platform_minds_waits_as_a_whole(world: World, sender: Dispatcher, pigeon: Pigeon) -> None:
    pigeon.allowed = [Limit("all", 1_000.0)]
    pigeon.refusals = [SendFailed("slow down", retry_after=40, bucket="all")]
    asks(world, "ali")
    asks(world, "veli")
    assert pigeon.sent == []
    world.waits(seconds=34)
    assert pigeon.sent == []
    world.waits(seconds=2)
    world.waits(seconds=2)
    assert sorted(sent.address.chat for sent in pigeon.sent) == ["chat-of-ali", "chat-of-veli"]


def test_words_go_before_cards_and_new_cards_before_others(world: World, sender: Dispatcher, pigeon: Pigeon) -> None:
    opens_room(world)
    ali, elif_ = asks(world), world.agent("elif")
    pigeon.allowed = [Limit("all", 0.1)]
    world.waits(seconds=60)
    pigeon.order.clear()
    elif_.claims(ali.ref)  # the bucket gives one call now, and one each ten seconds
    elif_.replies(ali.ref, "Bakıyorum.")
    veli = asks(world, "veli")
    for _ in range(24):
        world.waits(seconds=5)
    cards = [each for each in pigeon.order if each != "words"]
    assert cards == [f"card {veli.ref}", f"card {ali.ref}"]
    before = pigeon.order[: pigeon.order.index(cards[0])]
    assert before == ["words"] * 5  # the last two of them are what the room hears of the first case


@pytest.mark.parametrize("asked", [-1.0, float("nan"), float("inf")])
def test_a_pause_that_makes_no_sense_is_not_kept(
    world: World, sender: Dispatcher, pigeon: Pigeon, asked: float
) -> None:
    pigeon.refusals = [SendFailed("slow down", retry_after=asked, bucket="all")]
    asks(world)
    world.waits(seconds=2)
    assert len(pigeon.sent) == 1
