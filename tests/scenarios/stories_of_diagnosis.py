"""Stories of question banks: one short question after the other, to an article or to people."""

from __future__ import annotations

from core.ticket import Ending, Status
from tests.scenarios.telling import story
from tests.world import CustomerOf, World

VAGUE = "yazıcıyla ilgili bir sorun var"


@story
def question_by_question(world: World) -> CustomerOf:
    """A vague line is narrowed down, by words as well as by buttons, until the article is found that helps."""
    ali = world.customer("ali")
    ali.says(VAGUE)
    ali.says("cikti almam lazim")
    ali.says("evet var")
    ali.presses("Kâğıt sıkışması")
    ali.presses("Çözüldü")
    assert ali.ticket.end_reason is Ending.CONFIRMED
    return ali


@story
def the_answers_lead_to_people(world: World) -> CustomerOf:
    """Where no article helps, people get the case with all that was asked and answered; in English."""
    john, elif_ = world.customer("john", language="en"), world.agent("elif")
    john.says("printer problem")
    john.presses("Print")
    john.says("yes")
    john.says("it prints, but everything is pale")
    assert (john.ticket.status, john.ticket.queue) == (Status.QUEUED, "l1")
    elif_.claims(john.ref)
    return john


@story
def who_does_not_know(world: World) -> CustomerOf:
    """Who cannot answer is offered the titles that are left."""
    ali = world.customer("ali")
    ali.says(VAGUE)
    ali.presses("Çıktı almak")
    ali.says("valla bilmiyorum")
    ali.presses("Yazıcı çevrimdışı ya da yazdırmıyor")
    return ali


@story
def enough_of_questions(world: World) -> CustomerOf:
    """A person is one word away at every question."""
    ali = world.customer("ali")
    ali.says(VAGUE)
    ali.presses("Çıktı almak")
    ali.says("ya bir insanla görüşebilir miyim")
    assert ali.ticket.status is Status.QUEUED
    return ali


@story
def an_answer_to_an_earlier_question(world: World) -> CustomerOf:
    """A button of an earlier question tells the one that stands; what cannot be read is asked once more."""
    ali = world.customer("ali")
    ali.says(VAGUE)
    ali.presses("Çıktı almak")
    ali.presses("Belge taramak")
    ali.says("mavi")
    ali.says("hayır")
    return ali


@story
def the_question_waits_overnight(world: World) -> CustomerOf:
    """Who looks it up later is not pressed, and goes on the next day where he stopped."""
    ali = world.customer("ali")
    ali.says(VAGUE)
    ali.says("şu an dışarıdayım, yarın bakabilirim")
    world.waits(hours=24)
    ali.says("çağrım ne durumda")
    ali.says("iki")
    return ali


@story
def numbers_answer_questions(world: World) -> CustomerOf:
    """Where there are no buttons, numbers answer; in English."""
    john = world.customer("john", account="terminal/local", language="en")
    john.says("printer problem")
    john.says("2")
    john.says("1")
    john.says("yes it works now, thanks")
    return john


@story
def no_questions_where_nothing_is_solved(world: World) -> CustomerOf:
    """At level 0 the same line is only recorded and passed on."""
    ayse = world.customer("ayşe", account="web/kamu")
    ayse.says(VAGUE)
    assert ayse.ticket.status is Status.QUEUED
    return ayse
