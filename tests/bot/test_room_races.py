"""Two of everything in a room: clicks at once, a choice against the clock, two processes with one line to say."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.app import App
from bot.store.tables import card, entry, inbox, move, relay
from core.effects import Act, Command
from core.host import Answer
from core.messages import Address, Kind
from core.ticket import Status
from tests.bot.rooms import ACCOUNT, ROOM, Desk, desk_at
from tests.bot.test_races import warm
from tests.world import World


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with desk_at(database_url) as opened:
        yield opened


def queued(desk: Desk) -> str:
    ali = desk.world.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    return ali.ref


def second(desk: Desk) -> App:
    """Return another process on the same database, with the same platform."""
    app = desk.world.app
    other = App(app.config, clock=desk.world.clock, channels=app.channels)
    other.engine.catalogue = app.catalogue
    return other


def said(desk: Desk) -> list[str]:
    return [line.parts[0].text for line in desk.world.customer("ali").sees() if line.author == "agent"]


def test_of_many_clicks_at_once_one_wins_and_all_others_hear_who(desk: Desk) -> None:
    ref, other = queued(desk), second(desk)
    events = [
        desk.inbound("elif" if n % 2 else "mert", Address(ACCOUNT, ROOM), Kind.PRESS, payload=f"k.{ref}.claim")
        for n in range(20)
    ]

    async def race() -> list[Answer]:
        await warm(desk.world.app)
        apps = (desk.world.app, other)
        return await asyncio.gather(*(apps[n % 2].host.receive(event) for n, event in enumerate(events)))

    answers = desk.world.run(race())
    desk.world.waits(seconds=0)
    owner = desk.world.ticket(ref).owner_name
    assert owner in {"Elif Demir", "Mert Kaya"}
    assert desk.world.count(move, move.c.command == "claim") == 1
    assert sum(owner in answer.text for answer in answers) == 10
    assert sum("zaten sizde" in answer.text for answer in answers) == 9
    assert desk.world.customer("ali").hears().count("ticket.claimed") == 1
    other.store.close()


def test_a_line_is_said_once_by_two_processes(desk: Desk) -> None:
    ref, other = queued(desk), second(desk)
    desk.presses("elif", f"k.{ref}.claim")
    for number in range(5):
        desk.says("elif", f"satır {number}", ref)
    desk.world.clock.move(timedelta(seconds=7))

    async def race() -> None:
        await warm(desk.world.app)
        await asyncio.gather(*(app.moments.sweep() for app in (desk.world.app, other) * 3))

    desk.world.run(race())
    desk.world.waits(seconds=0)
    assert said(desk) == [f"satır {number}" for number in range(5)]
    assert desk.world.count(relay, relay.c.state == "sent") == 5
    other.store.close()


def test_a_choice_against_the_clock_has_one_outcome(desk: Desk) -> None:
    ref = queued(desk)
    desk.presses("elif", f"k.{ref}.claim")
    desk.says("elif", "Bakıyorum.", ref)
    undo = desk.inbound("elif", Address(ACCOUNT, ROOM), Kind.PRESS, payload=desk.choice(ref, "undo"))
    desk.world.clock.move(timedelta(seconds=6))

    async def race() -> None:
        await warm(desk.world.app)
        await asyncio.gather(desk.world.app.moments.sweep(), desk.world.app.host.receive(undo))

    desk.world.run(race())
    desk.world.waits(seconds=0)
    sent = desk.world.count(relay, relay.c.state == "sent")
    assert len(said(desk)) == sent
    assert sent + desk.world.count(relay, relay.c.state == "withdrawn") == 1


def test_copies_of_one_line_are_one_line(desk: Desk) -> None:
    ref = queued(desk)
    desk.presses("elif", f"k.{ref}.claim")
    before = desk.world.count(inbox)
    event = desk.inbound("elif", desk.lines(ref)[0].address, Kind.TEXT, text="Bakıyorum.")

    async def race() -> None:
        await warm(desk.world.app)
        await asyncio.gather(*(desk.world.app.host.receive(event) for _ in range(25)))

    desk.world.run(race())
    desk.world.waits(seconds=6)
    assert said(desk) == ["Bakıyorum."]
    assert desk.world.count(inbox) == before + 1


def test_a_claim_in_the_console_against_one_in_the_room(desk: Desk) -> None:
    ref = queued(desk)
    event = desk.inbound("elif", Address(ACCOUNT, ROOM), Kind.PRESS, payload=f"k.{ref}.claim")
    mert = desk.world.agent("mert")

    async def race() -> None:
        await warm(desk.world.app)
        acting = desk.world.app.agents.act(mert.agent, ref, Act(command=Command.CLAIM))
        await asyncio.gather(desk.world.app.host.receive(event), acting, return_exceptions=True)

    desk.world.run(race())
    desk.world.waits(seconds=0)
    assert desk.world.ticket(ref).status is Status.IN_PROGRESS
    assert desk.world.count(move, move.c.command == "claim") == 1
    assert desk.world.ticket(ref).owner_name in "".join(desk.card(ref).lines)
    assert desk.world.count(card, card.c.wanted_rev > card.c.shown_rev) == 0


DIES = """
import os, signal, sys
from tests.bot.rooms import desk_at

with desk_at(sys.argv[1]) as desk:
    ali = desk.world.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    desk.presses("elif", f"k.{ali.ref}.claim")
    desk.says("elif", "Bakıyorum.", ali.ref)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_line_that_waits_is_said_after_the_process_was_killed(database_url: str) -> None:
    died = subprocess.run([sys.executable, "-c", DIES, database_url], check=False, timeout=60)
    assert died.returncode == -signal.SIGKILL
    world = World(database_url)
    world.waits(minutes=1)
    lines = [line.parts[0].text for line in world.customer("ali").sees() if line.author == "agent"]
    assert lines == ["Bakıyorum."]
    assert world.count(entry, entry.c.author == "agent", entry.c.kind == "words") == 1
    world.close()
