"""A ticket that waits, and one that a colleague is given: the forms, the day that comes, and what is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.store import reminders
from bot.store.tables import timer
from core.effects import Command
from core.ticket import Status, WaitingReason
from tests.api.desk import Program
from tests.console_desk import Visitor, text_of
from tests.world import CustomerOf, World

THURSDAY = datetime(2026, 11, 26, 11, 30, tzinfo=UTC)
"""14:30 in Istanbul."""


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def ali(world: World) -> CustomerOf:
    return owned(world)


@pytest.fixture
def elif_(world: World) -> Visitor:
    return signed_in(world, "elif")


def signed_in(world: World, key: str) -> Visitor:
    visitor = Visitor(world)
    assert visitor.sign_in(key).status_code == 303
    return visitor


def owned(world: World, name: str = "ali") -> CustomerOf:
    customer = world.customer(name)
    customer.says("ekranım titriyor", "destek uzmanı istiyorum")
    world.agent("elif").claims(customer.ref)
    return customer


def number(world: World, key: str) -> int:
    return world.agent(key).agent.person


def test_the_dates_that_are_offered_are_told_in_words_and_the_chosen_one_counts(
    world: World, ali: CustomerOf, elif_: Visitor
) -> None:
    shown = elif_.get(f"/desk/tickets/{ali.ref}").text
    assert '<option value="2026-11-25T09:00">yarın (25 Kasım) 09.00</option>' in shown
    assert '<option value="2026-11-30T09:00">30 Kasım Pazartesi 09.00</option>' in shown
    elif_.does("wait_provider", ali.ref, reason="Örnek Telekom", soon="2026-11-25T09:00", next_date="2026-11-26T14:30")
    case = ali.ticket  # what was typed is meant
    assert (case.waiting_reason, case.waiting_for, case.next_date) == ("provider", "Örnek Telekom", THURSDAY)
    assert "Sağlayıcı bekleniyor Örnek Telekom 26 Kasım 14.30" in text_of(elif_.get(f"/desk/tickets/{ali.ref}").text)
    world.waits(seconds=1)
    assert "size 26 Kasım Perşembe 14.30'a kadar bilgi vereceğiz" in ali.sees()[-1].parts[-1].text


@pytest.mark.parametrize(
    "told", ["2020-01-01T09:00", "2026-13-45T99:99", "yarın", "9999-12-31T23:59", "0001-01-01T00:00"]
)
def test_a_date_that_cannot_be_is_refused_and_everything_typed_is_kept(
    ali: CustomerOf, elif_: Visitor, told: str
) -> None:
    refused = elif_.does("wait_provider", ali.ref, reason="Örnek Telekom", next_date=told)
    assert refused.status_code == 422
    assert "Tarih ileride ve bir yıl içinde olmalı." in text_of(refused.text)
    assert 'value="Örnek Telekom"' in refused.text
    assert f'value="{told}"' in refused.text
    assert ali.ticket.status is Status.IN_PROGRESS


def test_on_its_day_the_clock_brings_a_ticket_back_once(database_url: str) -> None:
    world = World(database_url)
    ali = owned(world)
    elif_ = world.agent("elif")
    elif_.does(Command.WAIT_PROVIDER, ali.ref, reason="Örnek Telekom", next_date=THURSDAY)
    world.waits(days=2)
    assert ali.ticket.status is Status.WAITING_PROVIDER
    world.waits(hours=5)
    assert (ali.ticket.status, ali.ticket.owner) == (Status.IN_PROGRESS, elif_.agent.person)
    assert "Takip günü geldi" in text_of(signed_in(world, "elif").get(f"/desk/tickets/{ali.ref}").text)
    assert world.count(timer, timer.c.kind == reminders.FOLLOW_UP) == 0
    world.close()


def test_a_day_that_was_moved_or_given_up_never_comes(world: World, ali: CustomerOf) -> None:
    elif_ = world.agent("elif")
    elif_.does(Command.WAIT_PROVIDER, ali.ref, reason="Örnek Telekom", next_date=THURSDAY)
    elif_.does(Command.WAIT_CUSTOMER, ali.ref, words="Hangi monitör?", next_date=THURSDAY + timedelta(days=1))
    world.waits(days=2, hours=6)
    assert ali.hears()[-1] == "waiting.customer"
    elif_.does(Command.RESUME, ali.ref)
    assert world.count(timer, timer.c.kind == reminders.FOLLOW_UP) == 0
    world.waits(days=3)
    assert ali.hears()[-1] == "waiting.customer"


def test_who_does_not_answer_is_reminded_on_the_contracts_day_and_stays_waited_for(
    world: World, ali: CustomerOf
) -> None:
    world.agent("elif").does(Command.WAIT_CUSTOMER, ali.ref, words="Hangi monitör?")
    world.waits(days=1, hours=1)
    assert ali.hears()[-1] == "status.waiting_customer"
    assert ali.ticket.waiting_reason is WaitingReason.ANSWER
    heard = len(ali.hears())
    world.waits(days=6)
    assert len(ali.hears()) == heard


def test_what_waits_is_listed_by_its_next_date(world: World, elif_: Visitor) -> None:
    late, soon = owned(world, "ali"), owned(world, "veli")
    me = world.agent("elif")
    me.does(Command.WAIT_PROVIDER, late.ref, reason="Örnek Telekom", next_date=THURSDAY)
    me.does(Command.APPOINT, soon.ref, next_date=THURSDAY - timedelta(days=1))
    listed = elif_.get("/desk?view=waiting").text
    assert listed.index(soon.ref) < listed.index(late.ref)


def test_a_colleague_is_given_a_ticket_with_a_reason_and_words(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    mert = number(world, "mert")
    shown = elif_.get(f"/desk/tickets/{ali.ref}").text
    assert f'<option value="agent:{mert}">Mert Kaya</option>' in shown
    assert f'value="agent:{number(world, "elif")}"' not in shown
    fields = {"to": f"agent:{mert}", "reason": "absence", "words": "Yarın yokum."}
    assert elif_.does("transfer", ali.ref, **fields).status_code == 303
    case = ali.ticket
    assert (case.owner, case.coordinator, case.status) == (mert, number(world, "elif"), Status.IN_PROGRESS)
    assert ali.hears()[-1] == "ticket.claimed"
    told = text_of(signed_in(world, "mert").get(f"/desk/tickets/{ali.ref}").text)
    assert "Yeni sorumlu: Mert Kaya" in told
    assert "Neden: sorumlu yerinde değil" in told
    assert "Yarın yokum." in told


def test_a_transfer_without_a_reason_or_to_nobody_is_refused_and_kept(ali: CustomerOf, elif_: Visitor) -> None:
    for fields in ({"to": "queue:network"}, {"to": "agent:x", "reason": "absence"}, {"to": "", "reason": "absence"}):
        refused = elif_.does("transfer", ali.ref, words="Kablo değil.", **fields)
        assert refused.status_code == 422
        assert ">Kablo değil.</textarea>" in refused.text
    assert ali.ticket.owner is not None


def test_a_return_for_information_is_counted_and_shown(ali: CustomerOf, elif_: Visitor, world: World) -> None:
    elif_.does("transfer", ali.ref, to="queue:network", reason="returned_for_information")
    assert ali.ticket.returned == 1
    assert "Geri gönderildi 1" in text_of(signed_in(world, "zeynep").get(f"/desk/tickets/{ali.ref}").text)


def test_programs_see_who_may_be_given_tickets_and_give_them(world: World, ali: CustomerOf) -> None:
    lead = Program(world, name="Nöbet")
    found = {each["name"]: each for each in lead.get("/agents").json()}
    assert "Nöbet" not in found
    mert = found["Mert Kaya"]
    queued = world.customer("veli")
    queued.says("ekranım titriyor", "destek uzmanı istiyorum")
    lead.gives("claim", queued.ref)
    given = lead.gives("transfer", queued.ref, to=mert["id"], reason="workload").json()
    assert (given["owner"]["name"], given["status"], given["next_date"]) == ("Mert Kaya", "in_progress", None)
