"""Files that people send: fetched within the limits, or told as lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from channels.telegram.parse import Wanted
from core.errors import FileTooLarge, TooManyFiles
from core.host import Host
from core.messages import Address, File, Lost

DOWNLOAD = 20 << 20
"""Bytes of the largest file that a bot may fetch (Bot API, getFile)."""

_TRIES = 3
_PAUSE = 0.5
_PIECE = 64 * 1024
_log = logging.getLogger(__name__)


class Fetching:
    """Fetches the files of one bot, a few at a time, since each is held in memory for a moment."""

    def __init__(self, bot: Bot, at_once: int = 4) -> None:
        self._bot = bot
        self._room = asyncio.Semaphore(at_once)

    async def fetch(self, host: Host, sender: Address, wanted: Wanted) -> File | Lost:
        """Keep a file for a message of `sender`; what is too large, or cannot be had after some tries, is lost.

        Raises when it cannot be kept here: then the message must come again.
        """
        limit = min(DOWNLOAD, host.file_limit)
        lost = Lost(wanted.name, limit >> 20)
        if wanted.size > limit:
            return lost
        async with self._room:
            content = await self._content(wanted, sender)
            if not content:
                return lost
            try:
                upload = await host.keep_file(sender, _pieces(content), wanted.name, wanted.declared)
            except (FileTooLarge, TooManyFiles):
                return lost
        return upload.file

    async def _content(self, wanted: Wanted, sender: Address) -> bytes:
        """Return what the platform has; nothing where it does not give it out."""
        for attempt in range(_TRIES):
            try:
                found = await self._bot.get_file(wanted.file_id)
                return bytes(await found.download_as_bytearray())
            except BadRequest as refused:
                _log.info("file refused: %s on %s", refused.message, sender.account)
                return b""
            except TelegramError as error:
                # Its words would tell the address of the file, which holds the token.
                _log.info("file not fetched: %s on %s", type(error).__name__, sender.account)
                await asyncio.sleep(_PAUSE * 2**attempt)
        return b""


async def _pieces(content: bytes) -> AsyncGenerator[bytes, None]:
    for start in range(0, len(content), _PIECE):
        yield content[start : start + _PIECE]
