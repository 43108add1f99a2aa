"""How a case ends: the desk only says *solved*; the customer closes."""

from __future__ import annotations

from dataclasses import replace

from core.calendar import Span
from core.dialogue import lexicon as lx
from core.dialogue import outcomes
from core.dialogue.intents import left_of, says
from core.dialogue.scene import Scene, Spoken, act, ask, only, option, say
from core.dialogue.states import State
from core.dialogue.waiting import until_confirmed
from core.effects import Act, Command, Rate, Remind
from core.messages import Moment, Option, Text
from core.ticket import Ending


def confirm(scene: Scene) -> Spoken:
    """The customer says it works: ask the desk to close."""
    rated = (Rate(outcome="solved"),) if scene.state is State.TRYING else ()
    return Spoken(effects=(*rated, Act(command=Command.CONFIRM, words=scene.words)))


def refuse(scene: Scene) -> Spoken:
    """The customer says it does not work: the case goes back to people."""
    return act(Act(command=Command.REFUSE, words=scene.words if scene.typed else ""))


def reopen(scene: Scene) -> Spoken:
    """The old trouble is back after the end: the same ticket goes back to people."""
    return act(Act(command=Command.REOPEN, words=scene.words if scene.typed else ""))


def ask_solved(scene: Scene) -> Spoken:
    """Put the closing question in the agent's words."""
    incident = scene.ticket.type == "incident"
    text = Text(
        "solved.ask_incident" if incident else "solved.ask_request",
        {"agent": scene.agent(), "text": scene.moved.act.words},
    )
    bubble, memory = ask(replace(scene.memory, thanked=False, kept=False), text, options=answers(scene))
    return Spoken(effects=(bubble, *until_confirmed(scene, 0)), memory=memory)


def answers(scene: Scene) -> tuple[Option, ...]:
    """Return the three answers to the closing question, in words for an incident or for a request."""
    incident = scene.ticket.type == "incident"
    names = ("fixed_yes", "fixed_no", "fixed_later") if incident else ("done_yes", "done_no", "done_later")
    return tuple(option(name, value) for name, value in zip(names, ("yes", "no", "later"), strict=True))


def ask_after_thanks(scene: Scene) -> Spoken:
    """Thanks alone are no consent: ask once whether to close."""
    if scene.memory.thanked:
        return only(Text("thanks.reply"))
    options = (option("close_yes", "yes"), option("close_no", "no"))
    bubble, memory = ask(replace(scene.memory, thanked=True), Text("solved.thanks_only"), options=options)
    return Spoken(effects=(bubble,), memory=memory)


def ask_which(scene: Scene) -> Spoken:
    """The customer said yes and something else beside it: ask whether to close."""
    options = (option("close", "yes"), option("go_on", "no"))
    bubble, memory = ask(scene.memory, Text("solved.contradiction"), options=options)
    return Spoken(effects=(bubble,), memory=memory)


def wait_for_trial(scene: Scene) -> Spoken:
    """The customer has not tried yet: the question stays open, and is put again on the next working day."""
    calendar = scene.facts.contract.calendar
    again = calendar.calm(calendar.add(scene.facts.now, Span(1, "d")))
    said = say(Text("solved.later", {"when": Moment(again, "when")}))
    return Spoken(effects=(said, Remind(at=again)), memory=replace(scene.memory, reminded=0))


def tell_closed(scene: Scene) -> Spoken:
    """Say that the ticket is closed, as it was ended; silence leaves a way back."""
    ticket = scene.ticket
    if ticket.end_reason is Ending.NO_REPLY:
        values = {"ref": ticket.ref, "days": scene.facts.reopen_days(ticket)}
        bubble, memory = ask(scene.memory, Text("closed.no_reply", values), options=(option("reopen", "no"),))
        return Spoken(effects=(bubble,), memory=memory)
    texts = [Text("closed.withdrawn", {"ref": ticket.ref})]
    if ticket.end_reason is Ending.CONFIRMED:
        texts = [Text("closed.confirmed", {"ref": ticket.ref})]
        if says(scene.words, outcomes.HEDGES):
            texts.append(Text("closed.if_again"))
    # The question before is over: a late press on its "no" must not reopen.
    return Spoken(effects=(say(*texts),), memory=replace(scene.memory, main=0, asking=""))


def tell_back(scene: Scene) -> Spoken:
    """Say that people go on; ask what happens now, unless the customer has just said it."""
    ticket, words = scene.ticket, scene.moved.act.words
    ref = {"ref": ticket.ref}
    if left_of(words, outcomes.NOT_YET, outcomes.NO, lx.THANKS):
        text = Text("reopened.told", ref | {"until": scene.facts.answer_by(ticket)})
        return Spoken(effects=(say(text),), memory=replace(scene.memory, kept=True))
    key = "reopened.not_yet" if says(words, outcomes.NOT_YET) else "reopened.ask"
    return Spoken(effects=(say(Text(key, ref)),), memory=replace(scene.memory, kept=False))
