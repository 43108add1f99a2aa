"""Stories of the bot's part: greeting, the contract gate, a person on demand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.contracts import Level
from core.dialogue import Pressed
from core.messages import Moment
from core.ticket import Ending, Status
from tests.core.play import (
    ALI,
    CONTRACT,
    MONDAY,
    ORGANIZATION,
    PICTURE,
    SHEET,
    VPN,
    Play,
    hit,
    play,
)

# ---- Nothing to record yet


@pytest.mark.parametrize("words", ["merhaba", "", "  \n ", "😀", "👍", "evet", "hayır", "tamam", "..."])
def test_what_holds_no_matter_is_greeted_and_opens_no_ticket(words: str) -> None:
    story = play().says(words)
    assert story.heard == ["greet.hello"]
    assert story.ticket is None


def test_the_bot_says_once_who_it_is() -> None:
    assert play().says("merhaba").says("merhaba").heard == ["greet.again"]


def test_thanks_without_a_case_are_answered() -> None:
    assert play().says("teşekkürler").heard == ["thanks.reply"]


@pytest.mark.parametrize("words", ["çağrım ne durumda", "gerek kalmadı"])
def test_without_a_ticket_there_is_no_state_to_tell(words: str) -> None:
    assert play().says(words).heard == ["status.none"]


def test_an_unknown_reference_opens_nothing() -> None:
    story = play().says("K7M2R9 ne durumda")
    assert story.heard == ["ref.unknown"]
    assert story.ticket is None


def test_a_picture_or_a_file_alone_is_asked_about() -> None:
    assert play().says("", PICTURE).heard == ["photo.only"]
    assert play().says(" ", SHEET).heard == ["file.only"]
    assert play().says("vpn bağlanmıyor").says("", PICTURE).heard == ["photo.only"]


def test_a_button_of_nothing_tells_that_nothing_is_open() -> None:
    story = play().happens(Pressed(value="yes", label="Evet", question=None))
    assert story.heard == ["button.stale"]
    assert "açık bir çağrınız yok" in story.answer


# ---- The contract gate


def test_a_service_at_level_zero_is_recorded_and_routed_and_nothing_else() -> None:
    story = Play(knows={"sap": (hit(8, "sap", 0.99),)}).says("sap açılmıyor")
    assert story.heard == ["level0.routed", "ticket.opened"]
    assert story.case.queue == "ornek_it"
    assert story.case.level is Level.RECEIVE
    assert not story.kept
    routed = story.entries[-1].line
    assert routed is not None
    assert "seviye 0" in story.words(routed)
    assert "seviye" not in story.answer.lower()


def test_an_organization_at_level_zero_gets_no_article_title_or_second_question() -> None:
    zero = replace(ORGANIZATION, contract=replace(CONTRACT, level=Level.RECEIVE))
    for words in ("vpn bağlanmıyor", "yazıcım bozuk", "projeksiyon perdesi inmiyor"):
        assert play(organization=zero).says(words).heard == ["level0.routed", "ticket.opened"]


def test_who_is_not_verified_is_only_received() -> None:
    assert play(customer=replace(ALI, verified=False)).says("vpn bağlanmıyor").heard[0] == "level0.routed"


def test_a_service_named_later_closes_the_gate_at_once() -> None:
    story = Play(knows={"evden": (VPN,)}).says("evden giremiyorum").says("sap ekranına")
    assert story.heard == ["level0.routed"]
    assert story.rated == ["refused"]


def test_a_contract_that_changed_meanwhile_gives_no_second_article() -> None:
    story = Play(knows={"vpn": (VPN, hit(9, "modem", 0.8))}).says("vpn bağlanmıyor")
    story.organization = replace(ORGANIZATION, contract=replace(CONTRACT, level=Level.RECEIVE))
    assert story.presses("Çözülmedi").heard == ["handoff.promise"]


# ---- A person


def test_a_wish_for_a_person_without_a_matter_opens_a_ticket() -> None:
    story = play().says("birine bağlar mısınız")
    assert story.heard == ["human.coming", "human.until", "ticket.opened"]
    assert "12.00'ye kadar" in story.answer
    assert story.case.status is Status.QUEUED


def test_a_wish_for_a_person_with_a_matter_passes_the_matter_on() -> None:
    story = play().says("vpn bağlanmıyor temsilci istiyorum")
    assert story.heard == ["handoff.promise", "ticket.opened"]


@pytest.mark.parametrize("before", ["vpn bağlanmıyor", "yazıcım bozuk", "projeksiyon perdesi inmiyor"])
def test_a_person_is_one_button_or_one_word_away_at_every_step(before: str) -> None:
    assert play().says(before).presses("Destek uzmanı istiyorum").heard == ["handoff.promise"]
    assert play().says(before).says("yetkili").heard == ["handoff.promise"]


def test_a_wish_for_a_person_is_remembered_of_the_article() -> None:
    assert play().says("vpn bağlanmıyor").says("temsilci istiyorum").rated == ["human"]


def test_out_of_hours_the_customer_hears_when_somebody_is_there() -> None:
    story = play(now=MONDAY + timedelta(hours=9)).says("temsilci istiyorum")
    assert story.heard == ["hours.closed", "human.matter", "hours.emergency", "ticket.opened"]
    assert "yarın (24 Kasım) 09.00 itibarıyla" in story.answer
    assert "aynı gün 11.00'e kadar" in story.answer
    quiet = replace(ORGANIZATION, emergency_phone="")
    story = play(now=MONDAY + timedelta(hours=9), organization=quiet).says("temsilci istiyorum")
    assert story.heard == ["hours.closed", "human.matter", "ticket.opened"]


def test_without_a_target_the_next_working_day_is_promised() -> None:
    bare = replace(ORGANIZATION, contract=replace(CONTRACT, targets={}))
    story = play(organization=bare).says("temsilci istiyorum")
    promised = story.bubbles[-1].texts[1].values["until"]
    assert promised == Moment(MONDAY + timedelta(days=1), "until")


# ---- Ended by the customer


@pytest.mark.parametrize(
    ("words", "ending"),
    [
        ("gerek kalmadı", Ending.CANCELLED),
        ("never mind", Ending.CANCELLED),
        ("kendim çözdüm", Ending.CUSTOMER_FOUND),
        ("solved it myself", Ending.CUSTOMER_FOUND),
    ],
)
def test_the_customer_may_withdraw_at_every_step(words: str, ending: Ending) -> None:
    for before in ("vpn bağlanmıyor", "yazıcım bozuk", "projeksiyon perdesi inmiyor", "temsilci istiyorum"):
        story = play().says(before).says(words)
        assert story.heard == ["closed.withdrawn" if ending is Ending.CANCELLED else "closed.confirmed"]
        assert story.case.end_reason is ending


def test_a_bare_number_that_answers_nothing_opens_no_ticket() -> None:
    assert play().says("5").opened == 0
    assert play().says("vpn bağlanmıyor").says("oldu teşekkürler").says("5").opened == 1
