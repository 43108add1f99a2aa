"""An agent lets the bot ask a question bank, on a real database: what is kept, who reads what, another process."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.app import App
from bot.store.tables import bank_run, entry
from core.effects import Command
from core.errors import Missing
from core.messages import Kind, unpack
from core.ticket import Status
from tests.world import CustomerOf, World, shipped_config


@pytest.fixture
def ali(world: World) -> CustomerOf:
    """A customer whom Elif lets the bot ask about his printer."""
    customer = world.customer("ali")
    customer.says("uzman istiyorum, yazıcıda sorun var")
    elif_ = world.agent("elif")
    elif_.claims(customer.ref)
    elif_.does(Command.WAIT_CUSTOMER, customer.ref, bank="printing-problem")
    return customer


def rows(world: World, table: Any) -> list[Any]:
    return list(world.app.store.run(lambda tx: tx.execute(select(table)).all()))


def test_questions_and_answers_are_kept_and_the_case_is_the_agents_again(world: World, ali: CustomerOf) -> None:
    assert ali.sees()[-1].author == "bot"
    assert ali.ticket.status is Status.WAITING_CUSTOMER
    ali.presses("Çıktı almak")
    ali.says("evet")
    ali.presses("Kâğıt sıkışması")
    assert ali.hears()[-4:] == ["inquiry.ask", "diagnose.next", "diagnose.next", "inquiry.done"]
    [run] = rows(world, bank_run)
    assert run.answers == [["task", "print"], ["listed", "yes"], ["state", "jam"]]
    assert (run.topic, run.ended_at) == ("paper-jam", world.clock.now())
    assert (ali.ticket.status, ali.ticket.owner_name) == (Status.IN_PROGRESS, "Elif Demir")
    told = [unpack(each.body) for each in rows(world, entry) if each.key == "line.bank_ended"]
    assert [line.values["result"].values for line in told] == [{"title": "Yazıcıda kâğıt sıkıştı"}]
    world.agent("elif").replies(ali.ref, "Geliyorum.")
    assert ali.hears()[-1] == "agent"


def test_free_words_reach_the_agent_and_the_question_goes_on_standing(world: World, ali: CustomerOf) -> None:
    assert ali.says("bu arada bugün 17'ye kadar ofisteyim") == []
    assert ali.ticket.status is Status.IN_PROGRESS
    ali.presses("Belge taramak")
    assert ali.hears()[-1] == "diagnose.next"
    [run] = rows(world, bank_run)
    assert run.answers == [["task", "scan"]]


def test_it_goes_on_in_another_process(world: World, ali: CustomerOf) -> None:
    payload = next(button.payload for button in ali.sees()[-1].buttons if button.label == "Belge taramak")
    other = App(shipped_config(world.app.config.database.url), clock=world.clock)
    try:
        world.run(other.intake.receive(ali.inbound(Kind.PRESS, text="Belge taramak", payload=payload)))
    finally:
        other.store.close()
    assert ali.hears()[-1] == "diagnose.next"


def test_a_bank_that_is_not_there_changes_nothing(world: World, ali: CustomerOf) -> None:
    elif_ = world.agent("elif")
    elif_.does(Command.RESUME, ali.ref)
    with pytest.raises(Missing):
        elif_.does(Command.WAIT_CUSTOMER, ali.ref, bank="kahve")
    assert ali.ticket.status is Status.IN_PROGRESS
