"""The composition root: the only place where the parts of the server are put together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog

from bot.agents import Agents
from bot.budgets import Budgets
from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.config import Config
from bot.dispatcher import Dispatcher
from bot.erasing import Erasing
from bot.exporting import Exporting
from bot.files.shelf import Shelf
from bot.files.vault import Vault
from bot.health.membership import Membership
from bot.health.readiness import Readiness
from bot.host import Host
from bot.hub import ANY, Hub
from bot.intake import Intake
from bot.jobs import all_jobs
from bot.keeping import Keeping
from bot.knowing import open_library
from bot.opening import Counter
from bot.outages import Outages
from bot.parts import WHOLE, Part
from bot.ports import create_channels
from bot.reminding import Reminding
from bot.replaying import Replaying
from bot.returning import Returning
from bot.rooms.door import Rooms
from bot.rooms.moments import Moments
from bot.rooms.noticing import Noticing
from bot.rooms.places import Places
from bot.rooms.relaying import Relaying
from bot.scheduler import Scheduler
from bot.sharing import Sharing
from bot.stage import News
from bot.store import idempotency, setup
from bot.store.bell import Bell
from bot.store.engine import Store, open_store
from bot.telling import Telling
from bot.turn import Engine
from bot.waker import Waker
from bot.webhooks import Webhooks
from core import texts
from core.channel import Channel
from core.knowledge import Thresholds
from kb.index import Index
from kb.shelf import Row
from kb.understanding import Understanding

log = structlog.get_logger(__name__)

OUT = "out"
"""The topic of what waits to be sent."""


class App:
    """A server: its parts, how they start, and how they stop.

    `channels` may be given ready-made. With `only`, nothing is served and sent but for the channels named
    there; `parts` are what this process does. The database must have the present schema already.
    """

    def __init__(
        self,
        config: Config,
        *,
        clock: Clock | None = None,
        channels: Mapping[str, Channel] | None = None,
        only: Collection[str] | None = None,
        parts: Collection[Part] = WHOLE,
        draw: Callable[[int], int] | None = None,
        index: Callable[[Iterable[Row]], Index] | None = None,
    ) -> None:
        self.config = config
        self.parts = frozenset(parts)
        self.clock = clock or Clock()
        known = create_channels(config) if channels is None else channels
        self.channels = {name: each for name, each in known.items() if only is None or name in only}
        self.store: Store = open_store(config.database.url)
        accounts = {name: channel.accounts for name, channel in known.items()}
        now = self.clock.now()
        try:
            installed = self.store.run(lambda tx: setup.install(tx, config, accounts, now))
        except BaseException:
            self.store.close()
            raise
        read_here = frozenset(name for name, channel in known.items() if channel.abilities.read_here)
        catalogue = replace(installed, read_here=read_here)
        self.hub = Hub()
        self.texts = texts.load()
        understanding = Understanding.of(config.knowledge.semantic, config.concepts)
        self.library = open_library(self.store, config, understanding, index)
        drawing = {} if draw is None else {"draw": draw}
        senders = {name for name, channel in known.items() if not channel.abilities.receives}
        discreet = {name for name, channel in known.items() if channel.abilities.private}
        self.engine = Engine(
            catalogue,
            self.texts,
            self.thresholds,
            senders=senders,
            discreet=discreet,
            banks=self.library.banks,
            **drawing,
        )
        poor = {name for name, channel in known.items() if not channel.abilities.buttons}
        self.intake = Intake(
            self.store,
            self.engine,
            self.library,
            self.clock,
            settle=config.desk.settle,
            flood=config.desk.flood,
            flood_organization=config.desk.flood_organization,
            without_buttons=poor,
            tell=self.tell,
        )
        vault = Vault(config.files.dir, config.files.max_mb << 20)
        self.agents = Agents(self.store, self.engine, vault, self.clock, tell=self.tell)
        self.erasing = Erasing(
            self.store,
            self.engine,
            vault,
            self.clock,
            keep=config.retention,
            keep_audit=timedelta(days=config.desk.keep_audit) if config.desk.keep_audit else None,
            tell=self.tell,
        )
        self.exporting = Exporting(self.store, vault, self.clock)
        self.outages = Outages(self.store, self.agents, lambda: self.catalogue, self.clock, self.tell)
        self.counter = Counter(self.store, self.engine, self.clock, tell=self.tell)
        self.shelf = Shelf(self.store, vault, self.clock)
        public = config.web.public_url
        budgets = Budgets(self.channels, self.clock)
        relaying = Relaying(self.engine, self.agents, self.texts, frozenset(discreet))
        self.moments = Moments(self.store, relaying, self.clock, tell=self.tell)
        self.noticing = Noticing(self.store, self.engine, self.texts, self.channels, self.clock, self.tell)
        rooms = Rooms(self.store, self.engine, self.agents, relaying, self.texts, self.clock, self.tell)
        self.places = Places(self.store, self.engine, self.tell)
        self.host = Host(
            self.store,
            self.engine,
            self.intake,
            self.hub,
            self.shelf,
            self.clock,
            budgets,
            rooms,
            self.places,
            public,
            listens=Part.CHANNELS in self.parts,
        )
        conditions, who = self.host.conditions, self.host.leases.holder
        self.membership = Membership(self.store, self.clock, conditions, who, self.parts, config.prints)
        self.readiness = Readiness(self.store, self.clock, conditions, self.membership)
        called = {
            account.id: name
            for name, account in catalogue.accounts.items()
            if account.channel in self.channels and account.channel not in read_here
        }
        self.dispatcher = Dispatcher(
            self.store,
            self.engine,
            self.texts,
            self.channels,
            [account.id for account in catalogue.accounts.values() if account.channel in self.channels],
            self.hub,
            self.clock,
            budgets,
            # One process has an SQLite database for itself.
            None if self.store.sqlite else Sharing(self.store, self.host.leases, called, self.clock),
        )
        self.webhooks = Webhooks(self.store, catalogue.webhooks, self.clock)
        self.waker = Waker(self.intake, self.clock)
        self.reminding = Reminding(self.store, self.engine, self.clock, tell=self.tell)
        self.telling = Telling(self.store, self.engine, self.clock, tell=self.tell)
        self.keeping = Keeping(self.store, self.engine, self.clock, tell=self.tell)
        self.returning = Returning(self.store, self.engine, self.clock, tell=self.tell)
        self.replaying = Replaying(self.store, self.intake, known, self.clock)
        jobs = all_jobs(
            self.store,
            self.waker,
            self.replaying,
            self.reminding,
            self.returning,
            self.telling,
            self.keeping,
            self.shelf,
            self.erasing,
            self.moments,
            self.noticing,
            self.clock,
        )
        self._scheduler = Scheduler(jobs, self.store, self.clock)
        self._running: list[asyncio.Task[None]] = []

    def thresholds(self) -> Thresholds:
        """Return from which chances on articles and titles are given, as learned by now."""
        return self.library.thresholds(self.config.knowledge.precision)

    @property
    def catalogue(self) -> Catalogue:
        """What the configuration offers."""
        return self.engine.catalogue

    def tell(self, news: News) -> None:
        """Pass on what a committed turn made new."""
        refs = sorted(topic.removeprefix("ticket:") for topic in news.topics if topic.startswith("ticket:"))
        if refs:
            log.info("turn", ticket=",".join(refs))
        elif news.wake is not None:
            log.info("kept", conversation=news.wake[0])
        if news.shown is not None:
            self.hub.arrive(news.shown)
        # What the desk hears may concern cards, where there are rooms.
        sends = news.words or ("desk" in news.topics and bool(self.catalogue.rooms))
        self.hub.poke([*news.topics, *([OUT] if sends else ())])
        if sends:
            self.dispatcher.wake()
        if "desk" in news.topics:
            self.webhooks.wake()
        if news.wake is not None:
            self.waker.at(*news.wake)
        if news.relay is not None:
            self.moments.at(*news.relay)

    def hear(self, topics: Collection[str]) -> None:
        """Take what another process has committed."""
        self.hub.hear(topics, self.clock.now())
        self.places.hear(topics)
        if not {OUT, ANY}.isdisjoint(topics):
            self.dispatcher.wake()
        if not {"desk", ANY}.isdisjoint(topics):
            self.webhooks.wake()

    async def start(self) -> None:
        """Take up what a crash left, then begin to send, to sweep and to listen."""
        if self.store.sqlite:
            now = self.clock.now()
            await self.store.write(lambda tx: idempotency.take_up(tx, now))
        if Part.CHANNELS in self.parts:
            await self.dispatcher.recover()
            await self.webhooks.recover()
        self._running = [asyncio.create_task(work) for work in self._works()]
        if Part.WORKER in self.parts:
            await self.waker.sweep()
            await self.moments.sweep()
            await self.keeping.replan()
            self._scheduler.start()
        for channel in self.channels.values():
            await channel.start(self.host)
        self.readiness.open()

    def _works(self) -> Iterable[Coroutine[Any, Any, None]]:
        """Return what goes on from the start to the stop."""
        yield self.host.leases.run()
        yield self.membership.run()
        if self.store.sqlite:
            self.hub.is_told = lambda: True  # there is no other server
        else:
            bell = Bell(self.store.url, self.membership.who, self.hear)
            self.hub.pass_on, self.hub.is_told = bell.ring, bell.is_listening
            yield bell.run()
            yield self.places.run()
        if Part.CHANNELS in self.parts:
            yield self.dispatcher.run()
            yield self.webhooks.run()

    async def stop(self) -> None:
        """Finish what is on its way, and stop listening; what waits stays in the database."""
        self.readiness.close()
        await self.dispatcher.stop()
        await asyncio.gather(*(channel.stop() for channel in self.channels.values()))
        if Part.WORKER in self.parts:
            self._scheduler.stop()
        await self.waker.stop()
        await self.moments.stop()
        for task in self._running:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self.host.leases.end_all()
        await self.membership.leave()
        await asyncio.to_thread(self.intake.close)
        await asyncio.to_thread(self.store.close)
