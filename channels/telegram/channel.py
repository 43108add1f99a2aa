"""Telegram as a channel: one bot for each account, by long polling or by webhook; its rooms are groups."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from channels import ingress
from channels.ingress import Refused
from channels.lanes import Lanes
from channels.sections import accounts_of
from channels.sending import stopped
from channels.sentences import read
from channels.telegram import budget, menus, parse, render, webhook
from channels.telegram.cards import Cards
from channels.telegram.client import Client
from channels.telegram.examining import Examining, Looking, said
from channels.telegram.groups import News
from channels.telegram.lanes import HOLD
from channels.telegram.marking import mark
from channels.telegram.polling import Backoff, Polling
from channels.telegram.refusing import Understanding
from channels.telegram.render import in_group
from channels.telegram.sending import Sending
from channels.telegram.settings import Account, Settings
from channels.telegram.taking import Taking
from channels.telegram.topics import Topics
from channels.telegram.typing_hint import TypingHint
from core.channel import Abilities, Around, Finding, Limit, SendFailed
from core.host import Host
from core.messages import Address, Inbound, Language, Lost, Outgoing
from core.rooms import CardView, Mark, Shown

NAME = "telegram"
_TEXTS = read(Path(__file__).parent / "texts")
_log = logging.getLogger(__name__)


class Telegram:
    """People write to a bot in a private chat; agents work in groups, best in forums with a topic for each ticket."""

    name = NAME
    abilities = Abilities(buttons=True, cards=True)

    def __init__(self, settings: Settings) -> None:
        self.accounts = accounts_of(settings.accounts)
        self._rates = settings.rates
        self._bots = {account.key: _Bot(account, settings) for account in settings.accounts}
        self._settings = settings

    async def examine(self, around: Around) -> Sequence[Finding]:
        """Ask the platform how each bot stands there and in its rooms."""
        found: list[Finding] = []
        for account in self._settings.accounts:
            found += await Examining(account, self._settings, f"{NAME}/{account.key}", around).run()
        return found

    async def start(self, host: Host) -> None:
        """Begin to listen. A platform that cannot be reached now is waited for."""
        for bot in self._bots.values():
            await bot.start(host)

    async def stop(self) -> None:
        """Stop listening, and finish what is on its way; what was not kept will come again."""
        await asyncio.gather(*(bot.stop() for bot in self._bots.values()))

    def limits(self, address: Address) -> Sequence[Limit]:
        """Return what the platform allows to a chat and to the bot."""
        return budget.limits(self._rates, address.chat)

    async def send(self, outgoing: Outgoing) -> Sequence[str]:
        """Show `outgoing` in its chat and return the ids of its messages."""
        return await self._of(outgoing.address.account).send(outgoing)

    async def change(self, outgoing: Outgoing, message_ids: Sequence[str]) -> Sequence[str]:
        """Show `outgoing` in place of the messages that it was shown by before."""
        return await self._of(outgoing.address.account).change(outgoing, message_ids)

    async def show_card(self, card: CardView, message_id: str | None) -> Shown:
        """Show a ticket's card in its group."""
        return await self._of(card.room.account).show_card(card, message_id)

    async def mark(self, address: Address, message_id: str, mark: Mark) -> None:
        """Put the reaction of the bot on a message of an agent."""
        await self._of(address.account).mark(address, message_id, mark)

    def direct(self, account: str, external_id: str) -> Address | None:
        """Return the private chat with a person, who must have written to the bot once."""
        return Address(account, external_id) if external_id.isdecimal() else None

    def _of(self, account: str) -> _Bot:
        return self._bots[account.partition("/")[2]]

    def reread(self, account: str, raw: Mapping[str, Any], now: datetime) -> Inbound | None:
        """Return what an update says that could not be read before; its files are lost."""
        event = parse.read(dict(raw), account, now)
        if event is None or event.inbound is None:
            return None
        lost = tuple(Lost(wanted.name, render.UPLOAD >> 20) for wanted in event.wanted)
        return replace(event.inbound, lost=event.inbound.lost + lost)

    def routes(self) -> Sequence[BaseRoute]:
        """Return the door that the platform knocks at."""
        guard = ingress.guarded(lambda request: "en")
        return (Route(f"{webhook.PATH}/{{account}}", guard(self._knocked), methods=["POST"]),)

    async def _knocked(self, request: Request) -> Response:
        """Take one update, and say so when it is kept."""
        bot = self._bots.get(request.path_params["account"])
        update = await webhook.read_update(request, bot.account if bot else None)
        if bot is None or not await bot.take(update):
            raise Refused(503, "unavailable")
        return JSONResponse({})


