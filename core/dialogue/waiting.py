"""How long a question waits for its answer before the dialogue hears of it again.

Each question arms one timer (`Remind`). An answer moves the case on; a timer that comes too late finds
another state and says nothing. What is done when it comes in time: `core.dialogue.silence`.
"""

from __future__ import annotations

from core.calendar import Span
from core.dialogue.scene import Scene
from core.effects import Remind

PATIENCE = Span(2 * 3_600)
"""Service time that a question of the bot waits for its answer (DESK, section 7)."""


def until_tried(scene: Scene) -> Remind:
    """Hear of an article that was given on the next working morning (DESK, section 7)."""
    return Remind(at=scene.facts.contract.calendar.next_morning(scene.facts.now))


def until_clear(scene: Scene) -> Remind:
    """Hear of a question about the matter after two hours of service."""
    return Remind(at=scene.facts.contract.calendar.add(scene.facts.now, PATIENCE))


def until_confirmed(scene: Scene, reminded: int) -> tuple[Remind, ...]:
    """Hear of a solution, after `reminded` reminders, at the next moment that the contract's rule names.

    The contract counts working days from the solution. A moment that is past, because the customer asked
    for more time, is as long after now as it would have been after the step before. No timer when nothing
    is left to come.
    """
    contract, now = scene.facts.contract, scene.facts.now
    steps = (*contract.reminders, *((contract.close_after,) if contract.close_after else ()))
    if reminded >= len(steps):
        return ()
    at = contract.calendar.add(scene.ticket.solved_at or now, steps[reminded])
    if at <= now:
        before = steps[reminded - 1].amount if reminded else 0
        at = contract.calendar.add(now, Span(steps[reminded].amount - before, "d"))
    return (Remind(at=contract.calendar.calm(at)),)
