"""Sending a bubble: its pieces in order, each once, as fast as the platform allows."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from channels.sending import UnderWay, require_room
from channels.slack import render
from channels.slack.client import NO_SCOPE, Client
from channels.slack.files import upload
from channels.slack.forms import TEXTS
from channels.slack.parse import PERSON
from channels.slack.places import Places
from channels.slack.render import Attached, Piece, Words
from core.channel import SendFailed
from core.host import Host
from core.messages import Outgoing

EVENT = "onkapi_message"
"""The type of the metadata by which a message of ours is known again."""

ALONE = "alone-"
"""How the ids of messages begin that only one person sees: nothing can be done to them any more."""

_UNDO = ".undo"
_log = logging.getLogger(__name__)
_REMEMBERED = 1_000
_LOOKED_AT = 100
"""Messages that are looked at for one that may be there already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a bubble goes. `moved` says that it is its reader's own conversation with us, not where it belongs.

    With `alone`, a person's id, it is shown there to him alone.
    """

    channel: str
    thread: str = ""
    moved: bool = False
    alone: str = ""
    block: str = "o"


class Sending:
    """Sends what one account says.

    Of a bubble that was sent in part, what was sent is remembered. Where nobody knows whether a piece arrived, the
    platform is asked before it is sent once more.
    """

    def __init__(self, name: str, client: Client, places: Places, bot: str) -> None:
        self._name, self._client, self._places, self._bot = name, client, places, bot
        self._sent: OrderedDict[int, list[str]] = OrderedDict()
        self._unsure: set[int] = set()
        self.under_way = UnderWay()

    async def send(self, host: Host, outgoing: Outgoing) -> Sequence[str]:
        """Show `outgoing` and return the ids of its messages; raise `SendFailed` otherwise, without waiting."""
        async with self.under_way.one():
            return await self._pieces(host, outgoing)

    async def find(self, outgoing: Outgoing, since: datetime | None = None) -> Sequence[str] | None:
        """Return the ids of the messages by which `outgoing` is shown already; None unless all of it is.

        What is there in part is not sent again later. Raises `SendFailed` when the platform does not say.
        """
        place = await self.where(outgoing)
        channel, thread, moved = place.channel, place.thread, place.moved
        if place.alone:
            return None
        wanted = render.pieces(outgoing)
        values: dict[str, Any] = {"channel": channel, "limit": _LOOKED_AT, "include_all_metadata": True}
        if since is not None:
            values["oldest"] = f"{since.timestamp() - 60:.6f}"
        method = "conversations.replies" if thread else "conversations.history"
        try:
            answer = await self._client.call(method, ts=thread or None, **values)
        except SendFailed as failed:
            if not failed.reason.startswith(NO_SCOPE):
                raise
            return None  # it can never be looked: better said twice than never
        ours = [each for each in answer.get("messages") or () if each.get("user") == self._bot]
        found: list[str] = []
        for number, piece in enumerate(wanted):
            at = next((_id_of(each, piece) for each in ours if _shows(each, outgoing.id, number, piece)), None)
            if at is None:
                break
            found.append(f"{channel}:{at}" if moved else at)
        self._keep(outgoing.id, found)
        return tuple(found) if len(found) == len(wanted) else None

    async def _pieces(self, host: Host, outgoing: Outgoing) -> Sequence[str]:
        if outgoing.id in self._unsure:
            await self.find(outgoing)
            self._unsure.discard(outgoing.id)
        sent = self._sent.get(outgoing.id) or self._keep(outgoing.id, [])
        place = await self.where(outgoing)
        first = len(sent)
        for number, piece in enumerate(render.pieces(outgoing, place.block)):
            if number < len(sent):
                continue
            if number > first:
                require_room(host, outgoing.address)
            try:
                at = await self.piece(host, place, piece, outgoing, number)
            except SendFailed as failed:
                if failed.unsure:
                    self._unsure.add(outgoing.id)
                # What is refused for good is a matter of one place: the platform did answer.
                host.report(self._name, "sending", self._client.trouble if failed.permanent else failed.reason)
                raise
            host.report(self._name, "sending", self._client.trouble)
            sent.append(at)
        self._sent.pop(outgoing.id, None)
        if place.moved:
            await self._say_where(outgoing)
        return tuple(sent)

    def _keep(self, number: int, sent: list[str]) -> list[str]:
        self._sent[number] = sent
        if len(self._sent) > _REMEMBERED:
            old, _ = self._sent.popitem(last=False)
            self._unsure.discard(old)
        return sent

    async def where(self, outgoing: Outgoing) -> Place:
        """Return where a bubble goes; raise `SendFailed` when the platform does not say."""
        address, reader = outgoing.address, outgoing.reader
        if PERSON.fullmatch(address.chat):
            return Place(channel=await self._places.direct(address.chat))
        if reader and outgoing.line is not None:
            # A line that goes by itself in a moment takes its question away then, which nobody can do alone.
            passing = all(each.payload.endswith(_UNDO) for each in outgoing.buttons)
            return Place(channel=address.chat, thread=address.thread, alone="" if passing else reader)
        if reader and not self._places.is_direct(address.chat):
            channel = await self._places.direct(reader)
            return Place(channel=channel, moved=True, block=f"o:{address.chat}:{address.thread}")
        return Place(channel=address.chat, thread=address.thread or self._places.thread(address.chat))

    async def piece(self, host: Host, place: Place, piece: Piece, outgoing: Outgoing, number: int) -> str:
        """Show the piece `number` of a bubble and return its id; raise `SendFailed` otherwise."""
        if isinstance(piece, Attached):
            found = host.content(piece.file)
            if found is not None and piece.file.size:
                at = await upload(self._client, piece.file, found, place.channel, place.thread)
                return f"{place.channel}:{at}" if place.moved else at
            piece = Words(render.fallback(f"📎 {piece.file.name}"), ())
        if place.alone:
            return ALONE + await self._whisper(place, piece)
        at = await self._post(place, piece, outgoing, number)
        return f"{place.channel}:{at}" if place.moved else at

    async def _whisper(self, place: Place, piece: Words) -> str:
        answer = await self._client.call(
            "chat.postEphemeral",
            channel=place.channel,
            user=place.alone,
            thread_ts=place.thread or None,
            text=piece.text,
            blocks=list(piece.blocks) or None,
        )
        return str(answer.get("message_ts", ""))

    async def _post(self, place: Place, piece: Words, outgoing: Outgoing, number: int) -> str:
        channel = place.channel
        values = {
            "channel": channel,
            "text": piece.text,
            "blocks": list(piece.blocks) or None,
            "metadata": {"event_type": EVENT, "event_payload": {"outbox": outgoing.id, "piece": number}},
            "unfurl_links": False,
            "unfurl_media": False,
            "link_names": False,
            "parse": "none",
        }
        try:
            answer = await self._client.call("chat.postMessage", **values, thread_ts=place.thread or None)
        except SendFailed as failed:
            if failed.reason != "thread_not_found":
                raise
            if outgoing.line is not None:
                # Somebody deleted the card, and the thread with it: the case gets another one.
                raise SendFailed(failed.reason, lost=True) from None
            if not self._places.is_direct(channel):
                raise
            self._places.leaves(channel)
            answer = await self._client.call("chat.postMessage", **values)
        return str(answer.get("ts", ""))

    async def _say_where(self, outgoing: Outgoing) -> None:
        """Tell somebody in a shared place, and only him, that the answer came to him alone; it may be lost."""
        try:
            await self._client.call(
                "chat.postEphemeral",
                channel=outgoing.address.chat,
                user=outgoing.reader,
                thread_ts=outgoing.address.thread or None,
                text=render.fallback(TEXTS[outgoing.language]["told_alone"]),
            )
        except SendFailed as failed:
            _log.info("not told where: %s", failed.reason)


def _id_of(message: Mapping[str, Any], piece: Piece) -> str:
    """Return how a message is called that shows `piece`: a file by its own id, as when it was sent."""
    if isinstance(piece, Attached):
        files = message.get("files") or ()
        return next((str(each.get("id")) for each in files if each.get("name") == piece.file.name), "")
    return str(message.get("ts"))


def _shows(message: Mapping[str, Any], outbox: int, number: int, piece: Piece) -> bool:
    """Say whether `message` is the piece `number` of what the engine calls `outbox`."""
    if isinstance(piece, Attached):
        return any(
            each.get("name") == piece.file.name and each.get("size") == piece.file.size
            for each in message.get("files") or ()
        )
    metadata = message.get("metadata") or {}
    return metadata.get("event_type") == EVENT and metadata.get("event_payload") == {"outbox": outbox, "piece": number}
