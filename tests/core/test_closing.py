"""Stories of the end: the desk says solved, the customer closes, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.calendar import Calendar
from core.dialogue import Case, Conversation, Pressed, Reminded
from core.dialogue.presses import awaits
from core.dialogue.scene import Scene
from core.effects import Command
from core.ticket import Ending, Status
from tests.core.play import CONTRACT, ELIF, MONDAY, ORGANIZATION, PRINTER, VPN, Play


def solved(**values: object) -> Play:
    given = {"rating_asked_at": MONDAY} | values
    return Play(**given).says("vpn için temsilci istiyorum").claims().solves("Sunucuyu yeniledik")  # type: ignore[arg-type]


def closed(**values: object) -> Play:
    return solved(**values).says("evet düzeldi")


def test_the_closing_question_has_three_buttons_and_the_agents_words() -> None:
    story = solved()
    assert story.heard == ["solved.ask_incident"]
    assert "Elif Demir sorunun giderildiğini bildirdi: “Sunucuyu yeniledik”" in story.answer
    assert story.buttons == ["Evet, düzeldi", "Hayır, sürüyor", "Henüz deneyemedim"]


def test_a_request_is_asked_about_in_its_own_words() -> None:
    story = Play().says("lisans için temsilci istiyorum").claims().solves("Lisans tanımlandı")
    assert story.heard == ["solved.ask_request"]
    assert story.buttons == ["Evet, tamam", "Hayır, eksik var", "Henüz bakamadım"]


@pytest.mark.parametrize(
    "words", ["evet düzeldi", "👍", "sorun kalmadı", "gerek kalmadı", "kendim çözdüm", "works now"]
)
def test_yes_in_plain_words_closes(words: str) -> None:
    story = solved().says(words)
    assert story.heard == ["closed.confirmed"]
    assert story.case.end_reason is Ending.CONFIRMED


def test_the_button_closes_too_and_pressed_again_tells_the_state() -> None:
    story = solved().presses("Evet, düzeldi")
    assert story.heard == ["closed.confirmed"]
    before = story.case
    for label in ("Evet, düzeldi", "Hayır, sürüyor"):
        assert story.presses(label).heard == ["button.stale"]
        assert story.case == before


def test_a_doubtful_yes_closes_and_says_what_to_do_if_it_comes_back() -> None:
    assert solved().says("oldu galiba").heard == ["closed.confirmed", "closed.if_again"]


def test_still_not_working_goes_back_to_the_same_agent_with_the_words() -> None:
    story = solved(language="en").says("still not working")
    assert story.heard == ["reopened.told"]
    assert story.answer.startswith("Sorry about that.")
    assert story.case.status is Status.IN_PROGRESS
    assert story.case.owner == ELIF.person
    assert story.case.reopened == 1


@pytest.mark.parametrize("words", ["hayır", "olmadı", "👎", "no"])
def test_a_bare_no_is_asked_what_happens_now(words: str) -> None:
    assert solved().says(words).heard == ["reopened.ask"]


def test_the_button_no_is_asked_what_happens_now() -> None:
    story = solved().presses("Hayır, sürüyor")
    assert story.heard == ["reopened.ask"]
    assert story.says("simge kırmızı").heard == []


@pytest.mark.parametrize("words", ["henüz değil", "not yet"])
def test_not_yet_keeps_it_open_without_an_apology(words: str) -> None:
    assert solved().says(words).heard == ["reopened.not_yet"]


def test_when_the_owner_is_away_the_no_goes_to_the_queue() -> None:
    story = solved(on_duty=False).says("hâlâ aynı")
    assert story.case.status is Status.QUEUED
    assert story.case.owner is None
    assert story.says("simge kırmızı").heard == []  # he has just been told that his words are kept


def test_not_tried_yet_leaves_the_question_open() -> None:
    for story in (solved().says("yarın deneyeyim"), solved().presses("Henüz deneyemedim")):
        assert story.heard == ["solved.later"]
        assert "yarın (24 Kasım) 09.30 itibarıyla" in story.answer
        assert story.case.status is Status.SOLVED
        assert story.presses("Evet, düzeldi").heard == ["closed.confirmed"]


def test_we_do_not_ask_again_at_the_first_minute_of_the_day() -> None:
    mornings = Calendar(timezone="Europe/Istanbul", weekly=(((540, 750),),) * 5 + ((), ()))
    organization = replace(ORGANIZATION, contract=replace(CONTRACT, calendar=mornings))
    story = Play(organization=organization)
    story.later(hours=-1)
    story.says("vpn için temsilci istiyorum").claims().solves("Hazır").says("yarın deneyeyim")
    assert "yarın (24 Kasım) 09.30 itibarıyla" in story.answer


def test_at_the_promised_moment_the_question_is_put_again() -> None:
    story = solved().presses("Henüz deneyemedim")
    assert story.reminders[-1] == story.now + timedelta(days=1, minutes=-30)
    assert story.happens(Reminded()).heard == ["reminder.first"]
    assert story.buttons == ["Evet, düzeldi", "Hayır, sürüyor", "Henüz deneyemedim"]
    assert story.presses("Evet, düzeldi").heard == ["closed.confirmed"]


def test_a_reminder_brings_no_words() -> None:
    story = solved()
    scene = Scene(case=Case(conversation=Conversation(language="tr"), ticket=story.ticket), event=Reminded(),
                  facts=story.facts(Reminded()))  # fmt: skip
    assert scene.words == ""


def test_a_reminder_that_comes_too_late_says_nothing() -> None:
    assert closed().happens(Reminded()).heard == []


def test_a_question_waits_until_it_is_answered_or_followed_by_another() -> None:
    story = solved()
    asked = story.bubbles[-1].question
    assert awaits(story.case, asked)
    assert not awaits(story.case, asked + 1)
    assert not awaits(story.says("hâlâ aynı").case, asked)


@pytest.mark.parametrize("words", ["teşekkürler", "tamam", "🙏", "thanks"])
def test_thanks_alone_are_no_consent_and_are_asked_about_once(words: str) -> None:
    story = solved().says(words)
    assert story.heard == ["solved.thanks_only"]
    assert story.case.status is Status.SOLVED
    assert story.says(words).heard == ["thanks.reply"]


def test_the_question_after_thanks_has_its_own_buttons() -> None:
    assert solved().says("teşekkürler").presses("Evet, kapatın").heard == ["closed.confirmed"]
    assert solved().says("teşekkürler").presses("Hayır, sürüyor").heard == ["reopened.ask"]
    assert solved().says("teşekkürler").presses("Evet, düzeldi", bubble=-2).heard == ["button.stale"]


def test_a_yes_with_a_but_is_asked_about() -> None:
    story = solved().says("evet ama çok yavaş")
    assert story.heard == ["solved.contradiction"]
    assert story.presses("Devam edelim").case.status is Status.IN_PROGRESS
    assert solved().says("evet ama çok yavaş").presses("Kapatın").case.end_reason is Ending.CONFIRMED


@pytest.mark.parametrize("words", ["peki toner ne zaman gelir", "model numarası 4000"])
def test_other_words_go_to_the_owner_and_the_question_stays(words: str) -> None:
    story = solved().says(words)
    assert story.heard == ["noticed.owner"]
    assert story.case.status is Status.SOLVED
    assert story.says(words).heard == []


@pytest.mark.parametrize("words", ["merhaba", "", "K7M2R9 ne durumda"])
def test_empty_talk_is_answered_with_the_state(words: str) -> None:
    assert solved().says(words).heard == ["status.solved"]


def test_an_agent_may_still_write_after_solving() -> None:
    story = solved().acts(ELIF, Command.REPLY, "Sürüm notu: 5.2")
    assert story.answer == "Sürüm notu: 5.2"
    assert story.case.status is Status.SOLVED


def test_a_second_solution_is_asked_about_anew() -> None:
    story = solved().says("teşekkürler").says("hâlâ aynı").solves("Kablo değişti")
    assert story.heard == ["solved.ask_incident"]
    assert story.says("teşekkürler").heard == ["solved.thanks_only"]


def test_silence_closes_by_its_own_reason_and_one_tap_reopens() -> None:
    story = solved().silence()
    assert story.heard == ["closed.no_reply"]
    assert "30 gün" in story.answer
    assert story.case.end_reason is Ending.NO_REPLY
    story.later(days=29).presses("Yeniden aç")
    assert story.heard == ["reopened.ask"]
    assert story.case.status is Status.IN_PROGRESS
    assert story.case.end_reason is None


def test_the_tap_is_stale_when_the_time_is_over() -> None:
    story = solved().silence().later(days=31).presses("Yeniden aç")
    assert story.heard == ["button.stale"]
    assert story.case.status is Status.CLOSED


# ---- After the end


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("teşekkürler", "thanks.reply"),
        ("tamam", "thanks.reply"),
        ("🙏", "thanks.reply"),
        ("👍", "thanks.reply"),
        ("evet", "thanks.reply"),
        ("evet gerçekten düzeldi çok sağ olun", "thanks.reply"),
        ("yarın bakarım", "thanks.reply"),
        ("kendim çözdüm", "thanks.reply"),
        ("merhaba", "greet.hello"),
        ("😀", "greet.hello"),
        ("", "greet.hello"),
        ("gerek kalmadı", "status.none"),
        ("K7M2R9", "status.closed"),
        ("A2B3C4", "ref.unknown"),
    ],
)
def test_politeness_after_the_end_never_reopens(words: str, heard: str) -> None:
    story = closed()
    before = story.case
    assert story.says(words).heard == [heard]
    assert replace(story.case, memory=before.memory) == before


@pytest.mark.parametrize(
    "words", ["hâlâ çalışmıyor", "still not working", "vpn yine kopuyor", "hayır olmadı", "olmadı"]
)
def test_the_old_trouble_reopens_within_the_days(words: str) -> None:
    story = closed().later(days=13).says(words)
    assert story.heard[0].startswith("reopened.")
    assert story.case.ref == "K7M2R9"
    assert story.case.owner == ELIF.person


def test_what_the_bot_solved_comes_back_to_the_queue() -> None:
    story = Play(knows={"vpn": (VPN,)}).says("vpn bağlanmıyor").presses("Çözüldü").says("yine kopuyor")
    assert story.heard == ["reopened.told"]
    assert story.case.status is Status.QUEUED


def test_after_the_days_the_old_trouble_is_a_new_ticket() -> None:
    story = Play(knows={"vpn": (VPN,)}).says("vpn için temsilci istiyorum").claims().solves("Hazır").says("oldu")
    story.later(days=15).says("vpn hâlâ çalışmıyor")
    assert story.heard == ["answer.article", "answer.try", "ticket.opened"]
    assert story.case.ref == "A2B3C4"
    assert closed().later(days=15).says("olmadı").heard == ["greet.hello"]


@pytest.mark.parametrize("words", ["yazıcım çalışmıyor", "yazıcı hâlâ bozuk", "toner ne zaman gelir"])
def test_a_new_matter_opens_a_new_ticket_without_the_old_words(words: str) -> None:
    story = closed()
    story.knows = {"yazıcı": (PRINTER,), "toner": (PRINTER,)}
    story.says(words)
    assert story.heard == ["choose.this", "ticket.opened"]
    assert story.case.ref == "A2B3C4"
    assert story.searched == words


def test_other_trouble_without_a_service_is_a_new_ticket() -> None:
    story = closed().says("projeksiyon perdesi odada inmiyor")
    assert story.heard == ["ask.again", "ticket.opened"]
    assert story.case.ref == "A2B3C4"


def test_a_wish_for_a_person_after_the_end_opens_a_new_ticket() -> None:
    story = closed().says("birine bağla")
    assert story.heard == ["human.coming", "human.until", "ticket.opened"]
    assert story.case.ref == "A2B3C4"


def test_a_late_press_after_the_end_has_no_effect() -> None:
    story = closed().happens(Pressed(value="no", label="Hayır, sürüyor", question=None))
    assert story.heard == ["button.stale"]
    assert "kapandı" in story.answer
