"""Several processes send for many accounts: about as many each, and whoever was away sends nothing."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot import sharing as module
from bot.dispatcher import Dispatcher
from bot.leasing import BEAT, TERM, Leases
from bot.sharing import Sharing
from bot.store.tables import lease, outbox
from core.channel import AccountSettings
from core.messages import Kind, Outgoing
from tests.pigeon import Pigeon
from tests.world import CustomerOf, World

ORNEK = "web/ornek"
CONNECTS = AccountSettings(key="ornek", organization="ornek")


@pytest.fixture(autouse=True)
def _at_every_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROUND", 0.0)


class Process:
    """What one process has of its own. It lives as long as it is asked to."""

    def __init__(self, world: World, *accounts: str, named: int = 6) -> None:
        names = {1_000 + number: f"pigeon/{number}" for number in range(named)}
        names |= {world.app.catalogue.accounts[name].id: name for name in accounts}
        self._world = world
        self.leases = Leases(world.app.store, world.clock)
        self.sharing = Sharing(world.app.store, self.leases, names, world.clock)
        self.pigeon = Pigeon(CONNECTS)
        app = world.app
        world.sends_everything()
        mine = [app.catalogue.accounts[name].id for name in accounts]
        self.dispatcher = Dispatcher(
            app.store,
            app.engine,
            app.texts,
            {"web": self.pigeon},
            mine,
            app.hub,
            world.clock,
            None,
            self.sharing,
        )
        self._numbers = list(names)

    def lives(self) -> None:
        self._world.run(self.leases.beat())
        self._world.run(self.sharing.keep(lambda _: True))

    @property
    def has(self) -> set[int]:
        return {number for number in self._numbers if self.sharing.sends(number)}


def live(world: World, *processes: Process, seconds: float) -> None:
    """Let time pass, and `processes` live on."""
    for _ in range(int(seconds / BEAT)):
        world.clock.move(timedelta(seconds=BEAT))
        for process in processes:
            process.lives()


def test_accounts_spread_over_the_processes_that_come_and_go(world: World) -> None:
    first, second, third = Process(world), Process(world), Process(world)
    first.lives()
    assert len(first.has) == 6
    live(world, first, second, third, seconds=15)
    assert [len(each.has) for each in (first, second, third)] == [2, 2, 2]
    assert len(first.has | second.has | third.has) == 6
    before = first.has
    live(world, second, third, seconds=15)  # the first one died
    assert [len(each.has) for each in (second, third)] == [3, 3]
    assert first.has == set()
    assert before < second.has | third.has
    world.run(second.sharing.stop())
    live(world, third, seconds=3)  # the second one was stopped, and gave them back
    assert (len(third.has), second.has) == (6, set())


def test_nothing_moves_while_all_have_alike(world: World) -> None:
    processes = [Process(world, named=5) for _ in range(2)]
    live(world, *processes, seconds=15)
    before = [each.has for each in processes]
    assert sorted(map(len, before)) == [2, 3]
    live(world, *processes, seconds=60)
    assert [each.has for each in processes] == before
    assert world.count(lease, lease.c.epoch > 2) == 0


def test_processes_that_are_long_gone_are_forgotten(world: World) -> None:
    Process(world).lives()
    live(world, again := Process(world), seconds=15)
    world.clock.move(timedelta(hours=2))
    live(world, Process(world, named=7), again, seconds=3)
    assert world.count(lease, lease.c.name.startswith("sender: ")) == 2


def waits(world: World, name: str) -> CustomerOf:
    """Let somebody write whose answer is ready to be sent, and not sent."""
    world.sends_everything()
    customer = world.customer(name)
    world.run(world.app.intake.receive(customer.inbound(Kind.TEXT, "bir insanla görüşmek istiyorum")))
    world.clock.move(timedelta(seconds=5))
    for number in world.run(world.app.intake.due()):
        world.run(world.app.intake.wake(number))
    return customer


def test_who_was_away_between_the_claim_and_the_call_sends_nothing(world: World) -> None:
    waits(world, "ali")
    one, other = Process(world, ORNEK, named=0), Process(world, ORNEK, named=0)

    async def story() -> None:
        claimed, _ = await one.dispatcher._begin()
        assert len(claimed) == 1
        world.clock.move(TERM)  # the process stands still
        assert await other.dispatcher.send_due() == 1
        await asyncio.gather(*claimed)

    world.run(story())
    assert (len(one.pigeon.sent), len(other.pigeon.sent)) == (0, 1)
    assert rows(world) == [("sent", 2)]


def test_who_was_away_and_believes_to_hold_it_claims_nothing(world: World) -> None:
    one, other = Process(world, ORNEK, named=0), Process(world, ORNEK, named=0)
    one.lives()
    waits(world, "ali")
    world.clock.move(TERM)
    other.lives()
    account = world.app.catalogue.accounts[ORNEK].id
    run, now = world.app.store.run, world.clock.now()
    one.sharing._epochs[account] = 1
    assert run(lambda tx: one.sharing.confirmed(tx, [account, 77], now)) == {77: None}
    assert run(lambda tx: other.sharing.confirmed(tx, [account], now)) == {account: 2}


def test_who_was_away_in_the_middle_of_a_call_settles_nothing(world: World) -> None:
    waits(world, "ali")
    one, other = Process(world, ORNEK, named=0), Process(world, ORNEK, named=0)

    class Slow(Pigeon):
        async def send(self, outgoing: Outgoing) -> list[str]:
            self.sent.append(outgoing)
            world.clock.move(TERM)  # the process stands still
            await other.dispatcher.send_due()
            return ["late"]

    one.dispatcher._sending._channels = {"web": (slow := Slow(CONNECTS))}
    world.run(one.dispatcher.send_due())
    assert (len(slow.sent), len(other.pigeon.sent)) == (1, 1)  # one attempt each: nobody can know more
    assert rows(world) == [("sent", 2)]
    assert world.run(world.app.host.transcript(world.customer("ali").address))[-1].message_ids != ("late",)


def test_what_a_dead_process_was_sending_is_taken_up_with_its_lease(world: World) -> None:
    waits(world, "ali")
    one, other = Process(world, ORNEK, named=0), Process(world, ORNEK, named=0)

    async def claims() -> None:
        for task in (await one.dispatcher._begin())[0]:
            task.cancel()

    world.run(claims())
    assert world.run(other.dispatcher.send_due()) == 0
    world.clock.move(TERM)  # earlier than the claim itself would end
    assert world.run(other.dispatcher.send_due()) == 1
    assert rows(world) == [("sent", 2)]


def test_a_process_of_an_older_version_keeps_what_it_claims(world: World) -> None:
    waits(world, "ali")
    claimed = update(outbox).values(state="sending", attempts=1, lease_until=world.clock.now() + timedelta(seconds=30))
    world.app.store.run(lambda tx: tx.execute(claimed))
    one = Process(world, ORNEK, named=0)
    assert world.run(one.dispatcher.send_due()) == 0
    world.clock.move(timedelta(seconds=31))
    assert world.run(one.dispatcher.send_due()) == 1


def test_at_the_stop_what_is_on_its_way_arrives_and_the_accounts_are_free(world: World) -> None:
    waits(world, "ali")
    one, other = Process(world, ORNEK, named=0), Process(world, ORNEK, named=0)
    one.pigeon.flight_seconds = 0.3

    async def story() -> None:
        running = asyncio.create_task(one.dispatcher.run())
        while not one.dispatcher._running:  # noqa: ASYNC110 -- it is only seen
            await asyncio.sleep(0.01)
        await one.dispatcher.stop()
        await running

    world.run(story())
    assert rows(world) == [("sent", 1)]
    waits(world, "veli")
    assert world.run(one.dispatcher.send_due()) == 0
    assert world.run(other.dispatcher.send_due()) == 1


def rows(world: World) -> list[tuple[str, int]]:
    found = world.app.store.run(lambda tx: tx.execute(select(outbox.c.state, outbox.c.attempts)).all())
    return [(row.state, row.attempts) for row in found]
