"""How much may be said in a channel now: a bucket for each."""

from __future__ import annotations

from channels.slack.settings import Rates

_BURST = 3.0
"""Messages that may follow each other at once: the platform minds a steady stream, not two bubbles."""

_FORGET = 5_000


class Budget:
    """Moments are seconds of a clock that only goes forward."""

    def __init__(self, rates: Rates) -> None:
        self._rate, self._burst = rates.channel, max(_BURST, rates.channel)
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, channel: str, now: float) -> float:
        """Count one message to `channel`, and return 0; or count nothing, and return in how many seconds it may go."""
        level, at = self._levels.get(channel, (self._burst, now))
        level = min(self._burst, level + max(0.0, now - at) * self._rate)
        if level < 1 - 1e-9:
            return (1 - level) / self._rate
        self._levels[channel] = (level - 1, now)
        if len(self._levels) > _FORGET:
            full = [
                each for each, (left, then) in self._levels.items() if left + (now - then) * self._rate >= self._burst
            ]
            for each in full:
                del self._levels[each]
        return 0.0
