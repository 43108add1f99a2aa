"""Announcements: a lead tells everybody something for a while."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.store.tables import audit
from core.people import Role
from tests.api.desk import Program
from tests.console_desk import Visitor, text_of
from tests.world import World

PAGE = "/desk/announcements"


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    made = World(database_url)
    yield made
    made.close()


def at_desk(world: World, key: str) -> Visitor:
    visitor = Visitor(world)
    assert visitor.sign_in(key).status_code == 303
    return visitor


def says(lead: Visitor, words: str, until: str, organization: str = "") -> int:
    fields = {"words": words, "until": until, "organization": organization}
    return lead.submit(lead.get(PAGE), PAGE, **fields).status_code


def chat(world: World, account: str) -> list[str]:
    return list(world.run(world.app.host.announcements(account)))


def test_agents_read_it_above_their_lists_and_customers_on_their_page_until_its_time(world: World) -> None:
    lead, elif_ = at_desk(world, "zeynep"), at_desk(world, "elif")
    assert says(lead, "Öğle arasında toplantı var <b>", "2026-11-24T12:00") == 303
    assert says(lead, "VPN bu akşam 20.00'de bakımda.", "2026-11-24T13:00", "ornek") == 303
    assert "Öğle arasında toplantı var <b> Zeynep Arslan, 10.00" in text_of(elif_.get("/desk").text)
    assert "&lt;b&gt;" in elif_.get("/desk").text
    assert "bakımda" not in elif_.get("/desk").text
    assert (chat(world, "web/ornek"), chat(world, "web/kamu")) == (["VPN bu akşam 20.00'de bakımda."], [])
    assert "Örnek A.Ş. kullanıcıları · Zeynep Arslan · bitiş: 13.00" in text_of(lead.get(PAGE).text)
    world.waits(hours=2, minutes=1)
    assert "toplantı" not in elif_.get("/desk").text
    assert len(chat(world, "web/ornek")) == 1
    world.waits(hours=1)
    assert chat(world, "web/ornek") == []


def test_a_lead_ends_it_early_and_both_are_written_down(world: World) -> None:
    lead = at_desk(world, "zeynep")
    says(lead, "Toplantı var", "2026-11-24T12:00")
    page = lead.get(PAGE)
    path = f"{PAGE}/1/end"
    assert lead.submit(page, path).status_code == 303
    assert "Toplantı" not in lead.get("/desk").text
    assert lead.submit(page, path).status_code == 404
    assert world.count(audit, audit.c.what.in_(["announcement.add", "announcement.end"])) == 2


def test_nobody_else_finds_the_page(world: World) -> None:
    elif_ = at_desk(world, "elif")
    assert PAGE not in elif_.get("/desk").text
    assert elif_.get(PAGE).status_code == 404
    assert elif_.post(PAGE, words="x", until="2026-11-24T12:00").status_code == 404


@pytest.mark.parametrize(
    ("words", "until", "organization"),
    [
        ("", "2026-11-24T12:00", ""),
        ("x" * 501, "2026-11-24T12:00", ""),
        ("x", "2026-11-24T09:59", ""),
        ("x", "2027-11-24T12:00", ""),
        ("x", "tomorrow", ""),
        ("x", "", ""),
        ("x", "2026-11-24T12:00", "nowhere"),
    ],
)
def test_what_cannot_be_announced_is_refused(world: World, words: str, until: str, organization: str) -> None:
    lead = at_desk(world, "zeynep")
    assert says(lead, words, until, organization) in {404, 422}
    assert "announced" not in lead.get("/desk").text


def test_programs_announce_too_within_their_organization(world: World) -> None:
    until = (world.clock.now() + timedelta(hours=2)).isoformat()
    whole, theirs = Program(world, Role.LEAD), Program(world, Role.LEAD, organization="kamu")
    assert whole.post("/announcements", {"words": "Toplantı", "until": until}).status_code == 201
    assert theirs.post("/announcements", {"words": "x", "until": until}).status_code == 404
    assert theirs.post("/announcements", {"words": "Bakım", "organization": "kamu", "until": until}).status_code == 201
    assert [each["words"] for each in theirs.get("/announcements").json()] == ["Bakım"]
    assert [each["words"] for each in whole.get("/announcements").json()] == ["Bakım", "Toplantı"]
    assert theirs.post("/announcements/1/end").status_code == 404
    assert theirs.post("/announcements/2/end").json() == {"id": 2}
    assert chat(world, "web/kamu") == []
    assert Program(world, Role.AGENT).get("/announcements").status_code == 404
