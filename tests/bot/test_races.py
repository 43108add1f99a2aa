"""Two of everything: copies of one event, first words at once, rival agents, rival senders, rival processes.

Each race runs on both databases with connections that are open already, because a cold pool lets the
rivals in one by one.
"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, text

from bot.app import App
from bot.dispatcher import Dispatcher
from bot.store import conversations, people
from bot.store.engine import WRITERS
from bot.store.tables import conversation, entry, identity, inbox, move, outbox, person, ticket
from core.channel import AccountSettings
from core.desk import Outcome
from core.effects import Act, Command
from core.errors import ClaimLost
from core.messages import Kind
from core.ticket import Status
from tests.pigeon import Pigeon
from tests.world import World, shipped_config


async def warm(app: App) -> None:
    """Open every connection of the gate."""
    await asyncio.gather(*(app.store.write(lambda tx: tx.execute(text("SELECT 1"))) for _ in range(4 * WRITERS)))


def test_25_copies_of_one_event_have_one_effect(world: World) -> None:
    ali = world.customer("ali")
    event = ali.inbound(Kind.TEXT, text="vpn bağlanmıyor")

    async def race() -> None:
        await warm(world.app)
        await asyncio.gather(*(world.app.intake.receive(event) for _ in range(25)))

    world.run(race())
    world.waits(seconds=5)
    assert world.count(inbox) == world.count(ticket) == 1
    assert world.count(entry, entry.c.author == "customer") == 1
    assert [line.author for line in ali.sees()] == ["customer", "bot"]


def test_the_same_message_under_another_event_id_has_no_second_effect(world: World) -> None:
    ali = world.customer("ali")
    for _ in range(2):
        event = replace(ali.inbound(Kind.TEXT, text="vpn bağlanmıyor"), message_id="the same")
        world.run(world.app.intake.receive(event))
    assert world.count(inbox) == 1


def test_the_same_event_with_another_message_id_has_no_second_effect(world: World) -> None:
    ali = world.customer("ali")
    for _ in range(2):
        event = replace(ali.inbound(Kind.TEXT, text="vpn bağlanmıyor"), event_id="the same")
        world.run(world.app.intake.receive(event))
    assert world.count(inbox) == 1


def test_25_first_messages_of_one_person_make_one_conversation(world: World) -> None:
    ali = world.customer("ali")
    events = [ali.inbound(Kind.TEXT, text=f"vpn bağlanmıyor {number}") for number in range(25)]

    async def race() -> None:
        await warm(world.app)
        await asyncio.gather(*(world.app.intake.receive(event) for event in events))

    before = world.count(person)
    world.run(race())
    world.waits(minutes=3)  # so many at once are answered after a pause
    assert world.count(identity, identity.c.external_id == "ali") == 1
    assert world.count(person) == before + 1
    assert world.count(conversation) == world.count(ticket) == 1
    assert world.count(entry, entry.c.author == "customer") == 25


def test_50_claims_have_one_winner(world: World) -> None:
    ali = world.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    ref, rivals = ali.ref, [world.agent(key).agent for key in ("elif", "mert", "zeynep")]

    async def race() -> list[Outcome | BaseException]:
        await warm(world.app)
        claims = (world.app.agents.act(rivals[number % 3], ref, Act(command=Command.CLAIM)) for number in range(50))
        return await asyncio.gather(*claims, return_exceptions=True)

    answers = world.run(race())
    lost = [answer for answer in answers if isinstance(answer, ClaimLost)]
    won = [answer for answer in answers if isinstance(answer, Outcome)]
    winner = world.ticket(ref).owner_name
    assert len(lost) + len(won) == 50
    assert {answer.values["agent"] for answer in lost} == {winner}
    assert {answer.ticket.owner_name for answer in won} == {winner}
    assert world.count(move, move.c.command == "claim") == 1
    assert world.ticket(ref).owner_epoch == 1


def test_two_wakes_at_once_answer_once(world: World) -> None:
    ali = world.customer("ali")
    world.run(world.app.intake.receive(ali.inbound(Kind.TEXT, text="vpn bağlanmıyor")))
    world.clock.move(timedelta(seconds=3))
    [number] = world.run(world.app.intake.due())

    async def race() -> None:
        await warm(world.app)
        await asyncio.gather(*(world.app.intake.wake(number) for _ in range(10)))

    world.run(race())
    assert world.count(ticket) == world.count(outbox) == 1


def test_words_that_arrive_while_the_bot_answers_are_not_lost(world: World) -> None:
    ali = world.customer("ali")
    world.run(world.app.intake.receive(ali.inbound(Kind.TEXT, text="vpn bağlanmıyor")))
    world.clock.move(timedelta(seconds=3))
    [number] = world.run(world.app.intake.due())
    late = [ali.inbound(Kind.TEXT, text=f"hata {code}") for code in range(10)]

    async def race() -> None:
        await warm(world.app)
        await asyncio.gather(world.app.intake.wake(number), *map(world.app.intake.receive, late))

    world.run(race())
    world.waits(seconds=60)
    assert world.count(inbox, inbox.c.state == "pending") == 0
    assert world.count(entry, entry.c.author == "customer", entry.c.ticket.is_not(None)) == 11


def test_lines_that_wait_are_answered_although_an_agent_acts_meanwhile(world: World) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("vpn bağlanmıyor")
    world.run(world.app.intake.receive(ali.inbound(Kind.TEXT, text="hata kodu 800")))
    elif_.claims(ali.ref)
    world.waits(seconds=5)
    assert world.count(inbox, inbox.c.state == "pending") == 0


def test_what_a_wake_read_before_the_lock_it_reads_again(world: World) -> None:
    ali = world.customer("ali")
    world.run(world.app.intake.receive(ali.inbound(Kind.TEXT, text="vpn bağlanmıyor")))
    world.clock.move(timedelta(seconds=3))
    [number] = world.run(world.app.intake.due())
    held, free = threading.Event(), threading.Event()

    def takes_up(tx: Connection) -> None:
        place = conversations.by_id(tx, number)
        assert place is not None
        people.lock(tx, place.person)
        conversations.rest(tx, number)
        held.set()
        assert free.wait(10)

    async def race() -> None:
        await warm(world.app)
        other = asyncio.create_task(world.app.store.write(takes_up))
        await asyncio.to_thread(held.wait, 10)
        wake = asyncio.create_task(world.app.intake.wake(number))
        await asyncio.sleep(0.3)  # the wake has read what it can, and waits for the lock
        free.set()
        await asyncio.gather(other, wake)

    world.run(race())
    assert world.count(ticket) == 0


def test_a_claim_and_the_customers_words_at_once_lose_neither(world: World) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif").agent
    ali.says("bir insanla görüşmek istiyorum")
    ref, words = ali.ref, [ali.inbound(Kind.TEXT, text=f"ekran {number}") for number in range(10)]

    async def race() -> None:
        await warm(world.app)
        claim = world.app.agents.act(elif_, ref, Act(command=Command.CLAIM))
        await asyncio.gather(claim, *map(world.app.intake.receive, words))

    world.run(race())
    world.waits(seconds=60)
    assert world.ticket(ref).status is Status.IN_PROGRESS
    assert world.count(entry, entry.c.author == "customer", entry.c.ticket.is_not(None)) == 11


def test_rival_dispatchers_send_each_line_once_and_in_order(world: World) -> None:
    world.sends_everything()
    customers = [world.customer(f"customer {number}") for number in range(6)]
    elif_ = world.agent("elif").agent
    for customer in customers:
        customer.says("bir insanla görüşmek istiyorum")
    pigeon = Pigeon(AccountSettings(key="ornek", organization="ornek"))
    pigeon.flight_seconds = 0.002
    rivals = [
        Dispatcher(
            world.app.store,
            world.app.engine,
            world.app.texts,
            {"web": pigeon},
            [world.app.catalogue.accounts["web/ornek"].id],
            world.app.hub,
            world.clock,
        )
        for _ in range(4)
    ]

    async def story() -> None:
        for name, ref in refs.items():
            await world.app.agents.act(elif_, ref, Act(command=Command.CLAIM))
            for number in range(8):
                await world.app.agents.act(elif_, ref, Act(command=Command.REPLY, words=f"{name}: {number}"))

    async def race() -> None:
        await warm(world.app)
        while world.count(outbox, outbox.c.state.in_(("ready", "sending"))):
            await asyncio.gather(*(rival.send_due() for rival in rivals))

    refs = {customer.name: customer.ref for customer in customers}
    world.run(story())
    world.run(race())
    for customer in customers:
        replies = [sent.plain for sent in pigeon.sent if sent.author and sent.plain.startswith(f"{customer.name}:")]
        assert replies == [f"{customer.name}: {number}" for number in range(8)]


def test_two_servers_that_start_at_once_agree(database_url: str) -> None:
    async def start() -> list[App]:
        config = shipped_config(database_url)
        return await asyncio.gather(*(asyncio.to_thread(App, config) for _ in range(2)))

    first, second = asyncio.run(start())
    assert first.catalogue.terms == second.catalogue.terms
    first.store.close()
    second.store.close()
