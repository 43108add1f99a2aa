"""Which lines of a chat were shown already, so that one that comes late below the newest is still seen as new."""

from __future__ import annotations

from bisect import bisect_left, insort

KEPT = 30
"""How many of the newest lines are remembered. A line comes late by the lines said while it was on its way."""


class Recent:
    """The newest lines that were taken. Those up to `floor` are settled; ask for what is after it."""

    def __init__(self, floor: int = 0) -> None:
        self.floor = floor
        self._ids: list[int] = []

    def __len__(self) -> int:
        return len(self._ids)

    def take(self, line: int) -> bool:
        """Remember `line` and say whether it is new."""
        place = bisect_left(self._ids, line)
        if line <= self.floor or self._ids[place : place + 1] == [line]:
            return False
        insort(self._ids, line)
        if len(self._ids) > KEPT:
            self.floor = self._ids.pop(0)
        return True
