"""A ticket that waits: for whom, until when, and what happens on that day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.calendar import Span
from core.contracts import Contract, Level
from core.effects import Command
from core.errors import BadDate, IllegalMove
from core.pauses import answer_expected, proposed
from core.people import CLOCK
from core.ticket import Status, TransferReason, WaitingReason
from tests.core.play import CONTRACT, ELIF, MONDAY, OFFICE, ZONE, Play, play

THURSDAY = MONDAY + timedelta(days=3)


def owned() -> Play:
    return play().says("vpn için temsilci istiyorum").claims()


def when(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_a_question_waits_until_the_day_that_the_contract_or_the_agent_names() -> None:
    case = owned().acts(ELIF, Command.WAIT_CUSTOMER, "Hangi sürüm?").case
    assert (case.waiting_reason, case.next_date) == (WaitingReason.ANSWER, MONDAY + timedelta(days=1))
    named = owned().acts(ELIF, Command.WAIT_CUSTOMER, "Hangi sürüm?", next_date=THURSDAY).case
    assert named.next_date == THURSDAY
    reminds = Contract(version=1, level=Level.SOLVE, calendar=OFFICE, reminders=(Span(2, "d"), Span(3, "d")))
    assert answer_expected(reminds, MONDAY) == MONDAY + timedelta(days=2)
    assert answer_expected(CONTRACT, MONDAY) == MONDAY + timedelta(days=1)


@pytest.mark.parametrize("command", [Command.WAIT_CUSTOMER, Command.WAIT_PROVIDER, Command.APPOINT])
@pytest.mark.parametrize("away", [timedelta(0), -timedelta(days=1), timedelta(days=400)])
def test_a_day_that_is_over_or_too_far_away_is_refused(command: Command, away: timedelta) -> None:
    story = owned()
    with pytest.raises(BadDate):
        story.acts(ELIF, command, "Hangi sürüm?", reason="Örnek Telekom", next_date=story.now + away)
    assert story.case.status is Status.IN_PROGRESS


@pytest.mark.parametrize("ends", [Command.RESUME, Command.SOLVE, Command.TRANSFER])
def test_what_goes_on_keeps_nothing_of_what_it_waited_for(ends: Command) -> None:
    story = owned().acts(ELIF, Command.WAIT_PROVIDER, reason="Örnek Telekom", next_date=THURSDAY)
    assert (story.case.waiting_for, story.case.next_date) == ("Örnek Telekom", THURSDAY)
    if ends is Command.SOLVE:
        story.solves("Hat düzeldi.")
    else:
        story.acts(ELIF, ends, reason="level_2", queue="network")
    assert (story.case.waiting_reason, story.case.waiting_for, story.case.next_date) == (None, "", None)


def test_on_its_day_a_provider_is_work_again_and_the_customer_hears_nothing() -> None:
    story = owned().acts(ELIF, Command.WAIT_PROVIDER, reason="Örnek Telekom", next_date=THURSDAY)
    with pytest.raises(IllegalMove):
        story.acts(CLOCK, Command.FOLLOW_UP)
    story.later(days=3).acts(CLOCK, Command.FOLLOW_UP)
    assert (story.case.status, story.heard, story.lines[-1]) == (Status.IN_PROGRESS, [], "line.came_provider")


def test_who_has_not_answered_by_that_day_is_reminded_and_waited_for() -> None:
    story = owned().acts(ELIF, Command.WAIT_CUSTOMER, "Hangi sürüm?").later(days=1).acts(CLOCK, Command.FOLLOW_UP)
    assert (story.heard, story.lines[-1]) == (["status.waiting_customer"], "line.came_answer")
    assert story.case.status is Status.WAITING_CUSTOMER
    assert story.says("5.2").case.status is Status.IN_PROGRESS


def test_an_appointment_is_told_and_stands_whatever_is_written_until_it_comes() -> None:
    story = owned().acts(ELIF, Command.APPOINT, next_date=THURSDAY)
    assert story.heard == ["appointment.made"]
    assert "26 Kasım Perşembe 10.00" in story.answer
    assert story.says("kapıda sizi karşılarım, 3. kat").case.status is Status.WAITING_CUSTOMER
    assert story.says("çağrım ne durumda").heard == ["status.appointment"]
    assert "26 Kasım Perşembe 10.00" in story.answer
    assert story.says("ne oldu benim çağrım").heard == ["status.owner_told"]
    story.later(days=3).acts(CLOCK, Command.FOLLOW_UP)
    assert (story.case.status, story.heard, story.lines[-1]) == (Status.IN_PROGRESS, [], "line.came_appointment")


def test_an_appointment_may_have_a_place() -> None:
    story = owned().acts(ELIF, Command.APPOINT, " Merkez, 3. kat ", next_date=THURSDAY)
    assert story.heard == ["appointment.made_at"]
    assert "Yer: Merkez, 3. kat" in story.answer
    assert story.case.waiting_for == "Merkez, 3. kat"


def test_the_dates_that_are_proposed_are_mornings_with_service_and_none_comes_twice() -> None:
    def told(now: datetime) -> list[str]:
        return [f"{at.astimezone(ZONE):%a %H:%M}" for at in proposed(OFFICE, now)]

    assert told(MONDAY) == ["Tue 09:00", "Thu 09:00", "Mon 09:00"]
    assert told(when("2026-11-27T16:00")) == ["Mon 09:00"]
    assert told(when("2026-11-28T11:00")) == ["Mon 09:00", "Tue 09:00"]


def test_a_ticket_that_comes_back_for_missing_information_is_told_so() -> None:
    story = owned().acts(ELIF, Command.TRANSFER, queue="network", reason=TransferReason.RETURNED)
    assert story.heard == ["ticket.returned", "human.until"]
