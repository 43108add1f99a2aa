"""What monitors are told: whether the process lives, whether it may be given work, why not, and how much it does."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import make_url, update

from bot.console.app import create
from bot.health.readiness import OVERDUE, Report
from bot.parts import Part
from bot.server import services_of
from bot.store import letters, processes
from bot.store.engine import StoreUnavailable
from bot.store.processes import ProcessRow
from bot.store.tables import address
from core.messages import Kind
from tests.world import ROOT, TUESDAY_MORNING, World

TOKEN = "a-token-of-the-monitor"


def ask(world: World, path: str, *, client: str = "127.0.0.1", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=create(services_of(world.app)), client=(client, 1))

    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.example", headers=headers) as http:
            return await http.get(path)

    return world.run(get())


def ready(world: World, query: str = "") -> dict[str, Any]:
    answer = ask(world, f"/readyz{query}")
    told: dict[str, Any] = answer.json()
    assert answer.status_code == (503 if told["status"] == "unavailable" else 200)
    return told


def reasons(world: World) -> list[tuple[str, str, str]]:
    report: Report = world.run(world.app.readiness.report())
    return [(each.what, each.name, each.trouble) for each in report.reasons]


def metrics(world: World) -> dict[str, float]:
    lines = ask(world, "/metrics").text.splitlines()
    pairs = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name: float(value) for name, _, value in pairs}


@pytest.fixture
def desk(world: World) -> World:
    """A desk that has started."""
    world.app.readiness.open()
    world.run(world.app.membership.beat())
    return world


def test_all_is_well(desk: World) -> None:
    told = ready(desk)
    assert (told["status"], told["reasons"], told["since"]) == ("ready", [], None)
    assert told["database"]["up"]
    [process] = told["processes"]
    assert (process["name"], process["differs"]) == (told["process"]["name"], [])
    assert sorted(process["parts"]) == ["channels", "web", "worker"]


def test_a_process_that_starts_or_stops_takes_no_traffic(world: World) -> None:
    assert reasons(world) == [("process", "", "starts")]
    assert ready(world)["status"] == "unavailable"
    world.app.readiness.open()
    assert ready(world)["status"] == "ready"
    world.app.readiness.close()
    assert reasons(world) == [("process", "", "stops")]


def test_an_account_in_trouble_is_named_with_the_moment_and_takes_no_web_chat_away(desk: World) -> None:
    desk.app.host.report("telegram/main", "listening", "401: the platform refuses the token of the bot")
    desk.clock.move(timedelta(minutes=3))
    told = ready(desk)
    assert told["status"] == "troubled"
    [reason] = told["reasons"]
    assert (reason["what"], reason["name"]) == ("account", "telegram/main: listening")
    assert reason["since"] == TUESDAY_MORNING.isoformat()
    assert ask(desk, "/readyz?strict").status_code == 503
    desk.app.host.report("telegram/main", "listening")
    assert ready(desk)["status"] == "ready"


def test_a_process_that_only_asks_platforms_is_not_ready_when_none_answers(sqlite_url: str) -> None:
    world = World(sqlite_url)
    world.app.membership.parts = (Part.CHANNELS,)
    world.app.readiness.open()
    world.app.host.report("telegram/main", "listening", "401")
    world.app.host.report("telegram/other", "listening")
    assert ready(world)["status"] == "troubled"
    world.app.host.report("telegram/other", "listening", "409")
    assert ready(world)["status"] == "unavailable"
    world.close()


def test_a_message_that_is_not_delivered_is_a_reason_and_its_age_a_metric(desk: World) -> None:
    desk.sends_everything()
    ali = desk.customer("ali")
    desk.run(desk.app.intake.receive(ali.inbound(Kind.TEXT, "bir insanla görüşmek istiyorum")))
    desk.clock.move(timedelta(seconds=3))
    [number] = desk.run(desk.app.intake.due())
    desk.run(desk.app.intake.wake(number))
    desk.clock.move(OVERDUE + timedelta(seconds=1))
    assert ("outbox", "web/ornek", "1 undelivered") in reasons(desk)
    assert ready(desk)["outbox"]["web/ornek"]["age_seconds"] == OVERDUE.total_seconds() + 1
    found = metrics(desk)
    assert found['onkapi_outbox_waiting{account="web/ornek"}'] == 1
    assert found['onkapi_outbox_age_seconds{account="web/ornek"}'] == OVERDUE.total_seconds() + 1
    gone = update(address).values(gone_at=desk.clock.now())
    desk.app.store.run(lambda tx: tx.execute(gone))
    assert not any(what == "outbox" for what, _, _ in reasons(desk))


def test_dead_letters_are_counted_until_somebody_looks_at_them(desk: World) -> None:
    desk.run(desk.app.host.unreadable("web/ornek", "7", {}, "TypeError: no date"))
    [(what, _, trouble)] = reasons(desk)
    assert what == "letters"
    assert trouble.startswith("1 dead")
    assert metrics(desk)['onkapi_dead_letters{kind="inbox"}'] == 1
    desk.app.store.run(lambda tx: letters.drop(tx, letters.page(tx)[0][0].id))
    assert reasons(desk) == []


def neighbour(desk: World, **more: Any) -> None:
    said: dict[str, Any] = {
        "id": "b", "name": "other:7", "parts": ["web"], "version": "1", "prints": desk.app.config.prints,
        "conditions": [], "started_at": desk.clock.now(), "seen_at": desk.clock.now(),
    }  # fmt: skip
    desk.app.store.run(lambda tx: processes.tell(tx, ProcessRow(**{**said, **more})))


def test_processes_that_were_told_something_else_are_named_with_the_sections(desk: World) -> None:
    prints = {**desk.app.config.prints, "queues": "0" * 16}
    neighbour(desk, prints=prints)
    assert reasons(desk) == [("configuration", "other:7", "differs in queues")]
    neighbour(desk)
    assert reasons(desk) == []
    assert metrics(desk)["onkapi_processes"] == 2


def test_what_another_process_says_of_its_accounts_is_told_everywhere_as_long_as_it_lives(desk: World) -> None:
    said = {"account": "telegram/main", "doing": "listening", "trouble": "409", "until": None}
    neighbour(desk, conditions=[{**said, "since": TUESDAY_MORNING.isoformat()}])
    assert reasons(desk) == [("account", "telegram/main: listening", "409")]
    assert metrics(desk)['onkapi_account_up{account="telegram/main",doing="listening"}'] == 0
    desk.clock.move(timedelta(minutes=1))
    assert reasons(desk) == []
    assert [each["name"] for each in ready(desk)["processes"]] == [desk.app.membership.name]


def test_a_part_that_no_process_does_is_a_reason(desk: World) -> None:
    desk.app.membership.parts = (Part.WEB,)
    desk.run(desk.app.membership.beat())
    assert reasons(desk) == []
    desk.clock.move(timedelta(seconds=20))
    assert [(what, name) for what, name, _ in reasons(desk)] == [("part", "channels"), ("part", "worker")]
    neighbour(desk, parts=["worker", "channels"])
    assert reasons(desk) == []


def test_a_process_that_ends_leaves_no_trace(desk: World) -> None:
    desk.run(desk.app.membership.leave())
    assert desk.app.store.run(processes.known) == []


def test_without_its_database_a_process_takes_no_traffic_and_says_since_when(
    desk: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(work: object) -> None:
        raise StoreUnavailable(reason="connection refused by host db.example")

    monkeypatch.setattr(desk.app.store, "read", gone)
    for _ in range(2):
        told = ready(desk)
        assert (told["status"], told["database"]["up"]) == ("unavailable", False)
        assert told["since"] == TUESDAY_MORNING.isoformat()
        assert "db.example" not in str(told)
        desk.clock.move(timedelta(seconds=30))
    assert metrics(desk)["onkapi_database_up"] == 0
    monkeypatch.undo()
    assert ready(desk)["status"] == "ready"


def test_a_database_that_hangs_is_told_and_asked_by_one_question_only(
    desk: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    async def hangs(work: object) -> None:
        asked.append(1)
        await asyncio.sleep(600)

    monkeypatch.setattr(desk.app.store, "read", hangs)
    monkeypatch.setattr("bot.health.readiness.PATIENCE", 0.05)
    for _ in range(3):
        assert ready(desk)["status"] == "unavailable"
    assert asked == [1]
    looking = desk.app.readiness._looking
    assert looking is not None
    looking.cancel()


@contextmanager
def configured(url: str, token: str = "", public: str = "") -> Iterator[World]:
    world = World(url, ONKAPI_MONITORING__TOKEN=token, ONKAPI_WEB__PUBLIC_URL=public)
    world.app.readiness.open()
    yield world
    world.close()


def test_strangers_hear_whether_but_not_why(sqlite_url: str) -> None:
    with configured(sqlite_url) as desk:
        for stranger in ({"client": "192.0.2.7"}, {"X-Forwarded-For": "192.0.2.7"}, {"Origin": "http://evil.example"}):
            assert ask(desk, "/readyz", **stranger).json() == {"status": "ready"}
            refused = ask(desk, "/metrics", **stranger)
            assert (refused.status_code, "onkapi_" in refused.text) == (401, False)
        assert ask(desk, "/metrics").status_code == 200
        assert ask(desk, "/healthz", client="192.0.2.7").json() == {"status": "ok"}


def test_a_token_opens_from_anywhere_and_nothing_else_does(sqlite_url: str) -> None:
    with configured(sqlite_url, TOKEN) as desk:
        assert "reasons" in ask(desk, "/readyz", client="192.0.2.7", Authorization=f"Bearer {TOKEN}").json()
        assert ask(desk, "/metrics", Authorization=f"bearer {TOKEN}").status_code == 200
        for wrong in ("", "Bearer", f"Basic {TOKEN}", f"Bearer {TOKEN}x"):
            assert ask(desk, "/metrics", Authorization=wrong).status_code == 401
            assert ask(desk, "/readyz", Authorization=wrong).json() == {"status": "ready"}


def test_a_desk_behind_a_web_server_tells_nobody_without_a_token(sqlite_url: str) -> None:
    with configured(sqlite_url, public="https://destek.ornek.example") as desk:
        assert ask(desk, "/metrics").status_code == 401
        assert ask(desk, "/readyz").json() == {"status": "ready"}


def test_every_metric_is_explained_to_who_reads_it(desk: World) -> None:
    desk.app.host.report("telegram/main", "listening", "401")
    ali = desk.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    desk.waits(days=3)
    explained = (ROOT / "docs" / "operations.md").read_text("utf-8")
    told = re.findall(r"^# TYPE (onkapi_\w+) ", ask(desk, "/metrics").text, re.MULTILINE)
    assert len(told) > 15
    assert [name for name in told if f"`{name}" not in explained] == []


def test_what_happens_is_counted(desk: World) -> None:
    before = metrics(desk)
    ali, elif_ = desk.customer("ali"), desk.agent("elif")
    desk.run(desk.app.host.receive(ali.inbound(Kind.TEXT, "vpn bağlanmıyor")))
    desk.waits(seconds=5)
    ali.says("bir insanla görüşmek istiyorum")
    elif_.claims(ali.ref)
    after = metrics(desk)

    def grew(name: str) -> float:
        return after.get(name, 0.0) - before.get(name, 0.0)

    assert grew('onkapi_messages_received_total{channel="web"}') == 1
    assert grew('onkapi_messages_sent_total{channel="web",outcome="sent"}') >= 3
    assert grew('onkapi_suggestions_total{decision="answer"}') == 1
    assert grew('onkapi_searches_total{found="yes"}') == 1
    assert grew('onkapi_turn_seconds_count{door="message"}') == 1
    assert grew('onkapi_turn_seconds_count{door="agent"}') == 1
    assert after['onkapi_open_tickets{queue="l1",status="in_progress"}'] == 1
    assert "onkapi_promises_broken" not in str(after)
    desk.waits(days=3)
    assert metrics(desk)['onkapi_promises_broken{kind="resolve"}'] == 1


def test_a_postgresql_that_is_gone_and_back(desk: World) -> None:
    url = desk.app.store.url
    if desk.app.store.sqlite:
        pytest.skip("its file is part of the process")
    parsed = make_url(url).set(drivername="postgresql")
    admin = parsed.set(database="postgres").render_as_string(hide_password=False)
    name = parsed.database
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        connection.execute(kill, [name])
        assert ready(desk)["status"] == "unavailable"
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    for _ in range(10):
        if ready(desk)["status"] == "ready":
            break
    assert ready(desk)["status"] == "ready"
