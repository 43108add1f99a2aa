"""What an agent corrects about a matter, and what colleagues learn from it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.effects import Command
from core.errors import Missing
from core.promises import PromiseKind
from core.ticket import CODES, ClosureCode, Status
from tests.core.play import ELIF, MONDAY, Play, play


def owned() -> Play:
    return play().says("vpn için temsilci istiyorum").claims()


def test_an_agent_corrects_what_a_matter_is_and_the_customer_hears_nothing() -> None:
    story = owned()
    story.acts(ELIF, Command.CLASSIFY, title="Yazıcı isteği", type="request", service="printer", affected="Nermin Işık")
    case = story.case
    assert (case.title, case.type, case.service, case.affected) == (
        *("Yazıcı isteği", "request", "printer"),
        "Nermin Işık",
    )
    assert story.heard == []
    assert story.lines[-4:] == ["line.retitled", "line.retyped", "line.reassigned_service", "line.affected"]


def test_what_is_left_out_stays_and_what_is_empty_is_none() -> None:
    story = owned().acts(ELIF, Command.CLASSIFY, affected="Nermin Işık")
    before = story.case
    assert (before.title, before.service, before.affected) == (owned().case.title, "vpn", "Nermin Işık")
    story.acts(ELIF, Command.CLASSIFY, service="", affected="")
    assert (story.case.title, story.case.service, story.case.affected) == (before.title, None, "")
    assert story.lines[-2:] == ["line.reassigned_service", "line.affected"]


def test_who_changes_nothing_is_told_so() -> None:
    story = owned()
    with pytest.raises(Missing):
        story.acts(ELIF, Command.CLASSIFY, title=story.case.title, service=story.case.service)


def test_a_request_is_asked_about_as_a_request_once_it_is_known_as_one() -> None:
    story = owned().acts(ELIF, Command.CLASSIFY, type="request")
    assert "solved.ask_request" in story.solves("Kulaklığınız masanızda.").heard


def test_a_solution_leaves_its_cause_and_what_was_done_for_colleagues() -> None:
    story = owned()
    story.acts(
        ELIF,
        Command.SOLVE,
        "Bağlantınız açıldı.",
        closure_code=ClosureCode.NEW_SOLUTION,
        cause=" Sertifika dolmuş. ",
        steps="Yenisi dağıtıldı.",
    )
    assert story.lines[-3:] == ["line.solved", "line.cause", "line.steps"]
    assert "Bağlantınız açıldı." in story.answer
    assert "Sertifika" not in story.answer


def test_a_duplicate_is_merged_and_not_solved() -> None:
    for codes in CODES.values():
        assert ClosureCode.DUPLICATE not in codes
    with pytest.raises(Missing):
        owned().acts(ELIF, Command.SOLVE, "Aynısı.", closure_code=ClosureCode.DUPLICATE)


@pytest.mark.parametrize("happened", [True, False])
def test_after_a_visit_an_appointment_is_over(happened: bool) -> None:
    story = owned().acts(ELIF, Command.APPOINT, "Merkez", next_date=MONDAY + timedelta(days=1))
    story.later(days=1).acts(ELIF, Command.VISIT, "Kart değişti.", reached=happened)
    assert (story.case.status, story.case.next_date) == (Status.IN_PROGRESS, None)
    assert story.lines[-1] == ("line.visited" if happened else "line.visit_failed")
    [respond] = [each for each in story.case.promises if each.kind is PromiseKind.RESPOND]
    assert bool(respond.met_at) is happened is bool(story.case.first_reply_at)


def test_a_visit_ends_no_other_wait_and_says_what_came_of_it() -> None:
    story = owned().acts(ELIF, Command.WAIT_CUSTOMER, "Hangi sürüm?")
    story.acts(ELIF, Command.VISIT, "Yerinde yoktu.")
    assert story.case.status is Status.WAITING_CUSTOMER
    with pytest.raises(Missing):
        story.acts(ELIF, Command.VISIT, reached=True)
