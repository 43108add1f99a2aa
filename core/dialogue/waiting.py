"""How long a question waits for its answer before the dialogue hears of it again.

Each question arms one timer (`Remind`). An answer moves the case on; a timer that comes too late finds
another state and says nothing. What is done when it comes in time: `core.dialogue.silence`.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.calendar import Span
from core.dialogue.days import day_meant
from core.dialogue.scene import Scene
from core.effects import Remind

PATIENCE = Span(2 * 3_600)
"""Service time that a question of the bot waits for its answer."""

LONGEST = timedelta(days=60)
"""No case rests longer than this for its customer's sake: it would be forgotten on both sides, and no report of
two months would show how it ended."""


def until_tried(scene: Scene) -> Remind:
    """Hear of an article that was given on the next working morning."""
    return Remind(at=scene.facts.contract.calendar.next_morning(scene.facts.now))


def until_named_day(scene: Scene) -> Remind | None:
    """Hear of the case on the morning of the day that the customer has just named; None if he named none.

    A day without service is the next one with it. Nobody is left alone for longer than `LONGEST`: the sentence
    says the moment, so the customer sees that we ask earlier.
    """
    calendar, now = scene.facts.contract.calendar, scene.facts.now
    zone = ZoneInfo(calendar.timezone)
    today = now.astimezone(zone).date()
    day = day_meant(scene.words, today) if scene.typed else None
    if day is None:
        return None
    before = min(day, today + LONGEST) - timedelta(days=1)
    return Remind(at=calendar.next_morning(datetime.combine(before, time(12), zone)))


def until_clear(scene: Scene) -> Remind:
    """Hear of a question about the matter after two hours of service."""
    return Remind(at=scene.facts.contract.calendar.add(scene.facts.now, PATIENCE))


def until_confirmed(scene: Scene, reminded: int) -> tuple[Remind, ...]:
    """Hear of a solution, after `reminded` reminders, at the next moment that the contract's rule names.

    The contract counts working days from the solution. A moment that is past, because the customer asked
    for more time, is as long after now as it would have been after the step before, and so is every moment after
    a day that he named. No timer when nothing is left to come.
    """
    contract, now = scene.facts.contract, scene.facts.now
    close = (contract.close_after,) if contract.close_after else ()
    # Nobody closes without a word before: where the contract names no reminder, there is one on the day before.
    warned = tuple(Span(max(1, last.amount - 1), "d") for last in close)
    steps = (*(contract.reminders or warned), *close)
    if reminded >= len(steps):
        return ()
    at = contract.calendar.add(scene.ticket.solved_at or now, steps[reminded])
    if at <= now or (scene.memory.later and reminded):
        before = steps[reminded - 1].amount if reminded else 0
        at = contract.calendar.add(now, Span(max(1, steps[reminded].amount - before), "d"))
    return (Remind(at=contract.calendar.calm(at)),)
