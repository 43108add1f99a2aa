"""A matter that an agent took out of another ticket: the customer is told once, and may say that it is the same one.

While nobody has solved it, and within the days of reopening, one tap ends the new ticket as a duplicate of the one it
came from, if that is still open. What was said stays where it was said.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core.dialogue import choices
from core.dialogue.intents import left_of, says
from core.dialogue.scene import Scene, Spoken, act, ask_aside, option
from core.effects import Act, Command
from core.messages import Text

SAME = "rejoin"
"""The value of the option that makes one ticket of two again."""


def tell_split_off(scene: Scene) -> Spoken:
    """Say that a matter is a ticket of its own now, which, and until when it is answered; one tap undoes it."""
    ticket = scene.ticket
    values = {"ref": ticket.ref, "title": ticket.title, "from": ticket.split_from or ""}
    text = Text("split.told", values | {"until": scene.facts.answer_by(ticket)})
    memory = replace(scene.memory, told=True, split_at=scene.facts.now.isoformat())
    bubble, memory = ask_aside(memory, "split", text, options=(option("same_matter", SAME),))
    return Spoken(effects=(bubble,), memory=memory)


def may_rejoin(scene: Scene) -> bool:
    """Say whether the two may still become one: both are open, and it is not long ago."""
    ticket, told_at = scene.ticket, scene.memory.split_at
    if not told_at or all(other.ref != ticket.split_from for other in scene.case.others):
        return False
    days = timedelta(days=scene.facts.contract.reopen_days)
    return scene.facts.now - datetime.fromisoformat(told_at) <= days


def rejoin(scene: Scene) -> Spoken:
    """The customer says that it is the same matter: ask the desk to make one ticket of two again."""
    return act(Act(command=Command.REJOIN, into=scene.ticket.split_from or "", words=scene.words))


def says_same(words: str) -> bool:
    """Say whether `words` say that it is the same matter, and nothing else."""
    return says(words, choices.SAME_MATTER) and not left_of(words, choices.SAME_MATTER)
