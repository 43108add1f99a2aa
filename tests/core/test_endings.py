"""Every ending besides the customer's own yes: who may, what it needs, what is said, the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core import desk
from core.dialogue import Pressed
from core.effects import Act, Command
from core.errors import CannotMerge, IllegalMove, Missing, NotAllowed, Reachable
from core.moves import DeskFacts
from core.people import BOT, Actor, ActorKind
from core.ticket import FINAL, Ending, Status, Ticket
from tests.core.play import ELIF, MERT, MONDAY, ZEYNEP, Play

OTHER = replace(Play().says("vpn bağlanmıyor, temsilci istiyorum").case, ref="A2B3C4")
"""Another open ticket of the same customer."""


def claimed(**values: object) -> Play:
    """Return a story in which Elif has the case."""
    return Play(other=OTHER, **values).says("vpn için temsilci istiyorum").claims()  # type: ignore[arg-type]


def solved(**values: object) -> Play:
    """Return a story in which Elif has said that it is solved."""
    return claimed(**values).solves("Sunucuyu yeniledik")


def merged(**values: object) -> Play:
    """Return a story whose ticket was merged into another one."""
    return claimed(**values).acts(ELIF, Command.MERGE, into="A2B3C4")


def presses_no(story: Play) -> Play:
    """Press a "no" that the last question does not offer, as a forged payload could."""
    return story.happens(Pressed(value="no", label="Hayır", question=story.bubbles[-1].question))


# --- By phone ---------------------------------------------------------------------------------------


def test_a_yes_on_the_phone_closes_where_there_is_no_chat() -> None:
    story = solved(reachable=False).acts(ELIF, Command.CONFIRM_BY_PHONE, "Düzelmiş, teşekkür etti.")
    assert story.case.end_reason is Ending.CONFIRMED_BY_PHONE
    assert story.heard == []
    assert story.lines[-2:] == ["line.call_reached", "line.closed"]


def test_nobody_answers_for_a_customer_who_can_be_asked() -> None:
    with pytest.raises(Reachable):
        solved().acts(ELIF, Command.CONFIRM_BY_PHONE, "Düzelmiş.")


def test_a_yes_on_the_phone_needs_what_was_said_and_the_owner_or_a_lead() -> None:
    story = solved(reachable=False)
    with pytest.raises(Missing):
        story.acts(ELIF, Command.CONFIRM_BY_PHONE, " ")
    with pytest.raises(NotAllowed):
        story.acts(MERT, Command.CONFIRM_BY_PHONE, "Düzelmiş.")
    assert story.acts(ZEYNEP, Command.CONFIRM_BY_PHONE, "Düzelmiş.").case.status is Status.CLOSED


# --- Nobody reached ---------------------------------------------------------------------------------


def test_a_call_that_was_not_answered_is_counted_and_allows_to_give_up() -> None:
    story = solved().acts(MERT, Command.CALL).acts(ELIF, Command.CALL, "Santral kapalıydı")
    assert story.lines[-2:] == ["line.call_missed", "line.call_missed_because"]
    assert story.case.missed_calls == 2
    assert story.heard == []
    story.acts(ELIF, Command.GIVE_UP)
    assert story.case.end_reason is Ending.UNREACHABLE
    assert (story.heard, story.buttons) == (["closed.unreachable"], ["Yeniden aç"])
    assert "14 gün içinde" in story.answer
    assert story.presses("Yeniden aç").heard == ["reopened.again"]
    assert (story.case.status, story.case.missed_calls) == (Status.IN_PROGRESS, 0)


def test_without_a_logged_call_nobody_gives_up() -> None:
    story = solved()
    assert not desk.may(Actor.of(ELIF), Command.GIVE_UP, story.case)
    with pytest.raises(Missing):
        story.acts(ELIF, Command.GIVE_UP)
    story.acts(ELIF, Command.CALL)
    assert desk.may(Actor.of(ELIF), Command.GIVE_UP, story.case)
    with pytest.raises(NotAllowed):
        story.acts(MERT, Command.GIVE_UP)


def test_nobody_gives_up_while_it_is_our_turn() -> None:
    with pytest.raises(IllegalMove):
        claimed().acts(ELIF, Command.CALL).acts(ELIF, Command.GIVE_UP)


def test_who_was_reached_has_had_a_persons_words_and_is_not_given_up() -> None:
    story = claimed().acts(ELIF, Command.CALL).later(minutes=5)
    story.acts(ELIF, Command.CALL, "Kabloyu değiştirecek.", reached=True)
    assert story.lines[-1] == "line.call_reached"
    assert story.case.first_reply_at == story.now
    assert story.case.missed_calls == 0


def test_a_call_that_was_answered_needs_what_was_said() -> None:
    with pytest.raises(Missing):
        claimed().acts(ELIF, Command.CALL, reached=True)


# --- Two that are one -------------------------------------------------------------------------------


def test_a_duplicate_closes_and_says_where_the_matter_goes_on() -> None:
    story = merged()
    assert story.case.end_reason is Ending.DUPLICATE
    assert story.case.duplicate_of == "A2B3C4"
    assert (story.heard, story.buttons) == (["closed.duplicate"], ["Ayrı konular"])
    assert "K7M2R9 numaralı çağrınızı aynı konudaki A2B3C4 ile birleştirdim" in story.answer
    assert story.lines[-2:] == ["line.merged", "line.closed"]


def test_one_tap_makes_two_of_them_again_and_counts_as_no_reopening() -> None:
    story = merged().presses("Ayrı konular")
    assert story.heard == ["reopened.separate"]
    assert (story.case.status, story.case.owner) == (Status.IN_PROGRESS, ELIF.person)
    assert (story.case.duplicate_of, story.case.end_reason, story.case.reopened) == (None, None, 0)
    assert story.presses("Ayrı konular").heard == ["button.stale"]


def test_the_agent_may_separate_them_too_and_the_customer_hears_of_it() -> None:
    assert merged().acts(ELIF, Command.SEPARATE).heard == ["reopened.separate"]
    with pytest.raises(IllegalMove):
        solved().says("oldu").acts(ELIF, Command.SEPARATE)


def test_a_separated_ticket_whose_owner_is_gone_waits_in_its_queue() -> None:
    story = merged()
    story.on_duty = False
    assert story.presses("Ayrı konular").case.status is Status.QUEUED


def test_the_tap_is_no_longer_there_after_the_days_of_reopening_and_a_forged_no_opens_nothing() -> None:
    assert presses_no(merged()).heard == ["button.stale"]
    assert merged().later(days=15).presses("Ayrı konular").heard == ["button.stale"]


@pytest.mark.parametrize(
    "other",
    [
        None,
        replace(OTHER, requester=99),
        replace(OTHER, ref="K7M2R9"),
        replace(OTHER, status=Status.CLOSED, end_reason=Ending.CONFIRMED),
    ],
)
def test_only_two_open_tickets_of_the_same_person_become_one(other: Ticket | None) -> None:
    story = claimed()
    story.other = other
    with pytest.raises(CannotMerge):
        story.acts(ELIF, Command.MERGE, into="A2B3C4")
    with pytest.raises(Missing):
        story.acts(ELIF, Command.MERGE)


@pytest.mark.parametrize("older", [timedelta(hours=-3), timedelta(hours=3)])
def test_the_one_that_lives_on_is_as_old_as_the_older_one_until_they_are_parted(older: timedelta) -> None:
    gone = replace(OTHER, opened_at=MONDAY + older)
    living = claimed().case
    wish = Act(command=Command.ABSORB, into=gone.ref)
    outcome = desk.act(living, wish, BOT, DeskFacts(now=MONDAY, other=gone))
    assert outcome.ticket.opened_at == min(MONDAY, gone.opened_at)
    assert [entry.line.key for entry in outcome.entries if entry.line] == ["line.absorbed"]
    assert desk.act(living, wish, BOT, DeskFacts(now=MONDAY)).ticket == living
    parted = Act(command=Command.PART, into=gone.ref)
    alone = desk.act(outcome.ticket, parted, BOT, DeskFacts(now=MONDAY, first_opened=MONDAY))
    assert alone.ticket == living
    assert desk.act(outcome.ticket, parted, BOT, DeskFacts(now=MONDAY)).ticket == outcome.ticket


# --- Never should have been -------------------------------------------------------------------------


def test_a_lead_declares_void_with_a_reason_and_the_customer_hears_nothing() -> None:
    story = claimed().acts(ZEYNEP, Command.VOID, reason="deneme kaydı")
    assert story.case.end_reason is Ending.VOID
    assert story.heard == []
    assert story.lines[-2:] == ["line.void", "line.closed"]
    with pytest.raises(Missing):
        claimed().acts(ZEYNEP, Command.VOID, reason=" ")
    with pytest.raises(NotAllowed):
        claimed().acts(ELIF, Command.VOID, reason="deneme kaydı")


def test_what_is_erased_stays_closed_since_when_it_was() -> None:
    story = solved().says("oldu")
    closed_at = story.case.closed_at
    story.later(days=1).acts(ZEYNEP, Command.ERASE)
    assert (story.case.end_reason, story.case.closed_at, story.heard) == (Ending.ERASED, closed_at, [])


@pytest.mark.parametrize("ending", sorted(FINAL))
def test_what_lives_on_elsewhere_or_never_was_is_not_reopened(ending: Ending) -> None:
    story = solved().says("oldu")
    story.ticket = replace(story.case, end_reason=ending)
    before = story.case
    assert story.says("hayır").heard != ["reopened.ask"]
    assert story.case.ref == before.ref
    assert story.case.status is Status.CLOSED
    with pytest.raises(IllegalMove):
        story.does(Act(command=Command.REOPEN), Actor(kind=ActorKind.CUSTOMER, person=1))


# --- Too late to reopen -----------------------------------------------------------------------------


def test_the_same_trouble_after_the_days_of_reopening_is_a_new_ticket_that_names_the_old_one() -> None:
    story = solved().says("oldu").later(days=20).says("vpn hâlâ çalışmıyor")
    assert story.case.ref != "K7M2R9"
    [follows] = [entry for entry in story.entries if entry.line and entry.line.key == "line.follows"]
    assert follows.line is not None
    assert (follows.line.values["ref"], follows.audience) == ("K7M2R9", "agents")


@pytest.mark.parametrize("words", ["yazıcım çalışmıyor", "temsilci istiyorum", "lisans istiyorum"])
def test_another_matter_names_no_old_ticket(words: str) -> None:
    assert "line.follows" not in solved().says("oldu").later(days=20).says(words).lines
