"""Needs and decisions of the dialogue: pure functions of a case, an event and facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.dialogue.afterwards import goes_on
from core.dialogue.chasing import after_step
from core.dialogue.codes import offered, pairings_in, without_pairings
from core.dialogue.cues import cue_of
from core.dialogue.discreet import kept_private
from core.dialogue.facts import Case, Conversation, Event, Facts, Needs, Pressed, Said
from core.dialogue.hiding import tell_first
from core.dialogue.intents import Intent, read, references
from core.dialogue.moves import MOVES
from core.dialogue.notice import give_notice
from core.dialogue.opening import greet
from core.dialogue.proving import ask_who
from core.dialogue.reading import WITHOUT_MATTER
from core.dialogue.run import inquires
from core.dialogue.scene import Scene, matter_of
from core.dialogue.several import named_apart
from core.dialogue.states import BOT_STATES, MATTERS, WISHES, Cue, Memory, State, state_of
from core.effects import Effect, Record, TicketMoved
from core.errors import IllegalMove
from core.language import detect
from core.messages import Language
from core.moves import line
from core.ticket import FINAL, Status, Ticket

_SEARCHING = (*BOT_STATES, State.OPENING, State.ENDED)
_ASKED_FOR: Mapping[Intent, Language] = {Intent.LANGUAGE_TR: "tr", Intent.LANGUAGE_EN: "en"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the dialogue wants.

    `effects` are done in their order. `memory` is the JSON form to keep in `ticket.memory`, before any
    `Act` is done: of the case's ticket, or of the ticket that these effects open; None leaves it as it
    is. `conversation` is as it is afterwards. `stale` says that a button was pressed whose question is over.
    """

    effects: tuple[Effect, ...]
    memory: Mapping[str, Any] | None
    conversation: Conversation
    stale: bool = False


def needs(case: Case, event: Event) -> Needs:
    """Say what must be looked up before `decide` is called with the same case and event."""
    language = _conversation(case, event).language
    wanted = _needs(case, event, language)
    state = State.UNAIMED if case.unaimed else state_of(case.ticket)
    linked = case.ticket is not None and case.ticket.outage is not None
    bank = Memory.of(case.ticket).bank if state is State.DIAGNOSING or inquires(case.ticket) else 0
    return replace(wanted, outages=linked or (bool(wanted.search) and state in _SEARCHING), bank=bank)


def _needs(case: Case, event: Event, language: Language) -> Needs:
    state = State.UNAIMED if case.unaimed else state_of(case.ticket)
    match event:
        case Said(words=words):
            asked = state in _SEARCHING
            told = asked and read(words, waits=False).intent not in WITHOUT_MATTER
            search = matter_of(case, event) if told else ""
            given = offered(words, case.conversation.talk)
            if given.codes and case.ticket and case.ticket.status is Status.QUEUED:
                search = Memory.of(case.ticket).words
            return Needs(
                language=language,
                search=search,
                references=references(words),
                rating=state is State.CONFIRMING,
                codes=given.codes,
                address=given.address,
                pairings=pairings_in(words),
            )
        case Pressed() if state is State.CONFIRMING:
            return Needs(language=language, rating=True)
        case Pressed() if state in BOT_STATES:
            return Needs(language=language, search=matter_of(case, event))
    return Needs(language=language)


def decide(case: Case, event: Event, facts: Facts) -> Decision:
    """Answer `event`; raise `IllegalMove` for what cannot happen in the state the case is in.

    `facts.hits` are what `needs(case, event).search` found. Of each `Act` among the effects the desk's
    word comes back as the next event, until there is none: at most four steps.
    """
    ticket = _moved(case, event) if isinstance(event, TicketMoved) else case.ticket
    conversation = _conversation(case, event)
    scene = Scene(case=replace(case, conversation=conversation, ticket=ticket), event=event, facts=facts)
    cue = cue_of(scene)
    move = MOVES.get((scene.state, cue))
    if move is None:
        raise IllegalMove(state=scene.state, cue=cue)
    follows: tuple[Effect, ...] = ()
    if scene.state is State.ENDED and (cue in MATTERS or cue in WISHES):
        follows = _follows(scene)
        scene = replace(scene, case=replace(scene.case, ticket=None))
    spoken = move.action(scene)
    memory = spoken.memory
    if isinstance(event, TicketMoved):
        memory = after_step(event, memory or scene.memory, facts.now)
    if memory is not None and move.to in BOT_STATES:
        memory = replace(memory, step=move.to.value)
    conversation = replace(
        conversation,
        greeted=conversation.greeted or move.action is greet,
        talk=conversation.talk if spoken.talk is None else spoken.talk,
    )
    effects: tuple[Effect, ...] = (*tell_first(event), *named_apart(scene, spoken.effects), *follows)
    effects, conversation = give_notice(kept_private(effects, conversation), conversation, facts.organization)
    effects, conversation = ask_who(effects, conversation, facts)
    return Decision(
        effects=effects,
        memory=memory.kept_form() if memory else None,
        conversation=conversation,
        stale=cue is Cue.STALE,
    )


def _follows(scene: Scene) -> tuple[Effect, ...]:
    """Link a new ticket to the closed one whose trouble is back too late for it to be reopened."""
    if not isinstance(scene.event, Said) or not goes_on(scene, scene.words) or scene.ticket.end_reason in FINAL:
        return ()
    return (Record(entry=line("line.follows", ref=scene.ticket.ref)),)


def _moved(case: Case, moved: TicketMoved) -> Ticket:
    """Return the ticket as the desk left it, with what the dialogue has remembered of it since."""
    known = case.ticket
    return replace(moved.ticket, memory=known.memory) if known and known.ref == moved.ticket.ref else moved.ticket


def _conversation(case: Case, event: Event) -> Conversation:
    """Return the conversation in the language asked for, or of the words just said, where they tell one."""
    spoken = None
    if isinstance(event, Said):
        spoken = _ASKED_FOR.get(read(event.words).intent) or detect(without_pairings(event.words))
    return replace(case.conversation, language=spoken) if spoken else case.conversation
