"""The privacy notice: once in each conversation and version, in the bot's own first words."""

from __future__ import annotations

from dataclasses import replace

from core.effects import Command
from tests.core.play import ELIF, ORGANIZATION, play

NOTICED = replace(ORGANIZATION, notice_version=1, notice_link="https://ornek.example/kvkk")
NOTICE = "privacy.notice"


def test_the_first_bubble_holds_the_notice_after_the_answer_and_the_next_does_not() -> None:
    story = play(organization=NOTICED).says("vpn bağlanmıyor")
    assert story.heard == ["answer.article", "answer.try", NOTICE, "ticket.opened"]
    assert "https://ornek.example/kvkk" in story.answer
    assert story.says("denedim olmadı").heard[-1] != NOTICE


def test_a_greeting_carries_it_as_well_and_opens_no_ticket() -> None:
    assert play(organization=NOTICED).says("merhaba").heard == ["greet.hello", NOTICE]


def test_it_is_part_of_the_first_of_two_bubbles() -> None:
    story = play(organization=NOTICED)
    story.says("vpn bağlanmıyor")
    assert len(story.bubbles) == 1


def test_a_new_version_is_shown_again() -> None:
    story = play(organization=NOTICED).says("vpn bağlanmıyor")
    story.organization = replace(NOTICED, notice_version=2)
    assert story.says("denedim olmadı").heard[-1] == NOTICE
    assert story.says("durum ne").heard[-1] != NOTICE


def test_an_agents_words_do_not_carry_it_but_the_bots_next_ones_do() -> None:
    story = play().says("bir insanla görüşmek istiyorum").claims()
    story.organization = NOTICED
    assert story.acts(ELIF, Command.REPLY, "Merhaba, bakıyorum.").heard == ["plain"]
    assert story.acts(ELIF, Command.WAIT_CUSTOMER, "Hangi program?").heard == ["waiting.customer", NOTICE]


def test_an_organization_without_a_notice_shows_none() -> None:
    assert NOTICE not in play().says("vpn bağlanmıyor").heard
    without_link = replace(NOTICED, notice_link="")
    assert NOTICE not in play(organization=without_link).says("vpn bağlanmıyor").heard
