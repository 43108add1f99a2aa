"""How a case ends: the desk only says *solved*; the customer closes."""

from __future__ import annotations

from dataclasses import replace

from core.dialogue import lexicon as lx
from core.dialogue import outcomes, rating, tickets
from core.dialogue.intents import left_of, says
from core.dialogue.scene import Scene, Spoken, act, ask, only, option, say
from core.dialogue.states import Memory, State
from core.dialogue.waiting import until_confirmed, until_named_day, until_tried
from core.effects import Act, Command, Rate
from core.messages import Moment, Option, Text
from core.ticket import ClosureCode, Ending

_NOT_OUR_SOLUTION = frozenset({Ending.UNREACHABLE, Ending.CANCELLED, Ending.CUSTOMER_FOUND})
"""The endings after which trouble that is there again is no solution of ours that failed."""


def confirm(scene: Scene) -> Spoken:
    """The customer says it works: ask the desk to close."""
    rated = (Rate(outcome="solved"),) if scene.state is State.TRYING else ()
    return Spoken(effects=(*rated, Act(command=Command.CONFIRM, words=scene.words)))


def refuse(scene: Scene) -> Spoken:
    """The customer says it does not work: the case goes back to people."""
    return act(Act(command=Command.REFUSE, words=scene.words if scene.typed else ""))


def reopen(scene: Scene) -> Spoken:
    """The old trouble is back after the end: the same ticket goes back to people."""
    words = scene.words if scene.typed else ""
    return act(Act(command=Command.REOPEN, words=words, reason=str(scene.ticket.end_reason or "")))


def ask_solved(scene: Scene) -> Spoken:
    """Put the closing question in the agent's words."""
    incident = scene.ticket.type == "incident"
    text = Text(
        "solved.ask_incident" if incident else "solved.ask_request",
        {"agent": scene.agent(), "text": scene.moved.act.words},
    )
    bubble, memory = ask(replace(scene.memory, thanked=False, kept=False, later=False), text, options=answers(scene))
    shown = replace(bubble, files=scene.moved.act.files)
    return Spoken(effects=(shown, *until_confirmed(scene, 0)), memory=memory)


def answers(scene: Scene) -> tuple[Option, ...]:
    """Return the three answers to the closing question, in words for an incident or for a request."""
    incident = scene.ticket.type == "incident"
    names = ("fixed_yes", "fixed_no", "fixed_later") if incident else ("done_yes", "done_no", "done_later")
    return tuple(option(name, value) for name, value in zip(names, ("yes", "no", "later"), strict=True))


def ask_after_thanks(scene: Scene) -> Spoken:
    """Thanks alone are no consent: ask once whether to close."""
    if scene.memory.thanked:
        return only(Text("thanks.reply"))
    incident = scene.ticket.type == "incident"
    options = (option("close_yes", "yes"), option("close_no" if incident else "done_no", "no"))
    bubble, memory = ask(replace(scene.memory, thanked=True), Text("solved.thanks_only"), options=options)
    return Spoken(effects=(bubble,), memory=memory)


def ask_which(scene: Scene) -> Spoken:
    """The customer said yes and something else beside it: ask whether to close."""
    options = (option("close", "yes"), option("go_on", "no"))
    key = "solved.contradiction" if scene.ticket.type == "incident" else "solved.contradiction_request"
    bubble, memory = ask(scene.memory, Text(key), options=options)
    return Spoken(effects=(bubble,), memory=memory)


def wait_for_trial(scene: Scene) -> Spoken:
    """The customer has not tried yet: the question stays open, and is put again on the day he named, else on the next.

    The rule for silence counts from then.
    """
    again = until_named_day(scene) or until_tried(scene)
    said = say(Text("solved.later", {"when": Moment(again.at, "when")}))
    return Spoken(effects=(said, again), memory=replace(scene.memory, reminded=0, later=True))


