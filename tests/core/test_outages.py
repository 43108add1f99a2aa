"""One trouble of many: who reports it is linked and told, and each decides for himself that it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.contracts import Level, Service
from core.effects import Act, Command, TicketMoved
from core.errors import IllegalMove, Missing
from core.outage import Outage
from core.people import CLOCK, Actor, ActorKind, Customer
from core.ticket import ClosureCode, Ending, Status
from tests.core.play import CONTRACT, ELIF, MONDAY, ORGANIZATION, SERVICES, ZEYNEP, Play, play

DOWN = Outage(
    number=7,
    title={"tr": "VPN'e bağlanılamıyor", "en": "VPN is not reachable"},
    queue="network",
    next_at=MONDAY + timedelta(hours=1),
    service="vpn",
    words=("uzak bağlantı",),
)
LEAD = Actor(kind=ActorKind.CLOCK, person=ZEYNEP.person, name=ZEYNEP.name)
"""The clock, which speaks in the name of the lead."""


def linked(words: str = "vpn bağlanmıyor", **values: object) -> Play:
    """Return a play in which a customer reported the outage."""
    return play(outages=(DOWN,), **values).says(words)


def test_who_reports_a_known_outage_is_told_its_title_his_number_and_when_there_is_news() -> None:
    story = linked()
    assert story.heard == ["outage.known", "ticket.opened"]
    assert "VPN'e bağlanılamıyor" in story.answer
    assert "11.00'e kadar" in story.answer
    assert "K7M2R9" in story.answer
    assert story.buttons == ["Benimki farklı"]
    assert (story.case.status, story.case.queue, story.case.outage) == (Status.QUEUED, "network", 7)
    assert story.lines == ["line.opened", "line.linked"]
    assert story.kept == []


def test_the_last_news_is_told_to_who_comes_later_in_his_language() -> None:
    later = replace(DOWN, news=1, latest={"tr": "Hat değişiyor.", "en": "The line is being replaced."})
    story = play(outages=(later,), language="en").says("the vpn is not connecting")
    assert story.heard == ["outage.known", "outage.latest", "ticket.opened"]
    assert "The line is being replaced." in story.answer
    assert "VPN is not reachable" in story.answer


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("vpn bağlanmıyor", True),
        ("uzak bağlantım koptu", True),
        ("yazıcı çalışmıyor", False),
        ("yeni vpn hesabı istiyorum", False),
        ("virüs bulaştı, uzak bağlantım da koptu", False),
    ],
)
def test_trouble_with_the_service_or_by_the_words_of_the_outage_is_explained_by_it(words: str, known: bool) -> None:
    security = Service(
        key="security", name={"tr": "Güvenlik", "en": "Security"}, queue="l1", words=("virüs",), urgent=True
    )
    story = play(outages=(DOWN,), services=(*SERVICES, security)).says(words)
    assert ("outage.known" in story.heard) is known


def test_a_level_that_only_receives_and_a_stranger_are_told_too() -> None:
    receiving = replace(ORGANIZATION, contract=replace(CONTRACT, level=Level.RECEIVE))
    assert linked(organization=receiving).heard == ["outage.known", "ticket.opened"]
    stranger = Customer(person=1, name="Ali", organization="ornek", language="tr", verified=False)
    assert linked(customer=stranger).heard[0] == "outage.known"


def test_who_tries_an_article_hears_of_the_outage_when_it_does_not_help() -> None:
    story = play().says("vpn bağlanmıyor")
    story.outages = (DOWN,)
    story.presses("Çözülmedi")
    assert story.heard == ["outage.known"]
    assert story.rated == ["refused"]
    assert story.case.outage == 7


def test_a_moment_that_is_past_is_never_promised() -> None:
    story = linked().later(hours=2)
    assert story.says("çağrım ne durumda").heard == ["status.outage"]
    assert "14.00'e kadar" in story.answer  # an hour of service from 12:00, over lunch


def test_more_words_are_kept_and_answered_by_the_moment_of_the_news() -> None:
    story = linked().says("dosyalarıma da ulaşamıyorum")
    assert story.heard == ["noticed.outage"]


@pytest.mark.parametrize("language", ["tr", "en"])
def test_mine_is_different_makes_it_a_ticket_like_any_other(language: str) -> None:
    story = linked("vpn bağlanmıyor" if language == "tr" else "the vpn is not connecting")
    story.presses("Benimki farklı" if language == "tr" else "Mine is different")
    assert story.heard == ["outage.apart"]
    assert (story.case.status, story.case.queue, story.case.outage) == (Status.QUEUED, "l1", None)
    assert story.says("hâlâ bekliyorum, ekranda hata yazıyor").heard == ["noticed.kept"]


@pytest.mark.parametrize("words", ["benimki farklı", "benim sorunum başka", "mine is different"])
def test_it_can_be_said_in_words(words: str) -> None:
    assert linked().says(words).heard == ["outage.apart"]


def test_the_button_works_however_much_was_asked_since_and_is_old_once_it_was_pressed() -> None:
    story = linked()
    for _ in range(4):
        story.says("çağrım ne durumda")
    story.presses("Benimki farklı", bubble=0)
    assert story.heard == ["outage.apart"]
    assert story.presses("Benimki farklı", bubble=0).heard == ["button.stale"]


def test_a_lead_links_a_ticket_that_waits_and_one_that_somebody_has() -> None:
    waiting = play().says("vpn bağlanmıyor").presses("Destek uzmanı istiyorum")
    waiting.acts(ZEYNEP, Command.LINK, outage=DOWN)
    assert waiting.heard == ["outage.linked"]
    assert "K7M2R9" in waiting.answer
    assert (waiting.case.queue, waiting.case.outage) == ("network", 7)
    owned = play().says("vpn bağlanmıyor").claims().acts(ZEYNEP, Command.LINK, outage=DOWN)
    assert (owned.case.status, owned.case.queue, owned.case.owner) == (Status.IN_PROGRESS, "l1", ELIF.person)
    with pytest.raises(IllegalMove):
        owned.acts(ZEYNEP, Command.LINK, outage=DOWN)
    owned.acts(ZEYNEP, Command.UNLINK)
    assert (owned.case.status, owned.case.queue, owned.case.outage) == (Status.IN_PROGRESS, "l1", None)
    with pytest.raises(Missing):
        owned.acts(ZEYNEP, Command.LINK)
    with pytest.raises(IllegalMove):
        owned.acts(ZEYNEP, Command.UNLINK)


def test_news_are_the_first_answer_and_say_when_there_is_more() -> None:
    story = linked().later(minutes=30)
    story.acts(LEAD, Command.INFORM, "Hat değişiyor.", outage=DOWN)
    assert story.heard == ["outage.news"]
    assert "Hat değişiyor." in story.answer
    assert story.case.first_reply_at == story.now
    with pytest.raises(IllegalMove):
        story.acts(LEAD, Command.INFORM, "Başka.", outage=replace(DOWN, number=8))


def test_the_end_is_asked_about_in_the_name_of_the_lead_and_nobody_is_asked_for_a_rating() -> None:
    story = linked()
    story.acts(LEAD, Command.SOLVE, "Hat değişti.", closure_code=ClosureCode.PROVIDER, outage=DOWN)
    assert story.heard == ["solved.ask_incident"]
    assert story.answer.startswith("Zeynep Arslan")
    story.presses("Evet, düzeldi")
    assert story.heard == ["closed.confirmed"]
    assert (story.case.end_reason, story.ratings) == (Ending.CONFIRMED, [])


def test_who_says_no_goes_to_the_queue_and_is_linked_no_longer() -> None:
    story = linked()
    story.acts(LEAD, Command.SOLVE, "Hat değişti.", closure_code=ClosureCode.PROVIDER, outage=DOWN)
    story.presses("Hayır, sürüyor")
    assert (story.case.status, story.case.queue, story.case.outage) == (Status.QUEUED, "network", None)


def test_the_clock_solves_nothing_that_is_not_linked_to_what_is_over() -> None:
    story = play().says("vpn bağlanmıyor").presses("Destek uzmanı istiyorum")
    for outage in (None, DOWN):
        with pytest.raises(IllegalMove):
            story.acts(CLOCK, Command.SOLVE, "Bitti.", closure_code=ClosureCode.PROVIDER, outage=outage)


def test_after_the_end_it_is_too_late_to_be_different() -> None:
    story = linked()
    story.acts(LEAD, Command.SOLVE, "Hat değişti.", closure_code=ClosureCode.PROVIDER, outage=DOWN)
    assert "outage.apart" not in story.says("benimki farklı").heard
    assert story.presses("Benimki farklı", bubble=0).heard == ["button.stale"]


def test_what_was_declared_by_mistake_is_taken_back() -> None:
    story = linked().acts(LEAD, Command.UNLINK, reason="withdrawn", queue="l1")
    assert story.heard == ["outage.withdrawn"]
    assert (story.case.queue, story.case.outage) == ("l1", None)


def test_a_word_of_the_desk_about_no_outage_does_not_pretend() -> None:
    story = linked()
    moved = TicketMoved(act=Act(command=Command.INFORM), actor=LEAD, ticket=story.case, before=Status.QUEUED)
    with pytest.raises(LookupError):
        story.happens(moved)
