"""Sending a bubble: its pieces in order, each once, as fast as the platform allows."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress

from telegram import Bot, LinkPreviewOptions, Message
from telegram.error import BadRequest, RetryAfter, TelegramError

from channels.telegram import render
from channels.telegram.budget import Refusals
from channels.telegram.client import failed, seconds, trouble
from channels.telegram.render import Attached, Piece, Words
from core.channel import Host, SendFailed
from core.messages import File, Outgoing

_log = logging.getLogger(__name__)
_REMEMBERED = 1_000
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_SLOW_UPLOAD = 15.0
"""Seconds that a file may take on its way: less than the engine waits for us."""


class Sending:
    """Sends what one account says.

    Of a bubble that was sent in part, what was sent is remembered, so that only a crash repeats it.
    """

    def __init__(self, account: str, bot: Bot) -> None:
        self._account, self._bot = account, bot
        self._refusals = Refusals()
        self._sent: OrderedDict[int, list[str]] = OrderedDict()
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._open = True

    async def send(self, host: Host, outgoing: Outgoing) -> Sequence[str]:
        """Show `outgoing` and return the ids of its messages; raise `SendFailed` otherwise, without waiting."""
        if not self._open:
            raise SendFailed("the server stops", retry_after=1.0)
        self._under_way += 1
        self._idle.clear()
        try:
            return await self._pieces(host, outgoing)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def stop(self, patience: float = 3.0) -> None:
        """Begin nothing new, and let what is on its way arrive."""
        self._open = False
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), patience)

    async def _pieces(self, host: Host, outgoing: Outgoing) -> Sequence[str]:
        sent = self._sent.setdefault(outgoing.id, [])
        if len(self._sent) > _REMEMBERED:
            self._sent.popitem(last=False)
        for further, piece in enumerate(render.pieces(outgoing)[len(sent) :]):
            if further and (wait := host.more(outgoing.address)):
                raise SendFailed("the platform allows no more now", retry_after=wait)
            sent.append(await self._piece(host, outgoing.address.chat, piece))
        self._sent.pop(outgoing.id, None)
        return tuple(sent)

    async def _piece(self, host: Host, chat: str, piece: Piece) -> str:
        try:
            number = int(chat)
        except ValueError:
            raise SendFailed("not a chat of this platform", permanent=True) from None
        try:
            if isinstance(piece, Words):
                message = await self._words(number, piece)
            else:
                message = await self._file(host, number, piece)
        except RetryAfter as slow:
            host.report(self._account, "sending", trouble(slow))
            bucket = self._refusals.bucket(chat, asyncio.get_running_loop().time())
            raise SendFailed(failed(slow).reason, retry_after=seconds(slow), bucket=bucket) from None
        except TelegramError as error:
            refused = failed(error)
            # What is refused for good is a matter of one chat: the platform did answer.
            host.report(self._account, "sending", "" if refused.permanent else trouble(error))
            raise refused from None
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            # The library fails so on an answer of a newer platform: the message is there, and must not come again.
            _log.exception("answer not read on %s", chat)
            raise SendFailed(f"the platform's answer cannot be read ({type(error).__name__})", permanent=True) from None
        host.report(self._account, "sending")
        return str(message.message_id)

    async def _words(self, chat: int, piece: Words) -> Message:
        """Send a text; where the platform minds its entities, without them."""
        try:
            return await self._bot.send_message(
                chat, piece.text, entities=piece.entities, reply_markup=piece.markup, link_preview_options=_NO_PREVIEW
            )
        except BadRequest as refused:
            if not piece.entities or "entit" not in refused.message.lower():
                raise
            return await self._bot.send_message(
                chat, piece.text, reply_markup=piece.markup, link_preview_options=_NO_PREVIEW
            )

    async def _file(self, host: Host, chat: int, piece: Attached) -> Message:
        path = host.content(piece.file)
        if path is None or piece.file.size > render.UPLOAD:
            return await self._bot.send_message(chat, f"📎 {piece.file.name}", reply_markup=piece.markup)
        content = await asyncio.to_thread(path.read_bytes)
        if piece.shown:
            try:
                return await self._bot.send_photo(
                    chat, content, filename=piece.file.name, reply_markup=piece.markup, write_timeout=_SLOW_UPLOAD
                )
            except BadRequest as refused:
                if "image" not in refused.message.lower() and "photo" not in refused.message.lower():
                    raise
        return await self._document(chat, piece.file, content, piece)

    async def _document(self, chat: int, file: File, content: bytes, piece: Attached) -> Message:
        return await self._bot.send_document(
            chat,
            content,
            filename=file.name,
            reply_markup=piece.markup,
            disable_content_type_detection=True,
            write_timeout=_SLOW_UPLOAD,
        )