def tell_closed(scene: Scene) -> Spoken:
    """Say that the ticket is closed, as it was ended, and where the way back is; ask who confirmed for a rating."""
    ticket, facts = scene.ticket, scene.facts
    ref = {"ref": ticket.ref}
    # The question before is over: a late press on its "no" must not reopen.
    over = replace(scene.memory, main=0, asking="")
    match ticket.end_reason:
        case Ending.NO_REPLY | Ending.CANCELLED if ticket.closure_code is ClosureCode.OUT_OF_SCOPE:
            key = "closed.not_ours" if ticket.end_reason is Ending.CANCELLED else "closed.not_ours_silent"
            return _with_way_back(over, Text(key, ref | {"days": facts.reopen_days(ticket)}), option("reopen", "no"))
        case Ending.NO_REPLY | Ending.UNREACHABLE:
            key = "closed.no_reply" if ticket.end_reason is Ending.NO_REPLY else "closed.unreachable"
            if ticket.end_reason is Ending.NO_REPLY and ticket.type == "request":
                key = "closed.no_reply_request"
            text = Text(key, ref | {"days": facts.reopen_days(ticket)})
            return _with_way_back(over, text, option("reopen", "no"))
        case Ending.DUPLICATE if scene.moved.act.command is Command.REJOIN:
            text = Text("split.undone", ref | {"into": ticket.duplicate_of or ""})
            return Spoken(effects=(say(text),), memory=over)
        case Ending.DUPLICATE:
            text = Text("closed.duplicate", ref | {"into": ticket.duplicate_of or ""})
            return _with_way_back(over, text, option("apart", "apart"))
        case Ending.VOID | Ending.ERASED | Ending.CONFIRMED_BY_PHONE:
            return Spoken(memory=over)
        case Ending.CONFIRMED:
            again = (Text("closed.if_again"),) if says(scene.words, outcomes.HEDGES) else ()
            said = say(Text("closed.confirmed", ref), *again)
            if ticket.outage is not None:
                return Spoken(effects=(said,), memory=over)  # hundreds would be asked about the same work
            asked, memory = rating.ask(scene, over)
            return Spoken(effects=(said, *asked), memory=memory)
        case Ending.CUSTOMER_FOUND:
            return Spoken(effects=(say(Text("closed.confirmed", ref)),), memory=over)
    return Spoken(effects=(say(Text("closed.withdrawn", ref)),), memory=over)


def _with_way_back(memory: Memory, text: Text, way: Option) -> Spoken:
    bubble, memory = ask(memory, text, options=(way,))
    return Spoken(effects=(bubble,), memory=memory)


def separate(scene: Scene) -> Spoken:
    """Two tickets that were made one are two matters after all, says the customer."""
    return act(Act(command=Command.SEPARATE))


def tell_separated(scene: Scene) -> Spoken:
    """Say that the ticket is on its own again, and until when it is answered."""
    values = {"ref": scene.ticket.ref, "until": scene.facts.answer_by(scene.ticket)}
    return Spoken(effects=(say(Text("reopened.separate", values)),), memory=replace(scene.memory, main=0, kept=True))


def tell_back(scene: Scene) -> Spoken:
    """Say that people go on; ask what happens now, unless the customer has just said it."""
    ticket, words = scene.ticket, scene.moved.act.words
    ref = {"ref": ticket.ref}
    if left_of(words, outcomes.NOT_YET, outcomes.NO, lx.THANKS, tickets.REOPEN, tickets.MINE):
        text = Text("reopened.told", ref | {"until": scene.facts.answer_by(ticket)})
        return Spoken(effects=(say(text),), memory=replace(scene.memory, kept=True))
    key = "reopened.ask" if ticket.type == "incident" else "reopened.ask_request"
    if says(words, outcomes.NOT_YET):
        key = "reopened.not_yet"
    if scene.moved.act.reason in _NOT_OUR_SOLUTION:
        key = "reopened.again"
    return Spoken(effects=(say(Text(key, ref)),), memory=replace(scene.memory, kept=False))
