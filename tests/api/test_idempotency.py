"""The same request twice, at once, altered, late, and after a crash."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update

from bot.jobs import _forget
from bot.store.idempotency import LEASE
from bot.store.tables import entry, idempotency, ticket
from core.people import Role
from tests.api.desk import Program
from tests.world import CustomerOf, World

CALL = {"organization": "ornek", "requester": {"name": "Ayşe"}, "source": "phone", "title": "VPN bağlanmıyor"}


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def ali(world: World) -> CustomerOf:
    return asks(world)


@pytest.fixture
def program(world: World) -> Program:
    return Program(world)


def asks(world: World) -> CustomerOf:
    customer = world.customer("ali")
    customer.says("ekranım titriyor", "destek uzmanı istiyorum")
    return customer


def note(program: Program, ref: str, words: str, key: str) -> httpx.Response:
    return program.post(f"/tickets/{ref}/commands/note", {"words": words}, Idempotency_Key=key)


def notes(world: World) -> int:
    return world.count(entry, entry.c.kind == "note")


def test_a_repeated_request_gets_the_same_answer_and_does_nothing_more(
    world: World, ali: CustomerOf, program: Program
) -> None:
    first, second = note(program, ali.ref, "bir", "k1"), note(program, ali.ref, "bir", "k1")
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second.headers["idempotency-replayed"] == "true"
    assert second.headers["content-type"] == first.headers["content-type"]
    assert "idempotency-replayed" not in first.headers
    assert notes(world) == 1
    note(program, ali.ref, "bir", "k2")
    assert notes(world) == 2


def test_a_refusal_is_repeated_too(world: World, ali: CustomerOf, program: Program) -> None:
    path = f"/tickets/{ali.ref}/commands/resume"
    first = program.post(path, Idempotency_Key="k")
    program.gives("claim", ali.ref)
    program.gives("wait_customer", ali.ref, words="Hangi ekran?")
    second = program.post(path, Idempotency_Key="k")
    assert (first.status_code, second.status_code) == (409, 409)
    assert first.content == second.content
    assert second.headers["content-type"] == "application/problem+json"


def test_the_key_of_another_request_is_refused(world: World, ali: CustomerOf, program: Program) -> None:
    note(program, ali.ref, "bir", "k")
    other = note(program, ali.ref, "iki", "k")
    assert (other.status_code, other.json()["code"]) == (422, "api.key_reused")
    elsewhere = program.post("/tickets", {"words": "bir"}, Idempotency_Key="k")
    assert elsewhere.json()["code"] == "api.key_reused"
    assert notes(world) == 1


def test_each_caller_has_keys_of_his_own(world: World, ali: CustomerOf, program: Program) -> None:
    note(program, ali.ref, "bir", "k")
    assert note(Program(world, Role.LEAD), ali.ref, "iki", "k").status_code == 200
    assert notes(world) == 2


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb", "ü"])
def test_a_key_that_is_none_is_refused(world: World, ali: CustomerOf, program: Program, key: str) -> None:
    headers = {b"Idempotency-Key": key.encode()}
    refused = world.run(program.client.post(f"/tickets/{ali.ref}/commands/claim", headers=headers))
    assert (refused.status_code, refused.json()["code"]) == (400, "api.key_bad")
    assert ali.ticket.owner is None


def test_of_many_at_once_one_is_carried_out_and_the_others_hear_the_same_or_to_come_back(database_url: str) -> None:
    world = World(database_url)
    program = Program(world)

    async def many() -> list[httpx.Response]:
        calls = (program.client.post("/tickets", json=CALL, headers={"Idempotency-Key": "k"}) for _ in range(8))
        return await asyncio.gather(*calls)

    answers = world.run(many())
    made = {answer.content for answer in answers if answer.status_code == 201}
    busy = [answer for answer in answers if answer.status_code != 201]
    assert len(made) == 1
    assert {answer.json()["code"] for answer in busy} <= {"api.key_busy"}
    assert world.count(ticket) == 1
    assert program.post("/tickets", CALL, Idempotency_Key="k").content in made
    world.close()


def test_what_a_crash_left_open_is_done_once_and_answered(world: World, ali: CustomerOf, program: Program) -> None:
    note(program, ali.ref, "bir", "k")
    opened = program.post("/tickets", CALL, Idempotency_Key="o").json()["ref"]
    # The work was committed, and then the process died before it kept its answer.
    end = world.clock.now() + LEASE
    unanswered = update(idempotency).values(status=None, kind=None, answer=None, lease_until=end)
    world.app.store.run(lambda tx: tx.execute(unanswered))
    assert note(program, ali.ref, "bir", "k").json()["code"] == "api.key_busy"
    world.clock.move(LEASE)
    assert note(program, ali.ref, "bir", "k").status_code == 200
    assert notes(world) == 1
    assert program.post("/tickets", CALL, Idempotency_Key="o").json()["ref"] == opened


def test_trouble_of_ours_is_not_kept(world: World, ali: CustomerOf, program: Program) -> None:
    world.app.store.run(lambda tx: tx.exec_driver_sql("ALTER TABLE move RENAME TO gone"))
    assert note(program, ali.ref, "bir", "k").status_code == 503
    world.app.store.run(lambda tx: tx.exec_driver_sql("ALTER TABLE gone RENAME TO move"))
    assert note(program, ali.ref, "bir", "k").status_code == 200
    assert notes(world) == 1


def test_a_day_later_the_key_is_free_and_its_row_is_gone(world: World, ali: CustomerOf, program: Program) -> None:
    note(program, ali.ref, "bir", "k")
    world.clock.move(timedelta(hours=24, seconds=1))
    assert "idempotency-replayed" not in note(program, ali.ref, "bir", "k").headers
    assert notes(world) == 2
    world.clock.move(timedelta(hours=25))
    world.app.store.run(lambda tx: _forget(tx, world.clock.now()))
    assert world.count(idempotency) == 0
