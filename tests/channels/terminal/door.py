"""A person at a terminal, for the contract of channels."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from secrets import token_hex
from typing import Any

import httpx

from channels import terminal
from core.channel import Channel
from tests.channels.contract.door import Door, Reply, of_our_client, reply
from tests.channels.contract.recorder import Recorder


class TerminalDoor:
    """A client of the terminal's two routes."""

    account = "terminal/ornek"

    def __init__(self, http: httpx.Client, channel: Channel, secret: str) -> None:
        self.channel, self.secret, self._http = channel, secret, http

    def says(self, text: str, own_id: str = "") -> Reply:
        body = {"id": own_id or token_hex(16), "text": text}
        return reply(self._http.post("/hooks/terminal/ornek/messages", json=body))

    def presses(self, payload: str, own_id: str = "") -> Reply:
        raise NotImplementedError("a terminal has no buttons")

    def reads(self, after: int = 0) -> Sequence[dict[str, Any]]:
        found: list[dict[str, Any]] = self._http.get("/hooks/terminal/ornek/lines", params={"after": after}).json()[
            "lines"
        ]
        return found

    def knocks(self, body: bytes) -> Reply:
        headers = {"Content-Type": "application/json"}
        return reply(self._http.post("/hooks/terminal/ornek/messages", content=body, headers=headers))

    def elsewhere(self) -> Reply:
        body = {"id": token_hex(16), "text": "merhaba"}
        return reply(self._http.post("/hooks/terminal/nowhere/messages", json=body))


def _channel() -> Channel:
    """Return the terminal with one account, `ornek`."""
    accounts = [{"key": "ornek", "organization": "ornek", "trust": "open"}]
    return terminal.create(terminal.Settings.model_validate({"accounts": accounts}))


OWN = True
"""The client is our own."""


def door(host: Recorder) -> AbstractContextManager[Door]:
    """Serve the channel with `host` behind it and yield a person at its door."""
    return of_our_client(_channel(), TerminalDoor, host)
