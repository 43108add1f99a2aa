"""Shows cards: what a room sees of a ticket, read at the moment at which it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.backoff import SEND_SECONDS, pause, within
from bot.budgets import LONGEST_ASKED, Budgets
from bot.card import card_view
from bot.clock import Clock
from bot.sending import surely
from bot.store import banks, cards, conversations, outage_lists, threads, tickets, timeline
from bot.store.cards import ClaimedCard
from bot.store.engine import Store, Tx
from bot.store.outage_lists import Going
from bot.store.tickets import Stored
from bot.turn import Engine
from core.channel import Channel, SendFailed
from core.messages import Address
from core.rooms import Shown
from core.texts import Texts

log = structlog.get_logger(__name__)


class Showing:
    """Brings cards that are behind up to date, each through the channel of its room."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        texts: Texts,
        channels: Mapping[str, Channel],
        clock: Clock,
        budgets: Budgets,
        still: Callable[[int], bool] = lambda account: True,
    ) -> None:
        self._budgets = budgets
        self._still = still
        self._store = store
        self._engine = engine
        self._texts = texts
        self._channels = channels
        self._clock = clock

    async def show(self, claimed: ClaimedCard) -> None:
        """Show a card that is ours to show, and settle what came of it."""

        def look(tx: Tx) -> tuple[Stored | None, Going | None, list[banks.Answered]]:
            found = tickets.by_id(tx, claimed.ticket)
            going = outage_lists.one_going(tx, found.ticket.outage if found else None)
            return found, going, banks.answered(tx, claimed.ticket)

        stored, going, asked = await self._store.read(look)
        if stored is None:
            return
        now = self._clock.now()
        if not self._still(claimed.account_id):
            # The process stood still since the claim: the next one may be about to show it.
            log.warning("not_ours_to_show", card=claimed.id)
            await surely(self._store, lambda tx: cards.again(tx, claimed, now, ""))
            return
        try:
            view = card_view(stored, claimed, self._engine.catalogue, self._texts, now, going, asked)
            channel = self._channels[claimed.room.account.partition("/")[0]]
            shown = await within(SEND_SECONDS, channel.show_card(view, claimed.message_id))
        except SendFailed as failed:
            await self._failed(claimed, now, failed)
        except Exception as error:
            log.exception("card_failed", card=claimed.id)
            await self._failed(claimed, now, SendFailed(repr(error)))
        else:
            await surely(self._store, lambda tx: _shown(tx, claimed, stored.version, shown))

    async def _failed(self, claimed: ClaimedCard, now: datetime, failed: SendFailed) -> None:
        if failed.permanent:
            await surely(self._store, lambda tx: _given_up(tx, claimed, now, failed.reason))
            return
        wait = failed.retry_after if failed.retry_after is not None else pause(claimed.attempt)
        if failed.bucket:
            self._budgets.pause(claimed.room.account, failed.bucket, wait)
        due = now + timedelta(seconds=min(wait, LONGEST_ASKED))
        await surely(self._store, lambda tx: cards.again(tx, claimed, due, failed.reason))


def _given_up(tx: Tx, claimed: ClaimedCard, now: datetime, reason: str) -> None:
    cards.give_up(tx, claimed, now, reason)
    threads.given_up(tx, claimed, reason)


def _shown(tx: Tx, claimed: ClaimedCard, revision: int, shown: Shown) -> None:
    if not cards.shown(tx, claimed, revision, shown):
        return
    if claimed.place is None or claimed.message_id is None or claimed.thread != shown.thread:
        threads.shown(tx, claimed, shown)
    if claimed.message_id != shown.message_id:
        where = Address(claimed.room.account, claimed.room.chat, shown.thread)
        place = conversations.address_number(tx, claimed.account_id, where)
        timeline.link(tx, address=place, message_id=shown.message_id, direction="out", card=claimed.id)
