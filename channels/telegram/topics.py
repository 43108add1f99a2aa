"""The topics of tickets: what they are called and whether they are open, brought up to date when there is time for it.

A name and a state may be late without harm, so they come after everything else that is for their group, and of several
changes the last one counts. What is not known, after a start or after somebody did something by hand, is set anew: the
platform says when it was so already.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass, replace

from telegram import Bot
from telegram.error import BadRequest, RetryAfter, TelegramError

from channels.telegram.client import failed, is_same, seconds
from channels.telegram.groups import News
from core.host import Host
from core.messages import Address

_REMEMBERED = 5_000
_BEFORE_ANOTHER_TRY = 5.0
_TRIES = 5
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """What a topic is called and whether it is open; None where that is not known."""

    name: str | None = None
    open: bool | None = None


class Topics:
    """The topics of one account."""

    def __init__(self, account: str, bot: Bot) -> None:
        self._account, self._bot = account, bot
        self._known: OrderedDict[tuple[str, str], State] = OrderedDict()
        self._wanted: dict[tuple[str, str], State] = {}
        self._working: asyncio.Task[None] | None = None

    async def make(self, chat: str, name: str) -> str:
        """Make a topic and return its number; raises `TelegramError`."""
        made = await self._bot.create_forum_topic(int(chat), name)
        self._know((chat, str(made.message_thread_id)), State(name, open=True))
        return str(made.message_thread_id)

    async def reopen(self, chat: str, thread: str) -> None:
        """Open a topic again that somebody closed; raises `TelegramError` if that cannot be."""
        try:
            await self._bot.reopen_forum_topic(int(chat), int(thread))
        except BadRequest as refused:
            if not is_same(refused):
                raise
        self._know((chat, thread), replace(self._known.get((chat, thread), State()), open=True))

    def want(self, host: Host, chat: str, thread: str, wanted: State) -> None:
        """Let a topic be as `wanted` as soon as there is time for it."""
        if self._known.get((chat, thread)) == wanted:
            self._wanted.pop((chat, thread), None)
            return
        self._wanted[chat, thread] = wanted
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work(host))

    def heard(self, news: News) -> None:
        """Take in what somebody did by hand."""
        if news.thread and (before := self._known.get((news.chat, news.thread))) is not None:
            name = before.name if news.name is None else news.name
            self._know((news.chat, news.thread), State(name, before.open if news.open is None else news.open))

    async def stop(self) -> None:
        """Change nothing any more; what is late is set when its card changes next."""
        if self._working is not None:
            self._working.cancel()
            await asyncio.gather(self._working, return_exceptions=True)

    def _know(self, topic: tuple[str, str], state: State) -> None:
        self._known[topic] = state
        self._known.move_to_end(topic)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)

    async def _work(self, host: Host) -> None:
        failures = 0
        while self._wanted:
            topic, wanted = next(iter(self._wanted.items()))
            try:
                wait = await self._change(host, topic, wanted)
                failures = 0
            except RetryAfter as slow:
                wait = seconds(slow)
            except (TelegramError, ValueError) as error:
                reason = failed(error) if isinstance(error, TelegramError) else None
                failures += 1
                wait = _BEFORE_ANOTHER_TRY * failures
                if reason is None or reason.permanent or reason.lost or failures >= _TRIES:
                    _log.info("topic not changed: %s on %s", type(error).__name__, self._account)
                    self._forget(topic, wanted)
                    wait = failures = 0
            if wait:
                # Others of other groups may have room meanwhile.
                if self._wanted.get(topic) is not None:
                    self._wanted[topic] = self._wanted.pop(topic)
                await asyncio.sleep(min(wait, _BEFORE_ANOTHER_TRY))

    async def _change(self, host: Host, topic: tuple[str, str], wanted: State) -> float:
        """Do one thing to a topic; return how long to wait before it can be done."""
        before = self._known.get(topic, State())
        if before == wanted:
            self._forget(topic, wanted)
            return 0.0
        chat, thread = topic
        if wait := host.more(Address(self._account, chat, thread), last=True):
            return wait
        renamed = wanted.name is not None and before.name != wanted.name
        try:
            if renamed:
                await self._bot.edit_forum_topic(int(chat), int(thread), name=wanted.name)
            elif wanted.open:
                await self._bot.reopen_forum_topic(int(chat), int(thread))
            else:
                await self._bot.close_forum_topic(int(chat), int(thread))
        except BadRequest as refused:
            if not is_same(refused):
                raise
        after = replace(before, name=wanted.name) if renamed else replace(before, open=wanted.open)
        self._know(topic, after)
        return 0.0

    def _forget(self, topic: tuple[str, str], wanted: State) -> None:
        """Let a wish go, unless there is a newer one."""
        if self._wanted.get(topic) == wanted:
            del self._wanted[topic]
