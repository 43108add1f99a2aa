"""A second matter is taken out of a ticket: since when it counts, what the customer is told, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core import desk
from core.contracts import Level, Priority
from core.dialogue import Pressed
from core.dialogue.presses import awaits
from core.effects import Act, Command, OpenTicket
from core.errors import CannotMerge, IllegalMove, Missing, NotAllowed
from core.keeping import Terms, promise_of
from core.messages import Language
from core.moves import DeskFacts
from core.people import Actor, ActorKind
from core.promises import PromiseKind
from core.ticket import ClosureCode, Ending, Status
from tests.core.play import ALI, CONTRACT, ELIF, MERT, MONDAY, ZEYNEP, Play

WISH = OpenTicket(
    title="Yazıcı kâğıt sıkıştırıyor", type="incident", service="printer", queue="l1", split_from="K7M2R9",
    stated_at=MONDAY,
)  # fmt: skip


def taken_out(story: Play, **values: object) -> desk.Outcome:
    """Open a second ticket out of the one of the story, an hour after its matter was stated."""
    given = replace(WISH, split_from=story.case.ref, **values)  # type: ignore[arg-type]
    return desk.open_ticket(
        given, ALI, ref="A2B3C4", level=Level.SOLVE, now=story.now, by=Actor.of(ELIF), terms=Terms(contract=CONTRACT)
    )


def divided(language: Language = "tr") -> Play:
    """Return a story whose ticket was just split off from the one that stands beside it."""
    said = {"tr": "vpn için temsilci istiyorum", "en": "i need a human for my vpn"}[language]
    story = Play(language=language).says(said).claims().later(hours=1)
    opened = taken_out(story)
    story.other = story.case
    story.turns_to(None)
    story.ticket = opened.ticket
    return story.follows(opened)


def test_the_ticket_it_comes_from_says_what_was_taken_out_and_stays_as_it_is() -> None:
    story = Play().says("vpn için temsilci istiyorum").claims()
    before = story.case
    story.acts(ELIF, Command.SPLIT, title="Yazıcı", into="A2B3C4")
    assert (story.case.status, story.case.title, story.heard) == (before.status, before.title, [])
    [line] = [entry.line for entry in story.entries if entry.line and entry.line.key == "line.split"]
    assert line.values == {"agent": "Elif Demir", "ref": "A2B3C4", "title": "Yazıcı"}
    with pytest.raises(Missing):
        story.acts(ELIF, Command.SPLIT, title=" ", into="A2B3C4")
    with pytest.raises(NotAllowed):
        story.acts(MERT, Command.SPLIT, title="Yazıcı", into="A2B3C4")
    story.acts(ZEYNEP, Command.SPLIT, title="Tarayıcı", into="D5E6F7")


def test_its_promises_count_from_the_words_that_stated_the_matter() -> None:
    story = Play().says("vpn için temsilci istiyorum").claims().later(hours=1)
    opened = taken_out(story)
    respond = promise_of(opened.ticket, PromiseKind.RESPOND)
    assert opened.ticket.opened_at == MONDAY
    assert respond is not None
    assert (respond.since, respond.due) == (MONDAY, MONDAY + timedelta(hours=2))
    inform = promise_of(opened.ticket, PromiseKind.INFORM)
    assert inform is not None
    assert inform.since == story.now, "the customer hears of it now"
    assert opened.ticket.status is Status.QUEUED
    assert [entry.line.key for entry in opened.entries if entry.line] == ["line.split_off"]


def test_who_was_answered_after_he_had_stated_it_was_answered() -> None:
    story = Play().says("vpn için temsilci istiyorum").claims().later(hours=5)
    in_time = taken_out(story, answered_at=MONDAY + timedelta(minutes=30)).ticket
    respond = promise_of(in_time, PromiseKind.RESPOND)
    assert respond is not None
    assert (respond.met_at, respond.broken_at) == (MONDAY + timedelta(minutes=30), None)
    unanswered = promise_of(taken_out(story).ticket, PromiseKind.RESPOND)
    assert unanswered is not None
    assert unanswered.due == MONDAY + timedelta(hours=2), "late already, and the clock will say so"


@pytest.mark.parametrize(
    ("language", "button", "first", "undone"),
    [
        ("tr", "Aynı konu", "Karışmaması için şu konuyu ayrı bir çağrı olarak kaydettim: Yazıcı", "Peki, A2B3C4"),
        ("en", "Same matter", "To keep things apart, I've recorded this as a ticket of its own: Ya", "All right, I've"),
    ],
)
def test_the_customer_is_told_once_and_one_tap_makes_one_of_two(
    language: Language, button: str, first: str, undone: str
) -> None:
    story = divided(language)
    assert (story.heard, story.buttons) == (["split.told"], [button])
    assert story.answer.startswith(first)
    assert "A2B3C4" in story.answer
    assert "K7M2R9" in story.answer
    story.presses(button)
    assert story.heard == ["split.undone"]
    assert story.answer.startswith(undone)
    ended = story.case
    assert (ended.status, ended.end_reason, ended.duplicate_of) == (Status.CLOSED, Ending.DUPLICATE, "K7M2R9")
    assert ended.closure_code is ClosureCode.DUPLICATE
    assert story.lines[-2:] == ["line.rejoined", "line.closed"]
    assert story.presses(button).heard == ["button.stale"]
    assert "K7M2R9" in story.answer
    assert story.case == ended


@pytest.mark.parametrize("words", ["aynı konu", "Aynı sorun!", "evet aynı konu"])
def test_the_same_in_words_is_the_same_tap_although_two_are_open(words: str) -> None:
    story = divided().turns_to(None, unaimed=True).says(words)
    assert (story.case.ref, story.heard) == ("A2B3C4", ["split.undone"])


@pytest.mark.parametrize("words", ["aynı yazıcıda tarayıcı da bozuk", "evet", "tamam"])
def test_other_words_undo_nothing(words: str) -> None:
    story = divided().says(words)
    assert not {"split.undone", "button.stale"} & set(story.heard)
    assert all(ticket.open for ticket in (*story.others.values(), *([story.ticket] if story.ticket else [])))


def test_the_tap_stays_good_however_much_was_asked_since_and_whoever_has_the_case() -> None:
    story = divided().claims(MERT)
    story.acts(MERT, Command.WAIT_CUSTOMER, "Hangi yazıcı?").presses("Aynı konu")
    assert story.heard == ["split.undone"]


def test_after_a_solution_the_end_or_the_days_of_reopening_the_state_is_told_and_nothing_changes() -> None:
    solved = divided().claims(MERT).solves("Yaptım", MERT)
    closed = divided().claims(MERT).solves("Yaptım", MERT).says("düzeldi")
    late = divided().later(days=CONTRACT.reopen_days, minutes=1)
    for story in (solved, closed, late):
        before = story.case
        told = next(each for each in story.bubbles if each.texts[0].key == "split.told")
        story.happens(Pressed(value=told.options[0].value, label="Aynı konu", question=told.question))
        assert (story.heard, story.case) == (["button.stale"], before)
    assert late.says("aynı konu").heard != ["split.undone"]


def test_nothing_ends_in_a_ticket_that_is_over() -> None:
    story = divided()
    story.others["K7M2R9"] = replace(story.others["K7M2R9"], status=Status.CLOSED, end_reason=Ending.CONFIRMED)
    assert story.presses("Aynı konu").heard == ["button.stale"]
    assert story.case.open


def test_a_number_means_the_button_only_while_it_is_asked() -> None:
    story = divided()
    told = story.bubbles[-1]
    assert awaits(story.case, told.question)
    assert not awaits(story.claims(MERT).solves("Yaptım", MERT).case, told.question)


def test_only_what_was_split_off_can_be_made_one_by_its_customer_and_only_with_his_own() -> None:
    customer = Actor(kind=ActorKind.CUSTOMER, person=ALI.person)
    story = divided()
    home = story.others["K7M2R9"]
    wish = Act(command=Command.REJOIN, into="K7M2R9")
    with pytest.raises(IllegalMove):
        desk.act(replace(story.case, split_from=None), wish, customer, DeskFacts(now=MONDAY, other=home))
    for other in (replace(home, requester=99), replace(home, organization="kamu"), None):
        with pytest.raises(CannotMerge):
            desk.act(story.case, wish, customer, DeskFacts(now=MONDAY, other=other))
    with pytest.raises(NotAllowed):
        desk.act(story.case, wish, Actor.of(ZEYNEP), DeskFacts(now=MONDAY, other=home))


def test_it_may_be_more_urgent_than_the_middle() -> None:
    story = Play().says("vpn için temsilci istiyorum").claims()
    assert taken_out(story, priority=Priority.P1).ticket.priority is Priority.P1
