"""The news of open pages, as a browser hears them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection

from bot.store import notices, tickets
from bot.store.engine import READERS
from core.notices import Notice, NoticeKind
from tests.console_desk import PASSWORD, ServedDesk, form_of, served
from tests.world import World


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[ServedDesk]:
    world = World(sqlite_url)
    world.customer("ali").says("ekranım titriyor", "destek uzmanı istiyorum")
    world.close()
    with served(sqlite_url) as running:
        yield running


@pytest.fixture
def elif_(desk: ServedDesk) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk.address, timeout=10) as client:
        form = form_of(client.get("/desk/sign-in").text, "/desk/sign-in")
        client.post("/desk/sign-in", data={**form, "email": "elif@ornek.example", "password": PASSWORD})
        yield client


def events(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data:") and name:
            data = line.removeprefix("data:").strip()
            yield name, json.loads(data) if data else None


def test_a_stream_tells_the_present_state_and_then_what_changes(desk: ServedDesk, elif_: httpx.Client) -> None:
    with elif_.stream("GET", "/desk/events?view=unassigned") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        heard = events(stream.iter_lines())
        assert "ekranım titriyor" in next(heard)[1]["list"]
        desk.hear("veli", "yazıcım çalışmıyor, destek uzmanı istiyorum")
        assert any("Veli" in news["list"] for _, news in heard)


def test_streams_hold_no_connection_to_the_database(elif_: httpx.Client) -> None:
    with ExitStack() as open_streams:
        for _ in range(READERS * 2):
            stream = open_streams.enter_context(elif_.stream("GET", "/desk/events"))
            next(events(stream.iter_lines()))
        assert elif_.get("/desk").status_code == 200


def test_the_stream_of_a_session_that_ended_ends_too(elif_: httpx.Client) -> None:
    with elif_.stream("GET", "/desk/events") as stream:
        heard = events(stream.iter_lines())
        next(heard)
        elif_.post("/desk/sign-out", data=form_of(elif_.get("/desk").text, "/desk/sign-out"))
        assert [name for name, _ in heard] == ["gone"]


def test_nobody_hears_news_without_a_session(desk: ServedDesk) -> None:
    for path in ("/desk/events", "/desk/tickets/K2K2K2/events"):
        assert httpx.get(desk.address + path).status_code == 401


def test_the_pulse_tells_how_much_somebody_was_told(desk: ServedDesk, elif_: httpx.Client) -> None:
    def tell(tx: Connection) -> None:
        stored = tickets.by_id(tx, 1)
        assert stored is not None
        notices.tell(tx, 1, stored.ticket, [Notice(to="queue", kind=NoticeKind.CHASED)], desk.app.clock.now(), but=None)

    desk.app.store.run(tell)
    with elif_.stream("GET", "/desk/pulse") as stream:
        _, news = next(events(stream.iter_lines()))
    assert news["bell"] == "1"
    assert json.loads(news["news"])[0]["body"] == "Kullanıcı yeniden sordu"
