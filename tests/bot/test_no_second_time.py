"""What could be said or shown a second time, or never, when a process, a clock or the database does something odd."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import make_url, select, update

from bot.pulse import Pulse
from bot.store import outbox as out
from bot.store.shares import SENDING
from bot.store.tables import address, outbox
from core.channel import SendFailed
from core.messages import Outgoing
from core.rooms import CardView, Shown
from tests.bot.rooms import Desk, desk_at
from tests.bot.test_sharing import ORNEK, Process, waits
from tests.pigeon import Pigeon
from tests.world import TUESDAY_MORNING, World


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with desk_at(database_url) as opened:
        yield opened


class Parrot(Pigeon):
    """A platform that can be asked what is there; `troubles` are what is raised instead."""

    def __init__(self, *accounts: Any) -> None:
        super().__init__(*accounts)
        self.troubles: list[Exception] = []
        self.loses_answers = 0

    async def send(self, outgoing: Outgoing) -> Sequence[str]:
        sent = await super().send(outgoing)
        if self.loses_answers:
            self.loses_answers -= 1
            raise SendFailed("no answer", unsure=True)
        return sent

    async def find(self, outgoing: Outgoing, since: datetime) -> Sequence[str] | None:
        if self.troubles:
            raise self.troubles.pop(0)
        return ("there",) if any(each.id == outgoing.id for each in self.sent) else None


@pytest.fixture
def one(world: World) -> Process:
    made = Process(world, ORNEK, named=0)
    made.pigeon = Parrot(*made.pigeon.accounts)
    made.dispatcher._sending._channels = {"web": made.pigeon}
    return made


def row(world: World) -> Any:
    return world.app.store.run(lambda tx: tx.execute(select(outbox)).one())


def test_what_may_have_arrived_is_looked_for_also_after_its_address_was_gone_for_a_while(
    world: World, one: Process
) -> None:
    waits(world, "ali")
    one.pigeon.loses_answers, one.pigeon.troubles = 1, [SendFailed("blocked", gone=True)]  # type: ignore[attr-defined]
    world.run(one.dispatcher.send_due())
    world.clock.move(timedelta(seconds=60))
    world.run(one.dispatcher.send_due())
    assert row(world).state == "ready"
    assert world.count(address, address.c.gone_at.is_not(None)) == 1
    world.app.store.run(lambda tx: tx.execute(update(address).values(gone_at=None)))  # somebody wrote from there
    world.run(one.dispatcher.send_due())
    assert (row(world).state, len(one.pigeon.sent)) == ("sent", 1)


def test_what_may_have_arrived_is_looked_for_also_when_the_clock_was_set_back(world: World) -> None:
    waits(world, "ali")
    world.clock.move(timedelta(minutes=2))
    run, number = world.app.store.run, row(world).id
    [first] = run(lambda tx: out.claim(tx, [number], world.clock.now()))
    assert first.unsure_since is None
    began = world.clock.now()
    run(lambda tx: out.release(tx, [first.account_id]))  # it was killed, and is started again
    world.clock.move(-timedelta(minutes=1))
    [again] = run(lambda tx: out.claim(tx, [number], world.clock.now()))
    assert again.unsure_since == began


def test_what_is_not_to_be_said_any_more_is_dropped_also_where_the_look_breaks(world: World, one: Process) -> None:
    waits(world, "ali")
    before = world.clock.now() - timedelta(minutes=1)
    stale = update(outbox).values(guard_epoch=99, unsure_since=before)
    world.app.store.run(lambda tx: tx.execute(stale))
    one.pigeon.troubles = [KeyError("messages")]  # type: ignore[attr-defined]
    world.run(one.dispatcher.send_due())
    assert (row(world).state, row(world).error) == ("dropped", out.CHANGED_HANDS)


def test_a_platform_that_is_down_is_tried_again_in_time_when_the_clock_is_set_back() -> None:
    pulse, now = Pulse(), TUESDAY_MORNING
    for _ in range(3):
        pulse.silent(1, now)
    earlier = now - timedelta(hours=1)
    pulse.calls(1, 50, 0, earlier)
    assert pulse.calls(1, 50, 0, earlier + timedelta(seconds=31)) == 1


def test_a_lease_that_is_ours_and_was_not_taken_up_is_taken_up(world: World, one: Process) -> None:
    waits(world, "ali")
    # The database went between the two steps.
    world.run(one.leases.hold(ORNEK + SENDING, 60.0))
    assert world.run(one.dispatcher.send_due()) == 1
    assert row(world).state == "sent"


def hands_over(desk: Desk) -> str:
    ali = desk.world.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    return ali.ref


def test_a_card_that_is_under_way_is_not_begun_again_when_the_clock_jumps(desk: Desk) -> None:
    shows, world = desk.pigeon.show_card, desk.world

    async def slowly(card: CardView, message_id: str | None) -> Shown:
        world.clock.move(timedelta(minutes=1))
        await world.app.dispatcher.send_due()
        return await shows(card, message_id)

    desk.pigeon.show_card = slowly  # type: ignore[method-assign]
    ref = hands_over(desk)
    world.waits(seconds=1)
    assert [card.ref for card, number in desk.pigeon.cards if number is None] == [ref]


def test_who_stood_still_before_a_card_left_shows_none(desk: Desk) -> None:
    asked: list[int] = []

    def still(account: int) -> bool:
        asked.append(len(desk.pigeon.cards))
        return len(asked) > 1

    desk.world.app.dispatcher._showing._still = still
    hands_over(desk)
    desk.world.waits(seconds=1)
    assert asked[:2] == [0, 0]
    assert len(desk.pigeon.cards) == 1


@pytest.mark.timeout(180)
def test_a_card_that_was_shown_while_the_database_went_is_not_shown_again(desk: Desk) -> None:
    world, shows = desk.world, desk.pigeon.show_card
    if not world.app.store.sqlite:
        pytest.skip("here it is locked by another program")
    locked = sqlite3.connect(
        make_url(world.app.store.url).database or "", isolation_level=None, check_same_thread=False
    )

    async def and_then_the_database_goes(card: CardView, message_id: str | None) -> Shown:
        shown = await shows(card, message_id)
        if len(desk.pigeon.cards) == 1:
            locked.execute("BEGIN EXCLUSIVE")
            threading.Timer(7.0, locked.execute, ("ROLLBACK",)).start()
        return shown

    desk.pigeon.show_card = and_then_the_database_goes  # type: ignore[method-assign]
    hands_over(desk)
    for _ in range(3):
        world.waits(seconds=31)
    locked.close()
    assert len([card for card, number in desk.pigeon.cards if number is None]) == 1
