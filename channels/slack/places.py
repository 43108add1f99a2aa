"""Where people are talked to: their own conversation with the app, and the thread in it in which they wrote last."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from channels.slack.client import Client
from core.messages import Address

_REMEMBERED = 5_000


class Places:
    """What is remembered of the conversations of one app. It may be lost: then it is asked for, or not needed."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._direct: OrderedDict[str, str] = OrderedDict()
        self._threads: OrderedDict[str, str] = OrderedDict()
        self._talks: OrderedDict[Address, None] = OrderedDict()

    @staticmethod
    def is_direct(channel: str) -> bool:
        """Say whether a channel is a person's own conversation with the app."""
        return channel.startswith("D")

    async def direct(self, user: str) -> str:
        """Return the conversation of `user` with the app, opened if there is none; raise `SendFailed`."""
        if (known := self._direct.get(user)) is None:
            channel = (await self._client.call("conversations.open", users=user)).get("channel") or {}
            known = str(channel.get("id", ""))
            self.meets(user, known)
        return known

    def meets(self, user: str, channel: str) -> None:
        """Remember where a person talks to the app."""
        self._direct[user] = channel
        _bound(self._direct)

    def thread(self, channel: str) -> str:
        """Return the thread of a person's own conversation in which he wrote last; "" where he wrote in none."""
        return self._threads.get(channel, "")

    def writes_in(self, channel: str, thread: str) -> None:
        """Remember in which thread a person wrote last: that is where he looks for the answer."""
        self._threads.pop(channel, None)
        if thread and self.is_direct(channel):
            self._threads[channel] = thread
            _bound(self._threads)

    def talks_at(self, address: Address) -> bool:
        """Say whether it is known that we talk there."""
        return address in self._talks

    def talks(self, address: Address) -> None:
        """Remember that we talk there."""
        self._talks[address] = None
        _bound(self._talks)

    def leaves(self, channel: str) -> None:
        """Forget a thread that is not there any more."""
        self._threads.pop(channel, None)


def _bound(known: OrderedDict[Any, Any]) -> None:
    while len(known) > _REMEMBERED:
        known.popitem(last=False)
