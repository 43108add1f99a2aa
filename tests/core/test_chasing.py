"""Somebody asks again where his case stands: true each time, never twice the same, and in the end the lead's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from core.dialogue.presses import awaits
from core.effects import Command
from core.errors import NotAllowed
from core.ticket import Status
from tests.core.play import CONTRACT, ELIF, ORGANIZATION, Play

ASKS = "çağrım ne durumda"


def queued(**values: object) -> Play:
    return Play(**values).says("vpn için temsilci istiyorum")  # type: ignore[arg-type]


def owned(**values: object) -> Play:
    return queued(**values).claims()


def asked(story: Play, times: int) -> Play:
    for _ in range(times):
        story.later(minutes=3).says(ASKS)
    return story


def test_the_second_time_says_when_it_was_told_and_who_knows_now() -> None:
    story = asked(queued(), 1)
    assert story.heard == ["status.queued"]
    assert asked(story, 1).heard == ["status.queue_told"]
    assert "(10.03)" in story.answer
    assert "(Destek Masası)" in story.answer
    assert "12.00'ye kadar" in story.answer
    story = asked(owned(), 2)
    assert story.heard == ["status.owner_told"]
    assert "(Elif Demir)" in story.answer


def test_the_lead_is_offered_from_the_third_time_on() -> None:
    story = asked(owned(), 3)
    assert story.heard == ["status.asked_again"]
    assert story.buttons == ["Yöneticiye ilet", "Bekliyorum"]
    assert awaits(story.case, story.bubbles[-1].question)
    assert asked(queued(), 3).heard == ["status.asked_queue_again"]


@pytest.mark.parametrize("begun", [queued, owned])
def test_no_two_answers_in_a_row_are_the_same(begun: object) -> None:
    story = begun()  # type: ignore[operator]
    answers = [asked(story, 1).answer for _ in range(8)]
    story.presses("Yöneticiye ilet")
    answers += [asked(story, 1).answer for _ in range(4)]
    assert all(answers)
    assert all(one != other for one, other in pairwise(answers))


def test_each_asking_is_counted_for_the_agents_and_told_from_the_second_on() -> None:
    story = asked(owned(), 1)
    assert (story.case.chased, "line.chased" in story.lines) == (1, False)
    assert asked(story, 2).case.chased == 3
    assert story.lines.count("line.chased") == 2
    assert story.entries[-1].line is not None
    assert story.words(story.entries[-1].line) == "Kullanıcı 3 kez sordu."


def test_the_lead_is_told_once_a_day_and_the_customer_until_when() -> None:
    story = asked(owned(), 3).presses("Yöneticiye ilet")
    assert story.heard == ["escalated.told"]
    assert "kadar" in story.answer
    assert story.case.escalated_at == story.now
    assert story.lines[-1] == "line.escalated"
    assert story.presses("Yöneticiye ilet").heard == ["button.stale"]
    assert asked(story, 1).heard == ["status.working"]
    assert asked(story, 1).heard == ["status.escalated"]
    assert "(iletildi: 10.09)" in story.answer
    assert asked(story.later(days=1), 3).heard == ["status.asked_again"]


@pytest.mark.parametrize("words", ["yöneticiye ilet", "evet", "evet lütfen iletin", "yöneticinize bildirin"])
def test_the_offer_is_taken_in_words_too(words: str) -> None:
    assert asked(queued(), 3).says(words).heard == ["escalated.told"]


@pytest.mark.parametrize("words", ["bekliyorum", "tamam bekliyorum", "hayır", "gerek yok", "beklerim"])
def test_who_goes_on_waiting_is_told_the_moment(words: str) -> None:
    story = asked(queued(), 3).says(words)
    assert (story.heard, story.case.escalated_at) == (["status.patient"], None)
    assert story.answer == "Peki. Size 12.00'ye kadar yazacağız."


def test_other_words_go_to_who_has_the_case_though_the_lead_was_offered() -> None:
    story = asked(owned(), 3).says("ekranda 619 yazıyor")
    assert (story.heard, story.case.escalated_at) == ([], None)


def test_an_offer_is_over_when_the_agent_writes() -> None:
    story = asked(owned(), 3).acts(ELIF, Command.REPLY, "Bakıyorum, ekran görüntüsü var mı?")
    assert story.says("evet").heard == []
    assert story.case.escalated_at is None
    assert story.presses("Yöneticiye ilet").heard == ["button.stale"]
    story = asked(owned(), 3).solves("Hazır")
    assert story.presses("Yöneticiye ilet", bubble=-2).heard == ["button.stale"]


def test_a_step_in_between_begins_anew() -> None:
    story = asked(queued(), 2).claims()
    assert asked(story, 1).heard == ["status.working"]
    assert asked(story.acts(ELIF, Command.REPLY, "Bakıyorum"), 1).heard == ["status.working"]
    assert asked(story.acts(ELIF, Command.NOTE, "modem"), 1).heard == ["status.owner_told"]
    assert asked(story.acts(ELIF, Command.TRANSFER, queue="network"), 1).heard == ["status.queued"]


def test_asking_again_does_not_move_the_promise() -> None:
    story = owned()
    for _ in range(4):
        assert "yarın (24 Kasım) 10.00'a kadar" in asked(story, 1).answer or story.heard == ["status.asked_again"]
    assert "yarın (25 Kasım) 10.15'e kadar" in asked(story.later(days=1), 1).answer


def test_the_next_day_begins_anew() -> None:
    assert asked(asked(owned(), 2).later(days=1), 1).heard == ["status.working"]


def test_the_last_step_is_the_last_one() -> None:
    story = owned()
    assert "(10.00): çağrınız üstlenildi" in asked(story, 1).answer
    story.acts(ELIF, Command.REPLY, "Bakıyorum")
    assert "(10.03): size yanıt yazıldı" in asked(story, 1).answer
    story.acts(ELIF, Command.WAIT_CUSTOMER, "Hangi sürüm?").later(minutes=4).says("5.2")
    assert "(10.10): yanıtınız alındı" in asked(story, 1).answer
    story.acts(ELIF, Command.WAIT_PROVIDER, reason="Örnek Telekom").acts(ELIF, Command.RESUME)
    assert "(10.13): çalışmaya devam edildi" in asked(story, 1).answer
    story.solves("Hazır").says("hayır hâlâ olmuyor, aynı hata")
    assert "(10.16): çağrınız yeniden açıldı" in asked(story, 1).answer


def test_a_case_of_before_still_has_a_last_step() -> None:
    story = owned()
    story.ticket = replace(story.case, memory={})
    assert "(10.00): çağrınız üstlenildi" in asked(story, 1).answer


def test_who_is_waited_for_is_told_that_it_is_his_turn() -> None:
    story = owned().acts(ELIF, Command.WAIT_CUSTOMER, "Hangi sürüm?")
    assert asked(story, 1).heard == ["status.waiting_customer"]
    assert asked(story, 1).heard == ["status.your_turn"]
    assert story.case.status is Status.WAITING_CUSTOMER


def test_where_the_customer_is_to_act_he_is_told_in_other_words() -> None:
    story = Play().says("perde inmiyor")
    assert [asked(story, 1).heard for _ in range(3)] == [["status.new"], ["status.new_again"], ["status.new"]]
    assert story.case.chased == 0
    story = owned().solves("Hazır")
    assert [asked(story, 1).heard for _ in range(2)] == [["status.solved"], ["status.solved_again"]]
    assert story.buttons == ["Evet, düzeldi", "Hayır, sürüyor", "Henüz deneyemedim"]
    story.presses("Evet, düzeldi")
    assert [asked(story, 1).heard for _ in range(2)] == [["status.closed"], ["status.none"]]


@pytest.mark.parametrize(
    "words", ["alo?", "alo", "?", "hello??", "merhaba?", "orada mısınız", "kimse yok mu", "anybody there?"]
)
def test_who_calls_while_he_waits_asks_for_the_state(words: str) -> None:
    assert queued().says(words).heard == ["status.queued"]
    assert owned().says(words).heard == ["status.working"]


@pytest.mark.parametrize("words", ["kaç kişi var önümde", "önümde kaç kişi var?", "ne kadar sürer?", "sıram kaç"])
def test_a_question_about_the_queue_asks_for_the_state(words: str) -> None:
    assert queued().says(words).heard == ["status.queued"]


def test_a_wish_for_a_person_while_waiting_is_not_answered_twice_in_the_same_words() -> None:
    story = queued()
    heard = [story.later(minutes=3).says("birine bağla").heard for _ in range(3)]
    assert heard == [["status.queued"], ["status.queue_told"], ["status.asked_queue_again"]]
    assert story.case.chased == 3
    story = queued().later(hours=9)
    heard = [story.later(minutes=3).says("birine bağla").heard for _ in range(2)]
    assert heard == [["human.unavailable"], ["status.queue_told"]]


def test_an_agent_without_a_shown_name_is_still_named() -> None:
    organization = replace(ORGANIZATION, contract=replace(CONTRACT, show_agent="none"))
    assert "(Uzmanımız)" in asked(owned(organization=organization), 2).answer


def test_only_the_requester_chases_and_escalates() -> None:
    story = owned()
    for command in (Command.CHASE, Command.ESCALATE):
        with pytest.raises(NotAllowed):
            story.acts(ELIF, command)


def test_a_day_is_the_customers_day() -> None:
    late = owned().later(hours=13, minutes=30)  # 23.30 in Istanbul
    asked(late, 1)
    late.now += timedelta(hours=1)
    assert late.says(ASKS).heard == ["status.working"]
