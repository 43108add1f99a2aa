"""The customer asks where his case stands, and asks again: no two answers in a row are the same.

While people have the case each asking is counted (`Command.CHASE`). The first in a day gets the true state.
The second says when that was told, and that whoever has the case knows that he asked. From the third on he may
have it passed to the team's lead, once a day. A step on the case in between begins anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from core.dialogue import lexicon as lx
from core.dialogue import persons
from core.dialogue.closing import answers
from core.dialogue.intents import Intent, read, says
from core.dialogue.people import agreed_on, informed_by, status_text, tell_state_of
from core.dialogue.scene import Scene, Spoken, act, ask, ask_aside, only, option, say, shown_name
from core.dialogue.states import Memory, State
from core.effects import Act, Command, Say, TicketMoved
from core.messages import Moment, Text
from core.ticket import Status

_STEPS: Mapping[Command, str] = {
    Command.HAND_OVER: "",
    Command.CLAIM: "status.last_claim",
    Command.RELEASE: "",
    Command.RETURN: "",
    Command.TRANSFER: "",
    Command.REPLY: "status.last_reply",
    Command.WAIT_CUSTOMER: "",
    Command.WAIT_PROVIDER: "",
    Command.APPOINT: "",
    Command.RESUME: "status.last_resume",
    Command.SOLVE: "",
    Command.CONFIRM: "",
    Command.CANCEL: "",
    Command.LAPSE: "",
    Command.REFUSE: "status.last_back",
    Command.REOPEN: "status.last_back",
    Command.SEPARATE: "status.last_back",
}
"""What moves a case on for its customer, and how it is called where it was the last step."""


_LEAD_OR_WAIT = (option("tell_lead", "lead"), option("go_on_waiting", "wait"))


def after_step(moved: TicketMoved, memory: Memory, now: datetime) -> Memory:
    """Return `memory` with the step that was just taken on the case, if it was one; asking begins anew then."""
    key = _STEPS.get(moved.act.command)
    if moved.act.command is Command.HEAR and moved.before is Status.WAITING_CUSTOMER:
        key = "status.last_heard"
    if key is None:
        return memory
    asking = "" if memory.asking == "wait" else memory.asking
    return replace(memory, step_done=key, step_at=now.isoformat(), asks=0, asked_at="", asking=asking)


def tell_state(scene: Scene) -> Spoken:
    """Say where the case stands, in other words than the last time; count it while people have the case."""
    asks = 1 + (scene.memory.asks if scene.memory.asked_at and _is_today(scene, _told_at(scene)) else 0)
    with_people = scene.state is State.PEOPLE
    bubble, memory = _of_people(scene, asks) if with_people else _of_others(scene, asks)
    counted = (Act(command=Command.CHASE, words=scene.words),) if with_people else ()
    return Spoken(effects=(bubble, *counted), memory=replace(memory, asks=asks, asked_at=scene.facts.now.isoformat()))


def promise_again(scene: Scene) -> Spoken:
    """Answer a wish for a person who is on the way already; who has the case reads it himself."""
    ticket, memory = scene.ticket, scene.memory
    if ticket.owner is not None:
        return act(Act(command=Command.HEAR, words=scene.words))
    calendar = scene.facts.contract.calendar
    if not scene.facts.opens() or (memory.asked_at and not calendar.is_open(_told_at(scene))):
        return tell_state(scene)
    told = say(Text("human.unavailable", {"ref": ticket.ref, "until": scene.facts.answer_by(ticket)}))
    return Spoken(
        effects=(told, Act(command=Command.CHASE, words=scene.words)),
        memory=replace(memory, asks=1, asked_at=scene.facts.now.isoformat()),
    )


def hear_complaint(scene: Scene) -> Spoken:
    """Answer who wants to complain, or asks for somebody above: offer that the lead be told, unless he knows today."""
    ticket, memory = scene.ticket, scene.memory
    counted = Act(command=Command.CHASE, words=scene.words)
    if ticket.escalated_at is not None and _is_today(scene, ticket.escalated_at):
        passed = {"time": Moment(ticket.escalated_at, "clock"), "until": _until(scene)}
        return Spoken(effects=(say(Text("status.escalated", passed)), counted))
    bubble, memory = ask_aside(memory, "wait", Text("status.complaint"), options=_LEAD_OR_WAIT)
    return Spoken(effects=(bubble, counted), memory=memory)


def complains(words: str) -> bool:
    """Say whether `words` are a complaint, or ask for who stands above those that have the case."""
    match read(words).intent:
        case Intent.INSULT:
            return says(words, lx.COMPLAINTS)
        case Intent.HUMAN:
            return says(words, persons.LEADS)
    return False


def pass_to_lead(scene: Scene) -> Spoken:
    """The customer wants the team's lead to know."""
    return Spoken(effects=(Act(command=Command.ESCALATE),), memory=replace(scene.memory, asking=""))


