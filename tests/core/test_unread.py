"""What the bot cannot read: each gets one sensible line, and nothing changes that should not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.dialogue.facts import Reminded, Said
from core.effects import Command
from core.language import is_foreign
from core.messages import File, Lost
from core.ticket import Status
from tests.core.play import ALI, ELIF, Play, play

VOICE = File("ef56", "ses.ogg", "audio/ogg", 20_000)
FILM = File("ef57", "ekran.mp4", "video/mp4", 900_000)
CYRILLIC, ARABIC, CHINESE = "Не могу войти в почту", "لا أستطيع الدخول", "我的电脑打不开"


def test_a_voice_message_is_recorded_and_a_line_may_spare_the_wait() -> None:
    story = play().says("", VOICE)
    assert story.heard == ["voice.kept", "ticket.opened"]
    assert (story.case.status, story.case.title) == (Status.NEW, "Sesli mesaj")
    assert story.says("vpn bağlanmıyor").heard == ["answer.article", "answer.try"]
    assert story.case.title == "vpn bağlanmıyor"


def test_a_film_is_watched_by_people() -> None:
    assert Play(language="en").says("", FILM).heard == ["video.kept", "ticket.opened"]
    assert Play().says("", FILM, VOICE).heard[0] == "voice.kept"


def test_a_voice_message_without_a_line_goes_to_people_soon() -> None:
    story = Play().says("", VOICE)
    assert story.reminders == [story.now + timedelta(minutes=15)]
    story.later(minutes=15).happens(Reminded())
    assert (story.heard, story.case.status) == (["handoff.promise"], Status.QUEUED)


@pytest.mark.parametrize("begun", ["vpn bağlanmıyor", "yazıcım bozuk", "perde inmiyor"])
def test_a_voice_message_in_answer_to_the_bot_goes_to_people(begun: str) -> None:
    story = play().says(begun).says("", VOICE)
    assert (story.heard, story.case.status) == (["handoff.promise"], Status.QUEUED)


def test_a_voice_message_for_people_is_theirs() -> None:
    assert Play().says("temsilci istiyorum").says("", VOICE).heard == ["noticed.kept"]
    story = Play().says("temsilci istiyorum").claims()
    assert story.says("", VOICE).heard == []
    assert story.solves("Hazır").says("", VOICE).heard == ["noticed.owner"]
    assert story.case.status is Status.SOLVED


def test_a_voice_message_after_the_end_begins_a_new_case() -> None:
    story = Play().says("perde inmiyor").says("gerek kalmadı").says("", VOICE)
    assert (story.heard, story.opened) == (["voice.kept", "ticket.opened"], 2)


def test_where_we_only_receive_a_voice_message_is_passed_on_at_once() -> None:
    story = Play(customer=replace(ALI, verified=False)).says("", VOICE)
    assert story.heard == ["level0.routed", "identity.ask"]
    assert story.case.title == "Sesli mesaj"


@pytest.mark.parametrize("words", [CYRILLIC, ARABIC, CHINESE])
def test_another_alphabet_goes_to_people_in_the_language_of_the_conversation(words: str) -> None:
    story = Play().says(words)
    assert story.heard == ["foreign.only", "handoff.promise", "ticket.opened"]
    assert (story.language, story.case.status) == ("tr", Status.QUEUED)
    assert story.case.title == words
    assert play().says("vpn bağlanmıyor").says(words).heard == ["foreign.only", "handoff.promise"]
    assert Play().says("temsilci istiyorum").says(words).heard == ["noticed.kept"]


def test_another_alphabet_confirms_and_closes_nothing() -> None:
    story = Play().says("temsilci istiyorum").claims().solves("Hazır").says(CYRILLIC)
    assert (story.heard, story.case.status) == (["noticed.owner"], Status.SOLVED)
    story.says("evet düzeldi").says(CYRILLIC)
    assert (story.opened, story.heard[0]) == (2, "foreign.only")


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        (CYRILLIC, True), ("VPN не работает", True), ("ağ bağlantısı", False), ("𝘃𝗽𝗻 yok", False), ("", False),
        ("1234 😀", False), ("Outlook'ta «Ошибка» yazıyor", False),
    ],
)  # fmt: skip
def test_a_line_is_foreign_by_most_of_its_letters(text: str, foreign: bool) -> None:
    assert is_foreign(text) is foreign


@pytest.mark.parametrize("word", ["asdfgh", "yardım", "bozuk", "hmm"])
def test_one_word_said_many_times_is_asked_about_once(word: str) -> None:
    assert len(Play().says(" ".join([word] * 40)).bubbles) == 1


def test_a_word_repeated_means_what_it_means_once() -> None:
    solved = Play().says("temsilci istiyorum").claims().solves("Hazır")
    assert solved.says("hayır hayır hayır hayır").case.status is Status.IN_PROGRESS
    assert Play().says("temsilci istiyorum").claims().solves("Hazır").says("evet evet evet").case.open is False


@pytest.mark.parametrize("words", ["😀", "😀😀😀", "🎈", "…", "!!!"])
def test_signs_alone_open_and_close_nothing(words: str) -> None:
    story = Play().says(words)
    assert (story.heard, story.opened) == (["greet.hello"], 0)
    story.says("temsilci istiyorum").claims().solves("Hazır").says(words)
    assert story.case.status is Status.SOLVED
    assert len(story.heard) == 1


def test_a_yes_of_yesterday_goes_to_the_person_who_has_the_case_now() -> None:
    story = play().says("vpn bağlanmıyor")
    story.claims().acts(ELIF, Command.REPLY, "Bakıyorum").later(days=1).says("evet")
    assert (story.heard, story.case.status) == ([], Status.IN_PROGRESS)
    assert story.presses("Çözüldü").heard == ["button.stale"]
    assert story.case.status is Status.IN_PROGRESS


def test_a_file_that_did_not_arrive_is_told_before_the_answer() -> None:
    alone = Play().happens(Said(words="", lost=(Lost("dokum.zip", 20),)))
    assert alone.heard == ["file.lost", "greet.hello"]
    beside = play().happens(Said(words="vpn bağlanmıyor", lost=(Lost("a.zip", 20), Lost("b.zip", 5))))
    assert beside.heard[:2] == ["file.lost", "answer.article"]
