"""What silence leads to: reminders at calm moments of service, and at last the written rule.

    article given         one reminder on the next working morning, then closed: solved, as we assume
    asked about the matter after two service hours people; for a request one reminder, then closed: abandoned
    the address elsewhere closed after the contract's days, or never
    solved, unconfirmed   the contract's reminders, then closed after the contract's days, or never

The endings are counted apart by the reason of the move.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.contracts import Contract, Priority
from core.dialogue.closing import answers
from core.dialogue.kept import read_back
from core.dialogue.opening import article_options, hand_over
from core.dialogue.scene import Scene, Spoken, ask, option
from core.dialogue.scope import lapse
from core.dialogue.states import Memory
from core.dialogue.waiting import until_confirmed, until_tried
from core.effects import Act, Command, Rate
from core.messages import Moment, Text

_NOT_LEFT_ALONE = frozenset({Priority.P1, Priority.P2, Priority.P3})


def ask_about_article(scene: Scene) -> Spoken:
    """Ask once how the article did; the next time close, and assume that it helped."""
    if scene.memory.reminded:
        return Spoken(effects=(Rate(outcome="ignored"), Act(command=Command.LAPSE, reason="assumed")))
    incident = scene.ticket.type == "incident"
    text = Text("answer.remind" if incident else "answer.remind_info", {"ref": scene.ticket.ref})
    bubble, memory = ask(scene.memory, text, options=article_options(scene.ticket.type), guarded=True)
    return Spoken(effects=(bubble, until_tried(scene)), memory=replace(memory, reminded=1))


def go_on_without_answer(scene: Scene) -> Spoken:
    """An incident goes to people as it is; a request is asked about once more, then closed as abandoned."""
    if scene.memory.asking == "scope":
        return lapse(scene)
    ticket = scene.ticket
    if ticket.type == "incident" and ticket.priority in _NOT_LEFT_ALONE:
        return hand_over("silent")(scene)
    if scene.memory.reminded:
        return Spoken(effects=(Act(command=Command.LAPSE, reason="abandoned"),))
    text = Text("ask.remind", {"ref": ticket.ref})
    bubble, memory = ask(scene.memory, text, options=(option("human", "human"),), guarded=True)
    return Spoken(effects=(bubble, until_tried(scene)), memory=replace(memory, reminded=1))


def ask_whether_tried(scene: Scene) -> Spoken:
    """Put the closing question again, the last time with the moment of closing; after that close."""
    contract, reminded = scene.facts.contract, scene.memory.reminded
    if _was_last(contract, reminded):
        return Spoken(effects=(Act(command=Command.LAPSE, reason="no_reply"),)) if contract.close_after else Spoken()
    next_step = until_confirmed(scene, reminded + 1)
    text = Text("reminder.first", {"ref": scene.ticket.ref})
    if contract.close_after and next_step and reminded + 1 >= len(contract.reminders):
        text = Text("reminder.last", {"ref": scene.ticket.ref, "until": Moment(next_step[0].at, "until")})
    bubble, memory = ask(replace(scene.memory, thanked=False), text, options=answers(scene))
    return Spoken(effects=(bubble, *next_step), memory=replace(memory, reminded=reminded + 1))


def closes_next(contract: Contract, kept: Mapping[str, Any]) -> bool:
    """Say whether silence closes a solved ticket when its moment comes, instead of a reminder.

    `kept` is what the dialogue remembers of it (`Ticket.memory`).
    """
    return contract.close_after is not None and _was_last(contract, read_back(Memory, kept).reminded)


def _was_last(contract: Contract, reminded: int) -> bool:
    return reminded >= max(1, len(contract.reminders))
