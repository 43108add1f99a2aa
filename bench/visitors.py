"""Visitors of the web chat as a benchmark needs them: each with its page open, telling how long it waited."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import aiohttp

SAYS = ("vpn bağlanmıyor", "düzeldi, teşekkürler")
"""What a visitor says: a matter that is known, and that its article helped. Each is answered."""

LONGEST = 60.0
"""Seconds after which an answer is not waited for any more."""

AGAIN = 0.5
"""Seconds until what was not acknowledged is brought again."""


@dataclass(slots=True)
class Waits:
    """Seconds that were waited for acknowledgements and for answers, with the moment at which each wait began."""

    acknowledged: list[tuple[float, float]] = field(default_factory=list)
    answered: list[tuple[float, float]] = field(default_factory=list)
    unanswered: int = 0
    again: int = 0
    """How often something had to be brought again."""

    def between(self, start: float, end: float) -> Waits:
        """Return those that began between two moments."""

        def of(waits: list[tuple[float, float]]) -> list[tuple[float, float]]:
            return [each for each in waits if start <= each[0] < end]

        return Waits(of(self.acknowledged), of(self.answered), self.unanswered, self.again)


class Crowd:
    """Visitors at the servers that listen at `doors`; each stays with the server that it came to."""

    def __init__(self, doors: list[str]) -> None:
        self.waits = Waits()
        self._doors = itertools.cycle(doors)
        self._numbers = itertools.count(1)
        self._run = f"{time.monotonic_ns():x}"
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=LONGEST, sock_read=LONGEST)
        self._http = aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0))

    async def close(self) -> None:
        """Close every connection."""
        await self._http.close()

    async def visit(self) -> None:
        """Be a visitor from the first word to the last answer."""
        number, door = next(self._numbers), next(self._doors)
        site = f"{door}/chat/ornek"
        headers = {"X-Onkapi-Visitor": f"visitor-{self._run}-{number:010}".ljust(22, "_"), "Accept-Language": "tr"}
        async with aclosing(self._answers(site, headers)) as answers:
            await anext(answers)  # the page is open
            for place, words in enumerate(SAYS):
                begin = time.monotonic()
                await self._post(site, headers, {"id": f"visitor-{number:08}-{place}", "text": words})
                self.waits.acknowledged.append((begin, time.monotonic() - begin))
                try:
                    async with asyncio.timeout(LONGEST):
                        at = await anext(answers)
                except (TimeoutError, StopAsyncIteration, aiohttp.ClientError):
                    self.waits.unanswered += 1
                    return
                self.waits.answered.append((begin, at - begin))

    async def _post(self, site: str, headers: dict[str, str], body: dict[str, str]) -> None:
        while True:
            try:
                async with self._http.post(f"{site}/messages", json=body, headers=headers) as answer:
                    if answer.status == 200:
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            self.waits.again += 1
            await asyncio.sleep(AGAIN)

    async def _answers(self, site: str, headers: dict[str, str]) -> AsyncGenerator[float, None]:
        """Yield when the page is open, then when each of the visitor's lines is answered: moments."""
        heard = answered = 0
        async with self._http.get(f"{site}/events", params={"after": 0}, headers=headers) as stream:
            yield time.monotonic()
            async for name, data in _events(stream):
                if name != "lines":
                    continue
                for line in json.loads(data):
                    if line["author"] == "customer":
                        heard += 1
                    elif heard > answered:
                        answered = heard
                        yield time.monotonic()


async def _events(stream: aiohttp.ClientResponse) -> AsyncGenerator[tuple[str, Any], None]:
    name = ""
    async for row in stream.content:
        if row.startswith(b"event: "):
            name = row[7:].strip().decode()
        elif row.startswith(b"data: "):
            yield name, row[6:]
