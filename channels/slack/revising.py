"""Messages of ours that say something else by now, or nothing any more."""

from __future__ import annotations

from collections.abc import Sequence

from channels.sending import require_room
from channels.slack import render
from channels.slack.client import Client
from channels.slack.render import Words
from channels.slack.sending import ALONE, Sending
from core.channel import SendFailed
from core.host import Host
from core.messages import Outgoing

_FILE = "F"
_GONE = frozenset({"message_not_found", "file_not_found", "file_deleted"})


class Revising:
    """Changes what one account has said."""

    def __init__(self, client: Client, sending: Sending) -> None:
        self._client, self._sending = client, sending

    async def change(self, host: Host, outgoing: Outgoing, message_ids: Sequence[str]) -> Sequence[str]:
        """Show `outgoing` in place of `message_ids`, and return the messages that show it now.

        What only one person saw cannot be changed: it goes when its reader presses, or looks again.
        """
        async with self._sending.under_way.one():
            place = await self._sending.where(outgoing)
            words = [piece for piece in render.pieces(outgoing, place.block) if isinstance(piece, Words)]
            gone = not words and not outgoing.files
            kept: list[str] = []
            said = 0
            for index, number in enumerate(each for each in message_ids if not each.startswith(ALONE)):
                if index:
                    require_room(host, outgoing.address)
                channel, _, ts = number.rpartition(":")
                channel = channel or place.channel
                if ts.startswith(_FILE):
                    if gone:
                        await self._delete("files.delete", file=ts)
                    else:
                        kept.append(number)
                    continue
                if said < len(words):
                    await self._edit(channel, ts, words[said])
                    kept.append(number)
                else:
                    await self._delete("chat.delete", channel=channel, ts=ts)
                said += 1
            for place_of, further in enumerate(words[said:], said):
                require_room(host, outgoing.address)
                kept.append(await self._sending.piece(host, place, further, outgoing, place_of))
            return tuple(kept)

    async def _edit(self, channel: str, ts: str, words: Words) -> None:
        await self._client.call(
            "chat.update",
            channel=channel,
            ts=ts,
            text=words.text,
            blocks=list(words.blocks),
            link_names=False,
            parse="none",
        )

    async def _delete(self, method: str, **values: str) -> None:
        """Take something away; what somebody else took away is gone."""
        try:
            await self._client.call(method, **values)
        except SendFailed as failed:
            if failed.reason not in _GONE:
                raise
