"""What agents may do: their own business, with the rights they have at that very moment."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.store.tables import agent, agent_queue, entry, move, outbox
from core.effects import Command
from core.errors import Missing, NotAllowed, NotFound
from core.ticket import Status
from tests.world import CustomerOf, World


@pytest.fixture
def ali(world: World) -> CustomerOf:
    """A customer who waits for a person."""
    customer = world.customer("ali")
    customer.says("bir insanla görüşmek istiyorum")
    return customer


def test_who_was_deactivated_can_do_nothing_more(world: World, ali: CustomerOf) -> None:
    elif_ = world.agent("elif")
    world.app.store.run(lambda tx: tx.execute(update(agent).where(agent.c.key == "elif").values(active=False)))
    with pytest.raises(NotFound):
        elif_.claims(ali.ref)
    assert ali.ticket.status is Status.QUEUED


def test_a_queue_that_was_taken_away_is_nobodys_business_at_once(world: World, ali: CustomerOf) -> None:
    elif_ = world.agent("elif")
    world.app.store.run(lambda tx: tx.execute(agent_queue.delete()))
    with pytest.raises(NotFound):
        elif_.claims(ali.ref)


def test_an_unknown_ticket_and_another_queues_are_answered_alike(world: World) -> None:
    ali = world.customer("ali")
    ali.says("SAP GUI açılmıyor")
    for ref in (ali.ref, "A2A2A2"):
        with pytest.raises(NotFound):
            world.agent("elif").claims(ref)


def test_only_the_owner_writes_to_the_customer(world: World, ali: CustomerOf) -> None:
    world.agent("elif").claims(ali.ref)
    with pytest.raises(NotAllowed):
        world.agent("mert").replies(ali.ref, "Ben de buradayım.")
    assert "agent" not in ali.hears()


def test_what_is_refused_changes_nothing(world: World, ali: CustomerOf) -> None:
    elif_ = world.agent("elif")
    before = (ali.ticket, world.count(entry), world.count(move), world.count(outbox))
    with pytest.raises(NotAllowed):
        elif_.solves(ali.ref, "Bitti.")
    with pytest.raises(Missing):
        elif_.notes(ali.ref, "  ")
    assert (ali.ticket, world.count(entry), world.count(move), world.count(outbox)) == before


def test_claiming_ones_own_ticket_again_changes_nothing(world: World, ali: CustomerOf) -> None:
    elif_ = world.agent("elif")
    elif_.claims(ali.ref)
    before = (ali.ticket, world.count(move))
    assert elif_.claims(ali.ref).repeated
    assert (ali.ticket, world.count(move)) == before


def test_a_note_reaches_no_customer(world: World, ali: CustomerOf) -> None:
    elif_ = world.agent("elif")
    elif_.claims(ali.ref)
    sent = world.count(outbox)
    elif_.notes(ali.ref, "Bu kullanıcıda sık oluyor.")
    assert world.count(outbox) == sent
    assert world.count(entry, entry.c.kind == "note", entry.c.audience == "agents", entry.c.name == "Elif Demir") == 1


def test_a_transfer_keeps_the_one_who_handed_over_as_coordinator(world: World, ali: CustomerOf) -> None:
    elif_, mert = world.agent("elif"), world.agent("mert")
    elif_.claims(ali.ref)
    elif_.does(Command.TRANSFER, ali.ref, queue="network")
    assert ali.hears()[-2:] == ["ticket.transferred", "human.until"]
    mert.claims(ali.ref)
    assert (ali.ticket.owner, ali.ticket.coordinator) == (mert.agent.person, elif_.agent.person)
    elif_.notes(ali.ref, "Takipteyim.")


def test_waiting_for_the_customer_ends_with_the_customers_words(world: World, ali: CustomerOf) -> None:
    elif_ = world.agent("elif")
    elif_.claims(ali.ref)
    elif_.does(Command.WAIT_CUSTOMER, ali.ref, words="Hangi kattasınız?")
    assert ali.hears()[-1] == "waiting.customer"
    assert ali.ticket.status == "waiting_customer"
    ali.says("üçüncü kat")
    assert ali.ticket.status == "in_progress"
