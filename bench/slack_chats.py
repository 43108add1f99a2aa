"""People who write to an app of Slack, which a stand-in plays: it brings what was not acknowledged again by itself."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from bench.chats import Message, Shown
from bench.servers import Servers
from bench.telegram_chats import GLANCE, PUBLIC
from tests.standins.slack import BOT_ID, Person, SlackApi, slack_api
from tests.standins.slack_push import Delivery
from tests.standins.slack_rules import shown

LOST_ANSWERS = 0.03
"""The share of messages after which the platform does what it is asked once, and never says so."""

LATER = 3.0
"""Seconds until the platform brings once more what it has given up: an hour of its own, where delayed events are on."""

TROUBLE = (2.0, 5.0)
"""Seconds between two things that go wrong with the sockets."""

_TRIES = 4


@dataclass(slots=True)
class SlackChats:
    """Customers with Slack before them, and the platform between them and the servers.

    With sockets all of them are cut now and then, renewed, fall silent, or are offered an address that leads nowhere.
    """

    mode: Literal["socket", "http"] = "socket"
    account: str = "slack/trial"
    attempts: int = 0
    sends: bool = False
    faults: int = 0
    environ: Mapping[str, str] = field(default_factory=lambda: {"ONKAPI_WEB__PUBLIC_URL": PUBLIC})
    _api: SlackApi | None = None
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _open: ExitStack = field(default_factory=ExitStack)
    _brought: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    _draw: random.Random = field(default_factory=lambda: random.Random(17))

    def sections(self) -> Mapping[str, Any]:
        """Begin to be the platform, and return how the servers find it."""
        self._api = self._open.enter_context(slack_api())
        account = {
            "key": "trial", "organization": "ornek", "mode": self.mode, "bot_token": self._api.bot_token,
            "app_token": self._api.app_token, "signing_secret": self._api.signing_secret, "trust": "open",
        }  # fmt: skip
        slack = {
            "accounts": [account], "api_base": f"{self._api.address}/api/", "ping_interval": 0.5, "timeout": 3.0,
            "rates": {"channel": 1_000}, "retries": {"first": 0.2, "longest": 2.0},
        }  # fmt: skip
        return {"channels": {"slack": slack}}

    async def open(self, servers: Servers) -> None:
        """Let the platform bring what happens."""
        self._platform.transport = self.mode
        work = [self._forget(), self._lead(servers) if self.mode == "http" else self._disturb()]
        self._tasks = [asyncio.create_task(each) for each in work]

    async def close(self) -> None:
        """End the platform."""
        for task in self._tasks:
            task.cancel()
        await asyncio.to_thread(self._open.close)

    def chat(self, number: int) -> str:
        """The platform knows conversations by names of its own."""
        return self._platform.dm(_person(number)).id

    async def says(self, message: Message) -> None:
        """Write, and wait until the servers have acknowledged it."""
        if self._draw.random() < LOST_ANSWERS:
            self._platform.loses_answer("chat.postMessage", 30.0)
        # How it is brought is watched here.
        payload = self._platform.says(_person(message.chat), message.words, deliver=False)
        self._brought[message.chat, message.number] = payload
        await self._acknowledged(payload)

    async def again(self, message: Message) -> None:
        """Let the platform bring the message once more, sometimes as another event."""
        payload = self._brought[message.chat, message.number]
        if self._draw.random() < 0.5:
            payload = {**payload, "event_id": f"{payload['event_id']}B"}
        await self._acknowledged(payload)

    async def jumbled(self, messages: Sequence[Message]) -> None:
        """Write one after the other without waiting; the platform brings them side by side."""
        await asyncio.gather(*map(self.says, messages))

    async def shown(self, chat: int) -> list[Shown]:
        """Return what stands in the chat."""
        here = self.chat(chat)
        known = sorted((ts, message) for (place, ts), message in list(self._platform.messages.items()) if place == here)
        return [
            Shown("bot" if message.get("bot_id") == BOT_ID else "customer", shown(message["text"]))
            for _, message in known
        ]

    async def _acknowledged(self, payload: dict[str, Any]) -> None:
        """Bring an event as the platform does, and then once more for as long as it takes."""
        while True:
            self.attempts += 1
            brought = Delivery("events_api", payload)
            self._platform.deliveries.append(brought)
            while not brought.done and len(brought.statuses) < _TRIES:  # noqa: ASYNC110 -- the platform has a thread of its own
                await asyncio.sleep(GLANCE)
            if brought.done:
                return
            await asyncio.sleep(LATER)

    async def _forget(self) -> None:
        """Drop what has been brought, and what the app has said itself and nobody hears of again."""
        while True:
            for each in list(self._platform.deliveries):
                if each.done or len(each.statuses) >= _TRIES:
                    with suppress(ValueError):
                        self._platform.deliveries.remove(each)
            await asyncio.sleep(1)

    async def _lead(self, servers: Servers) -> None:
        """Let the public address lead to one server after the other, of those that a balancer believes to be there."""
        while True:
            up = [each for each in servers.processes if each.is_up] or servers.processes
            self._platform.request_url = f"{self._draw.choice(up).address}/hooks/slack/trial"
            await asyncio.sleep(GLANCE)

    async def _disturb(self) -> None:
        """Let one thing after the other go wrong with the sockets."""
        while True:
            await asyncio.sleep(self._draw.uniform(*TROUBLE))
            match self._draw.randrange(4):
                case 0:
                    self._platform.cuts()
                case 1:
                    self._platform.refreshes(self._draw.choice(["warning", "refresh_requested", "link_disabled"]))
                case 2:
                    self._platform.falls_silent()
                case _:
                    self._platform.dead_addresses += 1
                    self._platform.cuts()

    @property
    def _platform(self) -> SlackApi:
        assert self._api is not None
        return self._api


def _person(chat: int) -> Person:
    return Person(f"U0T{chat:05}", f"Ali {chat}")
