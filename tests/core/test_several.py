"""Several matters of one person: which one is meant, a new one beside, two in one message."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.contracts import Level
from core.dialogue import Pressed
from core.effects import Command
from core.ticket import Status
from tests.core.play import ALI, CONTRACT, ELIF, ORGANIZATION, Play, play


def two_open() -> Play:
    """A customer with a ticket about the VPN and one about the printer, both with people, and no focus."""
    story = play().says("vpn bağlanmıyor").presses("Destek uzmanı istiyorum")
    story.says("bir de yazıcım çalışmıyor").presses("Destek uzmanı istiyorum")
    return story.turns_to(None, unaimed=True)


def test_something_new_beside_the_closing_question_becomes_a_ticket_of_its_own() -> None:
    story = play().says("vpn bağlanmıyor").presses("Destek uzmanı istiyorum").claims().solves("Yenilendi.")
    story.says("bir de yazıcım çalışmıyor")
    assert story.opened == 2
    assert story.case.service == "printer"
    assert next(iter(story.others.values())).status is Status.SOLVED


def test_the_question_beside_a_new_matter_stays_open() -> None:
    story = play().says("vpn bağlanmıyor").presses("Destek uzmanı istiyorum").claims().solves("Yenilendi.")
    first = story.case.ref
    story.says("bir de yazıcım çalışmıyor").turns_to(first).presses("Evet, düzeldi", bubble=1)
    assert story.case.status is Status.CLOSED


def test_another_service_without_a_word_of_it_being_new_is_asked_about_once() -> None:
    story = play().says("vpn bağlanmıyor").presses("Destek uzmanı istiyorum").claims()
    story.says("yazıcı kağıt sıkıştırdı")
    assert story.heard == ["matter.same_or_new"]
    assert story.presses("Aynı konu").heard == ["status.working"]
    assert story.says("yazıcı kağıt sıkıştırdı").heard == []
    assert story.opened == 1


def test_the_same_matter_may_be_typed_too() -> None:
    story = play().says("vpn bağlanmıyor").presses("Destek uzmanı istiyorum").claims()
    assert story.says("yazıcı kağıt sıkıştırdı").says("aynı konu").heard == ["status.working"]


@pytest.mark.parametrize("answer", ["Yeni konu", "yeni bir konu", "başka konu"])
def test_what_was_asked_about_moves_to_a_case_of_its_own(answer: str) -> None:
    story = play().says("vpn bağlanmıyor").presses("Destek uzmanı istiyorum").claims()
    story.says("yazıcı kağıt sıkıştırdı")
    story = story.presses(answer) if answer == "Yeni konu" else story.says(answer)
    assert story.opened == 2
    assert story.case.title == "yazıcı kağıt sıkıştırdı"
    assert story.heard[0] == "choose.one"


def test_the_bot_asks_too_and_takes_the_words_up_where_they_belong() -> None:
    story = play().says("vpn bağlanmıyor").says("yazıcı kağıt sıkıştırdı")
    assert story.heard == ["matter.same_or_new"]
    assert story.presses("Aynı konu").opened == 1
    assert "yazıcı kağıt sıkıştırdı" in story.case.memory["words"]


def test_words_that_fit_no_case_more_than_another_are_kept_and_asked_about_once() -> None:
    story = two_open().says("hâlâ bekliyorum ama olmuyor")
    assert story.heard == ["matter.which"]
    assert len(story.talk_reminders) == 1
    assert [label.split(" ")[0] for label in story.buttons] == ["K7M2R9", "A2B3C4", "Yeni"]


@pytest.mark.parametrize("chosen", ["2", "ikinci", "A2B3C4", "yazıcım çalışmıyor"])
def test_the_case_is_chosen_by_its_number_place_reference_or_title(chosen: str) -> None:
    story = two_open().says("kapatıp açtım, değişmedi").says(chosen)
    assert story.case.ref == "A2B3C4"
    assert not story.talk.asking


def test_a_button_chooses_too_and_the_words_go_there() -> None:
    story = two_open().says("kapatıp açtım, değişmedi")
    story.presses(story.buttons[0])
    assert story.case.ref == "K7M2R9"
    assert story.heard[-1] in {"noticed.kept", "matter.about"}


def test_the_button_for_something_new_begins_a_case() -> None:
    story = two_open().says("klavyemin tuşu basmıyor").presses("Yeni konu")
    assert story.opened == 3


def test_a_choice_that_is_over_tells_the_states() -> None:
    story = two_open().says("kapatıp açtım").says("2").turns_to(None, unaimed=True)
    story.happens(Pressed(value="case:K7M2R9", label="K7M2R9", question=1))
    assert story.heard == ["status.queued", "status.queued"]


def test_small_talk_and_something_new_need_no_choice() -> None:
    assert two_open().says("teşekkürler").heard == ["thanks.reply"]
    story = two_open().says("bir de SAP'ye giremiyorum")
    assert story.case.service == "sap"


@pytest.mark.parametrize("chosen", ["3", "yeni konu"])
def test_none_of_the_cases_is_a_new_one(chosen: str) -> None:
    story = two_open().says("klavyemin tuşu basmıyor").says(chosen)
    assert story.opened == 3
    assert story.case.title == "klavyemin tuşu basmıyor"


def test_what_is_still_unclear_goes_to_the_latest_case_with_all_its_words() -> None:
    story = two_open().says("kapatıp açtım").says("öyle işte")
    assert story.case.ref == "A2B3C4"
    assert not story.talk.words


def test_the_state_of_all_cases_is_told() -> None:
    story = two_open().says("çağrılarım ne durumda")
    assert story.heard == ["status.queued", "status.queued"]


def test_a_service_names_its_case() -> None:
    assert two_open().says("vpn hâlâ bağlanmıyor").case.ref == "K7M2R9"


def test_an_answer_goes_to_the_only_case_that_waits_for_one() -> None:
    story = two_open().turns_to("K7M2R9").claims().solves("Yenilendi.").turns_to(None, unaimed=True)
    assert story.says("evet düzeldi").case.ref == "K7M2R9"
    assert story.case.status is Status.CLOSED


def test_while_others_are_open_every_bubble_says_which_case_it_is_about() -> None:
    story = two_open().turns_to("K7M2R9").claims()
    assert story.heard[0] == "matter.about"
    story.acts(ELIF, Command.REPLY, "Bakıyorum.")
    assert story.bubbles[-1].author == "K7M2R9 · Elif Demir"


TWO = "vpn bağlanmıyor bir de yazıcı çıktı vermiyor"


def test_two_matters_in_one_message_are_recorded_and_asked_about() -> None:
    story = play().says(TWO)
    assert story.heard == ["matter.two", "ticket.opened"]
    assert story.opened == 1


@pytest.mark.parametrize(
    "values",
    [
        {"organization": replace(ORGANIZATION, contract=replace(CONTRACT, level=Level.RECEIVE))},
        {"customer": replace(ALI, verified=False)},
    ],
)
def test_two_matters_are_asked_about_where_we_only_record_as_well(values: dict[str, object]) -> None:
    story = play(**values).says(TWO)
    assert story.heard[0] == "matter.two"
    story.presses("Evet, ayırın")
    assert story.heard[0] == "level0.routed"
    [first] = story.others.values()
    assert (first.service, story.case.service) == ("vpn", "printer")
    assert {first.status, story.case.status} == {Status.QUEUED}


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("yazıcım bozuk, bir de telefonum çalmıyor", True),
        ("yazıcım bozuk\nayrıca turnike kartım okumuyor", True),
        ("1) vpn bağlanmıyor 2) dahili telefonum çalmıyor", True),
        ("the printer is jammed, also my phone is dead", True),
        ("telefonum çalmıyor, bir de turnike kartım okumuyor", False),
        ("yazıcım bozuk, bir de sandalyem kırık", False),
        ("vpn bağlanmıyor, ayrıca hata kodu 619 veriyor", False),
        ("yeni başlayan sekreterimize vpn ve telefon lazım", False),
    ],
)
def test_one_of_two_matters_may_be_of_none_of_our_services(words: str, asked: bool) -> None:
    assert (play().says(words).heard[0] == "matter.two") is asked


@pytest.mark.parametrize("answer", ["Evet, ayırın", "evet", "ayrı olsun"])
def test_two_matters_become_two_tickets(answer: str) -> None:
    story = play().says(TWO)
    story = story.presses(answer) if answer == "Evet, ayırın" else story.says(answer)
    assert story.opened == 2
    assert story.case.service == "printer"
    first = next(iter(story.others.values()))
    assert (first.title, first.service) == ("vpn bağlanmıyor", "vpn")
    assert story.heard.count("answer.article") == 1


@pytest.mark.parametrize("answer", ["Hayır, aynı konu", "hayır", "ikisi de aynı anda oldu"])
def test_two_matters_may_be_one(answer: str) -> None:
    story = play().says(TWO)
    story = story.presses(answer) if answer == "Hayır, aynı konu" else story.says(answer)
    assert story.opened == 1
    assert story.case.memory["words"].startswith(TWO)


def test_who_wants_a_person_first_describes_the_ticket_with_the_first_words() -> None:
    story = play().says("insan istiyorum")
    story.says("yazıcım çalışmıyor")
    assert (story.case.title, story.case.service) == ("yazıcım çalışmıyor", "printer")


def test_the_question_whether_it_is_the_same_matter_is_the_only_answer() -> None:
    story = Play().says("vpn için temsilci istiyorum").says("ekranda 619 yazıyor").later(minutes=20)
    assert story.says("yazıcı da bozuk").heard == ["matter.same_or_new"]


def test_the_name_of_another_thing_alone_is_a_detail() -> None:
    story = play().says("vpn bağlanmıyor").presses("Destek uzmanı istiyorum").claims()
    assert story.says("yazıcı").heard == []


@pytest.mark.parametrize(("answer", "opened"), [("evet", 1), ("1", 1), ("hayır", 2), ("2", 2)])
def test_a_yes_to_the_question_about_the_same_matter_is_none_to_another_question(answer: str, opened: int) -> None:
    story = play().says("vpn bağlanmıyor").says("yazıcı kağıt sıkıştırdı").says(answer)
    assert story.opened == opened
    assert all(ticket.open for ticket in [story.case, *story.others.values()])


@pytest.mark.parametrize(("answer", "opened"), [("1", 2), ("2", 1)])
def test_the_numbers_of_the_buttons_choose_too(answer: str, opened: int) -> None:
    assert play().says(TWO).says(answer).opened == opened
