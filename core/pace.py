"""How fast a conversation goes, and when the bot holds its breath.

A person who writes more than a budget of messages in a minute is told once that all of them are kept; for
two minutes nothing is answered, then everything as one message. Who is answered over and over without ever
pressing a button may be a machine that answers us: after thirty bubbles in ten minutes the bot pauses in the
same way, for longer. A press shows that somebody is there, and begins that count anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from core.dialogue.kept import kept_form, read_back

MINUTE = timedelta(minutes=1)
PAUSE = timedelta(minutes=2)
SPELL = timedelta(minutes=10)
MOST_SAID = 30
"""Bubbles of the bot in a spell without a press."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What is counted in a conversation: messages `heard` since `minute`, bubbles `said` since `spell`.

    While it is `hushed`, the moment until which nothing is answered. Moments are in ISO form, "" for none.
    """

    minute: str = ""
    heard: int = 0
    spell: str = ""
    said: int = 0
    hushed: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Pace:
        """Read what `kept_form` returned."""
        return read_back(cls, kept)

    def kept_form(self) -> Mapping[str, Any]:
        """Return the JSON form that `of` reads."""
        return kept_form(self)

    def after_words(self, now: datetime) -> Pace:
        """Count a message."""
        if _is_over(self.minute, MINUTE, now):
            return replace(self, minute=now.isoformat(), heard=1)
        return replace(self, heard=self.heard + 1)

    def after_press(self) -> Pace:
        """Know that somebody is there."""
        return replace(self, spell="", said=0)

    def after_answers(self, bubbles: int, now: datetime) -> Pace:
        """Count what the bot said."""
        if not bubbles:
            return self
        if _is_over(self.spell, SPELL, now):
            return replace(self, spell=now.isoformat(), said=bubbles)
        return replace(self, said=self.said + bubbles)

    def too_fast(self, most: int) -> bool:
        """Say whether more than `most` messages came in this minute, or the bot has talked too long."""
        return self.heard > most or self.said >= MOST_SAID

    def silent_until(self, now: datetime) -> datetime | None:
        """Return until when nothing is answered; None while the bot answers."""
        until = datetime.fromisoformat(self.hushed) if self.hushed else now
        return until if until > now else None

    def hush(self, now: datetime, wait: timedelta | None = None) -> Pace:
        """Answer nothing for a while, or for as long as `wait` says."""
        pause = wait or (SPELL if self.said >= MOST_SAID else PAUSE)
        return replace(self, spell="", said=0, hushed=(now + pause).isoformat())


def _is_over(since: str, span: timedelta, now: datetime) -> bool:
    return not since or now - datetime.fromisoformat(since) >= span
