"""Where an agent's line in the thread of a case goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.contracts import Level, Priority
from core.people import Actor, Agent, Role
from core.relay import Line, Way, bare, way
from core.ticket import Status, Ticket


def agent(person: int, *queues: str) -> Actor:
    return Actor.of(
        Agent(person=person, key=f"a{person}", name="A", language="tr", role=Role.AGENT, queues=frozenset(queues))
    )


OWNED = Ticket(
    ref="K7M2R9",
    requester=1,
    organization="ornek",
    title="vpn",
    type="incident",
    service=None,
    queue="l1",
    priority=Priority.P3,
    level=Level.SOLVE,
    opened_at=datetime(2026, 11, 24, 7, 0, tzinfo=UTC),
    status=Status.IN_PROGRESS,
    owner=7,
    owner_name="A",
)
QUEUED = replace(OWNED, status=Status.QUEUED, owner=None)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (Line(words="Bakıyorum."), Way.SEND),
        (Line(words="Bakıyorum.", answers=True), Way.HOLD),
        (Line(words="Bakıyorum.", names=True), Way.HOLD),
        (Line(words="Bakıyorum.", follows=True), Way.HOLD),
        (Line(words="  // bence sertifika", answers=True), Way.NOTE),
    ],
)
def test_the_owners_line_is_for_the_customer_unless_it_may_be_for_a_colleague(line: Line, wanted: Way) -> None:
    assert way(line, agent(7, "l1"), OWNED) is wanted


def test_nobody_elses_line_reaches_the_customer() -> None:
    assert way(Line(words="Merhaba"), agent(8, "l1"), OWNED) is Way.NOTE


def test_who_could_take_the_case_is_offered_it_and_nobody_else() -> None:
    assert way(Line(words="Merhaba"), agent(8, "l1"), QUEUED) is Way.OFFER
    assert way(Line(words="Merhaba"), agent(8, "network"), QUEUED) is Way.NOTE
    assert way(Line(words="Merhaba"), agent(1, "l1"), QUEUED) is Way.NOTE, "it is his own"


def test_a_closed_case_takes_notes() -> None:
    assert way(Line(words="Merhaba"), agent(7, "l1"), replace(OWNED, status=Status.CLOSED)) is Way.NOTE


def test_a_note_is_kept_without_its_sign() -> None:
    assert [bare(words) for words in ("// sertifika ", "//", " sade ")] == ["sertifika", "", "sade"]
