"""Sending a bubble: its pieces in order, each once, as fast as the platform allows."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from telegram import Bot, LinkPreviewOptions, Message, ReplyParameters
from telegram.error import BadRequest

from channels.sending import UnderWay, require_room
from channels.telegram import render
from channels.telegram.client import is_closed, is_gone, is_same
from channels.telegram.refusing import Understanding
from channels.telegram.render import Attached, Piece, Words
from channels.telegram.topics import Topics
from core.channel import SendFailed
from core.host import Host
from core.messages import Address, File, LineKind, Outgoing

_REMEMBERED = 1_000
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_SLOW_UPLOAD = 15.0
"""Seconds that a file may take on its way: less than the engine waits for us."""

_SILENT = {LineKind.SYSTEM, LineKind.SUMMARY, LineKind.NOTE, LineKind.AGENT}
"""Lines in the thread of a case that wake nobody."""


class Sending:
    """Sends what one account says.

    Of a bubble that was sent in part, what was sent is remembered, so that only a crash repeats it.
    """

    def __init__(self, bot: Bot, topics: Topics, understanding: Understanding) -> None:
        self._bot, self._topics, self._understanding = bot, topics, understanding
        self._sent: OrderedDict[int, list[str]] = OrderedDict()
        self.under_way = UnderWay()

    async def send(self, host: Host, outgoing: Outgoing) -> Sequence[str]:
        """Show `outgoing` and return the ids of its messages; raise `SendFailed` otherwise, without waiting."""
        async with self.under_way.one():
            return await self._pieces(host, outgoing)

    async def change(self, host: Host, outgoing: Outgoing, message_ids: Sequence[str]) -> Sequence[str]:
        """Show `outgoing` in place of `message_ids`, and return the messages that show it now."""
        async with self.under_way.one():
            pieces = [piece for piece in render.pieces(outgoing) if isinstance(piece, Words)]
            gone = not pieces and not outgoing.files
            kept: list[str] = []
            chat = _number(outgoing.address)
            for index, number in enumerate(message_ids):
                if index:
                    require_room(host, outgoing.address)
                with self._understanding.of(outgoing.address.chat):
                    if index < len(pieces):
                        await self._edit(chat, int(number), pieces[index])
                        kept.append(number)
                    elif gone or index >= len(pieces) + len(outgoing.files):
                        await self._delete(chat, int(number))
                    else:
                        kept.append(number)
            for piece in pieces[len(message_ids) :]:
                require_room(host, outgoing.address)
                kept.append(await self._piece(host, outgoing, piece))
            return tuple(kept)

    async def _pieces(self, host: Host, outgoing: Outgoing) -> Sequence[str]:
        sent = self._sent.setdefault(outgoing.id, [])
        if len(self._sent) > _REMEMBERED:
            self._sent.popitem(last=False)
        for further, piece in enumerate(render.pieces(outgoing)[len(sent) :]):
            if further:
                require_room(host, outgoing.address)
            sent.append(await self._piece(host, outgoing, piece))
        self._sent.pop(outgoing.id, None)
        return tuple(sent)

    async def _piece(self, host: Host, outgoing: Outgoing, piece: Piece) -> str:
        chat, where = _number(outgoing.address), _where(outgoing)
        with self._understanding.of(outgoing.address.chat):
            try:
                message = await self._one(host, chat, piece, where)
            except BadRequest as refused:
                if not is_closed(refused):
                    raise
                # Somebody closed the topic by hand, but the case goes on.
                await self._topics.reopen(outgoing.address.chat, outgoing.address.thread)
                message = await self._one(host, chat, piece, where)
            return str(message.message_id)

    async def _one(self, host: Host, chat: int, piece: Piece, where: dict[str, Any]) -> Message:
        if isinstance(piece, Words):
            return await self._words(chat, piece, where)
        return await self._file(host, chat, piece, where)

    async def _words(self, chat: int, piece: Words, where: dict[str, Any]) -> Message:
        """Send a text; where the platform minds its entities, without them."""
        plain = {**where, "reply_markup": piece.markup, "link_preview_options": _NO_PREVIEW}
        try:
            return await self._bot.send_message(chat, piece.text, entities=piece.entities, **plain)
        except BadRequest as refused:
            if not piece.entities or "entit" not in refused.message.lower():
                raise
            return await self._bot.send_message(chat, piece.text, **plain)

    async def _edit(self, chat: int, number: int, piece: Words) -> None:
        """Change a message; one that shows this already is as it should be."""
        try:
            await self._bot.edit_message_text(
                piece.text,
                chat,
                number,
                entities=piece.entities,
                reply_markup=piece.markup,
                link_preview_options=_NO_PREVIEW,
            )
        except BadRequest as refused:
            if not is_same(refused):
                raise

    async def _delete(self, chat: int, number: int) -> None:
        """Take a message away; one that somebody else took away is gone."""
        try:
            await self._bot.delete_message(chat, number)
        except BadRequest as refused:
            if not is_gone(refused):
                raise

    async def _file(self, host: Host, chat: int, piece: Attached, where: dict[str, Any]) -> Message:
        path = host.content(piece.file)
        if path is None or piece.file.size > render.UPLOAD:
            name = render.uncalling(piece.file.name)
            return await self._bot.send_message(chat, f"📎 {name}", reply_markup=piece.markup, **where)
        content = await asyncio.to_thread(path.read_bytes)
        if piece.shown:
            try:
                return await self._bot.send_photo(
                    chat,
                    content,
                    filename=piece.file.name,
                    reply_markup=piece.markup,
                    write_timeout=_SLOW_UPLOAD,
                    **where,
                )
            except BadRequest as refused:
                if "image" not in refused.message.lower() and "photo" not in refused.message.lower():
                    raise
        return await self._document(chat, piece.file, content, piece, where)

    async def _document(self, chat: int, file: File, content: bytes, piece: Attached, where: dict[str, Any]) -> Message:
        return await self._bot.send_document(
            chat,
            content,
            filename=file.name,
            reply_markup=piece.markup,
            disable_content_type_detection=True,
            write_timeout=_SLOW_UPLOAD,
            **where,
        )


def _number(address: Address) -> int:
    try:
        return int(address.chat)
    except ValueError:
        raise SendFailed("not a chat of this platform", permanent=True) from None


def _where(outgoing: Outgoing) -> dict[str, Any]:
    """Return where in its chat a message goes, and whether it wakes people.

    In a topic a line need not say that it is about the card; a question to somebody says what it is about.
    """
    said: dict[str, Any] = {}
    if outgoing.address.thread.isdecimal():
        said["message_thread_id"] = int(outgoing.address.thread)
    alone = "message_thread_id" in said and outgoing.line is not LineKind.PROMPT
    if outgoing.reply_to.isdecimal() and not alone:
        said["reply_parameters"] = ReplyParameters(int(outgoing.reply_to), allow_sending_without_reply=True)
    if outgoing.line in _SILENT:
        said["disable_notification"] = True
    return said
