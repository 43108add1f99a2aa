"""Several cases of one person: words that wait for their place, a second channel, a message that is answered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert, select

from bot.store.tables import entry, identity, message_link, person, ticket
from core.errors import NotAllowed
from core.messages import Kind
from core.ticket import Status
from tests.world import CustomerOf, World


@pytest.fixture
def ali(world: World) -> CustomerOf:
    """A customer with a case about the VPN and one about the printer, who heard of the first one last."""
    customer = world.customer("ali")
    customer.says("vpn bağlanmıyor, bir uzmanla görüşmek istiyorum")
    first = customer.ref
    customer.says("bir de yazıcıdan çıktı alamıyorum")
    customer.presses("Destek uzmanı istiyorum")
    elif_ = world.agent("elif")
    elif_.claims(first)
    elif_.replies(first, "Merhaba.")
    return customer


def test_words_that_nobody_placed_go_to_the_latest_case_after_half_an_hour(world: World, ali: CustomerOf) -> None:
    ali.says("kapatıp açtım, değişen bir şey yok")
    assert ali.hears()[-1] == "matter.which"
    assert not world.run(world.app.host.busy(ali.address)), "nobody is preparing an answer"
    world.waits(minutes=31)
    assert placed(world, "kapatıp açtım, değişen bir şey yok") == "yazıcıdan çıktı alamıyorum"
    world.waits(minutes=31)
    assert ali.hears().count("matter.which") == 1


def test_placed_words_stand_on_the_timeline_of_their_case_only(world: World, ali: CustomerOf) -> None:
    ali.says("kapatıp açtım, değişen bir şey yok")
    assert placed(world, "kapatıp açtım, değişen bir şey yok") is None
    ali.presses(next(button.label for button in ali.sees()[-1].buttons if "vpn" in button.label))
    assert placed(world, "kapatıp açtım, değişen bir şey yok") == "vpn bağlanmıyor"


def test_an_answered_message_says_which_case_is_meant(world: World, ali: CustomerOf) -> None:
    about_printer = next(line for line in ali.sees() if line.parts[0].text.endswith("(yazıcıdan çıktı alamıyorum):"))
    event = replace(ali.inbound(Kind.TEXT, text="toneri değiştirdim"), reply_to=about_printer.message_ids[0])
    world.run(world.app.intake.receive(event))
    world.waits(seconds=5)
    assert placed(world, "toneri değiştirdim") == "yazıcıdan çıktı alamıyorum"


def test_two_channels_of_one_person_are_one_customer_on_one_ticket(world: World) -> None:
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor, bir uzmanla görüşmek istiyorum")
    same = world.customer("ali", account="terminal/local")
    link(world, ali.ticket.requester, "terminal", "ali")
    same.says("çağrım ne durumda")
    assert same.ref == ali.ref
    world.agent("elif").claims(ali.ref)
    assert same.hears()[-1] == "ticket.claimed", "people are answered where they wrote last"
    assert world.count(ticket) == 1


def test_an_agent_who_writes_to_the_desk_is_a_customer_and_cannot_take_the_case(world: World) -> None:
    elif_ = world.agent("elif")
    link(world, elif_.agent.person, "web", "elif-at-home")
    herself = world.customer("elif-at-home")
    herself.says("bilgisayarım açılmıyor, bir uzmanla görüşmek istiyorum")
    with pytest.raises(NotAllowed):
        elif_.claims(herself.ref)
    world.agent("mert").claims(herself.ref)
    assert herself.ticket.status is Status.IN_PROGRESS
    assert world.count(person, person.c.name == "Elif-At-Home") == 0


def test_each_of_two_matters_in_one_message_keeps_its_own_words(world: World) -> None:
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor bir de yazıcı çıktı vermiyor")
    ali.presses("Evet, ayırın")
    titles = world.app.store.run(lambda tx: set(tx.execute(select(ticket.c.title)).scalars()))
    assert titles == {"vpn bağlanmıyor", "yazıcı çıktı vermiyor"}


def placed(world: World, words: str) -> str | None:
    """Return the title of the ticket on whose timeline `words` stand."""
    titled = (
        select(ticket.c.title)
        .select_from(entry)
        .join(message_link, message_link.c.entry == entry.c.id)
        .outerjoin(ticket, ticket.c.id == entry.c.ticket)
        .where(entry.c.text == words)
    )
    found: str | None = world.app.store.run(lambda tx: tx.execute(titled).scalar_one())
    return found


def link(world: World, number: int, channel: str, external_id: str) -> None:
    """Let an identity on `channel` be the person `number`."""
    values = {"person": number, "channel": channel, "realm": "story", "external_id": external_id}
    world.app.store.run(lambda tx: tx.execute(insert(identity), values))
