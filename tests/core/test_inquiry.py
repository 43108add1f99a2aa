"""An agent lets the bot ask a question bank: the questions, the answers, and what is still his."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.dialogue import Pressed, inquiry
from core.dialogue.presses import awaits
from core.dialogue.scene import Scene
from core.dialogue.states import Memory
from core.effects import Command, Diagnose
from core.errors import IllegalMove, NotAllowed, Unreachable
from core.ticket import Status
from tests.core.asked import NET
from tests.core.play import ELIF, MERT, Play, hit, play


def given(**values: object) -> Play:
    """Return a play in which Elif has the case and the first question of the bank was put for her."""
    story = play(banks={4: NET}, articles={"cert": hit(23, "cert", 0.2)}, **values)
    return story.says("vpn için temsilci istiyorum").claims().acts(ELIF, Command.WAIT_CUSTOMER, bank="net")


def standing(story: Play) -> str:
    memory = Memory.of(story.case)
    return memory.bank_question if memory.inquiry else ""


def test_the_customer_is_told_who_asks_and_gets_the_first_question() -> None:
    story = given()
    assert story.heard == ["inquiry.ask"]
    assert story.answer == (
        "Elif Demir, sorunun nedenini daha çabuk bulmak için size birkaç kısa soru sormamı istedi. "
        "Nereden bağlanıyorsunuz?"
    )
    assert story.buttons == ["Ofisten, Wi-Fi ile", "Ofisten, kabloyla", "Evden", "Telefondan", "Bilmiyorum"]
    assert (story.case.status, story.case.owner) == (Status.WAITING_CUSTOMER, ELIF.person)
    assert story.runs == [Diagnose(bank=4, question="where")]
    assert story.lines[-2:] == ["line.waiting_customer", "line.bank_given"]
    assert awaits(story.case, Memory.of(story.case).main)
    assert not awaits(story.case, Memory.of(story.case).main - 1)


def test_answers_lead_to_an_end_that_agents_read_and_the_case_is_theirs_again() -> None:
    story = given().presses("Ofisten, kabloyla")
    assert (story.heard, story.case.status) == (["diagnose.next"], Status.WAITING_CUSTOMER)
    story.presses("Evet")
    assert story.heard == ["inquiry.done"]
    assert "answer.article" not in story.heard, "what follows is the agent's to say"
    assert (story.case.status, story.case.owner) == (Status.IN_PROGRESS, ELIF.person)
    told = [story.words(entry.line) for entry in story.entries if entry.line][-3:]
    assert told == [
        "Nereden bağlanıyorsunuz? Ofisten, kabloyla",
        "Girişin ışığı yanıyor mu? Evet",
        "Soru bankası bitti: Bağlantı yok. Sonuç: makale (cert sorunu)",
    ]
    assert story.runs[-1] == Diagnose(
        bank=4, question="light", answers=(("where", "cable"), ("light", "yes")), topic="cert", ended=True
    )
    assert standing(story) == ""
    assert story.presses("Evet").heard == ["button.stale"], "it is over"


@pytest.mark.parametrize(
    ("path", "result"),
    [
        (["Ofisten, kabloyla", "Hayır"], "destek grubu (Ağ Ekibi)"),
        (["Evden", "Hayır, hiçbir şey açılmıyor"], "destek grubu (elsewhere)"),
        (["Telefondan"], "makale (stolen)"),
        (["Evden", "Bilmiyorum"], "bankada bu yanıt için bir yol yok"),
    ],
)
def test_every_end_is_told_to_agents_alone(path: list[str], result: str) -> None:
    story = given()
    for label in path:
        story.presses(label)
    assert story.heard == ["inquiry.done"]
    ended = story.entries[-1].line
    assert ended is not None
    assert story.words(ended).endswith(f"Sonuç: {result}")
    assert story.case.queue == "l1"


@pytest.mark.parametrize(("words", "question"), [("evden", "sites"), ("kabloylayım", "light"), ("üç", "sites")])
def test_words_that_answer_lead_on(words: str, question: str) -> None:
    story = given().says(words)
    assert (story.heard, standing(story)) == (["diagnose.next"], question)


@pytest.mark.parametrize("words", ["bu arada toplantıdayım", "bakıp döneyim", "görüntü yok", "bir dakika lütfen"])
def test_all_other_words_are_for_the_agent_and_the_question_goes_on_standing(words: str) -> None:
    story = given().says(words)
    assert (story.heard, story.case.status) == ([], Status.IN_PROGRESS)
    assert standing(story) == "where"
    assert story.presses("Evden").heard == ["diagnose.next"]


def test_something_new_begins_a_case_of_its_own() -> None:
    story = given().says("yeni bir konu: yazıcım bozuldu")
    assert story.case.ref == "A2B3C4"


def test_after_a_word_of_the_agent_only_a_button_answers() -> None:
    story = given().acts(ELIF, Command.REPLY, "Ofiste misiniz?").says("evden")
    assert (story.heard, standing(story)) == ([], "where")
    assert story.presses("Evden").heard == ["diagnose.next"]


def test_a_question_of_the_agent_takes_its_place() -> None:
    story = given().acts(ELIF, Command.RESUME).acts(ELIF, Command.WAIT_CUSTOMER, "Ofiste misiniz?")
    assert standing(story) == ""
    assert story.presses("Evden").heard == ["button.stale"]
    assert story.says("evden").heard == []


def test_the_state_is_told_with_the_question_and_its_buttons() -> None:
    story = given().says("çağrım ne durumda")
    assert story.heard == ["status.waiting_customer", "diagnose.next"]
    assert story.buttons[0] == "Ofisten, Wi-Fi ile"
    assert story.presses("Evden").heard == ["diagnose.next"]


def test_it_is_over_when_the_case_is_solved_and_may_be_begun_again() -> None:
    story = given().solves("Yeniledik.")
    assert story.presses("Evden", bubble=-2).heard == ["button.stale"]
    story.says("olmadı").acts(ELIF, Command.WAIT_CUSTOMER, bank="net").presses("Evden")
    assert (story.heard, standing(story)) == (["diagnose.next"], "sites")
    assert Memory.of(story.case).banks == ("net",)


def test_an_answer_that_comes_after_the_agent_let_go_is_kept_for_the_queue() -> None:
    story = given().acts(ELIF, Command.RELEASE).presses("Telefondan")
    assert (story.heard, story.case.status) == (["inquiry.done"], Status.QUEUED)


def test_a_button_that_was_never_there_is_stale() -> None:
    story = given()
    for value in ("human", "answer:mars"):
        pressed = Pressed(value=value, label="?", question=Memory.of(story.case).main)
        assert story.happens(pressed).heard == ["button.stale"]


def test_only_who_has_the_case_may_and_only_where_the_customer_can_be_asked() -> None:
    story = play(banks={4: NET}).says("vpn için temsilci istiyorum")
    with pytest.raises(IllegalMove):
        story.acts(ELIF, Command.WAIT_CUSTOMER, bank="net")
    story.claims()
    with pytest.raises(NotAllowed):
        story.acts(MERT, Command.WAIT_CUSTOMER, bank="net")
    story.reachable = False
    with pytest.raises(Unreachable):
        story.acts(ELIF, Command.WAIT_CUSTOMER, bank="net")


def test_an_action_without_its_answer_does_not_pretend() -> None:
    story = given()
    event = Pressed(value="answer:wifi", label="?", question=1)
    scene = Scene(case=story.as_case(), event=event, facts=story.facts(event))
    with pytest.raises(LookupError):
        inquiry.ask_next(scene)
    with pytest.raises(LookupError):
        inquiry.hand_back(replace(scene, event=replace(event, value="answer:mars")))


def test_a_bank_that_cannot_be_read_any_more_is_told_by_nobody() -> None:
    story = given()
    story.banks = {}
    assert story.presses("Evden").heard == ["button.stale"]
    assert story.says("çağrım ne durumda").heard == ["status.waiting_customer"]


def test_it_is_asked_in_english() -> None:
    story = given()
    story.language = "en"
    story.presses("Home")
    assert story.answer == "Do news sites open?"
    story.presses("I don't know")
    assert story.answer.startswith("Thank you, that was my last question. I've passed your answers on; we will write")
