"""Asking the platform for updates, for ever: nothing is confirmed before it is kept, and every trouble passes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from telegram.error import Conflict, RetryAfter

from channels.retrying import pause
from channels.telegram import parse
from channels.telegram.client import Client, seconds, trouble
from channels.telegram.lanes import Take, take_batch
from channels.telegram.settings import Settings
from core.errors import OnkapiError
from core.host import Host

_log = logging.getLogger(__name__)
_SLACK = 30.0
"""Seconds beyond the longest poll and pause after which nobody knows whether updates still come."""


class Overtaken(Exception):
    """The lease was lost while the platform was asked: whoever has it now is brought the same."""


class Backoff:
    """Longer and longer pauses, with some chance in them, until something worked again."""

    def __init__(self, settings: Settings) -> None:
        self._retries = settings.retries
        self._times = 0
        self._told = ""

    def after(self, error: Exception, account: str) -> float:
        """Return how many seconds to wait after `error`; a trouble that lasts is told once."""
        self._times += 1
        kind = type(error).__name__
        if kind != self._told:
            _log.warning("trouble with updates: %s on %s", kind, account)
        self._told = kind
        least = seconds(error) + 0.5 if isinstance(error, RetryAfter) else 0.0
        return max(least, pause(self._retries, self._times))

    def worked(self, account: str) -> None:
        """Begin anew with short pauses."""
        if self._times:
            _log.info("updates come again: %s", account)
        self._times, self._told = 0, ""


class Polling:
    """The one poller of an account: of all processes, the one that holds the lease."""

    def __init__(self, account: str, client: Client, settings: Settings, take: Take) -> None:
        self._account, self._client, self._take = account, client, take
        self._lease = settings.poll_timeout + settings.timeout + settings.retries.longest
        self._pause = settings.retries.first
        self._backoff = Backoff(settings)
        self._offset: int | None = None
        self._kept: set[int] = set()
        self._epoch: int | None = None

    async def run(self, host: Host) -> None:
        """Poll until cancelled."""
        try:
            while True:
                try:
                    await self._once(host)
                except Overtaken:
                    _log.warning("overtaken: %s", self._account)
                except Exception as error:  # noqa: BLE001 -- whatever it was, it must not be the end
                    host.report(self._account, "listening", trouble(error))
                    await asyncio.sleep(self._backoff.after(error, self._account))
        finally:
            host.report(self._account, "listening", None)
            if self._epoch is not None:
                await _quietly_end(host, self._name)

    @property
    def _name(self) -> str:
        return f"{self._account}: polling"

    async def _once(self, host: Host) -> None:
        epoch = await host.lease(self._name, self._lease)
        if epoch is None:
            self._epoch = None
            host.report(self._account, "listening", None)
            await asyncio.sleep(self._pause)
            return
        if epoch != self._epoch:
            # What another process kept meanwhile is not confirmed by us, but known when it comes again.
            self._epoch, self._offset = epoch, None
            await self._end_webhook()
        try:
            updates = await self._client.updates(self._offset)
        except Conflict as conflict:
            if "webhook" in conflict.message.lower():
                await self._end_webhook()
            raise
        await take_batch(self._fenced(host), updates, self._kept)
        self._backoff.worked(self._account)
        host.report(self._account, "listening", lasts=self._lease + _SLACK)
        self._confirm(updates)

    def _fenced(self, host: Host) -> Take:
        """Take nothing any more once the lease is lost: what is not kept is not confirmed, and comes to who has it."""

        async def take(update: object) -> None:
            if not host.holds(self._name):
                raise Overtaken
            await self._take(update)

        return take

    def _confirm(self, updates: Sequence[Any]) -> None:
        """Let the next question say that these are kept."""
        numbers = [number for update in updates if (number := parse.id_of(update)) is not None]
        if numbers:
            self._offset = max(numbers) + 1
        self._kept.clear()

    async def _end_webhook(self) -> None:
        """Take over from a webhook; what waits for it comes to us."""
        await self._client.bot.delete_webhook(drop_pending_updates=False)


async def _quietly_end(host: Host, name: str) -> None:
    try:
        await host.end_lease(name)
    except OnkapiError as error:
        _log.info("lease not given back: %s", error.code)
