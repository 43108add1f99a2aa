"""Both machines together, in every order of events: the chain ends, and only the written endings close."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import desk
from core.contracts import Elsewhere
from core.dialogue import Pressed
from core.dialogue.cues import cue_of
from core.dialogue.facts import Case, Conversation, Reminded, Said
from core.dialogue.machine import decide
from core.dialogue.moves import MOVES
from core.dialogue.scene import Scene
from core.dialogue.states import BOT_STATES, Cue, Memory, State, state_at, state_of
from core.effects import Act, Command, TicketMoved
from core.errors import IllegalMove, OnkapiError
from core.outage import Outage
from core.people import CLOCK, Actor, ActorKind, Agent
from core.ticket import ClosureCode, Ending, Status, Ticket
from tests.core.asked import NET, VAGUE
from tests.core.play import (
    ALI,
    CONTRACT,
    ELIF,
    LICENSE,
    MAX_STEPS,
    MERT,
    MONDAY,
    ORGANIZATION,
    PICTURE,
    PRINTER,
    SCANNER,
    VPN,
    ZEYNEP,
    Play,
    hit,
)

KNOWS = {"bağlantı": VAGUE, "vpn": (VPN, hit(9, "modem", 0.8)), "yazıcı": (PRINTER, SCANNER), "lisans": (LICENSE,)}
WORDS = (
    "merhaba", "vpn bağlanmıyor", "yazıcım bozuk", "perde inmiyor", "lisans istiyorum", "sap açılmıyor",
    "temsilci istiyorum", "evet düzeldi", "olmadı", "hâlâ çalışmıyor", "teşekkürler", "tamam", "deneyip döneceğim",
    "gerek kalmadı", "kendim çözdüm", "çağrım ne durumda", "K7M2R9", "A2B3C4", "evet ama yavaş", "toner ne zaman gelir",
    "benimki farklı", "bordrom yanlış", "yine de iletin", "5", "2 puan", "geç", "çok geç döndünüz",
    "bağlantı kuramıyorum", "evden", "kabloyla", "bilmiyorum", "yanmıyor",
    "hayır", "hiçbiri", "henüz değil", "😀", "", "still not working", "i need a human", "yes it works",
)  # fmt: skip
VALUES = (
    "yes",
    "no",
    "later",
    "human",
    "none",
    "topic:vpn",
    "topic:printer",
    "1",
    "4",
    "skip",
    "apart",
    "different",
    "rejoin",
    "pass_on",
    "answer:home",
    "answer:cable",
    "answer:wifi",
    "answer:nothing",
    "unknown",
    "",
)

NOT_ALL_IS_OURS = replace(
    ORGANIZATION,
    contract=replace(CONTRACT, out_of_scope=(Elsewhere(words=("bordro",), where={"tr": "İK", "en": "HR"}),)),
)
VPN_DOWN = Outage(number=7, title={"tr": "VPN kapalı", "en": "VPN is down"}, queue="l1", next_at=MONDAY, service="vpn")

said = st.builds(Said, words=st.sampled_from(WORDS) | st.text(max_size=30), files=st.sampled_from([(), (PICTURE,)]))
pressed = st.builds(
    Pressed, value=st.sampled_from(VALUES), label=st.just("düğme"), question=st.integers(0, 4) | st.none()
)
moves = st.tuples(
    st.sampled_from([*map(Actor.of, (ELIF, MERT, ZEYNEP)), CLOCK, Actor(kind=ActorKind.API)]),
    st.builds(
        Act,
        command=st.sampled_from(Command),
        words=st.sampled_from(["Bakıyorum", " "]),
        reason=st.sampled_from(["unclear", "level_2", ""]),
        next_date=st.sampled_from([MONDAY + timedelta(days=2), MONDAY + timedelta(days=9), None]),
        queue=st.sampled_from(["network", "l1", None]),
        closure_code=st.sampled_from([ClosureCode.WORKAROUND, None]),
        ending=st.sampled_from([*Ending, None]),
        into=st.sampled_from(["A2B3C4", ""]),
        reached=st.booleans(),
        outage=st.sampled_from([VPN_DOWN, None]),
    ),
)
waits = st.sampled_from([timedelta(minutes=3), timedelta(hours=9), timedelta(days=3), timedelta(days=20)])
steps = st.one_of(said, said, pressed, moves, moves, waits, st.just(Reminded()))


def step(story: Play, event: object) -> None:
    """Let `event` happen; what the desk refuses changes nothing."""
    match event:
        case Said() | Pressed() | Reminded():
            story.happens(event)
        case timedelta():
            story.now += event
        case (Actor() as actor, Act() as wish) if story.ticket is not None:
            before = (story.ticket, list(story.bubbles), list(story.entries))
            try:
                outcome = story.does(wish, actor)
            except OnkapiError:
                assert (story.ticket, story.bubbles, story.entries) == before
            else:
                if not outcome.repeated:
                    story.follows(outcome)


@settings(max_examples=300)
@given(st.lists(steps, min_size=1, max_size=14), st.booleans(), st.booleans(), st.booleans())
def test_no_order_of_events_closes_outside_the_list_of_endings(
    events: list[object], on_duty: bool, reachable: bool, lasting: bool
) -> None:
    other = replace(Play().says("perde inmiyor").case, ref="A2B3C4")
    outages = (VPN_DOWN,) if lasting else ()
    story = Play(
        knows=KNOWS,
        banks={4: NET},
        on_duty=on_duty,
        reachable=reachable,
        other=other,
        outages=outages,
        organization=NOT_ALL_IS_OURS,
    )
    for event in events:
        before = story.ticket
        step(story, event)
        after = story.ticket
        if after is None:
            assert before is None
            continue
        assert (after.end_reason is not None) == (after.closed_at is not None) == (after.status is Status.CLOSED)
        closed_now = after.status is Status.CLOSED and before is not None and before.open
        if closed_now:
            assert before is not None
            assert after.end_reason in _allowed(event, before, reachable=reachable)
        assert (after.owner is None) == (after.owner_name == "")
        waits_ = after.status in {Status.WAITING_CUSTOMER, Status.WAITING_PROVIDER}
        assert (after.waiting_reason is not None) == (after.next_date is not None) == waits_
        if after.status in {Status.NEW, Status.QUEUED}:
            assert after.owner is None
    assert story.longest <= MAX_STEPS


def _allowed(event: object, before: Ticket, *, reachable: bool) -> set[Ending]:
    """Return the endings that `event` may bring to the ticket as it was `before`."""
    match event:
        case Said() | Pressed():
            return {Ending.CONFIRMED, Ending.CUSTOMER_FOUND, Ending.CANCELLED}
        case Reminded():
            return {Ending.NO_REPLY}
        case (Actor() as actor, Act()) if actor is CLOCK:
            return {Ending.NO_REPLY, Ending.ERASED}
        case (Actor(agent=Agent() as agent), Act()):
            allowed = {Ending.DUPLICATE} | ({Ending.VOID, Ending.ERASED} if agent is ZEYNEP else set())
            allowed |= set() if reachable else {Ending.CONFIRMED_BY_PHONE}
            return allowed | ({Ending.UNREACHABLE} if before.missed_calls else set())
    return set()


@settings(max_examples=300)
@given(st.lists(steps, max_size=8), st.one_of(said, pressed))
def test_who_writes_where_nobody_else_answers_gets_one_bubble_or_two(events: list[object], last: object) -> None:
    story = Play(knows=KNOWS, banks={4: NET})
    for event in events:
        step(story, event)
    state = state_of(story.ticket)
    story.before = len(story.bubbles)
    step(story, last)
    fewest = 1 if state in {State.OPENING, State.CHOOSING, State.DIAGNOSING, State.ENDED} else 0
    assert fewest <= len(story.bubbles) - story.before <= 2


@settings(max_examples=200)
@given(st.lists(steps, max_size=8), st.one_of(said, pressed))
def test_a_decision_is_a_pure_function(events: list[object], last: Said | Pressed) -> None:
    story = Play(knows=KNOWS, banks={4: NET})
    for event in events:
        step(story, event)
    ticket = story.ticket
    first, second = story.decide(last), story.decide(last)
    assert first == second
    assert story.ticket is ticket


@pytest.mark.parametrize("move", sorted(MOVES), ids=lambda move: f"{move[0]}-{move[1]}")
def test_the_desk_leads_where_the_table_says(move: tuple[State, Cue]) -> None:
    """Of a cue of the desk: each row of NEXT that makes it ends in the state that MOVES names."""
    state, cue = move
    memory = Memory(step=state.value if state in BOT_STATES else "trying")
    for (status, command), row in desk.NEXT.items():
        moved = _moved(status, command, next(iter(row.to)), memory)
        if _cue(moved) is cue and cue is not Cue.UNSEEN and state_at(status, memory) is state:
            assert {state_at(to, memory) for to in row.to} == {MOVES[move].to}


@pytest.mark.parametrize(("status", "command"), sorted(desk.NEXT))
def test_the_dialogue_has_a_row_for_every_move_of_the_desk(status: Status, command: Command) -> None:
    for step_ in BOT_STATES if status is Status.NEW else ("trying",):
        memory = Memory(step=str(step_))
        for to in desk.NEXT[status, command].to:
            assert (state_at(status, memory), _cue(_moved(status, command, to, memory))) in MOVES


@pytest.mark.parametrize("cue", [Cue.CLAIMED, Cue.REPLIED, Cue.SOLVED])
def test_a_word_of_the_desk_that_cannot_be_raises_and_changes_nothing(cue: Cue) -> None:
    command = {Cue.CLAIMED: Command.CLAIM, Cue.REPLIED: Command.REPLY, Cue.SOLVED: Command.SOLVE}[cue]
    story = Play().says("perde inmiyor").says("gerek kalmadı")
    before = (story.case, list(story.bubbles))
    moved = TicketMoved(act=Act(command=command), actor=Actor.of(ELIF), ticket=story.case, before=Status.CLOSED)
    with pytest.raises(IllegalMove):
        story.happens(moved)
    assert (story.case, story.bubbles) == before


def test_a_new_ticket_is_not_told_as_a_move() -> None:
    story = Play().says("perde inmiyor")
    moved = TicketMoved(act=Act(command=Command.OPEN), actor=Actor.of(ELIF), ticket=story.case, before=None)
    assert story.happens(moved).heard == []


def test_what_an_older_version_remembered_is_passed_over() -> None:
    story = Play().says("perde inmiyor")
    old = replace(story.case, memory={**story.case.memory, "mood": "blue"})
    assert Memory.of(old) == Memory.of(story.case)
    assert Memory.of(replace(old, memory={})).step == State.CLARIFYING


def test_the_state_follows_from_the_ticket() -> None:
    assert state_of(None) is State.OPENING
    story = Play().says("perde inmiyor")
    assert state_of(story.case) is State.CLARIFYING
    assert state_of(replace(story.case, status=Status.WAITING_PROVIDER)) is State.PEOPLE


def test_what_has_no_ticket_or_no_word_of_the_desk_does_not_pretend() -> None:
    story = Play()
    event = Said(words="merhaba")
    scene = Scene(case=Case(conversation=Conversation(language="tr")), event=event, facts=story.facts(event))
    with pytest.raises(LookupError):
        _ = scene.ticket
    with pytest.raises(LookupError):
        _ = scene.moved
    assert cue_of(scene) is Cue.GREETING
    assert decide(scene.case, event, scene.facts).conversation.greeted


def _moved(status: Status, command: Command, to: Status, memory: Memory) -> TicketMoved:
    story = Play(customer=ALI).says("perde inmiyor")
    ticket = replace(story.case, status=to, memory=memory.kept_form())
    return TicketMoved(act=Act(command=command), actor=Actor.of(ELIF), ticket=ticket, before=status)


def _cue(moved: TicketMoved) -> Cue:
    case = Case(conversation=Conversation(language="tr"), ticket=moved.ticket)
    return cue_of(Scene(case=case, event=moved, facts=Play().facts(moved)))
