"""Nothing lost, nothing doubled, in order, whatever dies: `python -m bench.chaos [--quick] [--database KIND]`.

Real servers on one database serve many chats, while one of them is killed by `kill -9` every few seconds and started
again, one stands still for a while, and the database is restarted. Customers bring what was not acknowledged again,
through any server, as a page does; some messages are brought twice, some in the wrong order. An agent's program
answers meanwhile, and a receiver is told by webhooks. `bench.audit` looks at the end at the database and at what
everybody saw. The exit code is 1 if anything is not as it was promised.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from bench.audit import Findings, Given, audit, telling, waiting
from bench.chats import Driver, Message, WebChats
from bench.databases import Database, database
from bench.others import Program, Receiver
from bench.proof import write
from bench.servers import Process, Servers
from bench.slack_chats import SlackChats
from bench.telegram_chats import TelegramChats
from tests.databases import KINDS, Kind

DRIVERS: Mapping[str, Callable[[], Driver]] = {
    "web": WebChats,
    "telegram": TelegramChats,
    "telegram-webhook": lambda: TelegramChats("webhook"),
    "slack": SlackChats,
    "slack-http": lambda: SlackChats("http"),
}
"""The ways to the desk that can be tried."""

REPLY_EVERY = 4
"""After so many messages of a customer the agent writes to him once."""

CALM_SECONDS = 90.0
"""How long it may take until everything is sent when the trouble is over."""


LEFT_SECONDS = 2.0
"""A webhook that a server was sending when it was killed stays so for longer; what a living one sends does not."""

_A_PERSON = "bir insanla görüşmek istiyorum"
REFERENCE = re.compile(r"\b(?:[A-Z][0-9]){3}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A trial: `messages` in `chats` over about `seconds`, and the trouble meanwhile; times are in seconds."""

    kind: Kind = "postgresql"
    channel: str = "web"
    messages: int = 10_000
    chats: int = 300
    servers: int = 3
    seconds: float = 400.0
    kills: int = 30
    between_kills: tuple[float, float] = (10.0, 15.0)
    pauses: int = 2
    pause: float = 20.0
    restarts: int = 2
    doubled: float = 0.05
    jumbled: float = 0.10
    durable: bool = True
    seed: int = 1


FULL = {
    "postgresql": Plan(),
    "sqlite": Plan(kind="sqlite", servers=1, seconds=280.0, kills=20, pauses=0, restarts=0),
}
QUICK = {
    kind: replace(
        plan, messages=360, chats=24, seconds=20.0, kills=3, between_kills=(5.0, 6.0), pauses=plan.pauses // 2,
        pause=4.0, restarts=plan.restarts // 2, durable=False,
    )
    for kind, plan in FULL.items()
}  # fmt: skip
"""Enough to see a gross mistake."""


