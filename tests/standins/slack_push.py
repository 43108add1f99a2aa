"""How the stand-in of Slack brings what happened: signed HTTP requests with retries, or envelopes over sockets."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.standins.slack_rules import JsonObject

_GLANCE = 0.01
_PATHS = {"events_api": "events", "interactive": "interactive", "slash_commands": "commands"}


@dataclass(slots=True)
class Delivery:
    """Something that happened, on its way to the app. `statuses` are those of its attempts; 0 is no answer."""

    kind: str
    payload: JsonObject
    due: float = 0.0
    statuses: list[int] = field(default_factory=list)
    answer: Any = None

    @property
    def done(self) -> bool:
        """Whether the app has acknowledged it."""
        return bool(self.statuses) and 200 <= self.statuses[-1] < 300


@dataclass
class Push:
    """What is brought, and how: `transport` is "http", "socket", or "" while a test brings everything by hand.

    A minute of the platform is `minute` seconds here; it waits `patience` seconds for an acknowledgement.
    """

    transport: str = ""
    request_url: str = ""
    minute: float = 1.0
    patience: float = 3.0
    deliveries: list[Delivery] = field(default_factory=list)

    def deliver(self, kind: str, payload: JsonObject) -> JsonObject:
        """Queue something that happened; return it."""
        if self.transport:
            self.deliveries.append(Delivery(kind, payload))
        return payload

    def again(self, payload: JsonObject) -> None:
        """Bring the same once more, as after an acknowledgement that got lost."""
        kind = next((each.kind for each in self.deliveries if each.payload is payload), "events_api")
        self.deliveries.append(Delivery(kind, payload))

    def delivery(self, payload: JsonObject) -> Delivery:
        """Return the first delivery of `payload`."""
        return next(each for each in self.deliveries if each.payload is payload)

    def signed(self: Any, kind: str, payload: Mapping[str, Any]) -> tuple[str, dict[str, str], bytes]:
        """Return the end of the address, the headers and the body of the request that brings `payload`."""
        if kind == "events_api":
            body, content = json.dumps(payload).encode(), "application/json"
        else:
            form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body, content = urlencode(form).encode(), "application/x-www-form-urlencoded"
        return _PATHS[kind], {"Content-Type": content, **signature(self.signing_secret, body)}, body

    async def push(self: Any) -> None:
        """Deliver what is due, side by side as the platform does, until stopped."""
        under_way: set[asyncio.Task[None]] = set()
        busy: set[int] = set()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http:
            try:
                while self.is_open:
                    await asyncio.sleep(_GLANCE)
                    now = time.monotonic()
                    for each in list(self.deliveries):
                        tired = each.done or len(each.statuses) > 3 or id(each) in busy
                        if tired or each.due > now or not self._reachable():
                            continue
                        busy.add(id(each))
                        task = asyncio.create_task(self._attempt(http, each))
                        under_way.add(task)
                        task.add_done_callback(under_way.discard)
                        task.add_done_callback(partial(_forget, busy, id(each)))
            finally:
                for task in under_way:
                    task.cancel()
                await asyncio.gather(*under_way, return_exceptions=True)

    def _reachable(self: Any) -> bool:
        return bool(self.request_url) if self.transport == "http" else bool(self.listening())

    async def _attempt(self: Any, http: aiohttp.ClientSession, each: Delivery) -> None:
        """Try once; what is not acknowledged comes again at once, after a minute, and after five."""
        attempt = len(each.statuses)
        if self.transport == "socket":
            status, each.answer = await self.send_envelope(each, attempt)
        else:
            status, each.answer = await self._request(http, each, attempt)
        waits = (0.0, self.minute, 5 * self.minute)
        each.due = time.monotonic() + (waits[attempt] if attempt < len(waits) else 0.0)
        each.statuses.append(status)

    async def _request(self: Any, http: aiohttp.ClientSession, each: Delivery, attempt: int) -> tuple[int, Any]:
        path, headers, body = self.signed(each.kind, each.payload)
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_error"}
        try:
            timeout = aiohttp.ClientTimeout(total=self.patience)
            async with http.post(f"{self.request_url}/{path}", data=body, headers=headers, timeout=timeout) as answer:
                text = await answer.text()
                return answer.status, json.loads(text) if text.startswith("{") else text
        except (aiohttp.ClientError, TimeoutError):
            return 0, None


def _forget(busy: set[int], number: int, ended: object) -> None:
    busy.discard(number)


def signature(secret: str, body: bytes, at: float | None = None) -> dict[str, str]:
    """Return the headers by which the platform signs `body` (Verifying requests from Slack)."""
    stamp = str(int(time.time() if at is None else at))
    mark = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mark}"}
