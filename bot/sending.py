"""Sends a message that is ours to send, and settles what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from math import inf
from typing import TypeVar

import structlog

from bot.backoff import SEND_SECONDS, pause, within
from bot.budgets import LONGEST_ASKED, Budgets
from bot.clock import Clock
from bot.health import counters
from bot.hub import Hub
from bot.pulse import Pulse
from bot.rooms.lines import Lines
from bot.store import outbox, reach, relays, threads, timeline
from bot.store.engine import Store, StoreUnavailable, Tx, Work
from bot.store.outbox import Claimed
from bot.writing import unreachable
from core.channel import Channel, Finder, SendFailed
from core.messages import Address

log = structlog.get_logger(__name__)
T = TypeVar("T")

MOST_TRIES = 20
"""After so many a message that the platform refuses for no clear reason is given up, so that its lane goes on."""

SETTLE_AGAIN = 0.5
"""Seconds until it is written once more what came of an attempt, while the database cannot be reached."""


async def surely(store: Store, work: Work[T]) -> T:
    """Write what came of an attempt as soon as that can be written: forgotten, it would be made once more."""
    while True:
        try:
            return await store.write(work)
        except StoreUnavailable:
            await asyncio.sleep(SETTLE_AGAIN)


class Sending:
    """Brings messages to where they go.

    `still` says whether messages of an account may leave from this process; `later` hears in how many seconds there
    will be something to do again.
    """

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        lines: Lines,
        hub: Hub,
        clock: Clock,
        budgets: Budgets,
        pulse: Pulse,
        still: Callable[[int], bool],
        later: Callable[[float], None],
    ) -> None:
        self._store = store
        self._channels = channels
        self._lines = lines
        self._hub = hub
        self._clock = clock
        self._budgets = budgets
        self._pulse = pulse
        self._still = still
        self._later = later

    async def send(self, claimed: Claimed) -> None:
        """Send a message, unless it is too late for it or it has arrived already, and settle what came of it."""
        if claimed.stale:
            await self._outdated(claimed)
            return
        if not self._still(claimed.account_id):
            # The process stood still between the claim and now: the next one may be about to send it.
            log.warning("not_ours_to_send", outbox=claimed.id)
            await self._settle(claimed, "ready", unsure=claimed.unsure_since is not None)
            return
        try:
            ids = await within(SEND_SECONDS, self._delivered(claimed))
        except SendFailed as failed:
            await self._failed(claimed, failed)
        except TimeoutError:
            await self._failed(claimed, SendFailed("the platform did not answer in time", down=True, unsure=True))
        except Exception as error:
            log.exception("send_failed", outbox=claimed.id, ticket=claimed.ref)
            await self._failed(claimed, SendFailed(repr(error), unsure=True))
        else:
            if self._pulse.answered(claimed.account_id):
                log.info("account_answers_again", account=claimed.outgoing.address.account)
            await self._settle(claimed, "sent", ids=ids)

    async def _delivered(self, claimed: Claimed) -> Sequence[str]:
        """Return by which messages it is shown: those that are there already after an attempt nobody knows of."""
        found = await self._arrived(claimed)
        if found is not None:
            log.info("arrived_already", outbox=claimed.id)
            return found
        return await self._lines.deliver(self._channel(claimed.outgoing.address), claimed)

    async def _arrived(self, claimed: Claimed) -> Sequence[str] | None:
        """Return by which messages it is shown after an attempt nobody knows of; None where none was, or none is."""
        channel = self._channel(claimed.outgoing.address)
        if claimed.unsure_since is None or claimed.kind == "change" or not isinstance(channel, Finder):
            return None
        return await channel.find(claimed.outgoing, claimed.unsure_since)

    async def _outdated(self, claimed: Claimed) -> None:
        """Drop what is not to be said any more, unless it was said already in an attempt nobody knows of."""
        found: Sequence[str] | None = None
        try:
            found = await within(SEND_SECONDS, self._arrived(claimed))
        except (SendFailed, TimeoutError):
            pass
        except Exception:
            log.exception("not_looked", outbox=claimed.id, ticket=claimed.ref)
        if found is None:
            await self._settle(claimed, "dropped", error=claimed.stale)
        else:
            await self._settle(claimed, "sent", ids=found)

    async def _failed(self, claimed: Claimed, failed: SendFailed) -> None:
        account = claimed.outgoing.address.account
        if not failed.down:
            self._pulse.answered(claimed.account_id)
        elif self._pulse.silent(claimed.account_id, self._clock.now()):
            log.warning("account_does_not_answer", account=account, reason=failed.reason)
        if failed.gone or failed.lost:
            await self._park(claimed, failed)
            return
        state, wait = "ready", self._wait(failed, claimed)
        if failed.permanent:
            state = "failed"
        elif failed.retry_after is None and not failed.down and claimed.attempt >= MOST_TRIES:
            log.warning("given_up", outbox=claimed.id, account=account, reason=failed.reason)
            state = "failed"
        # Whether an earlier attempt arrived, a later one that surely did not says nothing about.
        unsure = failed.unsure or claimed.unsure_since is not None
        await self._settle(claimed, state, error=failed.reason, wait=wait, unsure=unsure)

    def _wait(self, failed: SendFailed, claimed: Claimed) -> float:
        """Return for how long a message waits after a failure; a bucket that the platform minds waits as a whole."""
        asked = failed.retry_after
        if asked is None or not 0 <= asked < inf:
            return pause(claimed.attempt)
        if failed.bucket:
            self._budgets.pause(claimed.outgoing.address.account, failed.bucket, asked)
        return min(asked, LONGEST_ASKED)

    async def _settle(
        self,
        claimed: Claimed,
        state: str,
        *,
        ids: Collection[str] = (),
        error: str = "",
        wait: float = 0.0,
        unsure: bool = False,
    ) -> None:
        now = self._clock.now()
        again = now + timedelta(seconds=wait)
        if state == "ready":
            self._later(wait)

        def settle(tx: Tx) -> bool:
            ours = outbox.settle(tx, claimed, state, now=now, error=error, again_at=again, unsure=unsure)
            if ours and claimed.secret and state != "ready":
                timeline.empty(tx, claimed.entry)
            if ours and state == "failed":
                relays.failed(tx, claimed.entry, now)
            # What sums up is no line of its own: it belongs to the card.
            entry, card = (None, claimed.card) if claimed.kind == "summary" else (claimed.entry, None)
            for message_id in ids if ours else ():
                timeline.link(
                    tx, address=claimed.address_id, message_id=message_id, direction="out", entry=entry, card=card
                )
            return ours

        if await surely(self._store, settle):
            account = claimed.outgoing.address.account
            counters.sent(account, state)
            log.info("message", outbox=claimed.id, ticket=claimed.ref, account=account, state=state)
            self._hub.arrive(claimed.outgoing.address)
            self._hub.poke([f"ticket:{claimed.ref}"] if claimed.ref else [])

    async def _park(self, claimed: Claimed, failed: SendFailed) -> None:
        """Let everything for an address that nothing reaches wait, and let the people on the ticket know."""
        now = self._clock.now()
        unsure = failed.unsure or claimed.unsure_since is not None  # as above

        def park(tx: Tx) -> None:
            if not outbox.settle(tx, claimed, "ready", now=now, error=failed.reason, unsure=unsure):
                return
            if claimed.card is not None and failed.lost:
                threads.lost(tx, claimed.card, claimed.address_id, claimed.outgoing.address.thread, now)
            elif reach.lost(tx, claimed.address_id, now) and claimed.ticket is not None and claimed.card is None:
                timeline.write(tx, [unreachable(now)], ticket=claimed.ticket, conversation=None)

        await surely(self._store, park)
        log.info("address_gone", outbox=claimed.id, reason=failed.reason)
        self._hub.arrive(claimed.outgoing.address)
        self._hub.poke([f"ticket:{claimed.ref}", "desk"] if claimed.ref else [])

    def _channel(self, address: Address) -> Channel:
        return self._channels[address.account.partition("/")[0]]
