"""What sending has in common, whatever the platform: how a stop waits for it, and how a further call is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from core.channel import SendFailed
from core.host import Host
from core.messages import Address


class UnderWay:
    """What one account sends just now. When the server stops nothing new begins, and what is on its way may arrive."""

    def __init__(self) -> None:
        self._number = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._open = True

    @asynccontextmanager
    async def one(self) -> AsyncGenerator[None, None]:
        """Do something that the end of the server waits for; raise `SendFailed` when it has come already."""
        if not self._open:
            raise stopped()
        self._number += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._number -= 1
            if not self._number:
                self._idle.set()

    async def stop(self, patience: float = 3.0) -> None:
        """Begin nothing new, and wait so many seconds for what is on its way."""
        self._open = False
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._idle.wait()


def stopped() -> SendFailed:
    """Return what is said to who wants to send while the server stops: the next one will."""
    return SendFailed("the server stops", retry_after=1.0)


def require_room(host: Host, address: Address) -> None:
    """Count one more call to `address`; raise `SendFailed` where the platform allows none now."""
    if wait := host.more(address):
        raise SendFailed("the platform allows no more now", retry_after=wait)
