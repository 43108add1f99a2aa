"""Shows on agents' messages what became of them; the last of what is sent, and nothing waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import structlog

from bot.backoff import SEND_SECONDS, pause, within
from bot.budgets import Budgets
from bot.clock import Clock
from bot.store import relays
from bot.store.engine import Store
from bot.store.outbox import Rank
from bot.store.relays import ToMark
from core.channel import Channel, SendFailed

log = structlog.get_logger(__name__)


class Marking:
    """Brings marks that are behind up to date."""

    def __init__(self, store: Store, channels: Mapping[str, Channel], budgets: Budgets, clock: Clock) -> None:
        self._store = store
        self._channels = channels
        self._budgets = budgets
        self._clock = clock

    async def mark(self, one: ToMark) -> None:
        """Show a mark that is ours to show; one that cannot be shown is given up, for the words are what counts."""
        if wait := self._budgets.spend(one.address, Rank.REACTION):
            await self._later(one, wait)
            return
        channel = self._channels[one.address.account.partition("/")[0]]
        try:
            await within(SEND_SECONDS, channel.mark(one.address, one.message_id, one.mark))
        except SendFailed as failed:
            if not (failed.permanent or failed.gone or failed.lost):
                await self._later(one, failed.retry_after)
                return
        except Exception:
            log.exception("mark_failed", relay=one.id)
            await self._later(one, None)
            return
        await self._store.write(lambda tx: relays.marked(tx, one.id, one.mark))

    async def _later(self, one: ToMark, seconds: float | None) -> None:
        due = self._clock.now() + timedelta(seconds=pause(one.attempt) if seconds is None else seconds)
        await self._store.write(lambda tx: relays.mark_later(tx, one.id, due))
