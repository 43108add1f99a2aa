"""What people write while their case waits: a good-bye, a question about it by its service, a call for help."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.ticket import Status
from tests.core.play import ORGANIZATION, Play, hit, play
from tests.core.test_intake import SAFETY

VPN = hit(1, "vpn", 0.9)
PRINTERS = (hit(2, "printer", 0.5), hit(3, "toner", 0.45))


def test_a_good_bye_of_who_waits_is_answered_with_the_moment_of_our_answer() -> None:
    story = play().says("vpn için temsilci istiyorum").says("görüşürüz")
    assert story.heard == ["human.until", "farewell"]
    assert "12.00'ye kadar" in story.answer


def test_a_good_bye_to_somebody_who_has_the_case_is_for_him() -> None:
    assert play().says("vpn için temsilci istiyorum").claims().says("görüşürüz").heard == []


def test_a_good_bye_decides_nothing_about_a_solution() -> None:
    story = play().says("vpn için temsilci istiyorum").claims().solves("Sunucuyu yeniledik.").says("hoşça kalın")
    assert story.heard == ["farewell"]
    assert story.case.status is Status.SOLVED


@pytest.mark.parametrize("words", ["vpn ne oldu", "vpn işi ne oldu?", "vpn ne durumda", "any news about the vpn"])
def test_what_became_of_the_thing_is_a_question_about_its_case(words: str) -> None:
    assert play().says("vpn için temsilci istiyorum").says(words).heard == ["status.queued"]


def test_what_became_of_another_thing_is_not() -> None:
    assert play().says("vpn için temsilci istiyorum").says("yazıcı ne oldu").heard != ["status.queued"]


@pytest.mark.parametrize(
    "words",
    [
        "robot musun",
        "yapay zeka mısınız",
        "sen gerçek misin",
        "sen robot musun yoksa insan mı?",
        "are you human?",
        "are you a real person?",
        "are you a bot or a human",
    ],
)
def test_who_asks_whether_a_machine_answers_is_told_so(words: str) -> None:
    assert play().says(words).heard == ["human.machine", "human.until", "ticket.opened"]


def test_the_answers_to_our_question_stand_under_the_state_and_still_count() -> None:
    story = Play(knows={"vpn": (VPN,)}).says("vpn bağlanmıyor").says("çağrım ne durumda")
    assert story.heard == ["status.new"]
    assert story.buttons == ["Çözüldü", "Çözülmedi", "Destek uzmanı istiyorum"]
    assert story.presses("Çözüldü").case.status is Status.CLOSED


def test_the_titles_above_count_after_the_state_was_told() -> None:
    story = Play(knows={"yazıcı": PRINTERS}).says("yazıcı tuhaf").says("çağrım ne durumda")
    assert story.buttons == ["Hiçbiri", "Destek uzmanı istiyorum"]
    assert story.presses(PRINTERS[0].title, bubble=-2).heard[0] == "answer.article"


def test_a_case_in_doubt_offers_a_person_under_its_state() -> None:
    story = play().says("projeksiyon perdesi inmiyor").says("çağrım ne durumda")
    assert story.buttons == ["Destek uzmanı istiyorum"]


def test_who_writes_on_about_what_cannot_wait_is_never_met_with_silence() -> None:
    story = Play(services=(SAFETY,), organization=replace(ORGANIZATION, emergency_phone="+90 212 000 00 00"))
    story.says("fidye yazılımı ekranı kilitledi").says("tıkladım, sonra kilitlendi")
    for words in ("ne yapmalıyım", "hâlâ kilitli duruyor"):
        assert story.says(words).heard == ["security.again"]
        assert "+90 212 000 00 00" in story.answer
