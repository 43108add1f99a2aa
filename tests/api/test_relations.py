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


def test_a_program_relates_tickets_and_finds_them_by_their_numbers_elsewhere(world: World, ali: CustomerOf) -> None:
    program, veli = Program(world), world.customer("veli")
    veli.says("ekranım titriyor", "destek uzmanı istiyorum")
    one, other = ali.ref, veli.ref
    answer = program.gives("relate", one, into=other, link="parent", foreign="INC0012345", provider="Örnek Telekom")
    assert answer.status_code == 200
    link = {"ref": other, "title": veli.ticket.title, "status": "queued", "kind": "parent"}
    assert answer.json()["links"] == [link]
    assert answer.json()["external_refs"] == [{"text": "INC0012345", "provider": "Örnek Telekom"}]
    assert [each["kind"] for each in program.get(f"/tickets/{other}").json()["links"]] == ["child"]
    assert [each["ref"] for each in program.get("/tickets", q="inc0012345").json()["items"]] == [one]
    assert Program(world, queues=("network",)).get("/tickets", q="inc0012345").json()["items"] == []
    again = program.gives("relate", one, into=other, link="parent")
    assert (again.status_code, again.json()["code"]) == (422, "error.already_related")
    gone = program.gives("unrelate", one, into=other, foreign="inc0012345").json()
    assert (gone["links"], gone["external_refs"]) == ([], [])
    assert program.get("/tickets", q="inc0012345").json()["items"] == []


def test_a_foreign_ticket_cannot_be_told_from_one_that_is_not_there(world: World, ali: CustomerOf) -> None:
    stranger = world.customer("veli", "web/kamu")
    stranger.says("ekranım titriyor", "destek uzmanı istiyorum")
    absent = "A2A2A2" if stranger.ref != "A2A2A2" else "A2A2A3"
    for program in (Program(world, Role.LEAD), Program(world, Role.LEAD, organization="ornek"), Program(world)):
        for command in ("relate", "unrelate"):
            first, second = (program.gives(command, ali.ref, into=ref) for ref in (stranger.ref, absent))
            assert (first.status_code, first.content) == (second.status_code, second.content) == (422, first.content)


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
