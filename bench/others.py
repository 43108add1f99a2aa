"""Who else takes part in a trial: an agent's program at the API, agents at the console, a receiver of webhooks."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from bench.chats import FIRST_WAIT, LONGEST_WAIT
from bench.servers import Servers
from tests.console_desk import PASSWORD, form_of

SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="  # noqa: S105 -- of nobody


class Program:
    """An agent's program: repeats with the same key what was not answered, as the API wants it."""

    def __init__(self, servers: Servers, token: str) -> None:
        self._servers = servers
        self._draw = random.Random(11)
        self.refused: list[str] = []
        self._http = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=6),
            connector=aiohttp.TCPConnector(limit=0),
            headers={"Authorization": f"Bearer {token}"},
        )

    async def close(self) -> None:
        """Close every connection."""
        await self._http.close()

    async def commands(self, ref: str, command: str, key: str, **body: str) -> bool:
        """Give a command until it is answered; say whether it was done."""
        wait = FIRST_WAIT
        while True:
            door = self._draw.choice(
                [each for each in self._servers.processes if each.is_up] or self._servers.processes
            )
            where = f"{door.address}/api/v1/tickets/{ref}/commands/{command}"
            try:
                async with self._http.post(where, json=body, headers={"Idempotency-Key": key}) as answer:
                    if answer.status == 200:
                        return True
                    said = await answer.text()
                    if answer.status < 500 and not (answer.status == 409 and "key" in said):
                        self.refused.append(f"{command} {ref}: {answer.status} {said[:300]}")
                        return False
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(self._draw.uniform(wait / 2, wait))
            wait = min(wait * 2, LONGEST_WAIT)


@dataclass(slots=True)
class Receiver:
    """A program that is told by webhooks: it keeps what it was told, in the order in which it came."""

    told: list[tuple[int, str, str]] = field(default_factory=list)
    """Number of the delivery, event, and reference of the ticket."""

    port: int = 0
    _runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_post("/", self._hear)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        """Listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()

    def sections(self) -> Mapping[str, Any]:
        """Return what the servers' configuration needs."""
        return {"webhooks": [{"key": "trial", "url": f"http://127.0.0.1:{self.port}/", "secret": SECRET}]}

    @property
    def doubled(self) -> int:
        """How many deliveries came more than once, counted each time."""
        return sum(times - 1 for times in Counter(number for number, _, _ in self.told).values())

    async def _hear(self, request: web.Request) -> web.Response:
        body = await request.json()
        number = int(request.headers["webhook-id"].removeprefix("msg_"))
        self.told.append((number, body["type"], body["data"].get("ref", "")))
        return web.Response(status=204)


class Console:
    """An agent with a browser at the console of one of the servers."""

    def __init__(self, door: str) -> None:
        self._door = door
        timeout = aiohttp.ClientTimeout(total=60)
        self._http = aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def close(self) -> None:
        """Close every connection."""
        await self._http.close()

    async def sign_in(self, key: str) -> None:
        """Sign in as the agent `key`, who has the password of the tests."""
        form = form_of(await self.page("/desk/sign-in"), "/desk/sign-in")
        said = {**form, "email": f"{key}@ornek.example", "password": PASSWORD}
        status = await self.send("/desk/sign-in", said)
        if status != 303:
            raise RuntimeError(f"{key} cannot sign in: {status}")

    async def page(self, path: str) -> str:
        """Return a page."""
        async with self._http.get(f"{self._door}{path}") as answer:
            return await answer.text()

    async def form(self, ref: str, command: str, **fields: str) -> dict[str, str] | None:
        """Return what the form of a command holds on the ticket's page now, filled in; None if it is not offered."""
        page = await self.page(f"/desk/tickets/{ref}")
        action = f"/desk/tickets/{ref}/{command}"
        return {**form_of(page, action), **fields} if f'action="{action}"' in page else None

    async def send(self, path: str, fields: Mapping[str, str]) -> int:
        """Send a form; return the status of the answer."""
        async with self._http.post(f"{self._door}{path}", data=fields, allow_redirects=False) as answer:
            await answer.read()
            return answer.status
