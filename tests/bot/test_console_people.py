"""The people of the desk: who sees them, who changes them, and what that does at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.store import members
from bot.store import tables as t
from core.people import Role
from core.ticket import Status
from tests.console_desk import Visitor, form_of, text_of
from tests.world import World

DENIZ = {"key": "deniz", "name": "Deniz Şahin", "email": "deniz@ornek.example", "language": "tr", "role": "agent"}


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    made = World(database_url)
    make(made, "zeynep", role="admin")
    yield made
    made.close()


def make(world: World, key: str, **values: Any) -> None:
    world.app.store.run(lambda tx: tx.execute(update(t.agent).where(t.agent.c.key == key).values(**values)))


def at_desk(world: World, key: str) -> Visitor:
    visitor = Visitor(world)
    assert visitor.sign_in(key).status_code == 303
    return visitor


def do(desk: Visitor, deed: str, key: str = "deniz", **fields: str) -> Any:
    return desk.submit(desk.get(f"/desk/people/{key}"), f"/desk/people/{key}/{deed}", **fields)


def add(desk: Visitor, **fields: str) -> Any:
    given = {**DENIZ, "queue.l1": "yes", **fields}
    return desk.submit(desk.get("/desk/people"), "/desk/people", **given)


def one(world: World, key: str) -> members.Member:
    found = world.app.store.run(lambda tx: members.member(tx, key, world.clock.now()))
    assert found
    return found


def audited(world: World) -> list[tuple[str, str]]:
    chosen = select(t.audit.c.who, t.audit.c.what).where(t.audit.c.surface == "console", t.audit.c.what.like("agent.%"))
    return [tuple(row) for row in world.app.store.run(lambda tx: tx.execute(chosen.order_by(t.audit.c.id)).all())]


def test_an_agent_comes_works_and_is_switched_off_and_on(world: World) -> None:
    desk, deniz, ali = at_desk(world, "zeynep"), Visitor(world), world.customer("ali")
    page = desk.get(add(desk).headers["location"])
    assert "Eklendi. Giriş yapabilmesi için bir parola üretin." in text_of(page.text)
    made = re.search(r'class="secret">([^<]+)<', do(desk, "password").text)
    assert made
    assert made[1] not in desk.get("/desk/people/deniz").text, "it is shown once"
    assert deniz.sign_in("deniz", made[1]).status_code == 303
    ali.says("bir insanla görüşmek istiyorum")
    world.agent("deniz").claims(ali.ref)
    page = desk.get("/desk/people/deniz")
    assert "Açık çağrıları şu gruplara döner: Destek Masası: 1 Evet, kapat" in text_of(page.text)
    done = desk.get(do(desk, "off").headers["location"])
    assert "Kapatıldı. Gruplarına dönen açık çağrı: 1." in text_of(done.text)
    assert deniz.get("/desk").status_code == 303
    world.waits(seconds=5)
    assert (ali.ticket.status, ali.ticket.owner) == (Status.QUEUED, None)
    assert do(desk, "on").status_code == 303
    assert deniz.sign_in("deniz", made[1]).status_code == 303
    whats = ["agent.add", "agent.password", "agent.off", "agent.on"]
    assert audited(world) == [("agent:zeynep", each) for each in whats]


def test_other_rights_hold_at_once(world: World) -> None:
    desk = at_desk(world, "zeynep")
    add(desk)
    page = desk.get("/desk/people/deniz")
    assert re.search(r'name="queue.l1" value="yes" checked', page.text)
    assert do(desk, "rights", role="agent", **{"queue.network": "yes"}).status_code == 303
    assert one(world, "deniz").agent.queues == {"network"}
    assert do(desk, "rights", role="customer_lead", organization="ornek").status_code == 303
    assert (one(world, "deniz").agent.role, one(world, "deniz").agent.organization) == (Role.CUSTOMER_LEAD, "ornek")
    refused = do(desk, "rights", role="agent")
    assert (refused.status_code, "en az bir grup seçin" in text_of(refused.text)) == (422, True)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"key": "Deniz Ş"}, "kısa ad 1-40 karakter"),
        ({"key": "elif"}, "bu kısa ad başka bir uzmanda kayıtlı"),
        ({"name": " "}, "Ad 1-100 karakter olmalı"),
        ({"email": "deniz"}, "bu bir e-posta adresi değil"),
        ({"email": "Elif@ornek.example"}, "bu adres başka bir uzmanda kayıtlı (elif)"),
        ({"queue.l1": ""}, "en az bir grup seçin"),
        ({"queue.nope": "yes"}, "Böyle bir grup yok: nope"),
        ({"organization": "nowhere"}, "Böyle bir kurum yok: nowhere"),
        ({"organization": "kamu", "queue.ornek_it": "yes"}, "Bu grup başka bir kurumun"),
        ({"role": "customer_lead"}, "Kurum yetkilisi tek bir kurumu okur"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_written_is_kept(sqlite_url: str, given: Any, told: str) -> None:
    world = World(sqlite_url)
    make(world, "zeynep", role="admin")
    desk, before = at_desk(world, "zeynep"), world.count(t.agent)
    refused = add(desk, **given)
    assert (refused.status_code, told in text_of(refused.text)) == (422, True)
    assert f'value="{given.get("email", DENIZ["email"])}"' in refused.text
    assert world.count(t.agent) == before
    world.close()


def test_whom_the_file_names_is_shown_as_such_and_is_not_changed(world: World) -> None:
    desk = at_desk(world, "zeynep")
    page = desk.get("/desk/people/elif")
    assert "Bu uzmanı config.yaml dosyası tanımlıyor" in text_of(page.text)
    assert [f"/desk/people/elif/{deed}" in page.text for deed in ("rights", "off", "on", "away")] == [
        False, False, False, True,
    ]  # fmt: skip
    csrf = form_of(page.text, "/desk/people/elif/away")["csrf"]
    for deed in ("rights", "off"):
        refused = desk.post(f"/desk/people/elif/{deed}", csrf=csrf, role="lead")
        assert (refused.status_code, "config.yaml" in text_of(refused.text)) == (422, True)
    assert one(world, "elif").agent.role is Role.AGENT
    assert do(desk, "away", "elif", until="2026-12-02", substitute="mert").status_code == 303
    assert "izinli, 2 Aralık'a kadar; yerine: Mert Kaya" in text_of(desk.get("/desk/people").text)
    assert do(desk, "back", "elif").status_code == 303
    assert one(world, "elif").away is None


def test_leads_read_and_agents_find_nothing(world: World) -> None:
    admin = at_desk(world, "zeynep")
    add(admin)
    make(world, "mert", role="lead")
    lead, low = at_desk(world, "mert"), at_desk(world, "elif")
    assert "/desk/people" in lead.get("/desk").text
    assert "Deniz Şahin" in lead.get("/desk/people").text
    page = lead.get("/desk/people/deniz")
    assert (page.status_code, '<form method="post" action="/desk/people' in page.text) == (200, False)
    csrf = form_of(page.text, "/desk/sign-out")["csrf"]
    for path in ("/desk/people", "/desk/people/deniz/off", "/desk/people/deniz/password"):
        assert lead.post(path, csrf=csrf, **DENIZ).status_code == 403
    assert "/desk/people" not in low.get("/desk").text
    csrf = form_of(low.get("/desk").text, "/desk/sign-out")["csrf"]
    assert low.get("/desk/people").status_code == low.get("/desk/people/deniz").status_code == 404
    assert low.post("/desk/people/deniz/off", csrf=csrf).status_code == 404
    assert one(world, "deniz").agent.active


def test_nobody_takes_his_own_rights_away_or_gives_himself_more(world: World) -> None:
    desk = at_desk(world, "zeynep")
    page = desk.get("/desk/people/zeynep")
    csrf = form_of(page.text, "/desk/sign-out")["csrf"]
    for deed in ("rights", "off", "password"):
        assert f"/desk/people/zeynep/{deed}" not in page.text
        refused = desk.post(f"/desk/people/zeynep/{deed}", csrf=csrf, role="lead")
        assert (refused.status_code, "Kendi yetkinizi değiştiremez" in text_of(refused.text)) == (422, True)
    assert desk.get("/desk/people/nobody").status_code == 404
    assert desk.post("/desk/people/elif/nothing", csrf=csrf).status_code == 404


def test_an_admin_of_one_organization_changes_its_people_only(world: World) -> None:
    whole = at_desk(world, "zeynep")
    add(whole)
    add(whole, key="kamil", name="Kamil Ay", email="", organization="kamu")
    make(world, "zeynep", organization="ornek")
    desk = at_desk(world, "zeynep")
    shown = desk.get("/desk/people").text
    assert ("Deniz Şahin" in shown, "Kamil Ay" in shown) == (True, False)
    assert desk.get("/desk/people/kamil").status_code == 404
    csrf = form_of(shown, "/desk/people")["csrf"]
    for deed in ("off", "password", "away", "rights"):
        assert desk.post(f"/desk/people/deniz/{deed}", csrf=csrf, role="lead").status_code == 403
        assert desk.post(f"/desk/people/kamil/{deed}", csrf=csrf, role="lead").status_code == 404
    assert add(desk, key="oya", name="Oya", email="", organization="kamu").status_code == 303
    assert one(world, "oya").agent.organization == "ornek", "nobody gives what he does not have"
    assert add(desk, key="ozan", name="Ozan", email="", **{"queue.kamu_it": "yes"}).status_code == 422
