"""Tells webhooks what happened: signed as Standard Webhooks says, in order for each ticket, again until it is heard.

Theory of operation. What is to be told are rows of the transaction of the move (`bot.store.webhooks`). Each webhook
has a loop of its own, so that one that is slow or gone holds up no other. Only addresses of the configuration are
called; redirections are not followed, and of an answer nothing but its status is read.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import httpx
import structlog

from bot.backoff import pause
from bot.clock import Clock
from bot.events import Webhook
from bot.store import webhooks
from bot.store.engine import Store, StoreUnavailable
from bot.store.webhooks import Claimed

log = structlog.get_logger(__name__)

POLL = 5.0
"""Seconds between looks when nobody wakes the loop."""

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 3_600.0
SEND_SECONDS = 15.0
"""How long a receiver may take; shorter than the lease of a claim."""

SETTLE_SECONDS = 0.5
"""Between two tries to write down what became of a delivery."""

MANNERS = 2 * SETTLE_SECONDS
"""For how long nothing is claimed where the database has just come back, or this process: first, who was sending
writes down what became of it, though the claim may be over by then."""

PATIENCE = timedelta(days=3)
"""After so long it is given up, and listed."""

GONE = 410
"""The receiver says that it wants no more of this."""


class Webhooks:
    """Sends what waits for `hooks`."""

    def __init__(self, store: Store, hooks: Sequence[Webhook], clock: Clock) -> None:
        self._store = store
        self._hooks = tuple(hooks)
        self._clock = clock
        self._awake = {hook.key: asyncio.Event() for hook in hooks}

    def wake(self) -> None:
        """Let every loop look at once."""
        for event in self._awake.values():
            event.set()

    async def recover(self) -> None:
        """Take up what a process that is certainly gone was sending (on SQLite), and give up what goes nowhere."""
        names = list(self._awake)
        if self._store.sqlite:
            await self._store.write(webhooks.release)
        await self._store.write(lambda tx: webhooks.give_up_others(tx, names))

    async def run(self) -> None:
        """Send until cancelled."""
        async with _client() as client:
            await asyncio.gather(*(self._follow(hook, client) for hook in self._hooks))

    async def send_due(self) -> int:
        """Send once what is due, and return how many were tried."""
        async with _client() as client:
            return sum([await self._send_due(hook, client) for hook in self._hooks])

    async def _follow(self, hook: Webhook, client: httpx.AsyncClient) -> None:
        awake, wait = self._awake[hook.key], 0.0 if self._store.sqlite else MANNERS
        while True:
            awake.clear()
            try:
                sent = await self._send_due(hook, client, wait)
                wait = 0.0
                if sent:
                    continue
            except StoreUnavailable as error:
                wait = MANNERS
                log.debug("webhook_waits_for_the_database", webhook=hook.key, reason=error.values["reason"])
            except Exception:
                # What was claimed comes again when its lease ends.
                log.exception("webhook_failed", webhook=hook.key)
            try:
                async with asyncio.timeout(POLL):
                    await awake.wait()
            except TimeoutError:
                continue

    async def _send_due(self, hook: Webhook, client: httpx.AsyncClient, wait: float = 0.0) -> int:
        """Send what is due, `wait` seconds after the database has answered; return how much."""
        now = self._clock.now()
        # Looking costs no write: most of the time there is nothing.
        if not await self._store.read(lambda tx: webhooks.waits(tx, hook.key, now)):
            return 0
        if wait:
            await asyncio.sleep(wait)
            now = self._clock.now()
        claimed = await self._store.write(lambda tx: webhooks.claim(tx, hook.key, now))
        await asyncio.gather(*(self._send(hook, each, client) for each in claimed))
        return len(claimed)

    async def _send(self, hook: Webhook, claimed: Claimed, client: httpx.AsyncClient) -> None:
        body = json.dumps(claimed.body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = signed(hook.secret, f"msg_{claimed.id}", self._clock.now(), body)
        wait: float | None = None
        try:
            async with (
                asyncio.timeout(SEND_SECONDS),
                client.stream("POST", hook.url, content=body, headers=headers) as answer,
            ):
                status, wait = answer.status_code, _retry_after(answer)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            await self._later(hook, claimed, f"{type(error).__name__}: {error}", None)
            return
        if 200 <= status < 300:
            await self._settle(claimed, "sent", self._clock.now())
        elif status == GONE:
            await self._give_up(hook, claimed, "the receiver answered 410 Gone")
        else:
            await self._later(hook, claimed, f"the receiver answered {status}", wait)

    async def _later(self, hook: Webhook, claimed: Claimed, error: str, wait: float | None) -> None:
        if wait is None:
            wait = pause(claimed.attempt, first=FIRST_PAUSE, longest=LONGEST_PAUSE, at_least_half=True)
        due = self._clock.now() + timedelta(seconds=wait)
        if due >= claimed.created_at + PATIENCE:
            await self._give_up(hook, claimed, error)
            return
        log.info("webhook_comes_again", webhook=hook.key, delivery=claimed.id, error=error)
        await self._settle(claimed, "ready", due, error)

    async def _give_up(self, hook: Webhook, claimed: Claimed, error: str) -> None:
        log.error("webhook_given_up", webhook=hook.key, delivery=claimed.id, error=error)
        await self._settle(claimed, "failed", self._clock.now(), error)

    async def _settle(self, claimed: Claimed, state: str, due: datetime, error: str = "") -> None:
        """Write down what became of a delivery, however long the database is gone: else it would go twice."""
        while True:
            try:
                await self._store.write(lambda tx: webhooks.settle(tx, claimed, state, due=due, error=error[:500]))
            except StoreUnavailable:
                await asyncio.sleep(SETTLE_SECONDS)
            else:
                return


def signed(secret: bytes, identifier: str, now: datetime, body: bytes) -> dict[str, str]:
    """Return the headers of a message, its signature among them (Standard Webhooks 1.0.0, symmetric `v1`)."""
    moment = str(int(now.timestamp()))
    digest = hmac.digest(secret, f"{identifier}.{moment}.".encode() + body, hashlib.sha256)
    return {
        "content-type": "application/json",
        "user-agent": "onkapi-webhook/1",
        "webhook-id": identifier,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=SEND_SECONDS, follow_redirects=False)


def _retry_after(answer: httpx.Response) -> float | None:
    """Return for how many seconds the receiver asks, within reason."""
    asked = answer.headers.get("retry-after", "")
    return min(float(asked), LONGEST_PAUSE) if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
