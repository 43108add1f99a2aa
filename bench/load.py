"""How many are served and how fast, through real HTTP: `python -m bench.load [--quick] [--database KIND] ...`.

Visitors of the web chat open the page's live stream, say what troubles them, read the answer, and say that it helped.
At a fixed rate they come whether or not others still wait; at saturation so many are there at once that the servers
are never idle. Driver, servers and database share this machine's processors. `docs/proof.md` says how to read the
table.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import func, select

from bench.by_hand import connect
from bench.databases import Database, database
from bench.history import add_history
from bench.proof import write
from bench.servers import Servers
from bench.visitors import SAYS, Crowd, Waits
from bot.clock import Clock
from bot.store.engine import Store, open_store
from bot.store.tables import outbox
from tests.databases import KINDS, Kind

SETTLE = 2.0
"""Seconds in which a customer's lines are gathered, as the shipped configuration has it; taken off every answer."""

MESSAGES_EACH = 3
"""Messages of an earlier ticket: the matter, the answer, the thanks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is measured. `earlier` are messages that the database knows already, `rate` messages a second."""

    kinds: tuple[Kind, ...] = KINDS
    processes: tuple[int, ...] = (1, 3)
    earlier: tuple[int, ...] = (0, 1_000_000)
    rate: float = 50.0
    crowd: int = 900
    """Visitors who are there at once at saturation."""

    seconds: float = 60.0
    warm_up: float = 10.0
    durable: bool = True


QUICK = Plan(earlier=(0, 600), rate=6.0, crowd=20, seconds=4.0, warm_up=1.0, durable=False)
"""Enough to see that everything runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A line of the table. Times are in seconds, memory in bytes."""

    kind: Kind
    processes: int
    earlier: int
    rate: float | None
    """Messages a second that were offered; None at saturation."""

    served: float
    waits: Waits
    cpu: float
    """Seconds of the servers for each message."""

    cpu_of_database: float
    memory: int
    oldest: float
    """The greatest age of a message that waited to be sent."""

    def row(self) -> str:
        """Return the line as Markdown."""
        offered = "saturation" if self.rate is None else f"{self.rate:.0f}/s"
        acknowledged, answered = ([seconds for _, seconds in each] for each in (self.waits.acknowledged, _of(self)))
        return (
            f"| {self.kind} | {self.processes} | {self.earlier:,} | {offered} | {self.served:.0f} "
            f"| {_spread(acknowledged)} | {_spread(answered)} | {self.cpu * 1_000:.1f} "
            f"| {self.cpu_of_database * 1_000:.1f} | {self.memory / 2**20:.0f} | {self.oldest:.1f} "
            f"| {self.waits.unanswered} | {self.waits.again} |"
        )


HEAD = (
    "| database | processes | earlier messages | offered | served a second | acknowledged, ms p50 / p95 / p99 "
    "| answered, ms p50 / p95 / p99 | CPU ms each | of the database | memory, MB | oldest unsent, s | unanswered "
    "| brought again |\n|---|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
)


def measure(plan: Plan) -> Iterator[Figure]:
    """Yield each line of the table as it is measured."""
    for kind in plan.kinds:
        for processes in (1,) if kind == "sqlite" else plan.processes:
            with database(kind, durable=plan.durable) as base, tempfile.TemporaryDirectory() as folder:
                servers = Servers(base.url, Path(folder))
                known = 0
                for earlier in plan.earlier:
                    asyncio.run(_prepare(servers, base, earlier - known))
                    known = earlier
                    for rate in (plan.rate, None):
                        yield asyncio.run(_figure(plan, servers, base, kind, processes, earlier, rate))


