"""Whether this process may be given work, and everything that is not as it should be, with the moment since when.

Theory of operation. Two questions are answered apart. May this process take traffic? Not while it starts or stops, not
without its database, and, where it does nothing but ask platforms, not when none of them answers: that is
"unavailable". Is all well? Otherwise it is "troubled", and each reason is told: a monitor rings, but nobody takes a
web chat away from people because a bot's token has run out.

The database is asked by one question at a time: one that hangs holds one thread, however often somebody asks how
things are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.clock import Clock
from bot.config.prints import differing
from bot.health.conditions import Condition, Conditions
from bot.health.membership import Membership
from bot.parts import WHOLE, Part
from bot.store import processes
from bot.store.engine import Store, StoreUnavailable, Tx
from bot.store.gauges import Gauges, gauges
from bot.store.pace import SLOW
from bot.store.processes import ProcessRow

PATIENCE = 3.0
"""Seconds that the database may take."""

OVERDUE = timedelta(minutes=5)
"""A message that waits for longer is a reason."""

SLOWLY = f"takes longer than {SLOW:g} s to write"
"""The trouble of a database on a disk that is slow."""

State = Literal["ready", "troubled", "unavailable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Something that is not as it should be: `what` it is about, which one, and since when. `stops` work here."""

    what: Literal["process", "database", "account", "outbox", "letters", "webhooks", "configuration", "part"]
    name: str
    trouble: str
    since: datetime
    stops: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fellow:
    """A process that lives, and the sections of its configuration that are not like ours."""

    row: ProcessRow
    differs: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How everything is at `now`. Without a database only this process is known."""

    now: datetime
    reasons: Sequence[Reason]
    conditions: Sequence[tuple[str, Condition]]
    processes: Sequence[Fellow]
    gauges: Gauges | None
    database_since: datetime

    @property
    def state(self) -> State:
        """Whether work may come, and whether all is well."""
        if any(reason.stops for reason in self.reasons):
            return "unavailable"
        return "troubled" if self.reasons else "ready"

    @property
    def since(self) -> datetime | None:
        """Since when something is wrong, as far back as it is known; None if nothing is."""
        return min((reason.since for reason in self.reasons), default=None)


@dataclass(frozen=True, slots=True)
class _Looked:
    gauges: Gauges
    rows: Sequence[ProcessRow]


class Readiness:
    """Answers for one process. Used from the event loop only."""

    def __init__(self, store: Store, clock: Clock, conditions: Conditions, membership: Membership) -> None:
        self.membership = membership
        self._store = store
        self._clock = clock
        self._conditions = conditions
        self._open: bool | None = None
        self._open_since = clock.now()
        self._looking: asyncio.Task[_Looked] | None = None
        self._database: tuple[str, datetime] = ("", clock.now())
        self._slow_since: datetime | None = None

    def open(self) -> None:
        """Say that the process has started."""
        self._open, self._open_since = True, self._clock.now()

    def close(self) -> None:
        """Say that the process stops."""
        self._open, self._open_since = False, self._clock.now()

    async def report(self) -> Report:
        """Return how everything is; the database has a few seconds to answer."""
        looked, trouble = await self._look()
        now = self._clock.now()
        if trouble != self._database[0]:
            self._database = (trouble, now)
        ours = [(self.membership.name, each) for each in self._conditions.all(now)]
        fellows = list(self._fellows(looked.rows, now)) if looked else []
        theirs = [
            (each.row.name, Condition.of(kept).at(now))
            for each in fellows
            if each.row.id != self.membership.who
            for kept in each.row.conditions
        ]
        conditions = sorted([*ours, *theirs], key=lambda pair: (pair[1].account, pair[1].doing, pair[0]))
        reasons = [*self._of_process(), *self._of_accounts(ours, conditions)]
        if trouble:
            reasons.append(
                Reason(what="database", name="", trouble=trouble, since=self._database[1], stops=True),
            )
        self._slow_since = (self._slow_since or now) if self._store.pace.is_slow() else None
        if self._slow_since is not None:
            reasons.append(Reason(what="database", name="", trouble=SLOWLY, since=self._slow_since))
        if looked:
            reasons += [*_of_waiting(looked.gauges, now), *self._of_fellows(fellows, now)]
        return Report(
            now=now,
            reasons=reasons,
            conditions=conditions,
            processes=fellows,
            gauges=looked.gauges if looked else None,
            database_since=self._database[1],
        )

    async def _look(self) -> tuple[_Looked | None, str]:
        """Ask the database, and return what it says, or what is wrong with it."""
        if self._looking is None:
            self._looking = asyncio.create_task(self._store.read(self._read))
        looking = self._looking
        done, _ = await asyncio.wait({looking}, timeout=PATIENCE)
        if not done:
            return None, f"does not answer within {PATIENCE:g} s"
        if self._looking is looking:
            self._looking = None
        try:
            return looking.result(), ""
        except StoreUnavailable:
            return None, "cannot be reached"  # the reason may name a host or a user; it is in the log
        except Exception as error:  # noqa: BLE001 -- whatever it was, it is told
            return None, f"cannot be read ({type(error).__name__})"

    def _read(self, tx: Tx) -> _Looked:
        return _Looked(gauges(tx, self._clock.now()), processes.known(tx))

    def _fellows(self, rows: Sequence[ProcessRow], now: datetime) -> Iterator[Fellow]:
        for row in rows:
            if row.id == self.membership.who or row.seen_at > now - processes.LIVES:
                yield Fellow(row=row, differs=differing(self.membership.prints, row.prints))

    def _of_process(self) -> Iterator[Reason]:
        if not self._open:
            trouble = "starts" if self._open is None else "stops"
            yield Reason(what="process", name="", trouble=trouble, since=self._open_since, stops=True)

    def _of_accounts(
        self, ours: Sequence[tuple[str, Condition]], everywhere: Sequence[tuple[str, Condition]]
    ) -> Iterator[Reason]:
        listening = [each for _, each in ours if each.doing == "listening"]
        deaf = bool(listening) and all(each.trouble for each in listening)
        alone = self.membership.parts == (Part.CHANNELS,)
        mine = {id(each) for _, each in ours}
        for _, each in everywhere:
            if each.trouble:
                stops = alone and deaf and id(each) in mine and each.doing == "listening"
                name = f"{each.account}: {each.doing}"
                yield Reason(what="account", name=name, trouble=each.trouble, since=each.since, stops=stops)

    def _of_fellows(self, fellows: Sequence[Fellow], now: datetime) -> Iterator[Reason]:
        for each in fellows:
            if each.differs:
                trouble = f"differs in {', '.join(each.differs)}"
                since = max(each.row.started_at, self.membership.started_at)
                yield Reason(what="configuration", name=each.row.name, trouble=trouble, since=since)
        settled = self.membership.started_at + processes.LIVES
        done = {part for each in fellows for part in each.row.parts} | set(self.membership.parts)
        for part in sorted(WHOLE - done):
            if now >= settled:
                yield Reason(what="part", name=part, trouble="no process does it", since=settled)


def _of_waiting(found: Gauges, now: datetime) -> Iterator[Reason]:
    for account, waiting in found.outbox.items():
        if waiting.oldest is not None and waiting.oldest < now - OVERDUE:
            trouble = f"{waiting.count} undelivered"
            yield Reason(what="outbox", name=account, trouble=trouble, since=waiting.oldest)
    if found.letters.count and found.letters.oldest is not None:
        trouble = f"{found.letters.count} dead letters; see onkapi letters list"
        yield Reason(what="letters", name="", trouble=trouble, since=found.letters.oldest)
    if found.hooks.oldest is not None and found.hooks.oldest < now - OVERDUE:
        trouble = f"{found.hooks.count} not told yet"
        yield Reason(what="webhooks", name="", trouble=trouble, since=found.hooks.oldest)