@dataclass(slots=True)
class Trial:
    """One run of a plan. What was acknowledged is written down as it happens."""

    plan: Plan
    servers: Servers
    driver: Driver
    program: Program
    given: Given = field(default_factory=Given)
    done: int = 0
    beside: int = 0
    _unknown: set[tuple[int, int]] = field(default_factory=set)
    _left: int = 0
    _draw: random.Random = field(default_factory=random.Random)

    async def run(self, restart: Callable[[], None]) -> None:
        """Let everybody write while things go wrong; return when all is said and the trouble is over."""
        self._draw.seed(self.plan.seed)
        each, more = divmod(self.plan.messages, self.plan.chats)
        async with asyncio.TaskGroup() as tasks:
            for chat in range(self.plan.chats):
                tasks.create_task(self._write(chat, each + (chat < more)))
            tasks.create_task(self._kill())
            tasks.create_task(self._pause())
            tasks.create_task(self._restart(restart))

    async def _write(self, chat: int, count: int) -> None:
        """Be one customer."""
        messages = [Message(chat, number, _words(chat, number)) for number in range(count)]
        mean = self.plan.seconds / count
        replies: asyncio.Queue[int | None] = asyncio.Queue()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._answer(chat, replies))
            while messages:
                await asyncio.sleep(self._draw.uniform(0, 2 * mean))
                together = [messages.pop(0)]
                if messages and together[0].number > 2 and self._draw.random() < self.plan.jumbled:
                    together.append(messages.pop(0))
                    await asyncio.gather(asyncio.sleep(mean), self.driver.jumbled(together))
                else:
                    await self.driver.says(together[0])
                self.given.said.append(together)
                self.done += len(together)
                for message in together:
                    if self._draw.random() < self.plan.doubled:
                        tasks.create_task(self._again(message, self._draw.uniform(0, 2 * mean)))
                    if message.number % REPLY_EVERY == REPLY_EVERY - 1:
                        replies.put_nowait(message.number)
            replies.put_nowait(None)

    async def _again(self, message: Message, later: float) -> None:
        await asyncio.sleep(later)
        await self.driver.again(message)

    async def _answer(self, chat: int, replies: asyncio.Queue[int | None]) -> None:
        """Be the agent on one customer's ticket."""
        ref = ""
        while (number := await replies.get()) is not None:
            if not ref:
                ref = await self._reference(chat)
                await self.program.commands(ref, "claim", f"claim-{chat}")
            words = f"Bakıyorum, {number}"
            if await self.program.commands(ref, "reply", f"reply-{chat}-{number}", words=words):
                self.given.replied.setdefault(chat, []).append(words)

    async def _reference(self, chat: int) -> str:
        """Return the number of the customer's ticket, as he was told it."""
        while True:
            for line in await self.driver.shown(chat):
                if line.author != "customer" and (found := REFERENCE.search(line.text)):
                    return found[0]
            await asyncio.sleep(0.5)

    async def _kill(self) -> None:
        """Kill by the clock, however long the last one takes to come back; where all are gone, nothing is left."""
        async with asyncio.TaskGroup() as starting:
            while self.servers.kills < self.plan.kills:
                await asyncio.sleep(self._draw.uniform(*self.plan.between_kills))
                if up := [each for each in self.servers.processes if each.is_up]:
                    victim = self._draw.choice(up)
                    await self.servers.kill(victim)
                    starting.create_task(self._count())
                    starting.create_task(self._begin(victim))

    async def _count(self) -> None:
        """Count the webhooks that a killed server was sending beside the first: it sends up to ten side by side."""
        url = self.servers.url
        sent = await asyncio.to_thread(telling, url) - self._unknown
        await asyncio.sleep(LEFT_SECONDS)
        left = sent & await asyncio.to_thread(telling, url) - self._unknown
        self._unknown |= left
        self.beside += max(0, len(left) - 1)

    async def _begin(self, victim: Process) -> None:
        """Start a server as often as it takes: the database may just be gone, as it is for a supervisor."""
        while True:
            try:
                await self.servers.begin(victim)
            except RuntimeError:
                await asyncio.sleep(1)
            else:
                return

    async def _pause(self) -> None:
        for _ in range(self.plan.pauses):
            await asyncio.sleep(self.plan.seconds / (self.plan.pauses + 1) - self.plan.pause / 2)
            if up := [each for each in self.servers.processes if each.is_up]:
                await self.servers.pause(self._draw.choice(up), self.plan.pause)

    async def _restart(self, restart: Callable[[], None]) -> None:
        for _ in range(self.plan.restarts):
            await asyncio.sleep(self.plan.seconds / (self.plan.restarts + 1))
            await asyncio.to_thread(restart)


def _words(chat: int, number: int) -> str:
    """Return what a customer says: a third begin with a matter that is known, and all want a person in the end."""
    first = ("vpn bağlanmıyor", "denedim olmadı, destek uzmanı istiyorum") if chat % 3 == 0 else (_A_PERSON,)
    return first[number] if number < len(first) else f"ek bilgi: satır {number}"


