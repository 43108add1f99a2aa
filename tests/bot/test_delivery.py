"""A platform with every fault there is: nothing lost, nothing stuck, and nothing twice where one can look."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot import dispatcher as dispatching
from bot import sending
from bot.dispatcher import Dispatcher
from bot.store import lanes
from bot.store import outbox as out
from bot.store.tables import account, entry, message_link, outbox, ticket
from core.channel import AccountSettings, Finder
from core.messages import Kind, Outgoing
from tests.courier import Courier, Sender
from tests.pigeon import Pigeon
from tests.standins.letterbox import FaultKind, Letterbox, letterbox
from tests.world import CustomerOf, World

ORNEK, KAMU = "web/ornek", "web/kamu"
CONNECTS = AccountSettings(key="ornek", organization="ornek")


@pytest.fixture
def box() -> Iterator[Letterbox]:
    with letterbox() as platform:
        yield platform


def sends_by(world: World, channel: Pigeon, *accounts: str) -> Dispatcher:
    """Let `channel` bring what is for the web sites."""
    world.sends_everything()
    mine = [world.app.catalogue.accounts[name].id for name in accounts or (ORNEK,)]
    world.app.dispatcher = Dispatcher(
        world.app.store, world.app.engine, world.app.texts, {"web": channel}, mine, world.app.hub, world.clock
    )
    return world.app.dispatcher


def asks(world: World, name: str = "ali", account: str = ORNEK) -> CustomerOf:
    customer = world.customer(name, account)
    customer.says("bir insanla görüşmek istiyorum")
    return customer


def states(world: World) -> list[tuple[str, str | None]]:
    rows = world.app.store.run(lambda tx: tx.execute(select(outbox.c.state, outbox.c.error).order_by(outbox.c.id)))
    return [(row.state, row.error) for row in rows]


@pytest.mark.parametrize("fault", ["garbage", "silence", "late", "cut", "reset", "busy", "down", "lost"])
def test_whatever_the_platform_does_the_words_arrive_once(world: World, box: Letterbox, fault: FaultKind) -> None:
    sends_by(world, Courier(box, CONNECTS))
    box.faults = [fault]
    ali = asks(world)
    for _ in range(4):
        world.waits(seconds=3)
    world.agent("elif").claims(ali.ref)
    world.agent("elif").replies(ali.ref, "Bakıyorum.")
    words = [line.parts[0].text for line in ali.sees() if line.author != "customer"]
    assert [text.splitlines()[0] for text in box.texts()] == [text.splitlines()[0] for text in words]
    assert len({each["id"] for each in box.got}) == len(box.got)
    assert {state for state, _ in states(world)} == {"sent"}
    assert world.count(message_link, message_link.c.direction == "out") == len(words)


@pytest.mark.parametrize("fault", ["late", "cut", "lost"])
def test_where_nobody_can_look_it_comes_a_second_time_and_not_a_third(
    world: World, box: Letterbox, fault: FaultKind
) -> None:
    sends_by(world, Sender(box, CONNECTS))
    box.faults = [fault]
    asks(world)
    for _ in range(4):
        world.waits(seconds=3)
    assert len(box.got) == 2


def test_only_what_nobody_knows_of_is_looked_for(world: World, box: Letterbox) -> None:
    courier = Courier(box, CONNECTS)
    assert isinstance(courier, Finder)
    assert not isinstance(Sender(box, CONNECTS), Finder)
    sends_by(world, courier)
    box.faults = ["down"]
    asks(world)
    world.waits(seconds=3)
    assert (len(box.got), box.looks) == (1, [])
    box.faults = [
        "reset",
        "down",
    ]  # it did not arrive the first time, which nobody knows, nor the second, which is sure
    asks(world, "veli")
    for _ in range(4):
        world.waits(seconds=5)
    assert (len(box.got), len(box.looks)) == (2, 2)


def test_what_a_killed_process_had_sent_is_found_and_not_sent_again(world: World, box: Letterbox) -> None:
    sends_by(world, Pigeon(CONNECTS))
    accounts, clock = [world.app.catalogue.accounts[ORNEK].id], world.clock
    asks(world)
    # As a kill leaves it: claimed, arrived, not settled.
    change = update(outbox).values(state="sending", unsure_since=clock.now(), lease_until=clock.now(), attempts=1)
    world.app.store.run(lambda tx: tx.execute(change))
    number = world.app.store.run(lambda tx: tx.execute(select(outbox.c.id)).scalar_one())
    box.got.append({"id": number, "chat": "chat-of-ali", "text": "Elbette"})
    world.app.store.run(lambda tx: out.release(tx, accounts))
    sends_by(world, Courier(box, CONNECTS))
    world.waits(seconds=1)
    assert (box.tries, box.looks, states(world)) == ([], [str(number)], [("sent", None)])


@pytest.mark.parametrize("arrived", [True, False])
def test_what_is_not_to_be_said_any_more_is_sent_if_it_was_said_already(
    world: World, box: Letterbox, arrived: bool
) -> None:
    sends_by(world, Pigeon(CONNECTS))
    asks(world)
    # As a kill leaves it; then somebody took the case, and the bot holds its tongue.
    left = {"state": "sending", "unsure_since": world.clock.now(), "lease_until": world.clock.now(), "attempts": 1}
    world.app.store.run(lambda tx: tx.execute(update(outbox).values(**left, guard_epoch=99)))
    number = world.app.store.run(lambda tx: tx.execute(select(outbox.c.id)).scalar_one())
    if arrived:
        box.got.append({"id": number, "chat": "chat-of-ali", "text": "Elbette"})
    sends_by(world, Courier(box, CONNECTS))
    world.waits(seconds=1)
    assert states(world) == ([("sent", None)] if arrived else [("dropped", "changed_hands")])
    assert (len(box.got), len(box.looks)) == (int(arrived), 1)


def test_a_refusal_is_final_and_the_lane_goes_on(world: World, box: Letterbox) -> None:
    sends_by(world, Courier(box, CONNECTS))
    box.faults = ["refused"]
    ali = asks(world)
    world.agent("elif").claims(ali.ref)
    assert states(world)[0] == ("failed", "no such chat")
    assert len(box.got) == len(states(world)) - 1


def test_a_message_that_nobody_takes_is_given_up_in_the_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MOST_TRIES", 4)
    pigeon = Pigeon(CONNECTS)
    sends_by(world, pigeon)
    pigeon.refusals = [ZeroDivisionError("a bug")] * 4
    ali = asks(world)
    world.agent("elif").claims(ali.ref)
    for _ in range(6):
        world.waits(seconds=60)
    assert states(world)[0] == ("failed", "ZeroDivisionError('a bug')")
    assert {state for state, _ in states(world)[1:]} == {"sent"}


def test_a_platform_that_is_down_is_asked_by_one_message_at_a_time(world: World, box: Letterbox) -> None:
    sends_by(world, Courier(box, CONNECTS))
    box.always = "down"
    customers = [asks(world, f"customer {number}") for number in range(12)]
    for _ in range(30):
        world.waits(seconds=10)
    hour = len(box.tries)
    for _ in range(360):
        world.waits(seconds=10)
    # Of an hour in which it is asked at least each half minute, and by nobody twice in the same look.
    assert 120 <= len(box.tries) - hour <= 360
    box.always = None
    for _ in range(7):
        world.waits(seconds=10)
    assert sorted(each["chat"] for each in box.got) == sorted(each.address.chat for each in customers)


def test_an_account_that_hangs_delays_no_other(world: World, box: Letterbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatching, "MOST_ON_THEIR_WAY", 3)
    courier = Courier(box, CONNECTS, AccountSettings(key="kamu", organization="kamu"), patience=30)
    dispatcher = sends_by(world, courier, ORNEK, KAMU)
    many = [waits_for_an_answer(world, f"customer {number}") for number in range(6)]
    one = waits_for_an_answer(world, "zeynep", KAMU)
    box.always, box.but = "silence", one.address.chat

    async def story() -> None:
        running = asyncio.create_task(dispatcher.run())
        async with asyncio.timeout(5):
            while not box.got or len(box.tries) < 4:  # noqa: ASYNC110 -- another thread does it
                await asyncio.sleep(0.01)
        running.cancel()

    world.run(story())
    assert [each["chat"] for each in box.got] == [one.address.chat]
    assert {each["chat"] for each in box.tries} < {each.address.chat for each in [*many, one]}


def test_an_organization_with_very_much_to_say_keeps_no_other_waiting_in_a_shared_account(world: World) -> None:
    for number in range(7):
        waits_for_an_answer(world, f"customer {number}")
    accounts, now, run = [world.app.catalogue.accounts[ORNEK].id], world.clock.now(), world.app.store.run
    waiting = run(lambda tx: lanes.due(tx, accounts, now))
    entry_of_last = run(lambda tx: tx.execute(select(outbox.c.entry).where(outbox.c.id == waiting[-1].id)).scalar_one())
    its_ticket = select(entry.c.ticket).where(entry.c.id == entry_of_last).scalar_subquery()
    run(lambda tx: tx.execute(update(ticket).where(ticket.c.id == its_ticket).values(organization="kamu")))
    run(lambda tx: tx.execute(update(account).where(account.c.id == accounts[0]).values(organization=None)))
    assert waiting[-1].id in [each.id for each in run(lambda tx: lanes.due(tx, accounts, now))[:2]]
    assert len(run(lambda tx: lanes.due(tx, accounts, now, most=1))) == 2


def waits_for_an_answer(world: World, name: str, account: str = ORNEK) -> CustomerOf:
    """Let somebody write whose answer is ready to be sent, and not sent."""
    world.sends_everything()
    customer = world.customer(name, account)
    world.run(world.app.intake.receive(customer.inbound(Kind.TEXT, "bir insanla görüşmek istiyorum")))
    world.clock.move(timedelta(seconds=5))
    for number in world.run(world.app.intake.due()):
        world.run(world.app.intake.wake(number))
    return customer


class Deaf(Pigeon):
    """A channel whose calls neither end nor let themselves be cancelled."""

    async def send(self, outgoing: Outgoing) -> list[str]:
        while not self.sent:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                await asyncio.sleep(0.5)
                self.sent.append(outgoing)
        return []


def test_a_call_that_never_ends_does_not_hold_its_lane_for_ever(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SEND_SECONDS", 0.1)
    sends_by(world, Deaf(CONNECTS))
    asks(world)
    assert states(world) == [("ready", "the platform did not answer in time")]
