"""The menus of commands: what customers are offered in private chats, and agents in rooms."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from channels.sentences import LANGUAGES, read
from core.host import Host
from core.messages import Language

_TEXTS = read(Path(__file__).parent / "texts")
CUSTOMERS: Mapping[Language, Mapping[str, str]] = {
    "tr": {"yardim": "help", "durum": "status", "uzman": "agent", "dil": "language"},
    "en": {"help": "help", "status": "status", "agent": "agent", "language": "language"},
}
AGENTS: Mapping[Language, Mapping[str, str]] = {
    "tr": {
        "al": "claim", "birak": "release", "gonder": "send", "not": "note", "bekle": "ask", "sorular": "bank",
        "devam": "resume", "coz": "solve", "aktar": "transfer", "sinif": "classify", "oncelik": "priority",
        "durum": "state", "kuyruk": "queue", "mesai": "duty", "yokum": "away", "geldim": "back", "yardim": "help",
    },
    "en": {
        "claim": "claim", "release": "release", "send": "send", "note": "note", "ask": "ask", "questions": "bank",
        "resume": "resume", "solve": "solve", "transfer": "transfer", "classify": "classify", "priority": "priority",
        "status": "state", "queue": "queue", "duty": "duty", "away": "away", "back": "back", "help": "help",
    },
}  # fmt: skip
"""What may be typed after a slash, by what it means (`core.shorthand.Word`)."""

_log = logging.getLogger(__name__)


async def offer(bot: Bot, host: Host, account: str) -> None:
    """Set all menus.

    Those of each language are for who uses the platform in it, that of the desk's is for all others; in a room its own
    language counts, and the platform shows no other menu there.
    """
    menus = {language: _menu(CUSTOMERS[language], language) for language in LANGUAGES}
    try:
        await bot.set_my_commands(menus[host.desk(account).language])
        for language, menu in menus.items():
            await bot.set_my_commands(menu, language_code=language)
    except TelegramError as error:
        _log.info("menus not set: %s on %s", type(error).__name__, account)
    for chat, language in host.rooms(account).items():
        await offer_in(bot, account, chat, language)


async def offer_in(bot: Bot, account: str, chat: str, language: Language) -> None:
    """Set the menu of a room."""
    try:
        await bot.set_my_commands(_menu(AGENTS[language], language, "room_"), scope=BotCommandScopeChat(int(chat)))
    except (TelegramError, ValueError) as error:
        _log.info("menu not set: %s in %s on %s", type(error).__name__, chat, account)


def _menu(commands: Mapping[str, str], language: Language, kind: str = "") -> list[BotCommand]:
    return [BotCommand(command, _TEXTS[language][f"{kind}{meaning}"]) for command, meaning in commands.items()]
