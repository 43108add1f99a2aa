"""The engine as a channel sees it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from bot.budgets import Budgets
from bot.catalogue import Account
from bot.clock import Clock
from bot.files.shelf import Shelf, place_sender
from bot.health import counters
from bot.health.conditions import Conditions
from bot.hub import Hub, address_topic
from bot.intake import Intake
from bot.leasing import Leases
from bot.matters import open_matters
from bot.rooms import leaving
from bot.rooms.door import Rooms
from bot.rooms.places import Places
from bot.store import announcements, outbox, timeline
from bot.store.engine import Store, Tx
from bot.trouble import keep_unread
from bot.turn import Engine
from core.host import PAGE, Answer, Desk, Doing, Held, Line, Matter, Seen, Upload
from core.messages import Address, File, Inbound, Language, Sender
from core.rooms import Form


class Host:
    """Keeps the promises of `core.host.Host`; `conditions` are what the channels said of themselves."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        intake: Intake,
        hub: Hub,
        shelf: Shelf,
        clock: Clock,
        budgets: Budgets,
        rooms: Rooms | None = None,
        places: Places | None = None,
        public_url: str = "",
        *,
        listens: bool = True,
    ) -> None:
        self._rooms = rooms
        self._places = places
        self._public_url = public_url
        self._listens = listens
        self.leases = Leases(store, clock)
        self.conditions = Conditions()
        self._store = store
        self._engine = engine
        self._intake = intake
        self._hub = hub
        self._shelf = shelf
        self._clock = clock
        self._budgets = budgets

    def desk(self, account: str) -> Desk:
        """Return what stands over the door of `account`."""
        catalogue = self._engine.catalogue
        organization = catalogue.organizations[self._account(account).organization]
        name = catalogue.desk_name[organization.language]
        services = tuple(service.name for service in catalogue.services)
        return Desk(name=name, organization=organization.name, language=organization.language, services=services)

    async def matters(self, account: str, sender: Sender) -> Sequence[Matter]:
        """Return what `sender` has open at `account`, the newest first."""
        known = self._account(account)
        return await self._store.read(lambda tx: open_matters(tx, known, sender))

    def rooms(self, account: str) -> Mapping[str, Language]:
        """Return the chats of `account` in which agents work, and the language of each."""
        rooms = [room for each in self._engine.catalogue.rooms.values() for room in each]
        return {room.chat: room.language for room in rooms if room.account == account}

    async def moved(self, account: str, chat: str, to: str) -> None:
        """Take the chat `to` for what was `chat` until now."""
        if self._places is not None:
            await self._places.moved(account, chat, to)

    async def entered(self, account: str, chat: str) -> None:
        """Let what waits for the room `chat` go: the account may write there again."""
        if self._places is not None:
            await self._places.entered(account, chat, self._clock.now())

    async def left(self, account: str, person: Sender) -> None:
        """Note that the platform has switched somebody off; what an agent has goes back to its queues."""
        now = self._clock.now()
        await self._store.write(lambda tx: leaving.leave(tx, self._engine.catalogue, account, person, now))

    async def form(self, pressed: Inbound) -> Form | Answer:
        """Return the form that a pressed command needs, or why there is none."""
        return await self._rooms.form(pressed) if self._rooms is not None else Answer()

    async def announcements(self, account: str) -> Sequence[str]:
        """Return what is announced to the customers of the account's organization."""
        organization, now = self._account(account).organization, self._clock.now()
        running = await self._store.read(lambda tx: announcements.running(tx, now))
        return [each.words for each in running if each.organization == organization]

    def now(self) -> datetime:
        """Return the present moment."""
        return self._clock.now()

    @property
    def public_url(self) -> str:
        """How others reach this server over the web."""
        return self._public_url

    @property
    def listens(self) -> bool:
        """Whether this process asks platforms for news."""
        return self._listens

    def report(self, account: str, doing: Doing, trouble: str | None = "", *, lasts: float | None = None) -> None:
        """Note how an account fares."""
        self.conditions.report(account, doing, trouble, self._clock.now(), lasts)

    async def lease(self, name: str, seconds: float) -> int | None:
        """Become, or stay, the only process that does what `name` says."""
        return await self.leases.hold(name, seconds)

    def holds(self, name: str) -> bool:
        """Say whether the lease is surely still ours."""
        return self.leases.holds(name)

    async def end_lease(self, name: str) -> None:
        """Give back at once what `lease` gave."""
        await self.leases.end(name)

    @property
    def file_limit(self) -> int:
        """The bytes of the largest file that is kept."""
        return self._shelf.limit

    async def keep_file(self, sender: Address, content: AsyncIterable[bytes], name: str, declared: str) -> Upload:
        """Keep a file that `sender` will attach to a message."""
        return await self._shelf.keep(place_sender(sender), content, name, declared)

    async def uploaded(self, sender: Address, tokens: Sequence[str]) -> tuple[File, ...]:
        """Return the files that `sender` has uploaded under `tokens`."""
        return await self._shelf.uploaded(place_sender(sender), tokens)

    async def file(self, address: Address, number: int) -> Held | None:
        """Return the file `number` of a line that was said at `address`."""
        return await self._shelf.said_at(self._account(address.account).id, address, number)

    def content(self, file: File) -> Path | None:
        """Return where the content of a file stands, or None if it is gone."""
        return self._shelf.content(file)

    async def unreadable(self, account: str, event_id: str, raw: Mapping[str, Any], error: str) -> None:
        """Keep what came and cannot be read as a dead letter."""
        known, now = self._account(account), self._clock.now()
        await self._store.write(lambda tx: keep_unread(tx, known, event_id, raw, now, error))

    def more(self, address: Address, *, last: bool = False) -> float:
        """Count one more call to `address`, and return 0; or return in how many seconds it may be made."""
        return self._budgets.more(address, last=last)

    async def receive(self, inbound: Inbound) -> Answer:
        """Keep `inbound`, act on it if it cannot wait, and only then return."""
        event = {"account": inbound.address.account, "event_id": inbound.event_id}
        with structlog.contextvars.bound_contextvars(**event), counters.turn("message"):
            if self._rooms is not None and self._rooms.here(inbound.address):
                answer = await self._rooms.receive(inbound)
            else:
                answer = await self._intake.receive(inbound)
        counters.received(inbound.address.account)
        return answer

    async def transcript(self, address: Address, after: int = 0) -> Sequence[Line]:
        """Return what was said at `address` since line `after`; from 0, the last `PAGE` lines."""
        return (await self.seen(address, after)).lines

    async def seen(self, address: Address, after: int = 0) -> Seen:
        """Return what `transcript` and `busy` say, in one look."""
        account, writes = self._account(address.account).id, self._hub.writes(address, self._clock.now())

        def seen(tx: Tx) -> Seen:
            there = outbox.standing(tx, account, address)
            if there is None:
                return Seen((), busy=writes)
            number, is_coming = there  # first: an answer between the two looks is shown beside its hint, not missed
            return Seen(timeline.transcript(tx, number, after, PAGE), busy=writes or is_coming)

        return await self._store.read(seen)

    def changes(self, address: Address) -> AsyncGenerator[None, None]:
        """Yield whenever something may have changed at `address`."""
        return self._hub.watch(address_topic(address), patient=True)

    async def busy(self, address: Address) -> bool:
        """Say whether an answer for `address` is being prepared, written or on its way."""
        if self._hub.writes(address, self._clock.now()):
            return True
        account = self._account(address.account).id
        there = await self._store.read(lambda tx: outbox.standing(tx, account, address))
        return there is not None and there[1]

    def _account(self, name: str) -> Account:
        return self._engine.catalogue.accounts[name]