@dataclass(frozen=True, slots=True)
class Result:
    """What a trial came to."""

    plan: Plan
    findings: Findings
    messages: int
    attempts: int
    replies: int
    told: int
    kills: int
    pauses: int
    seconds: float
    exits: tuple[int, ...]

    def row(self) -> str:
        """Return the result as a line of the table."""
        plan, found = self.plan, self.findings
        trouble = f"{self.kills} kills, {self.pauses} pauses, {plan.restarts} restarts"
        return (
            f"| {plan.channel} | {plan.kind} | {plan.servers} | {self.messages:,} in {plan.chats} | {self.attempts:,} "
            f"| {self.replies:,} | {self.told:,} | {trouble} | {self.seconds:.0f} | {len(found.lost)} "
            f"| {len(found.doubled)} | {len(found.disordered)} | {found.resent} of {found.faults} |"
        )


HEAD = (
    "| channel | database | processes | messages in chats | attempts | replies | webhooks | trouble | seconds | lost "
    "| doubled | out of order | sent again, of allowed |\n"
    "|---|---|---:|---:|---:|---:|---:|---|---:|---:|---:|---:|---:|"
)


async def trial(plan: Plan, base: Database, folder: Path) -> Result:
    """Run a plan on a database and judge it."""
    receiver, driver, began = Receiver(), DRIVERS[plan.channel](), time.monotonic()
    await receiver.open()
    sections = {**receiver.sections(), **driver.sections()}
    servers = Servers(base.url, folder, sections, driver.environ)
    async with AsyncExitStack() as ending:
        for end in (receiver.close, driver.close, servers.end):
            ending.push_async_callback(end)
        token = await servers.command("token", "create", "trial", "--role", "lead", "--queues", "l1")
        await servers.start(plan.servers)
        program = Program(servers, token)
        ending.push_async_callback(program.close)
        await driver.open(servers)
        run = Trial(plan, servers, driver, program)
        await run.run(base.restart)
        await _calm(base.url)
        shown = {chat: await driver.shown(chat) for chat in range(plan.chats)}
        exits = await servers.stop()
    faults = servers.kills + servers.pauses + plan.restarts + driver.faults + run.beside
    findings = audit(base.url, driver, run.given, shown, receiver, faults)
    findings.lost += [f"the program was refused: {refusal}" for refusal in program.refused]
    findings.lost += [f"a server that was asked to stop ended with {code}" for code in exits if code]
    return Result(
        plan=plan,
        findings=findings,
        messages=sum(map(len, run.given.said)),
        attempts=driver.attempts,
        replies=sum(map(len, run.given.replied.values())),
        told=len(receiver.told),
        kills=servers.kills,
        pauses=servers.pauses,
        seconds=time.monotonic() - began,
        exits=tuple(exits),
    )


async def _calm(url: str) -> None:
    """Wait until nothing waits any more, or for as long as is reasonable."""
    end = time.monotonic() + CALM_SECONDS
    while time.monotonic() < end:
        left = await asyncio.to_thread(waiting, url)
        if not left:
            return
        await asyncio.sleep(1)


def run(plan: Plan) -> Result:
    """Run a plan on a fresh database."""
    with database(plan.kind, durable=plan.durable) as base, tempfile.TemporaryDirectory() as folder:
        return asyncio.run(trial(plan, base, Path(folder)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, line by line, and what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a short trial")
    parser.add_argument("--database", choices=KINDS, help="on this database only")
    parser.add_argument("--channel", choices=sorted(DRIVERS), help="over this channel only; without it, web")
    parser.add_argument("--messages", type=int, help="how many messages in all")
    parser.add_argument("--kills", type=int, help="how many kills")
    parser.add_argument("--write", action="store_true", help="write the table into docs/proof.md")
    parser.add_argument("--seed", type=int, default=1, help="another order of events")
    given = parser.parse_args(arguments)
    plans = QUICK if given.quick else FULL
    print(HEAD, flush=True)
    good, lines = True, [HEAD]
    for kind in KINDS:
        if given.database in (None, kind):
            wanted = {name: getattr(given, name) for name in ("messages", "kills") if getattr(given, name) is not None}
            result = run(replace(plans[kind], channel=given.channel or "web", seed=given.seed, **wanted))
            print(result.row(), *result.findings.lines(), sep="\n", flush=True)
            lines.append(result.row())
            good = good and result.findings.good
    if given.write:
        write("chaos", lines)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
