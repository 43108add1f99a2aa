"""What programs can do to set tickets in relation: a second matter is taken out of one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.people import Role
from tests.api.desk import Program
from tests.world import CustomerOf, World

MATTER = "toplantı odasının perdesi de inmiyor"


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def ali(world: World) -> CustomerOf:
    customer = world.customer("ali")
    customer.says("ekranım titriyor", "destek uzmanı istiyorum")
    world.agent("elif").claims(customer.ref)
    customer.says(MATTER)
    return customer


def lines(program: Program, ref: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = program.get(f"/tickets/{ref}/timeline").json()["items"]
    return found


def test_a_program_takes_a_matter_out_and_reads_both(world: World, ali: CustomerOf) -> None:
    lead, ref = Program(world, Role.LEAD), ali.ref
    [number] = [line["id"] for line in lines(lead, ref) if line["text"] == MATTER]
    assert "split" in lead.get(f"/tickets/{ref}").json()["commands"]
    answer = lead.gives("split", ref, entries=[number], title="Perde", queue="network", priority="P4")
    assert answer.status_code == 200
    assert answer.json()["ref"] == ref
    [new] = answer.json()["split_into"]
    made = lead.get(f"/tickets/{new}").json()
    assert (made["title"], made["queue"], made["priority"], made["status"]) == ("Perde", "network", "P4", "queued")
    assert (made["split_from"], made["split_into"], made["source"]) == (ref, [], "chat")
    shown = lines(lead, new)
    assert (shown[0]["id"], shown[0]["text"], shown[0]["said_on"]) == (number, MATTER, ref)
    assert {line["said_on"] for line in shown[1:]} == {None}
    assert [line["said_on"] for line in lines(lead, ref) if line["id"] == number] == [None]
    other = Program(world, queues=("network",))
    assert lines(other, new)[0]["text"] == MATTER
    assert other.get(f"/tickets/{ref}").status_code == 404
    first = Program(world, queues=("l1",)).get(f"/tickets/{ref}").json()
    assert first["split_into"] == [], "what is not its business is not there"


def test_the_same_key_twice_splits_once(world: World, ali: CustomerOf) -> None:
    lead, ref = Program(world, Role.LEAD), ali.ref
    way = f"/tickets/{ref}/commands/split"
    first = lead.post(way, {"title": "Perde"}, Idempotency_Key="bir")
    again = lead.post(way, {"title": "Perde"}, Idempotency_Key="bir")
    assert again.json() == first.json()
    assert len(lead.get(f"/tickets/{ref}").json()["split_into"]) == 1


def test_lines_that_are_not_there_and_a_matter_without_a_name_are_refused(world: World, ali: CustomerOf) -> None:
    lead, ref = Program(world, Role.LEAD), ali.ref
    assert lead.gives("split", ref, entries=[10**9], title="Perde").status_code == 404
    nothing = lead.post(f"/tickets/{ref}/commands/split", {"title": " "})
    assert (nothing.status_code, nothing.json()["code"]) == (422, "error.missing")
    assert lead.gives("split", ref, entries=list(range(1, 60))).status_code == 422
    assert lead.gives("split", ref, title="x", queue="kamu_it").status_code == 422
    reader = Program(world, Role.CUSTOMER_LEAD, organization="ornek")
    assert reader.gives("split", ref, title="x").status_code == 403
    assert lead.get(f"/tickets/{ref}").json()["split_into"] == []
