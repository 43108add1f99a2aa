"""Marks on what agents write in a room: one emoji of the app for each thing that may become of a message."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from channels.slack.client import Client
from core.channel import SendFailed
from core.rooms import Mark

EMOJI = {
    Mark.PENDING: "eyes",
    Mark.HELD: "thinking_face",
    Mark.RELAYED: "white_check_mark",
    Mark.NOTED: "memo",
    Mark.FAILED: "warning",
}
_AS_WANTED = frozenset({"already_reacted", "no_reaction"})
_REMEMBERED = 5_000


class Marks:
    """The marks of one app. Which one stands on a message is remembered, else asked of the platform."""

    def __init__(self, client: Client, bot: str) -> None:
        self._client, self._bot = client, bot
        self._known: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def mark(self, channel: str, ts: str, what: Mark) -> None:
        """Let a message say what became of it, instead of what it said so far; raise `SendFailed`."""
        wanted = EMOJI.get(what, "")
        known = self._known.pop((channel, ts), "" if what is Mark.PENDING else None)
        if known is None or (known not in {"", wanted} and not await self._do("reactions.remove", channel, ts, known)):
            # Another process may have marked it since.
            for emoji in await self._marks_on(channel, ts):
                if emoji != wanted:
                    await self._do("reactions.remove", channel, ts, emoji)
        if wanted:
            await self._do("reactions.add", channel, ts, wanted)
        self._known[channel, ts] = wanted
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)

    async def _marks_on(self, channel: str, ts: str) -> list[str]:
        answer = await self._client.call("reactions.get", channel=channel, timestamp=ts, full=True)
        message: Any = answer.get("message") or {}
        return [
            str(each.get("name"))
            for each in message.get("reactions") or ()
            if self._bot in (each.get("users") or ()) and each.get("name") in EMOJI.values()
        ]

    async def _do(self, method: str, channel: str, ts: str, emoji: str) -> bool:
        """Add or remove an emoji; say whether that changed anything."""
        try:
            await self._client.call(method, channel=channel, timestamp=ts, name=emoji)
        except SendFailed as failed:
            if failed.reason not in _AS_WANTED:
                raise
            return False
        return True
