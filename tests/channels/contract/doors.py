"""How each channel's own users reach it: one driver per channel, over the channel's real transport."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Protocol

import httpx

from channels import mail, terminal, web
from core.channel import Channel
from tests.channels.contract.recorder import Recorder
from tests.channels.contract.server import serving
from tests.channels.slack import served as slack_served
from tests.channels.telegram.served import ACCOUNT, PUBLIC, SECRET, channel_at
from tests.standins.slack import Person, SlackApi, slack_api
from tests.standins.slack_push import signature
from tests.standins.telegram import BotApi, User, bot_api


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: whether it is an acknowledgement, and the sentence of a refusal or of a private answer."""

    status: int
    sentence: str

    @property
    def acknowledged(self) -> bool:
        return self.status < 300

    @property
    def may_be_repeated(self) -> bool:
        return self.status >= 500


class Door(Protocol):
    """One person at one channel."""

    channel: Channel
    account: str
    secret: str
    """What proves who the person is; it must not be seen anywhere else."""

    def says(self, text: str, own_id: str = "") -> Reply: ...

    def presses(self, payload: str, own_id: str = "") -> Reply: ...

    def reads(self, after: int = 0) -> Sequence[dict[str, Any]]: ...

    def knocks(self, body: bytes) -> Reply:
        """Send `body` as it is to where messages go."""

    def elsewhere(self) -> Reply:
        """Write to an account that does not exist."""


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
        return _reply(self._http.post("/chat/ornek/messages", content=body, headers=headers))

    def elsewhere(self) -> Reply:
        return self._post("/chat/nowhere/messages", {"id": token_hex(16), "text": "merhaba"})

    def _post(self, path: str, body: dict[str, str]) -> Reply:
        return _reply(self._http.post(path, json=body))


class TerminalDoor:
    """A client of the terminal's two routes."""

    account = "terminal/ornek"

    def __init__(self, http: httpx.Client, channel: Channel, secret: str) -> None:
        self.channel, self.secret, self._http = channel, secret, http

    def says(self, text: str, own_id: str = "") -> Reply:
        body = {"id": own_id or token_hex(16), "text": text}
        return _reply(self._http.post("/hooks/terminal/ornek/messages", json=body))

    def presses(self, payload: str, own_id: str = "") -> Reply:
        raise NotImplementedError("a terminal has no buttons")

    def reads(self, after: int = 0) -> Sequence[dict[str, Any]]:
        found: list[dict[str, Any]] = self._http.get("/hooks/terminal/ornek/lines", params={"after": after}).json()[
            "lines"
        ]
        return found

    def knocks(self, body: bytes) -> Reply:
        headers = {"Content-Type": "application/json"}
        return _reply(self._http.post("/hooks/terminal/ornek/messages", content=body, headers=headers))

    def elsewhere(self) -> Reply:
        body = {"id": token_hex(16), "text": "merhaba"}
        return _reply(self._http.post("/hooks/terminal/nowhere/messages", json=body))


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
        return _reply(self._http.post(path, content=body, headers=headers))


class SlackDoor:
    """The platform that brings what one person does, signed; the same `own_id` is the same event once more."""

    account = slack_served.ACCOUNT

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
        return _reply(self._http.post(f"/hooks/slack/ornek/{path}", content=body, headers=dict(headers)))


def _reply(response: httpx.Response) -> Reply:
    body = response.json()
    return Reply(response.status_code, body.get("error") or body.get("answer", ""))


def web_channel() -> Channel:
    """Return the web chat with one site, `ornek`."""
    sites = [{"key": "ornek", "organization": "ornek", "trust": "open", "origins": ["https://intranet.example"]}]
    return web.create(web.Settings.model_validate({"sites": sites}))


def terminal_channel() -> Channel:
    """Return the terminal with one account, `ornek`."""
    accounts = [{"key": "ornek", "organization": "ornek", "trust": "open"}]
    return terminal.create(terminal.Settings.model_validate({"accounts": accounts}))


def telegram_channel(api: BotApi) -> Channel:
    """Return Telegram with one account, `ornek`, whose updates the platform brings."""
    return channel_at(api, "webhook")


def mail_channel(port: int) -> Channel:
    """Return mail with one account, `main`, by the mail server on `port` of this machine."""
    account = {"key": "main", "host": "127.0.0.1", "port": port, "sender": "destek@onkapi.example"}
    return mail.create(mail.Settings.model_validate({"accounts": [account]}))


SENDERS: Mapping[str, Callable[[int], Channel]] = {"mail": mail_channel}
"""Every channel that only sends, to addresses of mail: how it is made for a mail server's port."""


@contextmanager
def _of_our_client(channel: Channel, driver: Callable[..., Door], host: Recorder) -> Iterator[Door]:
    secret = token_hex(16)
    with serving(channel, host) as address:
        headers = {"X-Onkapi-Visitor": secret, "Accept-Language": "en"}
        with httpx.Client(base_url=address, headers=headers, timeout=20, trust_env=False) as http:
            yield driver(http, channel, secret)


@contextmanager
def _of_telegram(host: Recorder) -> Iterator[Door]:
    host.public_url = PUBLIC
    with bot_api() as api:
        channel = telegram_channel(api)
        with serving(channel, host) as address, httpx.Client(base_url=address, timeout=20, trust_env=False) as http:
            yield TelegramDoor(http, channel, api)


@contextmanager
def _of_slack(host: Recorder) -> Iterator[Door]:
    host.public_url = PUBLIC
    with slack_api() as api:
        channel = slack_served.channel_at(api, "http")
        with serving(channel, host) as address, httpx.Client(base_url=address, timeout=20, trust_env=False) as http:
            api.waits(lambda: channel._apps["ornek"].bolt)
            yield SlackDoor(http, channel, api)


OWN: Mapping[str, Callable[[Recorder], AbstractContextManager[Door]]] = {
    "web": lambda host: _of_our_client(web_channel(), WebDoor, host),
    "terminal": lambda host: _of_our_client(terminal_channel(), TerminalDoor, host),
}
"""Every channel to which a client of our own writes: how a person stands at its door."""

CHANNELS: Mapping[str, Callable[[Recorder], AbstractContextManager[Door]]] = {
    **OWN,
    "slack": _of_slack,
    "telegram": _of_telegram,
}
"""Every channel that must keep the contract. A new channel adds its line."""


def door(name: str, host: Recorder) -> AbstractContextManager[Door]:
    """Serve the channel `name` with `host` behind it and yield a person at its door."""
    return CHANNELS[name](host)
