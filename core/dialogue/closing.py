"""How a case ends: the desk only says *solved*; the customer closes."""

from __future__ import annotations

from dataclasses import replace

from core.calendar import Span
from core.dialogue.intents import NO_WORDS, take_out
from core.dialogue.scene import Scene, Spoken, act, ask, option, say
from core.effects import Act, Command, Rate
from core.messages import Moment, Text
from core.ticket import Ending


def confirm(scene: Scene) -> Spoken:
    """The customer says it works: ask the desk to close."""
    rated = (Rate(outcome="solved"),) if scene.memory.tried and scene.ticket.owner is None else ()
    return Spoken(effects=(*rated, Act(command=Command.CONFIRM, words=scene.words)))


def refuse(scene: Scene) -> Spoken:
    """The customer says it does not work: the case goes back to people."""
    return act(Act(command=Command.REFUSE, words=scene.words if scene.typed else ""))


def ask_solved(scene: Scene) -> Spoken:
    """Put the closing question in the agent's words."""
    incident = scene.ticket.type == "incident"
    kind, stem = ("incident", "fixed") if incident else ("request", "done")
    text = Text(f"solved.ask_{kind}", {"agent": scene.agent(), "text": scene.moved.act.words})
    options = tuple(option(f"{stem}_{value}", value) for value in ("yes", "no", "later"))
    bubble, memory = ask(replace(scene.memory, thanked=False), text, options=options)
    return Spoken(effects=(bubble,), memory=memory)


def ask_after_thanks(scene: Scene) -> Spoken:
    """Thanks alone are no consent: ask once whether to close."""
    if scene.memory.thanked:
        return Spoken(effects=(say(Text("thanks.reply")),))
    options = (option("close_yes", "yes"), option("close_no", "no"))
    bubble, memory = ask(replace(scene.memory, thanked=True), Text("solved.thanks_only"), options=options)
    return Spoken(effects=(bubble,), memory=memory)


def wait_for_trial(scene: Scene) -> Spoken:
    """The customer has not tried yet: the question stays open."""
    again = scene.facts.contract.calendar.add(scene.facts.now, Span.parse("1d"))
    return Spoken(effects=(say(Text("solved.later", {"when": Moment(again, "when")})),))


def tell_closed(scene: Scene) -> Spoken:
    """Say that the ticket is closed, as it was ended."""
    ticket = scene.ticket
    match ticket.end_reason:
        case Ending.NO_REPLY:
            values = {"ref": ticket.ref, "days": scene.facts.contract.reopen_days}
            return Spoken(effects=(say(Text("closed.no_reply", values)),))
        case Ending.CONFIRMED:
            return Spoken(effects=(say(Text("closed.confirmed", {"ref": ticket.ref})),))
    return Spoken(effects=(say(Text("closed.withdrawn", {"ref": ticket.ref})),))


def tell_back(scene: Scene) -> Spoken:
    """Say that people go on; ask what happens now, unless the customer has just said it."""
    ticket = scene.ticket
    if take_out(scene.moved.act.words, NO_WORDS):
        until = scene.facts.answer_by(ticket.priority)
        text = Text("reopened.told", {"ref": ticket.ref, "until": until})
    else:
        text = Text("reopened.ask", {"ref": ticket.ref})
    return Spoken(effects=(say(text),), memory=replace(scene.memory, kept=True))
