"""We call the platform: two connections that it sends events over, each rebuilt for ever when it falls silent.

The library's client asks for its address once and goes on with it when nobody answers there; and it closes a
connection before it has another. So there are two, and somebody who looks after them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from channels.retrying import pause
from channels.slack.client import QUIET, Client
from channels.slack.settings import Account, Settings
from core.host import Host

CONNECTIONS = 2
"""Of each process; the platform gives an app ten."""

_log = logging.getLogger(__name__)

Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse | None]]


class Sockets:
    """Keeps the connections of one app."""

    def __init__(self, account: Account, name: str, client: Client, settings: Settings) -> None:
        self._account, self._name, self._client = account, name, client
        self._ping, self._patience = settings.ping_interval, settings.timeout
        self._retries = settings.retries
        self._lines: dict[int, SocketModeClient] = {}
        self._taking: set[asyncio.Task[None]] = set()
        self._told = False

    async def run(self, host: Host, dispatch: Dispatch) -> None:
        """Listen until cancelled."""
        try:
            async with asyncio.TaskGroup() as lines:
                for number in range(CONNECTIONS):
                    lines.create_task(self._keep(host, dispatch, number))
        finally:
            for task in self._taking:
                task.cancel()
            await asyncio.gather(*self._taking, return_exceptions=True)

    async def connected(self) -> int:
        """Return how many connections are alive."""
        return sum([await line.is_connected() for line in list(self._lines.values())])

    async def _keep(self, host: Host, dispatch: Dispatch, number: int) -> None:
        """Keep one connection: build it, watch it, build it again."""
        failures = 0
        while True:
            line = self._new(dispatch)
            try:
                if await self._opened(line):
                    failures = 0
                    self._lines[number] = line
                    self._told = False
                    host.report(self._name, "listening")
                    await self._watch(line)
                failures += 1
            finally:
                self._lines.pop(number, None)
                await self._close(line)
            self._tell(host)
            await asyncio.sleep(pause(self._retries, failures))

    def _new(self, dispatch: Dispatch) -> SocketModeClient:
        line = SocketModeClient(
            self._account.app_token,
            logger=QUIET,
            web_client=self._client.new_web(),
            ping_interval=self._ping,
        )

        async def hear(client: Any, request: SocketModeRequest) -> None:
            # Whom only the library refers to may be forgotten in the middle.
            task = asyncio.create_task(self._hear(dispatch, client, request))
            self._taking.add(task)
            task.add_done_callback(self._taking.discard)

        line.socket_mode_request_listeners.append(hear)
        return line

    async def _hear(self, dispatch: Dispatch, client: Any, request: SocketModeRequest) -> None:
        """Take one envelope, and acknowledge it when it is kept."""
        asked = AsyncBoltRequest(mode="socket_mode", body=request.payload, headers=build_headers(request))
        answer = await dispatch(asked)
        if answer is None:
            return
        with suppress(ConnectionError, aiohttp.ClientError):
            await send_async_response(client, request, answer, 0.0)

    async def _opened(self, line: SocketModeClient) -> bool:
        with suppress(TimeoutError, aiohttp.ClientError):
            connecting: Any = line.connect()  # type: ignore[no-untyped-call]
            await asyncio.wait_for(connecting, self._patience)
            return True
        return False

    async def _watch(self, line: SocketModeClient) -> None:
        """Return when a connection has not been alive for some pings, whatever its client does about that."""
        well = asyncio.get_running_loop().time()
        while True:
            await asyncio.sleep(self._ping)
            now = asyncio.get_running_loop().time()
            if await line.is_connected():
                well = now
            elif now - well > 3 * self._ping:
                return

    async def _close(self, line: SocketModeClient) -> None:
        closing: Any = line.close()  # type: ignore[no-untyped-call]
        with suppress(Exception):
            await asyncio.wait_for(closing, 1.0)

    def _tell(self, host: Host) -> None:
        """Tell once that no connection is left, for as long as that lasts."""
        if self._lines:
            return
        host.report(self._name, "listening", "no connection for events")
        if not self._told:
            _log.warning("no connection for events on %s", self._name)
        self._told = True
