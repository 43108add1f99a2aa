"""A database that stands still: who asks is told in time, nothing is half done, and asked again it is done once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpx
import pytest

from bot.console import patience
from bot.store.engine import READERS
from bot.store.tables import ticket
from tests.api.desk import Program
from tests.api.test_idempotency import CALL
from tests.world import World

SHORT = 1.0


@pytest.fixture
def program(world: World, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setattr(patience, "SECONDS", SHORT)
    return Program(world)


@contextmanager
def standing_still(world: World, *, reading: bool = True) -> Iterator[None]:
    """Let whatever is asked of the database wait, behind what takes for ever."""
    goes_on, store = threading.Event(), world.app.store
    waits = lambda *_: goes_on.wait(30)  # noqa: E731
    held = [store._writing.submit(waits) for _ in range(store._writing._max_workers)]
    held += [store._reading.submit(waits) for _ in range(READERS if reading else 0)]
    try:
        yield
    finally:
        goes_on.set()
        for each in held:
            each.result()


def asks(world: World, program: Program, method: str, path: str, **more: object) -> httpx.Response:
    return world.run(program.client.request(method, path, **more))  # type: ignore[arg-type]


def test_a_change_is_answered_in_time_and_done_once_when_it_is_sent_again(world: World, program: Program) -> None:
    with standing_still(world, reading=False):
        late = program.post("/tickets", CALL, Idempotency_Key="k")
    assert (late.status_code, late.headers["content-type"]) == (503, "application/problem+json")
    assert late.headers["retry-after"] == "5"
    told = late.json()
    assert (told["code"], told["status"], told["title"]) == ("api.late", 503, "Service Unavailable")
    assert "Idempotency-Key" in told["detail"]
    assert "\n" not in late.text

    async def again() -> httpx.Response:
        while True:
            answer = await program.client.post("/tickets", json=CALL, headers={"Idempotency-Key": "k"})
            if answer.status_code not in {409, 503}:
                return answer
            await asyncio.sleep(0.05)

    assert world.run(again()).status_code == 201
    assert world.count(ticket) == 1


def test_what_only_reads_is_answered_in_time_before_it_is_known_who_asks(world: World, program: Program) -> None:
    with standing_still(world):
        late = asks(world, program, "GET", "/tickets", headers={"Accept-Language": "tr"})
        assert (late.status_code, late.headers["retry-after"]) == (503, "5")
        assert late.json()["detail"] == "Veri tabanına ulaşılamıyor."

    async def again() -> httpx.Response:
        async with asyncio.timeout(30):
            while (answer := await program.client.get("/tickets")).status_code == 503:  # noqa: ASYNC110 -- it is asked
                await asyncio.sleep(0.05)
        return answer

    assert world.run(again()).status_code == 200


def test_a_page_of_the_console_is_answered_in_time_in_the_language_of_the_browser(
    world: World, program: Program
) -> None:
    cookie = {"Cookie": "onkapi_desk=x", "Accept-Language": "en"}
    with standing_still(world):
        late = asks(world, program, "GET", "http://desk.example/desk", headers=cookie)
        assert (late.status_code, late.headers["retry-after"]) == (503, "5")
        assert "The database cannot be reached right now; nothing has changed." in late.text
        assert late.headers["content-security-policy"]
        form = {"email": "elif@ornek.example", "password": "x", "csrf": "x"}
        page = asks(world, program, "POST", "http://desk.example/desk/sign-in", headers=cookie, data=form)
        assert page.status_code in {403, 503}


def test_the_time_that_somebody_takes_to_send_is_his_own(world: World, program: Program) -> None:
    async def slowly() -> AsyncIterator[bytes]:
        for piece in (
            b'{"organization": "ornek", ',
            b'"requester": {"name": "A"}, "source": "phone", ',
            b'"title": "x"}',
        ):
            await asyncio.sleep(SHORT * 0.8)
            yield piece

    headers = {"Content-Type": "application/json"}
    answer = asks(world, program, "POST", "/tickets", content=slowly(), headers=headers)
    assert answer.status_code == 201


def test_what_goes_wrong_in_time_is_answered_as_ever(world: World, program: Program) -> None:
    assert program.get("/nothing").json()["code"] == "api.no_such"
    assert asks(world, program, "GET", "http://desk.example/desk").status_code == 303
    world.app.store.run(lambda tx: tx.exec_driver_sql("ALTER TABLE move RENAME TO gone"))
    # SQLite says of many a trouble no more than that something did not work, so it may pass.
    assert program.post("/tickets", CALL).status_code == (503 if world.app.store.sqlite else 500)
