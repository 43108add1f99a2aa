"""The people of the desk through the API: leads read, admins change, everything is in the audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from bot.store.tables import audit
from core.people import Role
from core.ticket import Status
from tests.api.desk import Program
from tests.world import World

DENIZ: dict[str, Any] = {"key": "deniz", "name": "Deniz Şahin", "role": "agent", "queues": ["l1"]}


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    made = World(database_url)
    yield made
    made.close()


@pytest.fixture
def admin(world: World) -> Program:
    return Program(world, Role.ADMIN)


def noted(world: World) -> list[tuple[str, str]]:
    wanted = select(audit.c.what, audit.c.subject).where(audit.c.surface == "api").order_by(audit.c.id)
    return [(row.what, row.subject) for row in world.app.store.run(lambda tx: tx.execute(wanted).all())]


def test_an_admin_adds_somebody_changes_what_he_may_and_switches_him_off_and_on(world: World, admin: Program) -> None:
    added = admin.post("/members", DENIZ).json()
    assert (added["name"], added["queues"], added["of_file"], added["active"]) == ("Deniz Şahin", ["l1"], False, True)
    changed = admin.put("/members/deniz/rights", {"role": "lead"}).json()
    assert (changed["role"], changed["queues"]) == ("lead", [])
    admin.put("/members/deniz/rights", {"role": "agent", "queues": ["l1"]})
    ali = world.customer("ali")
    ali.says("ekranım titriyor", "destek uzmanı istiyorum")
    world.agent("deniz").claims(ali.ref)
    assert admin.get("/members/deniz").json()["cases"] == 1
    assert admin.post("/members/deniz/off").json() == {"returned": {"l1": 1}}
    world.waits(seconds=5)
    assert ali.ticket.status is Status.QUEUED
    assert admin.get("/members/deniz").json()["active"] is False
    assert admin.post("/members/deniz/on").json()["active"] is True
    assert noted(world) == [(f"agent.{what}", "agent:deniz") for what in ("add", "rights", "rights", "off", "on")]


def test_an_agent_is_away_until_a_day_with_a_stand_in(world: World, admin: Program) -> None:
    mert = world.agent("mert").agent.person
    away = {"away": True, "until": "2026-12-02", "substitute": mert}
    told = admin.put("/members/elif/availability", away).json()["availability"]
    assert (told["away"], told["substitute"]["name"]) == (True, "Mert Kaya")
    assert admin.put("/members/elif/availability", {"away": False}).json()["availability"]["away"] is False
    assert admin.put("/members/elif/availability", {"away": True, "substitute": 99_999}).status_code == 404


def test_whom_the_file_names_is_changed_there(world: World, admin: Program) -> None:
    refused = admin.put("/members/elif/rights", {"role": "admin"})
    assert refused.status_code == 422
    assert admin.get("/members/elif").json()["role"] == "agent"


@pytest.mark.parametrize(
    "body",
    [
        DENIZ | {"key": "Deniz Ş"}, DENIZ | {"name": " "}, DENIZ | {"email": "nowhere"}, DENIZ | {"queues": []},
        DENIZ | {"queues": ["roof"]}, DENIZ | {"organization": "roof"}, DENIZ | {"key": "elif"},
        DENIZ | {"role": "customer_lead"}, DENIZ | {"organization": "ornek", "queues": ["kamu_it"]},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_line_and_changes_nothing(world: World, admin: Program, body: Any) -> None:
    refused = admin.post("/members", body)
    assert refused.status_code == 422
    assert refused.json()["detail"]
    assert "deniz" not in [each["key"] for each in admin.get("/members").json()]


def test_leads_read_and_others_find_nothing(world: World, admin: Program) -> None:
    lead, agent = Program(world, Role.LEAD), Program(world)
    assert "elif" in [each["key"] for each in lead.get("/members").json()]
    assert lead.post("/members", DENIZ).status_code == 403
    for path in ("/members", "/members/elif"):
        assert agent.get(path).status_code == 404
    assert agent.post("/members/elif/off").status_code == 404
    assert lead.post("/members/elif/off").status_code == 403


def test_an_admin_of_one_organization_changes_only_its_agents(world: World, admin: Program) -> None:
    limited = Program(world, Role.ADMIN, organization="ornek")
    assert limited.post("/members", DENIZ | {"organization": "kamu"}).json()["organization"] == "ornek"
    admin.post("/members", DENIZ | {"key": "elsewhere", "organization": "kamu"})
    admin.post("/members", DENIZ | {"key": "everywhere"})
    assert limited.get("/members/elsewhere").status_code == 404
    assert limited.post("/members/everywhere/off").status_code == 403
    assert limited.post("/members/deniz/off").status_code == 200
