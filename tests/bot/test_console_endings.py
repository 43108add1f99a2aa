"""The endings on a ticket's page: calls, merges, what is void, and what only leads read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from bot.store.tables import ticket
from core.ticket import Ending, Status
from tests.console_desk import Visitor, commands_on, text_of
from tests.world import CustomerOf, World


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def ali(world: World) -> CustomerOf:
    """A customer whose case Elif has solved."""
    customer, elif_ = world.customer("ali"), world.agent("elif")
    customer.says("ekranım titriyor", "destek uzmanı istiyorum")
    elif_.claims(customer.ref)
    elif_.solves(customer.ref, "Kabloyu değiştirdik.")
    return customer


def signed_in(world: World, key: str) -> Visitor:
    visitor = Visitor(world)
    assert visitor.sign_in(key).status_code == 303
    return visitor


def page(ref: str) -> str:
    return f"/desk/tickets/{ref}"


def test_a_case_is_given_up_only_after_a_call_that_was_not_answered(world: World, ali: CustomerOf) -> None:
    desk, ref = signed_in(world, "elif"), ali.ref
    assert "give_up" not in commands_on(desk.get(page(ref)).text)
    refused = desk.does("call", ref, reached="yes")
    assert refused.status_code == 422
    desk.does("call", ref, reached="no", words="Santral kapalı.")
    shown = desk.get(page(ref)).text
    assert "Telefonla aradı, ulaşamadı: Elif Demir. Not: Santral kapalı." in text_of(shown)
    assert "give_up" in commands_on(shown)
    desk.does("give_up", ref)
    assert ali.ticket.end_reason is Ending.UNREACHABLE


def test_a_yes_on_the_phone_is_offered_only_where_there_is_no_chat(world: World, ali: CustomerOf) -> None:
    desk, ref = signed_in(world, "elif"), ali.ref
    assert "confirm_by_phone" not in commands_on(desk.get(page(ref)).text)
    world.app.store.run(lambda tx: tx.execute(update(ticket).values(home_conversation=None)))
    assert "confirm_by_phone" in commands_on(desk.get(page(ref)).text)
    desk.does("confirm_by_phone", ref, words="Düzelmiş.")
    assert world.ticket(ref).end_reason is Ending.CONFIRMED_BY_PHONE


def test_two_tickets_are_merged_by_number_and_the_merge_is_undone(world: World, ali: CustomerOf) -> None:
    desk, first = signed_in(world, "elif"), ali.ref
    ali.says("bir de yazıcım çalışmıyor, bir uzman bakabilir mi")
    second = ali.ref
    refused = desk.does("merge", first, into="A2A2A2")
    assert refused.status_code == 422
    assert "aynı kişinin açık iki çağrısı" in text_of(refused.text)
    assert "A2A2A2" in refused.text
    desk.does("merge", first, into=second.lower())
    shown = desk.get(page(first)).text
    assert f'href="/desk/tickets/{second}#latest"' in shown
    assert "ekranım titriyor" in text_of(desk.get(page(second)).text)
    assert "separate" in commands_on(shown)
    desk.does("separate", first)
    assert world.ticket(first).status is Status.IN_PROGRESS
    assert "separate" not in commands_on(desk.get(page(first)).text)


def test_only_a_lead_declares_void(world: World, ali: CustomerOf) -> None:
    ref = ali.ref
    assert "void" not in commands_on(signed_in(world, "elif").get(page(ref)).text)
    signed_in(world, "zeynep").does("void", ref, reason="deneme kaydı")
    assert world.ticket(ref).end_reason is Ending.VOID


def test_a_rating_is_shown_to_leads_only(world: World, ali: CustomerOf) -> None:
    ali.says("oldu")
    ali.presses("2")
    ali.says("çok uzun sürdü")
    agent = text_of(signed_in(world, "elif").get(page(ali.ref)).text)
    lead = text_of(signed_in(world, "zeynep").get(page(ali.ref)).text)
    for told in ("2/5", "çok uzun sürdü", "Yalnızca yöneticiler görür", "Kullanıcının verdiği puan düşük: 2"):
        assert told in lead
        assert told not in agent
