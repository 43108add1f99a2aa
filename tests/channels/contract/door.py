"""What the contract asks of a channel's own users, and how one whose client is our own stands at its door."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Protocol

import httpx

from core.channel import Channel
from tests.channels.contract.recorder import Recorder
from tests.channels.contract.server import serving


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


def reply(response: httpx.Response) -> Reply:
    body = response.json()
    return Reply(response.status_code, body.get("error") or body.get("answer", ""))


@contextmanager
def of_our_client(channel: Channel, driver: Callable[..., Door], host: Recorder) -> Iterator[Door]:
    """Serve `channel` with `host` behind it and yield a person whose client is our own."""
    secret = token_hex(16)
    with serving(channel, host) as address:
        headers = {"X-Onkapi-Visitor": secret, "Accept-Language": "en"}
        with httpx.Client(base_url=address, headers=headers, timeout=20, trust_env=False) as http:
            yield driver(http, channel, secret)
