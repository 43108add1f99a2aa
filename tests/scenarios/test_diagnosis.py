"""Question banks on a real database: what is kept and shown, whose articles, new versions, restarts, two at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import App
from bot.card import card_view
from bot.store import banks, knowledge, tickets
from bot.store.cards import ClaimedCard
from bot.store.tables import bank_run, bank_version, entry, suggestion, suggestion_hit
from core.banks import Bank
from core.dialogue.states import Memory
from core.effects import Command
from core.messages import Address, Kind, Text, unpack
from core.secrets import MASK
from core.ticket import Status
from kb.article import Article
from tests.bot.test_races import warm
from tests.databases import sample_knowledge
from tests.world import CustomerOf, World, shipped_config

VAGUE = "yazıcıyla ilgili bir sorun var"
TASK, LISTED, STATE = (
    "Ne yapmaya çalışıyorsunuz?",
    "Yazıcı bilgisayarınızın listesinde var mı?",
    "Yazıcı ne gösteriyor?",
)


def rows(world: World, table: Any) -> list[Any]:
    return list(world.app.store.run(lambda tx: tx.execute(select(table)).all()))


def printing() -> Bank:
    return next(bank for bank in sample_knowledge().banks if bank.id == "printing-problem")


def kept(world: World, ref: str) -> tuple[tickets.Stored, list[banks.Answered]]:
    def look(tx: Any) -> tuple[tickets.Stored, list[banks.Answered]]:
        stored = tickets.by_ref(tx, ref)
        assert stored is not None
        return stored, banks.answered(tx, stored.id)

    return world.app.store.run(look)


def in_a_room(stored: tickets.Stored) -> ClaimedCard:
    return ClaimedCard(
        id=1,
        attempt=1,
        lease=stored.ticket.opened_at,
        ticket=stored.id,
        account_id=1,
        room=Address("web/ornek", "room"),
        language="en",
        queue=stored.ticket.queue,
        message_id=None,
        thread="",
        place=None,
    )


def imports(world: World, *articles: Article, asked: Bank | None = None) -> None:
    """Put articles and a bank into the database, as `kb import` does while the server runs."""
    changed = [asked] if asked else []
    world.app.store.run(lambda tx: knowledge.replace(tx, articles, changed, world.clock.now()))


def jam(**changes: Any) -> list[Article]:
    return [replace(each, **changes) for each in sample_knowledge().articles if each.topic == "paper-jam"]


@pytest.fixture
def ali(world: World) -> CustomerOf:
    """A customer who was asked the third question of the bank about printing."""
    customer = world.customer("ali")
    customer.says(VAGUE)
    customer.presses("Çıktı almak")
    customer.presses("Evet")
    return customer


def test_what_was_asked_and_answered_is_a_row_that_names_its_version(world: World, ali: CustomerOf) -> None:
    [run] = rows(world, bank_run)
    assert (run.question, run.topic, run.queue, run.ended_at) == ("state", None, None, None)
    ali.presses("Kâğıt sıkışması")
    [run] = rows(world, bank_run)
    assert run.answers == [["task", "print"], ["listed", "yes"], ["state", "jam"]]
    assert (run.topic, run.ended_at) == ("paper-jam", world.clock.now())
    [version] = [each for each in rows(world, bank_version) if each.id == run.bank_version]
    assert (version.bank, version.version) == ("printing-problem", 1)


def test_the_article_at_the_end_is_a_suggestion_whose_outcome_counts(world: World, ali: CustomerOf) -> None:
    ali.presses("Kâğıt sıkışması")
    ali.says("oldu, teşekkürler")
    assert [(each.decision, each.outcome) for each in rows(world, suggestion)] == [
        ("diagnose", None),
        ("diagnosed", "solved"),
    ]
    assert len([hit for hit in rows(world, suggestion_hit) if hit.rank == 0]) == 2


def test_agents_read_the_questions_and_answers_on_the_timeline_and_on_the_card(world: World, ali: CustomerOf) -> None:
    ali.presses("Basıyor, ama soluk ya da çizgili")
    lines = [unpack(each.body) for each in rows(world, entry) if each.kind == "line"]
    told = [line.values for line in lines if line.key == "line.answered"]
    assert [each["question"]["tr"] for each in told] == [TASK, LISTED, STATE]
    assert lines[-1].values["reason"] == Text("reason.diagnosed")
    (stored, answered), now = kept(world, ali.ref), world.clock.now()
    view = card_view(stored, in_a_room(stored), world.app.catalogue, world.app.texts, now, None, answered)
    assert view.lines[-3:] == (
        "What are you trying to do: Print",
        "Is the printer in your computer's list: Yes",
        "What does the printer show: It prints, but pale or with streaks",
    )


def test_who_does_not_know_is_told_to_agents_as_such(world: World, ali: CustomerOf) -> None:
    ali.says("bilmiyorum")
    assert kept(world, ali.ref)[1][-1] == (printing().questions["state"].text, None)


def test_a_bank_that_is_changed_is_asked_on_as_it_was(world: World, ali: CustomerOf) -> None:
    old = printing()
    state = old.questions["state"]
    other = replace(old, questions={**old.questions, "state": replace(state, options=state.options[:1])})
    imports(world, asked=other)
    ali.presses("Kâğıt sıkışması")
    assert ali.hears()[-2:] == ["answer.article", "answer.try"]
    assert [each.version for each in rows(world, bank_version) if each.bank == old.id] == [1, 2]
    veli = world.customer("veli")
    veli.says(VAGUE)
    veli.presses("Çıktı almak")
    veli.presses("Evet")
    assert [button.label for button in veli.sees()[-1].buttons][:2] == [
        "Çevrimdışı, ya da işler kuyrukta bekliyor",
        "Bilmiyorum",
    ]


def test_an_import_of_the_same_bank_makes_no_version(world: World) -> None:
    imports(world, asked=printing())
    assert [each.version for each in rows(world, bank_version)] == [1, 1, 1]


@pytest.mark.parametrize(
    "changes", [{"organizations": frozenset({"kamu"})}, {"audience": "agents"}, {"status": "retired"}]
)
def test_an_article_that_this_customer_may_not_read_is_not_given(
    world: World, ali: CustomerOf, changes: dict[str, Any]
) -> None:
    imports(world, *jam(**changes))
    ali.presses("Kâğıt sıkışması")
    assert "answer.article" not in ali.hears()
    assert ali.ticket.status is Status.QUEUED


def test_an_article_that_is_written_meanwhile_is_given_as_it_is_now(world: World, ali: CustomerOf) -> None:
    imports(world, *jam(organizations=frozenset({"ornek"}), title="Kâğıt sıkıştıysa"))
    [answer] = ali.presses("Kâğıt sıkışması")
    assert answer.parts[0].text.startswith("**Kâğıt sıkıştıysa**")


def test_an_article_in_the_other_language_is_given_where_there_is_no_other(world: World, ali: CustomerOf) -> None:
    imports(world, *(each for each in jam(status="retired") if each.lang == "tr"))
    ali.presses("Kâğıt sıkışması")
    assert ali.hears()[-3:] == ["answer.other_language", "answer.article", "answer.try"]


def test_the_questions_go_on_after_a_restart_in_another_process(world: World, ali: CustomerOf) -> None:
    url = world.app.config.database.url
    payload = next(button.payload for button in ali.sees()[-1].buttons if button.label == "Kâğıt sıkışması")
    other = App(shipped_config(url), clock=world.clock)
    try:
        world.run(other.intake.receive(ali.inbound(Kind.PRESS, text="Kâğıt sıkışması", payload=payload)))
    finally:
        other.store.close()
    assert ali.hears()[-2:] == ["answer.article", "answer.try"]


def test_two_presses_of_one_button_at_once_take_one_step(world: World) -> None:
    customer = world.customer("ali")
    customer.says(VAGUE)
    payload = next(button.payload for button in customer.sees()[-1].buttons if button.label == "Çıktı almak")
    presses = [customer.inbound(Kind.PRESS, text="Çıktı almak", payload=payload) for _ in range(2)]

    async def race() -> None:
        await warm(world.app)
        await asyncio.gather(*(world.app.intake.receive(press) for press in presses))

    world.run(race())
    world.waits(seconds=0)
    [run] = rows(world, bank_run)
    assert run.answers == [["task", "print"]]
    assert customer.hears()[-3:] == ["diagnose.next", "button.stale", "diagnose.next"]
    assert Memory.of(customer.ticket).bank_question == "listed"


def test_nobody_answers_and_people_get_what_was_told_so_far(world: World, ali: CustomerOf) -> None:
    for _ in range(3):
        world.waits(hours=1)
    assert ali.ticket.status is Status.QUEUED
    [run] = rows(world, bank_run)
    assert (len(run.answers), run.ended_at) == (2, None)


def test_at_night_the_questions_are_asked_all_the_same(world: World) -> None:
    world.clock.move(timedelta(hours=14))
    customer = world.customer("ali")
    customer.says(VAGUE)
    customer.presses("Çıktı almak")
    assert customer.hears() == ["diagnose.ask", "ticket.opened", "diagnose.next"]


def test_an_erased_ticket_keeps_no_answer(world: World, ali: CustomerOf) -> None:
    ali.presses("Basıyor, ama soluk ya da çizgili")
    world.agent("zeynep").does(Command.ERASE, ali.ref)
    [run] = rows(world, bank_run)
    assert {answer for _, answer in run.answers} == {MASK}
    told = [unpack(each.body).values for each in rows(world, entry) if each.key == "line.answered"]
    assert {text for each in told for text in each["answer"].values()} == {MASK}
