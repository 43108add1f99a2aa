"""The customer's machine: the only code that speaks to a customer."""

from core.dialogue.facts import Case, Conversation, Event, Facts, Needs, Pressed, Reminded, Said
from core.dialogue.machine import Decision, decide, needs

__all__ = [
    "Case",
    "Conversation",
    "Decision",
    "Event",
    "Facts",
    "Needs",
    "Pressed",
    "Reminded",
    "Said",
    "decide",
    "needs",
]
