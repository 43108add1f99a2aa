"""What a line may be read as."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from core.dialogue.line import Found


class Intent(StrEnum):
    """What a line wants."""

    NOTHING = "nothing"
    GREETING = "greeting"
    SMALLTALK = "smalltalk"
    CALLING = "calling"
    THANKS = "thanks"
    NOTED = "noted"
    YES = "yes"
    NO = "no"
    LATER = "later"
    MIXED = "mixed"
    QUESTION = "question"
    NEW = "new"
    HUMAN = "human"
    CALL_ME = "call_me"
    STATUS = "status"
    CANCEL = "cancel"
    SELF_SOLVED = "self_solved"
    LANGUAGE_TR = "language_tr"
    LANGUAGE_EN = "language_en"
    INSULT = "insult"
    MATTER = "matter"


WITHOUT_MATTER = frozenset(Intent) - {
    Intent.NOTED,
    Intent.YES,
    Intent.NO,
    Intent.LATER,
    Intent.MIXED,
    Intent.QUESTION,
    Intent.NEW,
    Intent.MATTER,
}
"""The intents that say nothing about what the case is about."""

Question = Literal["solved", "answer"]
"""What was asked before: whether an agent's solution works, or how the steps of an article went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An intent, and the words that led to it as they were typed."""

    intent: Intent
    because: str = ""

    @classmethod
    def of(cls, intent: Intent, found: Found | None = None) -> Reading:
        """Read `intent` because of the words in `found`."""
        return cls(intent=intent, because=found.typed if found else "")
