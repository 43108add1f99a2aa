"""Who wants to be called hears until when, and is asked for what is missing to call."""

from __future__ import annotations

from core.ticket import Status
from tests.core.play import play

NUMBER = "0532 111 22 33"


def test_without_a_number_we_ask_for_one_and_for_the_hours() -> None:
    story = play().says("beni arar mısınız, vpn bağlanmıyor")
    assert story.heard == ["callback.noted", "callback.ask", "ticket.opened"]
    assert "12.00'ye kadar" in story.answer


def test_who_waits_already_is_told_that_it_is_on_the_ticket() -> None:
    story = play().says("vpn bağlanmıyor").says("olmadı").says(f"beni {NUMBER} numarasından arayın")
    assert story.heard == ["callback.noted"]
    assert story.says("beni arayın").heard == ["callback.noted", "callback.ask"]


def test_the_owner_reads_the_wish_himself() -> None:
    story = play().says("vpn bağlanmıyor").says("olmadı").claims()
    assert story.says("beni arayın").heard == []
    assert story.case.status is Status.IN_PROGRESS


def test_outside_service_hours_the_true_moment_is_told() -> None:
    story = play().later(hours=12).says("beni arayın")
    assert story.heard[0] == "hours.closed"


def test_after_an_end_a_wish_to_be_called_begins_a_new_case() -> None:
    story = play().says("vpn bağlanmıyor").says("oldu teşekkürler").says(f"beni arayın {NUMBER}")
    assert story.opened == 2
