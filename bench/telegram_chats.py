"""People who write to a bot of Telegram, which a stand-in plays: it brings what was not confirmed again by itself."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Literal

from bench.chats import Message, Shown
from bench.servers import Servers
from tests.standins.telegram import BotApi, User, bot_api

PUBLIC = "https://desk.example"
SECRET = "a-secret-of-the-webhook"  # noqa: S105 -- of nobody
FIRST_USER = 10_000
GLANCE = 0.1

LOST_ANSWERS = 0.005
"""The share of messages after which the platform does what it is asked once, and never says so."""

AT_ONCE = 6
"""Updates that the platform brings side by side where it calls us."""


@dataclass(slots=True)
class TelegramChats:
    """Customers with Telegram in their hands, and the platform between them and the servers."""

    mode: Literal["polling", "webhook"] = "polling"
    account: str = "telegram/trial"
    attempts: int = 0
    sends: bool = True
    faults: int = 0
    environ: Mapping[str, str] = field(default_factory=lambda: {"ONKAPI_WEB__PUBLIC_URL": PUBLIC})
    _api: BotApi | None = None
    _leading: asyncio.Task[None] | None = None
    _open: ExitStack = field(default_factory=ExitStack)
    _brought: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    _draw: random.Random = field(default_factory=lambda: random.Random(13))

    def sections(self) -> Mapping[str, Any]:
        """Begin to be the platform, and return how the servers find it."""
        self._api = self._open.enter_context(bot_api())
        self._api.parallel = AT_ONCE
        account = {
            "key": "trial", "organization": "ornek", "token": self._api.token, "mode": self.mode,
            "webhook_secret": SECRET, "trust": "open",
        }  # fmt: skip
        telegram = {
            "accounts": [account], "api_base": self._api.address, "poll_timeout": 1, "timeout": 3.0,
            "rates": {"overall": 1_000, "chat": 1_000}, "retries": {"first": 0.2, "longest": 2.0},
        }  # fmt: skip
        return {"channels": {"telegram": telegram}}

    async def open(self, servers: Servers) -> None:
        """Let the public address lead to the servers."""
        self._leading = asyncio.create_task(self._lead(servers))

    async def _lead(self, servers: Servers) -> None:
        """Let the public address lead to one server after the other, of those that a balancer believes to be there."""
        while True:
            up = [each for each in servers.processes if each.is_up] or servers.processes
            self._platform.reaches[PUBLIC] = self._draw.choice(up).address
            await asyncio.sleep(GLANCE)

    async def close(self) -> None:
        """End the platform."""
        if self._leading is not None:
            self._leading.cancel()
        await asyncio.to_thread(self._open.close)

    def chat(self, number: int) -> str:
        """The platform knows people by numbers, and the chat with each by his."""
        return str(FIRST_USER + number)

    async def says(self, message: Message) -> None:
        """Write, and wait until the servers have confirmed it."""
        if self._draw.random() < LOST_ANSWERS:
            self.faults += 1
            self._platform.loses_answer("sendMessage", 30.0)
        update = self._platform.says(_user(message.chat), message.words)
        self._brought[message.chat, message.number] = update
        await self._confirmed(update)

    async def again(self, message: Message) -> None:
        """Let the platform bring the message once more: the same update where it calls, a new one where it is asked."""
        update = self._brought[message.chat, message.number]
        once_more = update if self.mode == "webhook" else {"message": update["message"]}
        await self._confirmed(self._platform.deliver(once_more))

    async def jumbled(self, messages: Sequence[Message]) -> None:
        """Write one after the other without waiting; where the platform calls, the calls overtake each other."""
        await asyncio.gather(*map(self.says, messages))

    async def shown(self, chat: int) -> list[Shown]:
        """Return what stands in the chat."""
        here = FIRST_USER + chat
        known = sorted(
            (number, message) for (where, number), message in list(self._platform.messages.items()) if where == here
        )
        return [
            Shown("bot" if message["from"]["is_bot"] else "customer", str(message.get("text", "")))
            for _, message in known
        ]

    async def _confirmed(self, update: Mapping[str, Any]) -> None:
        self.attempts += 1
        while update["update_id"] in self._platform.pending:  # noqa: ASYNC110 -- the platform has a thread of its own
            await asyncio.sleep(GLANCE)

    @property
    def _platform(self) -> BotApi:
        assert self._api is not None
        return self._api


def _user(chat: int) -> User:
    return User(FIRST_USER + chat, first_name=f"Ali {chat}")
