"""How long free words wait for what may follow: people write one thought in several lines."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.dialogue.intents import Intent, read

LONG_SETTLE = 2.5
"""How much longer a bare greeting or an unfinished line waits for what follows: 5 s where others wait 2."""

MOST_SETTLES = 3
"""A conversation is answered at the latest this many settle times after the first line."""

_UNFINISHED = (",", ";", "...", "…", "-", " ve", " ama", " and", " but", " because", " çünkü")
_MORE_TO_COME = frozenset({Intent.GREETING, Intent.SMALLTALK, Intent.CALLING})
"""After these alone the matter itself is waited for."""


def settled(since: datetime, words: str, now: datetime, settle: timedelta) -> tuple[datetime, datetime]:
    """Return when the lines gathered `since` are taken as one message, and `since`; `words` came last."""
    waiting = settle * (LONG_SETTLE if _more_will_come(words) else 1.0)
    return min(now + waiting, since + settle * LONG_SETTLE * MOST_SETTLES), since


def _more_will_come(words: str) -> bool:
    return words.rstrip().lower().endswith(_UNFINISHED) or read(words).intent in _MORE_TO_COME
