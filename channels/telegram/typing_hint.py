"""The hint that somebody is typing, in chats where something was said a moment ago."""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from core.host import Host
from core.messages import Address

WATCHED = 600.0
"""Seconds after its last word for which a chat is watched."""

MOST = 50
"""Chats that are watched at a time; the one that was quiet longest gives way."""

EVERY = 4.0
"""Seconds between two hints: the platform shows one for five (Bot API, sendChatAction)."""

_MOMENT = 0.4
"""Seconds in which an answer that is ready leaves: a hint that comes after it would promise another one."""

_log = logging.getLogger(__name__)


class TypingHint:
    """Watches the chats of one account while they are lively."""

    def __init__(self, account: str, bot: Bot) -> None:
        self._account, self._bot = account, bot
        self._watching: dict[str, asyncio.Task[None]] = {}
        self._until: dict[str, float] = {}

    def seen(self, host: Host, chat: str) -> None:
        """Watch a chat from now on for a while."""
        self._until[chat] = asyncio.get_running_loop().time() + WATCHED
        if chat in self._watching:
            return
        if len(self._watching) >= MOST:
            self._watching.pop(min(self._watching, key=lambda each: self._until[each])).cancel()
        task = asyncio.create_task(self._watch(host, chat))
        self._watching[chat] = task
        task.add_done_callback(lambda ended: self._forget(chat, ended))

    async def stop(self) -> None:
        """Watch no chat any more."""
        tasks = list(self._watching.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _watch(self, host: Host, chat: str) -> None:
        address, loop = Address(self._account, chat), asyncio.get_running_loop()
        shown = -EVERY
        try:
            async with aclosing(host.changes(address)) as changes:
                async for _ in changes:
                    if loop.time() > self._until[chat]:
                        return
                    await asyncio.sleep(_MOMENT)
                    if loop.time() - shown >= EVERY and await host.busy(address):
                        shown = loop.time()
                        await self._bot.send_chat_action(int(chat), ChatAction.TYPING)
        except (TelegramError, ValueError) as error:
            _log.debug("no typing hint: %s on %s", type(error).__name__, self._account)
        except Exception as error:  # noqa: BLE001 -- a hint may be lost
            _log.info("no typing hint: %s on %s", type(error).__name__, self._account)

    def _forget(self, chat: str, ended: asyncio.Task[None]) -> None:
        if self._watching.get(chat) is ended:
            del self._watching[chat]
            self._until.pop(chat, None)