async def _prepare(servers: Servers, base: Database, messages: int) -> None:
    """Let the database know what the configuration names, and `messages` that were said long ago."""
    if messages <= 0:
        return
    await servers.command("agent", "list")
    with closing(connect(base.url)) as driver:
        await asyncio.to_thread(add_history, driver, messages // MESSAGES_EACH)


async def _figure(
    plan: Plan, servers: Servers, base: Database, kind: Kind, processes: int, earlier: int, rate: float | None
) -> Figure:
    await servers.start(processes)
    crowd = Crowd([each.address for each in servers.processes])
    try:
        async with _coming(plan, crowd, rate), _ages(base.url) as ages:
            await asyncio.sleep(plan.warm_up)
            ages.clear()
            start, cpu, database_cpu = time.monotonic(), servers.cpu(), base.cpu()
            await asyncio.sleep(plan.seconds)
            end, cpu, database_cpu = time.monotonic(), servers.cpu() - cpu, base.cpu() - database_cpu
            memory = max(servers.memory())
        # What was begun meanwhile is waited for: `_coming` lets those who are there finish.
    finally:
        await crowd.close()
        await servers.stop()
    served = sum(start <= begin + seconds < end for begin, seconds in crowd.waits.answered)
    return Figure(
        kind=kind,
        processes=processes,
        earlier=earlier,
        rate=rate,
        served=served / (end - start),
        waits=crowd.waits.between(start, end),
        cpu=cpu / max(served, 1),
        cpu_of_database=database_cpu / max(served, 1),
        memory=memory,
        oldest=max(ages, default=0.0),
    )


@asynccontextmanager
async def _coming(plan: Plan, crowd: Crowd, rate: float | None) -> AsyncIterator[None]:
    """Let visitors come until the block ends, and those who are there finish."""
    visits: set[asyncio.Task[None]] = set()

    def visit(then: Callable[[], None] = lambda: None) -> None:
        def ended(task: asyncio.Task[None]) -> None:
            visits.discard(task)
            if not task.cancelled() and task.exception() is not None:
                crowd.waits.unanswered += 1
            then()

        task = asyncio.create_task(crowd.visit())
        visits.add(task)
        task.add_done_callback(ended)

    async def at_a_rate(each: float) -> None:
        begin, number = time.monotonic(), 0
        while True:
            visit()
            number += 1
            await asyncio.sleep(max(0.0, begin + number * each - time.monotonic()))

    async def all_at_once() -> None:
        def next_one() -> None:
            if not ending.is_set():
                visit(next_one)

        for _ in range(plan.crowd):
            visit(next_one)
            await asyncio.sleep(plan.warm_up / plan.crowd / 2)
        await ending.wait()

    ending = asyncio.Event()
    work: Coroutine[None, None, None] = all_at_once() if rate is None else at_a_rate(len(SAYS) / rate)
    coming = asyncio.create_task(work)
    try:
        yield
    finally:
        ending.set()
        coming.cancel()
        with suppress(asyncio.CancelledError):
            await coming
        await asyncio.gather(*visits, return_exceptions=True)


@asynccontextmanager
async def _ages(url: str) -> AsyncIterator[list[float]]:
    """Look every second how long the oldest unsent message has waited."""
    ages: list[float] = []
    store = open_store(url)

    async def look() -> None:
        while True:
            ages.append(await asyncio.to_thread(_oldest, store))
            await asyncio.sleep(1)

    looking = asyncio.create_task(look())
    try:
        yield ages
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        store.close()


def _oldest(store: Store) -> float:
    since = store.look(
        lambda tx: tx.execute(
            select(func.min(outbox.c.due_at)).where(outbox.c.state.in_(("ready", "sending")))
        ).scalar()
    )
    return (Clock().now() - since).total_seconds() if since else 0.0


def _of(figure: Figure) -> list[tuple[float, float]]:
    return [(begin, max(0.0, seconds - SETTLE)) for begin, seconds in figure.waits.answered]


def _spread(seconds: Sequence[float]) -> str:
    """Return the 50th, 95th and 99th percentile in ms."""
    if len(seconds) < 2:
        return "-"
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return " / ".join(f"{cuts[number - 1] * 1_000:.0f}" for number in (50, 95, 99))


def growth(figures: Sequence[Figure]) -> list[str]:
    """Say by how much a message costs more after the longest history than without, for each setting."""
    said = []
    for now in figures:
        alike = [
            each for each in figures if (each.kind, each.processes, each.rate) == (now.kind, now.processes, now.rate)
        ]
        least = min(alike, key=lambda each: each.earlier)
        if now is max(alike, key=lambda each: each.earlier) and now is not least:
            cost = (now.cpu + now.cpu_of_database) / (least.cpu + least.cpu_of_database) - 1
            offered = "saturation" if now.rate is None else f"{now.rate:.0f}/s"
            said.append(f"{now.kind}, {now.processes}, {offered}: {cost:+.0%} after {now.earlier:,} messages")
    return said


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, line by line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a small run, to see that everything works")
    parser.add_argument("--database", choices=KINDS, help="on this database only")
    parser.add_argument("--processes", type=int, help="with so many processes only")
    parser.add_argument("--earlier", type=int, help="after so many messages only")
    parser.add_argument("--rate", type=float, help="messages a second that are offered")
    parser.add_argument("--seconds", type=float, help="how long each line is measured")
    parser.add_argument("--write", action="store_true", help="write the table into docs/proof.md")
    given = parser.parse_args(arguments)
    plan = QUICK if given.quick else Plan()
    if given.database:
        plan = replace(plan, kinds=(given.database,))
    if given.processes:
        plan = replace(plan, processes=(given.processes,))
    if given.earlier is not None:
        plan = replace(plan, earlier=(given.earlier,))
    plan = replace(plan, rate=given.rate or plan.rate, seconds=given.seconds or plan.seconds)
    print(f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}\n")
    print(HEAD, flush=True)
    figures = []
    for figure in measure(plan):
        figures.append(figure)
        print(figure.row(), flush=True)
    print("", *growth(figures), sep="\n")
    if given.write:
        write("load", [HEAD, *(each.row() for each in figures), "", *(f"- {line}" for line in growth(figures))])
    return 0


if __name__ == "__main__":
    sys.exit(main())
