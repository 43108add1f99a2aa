"""Tells people of the desk alone what cannot wait until they look at the console: who has the case, then who leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.stage import News
from bot.store import conversations, direct, outbox, people, timeline
from bot.store.engine import Store, Tx
from bot.store.timeline import Written
from bot.store.types import AnyRow
from bot.turn import Engine
from core.channel import Channel
from core.messages import Text
from core.notices import NoticeKind
from core.texts import Texts

TOLD = frozenset({NoticeKind.WARNED, NoticeKind.BROKEN, NoticeKind.ESCALATED, NoticeKind.ASSIGNED})
"""What is told at once; everything else waits on the page of notices."""


class Noticing:
    """Sends notices to where their readers write, on channels where agents work. `tell` hears of it."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        texts: Texts,
        channels: Mapping[str, Channel],
        clock: Clock,
        tell: Callable[[News], None],
    ) -> None:
        self._store = store
        self._engine = engine
        self._texts = texts
        self._channels = {name: channel for name, channel in channels.items() if channel.abilities.cards}
        self._clock = clock
        self._tell = tell

    async def sweep(self) -> None:
        """Look through every notice that is new."""
        while self._channels and (rows := await self._store.read(direct.fresh)):
            told = [await self._store.write(partial(self._take_up, row)) for row in rows]
            if any(told):
                self._tell(News(words=True))
            if len(rows) < direct.BATCH:
                return

    def _take_up(self, row: AnyRow, tx: Tx) -> bool:
        """Tell one notice, if it is for its reader's eyes and still news; say whether it was told."""
        now = self._clock.now()
        if not direct.take(tx, row.id, now) or now - row.at > direct.FRESH or NoticeKind(row.kind) not in TOLD:
            return False
        agent = people.agent(tx, row.person)
        # Who merely serves the queue sees the room; a message to each of them would be a broadcast.
        if agent is None or not (agent.leads or agent.person in {row.owner, row.coordinator}):
            return False
        place = self._place(tx, row.person)
        if place is None:
            return False
        words = self._words(row, now)
        line = Written(at=now, audience="agents", author="bot", kind="notice", text=words)
        [number] = timeline.write(tx, [line], ticket=None, conversation=None)
        outbox.add(tx, address=place, entries=[number], now=now, guards={}, expires_at=now + direct.FRESH)
        return True

    def _place(self, tx: Tx, person: int) -> int | None:
        """Return where somebody can be told something alone: where he writes, else where his channel reaches him."""
        if (place := direct.talks_at(tx, person, self._channels)) is not None:
            return place
        catalogue = self._engine.catalogue
        known = [
            (where, external_id) for (where, external_id), whose in catalogue.identities.items() if whose == person
        ]
        known += direct.ids_of(tx, person, self._channels)
        for where, external_id in known:
            for account in catalogue.accounts.values():
                channel = self._channels.get(account.channel)
                if channel is None or where not in {account.name, account.channel}:
                    continue
                if (found := channel.direct(account.name, external_id)) is not None:
                    return conversations.address_number(tx, account.id, found)
        return None

    def _words(self, row: AnyRow, now: datetime) -> str:
        values = {"ref": row.ref, "promise": Text(f"promise.{row.about}") if row.about else ""}
        text = Text(f"room.notice.{row.kind}", values)
        return self._texts.render(text, row.language, ZoneInfo(self._engine.catalogue.timezone), now)
