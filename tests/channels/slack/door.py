"""A person who writes to an app of Slack, for the contract of channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from secrets import token_hex
from typing import Any

import httpx

from core.channel import Channel
from tests.channels.contract.door import Door, Reply, reply
from tests.channels.contract.recorder import Recorder
from tests.channels.contract.server import serving
from tests.channels.slack.served import ACCOUNT, PUBLIC, channel_at
from tests.standins.slack import Person, SlackApi, slack_api
from tests.standins.slack_push import signature


class SlackDoor:
    """The platform that brings what one person does, signed; the same `own_id` is the same event once more."""

    account = ACCOUNT

    def __init__(self, http: httpx.Client, channel: Channel, api: SlackApi) -> None:
        self.channel, self.secret, self._http, self._api = channel, api.signing_secret, http, api
        self._person = api.person(Person("U0ALI", locale="en-GB"))
        self._known: dict[str, dict[str, Any]] = {}

    def says(self, text: str, own_id: str = "") -> Reply:
        made = self._known.get(own_id) or self._api.says(self._person, text)
        self._known[own_id or token_hex(4)] = made
        return self._bring(*self._api.signed("events_api", made))

    def presses(self, payload: str, own_id: str = "") -> Reply:
        message = {"ts": "1764000000.000001", "channel": self._api.dm(self._person).id, "text": "?", "blocks": []}
        button = {"type": "button", "action_id": payload, "value": payload, "text": {"type": "plain_text", "text": "x"}}
        return self._bring(*self._api.signed("interactive", self._api.presses(self._person, message, button)))

    def reads(self, after: int = 0) -> Sequence[dict[str, Any]]:
        return self._api.said_to(self._person)

    def knocks(self, body: bytes) -> Reply:
        headers = {"Content-Type": "application/json"}
        return self._bring("events", headers | signature(self._api.signing_secret, body), body)

    def elsewhere(self) -> Reply:
        path, headers, body = self._api.signed("events_api", self._api.says(self._person, "merhaba"))
        return self._bring(f"../nowhere/{path}", headers, body)

    def _bring(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        return reply(self._http.post(f"/hooks/slack/ornek/{path}", content=body, headers=dict(headers)))


@contextmanager
def door(host: Recorder) -> Iterator[Door]:
    """Serve the channel with `host` behind it and yield a person at its door."""
    host.public_url = PUBLIC
    with slack_api() as api:
        channel = channel_at(api, "http")
        with serving(channel, host) as address, httpx.Client(base_url=address, timeout=20, trust_env=False) as http:
            api.waits(lambda: channel._apps["ornek"].bolt)
            yield SlackDoor(http, channel, api)
