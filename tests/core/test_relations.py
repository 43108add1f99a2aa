"""How tickets stand to each other, and how others call them: what is kept, what is refused, and what both say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core import desk
from core.effects import Act, Command
from core.errors import AlreadyRelated, CannotRelate, Missing, NotAllowed
from core.messages import Text
from core.moves import DeskFacts
from core.people import BOT, Actor
from core.relations import MOST_FOREIGN
from core.ticket import ForeignReference, LinkKind, Status, Ticket
from tests.core.play import ELIF, MONDAY
from tests.core.test_desk import LEAD, ticket

AGENT = Actor.of(ELIF)
OTHER = ticket(Status.QUEUED, ref="A2B3C4", requester=77)


def act(case: Ticket, command: Command, *, linked: LinkKind | None = None, **values: object) -> desk.Outcome:
    facts = DeskFacts(now=MONDAY, other=values.pop("other", OTHER), linked=linked)  # type: ignore[arg-type]
    return desk.act(case, Act(command=command, **values), AGENT, facts)  # type: ignore[arg-type]


def said(outcome: desk.Outcome) -> list[Text]:
    return [entry.line for entry in outcome.entries if entry.line]


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("kind", [*LinkKind, None])
def test_a_ticket_is_related_to_another_of_its_organization_whoever_requested_that(
    status: Status, kind: LinkKind | None
) -> None:
    case = ticket(status)
    outcome = act(case, Command.RELATE, into="A2B3C4", link=kind)
    assert outcome.ticket == case
    values = {"agent": "Elif Demir", "ref": "A2B3C4", "link": Text(f"link.{kind or 'related'}")}
    assert said(outcome) == [Text("line.related", values)]
    turned = (kind or LinkKind.RELATED).seen_from_there
    told = desk.act(OTHER, Act(command=Command.RELATED, into=case.ref, link=turned), BOT, DeskFacts(now=MONDAY))
    assert said(told) == [Text("line.related_from", {"ref": case.ref, "link": Text(f"link.{turned}")})]
    assert turned.seen_from_there is (kind or LinkKind.RELATED)


@pytest.mark.parametrize("other", [None, ticket(), replace(OTHER, organization="kamu")])
def test_what_is_not_there_what_is_foreign_and_itself_are_refused_alike(other: Ticket | None) -> None:
    for command in (Command.RELATE, Command.UNRELATE):
        with pytest.raises(CannotRelate):
            act(ticket(), command, into="A2B3C4", other=other)


def test_the_same_relation_is_refused_and_another_takes_its_place() -> None:
    with pytest.raises(AlreadyRelated):
        act(ticket(), Command.RELATE, into="A2B3C4", link=LinkKind.PARENT, linked=LinkKind.PARENT)
    changed = act(ticket(), Command.RELATE, into="A2B3C4", link=LinkKind.CHILD, linked=LinkKind.PARENT)
    assert [line.key for line in said(changed)] == ["line.related"]


def test_a_relation_is_taken_away_if_there_is_one() -> None:
    outcome = act(ticket(), Command.UNRELATE, into="A2B3C4", linked=LinkKind.RELATED)
    assert said(outcome) == [Text("line.unrelated", {"agent": "Elif Demir", "ref": "A2B3C4"})]
    told = desk.act(OTHER, Act(command=Command.UNRELATED, into="K7M2R9"), BOT, DeskFacts(now=MONDAY))
    assert said(told) == [Text("line.unrelated_from", {"ref": "K7M2R9"})]
    with pytest.raises(Missing):
        act(ticket(), Command.UNRELATE, into="A2B3C4")


def test_a_number_elsewhere_is_kept_once_and_taken_away_however_it_is_typed() -> None:
    first = act(ticket(), Command.RELATE, foreign="  INC0012345 ", provider=" Örnek  Telekom ")
    known = ForeignReference("INC0012345", "Örnek Telekom")
    assert first.ticket.external_refs == (known,)
    assert said(first) == [Text("line.foreign", {"agent": "Elif Demir", "foreign": "INC0012345 (Örnek Telekom)"})]
    for provider in ("", "örnek telekom"):
        with pytest.raises(AlreadyRelated):
            act(first.ticket, Command.RELATE, foreign="inc0012345", provider=provider)
    second = act(first.ticket, Command.RELATE, foreign="INC0012345", provider="Başkası")
    assert len(second.ticket.external_refs) == 2
    left = act(second.ticket, Command.UNRELATE, foreign="inc0012345", provider="başkası")
    assert left.ticket == first.ticket
    none = act(left.ticket, Command.UNRELATE, foreign="inc0012345")
    assert none.ticket.external_refs == ()
    assert said(none) == [Text("line.foreign_gone", {"agent": "Elif Demir", "foreign": "INC0012345 (Örnek Telekom)"})]
    with pytest.raises(Missing):
        act(none.ticket, Command.UNRELATE, foreign="inc0012345")


def test_both_at_once_leave_two_lines_and_one_that_is_refused_leaves_none() -> None:
    both = act(ticket(), Command.RELATE, foreign="42", into="A2B3C4")
    assert [line.key for line in said(both)] == ["line.foreign", "line.related"]
    assert said(both)[0].values["foreign"] == "42"
    with pytest.raises(CannotRelate):
        act(ticket(), Command.RELATE, foreign="42", into="A2B3C4", other=None)
    gone = act(both.ticket, Command.UNRELATE, foreign="42", into="A2B3C4", linked=LinkKind.RELATED)
    assert [line.key for line in said(gone)] == ["line.foreign_gone", "line.unrelated"]


def test_nothing_is_no_relation_and_there_are_not_too_many() -> None:
    for command in (Command.RELATE, Command.UNRELATE):
        with pytest.raises(Missing):
            act(ticket(), command, into=" ", foreign=" ")
    full = ticket(external_refs=tuple(ForeignReference(str(number)) for number in range(MOST_FOREIGN)))
    with pytest.raises(AlreadyRelated):
        act(full, Command.RELATE, foreign="neu")


def test_who_serves_another_queue_may_not() -> None:
    case = ticket(Status.QUEUED, queue="network")
    with pytest.raises(NotAllowed):
        act(case, Command.RELATE, foreign="42")
    assert desk.may(LEAD, Command.RELATE, case)
    assert desk.may(AGENT, Command.UNRELATE, replace(case, coordinator=ELIF.person))
