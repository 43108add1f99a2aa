"""The platform's own client, pointed at the configured address, and what its errors mean for a message."""

from __future__ import annotations

import json
import os
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from channels.telegram.budget import ALL
from channels.telegram.settings import Account, Settings
from core.channel import SendFailed

# The library gives waiting times as numbers, with a warning, unless it is told that we know what comes next.
os.environ.setdefault("PTB_TIMEDELTA", "true")

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""Updates that we ask for; the platform remembers the list, so it is always sent."""

_CONNECTIONS = 16
"""A wide pool makes the client slower."""

_SIGNED_OUT = 60.0
"""Seconds until a token that was refused is tried again: somebody may have changed it at the platform."""

_MOVING = 2.0
"""Seconds until what was for a group that became a supergroup is sent to where it is now."""

_NOWHERE = re.compile(r"chat not found|user not found|peer_id_invalid|have no rights to send", re.IGNORECASE)
_NO_THREAD = re.compile(r"message thread not found|topic_deleted|topic_id_invalid", re.IGNORECASE)
_CLOSED = re.compile(r"topic_closed", re.IGNORECASE)
_NO_RIGHTS = re.compile(r"not enough rights|chat_admin_required|need administrator rights", re.IGNORECASE)
_SAME = re.compile(r"message is not modified|topic_not_modified", re.IGNORECASE)
_NO_MESSAGE = re.compile(
    r"message to (?:edit|delete|react|be replied) not found|message can't be edited|message_id_invalid", re.IGNORECASE
)
_TOKEN = re.compile(r"[0-9]{3,}:[A-Za-z0-9_-]{20,}")


class Client:
    """One bot at the platform: `bot` for every call but `updates`, which has a connection of its own."""

    def __init__(self, account: Account, settings: Settings) -> None:
        self._patience, self._poll = settings.timeout, settings.poll_timeout
        plain = {"verify": False} if settings.api_base.startswith("http://") else {}
        base = settings.api_base.rstrip("/")
        limits: dict[str, Any] = {
            "read_timeout": self._patience,
            "write_timeout": self._patience,
            "connect_timeout": self._patience,
            "pool_timeout": self._patience,
            "media_write_timeout": self._patience,
            "httpx_kwargs": plain,
        }
        self._polling = HTTPXRequest(connection_pool_size=1, **limits)
        self._sending = HTTPXRequest(connection_pool_size=_CONNECTIONS, **limits)
        self.bot = Bot(
            account.token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._sending,
            get_updates_request=self._polling,
        )

    async def open(self) -> None:
        """Take up connections; nothing is asked yet."""
        await self._polling.initialize()
        await self._sending.initialize()

    async def close(self) -> None:
        """Give the connections back."""
        await self._polling.shutdown()
        await self._sending.shutdown()

    async def updates(self, offset: int | None) -> list[Any]:
        """Wait for news and return it as it came: the library's own way stops at the first update it cannot read.

        What is below `offset` was kept and is confirmed by this. Raises `TelegramError`.
        """
        values: dict[str, Any] = {"timeout": self._poll, "allowed_updates": json.dumps(ALLOWED), "limit": 100}
        if offset is not None:
            values["offset"] = offset
        url = f"{self.bot.base_url}/getUpdates?{urlencode(values)}"
        found: Any = await self._polling.post(url, read_timeout=self._poll + self._patience)
        if not isinstance(found, list):
            raise TelegramError("the platform sent no list of updates")
        return found


def seconds(error: RetryAfter) -> float:
    """Return how long the platform wants to be left alone."""
    pause = error.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


def trouble(error: Exception) -> str:
    """Return in a few words, without tokens, what `error` says of the whole account."""
    match error:
        case Conflict():
            return "409: somebody else asks for the updates of this bot"
        case RetryAfter():
            return f"429: the platform wants to be left alone for {seconds(error):g} s"
        case InvalidToken() | EndPointNotFound() | Forbidden():
            return "401: the platform refuses the token of the bot"
        case TimedOut():
            return "the platform does not answer in time"
        case NetworkError() if not isinstance(error, BadRequest):
            return "the platform cannot be reached"
        case TelegramError():
            return f"the platform answers {_TOKEN.sub('***', error.message)[:200]}"
    return f"what came is not kept ({type(error).__name__})"


def is_closed(error: BadRequest) -> bool:
    """Say whether a topic refuses a message because it is closed."""
    return bool(_CLOSED.search(error.message))


def is_same(error: BadRequest) -> bool:
    """Say whether the platform minds only that all is as it should be."""
    return bool(_SAME.search(error.message))


def is_gone(error: BadRequest) -> bool:
    """Say whether a message is not there any more, or cannot be changed any more."""
    return bool(_NO_MESSAGE.search(error.message))


def is_no_thread(error: BadRequest) -> bool:
    """Say whether a topic is not there any more."""
    return bool(_NO_THREAD.search(error.message))


def lacks_rights(error: BadRequest) -> bool:
    """Say whether the bot may not do that in this group."""
    return bool(_NO_RIGHTS.search(error.message))


def failed(error: TelegramError) -> SendFailed:
    """Return what an error of the platform means for the message that it refused.

    A refusal for good is a kind of network error in the library, so it is asked for first.
    """
    reason = _TOKEN.sub("***", error.message)
    match error:
        case RetryAfter():
            return SendFailed(reason, retry_after=seconds(error))
        case Forbidden():
            return SendFailed(reason, permanent=True, gone=True)
        case BadRequest() if _NO_THREAD.search(reason):
            return SendFailed(reason, lost=True)
        case BadRequest():
            return SendFailed(reason, permanent=True, gone=bool(_NOWHERE.search(reason)))
        case ChatMigrated():
            return SendFailed("the group has become a supergroup", retry_after=_MOVING)
        case InvalidToken() | EndPointNotFound():
            return SendFailed("the platform refuses the token of the bot", retry_after=_SIGNED_OUT, bucket=ALL)
        case TimedOut():
            return SendFailed("the platform did not answer in time", down=True, unsure=True)
        case NetworkError() if "entity too large" in reason.lower():
            return SendFailed(reason, permanent=True)
    return SendFailed(f"the platform cannot be reached ({type(error).__name__})", down=True, unsure=True)
