"""A server is told to stop: as soon as it says that it is there, and also where its database does not answer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.tables import process
from tests.bot.processes import part
from tests.databases import drop_database, fresh_database
from tests.world import ROOT, SHIPPED, World

QUIET = {"ONKAPI_WEB_ORNEK": "", "ONKAPI_WEB_KAMU": "", "ONKAPI_WEB__PORT": "0", "ONKAPI_KNOWLEDGE__SEMANTIC": "off"}


@pytest.mark.parametrize("command", ["run", "demo"])
def test_who_stops_it_as_soon_as_it_says_where_it_is_stops_it_in_order(
    sqlite_url: str, tmp_path: Path, command: str
) -> None:
    given = os.environ | QUIET | {"ONKAPI_DATABASE__URL": sqlite_url, "ONKAPI_FILES__DIR": str(tmp_path / "files")}
    words = ["--config", str(SHIPPED)] if command == "run" else []
    server = subprocess.Popen(
        [sys.executable, "-m", "bot", command, *words],
        cwd=ROOT,
        env=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    try:
        while "http://" not in server.stdout.readline():
            assert server.poll() is None
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0
    finally:
        server.kill()
        server.wait()
        server.stdout.close()
    world = World(sqlite_url)
    assert world.count(process) == 0, "it has said that it ends"
    world.close()


def test_a_part_that_serves_nothing_can_be_stopped_as_soon_as_it_says_that_it_works(tmp_path: Path) -> None:
    url = fresh_database("postgresql", furnished=True)
    given = os.environ | QUIET | {"ONKAPI_DATABASE__URL": url, "ONKAPI_FILES__DIR": str(tmp_path / "files")}
    with part(SHIPPED, given, "worker") as (_, server):
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0
    drop_database(url)
