"""The day that the customer names is when we ask again, and the rule for silence counts from then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.calendar import Span
from core.dialogue import Reminded
from core.ticket import Ending, Status
from tests.core.play import CONTRACT, MONDAY, ORGANIZATION, Play, play

ZONE = ZoneInfo("Europe/Istanbul")
RULE = replace(CONTRACT, reminders=(Span(1, "d"), Span(2, "d")), close_after=Span(3, "d"))


def solved(**values: object) -> Play:
    """Return a story of Monday, 23 November, 10:00, in which people have solved a ticket."""
    given = {"organization": replace(ORGANIZATION, contract=RULE), "rating_asked_at": MONDAY} | values
    return Play(**given).says("vpn için temsilci istiyorum").claims().solves("Sunucuyu yeniledik")  # type: ignore[arg-type]


def morning(day: int, month: int = 11) -> datetime:
    """Return half past nine on a day of 2026, the first calm moment of the office."""
    return datetime(2026, month, day, 9, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("words", "when", "told"),
    [
        ("yarın deneyeyim", morning(24), "yarın (24 Kasım) 09.30 itibarıyla"),
        ("perşembe bakabilirim", morning(26), "26 Kasım Perşembe 09.30 itibarıyla"),
        ("izindeyim, ayın 30'unda dönerim", morning(30), "30 Kasım Pazartesi 09.30 itibarıyla"),
        ("cumartesi evde deneyeceğim", morning(30), "30 Kasım Pazartesi 09.30 itibarıyla"),
        ("şu an dışarıdayım, deneyip döneceğim", morning(24), "yarın (24 Kasım) 09.30 itibarıyla"),
        ("haftaya denerim", morning(30), "30 Kasım Pazartesi 09.30 itibarıyla"),
    ],
)
def test_the_question_is_put_again_on_the_morning_that_was_named(words: str, when: datetime, told: str) -> None:
    story = solved().says(words)
    assert story.heard == ["solved.later"]
    assert story.reminders[-1] == when
    assert told in story.answer
    assert story.case.status is Status.SOLVED


def test_a_day_is_understood_in_english_too() -> None:
    story = solved(language="en").says("I'm on leave, will try next Monday")
    assert story.reminders[-1] == morning(30)
    assert "I'll ask again on Monday 30 Nov at 09:30." in story.answer


def test_nobody_is_left_alone_for_more_than_sixty_days() -> None:
    story = solved().says("mart ayında dönerim, o zaman denerim")
    assert story.reminders[-1] == datetime(2027, 1, 22, 9, 30, tzinfo=ZONE)
    assert "22 Ocak 2027" in story.answer


def test_a_button_names_no_day() -> None:
    assert solved().presses("Henüz deneyemedim").reminders[-1] == morning(24)


def test_silence_counts_from_the_day_that_was_named() -> None:
    story = solved().says("pazartesi bakarım")
    moments, heard = [], []
    for _ in range(3):
        story.now = story.reminders[-1]
        moments.append(story.now)
        heard += story.happens(Reminded()).heard
    assert moments == [morning(30), morning(1, 12), morning(2, 12)]
    assert heard == ["reminder.first", "reminder.last", "closed.no_reply"]
    assert story.case.end_reason is Ending.NO_REPLY


def test_a_new_solution_forgets_the_day() -> None:
    story = solved().says("pazartesi bakarım").says("olmadı, hâlâ aynı hata").solves("Şimdi tamam")
    assert story.reminders[-1] == story.now + timedelta(days=1)


@pytest.mark.parametrize("words", ["perşembe denerim", "tamam perşembe denerim"])
def test_after_an_article_the_day_is_kept_too(words: str) -> None:
    story = play().says("vpn bağlanmıyor").says(words)
    assert story.heard == ["solved.later"]
    assert story.reminders[-1] == morning(26)
    story.now = story.reminders[-1]
    assert story.happens(Reminded()).heard == ["answer.remind"]


def test_after_an_article_no_day_means_the_next_morning() -> None:
    story = play().says("vpn bağlanmıyor").says("birazdan deneyeceğim")
    assert (story.heard, story.reminders[-1]) == (["answer.later"], morning(24))


def test_a_contract_that_never_closes_still_asks_on_the_day_that_was_named() -> None:
    story = solved(organization=replace(ORGANIZATION, contract=replace(RULE, reminders=(), close_after=None)))
    assert story.reminders == []
    story.says("pazartesi bakarım")
    assert story.happens(Reminded()).heard == ["reminder.first"]
    assert story.happens(Reminded()).heard == []
    assert story.case.status is Status.SOLVED
