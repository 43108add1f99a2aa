"""The whole way: a person asks, gets an answer or a person, and confirms. On both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store.tables import entry, suggestion, ticket
from core.contracts import Level
from core.effects import Command
from core.errors import ClaimLost
from core.messages import Kind, Moment
from core.ticket import Ending, Status
from tests.world import World


def test_lines_in_quick_succession_get_one_answer_with_article_and_reference(world: World) -> None:
    ali = world.customer("ali")
    news = ali.says("merhaba", "vpn", "bağlanmıyor")
    assert len(news) == 1
    assert ali.hears()[-3:] == ["answer.article", "answer.try", "ticket.opened"]
    assert [part.style for part in news[0].parts].index("article") == 0, "the answer comes first"
    assert news[0].parts[-1].text.endswith(ali.ref)
    assert [button.label for button in news[0].buttons] == ["Çözüldü", "Çözülmedi", "Destek uzmanı istiyorum"]
    assert world.count(ticket) == 1


def test_what_was_not_solved_goes_to_an_agent_who_solves_it_and_the_customer_closes(world: World) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("vpn bağlanmıyor")
    ali.presses("Çözülmedi")
    assert ali.hears()[-1] == "handoff.promise"
    assert ali.ticket.status is Status.QUEUED
    elif_.claims(ali.ref)
    assert ali.hears()[-1] == "ticket.claimed"
    elif_.replies(ali.ref, "Merhaba, hemen bakıyorum.")
    said = ali.sees()[-1]
    assert (said.author, said.name, said.parts[0].text) == ("agent", "Elif Demir", "Merhaba, hemen bakıyorum.")
    assert ali.says("teşekkürler, bekliyorum") == []
    elif_.solves(ali.ref, "Sertifikanızı yeniledim.")
    assert ali.hears()[-1] == "solved.ask_incident"
    ali.says("evet düzeldi")
    assert ali.hears()[-1] == "rating.ask"
    assert (ali.ticket.status, ali.ticket.end_reason) == (Status.CLOSED, Ending.CONFIRMED)


def test_still_not_working_reopens_to_the_same_agent(world: World) -> None:
    john, mert = world.customer("john", language="en"), world.agent("mert")
    john.says("I want to talk to a human, my badge printer is on fire")
    mert.claims(john.ref)
    mert.solves(john.ref, "Replaced it.")
    john.says("still not working")
    assert john.hears()[-1] == "reopened.told"
    assert (john.ticket.status, john.ticket.owner) == (Status.IN_PROGRESS, mert.agent.person)
    assert john.ticket.reopened == 1


def test_a_level_0_organization_is_recorded_and_routed_but_never_answered(world: World) -> None:
    ayse = world.customer("ayse", account="web/kamu")
    news = ayse.says("vpn bağlanmıyor")
    assert ayse.hears() == ["level0.routed", "ticket.opened"]
    assert len(news) == 1
    assert ayse.ticket.level is Level.RECEIVE
    assert world.count(suggestion) == 0
    assert world.count(entry, entry.c.key == "line.routed", entry.c.audience == "agents") == 1


def test_a_service_with_level_0_in_its_contract_is_not_answered_either(world: World) -> None:
    ali = world.customer("ali")
    ali.says("SAP GUI açılmıyor")
    assert ali.hears() == ["level0.routed", "ticket.opened"]
    assert ali.ticket.queue == "ornek_it"


def test_a_greeting_opens_no_ticket_and_belongs_to_the_ticket_that_follows(world: World) -> None:
    ali = world.customer("ali")
    ali.says("merhaba")
    assert ali.hears() == ["greet.hello"]
    assert world.count(ticket) == 0
    ali.says("vpn bağlanmıyor")
    assert world.count(entry, entry.c.ticket.is_(None)) == 0


def test_a_bare_greeting_waits_longer_for_what_follows(world: World) -> None:
    ali = world.customer("ali")
    world.run(world.app.intake.receive(ali.inbound(Kind.TEXT, text="merhaba")))
    world.waits(seconds=3)
    assert ali.hears() == []
    world.waits(seconds=2)
    assert ali.hears() == ["greet.hello"]


def test_who_never_stops_typing_is_answered_all_the_same(world: World) -> None:
    ali = world.customer("ali")
    for _ in range(20):
        world.run(world.app.intake.receive(ali.inbound(Kind.TEXT, text="vpn bağlanmıyor")))
        world.waits(seconds=1)
    assert ali.hears()[:3] == ["answer.article", "answer.try", "ticket.opened"]


def test_the_loser_of_a_claim_is_told_who_won_and_when(world: World) -> None:
    ali = world.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    claimed_at = world.agent("elif").claims(ali.ref).at
    world.clock.move(timedelta(minutes=5))
    with pytest.raises(ClaimLost) as lost:
        world.agent("mert").claims(ali.ref)
    assert lost.value.values["agent"] == "Elif Demir"
    assert lost.value.values["time"] == Moment(claimed_at, "clock")


def test_the_second_copy_of_a_form_changes_nothing(world: World) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("bir insanla görüşmek istiyorum")
    elif_.claims(ali.ref)
    for _ in range(2):
        elif_.does(Command.REPLY, ali.ref, once="form-1", words="Bakıyorum.")
    assert ali.hears().count("agent") == 1


def test_the_bots_unsent_words_are_dropped_when_a_person_takes_the_case(world: World) -> None:
    world.sends_everything()
    ali, elif_ = world.customer("ali"), world.agent("elif")
    world.run(world.app.intake.receive(ali.inbound(Kind.TEXT, text="vpn bağlanmıyor")))
    world.clock.move(timedelta(seconds=3))
    [number] = world.run(world.app.intake.due())
    world.run(world.app.intake.wake(number))
    elif_.claims(ali.ref)
    assert [line.author for line in ali.sees()] == ["customer", "bot"]
    assert "article" not in [part.style for line in ali.sees() for part in line.parts]


def test_a_button_pressed_again_or_by_somebody_else_tells_the_state_and_changes_nothing(world: World) -> None:
    ali, veli = world.customer("ali"), world.customer("veli")
    [answer] = ali.says("vpn bağlanmıyor")
    not_solved = answer.buttons[1]
    ali.presses(not_solved.label)
    before = ali.ticket
    ali.sends(not_solved.payload, not_solved.label)
    assert ali.hears()[-1] == "button.stale"
    veli.sends(not_solved.payload, not_solved.label)
    assert veli.hears() == ["button.stale"]
    veli.sends("o.nonsense.7")
    veli.sends("o..")
    assert ali.ticket == before


def test_nobody_can_press_the_open_question_of_somebody_else(world: World) -> None:
    ali, veli = world.customer("ali"), world.customer("veli")
    [answer] = ali.says("vpn bağlanmıyor")
    before = ali.ticket
    veli.sends(answer.buttons[0].payload, "Çözüldü")
    assert veli.hears() == ["button.stale"]
    assert ali.ticket == before
    ali.presses("Çözüldü")
    assert ali.ticket.end_reason is Ending.CONFIRMED


def test_a_foreign_number_is_unknown_to_who_has_a_ticket_of_his_own_too(world: World) -> None:
    ali, veli = world.customer("ali"), world.customer("veli")
    ali.says("vpn bağlanmıyor")
    veli.says("bir insanla görüşmek istiyorum")
    veli.says(f"{ali.ref} ne durumda")
    assert veli.hears()[-1] == "ref.unknown"


def test_a_foreign_number_is_answered_like_an_unknown_one(world: World) -> None:
    ali, veli = world.customer("ali"), world.customer("veli")
    ali.says("vpn bağlanmıyor")
    veli.says("merhaba")
    foreign = veli.says(f"{ali.ref} ne durumda")
    unknown = veli.says("Z9Z9Z9 ne durumda")
    assert foreign[0].parts == unknown[0].parts
    assert veli.hears()[1:] == ["ref.unknown", "ref.unknown"]


def test_the_desk_tells_the_state_of_ones_own_number(world: World) -> None:
    ali = world.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    ref = ali.ref.lower()
    ali.says(f"{ref[:3]} {ref[3:]}'un durumu")
    assert ali.hears()[-1] == "status.queued"


def test_on_a_channel_without_buttons_a_number_chooses(world: World) -> None:
    ali = world.customer("ali", account="terminal/local")
    ali.says("vpn bağlanmıyor")
    ali.says("2")
    assert ali.hears()[-1] == "handoff.promise"
    assert "Çözülmedi" in [line.parts[0].text for line in ali.sees()]


def test_on_a_channel_without_buttons_a_number_is_a_word_once_the_question_is_over(world: World) -> None:
    ali, elif_ = world.customer("ali", account="terminal/local"), world.agent("elif")
    ali.says("vpn bağlanmıyor")
    ali.says("2")
    elif_.claims(ali.ref)
    elif_.replies(ali.ref, "Kaç bilgisayarda oluyor?")
    assert ali.says("1") == []
    assert "1" in [line.parts[0].text for line in ali.sees()]


@pytest.mark.parametrize(
    "text",
    ["x" * 100_000, "vpn\x00bağlanmıyor", "\ud800 vpn", "😀" * 10_000, "\u202evpn\u202c bağlanmıyor", "", "   ", "\n"],
    ids=["long", "nul", "surrogate", "emoji", "rtl", "empty", "blank", "newline"],
)
def test_strange_words_are_kept_and_answered_and_the_conversation_goes_on(world: World, text: str) -> None:
    ali = world.customer("ali")
    assert ali.says(text)
    ali.says("bir insanla görüşmek istiyorum")
    assert ali.ticket.status is Status.QUEUED