def tell_escalated(scene: Scene) -> Spoken:
    """Say that the lead knows, and until when the customer hears of it."""
    return only(Text("escalated.told", {"until": _until(scene)}))


def wait_on(scene: Scene) -> Spoken:
    """The customer waits: say once more until when."""
    told = say(Text("status.patient", {"until": _until(scene)}))
    return Spoken(effects=(told,), memory=replace(scene.memory, asking=""))


def _of_people(scene: Scene, asks: int) -> tuple[Say, Memory]:
    ticket = scene.ticket
    if asks == 1:
        return tell_state_of(scene), scene.memory
    if asks == 2:
        return say(_same_as_before(scene)), scene.memory
    if ticket.escalated_at is not None and _is_today(scene, ticket.escalated_at):
        passed = {"time": Moment(ticket.escalated_at, "clock"), "until": _until(scene)}
        return say(Text("status.escalated", passed) if asks % 2 else status_text(scene)), scene.memory
    waiting = Text("status.asked_again" if ticket.owner is not None else "status.asked_queue_again")
    texts = (waiting,) if asks % 2 else (status_text(scene), Text("status.offer_lead"))
    return ask_aside(scene.memory, "wait", *texts, options=_LEAD_OR_WAIT)


def _same_as_before(scene: Scene) -> Text:
    """Say that nothing has happened since the state was told, and who knows now that the customer asked."""
    ticket, time = scene.ticket, Moment(_told_at(scene), "clock")
    if ticket.status is Status.WAITING_CUSTOMER and not agreed_on(ticket):
        return Text("status.your_turn", {"ref": ticket.ref})
    if ticket.owner is None:
        told: Mapping[str, object] = {"time": time, "queue": scene.queue_name(), "until": _until(scene)}
        return Text("status.queue_told", told)
    agent = shown_name(ticket.owner_name, scene.facts)
    return Text("status.owner_told", {"time": time, "agent": agent, "until": _until(scene)})


def _of_others(scene: Scene, asks: int) -> tuple[Say, Memory]:
    """Answer where the customer himself is to act: the bot asked him something, or it is solved or over."""
    if asks % 2:
        return tell_state_of(scene), scene.memory
    match scene.state:
        case State.CONFIRMING:
            key = "status.solved_again" if scene.ticket.type == "incident" else "status.done_again"
            return ask(scene.memory, Text(key, {"ref": scene.ticket.ref}), options=answers(scene))
        case State.ENDED:
            return say(Text("status.none")), scene.memory
    again = Text("status.new_again", {"ref": scene.ticket.ref})
    return tell_state_of(scene, again), scene.memory


def _until(scene: Scene) -> Moment:
    facts, ticket = scene.facts, scene.ticket
    return facts.answer_by(ticket) if ticket.owner is None else informed_by(scene)


def _told_at(scene: Scene) -> datetime:
    return datetime.fromisoformat(scene.memory.asked_at)


def _is_today(scene: Scene, moment: datetime) -> bool:
    zone = ZoneInfo(scene.facts.organization.timezone)
    return moment.astimezone(zone).date() == scene.facts.now.astimezone(zone).date()
