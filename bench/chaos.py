"""Nothing lost, nothing doubled, in order, whatever dies: `python -m bench.chaos [--quick] [--database KIND]`.

Real servers on one database serve many chats, while one of them is killed by `kill -9` every few seconds and started
again, one stands still for a while, and the database goes away. Customers bring what was not acknowledged again,
through any server, as a page does; some messages are brought twice, some in the wrong order. An agent's program
answers meanwhile, and a receiver is told by webhooks. `bench.audit` looks at the end at the database and at what
everybody saw. The exit code is 1 if anything is not as it was promised.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from bench.audit import Findings, audit, waiting
from bench.chats import Driver, WebChats
from bench.databases import Database, database
from bench.others import Program, Receiver
from bench.proof import write
from bench.servers import Servers
from bench.slack_chats import SlackChats
from bench.telegram_chats import TelegramChats
from bench.trial import Plan, Trial
from tests.databases import KINDS

DRIVERS: Mapping[str, Callable[[], Driver]] = {
    "web": WebChats,
    "telegram": TelegramChats,
    "telegram-webhook": lambda: TelegramChats("webhook"),
    "slack": SlackChats,
    "slack-http": lambda: SlackChats("http"),
}
"""The ways to the desk that can be tried."""

CALM_SECONDS = 90.0
"""How long it may take until everything is sent when the trouble is over."""


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
    resumed: float
    seconds: float
    exits: tuple[int, ...]

    def row(self) -> str:
        """Return the result as a line of the table."""
        plan, found = self.plan, self.findings
        trouble = f"{self.kills} kills, {self.pauses} pauses, {plan.restarts} restarts"
        if plan.away and plan.restarts:
            trouble += f"; no database for {plan.away:.0f} s, heard again after {self.resumed:.1f} s"
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
        await run.run(base.leave)
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
        resumed=run.resumed,
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
    parser.add_argument("--pauses", type=int, help="how often a server stands still")
    parser.add_argument("--restarts", type=int, help="how often the database goes away")
    parser.add_argument("--away", type=float, help="for how many seconds the database stays away")
    parser.add_argument("--write", action="store_true", help="write the table into docs/proof.md")
    parser.add_argument("--seed", type=int, default=1, help="another order of events")
    given = parser.parse_args(arguments)
    plans = QUICK if given.quick else FULL
    print(HEAD, flush=True)
    good, lines = True, [HEAD]
    for kind in KINDS:
        if given.database in (None, kind):
            wanted = {
                name: getattr(given, name)
                for name in ("messages", "kills", "pauses", "restarts", "away")
                if getattr(given, name) is not None
            }
            result = run(replace(plans[kind], channel=given.channel or "web", seed=given.seed, **wanted))
            print(result.row(), *result.findings.lines(), sep="\n", flush=True)
            lines.append(result.row())
            good = good and result.findings.good
    if given.write:
        write("chaos", lines)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
