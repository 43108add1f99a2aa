"""Outages for programs: all that a lead does on the pages, and nothing for who leads none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.store.tables import outage, outage_news
from core.people import Role
from core.ticket import Status
from tests.api.desk import Program
from tests.world import CustomerOf, World

TITLE = {"tr": "VPN'e bağlanılamıyor", "en": "VPN cannot be reached"}
TEXT = {"tr": "Hat değişiyor.", "en": "The line is being replaced."}


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


def reports(world: World, name: str = "ali", account: str = "web/ornek") -> CustomerOf:
    customer = world.customer(name, account)
    customer.says("vpn bağlanmıyor")
    return customer


def declared(program: Program, **values: Any) -> Any:
    answer = program.post("/outages", {"title": TITLE, "service": "vpn", **values})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_program_declares_tells_and_ends_an_outage(world: World) -> None:
    lead, ali = Program(world, Role.LEAD), reports(world)
    made = declared(lead, next_within="2h")
    assert (made["organizations"], made["queue"], made["ending"]) == (["kamu", "ornek"], "l1", None)
    one = f"/outages/{made['id']}"
    assert [each["ref"] for each in lead.get(f"{one}/candidates").json()] == [ali.ref]
    assert lead.post(f"{one}/link", {"refs": [ali.ref, "A2A2A2"]}).json() == {"refs": [ali.ref]}
    ayse = reports(world, "ayse")
    assert [each["ref"] for each in lead.get(f"{one}/tickets").json()["items"]] == [ayse.ref, ali.ref]
    page = lead.get(f"{one}/tickets", limit=1).json()
    assert lead.get(f"{one}/tickets", cursor=page["next"]).json()["items"][0]["ref"] == ali.ref
    told = lead.post(f"{one}/update", {"text": TEXT}).json()
    assert [(each["number"], each["kind"], each["text"]) for each in told["news"]] == [(1, "update", TEXT)]
    assert lead.post(f"{one}/part", {"ref": ayse.ref}).json()["left"] == 1
    ended = lead.post(f"{one}/solve", {"text": TEXT, "closure_code": "provider"}).json()
    assert (ended["ending"], ended["news"][0]["kind"]) == ("solved", "solved")
    world.waits(seconds=5)
    assert (ali.ticket.status, ayse.ticket.status) == (Status.SOLVED, Status.QUEUED)
    assert lead.get("/outages").json()[0]["solved"] == 1
    late = lead.post(f"{one}/update", {"text": TEXT})
    assert (late.status_code, late.json()["code"]) == (409, "error.outage_over")
    assert lead.get(f"{one}/candidates").json() == []


def test_the_same_request_twice_is_one(world: World) -> None:
    lead = Program(world, Role.LEAD)
    body = {"title": TITLE, "service": "vpn"}
    first, second = (lead.post("/outages", body, Idempotency_Key="1") for _ in range(2))
    assert first.json() == second.json()
    ali = reports(world)
    for _ in range(2):
        lead.post(f"/outages/{first.json()['id']}/update", {"text": TEXT}, Idempotency_Key="2")
    assert (world.count(outage), world.count(outage_news)) == (1, 1)
    assert ali.hears().count("outage.news") == 1


def test_a_mistake_is_withdrawn(world: World) -> None:
    lead = Program(world, Role.LEAD)
    made, ali = declared(lead), reports(world)
    assert lead.post(f"/outages/{made['id']}/withdraw").json()["ending"] == "withdrawn"
    world.waits(seconds=5)
    assert ali.hears()[-1] == "outage.withdrawn"


def test_agents_and_customers_leads_read_what_is_theirs_and_write_nothing(world: World) -> None:
    made = declared(Program(world, Role.LEAD))
    ada, one = reports(world, "ada", "web/kamu"), f"/outages/{made['id']}"
    ali = reports(world)
    reader = Program(world, Role.CUSTOMER_LEAD, organization="kamu")
    assert reader.get(one).json()["organizations"] == ["kamu"]
    assert [each["ref"] for each in reader.get(f"{one}/tickets").json()["items"]] == [ada.ref]
    agent = Program(world, Role.AGENT)
    assert {each["ref"] for each in agent.get(f"{one}/tickets").json()["items"]} == {ada.ref, ali.ref}
    for low in (reader, agent, Program(world, Role.LEAD, organization="ornek")):
        for path, body in (
            (f"{one}/update", {"text": TEXT}), (f"{one}/withdraw", None), (f"{one}/link", {"refs": [ali.ref]}),
            (f"{one}/solve", {"text": TEXT, "closure_code": "provider"}), (f"{one}/part", {"ref": ali.ref}),
        ):  # fmt: skip
            refused = low.post(path, body)
            assert (refused.status_code, refused.json()["code"]) == (403, "error.not_allowed"), path
    assert agent.post("/outages", {"title": TITLE, "service": "vpn"}).status_code == 403
    assert world.count(outage_news) == 0


def test_a_text_is_asked_for_in_each_language_that_is_read(world: World) -> None:
    lead = Program(world, Role.LEAD)
    made = declared(lead)
    world.customer("john", language="en").says("the vpn is not connecting")
    refused = lead.post(f"/outages/{made['id']}/update", {"text": {"tr": "Hat değişiyor."}})
    assert (refused.status_code, refused.json()["code"]) == (422, "error.words_missing")
    assert "English" in refused.json()["detail"]
