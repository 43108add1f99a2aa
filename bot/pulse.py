"""Which platforms answer: one that does not is asked by a single message at a time, and all the others wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.backoff import pause

_IN_A_ROW = 2
"""So many failures without a success between them, and the platform is taken to be down."""

_LONGEST = 30.0
"""Seconds after which a platform that is down is tried again at the latest."""


@dataclass(slots=True)
class _Beat:
    failures: int = 0
    next_at: datetime | None = None


class Pulse:
    """What is known of every account, by number. Used from the event loop only."""

    def __init__(self) -> None:
        self._beats: dict[int, _Beat] = {}

    def answered(self, account: int) -> bool:
        """Note that the platform answered, be it with a refusal; say whether it was down until now."""
        beat = self._beats.pop(account, None)
        return beat is not None and beat.next_at is not None

    def silent(self, account: int, now: datetime) -> bool:
        """Note that the platform cannot be reached; say whether that is news."""
        beat = self._beats.setdefault(account, _Beat())
        if beat.next_at is not None and now < beat.next_at:
            return False  # it had been begun before the platform was known to be down
        beat.failures += 1
        if beat.failures < _IN_A_ROW:
            return False
        news = beat.next_at is None
        beat.next_at = now + timedelta(seconds=min(pause(beat.failures), _LONGEST))
        return news

    def calls(self, account: int, most: int, under_way: int, now: datetime) -> int:
        """Return how many calls may be begun now, where `most` may be under way at a time."""
        beat = self._beats.get(account)
        if beat is None or beat.next_at is None:
            return max(0, most - under_way)
        # A clock that was set back must not make anybody wait for longer.
        beat.next_at = min(beat.next_at, now + timedelta(seconds=_LONGEST))
        return 1 if not under_way and now >= beat.next_at else 0

    def until_next(self, now: datetime) -> float | None:
        """Return the seconds until a platform that is down is tried again, or None where none is."""
        waits = [(beat.next_at - now).total_seconds() for beat in self._beats.values() if beat.next_at is not None]
        return max(0.0, min(waits)) if waits else None
