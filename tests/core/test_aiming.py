"""Which of a person's cases words are about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.contracts import Level, Priority
from core.dialogue import Said, Talk
from core.dialogue.aiming import Aim, aim
from core.ticket import Status, Ticket
from tests.core.play import MONDAY, SERVICES


def ticket(ref: str, service: str | None = None, status: Status = Status.QUEUED) -> Ticket:
    """Return a ticket of one and the same person."""
    return Ticket(
        ref=ref,
        requester=1,
        organization="ornek",
        title="x",
        type="incident",
        service=service,
        queue="l1",
        priority=Priority.P3,
        level=Level.SOLVE,
        opened_at=MONDAY,
        status=status,
    )


VPN, PRINTER = ticket("K7M2R9", "vpn"), ticket("A2B3C4", "printer")
ENDED = ticket("D5E6F7", "vpn", Status.CLOSED)
ASKED = replace(VPN, status=Status.WAITING_CUSTOMER)
BOTH = (VPN, PRINTER)
UNAIMED = Aim(unaimed=True)


def at(words: str, *known: Ticket, **where: object) -> Aim:
    """Aim words at the tickets that are known."""
    return aim(Said(words=words), known, SERVICES, **where)  # type: ignore[arg-type]


def test_the_answered_case_comes_first_then_the_one_that_is_named() -> None:
    assert at("a2b3c4 için yazdım", *BOTH, reply_to="K7M2R9").ticket == VPN
    assert at("a2b3c4 için yazdım", *BOTH, focus="K7M2R9").ticket == PRINTER


def test_without_an_open_case_it_is_the_last_one() -> None:
    assert at("hâlâ olmuyor", ENDED, focus="D5E6F7").ticket == ENDED
    assert at("vpn bağlanmıyor") == Aim()


@pytest.mark.parametrize("words", ["teşekkürler", "tamam", "hâlâ olmuyor"])
def test_politeness_and_a_no_are_still_said_of_the_case_that_has_just_ended(words: str) -> None:
    assert at(words, ENDED, PRINTER, focus="D5E6F7").ticket == (ENDED if words != "hâlâ olmuyor" else PRINTER)


def test_the_only_case_of_the_service_that_is_named_wins_over_the_focus() -> None:
    assert at("yazıcı hâlâ bozuk", *BOTH, focus="K7M2R9").ticket == PRINTER


def test_two_cases_of_one_service_are_told_apart_by_the_focus() -> None:
    other = replace(VPN, ref="G8H9J2")
    assert at("vpn hâlâ bozuk", VPN, other, focus="G8H9J2").ticket == other
    assert at("vpn hâlâ bozuk", VPN, other) == UNAIMED


def test_the_only_open_case_gets_the_words() -> None:
    assert at("kapatıp açtım", ENDED, PRINTER, focus="D5E6F7").ticket == PRINTER


def test_the_state_of_several_is_asked_of_all() -> None:
    assert at("çağrım ne durumda", *BOTH, focus="K7M2R9") == UNAIMED


def test_words_go_to_the_case_in_focus() -> None:
    assert at("kapatıp açtım", *BOTH, focus="A2B3C4").ticket == PRINTER


@pytest.mark.parametrize("words", ["evet", "800 yazıyor"])
def test_an_answer_goes_to_the_only_case_that_waits_for_one(words: str) -> None:
    assert at(words, ASKED, PRINTER).ticket == ASKED


def test_longer_words_are_no_answer() -> None:
    assert at("dosya masaüstündeki mavi klasörde duruyor", ASKED, PRINTER) == UNAIMED


def test_while_we_ask_which_one_everything_is_the_answer() -> None:
    assert at("K7M2R9", *BOTH, talk=Talk(asking="which")) == UNAIMED
    assert at("K7M2R9", VPN, talk=Talk(asking="which")).ticket == VPN


def test_a_talk_is_read_as_it_was_kept() -> None:
    talk = Talk(asking="which", question=3, refs=("K7M2R9", "A2B3C4"), words="kapatıp açtım")
    assert Talk.of({**talk.kept_form(), "older": 1}) == talk
