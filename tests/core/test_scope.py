"""What is not ours: a rule of the contract says so, the address is told, and people are one tap away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.calendar import Span
from core.contracts import Elsewhere, Service
from core.dialogue import Said
from core.dialogue.facts import Reminded
from core.ticket import ClosureCode, Ending, Status
from tests.core.play import CONTRACT, ORGANIZATION, SERVICES, Play, play

PAYROLL = Elsewhere(words=("bordro", "payroll"), where={"tr": "İnsan Kaynakları, dahili 300", "en": "HR, ext. 300"})


def told(words: str = "bordromda hata var", close_after: str | None = "3d", **values: object) -> Play:
    """Return a play in which a customer asks for what is not ours."""
    days = Span.parse(close_after) if close_after else None
    contract = replace(CONTRACT, out_of_scope=(PAYROLL,), close_after=days)
    return play(organization=replace(ORGANIZATION, contract=contract), **values).says(words)


def test_the_right_address_is_told_and_the_ticket_recorded() -> None:
    story = told()
    assert story.heard == ["scope.out", "ticket.opened"]
    assert "İnsan Kaynakları, dahili 300" in story.answer
    assert story.buttons == ["Yine de ilet"]
    assert story.case.status is Status.NEW
    assert story.lines == ["line.opened", "line.not_ours"]


def test_it_is_told_in_english_too() -> None:
    assert "HR, ext. 300" in told("my payroll is wrong").answer


@pytest.mark.parametrize("words", ["tamam", "teşekkürler", "peki, oraya yazarım", "tamam deneyeyim"])
def test_who_goes_there_is_closed_as_out_of_scope_and_may_come_back(words: str) -> None:
    story = told().says(words)
    assert story.heard == ["closed.not_ours"]
    assert (story.case.end_reason, story.case.closure_code) == (Ending.CANCELLED, ClosureCode.OUT_OF_SCOPE)
    story.presses("Yeniden aç")
    assert (story.case.status, story.case.closure_code) == (Status.QUEUED, None)


def test_silence_closes_by_the_contracts_days() -> None:
    story = told()
    assert story.reminders[-1] - story.now > timedelta(days=2)
    story.now = story.reminders[-1]
    story.happens(Reminded())
    assert story.heard == ["closed.not_ours_silent"]
    assert (story.case.end_reason, story.case.closure_code) == (Ending.NO_REPLY, ClosureCode.OUT_OF_SCOPE)


def test_where_silence_never_closes_nothing_is_armed() -> None:
    assert told(close_after=None).reminders == []


def test_one_tap_passes_it_on() -> None:
    story = told().presses("Yine de ilet")
    assert story.heard == ["handoff.promise"]
    assert story.case.status is Status.QUEUED
    assert story.presses("Yine de ilet").heard == ["button.stale"]


@pytest.mark.parametrize(
    "words",
    ["yine de iletin", "hayır", "bordro programı açılmıyor", "pass it on anyway", "bordro ne zaman yatar?"],
)
def test_so_does_who_says_no_or_tells_more_of_it(words: str) -> None:
    story = told().says(words)
    assert "handoff.promise" in story.heard
    assert story.case.status is Status.QUEUED


def test_an_urgent_service_of_ours_is_never_sent_elsewhere() -> None:
    security = Service(
        key="security", name={"tr": "Güvenlik", "en": "Security"}, queue="l1", words=("virüs",), urgent=True
    )
    story = told("bordro bilgisayarına virüs bulaştı", services=(*SERVICES, security))
    assert story.heard[0] == "security.urgent"


def test_without_a_rule_nothing_is_out_of_scope() -> None:
    story = play()
    assert "scope.out" not in story.happens(Said(words="bordromda hata var")).heard
