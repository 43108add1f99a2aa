"""A fifth channel is one folder, its door for the contract, and one section of the configuration; nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

import channels
from bot.ports import ports
from channels.ingress import visitor
from core.channel import Channel
from core.host import Line
from core.messages import Address
from tests.channels.contract.doors import CHANNELS, OWN
from tests.scenarios.telling import FOLDER, STORIES, transcript
from tests.world import ROOT, SHIPPED, CustomerOf, World

PRODUCT = Path(__file__).parent / "product"
ACCOUNT = "fax/ornek"
TOLD = ("vpn_solved_by_the_article", "not_solved_then_elif")

import_module("tests.scenarios.stories_turkish")


@dataclass(frozen=True, slots=True)
class Faxing(CustomerOf):
    """A customer in a story who has a fax machine."""

    http: httpx.AsyncClient

    @property
    def address(self) -> Address:
        """Where the desk has his sheets from."""
        return Address(ACCOUNT, visitor(self.http.headers["X-Onkapi-Visitor"]))

    def says(self, *lines: str) -> list[Line]:
        """Send a sheet for each line, wait for the answer, and return what is new to read."""
        before = self.sees()
        for line in lines:
            self._send({"text": line})
            self.world.clock.move(timedelta(milliseconds=300))
        self.world.waits(seconds=5)
        return self._news(before)

    def sends(self, payload: str, label: str = "") -> list[Line]:
        """Tick an option, and return what is new to read."""
        before = self.sees()
        self._send({"ticked": payload})
        self.world.waits(seconds=0)
        return self._news(before)

    def _send(self, body: dict[str, str]) -> None:
        sent = self.world.run(self.http.post("/hooks/fax/ornek/sheets", json={"id": token_hex(16), **body}))
        assert sent.status_code == 200, sent.text


class FaxDesk(World):
    """A desk of which stories are told; who is a customer there has a fax machine."""

    def customer(self, name: str, account: str = ACCOUNT, language: Any = "tr") -> Faxing:
        """Return a customer with a machine of his own, wherever the story has him write."""
        fax: Channel = self.app.channels["fax"]
        self.run(fax.start(self.app.host))
        return Faxing(
            self, name, ACCOUNT, language,
            httpx.AsyncClient(
                transport=httpx.ASGITransport(Starlette(routes=list(fax.routes()))), base_url="http://desk",
                headers={"X-Onkapi-Visitor": token_hex(16), "Accept-Language": language},
            ),
        )  # fmt: skip


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaxDesk]:
    monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(PRODUCT)])
    section = {"accounts": [{"key": "ornek", "organization": "ornek", "trust": "open"}]}
    file = tmp_path / "config.yaml"
    file.write_text(json.dumps({"include": [str(SHIPPED)], "channels": {"fax": section}}), encoding="utf-8")
    numbers = count(1_234_567, 777_777)
    told = FaxDesk(sqlite_url, config=file, draw=lambda end: next(numbers) % end)
    yield told
    told.close()
    sys.modules.pop("channels.fax", None)
    vars(channels).pop("fax", None)


@pytest.mark.parametrize("name", TOLD)
def test_a_story_reads_the_same_over_it(desk: FaxDesk, name: str) -> None:
    told = transcript(name, STORIES[name](desk))
    assert told == (FOLDER / f"{name.replace('_', '-')}.md").read_text("utf-8")


@pytest.mark.timeout(300)
def test_the_contract_finds_it_by_its_folder_and_it_keeps_it() -> None:
    words = ["-p", "tests.channels.fifth.joining", "tests/channels/contract", "-k", "fax or every_channel", "-q"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    passed = int(done.stdout.rpartition(" passed")[0].split()[-1])
    assert passed >= 50, "every promise, for a channel whose client is our own"


def test_nothing_of_it_is_left_behind() -> None:
    assert "fax" not in {*ports(), *CHANNELS, *OWN}
