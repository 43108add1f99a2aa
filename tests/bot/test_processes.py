"""The server in several processes on one PostgreSQL: each does its part, and who stands still hands over."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import httpx
import pytest
from sqlalchemy import func, insert, select
from typer.testing import CliRunner

from bot.cli import app
from bot.store.engine import Store, StoreUnavailable, Tx, open_store
from bot.store.tables import inbox, job_run, lease, process
from tests.bot.processes import part
from tests.channels.telegram.server import environ, written
from tests.databases import drop_database, fresh_database
from tests.standins.telegram import BotApi, User, bot_api
from tests.world import SHIPPED

PATIENCE = 90.0
OPEN = {"key": "main", "organization": "ornek", "token": "${ONKAPI_TELEGRAM_TOKEN}", "trust": "open"}
CONFIG: dict[str, Any] = {"channels": {"telegram": {"accounts": [OPEN]}}}


@pytest.fixture
def url() -> Iterator[str]:
    made = fresh_database("postgresql", furnished=True)
    yield made
    drop_database(made)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def api() -> Iterator[BotApi]:
    with bot_api() as platform:
        yield platform


def eventually(true: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
    return found


def holder(store: Store) -> tuple[str, int] | None:
    """Return the name of the process that polls, and the epoch of its lease."""
    polls = (lease.c.until > func.now(), lease.c.name.endswith(": polling"))
    wanted = select(process.c.name, lease.c.epoch).join(process, process.c.id == lease.c.holder).where(*polls)
    row = store.look(lambda tx: tx.execute(wanted).first())
    return (row[0], row[1]) if row else None


def kept(store: Store) -> int:
    return store.look(lambda tx: tx.execute(select(func.count()).select_from(inbox)).scalar_one())


@pytest.mark.timeout(400)
def test_three_processes_do_the_work_of_one(url: str, store: Store, api: BotApi, tmp_path: Path) -> None:
    file, given = written(tmp_path, api, CONFIG), environ(url, api)
    with ExitStack() as all_of_them:
        start = all_of_them.enter_context
        address, _ = start(part(file, given, "web", "--port", "0"))
        start(part(file, given, "channels"))
        watched, _ = start(part(file, given, "worker", "--port", "0"))
        visitor = {"X-Onkapi-Visitor": token_urlsafe(16)}
        http = start(httpx.Client(base_url=address, headers=visitor, trust_env=False, timeout=30))
        said = {"id": token_urlsafe(16), "text": "vpn bağlanmıyor"}
        assert http.post("/chat/ornek/messages", json=said).is_success
        lines = eventually(lambda: len(found := http.get("/chat/ornek/lines").json()["lines"]) > 1 and found)
        assert [line["author"] for line in lines] == ["customer", "bot"]
        api.says(User(1001), "vpn bağlanmıyor")
        api.waits(lambda: api.said_to(User(1001)), PATIENCE)
        told = eventually(lambda: _all_there(http))
        assert sorted(part for each in told["processes"] for part in each["parts"]) == ["channels", "web", "worker"]
        assert [each["account"] for each in told["accounts"] if each["doing"] == "listening"] == ["telegram/main"]
        assert told["status"] == "ready", told["reasons"]
        other = httpx.Client(base_url=watched, trust_env=False)
        start(other)
        assert other.get("/readyz").json()["status"] == "ready"
        assert other.get("/metrics").status_code == 200
        assert other.get("/desk").status_code == 404


def _all_there(http: httpx.Client) -> dict[str, Any] | None:
    told: dict[str, Any] = http.get("/readyz").json()
    return told if len(told["processes"]) == 3 and told["accounts"] else None


@pytest.mark.timeout(400)
def test_a_poller_that_stands_still_hands_over_and_does_no_harm_when_it_wakes(
    url: str, store: Store, api: BotApi, tmp_path: Path
) -> None:
    file, given = written(tmp_path, api, CONFIG), environ(url, api)
    with part(file, given, "channels,worker") as (_, one), part(file, given, "channels,worker") as (_, two):
        name, epoch = eventually(lambda: holder(store))
        first, second = (one, two) if name.endswith(f":{one.pid}") else (two, one)
        api.says(User(1001), "vpn bağlanmıyor")
        api.waits(lambda: not api.pending, PATIENCE)
        first.send_signal(signal.SIGSTOP)
        for number in range(5):
            api.says(User(1002 + number), f"insan istiyorum {number}")
        taken = eventually(lambda: (found := holder(store)) and found[1] > epoch and found, PATIENCE)
        assert taken[0].endswith(f":{second.pid}")
        eventually(lambda: kept(store) == 6, PATIENCE)
        api.waits(lambda: not api.pending, PATIENCE)
        first.send_signal(signal.SIGCONT)
        for number in range(5):
            api.says(User(2002 + number), f"insan istiyorum {number}")
        api.waits(lambda: not api.pending, PATIENCE)
        time.sleep(3)
        assert kept(store) == 11, "each of them once"
        assert holder(store) == taken, "who woke up did not take it back"
        assert api.dropped == 0
        second.send_signal(signal.SIGTERM)
        assert second.wait(15) == 0
        again = eventually(lambda: (found := holder(store)) and found[1] > taken[1] and found, PATIENCE)
        assert again[0].endswith(f":{first.pid}")


@pytest.mark.timeout(400)
def test_a_frozen_process_holds_no_customer_for_longer_than_its_time(
    url: str, store: Store, api: BotApi, tmp_path: Path
) -> None:
    file, given = written(tmp_path, api, CONFIG), environ(url, api)
    with part(file, given, "channels,worker") as (_, frozen):
        eventually(lambda: holder(store))
        for number in range(40):
            api.says(User(1001), f"satır {number}")
        eventually(lambda: kept(store))
        frozen.send_signal(signal.SIGSTOP)
        with part(file, given, "channels,worker"):
            api.waits(lambda: not api.pending, PATIENCE)
            assert kept(store) == 40
            frozen.send_signal(signal.SIGCONT)
            time.sleep(2)
            assert kept(store) == 40


@pytest.mark.parametrize("words", ["wep", "web,chanels", "web worker"])
def test_a_part_that_does_not_exist_is_told_in_one_line(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONKAPI_WEB_ORNEK", "")
    done = CliRunner().invoke(app, ["run", "--config", str(SHIPPED), "--only", words])
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    assert "web, channels, worker" in done.stderr


def test_a_part_of_an_sqlite_file_is_refused_in_one_line(
    empty_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONKAPI_WEB_ORNEK", "")
    monkeypatch.setenv("ONKAPI_WEB_KAMU", "")
    monkeypatch.setenv("ONKAPI_DATABASE__URL", empty_sqlite_url)
    done = CliRunner().invoke(app, ["run", "--config", str(SHIPPED), "--only", "web"])
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    assert "PostgreSQL" in done.stderr


def test_a_transaction_in_which_a_process_stands_still_is_ended_and_can_write_no_more(
    url: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.engine.FROZEN_SECONDS", 1)
    frozen = open_store(url)

    def late(tx: Tx) -> None:
        tx.execute(insert(job_run), {"name": "late", "until": datetime.now(UTC)})
        time.sleep(2.5)
        tx.execute(insert(job_run), {"name": "later", "until": datetime.now(UTC)})

    with pytest.raises(StoreUnavailable):
        frozen.run(late)
    assert store.look(lambda tx: tx.execute(select(job_run.c.name)).all()) == []
    frozen.close()
