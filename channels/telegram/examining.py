"""How an account stands at the platform before anything is started: its token, its rooms, who is called with news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from telegram import Bot, ChatFullInfo, ChatMember, ChatMemberAdministrator, ChatMemberRestricted, User, WebhookInfo
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, ChatMigrated, EndPointNotFound, Forbidden, InvalidToken, TelegramError

from channels.sentences import read
from channels.telegram.client import Client, failed
from channels.telegram.marking import EMOJI
from channels.telegram.settings import Account, Settings
from channels.telegram.webhook import address_of
from core.channel import Around, Finding
from core.messages import Language

_TEXTS = read(Path(__file__).parent / "texts")
_State = Literal["good", "poor", "bad"]
_GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}


class Looking:
    """Looks at the rooms of an account, and gathers what is found in `language`; it changes nothing there."""

    def __init__(self, account: str, language: Language) -> None:
        self._account, self._texts = account, _TEXTS[language]
        self.found: list[Finding] = []

    def say(self, state: _State, what: str, **values: object) -> None:
        """Note one thing that was found."""
        self.found.append(Finding(self._account, state, said(self._texts, f"found_{what}", values)))

    async def room(self, bot: Bot, me: User, chat: str) -> None:
        """Look at a room; raises `TelegramError` where the platform cannot be asked."""
        try:
            number = int(chat)
            known = await bot.get_chat(number)
            standing = await bot.get_chat_member(number, me.id)
        except ValueError:
            self.say("bad", "room_no_group", room=chat)
        except ChatMigrated as moved:
            self.say("bad", "room_moved", room=chat, now=moved.new_chat_id)
        except (Forbidden, BadRequest):
            self.say("bad", "room_missing", room=chat)
        else:
            self._standing(known, standing, chat, hears=bool(me.can_read_all_group_messages))

    def _standing(self, known: ChatFullInfo, standing: ChatMember, chat: str, *, hears: bool) -> None:
        before = len(self.found)
        if known.type not in _GROUPS:
            self.say("bad", "room_no_group", room=chat)
            return
        if standing.status in {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}:
            self.say("bad", "room_missing", room=chat)
            return
        if isinstance(standing, ChatMemberRestricted) and not standing.can_send_messages:
            self.say("bad", "room_silent", room=chat)
        leads = isinstance(standing, ChatMemberAdministrator)
        if not leads and not hears:
            self.say("bad", "room_deaf", room=chat)
        if known.is_forum and not (isinstance(standing, ChatMemberAdministrator) and standing.can_manage_topics):
            self.say("bad", "room_no_topics", room=chat)
        # The library does not tell "all" from "none"; a mark that is refused is left out.
        if known.available_reactions:
            allowed = {getattr(each, "emoji", "") for each in known.available_reactions}
            if missing := [emoji for emoji in EMOJI.values() if emoji not in allowed]:
                self.say("poor", "room_marks", room=chat, marks=" ".join(missing))
        if len(self.found) == before:
            title = known.title or ""
            if known.is_forum:
                self.say("good", "room", room=chat, title=title)
            else:
                self.say("poor", "room_plain", room=chat, title=title)


class Examining:
    """Looks at one account and its rooms."""

    def __init__(self, account: Account, settings: Settings, name: str, around: Around) -> None:
        self._account, self._settings, self._name, self._around = account, settings, name, around
        self._looking = Looking(name, around.language)

    async def run(self) -> Sequence[Finding]:
        """Return what was found, the account itself first, then its rooms."""
        client, say = Client(self._account, self._settings), self._looking.say
        await client.open()
        try:
            await self._ask(client.bot)
        except (InvalidToken, EndPointNotFound):
            say("bad", "token_refused")
        except TelegramError as error:
            say("bad", "unreachable", reason=failed(error).reason, base=self._settings.api_base)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            # The library fails so on an answer of a newer platform, or of somebody else.
            say("bad", "unreachable", reason=type(error).__name__, base=self._settings.api_base)
        finally:
            await client.close()
        return self._looking.found

    async def _ask(self, bot: Bot) -> None:
        me = await bot.get_me()
        self._looking.say("good", "token", bot=me.username or me.id)
        self._delivery(await bot.get_webhook_info())
        for chat in self._around.rooms.get(self._name, ()):
            await self._looking.room(bot, me, chat)

    def _delivery(self, known: WebhookInfo) -> None:
        say, waiting = self._looking.say, known.pending_update_count
        if self._account.mode == "polling":
            if known.url:
                say("poor", "polling_webhook", url=known.url)
            else:
                say("good", "polling", waiting=waiting)
        elif not known.url:
            say("poor", "webhook_missing")
        elif known.url != address_of(self._around.public_url, self._account):
            say("poor", "webhook_other", url=known.url)
        elif known.last_error_message and waiting:
            say("bad", "webhook_fails", url=known.url, reason=known.last_error_message)
        else:
            say("good", "webhook", url=known.url, waiting=waiting)


def said(texts: Mapping[str, str], key: str, values: Mapping[str, object]) -> str:
    """Return a sentence with its values, which are put in as they are."""
    text = texts[key]
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text
