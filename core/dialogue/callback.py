"""The wish to be called: people see it on the ticket, and the customer hears until when they get back to him."""

from __future__ import annotations

from dataclasses import replace

from core.dialogue.scene import Scene, Spoken, act, say
from core.effects import Act, Command
from core.messages import Text

DIGITS = 7
"""A number to call has as many digits at least."""


def note_wish(scene: Scene) -> Spoken:
    """Pass the wish on; while nobody has the case, say so, and ask for what is missing to call."""
    heard = Act(command=Command.HEAR, words=scene.words)
    if scene.ticket.owner is not None:
        return act(heard)
    noticed = replace(scene.memory, kept=True, kept_at=scene.facts.now.isoformat())
    return Spoken(effects=(say(*promise(scene, scene.words)), heard), memory=noticed)


def promise(scene: Scene, words: str) -> tuple[Text, ...]:
    """Return what is said to who wants to be called and has told `words` so far."""
    noted = Text("callback.noted", {"until": scene.facts.answer_by(scene.ticket)})
    return (noted,) if sum(map(str.isdecimal, words)) >= DIGITS else (noted, Text("callback.ask"))
