"""One run of a trial: everybody writes while servers are killed, stand still, and the database goes away."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.audit import Given, telling
from bench.chats import Driver, Message
from bench.others import Program
from bench.servers import Process, Servers
from tests.databases import Kind

REPLY_EVERY = 4
"""After so many messages of a customer the agent writes to him once."""

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
    away: float = 0.0
    """For how long the database is away at each restart."""

    doubled: float = 0.05
    jumbled: float = 0.10
    durable: bool = True
    seed: int = 1


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
    resumed: float = 0.0
    """The longest time from when the database was back until a message was acknowledged again."""

    _unknown: set[tuple[int, int]] = field(default_factory=set)
    _draw: random.Random = field(default_factory=random.Random)

    async def run(self, leave: Callable[[float], None]) -> None:
        """Let everybody write while things go wrong; return when all is said and the trouble is over."""
        self._draw.seed(self.plan.seed)
        each, more = divmod(self.plan.messages, self.plan.chats)
        async with asyncio.TaskGroup() as tasks:
            for chat in range(self.plan.chats):
                tasks.create_task(self._write(chat, each + (chat < more)))
            tasks.create_task(self._kill())
            tasks.create_task(self._pause())
            tasks.create_task(self._restart(leave))

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

    async def _restart(self, leave: Callable[[float], None]) -> None:
        for _ in range(self.plan.restarts):
            await asyncio.sleep(self.plan.seconds / (self.plan.restarts + 1))
            await asyncio.to_thread(leave, self.plan.away)
            back, done = time.monotonic(), self.done
            while self.done == done < self.plan.messages:  # noqa: ASYNC110 -- whoever is next says so
                await asyncio.sleep(0.02)
            self.resumed = max(self.resumed, time.monotonic() - back)


def _words(chat: int, number: int) -> str:
    """Return what a customer says: a third begin with a matter that is known, and all want a person in the end."""
    first = ("vpn bağlanmıyor", "denedim olmadı, destek uzmanı istiyorum") if chat % 3 == 0 else (_A_PERSON,)
    return first[number] if number < len(first) else f"ek bilgi: satır {number}"
