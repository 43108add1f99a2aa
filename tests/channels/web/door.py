"""A visitor of the web chat, for the contract of channels."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from secrets import token_hex
from typing import Any

import httpx

from channels import web
from core.channel import Channel
from tests.channels.contract.door import Door, Reply, of_our_client, reply
from tests.channels.contract.recorder import Recorder


class WebDoor:
    """A visitor without a browser: what a page does, by hand."""

    account = "web/ornek"

    def __init__(self, http: httpx.Client, channel: Channel, secret: str) -> None:
        self.channel, self.secret, self._http = channel, secret, http

    def says(self, text: str, own_id: str = "") -> Reply:
        return self._post("/chat/ornek/messages", {"id": own_id or token_hex(16), "text": text})

    def presses(self, payload: str, own_id: str = "") -> Reply:
        return self._post("/chat/ornek/press", {"id": own_id or token_hex(16), "payload": payload})

    def reads(self, after: int = 0) -> Sequence[dict[str, Any]]:
        found: list[dict[str, Any]] = self._http.get("/chat/ornek/lines", params={"after": after}).json()["lines"]
        return found

    def knocks(self, body: bytes) -> Reply:
        headers = {"Content-Type": "application/json"}
        return reply(self._http.post("/chat/ornek/messages", content=body, headers=headers))

    def elsewhere(self) -> Reply:
        return self._post("/chat/nowhere/messages", {"id": token_hex(16), "text": "merhaba"})

    def _post(self, path: str, body: dict[str, str]) -> Reply:
        return reply(self._http.post(path, json=body))


def _channel() -> Channel:
    """Return the web chat with one site, `ornek`."""
    sites = [{"key": "ornek", "organization": "ornek", "trust": "open", "origins": ["https://intranet.example"]}]
    return web.create(web.Settings.model_validate({"sites": sites}))


OWN = True
"""The client is our own."""


def door(host: Recorder) -> AbstractContextManager[Door]:
    """Serve the channel with `host` behind it and yield a person at its door."""
    return of_our_client(_channel(), WebDoor, host)
