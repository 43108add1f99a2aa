"""Every door of the application, found by walking its routes: marks, policies, and what is no request at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from bot.store import tables as t
from bot.store.tables import metadata
from core.people import Role
from tests.api.desk import issue
from tests.console_desk import Visitor, console_of
from tests.doors import doors
from tests.world import World

HOSTILE = (
    b"[" * 200_000,
    b'{"words": ' + b"[" * 200_000,
    b'{"entry": ' + b"9" * 5_000 + b"}",
    b'{"words": NaN}',
    b'{"words": "\\ud800"}',
    b'{"words": "\xff\xfe"}',
    b'{"words": "x", "words": "y"}',
    b'"words"',
    b"null",
    b"{",
    b"csrf=" + b"%FF" * 1_000,
    b"&".join(b"a=b" for _ in range(5_000)),
    b"\x00" * 1_000,
)
KINDS = ("application/json", "application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "")
UPLOADS = {"/api/v1/files", "/desk/tickets/{ref}/files", "/chat/{site}/files"}
"""They take whatever comes as a file; `test_files` and their own tests ask them."""

STREAMS = ("/events", "/pulse", "/hooks/terminal/{account}/lines")
"""They answer for as long as somebody listens."""

BELIEVES_NOBODY = "/chat/{site}/identify"
"""Who is not vouched for is no mistake: he stays a visitor that nobody knows."""


class House:
    """A desk with a ticket, an admin with a browser and a program, and everything that can be asked of it."""

    def __init__(self, world: World) -> None:
        self.world = world
        ali = world.customer("ali")
        ali.says("ekranım titriyor", "destek uzmanı istiyorum")
        self.ref = ali.ref
        promote = update(t.agent).where(t.agent.c.key == "zeynep").values(role="admin")
        world.app.store.run(lambda tx: tx.execute(promote))
        self.browser = Visitor(world)
        self.browser.sign_in("zeynep")
        self.bearer = f"Bearer {issue(world, 'program', Role.ADMIN)}"
        self._app = console_of(world)
        for channel in world.app.channels.values():
            world.run(channel.start(world.app.host))
        world.app.readiness.open()
        self.doors = list(dict.fromkeys(doors(list(self._app.routes))))

    def ask(self, method: str, path: str, content: bytes = b"", kind: str = "") -> httpx.Response:
        filled = path.replace("{ref}", self.ref).replace("{site}", "ornek").replace("{account}", "local")
        filled = re.sub(r"\{(\w+)(:\w+)?\}", lambda part: "claim" if part[1] == "command" else "1", filled)
        headers = {"Accept": "text/html", **({"Content-Type": kind} if kind else {})}
        if path.startswith("/api"):
            headers["Authorization"] = self.bearer

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
            cookies = dict(self.browser.cookies)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://desk.example", cookies=cookies
            ) as client:
                return await client.request(method, filled, content=content, headers=headers)

        return self.world.run(send())

    def content(self) -> str:
        def read(tx: Any) -> str:
            quiet = {"token", "session", "idempotency", "job_run", "seen"}
            tables = [table for table in metadata.sorted_tables if table.name not in quiet]
            return str([(table.name, tx.execute(select(table)).all()) for table in tables])

        return self.world.app.store.run(read)


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    world = World(sqlite_url)
    yield House(world)
    world.close()


def test_no_form_of_the_console_is_taken_without_its_mark(house: House) -> None:
    posted = [path for method, path in house.doors if method == "POST" and path.startswith("/desk/")]
    assert len(posted) > 10
    before = house.content()
    for path in posted:
        for body in (b"", b"csrf=", b"csrf=of-another-site&once=x&words=x&person=1&confirm=1"):
            answer = house.ask("POST", path, body, "application/x-www-form-urlencoded")
            assert answer.status_code == 403, (path, answer.status_code)
    assert house.content() == before


def test_every_answer_that_is_a_page_has_a_strict_policy(house: House) -> None:
    seen = 0
    for method, path in house.doors:
        if method == "GET" and not path.endswith(STREAMS):
            answer = house.ask("GET", path)
            assert answer.status_code < 500, path
            if answer.headers.get("content-type", "").startswith("text/html"):
                policy = answer.headers.get("content-security-policy", "")
                assert "default-src 'none'" in policy, path
                assert "unsafe" not in policy, path
                assert answer.headers["x-content-type-options"] == "nosniff", path
                seen += 1
    for path in ("/desk/nowhere", "/nowhere", "/api/nowhere", "/chat/nowhere", "/desk/tickets/A2A2A2"):
        answer = house.ask("GET", path)
        assert answer.status_code in {303, 404}, path
        if answer.headers["content-type"].startswith("text/html"):
            assert "default-src 'none'" in answer.headers["content-security-policy"], path
    assert seen > 8


def test_what_is_no_request_gets_one_line_and_changes_nothing(house: House) -> None:
    written = [door for door in house.doors if door[0] not in {"GET", "HEAD", "OPTIONS"} and door[1] not in UPLOADS]
    assert len(written) > 30
    before = house.content()
    for method, path in written:
        for number, content in enumerate(HOSTILE):
            # Each body in two of the kinds in which it may come; over all routes every pair is asked.
            for kind in (KINDS[number % len(KINDS)], KINDS[0]):
                answer = house.ask(method, path, content, kind)
                asked = (method, path, content[:30], kind)
                if path == BELIEVES_NOBODY and answer.status_code == 200:
                    assert not any(answer.json().values()), asked
                    continue
                assert 400 <= answer.status_code < 500, (*asked, answer.status_code)
                if "json" in answer.headers["content-type"]:
                    told = answer.json()
                    line = told.get("detail") or told.get("error")
                    assert line, asked
                    assert "\n" not in line, asked
                    assert len(line) < 300, asked
    assert house.content() == before
