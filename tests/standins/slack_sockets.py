"""Socket Mode of the stand-in of Slack: single-use addresses, envelopes, refreshes, and all the ways to fall silent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web

from tests.standins.slack_rules import JsonObject

_MOST = 10
_DEAD = "ws://127.0.0.1:9/link/?ticket=dead"
"""An address at which nobody listens: port 9 discards, where there is anybody at all."""


@dataclass(slots=True, eq=False)
class Connection:
    """One open socket. `silent` keeps it open and says nothing any more, not even to a ping."""

    socket: web.WebSocketResponse
    silent: bool = False
    waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)


@dataclass
class Sockets:
    """The connections of the app, and what goes wrong with them."""

    connections: list[Connection] = field(default_factory=list)
    tickets: set[str] = field(default_factory=set)
    dead_addresses: int = 0
    opened: int = 0
    _turn: Iterator[int] = field(default_factory=count)
    _orders: list[tuple[str, str]] = field(default_factory=list)

    # What a test does.

    def refreshes(self, reason: str = "refresh_requested") -> None:
        """Ask for new connections in place of all that are open."""
        self._orders.append(("refresh", reason))

    def cuts(self) -> None:
        """Cut all connections, without a word."""
        self._orders.append(("cut", ""))

    def falls_silent(self) -> None:
        """Keep all connections open, and say nothing on them any more."""
        for each in list(self.connections):
            each.silent = True

    # The platform.

    def listening(self) -> list[Connection]:
        """Return the connections on which something can be said."""
        return [each for each in list(self.connections) if not each.socket.closed and not each.silent]

    def new_socket_address(self: Any) -> str:
        """Return an address that can be used once; a dead one while there are some."""
        if self.dead_addresses > 0:
            self.dead_addresses -= 1
            return _DEAD
        ticket = uuid4().hex
        self.tickets.add(ticket)
        return f"ws{self.address.removeprefix('http')}/link/?ticket={ticket}"

    async def connect(self: Any, request: web.Request) -> web.StreamResponse:
        """Take a connection that shows a ticket nobody has used."""
        if request.query.get("ticket") not in self.tickets:
            return web.Response(status=403)
        self.tickets.discard(request.query["ticket"])
        # A ping is answered by hand: who is silent answers none.
        line = web.WebSocketResponse(autoping=False)
        await line.prepare(request)
        connection = Connection(line)
        if len(self.connections) >= _MOST:
            await line.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await line.close()
            return line
        self.connections.append(connection)
        self.opened += 1
        watching = asyncio.create_task(self._obey(connection))
        try:
            await line.send_json(
                {
                    "type": "hello", "num_connections": len(self.connections),
                    "debug_info": {"host": "applink", "approximate_connection_time": 18060},
                    "connection_info": {"app_id": "A0ONKAPI"},
                }
            )  # fmt: skip
            async for message in line:
                if connection.silent:
                    continue
                if message.type is WSMsgType.PING:
                    await line.pong(message.data)
                elif message.type is WSMsgType.TEXT:
                    self._acknowledged(connection, message.data)
        finally:
            watching.cancel()
            if connection in self.connections:
                self.connections.remove(connection)
            for waiting in connection.waiting.values():
                if not waiting.done():
                    waiting.cancel()
        return line

    def _acknowledged(self, connection: Connection, text: str) -> None:
        found = json.loads(text)
        # An envelope may be acknowledged on another connection than the one that brought it.
        for each in self.connections:
            waiting = each.waiting.get(found.get("envelope_id", ""))
            if waiting is not None and not waiting.done():
                waiting.set_result(found.get("payload"))

    async def _obey(self: Any, connection: Connection) -> None:
        """Do to this connection what a test asked for."""
        done = len(self._orders)
        while self.is_open:
            await asyncio.sleep(0.01)
            for order, reason in self._orders[done:]:
                done += 1
                if order == "cut":
                    transport = connection.socket._req.transport if connection.socket._req else None
                    if transport is not None:
                        transport.abort()
                elif not connection.silent:
                    with suppress(ConnectionError):
                        await connection.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})

    async def send_envelope(self: Any, each: Any, attempt: int) -> tuple[int, Any]:
        """Bring a delivery over any of the connections; return 200 and the answer once it is acknowledged."""
        lines = self.listening()
        if not lines:
            return 0, None
        connection = lines[next(self._turn) % len(lines)]
        number = str(uuid4())
        envelope: JsonObject = {
            "envelope_id": number, "type": each.kind, "payload": each.payload,
            "accepts_response_payload": each.kind != "events_api", "retry_attempt": attempt,
            "retry_reason": "timeout" if attempt else "",
        }  # fmt: skip
        waiting: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        connection.waiting[number] = waiting
        try:
            await connection.socket.send_json(envelope)
            return 200, await asyncio.wait_for(waiting, self.patience)
        except (TimeoutError, ConnectionError, asyncio.CancelledError):
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            return 0, None
        finally:
            connection.waiting.pop(number, None)

    async def hang_up(self) -> None:
        """Close what is open."""
        for each in list(self.connections):
            with suppress(ConnectionError, TimeoutError):
                await asyncio.wait_for(each.socket.close(), 1)
