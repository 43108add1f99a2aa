"""Slows down who guesses passwords."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
"""How long a failed try counts."""

REMEMBERED = 10_000
"""Names kept at most; beyond, the one that tried longest ago is forgotten."""


class Throttle:
    """Counts failed tries per name (an e-mail address, a client) in this process; after `limit` of them no more tries.

    Used from the event loop only.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._tries: OrderedDict[str, deque[datetime]] = OrderedDict()

    def wait(self, name: str, now: datetime) -> timedelta | None:
        """Return how long `name` must wait before the next try, or None if it may try."""
        tries = self._tries.get(name)
        while tries and tries[0] <= now - WINDOW:
            tries.popleft()
        if not tries:
            self._tries.pop(name, None)
            return None
        return tries[0] + WINDOW - now if len(tries) >= self._limit else None

    def count(self, name: str, now: datetime) -> None:
        """Count a try of `name`, before its outcome is known: a hundred at once must not slip through."""
        self._tries.setdefault(name, deque(maxlen=self._limit)).append(now)
        self._tries.move_to_end(name)
        if len(self._tries) > REMEMBERED:
            self._tries.popitem(last=False)

    def take_back(self, name: str) -> None:
        """Forget the last try of `name`: it succeeded, but says nothing about the others."""
        if tries := self._tries.get(name):
            tries.pop()

    def forgive(self, name: str) -> None:
        """Forget every try of `name`: the right person has come."""
        self._tries.pop(name, None)
