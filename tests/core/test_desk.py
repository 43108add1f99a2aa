"""The agents' machine: the table, who may, and what each command leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core import desk
from core.contracts import Level, Priority
from core.desk import CHANGES, NEXT, Who, may, part_of
from core.effects import Act, Command, OpenTicket
from core.errors import BadInput, ClaimLost, IllegalMove, Missing, NotAllowed, NotOnDuty, Unreachable
from core.messages import Moment, Text
from core.moves import DeskFacts
from core.outage import Outage
from core.people import BOT, CLOCK, Actor, ActorKind, Agent, Role
from core.promises import Promise, PromiseKind
from core.ticket import ClosureCode, Ending, LinkKind, Source, Status, Ticket, TransferReason, WaitingReason
from tests.core.play import ALI, ELIF, MERT, MONDAY, ZEYNEP

OUTAGE = Outage(number=7, title={"tr": "VPN kapalı", "en": "VPN is down"}, queue="network", next_at=MONDAY)
FACTS = DeskFacts(now=MONDAY, queues={"network": {"tr": "Ağ Ekibi", "en": "Network"}})
CUSTOMER = Actor(kind=ActorKind.CUSTOMER, person=ALI.person, name=ALI.name)
AGENT, OTHER, LEAD = Actor.of(ELIF), Actor.of(MERT), Actor.of(ZEYNEP)
ACTORS = (CUSTOMER, BOT, CLOCK, AGENT, OTHER, LEAD, Actor(kind=ActorKind.PROVIDER), Actor(kind=ActorKind.API))


def ticket(status: Status = Status.NEW, **values: object) -> Ticket:
    opened = desk.open_ticket(
        OpenTicket(title="vpn", type="incident", service="vpn", queue="l1"),
        ALI, ref="K7M2R9", level=Level.SOLVE, now=MONDAY,
    ).ticket  # fmt: skip
    owned = status in {Status.IN_PROGRESS, Status.WAITING_CUSTOMER, Status.WAITING_PROVIDER, Status.SOLVED}
    given = {"owner": ELIF.person, "owner_name": ELIF.name, "claimed_at": MONDAY} if owned else {}
    if status in {Status.WAITING_CUSTOMER, Status.WAITING_PROVIDER}:
        why = WaitingReason.ANSWER if status is Status.WAITING_CUSTOMER else WaitingReason.PROVIDER
        given |= {"waiting_reason": why, "next_date": MONDAY}
    return replace(opened, status=status, **given | values)  # type: ignore[arg-type]


def wish(command: Command) -> Act:
    """Return a complete wish for `command`."""
    return Act(
        command=command, words="metin", queue="network", next_date=MONDAY + timedelta(days=1),
        reason="level_2" if command is Command.TRANSFER else "unclear",
        closure_code=ClosureCode.WORKAROUND, ending=Ending.CANCELLED, into="A2B3C4", field="field:device",
        priority=Priority.P2, title="Tünel", entry=7, outage=OUTAGE, promise=PromiseKind.RESOLVE,
        link=LinkKind.PARENT,
    )  # fmt: skip


def act(case: Ticket, command: Command, actor: Actor = AGENT, **values: object) -> desk.Outcome:
    return desk.act(case, replace(wish(command), **values), actor, FACTS)  # type: ignore[arg-type]


def test_every_command_but_open_has_a_change_and_a_row() -> None:
    rows = {command for _, command in NEXT}
    assert rows == set(CHANGES) == set(Command) - {Command.OPEN}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("command", Command)
@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: f"{actor.kind}-{actor.name}")
def test_a_move_is_made_if_the_table_has_it_and_only_then(status: Status, command: Command, actor: Actor) -> None:
    late = MONDAY - timedelta(hours=1) if command is Command.BREAK else MONDAY + timedelta(hours=1)
    promise = Promise(kind=PromiseKind.RESOLVE, budget=3_600, since=MONDAY, due=late, next_at=min(late, MONDAY))
    case = ticket(
        status,
        missed_calls=1,
        promises=(promise,),
        end_reason=Ending.DUPLICATE if command is Command.SEPARATE else None,
        outage=None if command is Command.LINK else OUTAGE.number,
        split_from="A2B3C4" if command is Command.REJOIN else None,
    )
    step = NEXT.get((status, command))
    allowed = step is not None and bool(step.who & part_of(actor, case))
    assert may(actor, command, case) == allowed
    if allowed:
        assert step is not None
        far = command is Command.CONFIRM_BY_PHONE
        linked = LinkKind.RELATED if command is Command.UNRELATE else None
        facts = replace(FACTS, reachable=not far, other=ticket(ref="A2B3C4"), linked=linked)
        outcome = desk.act(case, wish(command), actor, facts)
        assert outcome.ticket.status in step.to
        assert (outcome.before, outcome.actor, outcome.at) == (status, actor, MONDAY)
        assert outcome.moved.ticket is outcome.ticket
        assert outcome.moved.before is status
        return
    try:
        outcome = act(case, command, actor)
    except (IllegalMove, NotAllowed, ClaimLost):
        pass
    else:
        assert outcome.repeated
        assert outcome.ticket is case


def test_only_the_customer_and_the_clock_close_what_can_be_asked_about() -> None:
    closing = {
        command
        for (status, command), step in NEXT.items()
        if step.to == {Status.CLOSED} and status is not Status.CLOSED
    }
    who = {command: frozenset().union(*(NEXT[key].who for key in NEXT if key[1] is command)) for command in closing}
    owners = {Who.OWNER, Who.LEAD}
    assert {command: who[command] for command in closing} == {
        Command.CONFIRM: {Who.REQUESTER},
        Command.CANCEL: {Who.REQUESTER},
        Command.LAPSE: {Who.CLOCK},
        Command.CONFIRM_BY_PHONE: owners,
        Command.GIVE_UP: owners,
        Command.MERGE: owners,
        Command.REJOIN: {Who.REQUESTER},
        Command.VOID: {Who.LEAD},
        Command.ERASE: {Who.LEAD, Who.CLOCK},
    }


def test_a_claim_makes_an_owner() -> None:
    outcome = act(ticket(Status.QUEUED), Command.CLAIM)
    owned = outcome.ticket
    assert (owned.owner, owned.owner_name, owned.owner_epoch, owned.claimed_at) == (10, "Elif Demir", 1, MONDAY)
    assert [entry.line for entry in outcome.entries] == [Text("line.claimed", {"agent": "Elif Demir"})]


def test_a_second_claim_is_refused_and_says_who_was_first() -> None:
    with pytest.raises(ClaimLost) as lost:
        act(ticket(Status.IN_PROGRESS), Command.CLAIM, OTHER)
    assert lost.value.values == {"agent": "Elif Demir", "time": Moment(MONDAY, "clock")}
    with pytest.raises(ClaimLost):
        act(ticket(Status.SOLVED, claimed_at=None), Command.CLAIM, LEAD)


@pytest.mark.parametrize("status", [Status.IN_PROGRESS, Status.WAITING_CUSTOMER, Status.SOLVED])
def test_to_claim_what_is_ones_own_changes_nothing(status: Status) -> None:
    case = ticket(status)
    outcome = act(case, Command.CLAIM)
    assert outcome.repeated
    assert outcome.ticket is case
    assert outcome.entries == ()
    assert outcome.notify is None


def test_a_closed_ticket_cannot_be_claimed() -> None:
    with pytest.raises(IllegalMove):
        act(ticket(Status.CLOSED, owner=MERT.person), Command.CLAIM)


def test_nobody_is_an_agent_for_a_ticket_of_his_own() -> None:
    own = ticket(Status.QUEUED, requester=ELIF.person)
    assert part_of(AGENT, own) == frozenset()
    with pytest.raises(NotAllowed):
        act(own, Command.CLAIM)


def test_who_is_not_active_may_nothing() -> None:
    gone = Actor.of(replace(ELIF, active=False))
    assert part_of(gone, ticket(Status.IN_PROGRESS)) == frozenset()
    with pytest.raises(NotAllowed):
        act(ticket(Status.IN_PROGRESS), Command.REPLY, gone)


def test_a_customer_may_nothing_on_the_ticket_of_another() -> None:
    stranger = Actor(kind=ActorKind.CUSTOMER, person=99)
    with pytest.raises(NotAllowed):
        act(ticket(Status.SOLVED), Command.CONFIRM, stranger)


def test_an_agent_of_another_queue_may_not_claim_and_a_lead_may() -> None:
    case = ticket(Status.QUEUED, queue="network")
    assert not may(AGENT, Command.CLAIM, case)
    assert may(LEAD, Command.CLAIM, case)
    assert not may(Actor.of(replace(ELIF, role=Role.CUSTOMER_LEAD)), Command.CLAIM, ticket(Status.QUEUED))


@pytest.mark.parametrize(
    ("status", "command", "actor", "left_out", "field"),
    [
        (Status.IN_PROGRESS, Command.REPLY, AGENT, {"words": " "}, "field.words"),
        (Status.IN_PROGRESS, Command.NOTE, AGENT, {"words": ""}, "field.words"),
        (Status.IN_PROGRESS, Command.WAIT_CUSTOMER, AGENT, {"words": ""}, "field.words"),
        (Status.IN_PROGRESS, Command.WAIT_PROVIDER, AGENT, {"reason": " "}, "field.reason"),
        (Status.IN_PROGRESS, Command.SOLVE, AGENT, {"words": ""}, "field.words"),
        (Status.IN_PROGRESS, Command.SOLVE, AGENT, {"closure_code": None}, "field.closure_code"),
        (Status.IN_PROGRESS, Command.TRANSFER, AGENT, {"queue": None}, "field.queue"),
        (Status.IN_PROGRESS, Command.TRANSFER, AGENT, {"queue": "l1"}, "field.queue"),
        (Status.IN_PROGRESS, Command.TRANSFER, AGENT, {"reason": "bahane"}, "field.reason"),
        (Status.IN_PROGRESS, Command.TRANSFER, AGENT, {"to": 11}, "field.agent"),
        (Status.IN_PROGRESS, Command.WAIT_PROVIDER, AGENT, {"next_date": None}, "field.next_date"),
        (Status.IN_PROGRESS, Command.APPOINT, AGENT, {"next_date": None}, "field.next_date"),
        (Status.NEW, Command.CANCEL, CUSTOMER, {"ending": None}, "field.ending"),
        (Status.NEW, Command.CANCEL, CUSTOMER, {"ending": Ending.VOID}, "field.ending"),
    ],
)
def test_what_a_command_needs_must_be_given(
    status: Status, command: Command, actor: Actor, left_out: dict[str, object], field: str
) -> None:
    with pytest.raises(Missing) as missing:
        act(ticket(status), command, actor, **left_out)
    assert missing.value.values == {"field": Text(field)}
    assert isinstance(missing.value, BadInput)


def test_a_hand_over_without_a_queue_stays_where_it_was_routed() -> None:
    outcome = act(ticket(), Command.HAND_OVER, BOT, queue=None)
    assert outcome.ticket.queue == "l1"
    assert outcome.notify is not None
    assert outcome.notify.to == "queue"


def test_a_transfer_leaves_a_coordinator_and_names_the_queue() -> None:
    outcome = act(ticket(Status.IN_PROGRESS), Command.TRANSFER)
    assert (outcome.ticket.owner, outcome.ticket.coordinator, outcome.ticket.queue) == (None, 10, "network")
    line = outcome.entries[0].line
    assert line is not None
    assert line.values["queue"] == {"tr": "Ağ Ekibi", "en": "Network"}
    assert act(ticket(Status.QUEUED), Command.TRANSFER, LEAD).ticket.coordinator == ZEYNEP.person
    assert [entry.words for entry in outcome.entries[1:]] == ["metin"]
    assert len(act(ticket(Status.IN_PROGRESS), Command.TRANSFER, words=" ").entries) == 1


def given_to(agent: Agent, case: Ticket, *, on_duty: bool = True, queue: str | None = None) -> desk.Outcome:
    facts = replace(FACTS, colleague=agent, colleague_on_duty=on_duty)
    passed = replace(wish(Command.TRANSFER), to=agent.person, queue=queue)
    return desk.act(case, passed, AGENT, facts)


def test_a_colleague_who_is_given_a_ticket_owns_it_and_who_had_it_keeps_following_it() -> None:
    outcome = given_to(MERT, ticket(Status.WAITING_PROVIDER))
    given = outcome.ticket
    assert (given.owner, given.owner_name, given.status, given.queue) == (11, "Mert Kaya", Status.IN_PROGRESS, "l1")
    assert (given.coordinator, given.claimed_at, given.owner_epoch) == (10, MONDAY, 2)
    assert outcome.notify is not None
    assert outcome.notify.to == "owner"
    line = outcome.entries[0].line
    assert line is not None
    assert (line.key, line.values["owner"]) == ("line.assigned", "Mert Kaya")


@pytest.mark.parametrize(
    ("agent", "queue"),
    [
        (ELIF, None),  # he has it already
        (MERT, "network"),
        (replace(MERT, active=False), None),
        (replace(MERT, organization="other"), None),
        (replace(MERT, person=ALI.person), None),
    ],
)
def test_nobody_is_given_what_he_could_not_have_claimed(agent: Agent, queue: str | None) -> None:
    with pytest.raises(Missing) as missing:
        given_to(agent, ticket(Status.IN_PROGRESS), queue=queue)
    assert missing.value.values == {"field": Text("field.agent")}


def test_nobody_is_given_work_while_he_is_away() -> None:
    with pytest.raises(NotOnDuty) as away:
        given_to(MERT, ticket(Status.IN_PROGRESS), on_duty=False)
    assert away.value.values == {"agent": "Mert Kaya"}


def test_a_return_for_missing_information_is_counted_and_no_other_transfer_is() -> None:
    case = act(ticket(Status.IN_PROGRESS), Command.TRANSFER, reason=TransferReason.RETURNED).ticket
    assert case.returned == 1
    assert act(case, Command.TRANSFER, LEAD, queue="l1").ticket.returned == 1


def test_the_first_words_of_a_person_are_the_first_reply_and_stay_it() -> None:
    replied = act(ticket(Status.IN_PROGRESS), Command.REPLY).ticket
    assert replied.first_reply_at == MONDAY
    early = MONDAY.replace(hour=1)
    for command in (Command.REPLY, Command.WAIT_CUSTOMER, Command.SOLVE):
        assert act(replace(replied, first_reply_at=early), command).ticket.first_reply_at == early


def test_a_note_is_for_agents_only() -> None:
    (note,) = act(ticket(Status.CLOSED), Command.NOTE, LEAD, words="gizli").entries
    assert (note.audience, note.kind, note.words, note.person) == ("agents", "note", "gizli", ZEYNEP.person)


def test_words_of_the_customer_reach_the_owner_or_the_queue() -> None:
    owner, queue = (
        act(ticket(Status.SOLVED), Command.HEAR, CUSTOMER),
        act(ticket(Status.QUEUED), Command.HEAR, CUSTOMER),
    )
    assert owner.notify is not None
    assert queue.notify is not None
    assert (owner.notify.to, queue.notify.to) == ("owner", "queue")


def test_a_closed_ticket_says_when_why_and_how() -> None:
    bots = act(ticket(), Command.CONFIRM, CUSTOMER).ticket
    assert (bots.end_reason, bots.closure_code, bots.solved_at) == (
        Ending.CONFIRMED,
        ClosureCode.KNOWN_SOLUTION,
        MONDAY,
    )
    early = MONDAY.replace(hour=1)
    solved = ticket(Status.SOLVED, solved_at=early, closure_code=ClosureCode.FULFILLED)
    kept = act(solved, Command.LAPSE, CLOCK).ticket
    assert (kept.end_reason, kept.closure_code, kept.solved_at) == (Ending.NO_REPLY, ClosureCode.FULFILLED, early)
    assert not kept.open


def test_a_reopened_ticket_forgets_its_end_and_keeps_its_owner_on_duty() -> None:
    closed = ticket(Status.CLOSED, owner=ELIF.person, owner_name=ELIF.name, end_reason=Ending.NO_REPLY,
                    closed_at=MONDAY, solved_at=MONDAY, closure_code=ClosureCode.FULFILLED)  # fmt: skip
    back = act(closed, Command.REOPEN, CUSTOMER).ticket
    assert (back.status, back.owner, back.reopened) == (Status.IN_PROGRESS, ELIF.person, 1)
    assert (back.end_reason, back.closed_at, back.solved_at, back.closure_code) == (None,) * 4
    away = desk.act(closed, wish(Command.REOPEN), CUSTOMER, DeskFacts(now=MONDAY, owner_on_duty=False)).ticket
    assert (away.status, away.owner) == (Status.QUEUED, None)


def test_a_change_that_leads_elsewhere_than_the_table_says_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {**CHANGES, Command.REPLY: CHANGES[Command.SOLVE]}
    monkeypatch.setattr(desk, "CHANGES", wrong)
    with pytest.raises(IllegalMove):
        act(ticket(Status.IN_PROGRESS), Command.REPLY)


def test_people_hold_the_word_from_queued_to_solved() -> None:
    held = {status for status in Status if ticket(status).with_people}
    assert held == set(Status) - {Status.NEW, Status.CLOSED}


# ---- Opened for somebody else, and customers whom no message reaches


def by_phone(by: Actor, title: str = "Ekran titriyor") -> desk.Outcome:
    called = OpenTicket(
        title=title, type="incident", service=None, queue="l1", affected="Ece", source=Source.PHONE
    )  # fmt: skip
    return desk.open_ticket(called, ALI, ref="K7M2R9", level=Level.SOLVE, now=MONDAY, by=by)


def test_what_an_agent_records_for_a_caller_waits_in_its_queue_at_once() -> None:
    opened = by_phone(AGENT)
    assert (opened.ticket.status, opened.ticket.source, opened.ticket.opened_by) == (Status.QUEUED, "phone", 10)
    assert (opened.ticket.requester, opened.ticket.affected, opened.actor) == (ALI.person, "Ece", AGENT)
    assert [entry.line and entry.line.key for entry in opened.entries] == ["line.opened_for"]


@pytest.mark.parametrize("changes", [{"active": False}, {"role": Role.CUSTOMER_LEAD}, {"organization": "other"}])
def test_who_may_not_solve_for_an_organization_opens_nothing_for_it(changes: dict[str, object]) -> None:
    with pytest.raises(NotAllowed):
        by_phone(Actor.of(replace(ELIF, **changes)))  # type: ignore[arg-type]


def test_a_matter_recorded_for_somebody_else_needs_a_title() -> None:
    with pytest.raises(Missing) as missing:
        by_phone(AGENT, title=" ")
    assert missing.value.values == {"field": Text("field.title")}


def test_an_agent_limited_to_an_organization_may_nothing_elsewhere() -> None:
    case = ticket(Status.QUEUED)
    assert may(Actor.of(replace(ZEYNEP, organization=case.organization)), Command.CLAIM, case)
    assert part_of(Actor.of(replace(ZEYNEP, organization="other")), case) == frozenset()


def test_who_has_no_conversation_is_not_written_to_but_what_he_was_told_is_kept() -> None:
    far = replace(FACTS, reachable=False)
    with pytest.raises(Unreachable):
        desk.act(ticket(Status.IN_PROGRESS), wish(Command.REPLY), AGENT, far)
    for command in (Command.WAIT_CUSTOMER, Command.SOLVE):
        told, line = desk.act(ticket(Status.IN_PROGRESS), wish(command), AGENT, far).entries
        assert (told.audience, told.author, told.words, told.person) == ("customer", "agent", "metin", 10)
        assert line.kind == "line"
        assert len(act(ticket(Status.IN_PROGRESS), command).entries) == 1


@pytest.mark.parametrize("status", [Status.IN_PROGRESS, Status.WAITING_CUSTOMER, Status.WAITING_PROVIDER])
def test_a_case_is_taken_from_its_owner_for_who_stands_in_or_else_for_the_queue(status: Status) -> None:
    case, wish_ = ticket(status), Act(command=Command.RETURN, reason="away")
    passed = desk.act(case, wish_, CLOCK, replace(FACTS, stand_in=MERT))
    assert (passed.ticket.status, passed.ticket.owner, passed.ticket.owner_name) == (status, MERT.person, MERT.name)
    assert passed.ticket.owner_epoch == case.owner_epoch + 1
    strangers = (None, replace(MERT, person=ALI.person), replace(MERT, queues=frozenset()), replace(MERT, active=False))
    for nobody in strangers:
        back = desk.act(case, wish_, CLOCK, replace(FACTS, stand_in=nobody)).ticket
        assert (back.status, back.owner, back.queue) == (Status.QUEUED, None, case.queue)
