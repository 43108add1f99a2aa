"""Two channels of one person, on real databases: what becomes one, what is refused, and two of everything."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from bot import pairing
from bot.store import tables as t
from bot.store.engine import WRITERS
from bot.store.pairing import forget
from core.effects import Act, Command
from core.messages import Kind
from core.ticket import Status
from tests.world import CustomerOf, World

CODE = re.compile(r"[A-Z0-9]{5}-[A-Z0-9]{5}")
STRANGE = "terminal/local"


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    made = World(database_url)
    yield made
    made.close()


def code_of(customer: CustomerOf) -> str:
    """Return the code that a customer gets when he asks for one."""
    [how, told] = customer.says("telefondan da yazmak istiyorum")
    assert "bir sonraki mesajımda" in how.parts[0].text
    found = CODE.fullmatch(told.parts[0].text)
    assert found
    return found[0]


def owner(world: World, customer: CustomerOf) -> int:
    place = select(t.conversation.c.person).join(t.address, t.address.c.id == t.conversation.c.address)
    wanted = place.where(t.address.c.chat == customer.address.chat)
    return int(world.app.store.run(lambda tx: tx.execute(wanted).scalar_one()))


def persons(world: World) -> set[int]:
    """Return those who are not joined into somebody, and no agents."""
    wanted = select(t.person.c.id).where(
        t.person.c.joined_into.is_(None), t.person.c.id.not_in(select(t.agent.c.person))
    )
    return set(world.app.store.run(lambda tx: tx.execute(wanted).scalars().all()))


def test_a_code_makes_two_channels_one_persons_with_everything_that_is_his(world: World) -> None:
    ali, phone = world.customer("ali"), world.customer("cep", STRANGE)
    ali.says("vpn bağlanmıyor", "destek uzmanı istiyorum")
    phone.says("yazıcım çalışmıyor", "destek uzmanı istiyorum")
    first, second = ali.ref, phone.ref
    code = code_of(ali)
    assert phone.says(code)[-1].parts[0].text.startswith("Tamam, iki kanalı bağladım.")
    assert owner(world, phone) == owner(world, ali)
    assert persons(world) == {owner(world, ali)}
    assert {world.ticket(ref).requester for ref in (first, second)} == {owner(world, ali)}
    assert world.count(t.customer, t.customer.c.person == owner(world, ali)) == 1
    assert world.count(t.identity, t.identity.c.person == owner(world, ali)) == 2
    told = " ".join(part.text for line in phone.says("durum ne") for part in line.parts)
    assert first in told, "what he asked on one channel he may ask after on the other"
    world.agent("elif").claims(second)
    world.agent("elif").does(Command.REPLY, second, words="Bakıyorum.")
    assert any("Bakıyorum." in part.text for line in phone.sees() for part in line.parts)
    assert world.count(t.audit, t.audit.c.what == "person.join") == 1


def test_the_code_is_kept_nowhere_in_clear_once_it_was_used(world: World) -> None:
    ali, phone = world.customer("ali"), world.customer("cep", STRANGE)
    ali.says("vpn bağlanmıyor", "destek uzmanı istiyorum")
    code = code_of(ali)
    on_ticket = select(t.entry.c.text).where(t.entry.c.ticket.is_not(None))
    said = world.app.store.run(lambda tx: tx.execute(on_ticket).scalars().all())
    assert code not in " ".join(said), "agents do not read it"
    phone.says(f"kodum {code}")

    def everything(tx: Any) -> str:
        return repr([tx.execute(select(table)).all() for table in t.metadata.sorted_tables if table is not t.inbox])

    assert code not in world.app.store.run(everything)
    assert [line.parts[0].text for line in phone.sees() if line.author == "customer"] == ["kodum ••••••"]
    assert "••••••" in [line.parts[0].text for line in ali.sees()]


@pytest.mark.parametrize("why", ["mistyped", "used", "expired", "another organization", "replaced"])
def test_a_code_that_is_not_valid_changes_nothing_and_is_told_alike(world: World, why: str) -> None:
    ali, phone = world.customer("ali"), world.customer("cep", STRANGE)
    phone.says("yazıcım çalışmıyor", "destek uzmanı istiyorum")
    code = code_of(ali)
    if why == "mistyped":
        code = "A2A2A-2A2A2"
    if why == "used":
        world.customer("tablet", STRANGE).says(code)
    if why == "expired":
        world.waits(hours=25)
    if why == "another organization":
        phone = world.customer("kamu", "web/kamu")
        phone.says("yazıcım çalışmıyor", "destek uzmanı istiyorum")
    if why == "replaced":
        code_of(ali)
    before, ticket = persons(world), phone.ticket
    assert phone.says(code)[-1].parts[0].text.startswith("Bu kod geçerli değil")
    assert persons(world) == before
    assert phone.ticket.requester == ticket.requester == owner(world, phone)
    assert world.count(t.mistaken_code, t.mistaken_code.c.person == owner(world, phone)) == 1


def test_a_code_of_his_own_does_nothing_where_he_got_it(world: World) -> None:
    ali, phone = world.customer("ali"), world.customer("cep", STRANGE)
    code = code_of(ali)
    assert ali.says(code)[-1].parts[0].text.startswith("Bu kodu siz aldınız")
    assert phone.says(code)[-1].parts[0].text.startswith("Tamam")


def test_what_nobody_asks_for_any_more_is_forgotten(world: World) -> None:
    ali = world.customer("ali")
    code = code_of(ali)
    world.app.store.run(lambda tx: forget(tx, world.clock.now() + timedelta(hours=23)))
    assert world.count(t.pairing_code) == 1
    world.app.store.run(lambda tx: forget(tx, world.clock.now() + timedelta(hours=25)))
    assert world.count(t.pairing_code) == 0
    assert world.count(t.entry, t.entry.c.text == code) == 0


def test_the_code_of_an_agent_makes_a_channel_his(world: World) -> None:
    elif_, phone = world.agent("elif").agent.person, world.customer("cep", STRANGE)
    phone.says("yazıcım çalışmıyor", "destek uzmanı istiyorum")
    code = world.app.store.run(lambda tx: pairing.for_agent(tx, elif_, world.clock.now()))
    assert phone.says(code)[-1].parts[0].text.startswith("Tamam")
    assert owner(world, phone) == elif_
    assert world.agent("elif").agent.name == "Elif Demir"
    assert phone.ticket.requester == elif_
    assert world.ticket(phone.ref).status is Status.QUEUED
    mert = world.agent("mert").agent.person
    other = world.app.store.run(lambda tx: pairing.for_agent(tx, mert, world.clock.now()))
    assert phone.says(other)[-1].parts[0].text.startswith("Bu kod geçerli değil"), "two agents stay two"


def test_a_customers_code_on_an_agents_channel_makes_the_customers_channel_the_agents(world: World) -> None:
    elif_, ali, phone = world.agent("elif").agent.person, world.customer("ali"), world.customer("cep", STRANGE)
    phone.says(world.app.store.run(lambda tx: pairing.for_agent(tx, elif_, world.clock.now())))
    assert phone.says(code_of(ali))[-1].parts[0].text.startswith("Tamam")
    assert owner(world, ali) == owner(world, phone) == elif_


def test_the_code_of_an_agent_who_is_off_is_worth_nothing(world: World) -> None:
    elif_, phone = world.agent("elif").agent.person, world.customer("cep", STRANGE)
    code = world.app.store.run(lambda tx: pairing.for_agent(tx, elif_, world.clock.now()))
    off = update(t.agent).where(t.agent.c.person == elif_).values(active=False)
    world.app.store.run(lambda tx: tx.execute(off))
    assert phone.says(code)[-1].parts[0].text.startswith("Bu kod geçerli değil")


async def _at_once(world: World, *said: tuple[CustomerOf, str]) -> None:
    store = world.app.store
    await asyncio.gather(*(store.write(lambda tx: tx.execute(text("SELECT 1"))) for _ in range(4 * WRITERS)))
    events = [customer.inbound(Kind.TEXT, text=words) for customer, words in said]
    await asyncio.gather(*(world.app.intake.receive(event) for event in events))


def _race(world: World, *said: tuple[CustomerOf, str]) -> None:
    """Let all say it at once, to people: their words are played at once, not after a while."""
    world.run(_at_once(world, *said))
    world.waits(seconds=5)


def with_people(world: World, name: str, account: str = "web/ornek") -> CustomerOf:
    customer = world.customer(name, account)
    customer.says("yazıcım çalışmıyor", "destek uzmanı istiyorum")
    world.agent("elif").claims(customer.ref)
    return customer


def test_of_two_who_type_one_code_at_once_one_is_joined(world: World) -> None:
    ali, one, two = with_people(world, "ali"), with_people(world, "bir"), with_people(world, "iki")
    code = code_of(ali)
    _race(world, (one, code), (two, code))
    assert len(persons(world)) == 2
    joined = [each for each in (one, two) if owner(world, each) == owner(world, ali)]
    assert len(joined) == 1
    refused = next(each for each in (one, two) if each not in joined)
    assert world.ticket(refused.ref).requester == owner(world, refused)


def test_two_who_type_each_others_codes_at_once_are_one_and_nobody_waits_for_ever(world: World) -> None:
    ali, veli = with_people(world, "ali"), with_people(world, "veli")
    first, second = code_of(ali), code_of(veli)
    _race(world, (ali, second), (veli, first))
    assert owner(world, ali) == owner(world, veli)
    assert persons(world) == {owner(world, ali)}
    assert {world.ticket(each.ref).requester for each in (ali, veli)} == {owner(world, ali)}


def test_who_writes_while_his_channels_are_joined_loses_no_word(world: World) -> None:
    ali, phone = with_people(world, "ali"), with_people(world, "cep", STRANGE)
    code, number = code_of(ali), world.number()
    words = [f"satır {number} {line}" for line in range(6)]

    async def race() -> None:
        said = [(phone, line) for line in words[:3]] + [(phone, code)] + [(ali, line) for line in words[3:]]
        agent = world.agent("elif").agent
        note = [world.app.agents.act(agent, each.ref, Act(command=Command.NOTE, words="not")) for each in (ali, phone)]
        await asyncio.gather(_at_once(world, *said), *note)

    world.run(race())
    world.waits(seconds=5)
    assert owner(world, phone) == owner(world, ali)
    kept = select(t.entry.c.text).where(t.entry.c.author == "customer")
    assert set(words) <= set(world.app.store.run(lambda tx: tx.execute(kept).scalars().all()))
    assert world.count(t.inbox, t.inbox.c.state == "dead") == 0
    assert world.count(t.entry, t.entry.c.kind == "note") == 2
