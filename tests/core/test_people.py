"""Stories in which people have the case: what the customer hears, and when the bot is silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest

from core.dialogue.presses import awaits
from core.effects import Command, Suggest
from core.errors import NotAllowed
from core.ticket import Ending, Status
from tests.core.play import CONTRACT, ELIF, LICENSE, MERT, ORGANIZATION, PICTURE, PRINTER, VPN_EN, ZEYNEP, Play


def handed(**values: object) -> Play:
    return Play(**values).says("vpn için temsilci istiyorum")  # type: ignore[arg-type]


def owned(**values: object) -> Play:
    return handed(**values).claims()


def test_a_claim_is_told_with_the_name() -> None:
    story = owned()
    assert story.heard == ["ticket.claimed"]
    assert "Elif Demir" in story.answer


@pytest.mark.parametrize(("shown", "name"), [("first", "Elif"), ("none", "Uzmanımız")])
def test_the_contract_says_how_an_agent_is_named(shown: Literal["first", "none"], name: str) -> None:
    organization = replace(ORGANIZATION, contract=replace(CONTRACT, show_agent=shown))
    story = owned(organization=organization)
    assert f"Çağrınızı {name} üstlendi" in story.answer
    story.acts(ELIF, Command.REPLY, "Bakıyorum")
    assert story.bubbles[-1].author == name
    assert "Demir" not in story.says("çağrım ne durumda").answer


def test_an_agent_without_a_first_name_is_still_named() -> None:
    organization = replace(ORGANIZATION, contract=replace(CONTRACT, show_agent="first"))
    story = handed(organization=organization).claims(replace(ELIF, name=""))
    assert story.heard == ["ticket.claimed"]


def test_a_claim_that_overtakes_the_article_tells_the_number_again() -> None:
    story = Play().says("projeksiyon perdesi inmiyor").claims()
    assert story.heard == ["ticket.claimed", "ticket.opened"]


def test_an_agents_words_go_out_in_his_name() -> None:
    story = owned().acts(ELIF, Command.REPLY, "Bakıyorum {ref} %s")
    assert story.answer == "Bakıyorum {ref} %s"
    assert story.bubbles[-1].author == "Elif Demir"
    assert story.bubbles[-1].person == ELIF.person


def test_an_agent_sends_an_article_as_the_bot_would_give_it() -> None:
    story = owned().acts(ELIF, Command.REPLY, article=PRINTER)
    assert story.heard == ["answer.article", "answer.try"]
    assert story.bubbles[-1].author == "Elif Demir"
    assert story.kept[-1] == Suggest(query=story.case.title, hits=(PRINTER,), decision="sent")
    assert "line.article_sent" in story.lines
    assert story.case.first_reply_at == story.now


def test_an_article_goes_with_the_agents_own_words_and_says_that_its_language_is_another() -> None:
    story = owned().acts(ELIF, Command.REPLY, "Şuna bakar mısınız?", article=VPN_EN)
    assert story.heard == ["plain", "answer.other_language", "answer.article"]
    assert story.acts(ELIF, Command.REPLY, article=LICENSE).heard == ["answer.article", "answer.info"]


@pytest.mark.parametrize(
    "words", ["ekranda 619 yazıyor", "merhaba", "tamam", "evet", "hayır", "😀", "düzeldi", "gerek yok"]
)
def test_the_bot_is_silent_while_a_person_has_the_case(words: str) -> None:
    story = owned().says(words)
    assert story.heard == []
    assert story.case.status is Status.IN_PROGRESS


def test_thanks_to_an_agent_are_his() -> None:
    assert owned().says("teşekkürler").heard == []
    assert handed().says("teşekkürler").heard == ["thanks.reply"]


def test_words_that_wait_for_somebody_are_acknowledged_once() -> None:
    story = handed().says("ekranda 619 yazıyor")
    assert story.heard == ["noticed.kept"]
    assert story.says("bir de 720").heard == []
    story.claims().acts(ELIF, Command.RELEASE)
    assert story.heard == []
    assert story.says("ekranda şimdi 731 yazıyor").heard == ["noticed.kept"]


def test_who_goes_on_writing_while_he_waits_is_not_left_in_silence() -> None:
    story = handed().says("ekranda 619 yazıyor")
    heard = [story.later(minutes=minutes).says("şimdi de 720").heard for minutes in (9, 2, 11, 3)]
    assert heard == [[], ["noticed.more"], ["noticed.kept"], []]


def test_words_after_hours_are_told_once_when_the_desk_is_back() -> None:
    story = handed().says("ekranda 619 yazıyor").later(hours=9).says("ekranda şimdi 700 yazıyor")
    assert story.heard == ["noticed.closed"]
    assert "yarın (24 Kasım) 09.00 itibarıyla" in story.answer
    assert story.says("ekran da karardı").heard == []
    story = handed(now=handed().now + timedelta(hours=9)).says("ekranda 619 yazıyor")
    assert story.heard == ["noticed.closed"]


def test_words_about_a_solution_that_is_not_confirmed_go_to_who_reported_it() -> None:
    story = owned().solves("Hazır").says("kablonun rengi neydi")
    assert story.heard == ["noticed.owner"]
    assert story.later(minutes=11).says("bir de adaptörün markası").heard == ["noticed.more"]


def test_a_file_for_a_person_is_passed_on() -> None:
    assert handed().says("", PICTURE).heard == ["noticed.kept"]
    assert owned().says("", PICTURE).heard == []


def test_an_empty_message_is_answered_with_the_state() -> None:
    assert owned().says("").heard == ["status.working"]


def test_a_second_wish_for_a_person_is_answered_with_a_time_while_nobody_is_there() -> None:
    story = handed().says("birine bağla")
    assert story.heard == ["status.queued"]
    assert "12.00'ye kadar" in story.answer
    assert story.later(hours=9).says("birine bağla").heard == ["human.unavailable"]
    assert owned().says("birine bağla").heard == []


def test_a_transfer_is_told_with_the_queue_in_brackets_and_a_moment() -> None:
    story = owned().acts(ELIF, Command.TRANSFER, queue="network")
    assert story.heard == ["ticket.transferred", "human.until"]
    assert "(Ağ Ekibi)" in story.answer
    assert "12.00'ye kadar" in story.answer
    assert story.case.queue == "network"
    assert story.case.coordinator == ELIF.person


def test_a_ticket_that_a_colleague_was_given_is_told_with_his_name() -> None:
    story = owned()
    story.colleague = MERT
    story.acts(ELIF, Command.TRANSFER, to=MERT.person)
    assert story.heard == ["ticket.claimed"]
    assert "Mert Kaya" in story.answer


def test_a_queue_that_is_gone_is_named_by_its_key() -> None:
    assert "(eski)" in owned().acts(ELIF, Command.TRANSFER, queue="eski").answer


def test_an_agents_question_is_put_and_the_answer_leads_back() -> None:
    story = owned().acts(ELIF, Command.WAIT_CUSTOMER, "Hangi sürüm?")
    assert story.heard == ["waiting.customer"]
    assert "Elif Demir sizden yanıt bekliyor: “Hangi sürüm?”" in story.answer
    assert story.says("çağrım ne durumda").heard == ["status.waiting_customer"]
    assert story.says("5.2").case.status is Status.IN_PROGRESS
    assert story.heard == []


def test_waiting_for_a_provider_is_told_with_a_time() -> None:
    story = owned().acts(ELIF, Command.WAIT_PROVIDER, reason="Örnek Telekom")
    assert story.heard == ["waiting.provider"]
    assert "(Örnek Telekom)" in story.answer
    assert "30 Kasım Pazartesi 10.00'a kadar" in story.answer
    assert story.says("çağrım ne durumda").heard == ["status.waiting_provider"]
    assert "30 Kasım Pazartesi" in story.answer
    assert story.says("haber bekliyorum").heard == []


def test_what_only_agents_need_to_know_is_not_told() -> None:
    story = owned().acts(ELIF, Command.NOTE, "modem bozuk olabilir")
    assert story.heard == []
    assert story.entries[-1].audience == "agents"
    story.acts(ELIF, Command.WAIT_CUSTOMER, "Hangi sürüm?").acts(ELIF, Command.RESUME)
    assert story.heard == []
    assert story.case.status is Status.IN_PROGRESS


def test_the_state_is_told_in_plain_words() -> None:
    story = handed()
    assert story.says("çağrım ne durumda").heard == ["status.queued"]
    assert "12.00'ye kadar" in story.answer
    story.claims()
    assert "çağrınız üstlenildi" in story.says("çağrım ne durumda").answer
    story.acts(ELIF, Command.REPLY, "Bakıyorum")
    assert "(10.00): size yanıt yazıldı" in story.says("K7M2R9 ne oldu").answer
    story.solves("Hazır")
    assert story.says("çağrım ne durumda").heard == ["status.solved"]
    story.says("evet düzeldi")
    assert story.says("çağrım ne durumda").heard == ["status.closed"]


def test_asking_again_does_not_move_the_promise() -> None:
    story = handed()
    assert "12.00'ye kadar" in story.later(hours=1).says("çağrım ne durumda").answer
    assert "15.00'e kadar" in story.later(hours=1).says("çağrım ne durumda").answer  # 12.00: broken, so a new one
    assert "13.30" not in story.answer


def test_a_step_of_another_day_has_its_date() -> None:
    story = owned().later(days=1).says("çağrım ne durumda")
    assert "Son işlem (23 Kasım 10.00)" in story.answer


def test_a_foreign_reference_answers_as_an_unknown_one_does() -> None:
    assert owned().says("A2B3C4 ne durumda").heard == ["ref.unknown"]


def test_another_agent_may_take_over_after_a_release() -> None:
    story = owned().acts(ZEYNEP, Command.RELEASE).claims(MERT)
    assert "Mert Kaya" in story.answer
    assert story.case.owner_epoch == 3


def test_out_of_hours_a_second_wish_names_the_next_working_day() -> None:
    story = handed(now=handed().now + timedelta(hours=9)).says("birine bağla")
    assert "yarın (24 Kasım) 11.00'e kadar" in story.answer


def test_who_handed_over_keeps_watching_and_may_note_but_not_answer() -> None:
    story = Play().says("vpn için temsilci istiyorum").claims()
    story.acts(ELIF, Command.TRANSFER, queue="network")
    story.acts(ELIF, Command.NOTE, "Takipteyim.")
    assert story.entries[-1].words == "Takipteyim."
    with pytest.raises(NotAllowed):
        story.acts(ELIF, Command.CLAIM)


@pytest.mark.parametrize("words", ["düzeldi", "sorun kalmadı", "evet oldu"])
def test_who_says_that_it_works_before_anybody_came_is_asked_whether_it_is_over(words: str) -> None:
    story = handed().says(words)
    assert story.heard == ["found.ask"]
    assert story.buttons == ["Evet, kapatın", "Hayır, sürüyor"]
    assert story.case.status is Status.QUEUED
    assert awaits(story.case, story.bubbles[-1].question)
    assert story.presses("Evet, kapatın").heard == ["closed.confirmed"]
    assert story.case.end_reason is Ending.CUSTOMER_FOUND


def test_a_second_yes_in_words_closes_and_a_no_tells_the_state() -> None:
    assert handed().says("düzeldi").says("evet kapatabilirsiniz").case.status is Status.CLOSED
    story = handed().says("düzeldi").presses("Hayır, sürüyor")
    assert (story.heard, story.case.status) == (["status.queued"], Status.QUEUED)


def test_the_question_whether_it_is_over_ends_when_somebody_takes_the_case() -> None:
    story = handed().says("düzeldi").claims()
    assert not awaits(story.case, story.bubbles[-2].question)
    assert story.presses("Evet, kapatın").heard == ["button.stale"]


def test_an_old_button_of_an_article_closes_nothing_after_the_handover() -> None:
    story = handed()
    assert not awaits(story.case, story.case.memory["question"])
