"""Cards in groups: one message for each ticket, edited in place, in a topic of its own where the group is a forum."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from telegram import Bot, LinkPreviewOptions
from telegram.error import BadRequest, TelegramError

from channels.sentences import read
from channels.telegram import render
from channels.telegram.client import is_gone, is_no_thread, is_same, lacks_rights
from channels.telegram.render import Words
from channels.telegram.topics import State, Topics
from core.channel import SendFailed
from core.host import Host
from core.messages import Address, Language
from core.rooms import CardView, Shown

_TEXTS = read(Path(__file__).parent / "texts")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_REMEMBERED = 1_000
_PAUSE = 60.0
"""Seconds until a group is tried again that the bot is not in."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Room:
    """What is known of a group: whether it has topics, and whether we may make them."""

    forum: bool
    may: bool = True


class Cards:
    """Shows the cards of one account."""

    def __init__(self, account: str, bot: Bot, topics: Topics) -> None:
        self._account, self._bot, self._topics = account, bot, topics
        self._rooms: dict[str, _Room] = {}
        self._shut: dict[str, float] = {}
        # Topics whose card was not shown yet, so that a card that fails halfway makes no second one.
        self._made: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def show(self, host: Host, view: CardView, message_id: str | None) -> Shown:
        """Show a card and return where it is; raises `TelegramError`, or `SendFailed` where there is no room now."""
        shown = await self._edited(view, message_id) if message_id else None
        if shown is None:
            shown = await self._anew(host, view)
        if shown.thread:
            self._topics.want(host, view.room.chat, shown.thread, State(render.topic_name(view), view.open))
        return shown

    def changed(self, chat: str) -> None:
        """Look again at a group in which the bot may have other rights now."""
        self._rooms.pop(chat, None)
        self._shut.pop(chat, None)

    def require_open(self, chat: str) -> None:
        """Raise `SendFailed` for a group that was shut a moment ago: one card a minute is enough to find out."""
        now = asyncio.get_running_loop().time()
        if (wait := self._shut.get(chat, now) - now) > 0:
            raise SendFailed("the bot is not in the group", gone=True, retry_after=wait)

    def shut(self, chat: str, reason: str) -> SendFailed:
        """Note that the bot is not in a group, or not yet, and return what that means for a card: it waits."""
        self._shut[chat] = asyncio.get_running_loop().time() + _PAUSE
        _log.warning("no cards in a room: %s in %s on %s", reason, chat, self._account)
        return SendFailed(reason, gone=True, retry_after=_PAUSE)

    async def _edited(self, view: CardView, message_id: str) -> Shown | None:
        """Edit a card in place; None if its message is gone."""
        words = render.card(view)
        try:
            await self._bot.edit_message_text(
                words.text,
                int(view.room.chat),
                int(message_id),
                entities=words.entities,
                reply_markup=words.markup,
                link_preview_options=_NO_PREVIEW,
            )
        except BadRequest as refused:
            if is_gone(refused):
                return None
            if not is_same(refused):
                raise
        return Shown(message_id, view.thread)

    async def _anew(self, host: Host, view: CardView) -> Shown:
        chat, words, first = view.room.chat, render.card(view), True
        thread = view.thread
        for _ in range(2):
            if not thread:
                thread, first = await self._topic(host, view, first=first), False
            try:
                if not first:
                    _ask(host, Address(self._account, chat))
                shown = await self._post(chat, thread, words)
            except BadRequest as refused:
                if not thread or not is_no_thread(refused):
                    raise
                # Somebody deleted the topic, and the card with it: the case gets another one.
                self._made.pop((chat, view.ref), None)
                thread, first = "", False
            else:
                self._made.pop((chat, view.ref), None)
                return shown
        raise SendFailed("the topic is gone as soon as it is made", retry_after=60.0)

    async def _topic(self, host: Host, view: CardView, *, first: bool) -> str:
        """Return a topic for the card; "" where the group has none, or lets us make none."""
        chat = view.room.chat
        room = await self._room(chat)
        made = self._made.get((chat, view.ref))
        if made is not None or not room.forum or not room.may:
            return made or ""
        if not first:
            _ask(host, Address(self._account, chat))
        try:
            made = await self._topics.make(chat, render.topic_name(view))
        except BadRequest as refused:
            if not lacks_rights(refused):
                raise
            room.may = False
            await self._tell(chat, "found_room_no_topics", view.language)
            return ""
        self._made[chat, view.ref] = made
        if len(self._made) > _REMEMBERED:
            self._made.popitem(last=False)
        return made

    async def _post(self, chat: str, thread: str, words: Words) -> Shown:
        sent = await self._bot.send_message(
            int(chat),
            words.text,
            entities=words.entities,
            reply_markup=words.markup,
            link_preview_options=_NO_PREVIEW,
            message_thread_id=int(thread) if thread else None,
        )
        return Shown(str(sent.message_id), thread)

    async def _room(self, chat: str) -> _Room:
        found = self._rooms.get(chat)
        if found is None:
            known = await self._bot.get_chat(int(chat))
            found = self._rooms[chat] = _Room(forum=bool(known.is_forum))
        return found

    async def _tell(self, chat: str, key: str, language: Language) -> None:
        """Say in a group what is missing; it is said once, until the bot stands there differently."""
        try:
            await self._bot.send_message(int(chat), _TEXTS[language][key].replace("{room}", chat))
        except TelegramError as error:
            _log.warning("not told what is missing: %s in %s on %s", type(error).__name__, chat, self._account)


def _ask(host: Host, address: Address) -> None:
    if wait := host.more(address):
        raise SendFailed("the platform allows no more now", retry_after=wait)
