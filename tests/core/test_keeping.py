"""What a ticket's moves do to its promises, told as stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core import desk
from core.calendar import Span
from core.contracts import Priority, Target
from core.effects import Act, Command, OpenTicket
from core.errors import IllegalMove
from core.keeping import Terms, kept, nearest, promise_of, replanned, with_priority
from core.moves import DeskFacts
from core.overdue import overdue
from core.people import BOT, CLOCK, Actor
from core.promises import Promise, PromiseKind
from core.ticket import Ending, Source, Status
from tests.core.play import ALI, CONTRACT, ELIF, MERT, MONDAY, OFFICE, ORGANIZATION, ZEYNEP, Play, play

TARGETS = {
    Priority.P1: Target(respond=Span.parse("15m"), resolve=Span.parse("4h"), inform=Span.parse("1h")),
    Priority.P3: Target(respond=Span.parse("2h"), resolve=Span.parse("2d"), inform=Span.parse("4h")),
    Priority.P4: Target(respond=Span.parse("1d")),
}
AGREED = replace(CONTRACT, targets=TARGETS, close_after=Span(3, "d"))
HOUR = timedelta(hours=1)
RESPOND, RESOLVE, INFORM = PromiseKind


def told(**values: object) -> Play:
    return play(organization=replace(ORGANIZATION, contract=AGREED), **values)


def waiting() -> Play:
    return told().says("temsilci istiyorum")


def promise(story: Play, kind: PromiseKind) -> Promise:
    found = promise_of(story.case, kind)
    assert found is not None
    return found


def due(story: Play, kind: PromiseKind) -> datetime | None:
    return promise(story, kind).due


def used(story: Play, kind: PromiseKind) -> float:
    return promise(story, kind).used(story.now, OFFICE) / 3_600


def clock(story: Play) -> Play:
    """Let the clock do what is due, until there is nothing more."""
    while wish := overdue(story.case, story.now):
        story.follows(story.does(wish, CLOCK))
    return story


def test_a_matter_that_goes_to_people_at_once_is_promised_from_its_first_word() -> None:
    story = waiting()
    assert [each.kind for each in story.case.promises] == [RESPOND, RESOLVE, INFORM]
    assert due(story, RESPOND) == MONDAY + 2 * HOUR
    assert due(story, RESOLVE) == MONDAY + timedelta(days=2)
    assert due(story, INFORM) == MONDAY + 5 * HOUR  # lunch lies between


def test_while_the_bot_waits_for_the_customer_nothing_is_used() -> None:
    story = told().says("vpn bağlanmıyor")
    assert story.case.promises == ()
    story.later(hours=26).says("olmadı, bir uzman istiyorum")
    assert due(story, RESPOND) == story.now + 3 * HOUR  # lunch lies between


def test_what_is_pressing_is_promised_while_the_bot_has_it() -> None:
    new = replace(told().says("vpn bağlanmıyor").case, priority=Priority.P1)
    found = kept(None, new, Act(command=Command.OPEN), Terms(contract=AGREED), MONDAY)
    assert [(each.kind, each.due) for each in found] == [
        (RESPOND, MONDAY + timedelta(minutes=15)), (RESOLVE, MONDAY + 5 * HOUR),
    ]  # fmt: skip


def test_an_answer_of_the_bot_that_is_confirmed_keeps_both_promises() -> None:
    story = told().says("vpn bağlanmıyor").later(hours=1).says("evet düzeldi")
    assert story.case.end_reason is Ending.CONFIRMED
    assert [(each.kind, each.met_at, each.broken_at) for each in story.case.promises] == [
        (RESPOND, story.now, None), (RESOLVE, story.now, None),
    ]  # fmt: skip
    story.later(hours=1).says("yine bağlanmıyor")
    assert story.case.status is Status.QUEUED
    assert due(story, RESPOND) == story.now + 3 * HOUR  # nobody has answered after all
    assert promise(story, RESOLVE).met_at is None


def test_an_article_that_nobody_answers_promises_nothing() -> None:
    story = told().says("vpn bağlanmıyor").later(days=3).silence()
    assert (story.case.status, story.case.promises) == (Status.CLOSED, ())


def test_neither_a_claim_nor_the_bots_word_is_a_first_answer() -> None:
    story = waiting().claims().later(hours=1)
    assert promise(story, RESPOND).met_at is None
    story.acts(ELIF, Command.REPLY, "Bakıyorum")
    assert promise(story, RESPOND).met_at == MONDAY + HOUR


def test_a_question_to_the_customer_pauses_until_he_answers() -> None:
    story = waiting().claims().later(hours=1).acts(ELIF, Command.WAIT_CUSTOMER, "Hangi sürüm?")
    assert (due(story, RESOLVE), due(story, INFORM)) == (None, None)
    story.later(hours=24).says("Sürüm 3")
    assert used(story, RESOLVE) == 1
    assert due(story, INFORM) == story.now + 4 * HOUR + timedelta(hours=1)  # anew, and lunch lies between


@pytest.mark.parametrize(("own", "hours"), [(frozenset[str](), 2), (frozenset({"l1"}), 1)])
def test_a_provider_pauses_only_where_he_is_the_customers_own(own: frozenset[str], hours: int) -> None:
    story = waiting().claims().later(hours=1)
    before = story.case
    date = MONDAY + timedelta(days=2)
    away = replace(before, status=Status.WAITING_PROVIDER, next_date=date)
    terms = Terms(contract=AGREED, own_providers=own)
    found = kept(before, away, Act(command=Command.WAIT_PROVIDER), terms, story.now)
    resolve = next(each for each in found if each.kind is RESOLVE)
    assert resolve.used(MONDAY + 2 * HOUR, OFFICE) == hours * 3_600
    inform = next(each for each in found if each.kind is INFORM)
    assert inform.due == date  # what the customer was told


def test_the_solution_stops_the_clock_and_a_no_lets_it_go_on_with_what_was_left() -> None:
    story = waiting().claims().later(hours=1).solves("Yeniledim")
    assert promise(story, RESOLVE).met_at == MONDAY + HOUR
    assert promise(story, INFORM).since is None
    story.later(days=1).says("olmadı, hâlâ aynı")
    assert (used(story, RESOLVE), promise(story, RESOLVE).met_at) == (1, None)
    assert promise(story, RESPOND).met_at == MONDAY + HOUR  # he was answered all the same
    story.solves("Şimdi oldu").later(hours=1).says("evet düzeldi")
    assert promise(story, RESOLVE).met_at == story.case.solved_at == MONDAY + timedelta(days=1, hours=1)


def test_a_solution_that_is_closed_by_silence_was_in_time() -> None:
    story = waiting().claims().solves("Yeniledim").later(days=5).silence()
    assert (story.case.end_reason, promise(story, RESOLVE).met_at) == (Ending.NO_REPLY, MONDAY)
    story.later(days=1).says("yine aynı hata")
    assert story.case.reopened == 1
    assert promise(story, RESOLVE).met_at is None


def test_what_is_withdrawn_is_neither_kept_nor_broken() -> None:
    story = waiting().later(hours=1).says("gerek kalmadı")
    assert story.case.end_reason is Ending.CANCELLED
    assert {(each.met_at, each.broken_at, each.due) for each in story.case.promises} == {(None, None, None)}


def test_a_transfer_never_begins_anew() -> None:
    story = waiting().claims().later(hours=1)
    before = (due(story, RESPOND), due(story, RESOLVE))
    story.acts(ELIF, Command.TRANSFER, queue="network", reason="level_2")
    assert (due(story, RESPOND), due(story, RESOLVE)) == before
    assert due(story, INFORM) == story.now + 4 * HOUR + timedelta(hours=1)


def test_another_priority_counts_from_the_first_beginning() -> None:
    story = waiting().later(minutes=10).claims()
    story.acts(ELIF, Command.PRIORITIZE, priority=Priority.P1, reason="Herkes etkileniyor")
    assert due(story, RESPOND) == MONDAY + timedelta(minutes=15)
    assert due(story, RESOLVE) == MONDAY + 5 * HOUR
    story.acts(ELIF, Command.PRIORITIZE, priority=Priority.P4, reason="Yanlış anlaşılmış")
    assert due(story, RESPOND) == MONDAY + timedelta(days=1)
    assert promise_of(story.case, RESOLVE) is None  # the contract promises none
    story.acts(ELIF, Command.REPLY, "Bakıyorum").acts(ELIF, Command.PRIORITIZE, priority=Priority.P3, reason="Yine")
    assert promise(story, RESPOND).met_at == story.now
    assert with_priority(story.case, Priority.P1, AGREED, story.now).promises[0].met_at == story.now


def test_merged_tickets_are_as_old_as_the_older_and_an_undo_gives_the_time_back() -> None:
    story = waiting()
    older = replace(story.case, ref="A2B3C4", opened_at=MONDAY - HOUR)
    facts = DeskFacts(now=MONDAY, other=older, terms=Terms(contract=AGREED))
    joined = desk.act(story.case, Act(command=Command.ABSORB, into="A2B3C4"), BOT, facts).ticket
    assert [each.due for each in joined.promises[:2]] == [
        MONDAY + HOUR,
        MONDAY + timedelta(days=1, hours=8),
    ]  # which is nine on Wednesday
    facts = replace(facts, first_opened=MONDAY)
    parted = desk.act(joined, Act(command=Command.PART, into="A2B3C4"), BOT, facts).ticket
    assert [each.due for each in parted.promises[:2]] == [MONDAY + 2 * HOUR, MONDAY + timedelta(days=2)]


def test_a_call_that_reached_the_customer_is_a_word_to_him() -> None:
    story = waiting().claims().later(hours=1)
    story.acts(ELIF, Command.CALL)
    assert (due(story, INFORM), promise(story, RESPOND).met_at) == (MONDAY + 5 * HOUR, None)
    story.acts(ELIF, Command.CALL, "Konuştuk", reached=True)
    assert (due(story, INFORM), promise(story, RESPOND).met_at) == (MONDAY + 6 * HOUR, MONDAY + HOUR)


# --- The clock --------------------------------------------------------------------------------------


def test_a_promise_is_warned_of_once_and_broken_once() -> None:
    story = clock(waiting().later(minutes=90))
    assert story.lines[-1:] == ["line.promise_warned"]
    assert (promise(story, RESPOND).warned_at, promise(story, RESPOND).next_at) == (story.now, MONDAY + 2 * HOUR)
    told_so_far = len(story.entries)
    assert len(clock(story.later(minutes=10)).entries) == told_so_far
    clock(story.later(minutes=20))
    assert story.lines[-1] == "line.promise_broken"
    assert promise(story, RESPOND).broken_at == MONDAY + 2 * HOUR
    assert story.heard == []  # the customer need not hear of it
    assert promise(story, RESPOND).since is not None
    assert len(clock(story.later(minutes=10)).entries) == told_so_far + 1


def test_who_is_told_of_what() -> None:
    story = waiting().later(minutes=90)
    warned = story.does(Act(command=Command.WARN, promise=RESPOND), CLOCK)
    assert warned.notify is not None
    assert warned.notify.to == "queue"
    story.claims().later(minutes=40)
    broke = story.does(Act(command=Command.BREAK, promise=RESPOND), CLOCK)
    assert broke.notify is not None
    assert broke.notify.to == "lead"


def test_the_customer_hears_once_that_there_is_no_news() -> None:
    story = clock(waiting().claims().acts(ELIF, Command.REPLY, "Bakıyorum").later(hours=5))
    assert story.heard == ["progress.no_news"]
    assert due(story, INFORM) == MONDAY + timedelta(days=1)  # what he was told
    said = len(story.bubbles)
    assert len(clock(story.later(days=1)).bubbles) == said
    assert len([key for key in story.lines if key == "line.promise_broken"]) == 1
    story.acts(ELIF, Command.REPLY, "Hâlâ bakıyorum")
    assert promise(story, INFORM).broken_at is None


@pytest.mark.parametrize("command", [Command.WARN, Command.BREAK])
@pytest.mark.parametrize("kind", [None, RESPOND, INFORM])
def test_a_clock_that_is_early_or_second_is_refused(command: Command, kind: PromiseKind | None) -> None:
    story = waiting().later(minutes=5)
    with pytest.raises(IllegalMove):
        story.does(Act(command=command, promise=kind), CLOCK)
    assert overdue(story.case, story.now) is None


def test_what_breaks_is_not_warned_of_any_more() -> None:
    story = waiting().later(hours=3)
    assert overdue(story.case, story.now) == Act(command=Command.BREAK, promise=RESPOND)
    with pytest.raises(IllegalMove):
        story.does(Act(command=Command.WARN, promise=RESPOND), CLOCK)


def test_without_terms_a_broken_word_stays_where_it_was() -> None:
    story = waiting().later(hours=5)
    facts = DeskFacts(now=story.now)
    broke = desk.act(story.case, Act(command=Command.BREAK, promise=INFORM), CLOCK, facts)
    found = promise_of(broke.ticket, INFORM)
    assert found is not None
    assert (found.broken_at, found.due) == (MONDAY + 5 * HOUR, MONDAY + 5 * HOUR)


def test_the_nearest_is_what_breaks_next_or_broke_first() -> None:
    story = waiting()
    found = nearest(story.case.promises)
    assert found is not None
    assert found.kind is RESPOND
    story.claims().acts(ELIF, Command.WAIT_CUSTOMER, "Hangi sürüm?")
    assert nearest(story.case.promises) is None


def test_tickets_from_before_promises_were_written_get_them_from_their_beginning() -> None:
    story = waiting()
    old = replace(story.case, promises=())
    found = replanned(old, Terms(contract=AGREED))
    assert [(each.kind, each.due) for each in found] == [
        (RESPOND, MONDAY + 2 * HOUR), (RESOLVE, MONDAY + timedelta(days=2)),
    ]  # fmt: skip
    assert replanned(story.case, Terms(contract=AGREED)) == story.case.promises
    assert replanned(replace(old, status=Status.CLOSED), Terms(contract=AGREED)) == ()


def test_an_agent_who_opens_for_somebody_else_promises_at_once() -> None:
    opened = desk.open_ticket(
        OpenTicket(title="vpn", type="incident", service="vpn", queue="l1", source=Source.PHONE),
        ALI, ref="K7M2R9", level=AGREED.level, now=MONDAY, by=Actor.of(ELIF), terms=Terms(contract=AGREED),
    ).ticket  # fmt: skip
    assert [each.kind for each in opened.promises] == [RESPOND, RESOLVE, INFORM]


def test_only_the_clock_breaks_a_promise() -> None:
    story = waiting().later(hours=3)
    for who in (ELIF, MERT, ZEYNEP):
        assert not desk.may(Actor.of(who), Command.BREAK, story.case)
