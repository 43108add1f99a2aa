"""`kill -9` at the worst moments: after the restart the person gets the answer, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import httpx
import pytest

from tests.databases import Kind, drop_database, fresh_database
from tests.world import World

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0
MESSAGE = "6f1c0f0e-0b7e-4d5a-9d3e-1d2a3b4c5d6e"

DIES = """
import asyncio, os, signal, sys
from datetime import timedelta
from bot.store import lanes, outbox
from core.messages import Kind
from tests.world import MovedClock, TUESDAY_MORNING, World, shipped_config

url, moment = sys.argv[1:]
world = World(url)
if moment == "claimed":
    world.sends_everything()
ali = world.customer("ali")
world.run(world.app.intake.receive(ali.inbound(Kind.TEXT, text="vpn bağlanmıyor")))
if moment != "received":
    world.clock.move(timedelta(seconds=3))
    [number] = world.run(world.app.intake.due())
    world.run(world.app.intake.wake(number))
if moment == "claimed":
    accounts = [account.id for account in world.app.catalogue.accounts.values()]
    now = world.clock.now()
    due = [each.id for each in world.app.store.run(lambda tx: lanes.due(tx, accounts, now))]
    assert world.app.store.run(lambda tx: outbox.claim(tx, due, now))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(
    ("kind", "moment"),
    [
        ("sqlite", "received"),
        ("sqlite", "committed"),
        ("sqlite", "claimed"),
        ("postgresql", "received"),
        ("postgresql", "committed"),
    ],
)
def test_a_process_killed_at_any_moment_loses_and_doubles_nothing(kind: Kind, moment: str) -> None:
    url = fresh_database(kind, furnished=True)
    died = subprocess.run([sys.executable, "-c", DIES, url, moment], cwd=ROOT, check=False, timeout=PATIENCE)
    assert died.returncode == -signal.SIGKILL
    world = World(url)
    world.run(world.app.dispatcher.recover())
    world.waits(seconds=10)
    lines = world.customer("ali").sees()
    assert [line.author for line in lines] == ["customer", "bot"]
    assert "article" in {part.style for part in lines[1].parts}
    world.waits(seconds=600)
    assert world.customer("ali").sees() == lines
    world.close()
    drop_database(url)


@contextmanager
def server(url: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run the demo on a free port; yield its address and its process."""
    environ = os.environ | {"ONKAPI_DATABASE__URL": url, "ONKAPI_WEB_ORNEK": "", "ONKAPI_WEB_KAMU": ""}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--port", "0"],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.startswith("Agents work here: "):
                yield line.removeprefix("Agents work here: ").strip().removesuffix("/desk"), process
                break
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_the_real_server_killed_before_the_answer_gives_it_after_the_restart(sqlite_url: str) -> None:
    visitor = {"X-Onkapi-Visitor": token_urlsafe(16)}
    with server(sqlite_url) as (address, process):
        said = patient_post(f"{address}/chat/ornek/messages", visitor, {"id": MESSAGE, "text": "vpn bağlanmıyor"})
        assert said.is_success
        process.send_signal(signal.SIGKILL)
        process.wait()
    with server(sqlite_url) as (address, _):
        again = patient_post(f"{address}/chat/ornek/messages", visitor, {"id": MESSAGE, "text": "vpn bağlanmıyor"})
        assert again.is_success  # the page did not hear the first answer and sends it again
        lines: list[Any] = []
        until = time.monotonic() + PATIENCE
        while len(lines) < 2 and time.monotonic() < until:
            lines = httpx.get(f"{address}/chat/ornek/lines", headers=visitor, trust_env=False).json()["lines"]
            time.sleep(0.2)
        assert [line["author"] for line in lines] == ["customer", "bot"]


def patient_post(url: str, headers: dict[str, str], body: dict[str, str]) -> httpx.Response:
    """Post as soon as the server answers at all."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return httpx.post(url, headers=headers, json=body, trust_env=False)
        except httpx.TransportError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
