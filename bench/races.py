"""Everybody wants the same at once, over real HTTP: `python -m bench.races [--rounds N] [--database KIND]`.

A round is a customer with two matters. Two agents at the console and a program at the API claim the first one at once;
who has it replies by a form that is sent twice, or by a request that is; it is solved, and closed at once by the
customer's two browsers, by the program and by a lead. The second one is closed while the customer writes that it is
not solved. There must be one owner, one reply, one closing, and nothing lost. On PostgreSQL each goes to a server
of his own. The exit code is 1 if anything is not as it was promised.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import Connection, func, select

from bench.audit import waiting
from bench.databases import database
from bench.others import Console
from bench.proof import write
from bench.servers import Servers
from bench.trial import REFERENCE
from bot.store.engine import open_store
from bot.store.tables import entry, move, ticket
from core.ticket import Status
from tests.console_desk import let_in
from tests.databases import KINDS, Kind

ROUNDS = 1_000
AT_ONCE = 4
"""Rounds that run side by side."""

YES = "Evet, düzeldi"
PATIENCE = 30.0
GLANCE = 0.1


@dataclass(slots=True)
class Tally:
    """What was tried, and what was found: sentences about what is not as it was promised."""

    claims: list[str] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    closings: list[str] = field(default_factory=list)
    contradicted: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def heard(self, what: str, status: int) -> None:
        """Note an answer that nobody should get."""
        if status >= 500:
            self.wrong.append(f"{what}: {status}")


class Customer:
    """A visitor with a browser open at each server."""

    def __init__(self, http: aiohttp.ClientSession, doors: Sequence[str], name: str, tally: Tally) -> None:
        self._http, self._doors, self._name, self._tally = http, doors, name, tally
        self._headers = {"X-Onkapi-Visitor": f"racing-visitor-{name}".ljust(24, "_"), "Accept-Language": "tr"}
        self._sent = 0

    async def says(self, text: str, browser: int = 0) -> None:
        """Write a line in one of the browsers."""
        await self._post(browser, "messages", text=text)

    async def presses(self, payload: str, browser: int = 0) -> None:
        """Press a button in one of the browsers."""
        await self._post(browser, "press", payload=payload)

    async def sees(self) -> list[dict[str, Any]]:
        """Return the lines on the page."""
        where = f"{self._doors[0]}/chat/ornek/lines"
        async with self._http.get(where, params={"after": 0}, headers=self._headers) as answer:
            lines: list[dict[str, Any]] = (await answer.json())["lines"]
        return lines

    async def button(self, label: str) -> str:
        """Wait for a button and return what it sends."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for line in reversed(await self.sees()):
                for button in line["buttons"]:
                    if button["label"] == label:
                        return str(button["payload"])
            await asyncio.sleep(GLANCE)
        raise TimeoutError(f"no button {label!r} for {self._name}")

    async def reference(self) -> str:
        """Wait for the number of the ticket."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for line in await self.sees():
                for part in line["parts"]:
                    if line["author"] != "customer" and (found := REFERENCE.search(part["text"])):
                        return found[0]
            await asyncio.sleep(GLANCE)
        raise TimeoutError(f"no ticket for {self._name}")

    async def _post(self, browser: int, door: str, **body: str) -> None:
        self._sent += 1
        said = {"id": f"race-{self._name}-{self._sent}", **body}
        where = f"{self._doors[browser % len(self._doors)]}/chat/ornek/{door}"
        async with self._http.post(where, json=said, headers=self._headers) as answer:
            self._tally.heard(f"{door} of {self._name}", answer.status)


@dataclass(slots=True)
class Desk:
    """Who works at it: agents at consoles, by key, and a program."""

    consoles: dict[str, Console]
    http: aiohttp.ClientSession
    door: str
    token: str
    tally: Tally

    async def commands(self, ref: str, command: str, key: str = "", **body: object) -> dict[str, Any]:
        """Let the program give a command; return what it is told."""
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Idempotency-Key": key} if key else {})
        where = f"{self.door}/api/v1/tickets/{ref}/commands/{command}"
        async with self.http.post(where, json=body, headers=headers) as answer:
            self.tally.heard(f"{command} {ref} by the program", answer.status)
            said: dict[str, Any] = await answer.json()
            return said | {"http": answer.status}

    async def submits(self, key: str, ref: str, command: str, form: dict[str, str] | None) -> None:
        """Let an agent send a form, if he was offered one."""
        if form is not None:
            status = await self.consoles[key].send(f"/desk/tickets/{ref}/{command}", form)
            self.tally.heard(f"{command} {ref} by {key}", status)


async def play(desk: Desk, doors: Sequence[str], number: int) -> None:
    """Play one round."""
    await _first_matter(desk, Customer(desk.http, doors, f"{number:06}-a", desk.tally), number)
    await _second_matter(desk, Customer(desk.http, doors, f"{number:06}-b", desk.tally), number)


async def _first_matter(desk: Desk, customer: Customer, number: int) -> None:
    await customer.says("bir insanla görüşmek istiyorum")
    ref = await customer.reference()
    rivals = ("elif", "mert")
    forms = await asyncio.gather(*(desk.consoles[key].form(ref, "claim") for key in rivals))
    claims: list[Coroutine[Any, Any, Any]] = [
        desk.submits(key, ref, "claim", form) for key, form in zip(rivals, forms, strict=True)
    ]
    # The last who asks is another one each time.
    claims.insert(number % 3, desk.commands(ref, "claim"))
    await asyncio.gather(*claims)
    desk.tally.claims.append(ref)
    words = f"Bakıyorum {number}"
    for key in rivals:
        if (form := await desk.consoles[key].form(ref, "reply", words=words)) is not None:
            twice: list[Coroutine[Any, Any, Any]] = [desk.submits(key, ref, "reply", form) for _ in range(2)]
            break
    else:
        key = ""
        twice = [desk.commands(ref, "reply", f"reply-{number}", words=words) for _ in range(2)]
    await asyncio.gather(*twice)
    desk.tally.replies.append(words)
    if key:
        solved = await desk.consoles[key].form(ref, "solve", words="Kabloyu değiştirdik.", closure_code="new_solution")
        await desk.submits(key, ref, "solve", solved)
    else:
        await desk.commands(ref, "solve", words="Kabloyu değiştirdik.", closure_code="new_solution")
    yes = await customer.button(YES)
    closing: list[Coroutine[Any, Any, Any]] = [customer.presses(yes, browser) for browser in range(2)]
    if number % 2:
        void = await desk.consoles["zeynep"].form(ref, "void", reason="Deneme")
        closing += [desk.commands(ref, "void", reason="Deneme"), desk.submits("zeynep", ref, "void", void)]
    await asyncio.gather(*closing)
    desk.tally.closings.append(ref)


async def _second_matter(desk: Desk, customer: Customer, number: int) -> None:
    await customer.says("bir insanla görüşmek istiyorum")
    ref = await customer.reference()
    await desk.commands(ref, "claim")
    await desk.commands(ref, "solve", words="Kabloyu değiştirdik.", closure_code="new_solution")
    yes, words = await customer.button(YES), f"hâlâ aynı hata, satır {number}"
    at_once: list[Coroutine[Any, Any, Any]] = [customer.presses(yes), customer.says(words, browser=1)]
    if number % 2:
        at_once.append(desk.commands(ref, "void", reason="Deneme"))
    await asyncio.gather(*at_once)
    desk.tally.contradicted[words] = ref


def judge(tx: Connection, tally: Tally) -> list[str]:
    """Say what the database holds against the promises."""
    wrong = list(tally.wrong)
    for ref in tally.claims:
        claims = _moves(tx, ref, move.c.command == "claim")
        if claims != 1:
            wrong.append(f"{ref} was claimed {claims} times")
    for words in tally.replies:
        replies = tx.execute(select(func.count()).where(entry.c.text == words)).scalar_one()
        if replies != 1:
            wrong.append(f"{words!r} is there {replies} times")
    for ref in tally.closings:
        closings = _moves(tx, ref, *_CLOSED)
        if (closings, _status(tx, ref)) != (1, Status.CLOSED):
            wrong.append(f"{ref} was closed {closings} times and is {_status(tx, ref)}")
    for words, ref in tally.contradicted.items():
        said = tx.execute(select(func.count()).where(entry.c.text == words)).scalar_one()
        closings, openings = _moves(tx, ref, *_CLOSED), _moves(tx, ref, *_OPENED)
        is_closed = _status(tx, ref) == Status.CLOSED
        if said != 1 or closings != openings + is_closed:
            wrong.append(f"{ref}: {words!r} {said} times, closed {closings} times, reopened {openings} times")
    return wrong


_CLOSED = (move.c.to_status == Status.CLOSED, move.c.from_status != Status.CLOSED)
_OPENED = (move.c.to_status != Status.CLOSED, move.c.from_status == Status.CLOSED)


def _moves(tx: Connection, ref: str, *conditions: Any) -> int:
    count = select(func.count()).join(ticket, ticket.c.id == move.c.ticket).where(ticket.c.ref == ref, *conditions)
    found: int = tx.execute(count.select_from(move)).scalar_one()
    return found


def _status(tx: Connection, ref: str) -> str:
    found: str = tx.execute(select(ticket.c.status).where(ticket.c.ref == ref)).scalar_one()
    return found


async def race(kind: Kind, rounds: int, *, durable: bool) -> list[str]:
    """Play `rounds` on a fresh database and return what is not as it was promised."""
    with database(kind, durable=durable) as base, tempfile.TemporaryDirectory() as folder:
        servers = Servers(base.url, Path(folder), environ={"ONKAPI_DESK__SETTLE": "0"})
        token = await servers.command("token", "create", "racer", "--role", "lead", "--queues", "l1,network")
        store = open_store(base.url)
        store.run(let_in)
        await servers.start(1 if kind == "sqlite" else 3)
        doors = [each.address for each in servers.processes]
        tally, http = Tally(), aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        consoles = {key: Console(doors[place % len(doors)]) for place, key in enumerate(("elif", "mert", "zeynep"))}
        desk = Desk(consoles, http, doors[-1], token, tally)
        numbers = iter(range(rounds))

        async def play_on() -> None:
            for number in numbers:
                await play(desk, doors, number)

        try:
            for key, console in consoles.items():
                await console.sign_in(key)
            async with asyncio.TaskGroup() as tasks:
                for _ in range(AT_ONCE):
                    tasks.create_task(play_on())
            for _ in range(60):
                if not waiting(base.url):
                    break
                await asyncio.sleep(0.5)
            await servers.stop()
        finally:
            await servers.end()
            await http.close()
            for console in consoles.values():
                await console.close()
        wrong = store.look(lambda tx: judge(tx, tally))
        store.close()
        return wrong + [f"{count} {name}" for name, count in waiting(base.url).items()]


HEAD = "| database | processes | rounds | wrong | seconds |\n|---|---:|---:|---:|---:|"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, line by line, and what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few rounds, to see that everything works")
    parser.add_argument("--rounds", type=int, help="how many customers")
    parser.add_argument("--write", action="store_true", help="write the table into docs/proof.md")
    parser.add_argument("--database", choices=KINDS, help="on this database only")
    given = parser.parse_args(arguments)
    rounds = given.rounds or (10 if given.quick else ROUNDS)
    print(HEAD, flush=True)
    good, lines = True, [HEAD]
    for kind in KINDS:
        if given.database in (None, kind):
            begin = time.monotonic()
            wrong = asyncio.run(race(kind, rounds, durable=True))
            processes, seconds = 1 if kind == "sqlite" else 3, time.monotonic() - begin
            lines.append(f"| {kind} | {processes} | {rounds:,} | {len(wrong)} | {seconds:.0f} |")
            print(lines[-1], *wrong[:20], sep="\n", flush=True)
            good = good and not wrong
    if given.write:
        write("races", lines)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
