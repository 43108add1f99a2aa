"""A person who writes to a bot of Telegram, for the contract of channels."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from secrets import token_hex
from typing import Any

import httpx

from core.channel import Channel
from tests.channels.contract.door import Door, Reply, reply
from tests.channels.contract.recorder import Recorder
from tests.channels.contract.server import serving
from tests.channels.telegram.served import ACCOUNT, PUBLIC, SECRET, channel_at
from tests.standins.telegram import BotApi, User, bot_api


class TelegramDoor:
    """The platform that brings what one person writes; the same `own_id` is the same update once more."""

    account = ACCOUNT
    secret = SECRET

    def __init__(self, http: httpx.Client, channel: Channel, api: BotApi) -> None:
        self.channel, self._http, self._api = channel, http, api
        self._person = User(1001, language_code="en")
        self._known: dict[str, dict[str, Any]] = {}

    def says(self, text: str, own_id: str = "") -> Reply:
        made = self._known.get(own_id) or self._api.says(self._person, text)
        self._known[own_id or token_hex(4)] = made
        return self._bring(json.dumps(made).encode())

    def presses(self, payload: str, own_id: str = "") -> Reply:
        message = {**self._api.message(self._person, text="?"), "from": self._api.myself()}
        return self._bring(json.dumps(self._api.presses(self._person, message, payload)).encode())

    def reads(self, after: int = 0) -> Sequence[dict[str, Any]]:
        return self._api.said_to(self._person)

    def knocks(self, body: bytes) -> Reply:
        return self._bring(body)

    def elsewhere(self) -> Reply:
        return self._bring(b"{}", "/hooks/telegram/nowhere")

    def _bring(self, body: bytes, path: str = "/hooks/telegram/ornek") -> Reply:
        self._api.pending.clear()  # brought by hand
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
        return reply(self._http.post(path, content=body, headers=headers))


@contextmanager
def door(host: Recorder) -> Iterator[Door]:
    """Serve the channel with `host` behind it and yield a person at its door."""
    host.public_url = PUBLIC
    with bot_api() as api:
        channel = channel_at(api, "webhook")
        with serving(channel, host) as address, httpx.Client(base_url=address, timeout=20, trust_env=False) as http:
            yield TelegramDoor(http, channel, api)
