"""Pages for admins: what is known of a person, the audit; and everybody's own sessions."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from bot.store import tables as t
from core.people import Role
from tests.api.desk import Program
from tests.console_desk import Visitor, form_of, text_of
from tests.world import CustomerOf, World


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def ali(world: World) -> CustomerOf:
    customer = world.customer("ali")
    customer.says("ekranım titriyor", "destek uzmanı istiyorum")
    return customer


def admin(world: World) -> Visitor:
    world.app.store.run(lambda tx: tx.execute(update(t.agent).where(t.agent.c.key == "zeynep").values(role="admin")))
    visitor = Visitor(world)
    visitor.sign_in("zeynep")
    return visitor


def number_of(world: World) -> int:
    return int(
        world.app.store.run(
            lambda tx: tx.execute(select(t.identity.c.person).where(t.identity.c.external_id == "ali")).scalar_one()
        )
    )


def test_an_admin_gives_a_person_his_data_and_forgets_him_after_typing_his_number(
    world: World, ali: CustomerOf
) -> None:
    desk, number = admin(world), number_of(world)
    assert "/desk/privacy" in desk.get("/desk").text
    page = desk.get(f"/desk/privacy?who={ali.ref.lower()}")
    assert f"Kişi {number}" in text_of(page.text)
    given = desk.submit(page, "/desk/privacy/export")
    with zipfile.ZipFile(io.BytesIO(given.content)) as archive:
        assert json.loads(archive.read("person.json"))["person"] == number
    assert (given.headers["content-type"], given.headers["cache-control"]) == ("application/zip", "no-store")
    wrong = desk.submit(page, "/desk/privacy/erase", confirm="1")
    assert (wrong.status_code, ali.ticket.title) == (422, "ekranım titriyor destek uzmanı istiyorum")
    done = desk.submit(page, "/desk/privacy/erase", confirm=f" {number} ")
    assert (done.status_code, f"Kişi {number} silindi" in text_of(done.text)) == (200, True)
    assert world.count(t.person, t.person.c.erased_at.is_not(None)) == 1
    assert desk.submit(page, "/desk/privacy/erase", confirm=str(number)).status_code == 404
    assert "numarayla bir kişi" in text_of(desk.get(f"/desk/privacy?who={number}").text)
    told = text_of(desk.get("/desk/audit?what=person").text)
    assert "person.export" in told
    assert "person.erase" in told
    assert "agent:zeynep" in told


def test_who_is_no_admin_finds_neither_page_and_is_shown_no_link(world: World, ali: CustomerOf) -> None:
    desk, number = Visitor(world), number_of(world)
    desk.sign_in("zeynep")
    home = desk.get("/desk")
    assert "/desk/privacy" not in home.text
    csrf = form_of(home.text, "/desk/sign-out")["csrf"]
    for path in ("/desk/privacy", f"/desk/privacy?who={number}", "/desk/audit"):
        assert desk.get(path).status_code == 404
    for path in ("/desk/privacy/export", "/desk/privacy/erase"):
        assert desk.post(path, csrf=csrf, person=str(number), confirm=str(number)).status_code == 404
    assert world.count(t.person, t.person.c.erased_at.is_not(None)) == 0


def test_programs_of_admins_may_the_same_and_no_others(world: World, ali: CustomerOf) -> None:
    number = number_of(world)
    for role, organization in ((Role.AGENT, None), (Role.LEAD, None), (Role.ADMIN, "kamu")):
        other = Program(world, role, organization=organization)
        assert other.get(f"/people/{number}/export").status_code == 404
        assert other.post(f"/people/{number}/erase", {"confirm": number}).status_code == 404
        assert other.get("/audit").status_code == 404
    program = Program(world, Role.ADMIN)
    assert zipfile.is_zipfile(io.BytesIO(program.get(f"/people/{number}/export").content))
    refused = program.post(f"/people/{number}/erase", {"confirm": number + 1})
    assert (refused.status_code, refused.json()["code"]) == (422, "api.not_confirmed")
    assert program.post(f"/people/{number}/erase", {"confirm": number}).status_code == 200
    assert program.post(f"/people/{number}/erase", {"confirm": number}).status_code == 404
    first = program.get("/audit", what="person", limit=1).json()
    assert [line["what"] for line in first["items"]] == ["person.erase"]
    rest = program.get("/audit", what="person", limit=1, cursor=first["next"]).json()
    assert ([line["what"] for line in rest["items"]], rest["next"]) == (["person.export"], None)
    assert program.get(f"/people/{number}/export").status_code == 404
