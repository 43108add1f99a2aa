"""Who is told of which move: who has the case, who follows it, who leads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.desk import Outcome
from core.effects import Act, AskRating, Command, Rated
from core.notices import NoticeKind, notices, of_rating
from core.overdue import overdue
from core.people import CLOCK, Actor, ActorKind
from core.ticket import ClosureCode
from tests.core.play import ALI, ELIF, MERT, Play, play

CUSTOMER = Actor(kind=ActorKind.CUSTOMER, person=ALI.person, name=ALI.name)


def told(outcome: Outcome) -> dict[str, str]:
    """Return who is told, and what."""
    return {each.to: each.kind.value for each in notices(outcome)}


def waiting() -> Play:
    return play().says("temsilci istiyorum")


def does(story: Play, who: Actor, command: Command, words: str = "", **values: object) -> dict[str, str]:
    return told(story.does(Act(command=command, words=words, **values), who))  # type: ignore[arg-type]


def due(story: Play) -> dict[str, str]:
    wish = overdue(story.case, story.now)
    assert wish is not None
    return told(story.does(wish, CLOCK))


def test_a_warning_goes_to_who_has_it_and_who_follows_it_and_a_break_to_the_lead_as_well() -> None:
    assert due(waiting().later(minutes=90)) == {"queue": "warned", "coordinator": "warned"}
    assert due(waiting().claims().later(minutes=90)) == {"owner": "warned", "coordinator": "warned"}
    broken = waiting().claims().later(hours=2)
    found = notices(broken.does(Act(command=Command.BREAK, promise=broken.case.promises[0].kind), CLOCK))
    assert {each.to for each in found} == {"lead", "owner", "coordinator"}
    assert {(each.kind, each.about) for each in found} == {(NoticeKind.BROKEN, "respond")}


def test_what_the_customer_does_reaches_who_waits_for_it() -> None:
    story = waiting()
    assert does(story, CUSTOMER, Command.HEAR, "Bir şey daha") == {}
    assert does(story, CUSTOMER, Command.CHASE) == {}
    assert does(story, CUSTOMER, Command.CHASE) == {"queue": "chased"}
    assert does(story, CUSTOMER, Command.ESCALATE) == {"lead": "escalated"}
    story.claims().acts(ELIF, Command.WAIT_CUSTOMER, "Hangi sürüm?")
    assert does(story, CUSTOMER, Command.HEAR, "Sürüm 3") == {"owner": "answered"}
    solved = does(story, Actor.of(ELIF), Command.SOLVE, "Oldu", closure_code=ClosureCode.WORKAROUND)
    assert solved == {"coordinator": "solved"}
    assert does(story, CUSTOMER, Command.REFUSE) == {"owner": "back", "coordinator": "back"}


def test_a_transfer_is_told_where_it_asks_for_something() -> None:
    story = waiting().claims()
    assert does(story, Actor.of(ELIF), Command.TRANSFER, queue="network", reason="level_2") == {}
    story = waiting().claims()
    sent_back = does(story, Actor.of(ELIF), Command.TRANSFER, queue="network", reason="returned_for_information")
    assert sent_back == {"queue": "returned"}
    story = waiting().claims()
    story.colleague = MERT
    assert does(story, Actor.of(ELIF), Command.TRANSFER, to=MERT.person, reason="workload") == {"owner": "assigned"}


def test_a_case_whose_owner_is_gone_is_told_to_who_has_it_now_and_to_the_lead() -> None:
    assert does(waiting().claims(), CLOCK, Command.RETURN, reason="left") == {"queue": "freed", "lead": "freed"}
    story = waiting().claims()
    story.stand_in = MERT
    assert does(story, CLOCK, Command.RETURN, reason="away") == {"owner": "assigned", "lead": "freed"}


def test_a_date_that_has_come_is_told() -> None:
    story = waiting().claims()
    date = story.now + timedelta(days=1)
    story.acts(ELIF, Command.WAIT_PROVIDER, reason="Örnek Telekom", next_date=date).later(days=1)
    assert does(story, CLOCK, Command.FOLLOW_UP) == {"owner": "due"}


@pytest.mark.parametrize(("score", "whom"), [(1, ["lead"]), (2, ["lead"]), (3, []), (5, [])])
def test_a_low_score_reaches_the_lead(score: int, whom: list[str]) -> None:
    assert [each.to for each in of_rating(Rated(score=score))] == whom
    assert of_rating(AskRating()) == of_rating(Rated(words="Geç oldu")) == ()
