"""Silence: who is reminded, when, how often, and what closes in the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.calendar import Span
from core.contracts import Contract
from core.dialogue import Reminded
from core.dialogue.silence import closes_next
from core.dialogue.states import Memory
from core.ticket import Ending, Status
from tests.core.play import CONTRACT, LICENSE, OFFICE, ORGANIZATION, PRINTER, SCANNER, VPN, ZONE, Play

RULE = replace(CONTRACT, reminders=(Span(1, "d"), Span(2, "d")), close_after=Span(3, "d"))


def under(contract: Contract, **values: object) -> Play:
    return Play(organization=replace(ORGANIZATION, contract=contract), **values)  # type: ignore[arg-type]


def solved(contract: Contract) -> Play:
    return under(contract).says("temsilci istiyorum").claims().solves("Sunucuyu yeniledik")


def times_out(story: Play) -> Play:
    """Let the moment come that the last question armed."""
    story.now = story.reminders[-1]
    return story.happens(Reminded())


def local(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%a %H:%M")


def test_a_solution_is_asked_about_as_the_contract_says_and_then_closed() -> None:
    story = solved(RULE)  # Monday, 10:00
    assert times_out(story).heard == ["reminder.first"]
    assert local(story.now) == "Tue 10:00"
    assert story.buttons == ["Evet, düzeldi", "Hayır, sürüyor", "Henüz deneyemedim"]
    assert times_out(story).heard == ["reminder.last"]
    assert "yarın (26 Kasım) 10.00'a kadar" in story.answer
    assert times_out(story).heard == ["closed.no_reply"]
    assert local(story.now) == "Thu 10:00"
    assert story.case.end_reason is Ending.NO_REPLY
    assert story.buttons == ["Yeniden aç"]


def test_an_answer_to_the_last_reminder_counts() -> None:
    story = times_out(times_out(solved(RULE))).presses("Evet, düzeldi")
    assert story.case.end_reason is Ending.CONFIRMED


@pytest.mark.parametrize("reminders", [(), (Span(1, "d"),)])
def test_a_contract_that_never_closes_by_silence_keeps_the_ticket_open(reminders: tuple[Span, ...]) -> None:
    story = solved(replace(CONTRACT, reminders=reminders))
    while story.reminders and story.now < story.reminders[-1]:
        assert times_out(story).heard == ["reminder.first"]
    assert story.happens(Reminded()).case.status is Status.SOLVED
    assert len(story.reminders) == len(reminders)


@pytest.mark.parametrize(("days", "closed"), [(1, 2), (2, 2), (3, 3)])
def test_a_contract_without_reminders_still_says_so_on_the_day_before_it_closes(days: int, closed: int) -> None:
    story = solved(replace(CONTRACT, reminders=(), close_after=Span(days, "d")))
    since = story.now
    assert times_out(story).heard == ["reminder.last"]
    assert story.now == since + timedelta(days=closed - 1)
    assert times_out(story).heard == ["closed.no_reply"]
    assert story.now == since + timedelta(days=closed)


def test_putting_it_off_begins_the_count_anew() -> None:
    story = times_out(solved(RULE)).presses("Henüz deneyemedim")
    assert times_out(story).heard == ["reminder.first"]


def test_an_article_is_asked_about_once_on_the_next_working_morning() -> None:
    story = Play(knows={"vpn": (VPN,)}).says("vpn")
    assert times_out(story).heard == ["answer.remind"]
    assert local(story.now) == "Tue 09:30"
    assert story.buttons == ["Çözüldü", "Çözülmedi", "Destek uzmanı istiyorum"]
    assert times_out(story).heard == ["closed.no_reply"]
    assert story.rated == ["ignored"]


def test_who_asked_for_information_is_asked_in_other_words() -> None:
    story = times_out(Play(knows={"lisans": (LICENSE,)}).says("lisans"))
    assert story.heard == ["answer.remind_info"]
    assert story.buttons[0] == "Evet, yeterli"


def test_who_is_on_it_is_asked_a_day_later() -> None:
    story = Play(knows={"vpn": (VPN,)}).says("vpn")
    story.later(days=1).says("yarın denerim")
    assert local(story.reminders[-1]) == "Wed 09:30"


@pytest.mark.parametrize("words", ["perde inmiyor", "yazıcı"])
def test_an_incident_whose_question_is_not_answered_goes_to_people(words: str) -> None:
    story = Play(knows={"yazıcı": (PRINTER, SCANNER)}).says(words)
    assert times_out(story).heard == ["handoff.promise"]
    assert local(story.now) == "Mon 12:00"
    assert story.case.status is Status.QUEUED


def test_a_request_whose_question_is_not_answered_is_asked_once_more_then_closed() -> None:
    story = Play().says("lisans")
    assert story.case.type == "request"
    assert times_out(story).heard == ["ask.remind"]
    assert times_out(story).heard == ["closed.no_reply_request"]
    assert story.case.end_reason is Ending.NO_REPLY


def test_a_reminder_of_friday_waits_for_monday() -> None:
    story = Play(knows={"vpn": (VPN,)})
    story.now += timedelta(days=4)  # Friday
    assert local(times_out(story.says("vpn")).now) == "Mon 09:30"


def test_the_next_morning_is_a_calm_one() -> None:
    evening = datetime(2026, 11, 27, 22, 0, tzinfo=ZONE)  # a Friday
    assert local(OFFICE.next_morning(evening)) == "Mon 09:30"


@pytest.mark.parametrize(
    ("reminded", "close_after", "closes"), [(0, 3, False), (1, 3, False), (2, 3, True), (2, 0, False)]
)
def test_it_is_known_beforehand_that_silence_closes(reminded: int, close_after: int, closes: bool) -> None:
    agreed = replace(
        CONTRACT,
        reminders=(Span(1, "d"), Span(2, "d")),
        close_after=Span(close_after, "d") if close_after else None,
    )
    assert closes_next(agreed, Memory(reminded=reminded).kept_form()) is closes
    assert not closes_next(agreed, {})
