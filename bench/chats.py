"""How a benchmark's customers reach the servers: one driver per channel, over the channel's real transport.

A driver does what the channel's own client or platform does: it brings a message until it is acknowledged, through
whichever server answers, and shows what the customer got to see. A new channel adds its driver to
`bench.chaos.DRIVERS`.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Protocol

import aiohttp

from bench.servers import Servers

FIRST_WAIT, LONGEST_WAIT = 0.25, 3.0
"""Seconds between two attempts; those of the page are longer, which would only stretch a trial."""


@dataclass(frozen=True, slots=True)
class Message:
    """Words of a customer, unique in his chat. `number` tells the place in the chat."""

    chat: int
    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A line that a customer has before him: whose it is, and what it says."""

    author: str
    text: str


class Driver(Protocol):
    """A channel, seen from its users' side."""

    account: str
    """The account of the desk that they write to."""

    attempts: int
    """How often a message was brought so far, duplicates and failures included."""

    sends: bool
    """Whether a killed server may send a message twice: sending is more than writing a row, and nobody can look."""

    faults: int
    """How often the driver itself made it unknown whether a message had been sent."""

    environ: Mapping[str, str]
    """What the servers' environment needs."""

    def sections(self) -> Mapping[str, Any]:
        """Return what the servers' configuration needs. Called once, before they are started."""

    async def open(self, servers: Servers) -> None:
        """Begin, with `servers` running."""

    async def close(self) -> None:
        """Give back what `open` took."""

    def chat(self, number: int) -> str:
        """Return how the desk calls the chat of customer `number`."""

    async def says(self, message: Message) -> None:
        """Bring a message; return when it is acknowledged."""

    async def again(self, message: Message) -> None:
        """Bring a message once more that was brought before."""

    async def jumbled(self, messages: Sequence[Message]) -> None:
        """Bring messages at once, the last one first; return when all are acknowledged."""

    async def shown(self, chat: int) -> list[Shown]:
        """Return what the customer sees now, oldest first."""


@dataclass(slots=True)
class WebChats:
    """Visitors without a browser: what a page does, by hand."""

    servers: Servers | None = None
    patience: float = 6.0
    """Seconds that one request may take. The page waits longer; nobody else stands still for it meanwhile."""

    account: str = "web/ornek"
    attempts: int = 0
    sends: bool = False
    faults: int = 0
    environ: Mapping[str, str] = field(default_factory=dict)
    _http: aiohttp.ClientSession | None = None
    _draw: random.Random = field(default_factory=lambda: random.Random(7))

    def sections(self) -> Mapping[str, Any]:
        """The shipped configuration has web chats."""
        return {}

    async def open(self, servers: Servers) -> None:
        """Open connections as they are needed, and as many."""
        self.servers = servers
        limit = aiohttp.ClientTimeout(total=self.patience)
        self._http = aiohttp.ClientSession(timeout=limit, connector=aiohttp.TCPConnector(limit=0))

    async def close(self) -> None:
        """Close every connection."""
        if self._http is not None:
            await self._http.close()

    def chat(self, number: int) -> str:
        """A visitor is known by the hash of his token."""
        return sha256(_token(number).encode()).hexdigest()

    async def says(self, message: Message) -> None:
        """Post until it is acknowledged, each time through any of the servers."""
        body = {"id": f"trial-{message.chat:05}-{message.number:05}", "text": message.words}
        wait = FIRST_WAIT
        while not await self._post(message.chat, body):
            await asyncio.sleep(self._draw.uniform(wait / 2, wait))
            wait = min(wait * 2, LONGEST_WAIT)

    async def again(self, message: Message) -> None:
        """A page that did not hear the answer brings the same again."""
        await self.says(message)

    async def jumbled(self, messages: Sequence[Message]) -> None:
        """Post at once: which one comes first is the network's choice."""
        await asyncio.gather(*map(self.says, reversed(messages)))

    async def shown(self, chat: int) -> list[Shown]:
        """Read the whole chat, page by page."""
        found = {line["id"]: line for line in await self._lines(chat, 0)}  # the last ones
        after = 1
        while lines := await self._lines(chat, after):
            found |= {line["id"]: line for line in lines}
            after = lines[-1]["id"]
        said = [found[number] for number in sorted(found)]
        return [Shown(line["author"], "\n\n".join(part["text"] for part in line["parts"])) for line in said]

    async def _lines(self, chat: int, after: int) -> list[dict[str, Any]]:
        while True:
            try:
                async with self._session.get(
                    f"{self._door()}/chat/ornek/lines", params={"after": after}, headers=_headers(chat)
                ) as answer:
                    if answer.status == 200:
                        lines: list[dict[str, Any]] = (await answer.json())["lines"]
                        return lines
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(FIRST_WAIT)

    async def _post(self, chat: int, body: Mapping[str, str]) -> bool:
        self.attempts += 1
        try:
            async with self._session.post(
                f"{self._door()}/chat/ornek/messages", json=body, headers=_headers(chat)
            ) as answer:
                if 400 <= answer.status < 500 and answer.status != 429:
                    raise RuntimeError(f"{answer.status}: {await answer.text()}")
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    @property
    def _session(self) -> aiohttp.ClientSession:
        assert self._http is not None
        return self._http

    def _door(self) -> str:
        """Any server of those that a balancer believes to be there: a paused one is among them."""
        assert self.servers is not None
        up = [each for each in self.servers.processes if each.is_up]
        return self._draw.choice(up or self.servers.processes).address


def _token(chat: int) -> str:
    return f"trial-visitor-token-{chat:08}"


def _headers(chat: int) -> dict[str, str]:
    return {"X-Onkapi-Visitor": _token(chat), "Accept-Language": "tr"}