class _Bot:
    """One account at work."""

    def __init__(self, account: Account, settings: Settings) -> None:
        self.account, self._settings = account, settings
        self._name = f"{NAME}/{account.key}"
        self._host: Host | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, host: Host) -> None:
        self._client = Client(self.account, self._settings)
        await self._client.open()
        bot = self._client.bot
        self._topics = Topics(self._name, bot)
        self._cards = Cards(self._name, bot, self._topics)
        self._understanding = Understanding(partial(self._moved, host), partial(host.report, self._name, "sending"))
        self._sending = Sending(bot, self._topics, self._understanding)
        self._hint = TypingHint(self._name, bot)
        self._taking = Taking(self._name, bot, partial(self._hint.seen, host), self._ask_language, self._heard)
        self._lanes = Lanes(HOLD)
        self._host = host
        listening = (
            Polling(self._name, self._client, self._settings, partial(self._taking.take, host))
            if self.account.mode == "polling"
            else webhook.Called(self.account, self._client, self._settings)
        )
        works = (listening.run(host), self._introduce(host)) if host.listens else ()
        self._tasks = [asyncio.create_task(work) for work in works]

    async def stop(self) -> None:
        if self._host is None:
            return
        self._host = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._hint.stop()
        await self._taking.stop()
        await self._sending.under_way.stop()
        await self._topics.stop()
        await self._client.close()

    async def send(self, outgoing: Outgoing) -> Sequence[str]:
        host = self._running()
        sent = await self._sending.send(host, outgoing)
        if not in_group(outgoing.address.chat):
            self._hint.seen(host, outgoing.address.chat)
        return sent

    async def change(self, outgoing: Outgoing, message_ids: Sequence[str]) -> Sequence[str]:
        return await self._sending.change(self._running(), outgoing, message_ids)

    async def show_card(self, card: CardView, message_id: str | None) -> Shown:
        host = self._running()
        async with self._sending.under_way.one():
            self._cards.require_open(card.room.chat)
            try:
                with self._understanding.of(card.room.chat):
                    return await self._cards.show(host, card, message_id)
            except SendFailed as refused:
                if not refused.gone:
                    raise
                raise self._cards.shut(card.room.chat, refused.reason) from None

    async def mark(self, address: Address, message_id: str, what: Mark) -> None:
        self._running()
        with self._understanding.of(address.chat):
            await mark(self._client.bot, address.chat, message_id, what)

    def _running(self) -> Host:
        if self._host is None:
            raise stopped()
        return self._host

    async def take(self, update: object) -> bool:
        """Take an update that the platform brought; say whether it is kept."""
        if self._host is None:
            return False
        work = partial(self._taking.take, self._host, update)
        try:
            await self._lanes.take(parse.chat_of(update), parse.id_of(update) or 0, work)
        except Exception as error:  # noqa: BLE001 -- the platform brings it again
            # The words of a person do not belong in a log, and an exception's text may quote them.
            _log.log(ingress.level(error), "not kept: %s on %s", type(error).__name__, self._name)
            return False
        return True

    async def _introduce(self, host: Host) -> None:
        """Learn who the bot is, then set its menus; a platform that cannot be reached now is waited for."""
        backoff = Backoff(self._settings)
        while self._taking.me is None:
            try:
                self._taking.me = await self._client.bot.get_me()
            except Exception as error:  # noqa: BLE001 -- whatever it was, it must not be the end
                await asyncio.sleep(backoff.after(error, self._name))
        await menus.offer(self._client.bot, host, self._name)

    async def _heard(self, host: Host, news: News) -> None:
        """Take in news of a group; when this raises, they come again."""
        rooms = host.rooms(self._name)
        if news.moved_to and news.chat in rooms:
            await host.moved(self._name, news.chat, news.moved_to)
        self._topics.heard(news)
        if news.changed:
            self._cards.changed(news.chat)
            if news.chat in rooms:
                if news.inside:
                    await host.entered(self._name, news.chat)
                self._later(menus.offer_in(self._client.bot, self._name, news.chat, rooms[news.chat]))
                self._later(self._tell_lacks(news.chat, rooms[news.chat]))
            elif news.came:
                texts = _TEXTS[host.desk(self._name).language]
                self._later(self._say(news.chat, said(texts, "came", {"room": news.chat})))

    def _moved(self, host: Host, chat: str, to: str) -> None:
        """Take a number for a group that the platform told while something was sent there."""
        self._later(self._heard(host, News(chat=chat, moved_to=to)))

    async def _tell_lacks(self, chat: str, language: Language) -> None:
        """Say in a room what the bot lacks there, now that it may have been given, or taken away."""
        if self._taking.me is None:
            return
        looking = Looking(self._name, language)
        await looking.room(self._client.bot, self._taking.me, chat)
        for finding in looking.found:
            if finding.state == "bad":
                await self._say(chat, finding.text)

    async def _say(self, chat: str, text: str, markup: InlineKeyboardMarkup | None = None) -> None:
        await self._client.bot.send_message(int(chat), text, reply_markup=markup)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that may be lost."""

        async def done() -> None:
            try:
                await work
            except Exception as error:  # noqa: BLE001 -- it may be lost
                _log.info("lost: %s on %s", type(error).__name__, self._name)

        task = asyncio.create_task(done())
        self._tasks.append(task)
        task.add_done_callback(self._tasks.remove)

    def _ask_language(self, chat: str, language: Language) -> None:
        """Let somebody choose a language; a choice that is lost is asked for again."""
        choice = [InlineKeyboardButton(name, callback_data=f"l.{key}") for key, name in _LANGUAGES.items()]
        self._later(self._say(chat, _TEXTS[language]["ask_language"], InlineKeyboardMarkup([choice])))


_LANGUAGES: dict[Language, str] = {"tr": "Türkçe", "en": "English"}
