"""How much may be sent now: a bucket for each chat and one for the bot, and pauses that the platform asked for."""

from __future__ import annotations

from dataclasses import dataclass

from channels.telegram.settings import Rates

_BURST = 3.0
"""Messages that may follow each other at once in a chat: the platform minds a steady stream, not two bubbles."""

_FORGET = 5_000
"""Chats whose buckets are kept; those that are full again are dropped first."""

_TOGETHER = 10.0
"""When a second chat is refused within so many seconds, it is the bot that is too fast."""


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float


class Budget:
    """Moments are seconds of a clock that only goes forward."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._chats: dict[str, _Bucket] = {}
        self._overall = _Bucket(max(1.0, rates.overall), 0.0)
        self._paused: dict[str, float] = {}
        self._paused_all = 0.0
        self._refused: tuple[str, float] = ("", -_TOGETHER)

    def take(self, chat: str, now: float) -> float:
        """Count one message to `chat`, and return 0; or count nothing, and return in how many seconds it may go."""
        rate, burst = self._of(chat)
        bucket = self._chats.setdefault(chat, _Bucket(burst, now))
        _fill(bucket, rate, burst, now)
        _fill(self._overall, self._rates.overall, max(1.0, self._rates.overall), now)
        wait = max(
            self._paused_all - now,
            self._paused.get(chat, 0.0) - now,
            (1 - bucket.level) / rate,
            (1 - self._overall.level) / self._rates.overall,
        )
        if wait > 1e-9:
            return wait
        bucket.level -= 1
        self._overall.level -= 1
        self._paused.pop(chat, None)
        if len(self._chats) > _FORGET:
            self._tidy(now)
        return 0.0

    def pause(self, chat: str, seconds: float, now: float) -> None:
        """Send nothing to `chat` for so long; when the platform refuses several chats, to nobody."""
        other, at = self._refused
        if other not in ("", chat) and now - at < _TOGETHER:
            self._paused_all = max(self._paused_all, now + seconds)
        self._paused[chat] = now + seconds
        self._refused = (chat, now)

    def _of(self, chat: str) -> tuple[float, float]:
        """Return rate and burst of a chat; the numbers of groups are negative."""
        if chat.startswith("-"):
            return self._rates.group_per_minute / 60, max(1.0, self._rates.group_per_minute)
        return self._rates.chat, max(_BURST, self._rates.chat)

    def _tidy(self, now: float) -> None:
        for chat in list(self._chats):
            rate, burst = self._of(chat)
            bucket = self._chats[chat]
            _fill(bucket, rate, burst, now)
            if bucket.level >= burst:
                del self._chats[chat]
        self._paused = {chat: until for chat, until in self._paused.items() if until > now}


def _fill(bucket: _Bucket, rate: float, burst: float, now: float) -> None:
    bucket.level = min(burst, bucket.level + max(0.0, now - bucket.at) * rate)
    bucket.at = now
