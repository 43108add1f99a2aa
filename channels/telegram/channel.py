"""Telegram as a channel: one bot for each account, by long polling or by webhook."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import TelegramError

from channels import ingress
from channels.ingress import Refused
from channels.sentences import LANGUAGES, read
from channels.telegram import budget, webhook
from channels.telegram.client import Client
from channels.telegram.examining import Examining
from channels.telegram.lanes import Lanes
from channels.telegram.polling import Polling
from channels.telegram.sending import Sending
from channels.telegram.settings import Account, Settings
from channels.telegram.taking import Taking
from channels.telegram.typing_hint import TypingHint
from core.channel import Abilities, AccountSettings, Around, Finding, Host, Limit, Roomless, SendFailed
from core.messages import Address, Language, Outgoing

NAME = "telegram"
_TEXTS = read(Path(__file__).parent / "texts")
_COMMANDS: dict[Language, dict[str, str]] = {
    "tr": {"yardim": "help", "durum": "status", "uzman": "agent", "dil": "language"},
    "en": {"help": "help", "status": "status", "agent": "agent", "language": "language"},
}
_log = logging.getLogger(__name__)


class Telegram(Roomless):
    """People write to a bot in a private chat."""

    name = NAME
    abilities = Abilities(buttons=True, cards=False, max_text=100_000)

    def __init__(self, settings: Settings) -> None:
        self.accounts: Sequence[AccountSettings] = tuple(
            AccountSettings(key=account.key, organization=account.organization, trust=account.trust)
            for account in settings.accounts
        )
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
        return await self._bots[outgoing.address.account.partition("/")[2]].send(outgoing)

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
        self._sending = Sending(self._name, bot)
        self._hint = TypingHint(self._name, bot)
        self._taking = Taking(self._name, bot, partial(self._hint.seen, host), self._ask_language)
        self._lanes = Lanes(partial(self._taking.take, host))
        self._host = host
        listening = (
            Polling(self._name, self._client, self._settings, partial(self._taking.take, host))
            if self.account.mode == "polling"
            else webhook.Called(self.account, self._client, self._settings)
        )
        works = (listening.run(host), self._offer_commands(host)) if host.listens else ()
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
        await self._sending.stop()
        await self._client.close()

    async def send(self, outgoing: Outgoing) -> Sequence[str]:
        if self._host is None:
            raise SendFailed("the server stops", retry_after=1.0)
        sent = await self._sending.send(self._host, outgoing)
        self._hint.seen(self._host, outgoing.address.chat)
        return sent

    async def take(self, update: object) -> bool:
        """Take an update that the platform brought; say whether it is kept."""
        if self._host is None:
            return False
        try:
            await self._lanes.take(update)
        except Exception as error:  # noqa: BLE001 -- the platform brings it again
            # The words of a person do not belong in a log, and an exception's text may quote them.
            _log.warning("not kept: %s on %s", type(error).__name__, self._name)
            return False
        return True

    async def _offer_commands(self, host: Host) -> None:
        """Set the menus: of each language for who uses the platform in it, and of the desk's for all others."""
        menus = {language: _menu(language) for language in LANGUAGES}
        try:
            await self._client.bot.set_my_commands(menus[host.desk(self._name).language])
            for language, menu in menus.items():
                await self._client.bot.set_my_commands(menu, language_code=language)
        except TelegramError as error:
            _log.info("menus not set: %s on %s", type(error).__name__, self._name)

    def _ask_language(self, chat: str, language: Language) -> None:
        """Let somebody choose a language; a choice that is lost is asked for again."""
        task = asyncio.create_task(self._show_languages(chat, language))
        self._tasks.append(task)
        task.add_done_callback(self._tasks.remove)

    async def _show_languages(self, chat: str, language: Language) -> None:
        choice = [InlineKeyboardButton(name, callback_data=f"l.{key}") for key, name in _LANGUAGES.items()]
        try:
            await self._client.bot.send_message(
                int(chat), _TEXTS[language]["ask_language"], reply_markup=InlineKeyboardMarkup([choice])
            )
        except TelegramError as error:
            _log.info("languages not offered: %s on %s", type(error).__name__, self._name)


_LANGUAGES: dict[Language, str] = {"tr": "Türkçe", "en": "English"}


def _menu(language: Language) -> list[BotCommand]:
    return [BotCommand(command, _TEXTS[language][meaning]) for command, meaning in _COMMANDS[language].items()]
