"""A person at a fax machine, for the contract of channels."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from secrets import token_hex
from typing import Any

import httpx

from core.channel import Channel
from tests.channels.contract.door import Door, Reply, of_our_client, reply
from tests.channels.contract.recorder import Recorder


class FaxDoor:
    """Sends sheets, and fetches what was said."""

    account = "fax/ornek"

    def __init__(self, http: httpx.Client, channel: Channel, secret: str) -> None:
        self.channel, self.secret, self._http = channel, secret, http

    def says(self, text: str, own_id: str = "") -> Reply:
        return self._post({"id": own_id or token_hex(16), "text": text})

    def presses(self, payload: str, own_id: str = "") -> Reply:
        return self._post({"id": own_id or token_hex(16), "ticked": payload})

    def reads(self, after: int = 0) -> Sequence[dict[str, Any]]:
        found: list[dict[str, Any]] = self._http.get("/hooks/fax/ornek/lines", params={"after": after}).json()["lines"]
        return found

    def knocks(self, body: bytes) -> Reply:
        headers = {"Content-Type": "application/json"}
        return reply(self._http.post("/hooks/fax/ornek/sheets", content=body, headers=headers))

    def elsewhere(self) -> Reply:
        return self._post({"id": token_hex(16), "text": "merhaba"}, "nowhere")

    def _post(self, body: dict[str, str], account: str = "ornek") -> Reply:
        return reply(self._http.post(f"/hooks/fax/{account}/sheets", json=body))


OWN = True
"""The client is our own."""


def door(host: Recorder) -> AbstractContextManager[Door]:
    """Serve the channel with `host` behind it and yield a person at its door."""
    fax = import_module("channels.fax")  # there only while somebody has joined it
    section = {"accounts": [{"key": "ornek", "organization": "ornek", "trust": "open"}]}
    return of_our_client(fax.create(fax.Settings.model_validate(section)), FaxDoor, host)
