"""Absence shown: beside the owner, in the lists, where a ticket is given away, to leads, and to programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot import staffing
from bot.staffing import By
from core.people import Role
from tests.api.desk import Program
from tests.console_desk import Visitor, text_of
from tests.world import CustomerOf, World


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    made = World(database_url)
    yield made
    made.close()


@pytest.fixture
def ali(world: World) -> CustomerOf:
    customer = world.customer("ali")
    customer.says("ekranım titriyor", "destek uzmanı istiyorum")
    world.agent("elif").claims(customer.ref)
    return customer


def leave(world: World, key: str = "elif", until: str = "2026-12-02", substitute: str = "mert") -> None:
    by = By(who="cli:story", surface="cli", now=world.clock.now())
    given: dict[str, Any] = {"until": until, "substitute": substitute, "pass_on": False}
    world.app.store.run(lambda tx: staffing.leave(tx, by, key, zone="Europe/Istanbul", **given))


def page(world: World, path: str, key: str = "zeynep") -> str:
    visitor = Visitor(world)
    visitor.sign_in(key)
    answer = visitor.get(path)
    assert answer.status_code == 200
    return answer.text


def test_the_owner_who_is_away_is_marked_beside_the_ticket_and_in_the_lists(world: World, ali: CustomerOf) -> None:
    leave(world)
    assert "Elif Demir izinli, 2 Aralık'a kadar; yerine: Mert Kaya" in text_of(page(world, f"/desk/tickets/{ali.ref}"))
    listed = page(world, "/desk?view=all")
    assert "Elif Demir izinli" in text_of(listed)
    assert 'title="izinli, 2 Aralık&#39;a kadar; yerine: Mert Kaya"' in listed
    world.waits(days=9)
    assert "izinli" not in page(world, f"/desk/tickets/{ali.ref}"), "on the day of the return all is as before"


def test_who_is_away_is_shown_where_a_ticket_is_given_away_and_cannot_be_chosen(world: World, ali: CustomerOf) -> None:
    leave(world, "mert", substitute="")
    shown = page(world, f"/desk/tickets/{ali.ref}", "elif")
    mert = world.agent("mert").agent.person
    option = re.search(rf'<option value="agent:{mert}"([^>]*)>([^<]*)</option>', shown)
    assert option
    assert (option[1], option[2].replace("&#39;", "'")) == (" disabled", "Mert Kaya (izinli, 2 Aralık'a kadar)")
    elif_ = Visitor(world)
    elif_.sign_in("elif")
    refused = elif_.does("transfer", ali.ref, to=f"agent:{mert}", reason="workload")
    assert (refused.status_code, "Mert Kaya şu anda görevde değil." in text_of(refused.text)) == (422, True)


def test_leads_see_who_is_away_with_how_many_tickets_and_agents_do_not(world: World, ali: CustomerOf) -> None:
    assert "İzinli olanlar" not in page(world, "/desk/watch")
    leave(world)
    leave(world, "mert", until="", substitute="")
    told = text_of(page(world, "/desk/watch"))
    assert "İzinli olanlar 2" in told
    assert "Elif Demir izinli, 2 Aralık'a kadar; yerine: Mert Kaya · üzerinde 1 açık çağrı" in told
    assert re.search(r"Mert Kaya izinli\s", told)


def test_programs_read_who_is_away(world: World, ali: CustomerOf) -> None:
    leave(world)
    lead = Program(world, Role.LEAD)
    found = {each["name"]: each["availability"] for each in lead.get("/agents").json()}
    assert found["Elif Demir"]["away"] is True
    assert found["Elif Demir"]["until"] == "2026-12-01T21:00:00Z"
    assert found["Elif Demir"]["substitute"]["name"] == "Mert Kaya"
    assert found["Mert Kaya"] == {"away": False, "until": None, "substitute": None}
    [away] = lead.get("/watch").json()["away"]
    assert (away["name"], away["open_tickets"]) == ("Elif Demir", 1)
    limited = Program(world, Role.LEAD, organization="kamu")
    assert [each["name"] for each in limited.get("/watch").json()["away"]] == ["Elif Demir"]


@pytest.mark.parametrize(
    ("until", "told"),
    [
        ("2026-12-02", "izinli, 2 Aralık'a kadar"),
        ("2027-10-05", "izinli, 5 Ekim 2027 gününe kadar"),
        ("", "izinli"),
    ],
)
def test_a_day_carries_its_own_suffix(world: World, ali: CustomerOf, until: str, told: str) -> None:
    leave(world, until=until, substitute="")
    assert f"Elif Demir {told} " in text_of(page(world, f"/desk/tickets/{ali.ref}"))
