"""How long the database takes to keep what it is given: a disk that is slow is felt by everybody, and says nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from statistics import median
from time import monotonic

LATELY = 60.0
"""Seconds for which a write is remembered."""

_MOST, _FEWEST = 50, 5

SLOW = 1.0
"""Seconds: platforms wait for three, people for less."""


class Pace:
    """The last writes, from when each was handed in to when it was durable. Used from the event loop only."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._taken: deque[tuple[float, float]] = deque(maxlen=_MOST)

    def took(self, seconds: float) -> None:
        """Note how long a write took."""
        self._taken.append((self._clock(), seconds))

    def is_slow(self) -> bool:
        """Say whether every second of the last writes took longer than `SLOW`; too few say nothing."""
        since = self._clock() - LATELY
        lately = [seconds for at, seconds in self._taken if at >= since]
        return len(lately) >= _FEWEST and median(lately) > SLOW
