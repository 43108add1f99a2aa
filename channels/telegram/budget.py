"""What the platform allows to a chat, to a group and to a bot (Bots FAQ, "My bot is hitting limits")."""

from __future__ import annotations

from collections.abc import Sequence

from channels.telegram.settings import Rates
from core.channel import Limit

ALL = "all"
"""The bucket of the whole bot."""

_BURST = 3.0
"""Messages that may follow each other at once in a chat: the platform minds a steady stream, not two bubbles."""

_AT_ONCE = 4
"""One in so many messages of a group's minute may follow each other at once."""

_TOGETHER = 10.0
"""When a second chat is refused within so many seconds, it is the bot that is too fast."""


def limits(rates: Rates, chat: str) -> Sequence[Limit]:
    """Return the limits of a chat; the numbers of groups are negative."""
    overall = Limit(ALL, rates.overall, max(1.0, rates.overall))
    if chat.startswith("-"):
        # In no minute more than are allowed: what may go at once, and what is added in a minute.
        burst = max(1.0, rates.group_per_minute // _AT_ONCE)
        return Limit(chat, max(1.0, rates.group_per_minute - burst) / 60, burst), overall
    return Limit(chat, rates.chat, max(_BURST, rates.chat)), overall


class Refusals:
    """Tells from which chats are refused whether it is one of them that has had too much, or the bot.

    Moments are seconds of a clock that only goes forward.
    """

    def __init__(self) -> None:
        self._last: tuple[str, float] = ("", -_TOGETHER)

    def bucket(self, chat: str, now: float) -> str:
        """Return the bucket that has to pause now that the platform refused `chat`."""
        other, at = self._last
        self._last = (chat, now)
        return ALL if other not in ("", chat) and now - at < _TOGETHER else chat
