"""The customer's machine: the only code that speaks to a customer."""

from core.dialogue.facts import Case, Conversation, Event, Facts, Needs, Pressed, Reminded, Said
from core.dialogue.machine import Decision, decide, needs
from core.dialogue.talk import Talk

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
    "Talk",
    "decide",
    "needs",
]
