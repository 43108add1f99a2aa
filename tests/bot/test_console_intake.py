"""A ticket's page: what the customer answered when he was asked, and the priority."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.console_desk import Visitor, commands_on, text_of
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


@pytest.fixture
def elif_(world: World) -> Visitor:
    visitor = Visitor(world)
    assert visitor.sign_in("elif").status_code == 303
    return visitor


def page(ref: str) -> str:
    return f"/desk/tickets/{ref}"


def test_the_page_shows_what_the_customer_answered(world: World, elif_: Visitor) -> None:
    ayse = world.customer("ayşe")
    ayse.says("müdürümün yazıcısı acil çalışmıyor", "destek uzmanı istiyorum")
    ayse.says("Nermin Işık")
    ayse.says("3. kattaki, Kyocera")
    told = text_of(elif_.get(page(ayse.ref)).text)
    assert "Etkilenen kişi Nermin Işık" in told
    assert "Yazıcının adı ya da bulunduğu yer nedir? 3. kattaki, Kyocera" in told


def test_the_owner_changes_the_priority_with_a_reason(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    assert "prioritize" not in commands_on(elif_.get(page(ali.ref)).text)
    elif_.does("claim", ali.ref)
    assert elif_.does("prioritize", ali.ref, priority="P2").status_code == 422
    assert elif_.does("prioritize", ali.ref, priority="P9", reason="x").status_code == 422
    assert ali.ticket.priority == "P3"
    elif_.does("prioritize", ali.ref, priority="P2", reason="Yönetim toplantısı")
    assert ali.ticket.priority == "P2"
    assert "P3 → P2. Neden: Yönetim toplantısı" in text_of(elif_.get(page(ali.ref)).text)
    world.waits(seconds=1)
    assert ali.hears()[-1] == "priority.raised"


def test_an_agent_of_the_queue_corrects_what_a_matter_is(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    told = {"title": "Yazıcı isteği", "type": "request", "service": "printer", "affected": "Nermin <b>Işık</b>"}
    assert elif_.does("classify", ali.ref, **told | {"type": "wish"}).status_code == 422
    assert elif_.does("classify", ali.ref, **told | {"service": "roof"}).status_code == 422
    elif_.does("classify", ali.ref, **told)
    shown = text_of(elif_.get(page(ali.ref)).text)
    assert "Yeni tür: istek" in shown
    assert "Yeni hizmet: Yazıcı" in shown
    assert "Etkilenen kişi Nermin <b>Işık</b>" in shown
    assert elif_.does("classify", ali.ref, **told).status_code == 422
    assert elif_.does("classify", ali.ref, **told).status_code == 422
    elif_.does("classify", ali.ref, **told | {"service": "", "affected": ""})
    assert (ali.ticket.service, ali.ticket.affected, ali.ticket.title) == (None, "", "Yazıcı isteği")


def test_a_solution_is_told_with_its_cause_to_colleagues_only(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    elif_.does("claim", ali.ref)
    options = elif_.get(page(ali.ref)).text
    assert 'value="new_solution"' in options
    assert 'value="fulfilled"' not in options
    elif_.does("visit", ali.ref, reached="yes", words="Kablo gevşekti.")
    elif_.does(
        "solve",
        ali.ref,
        words="Ekranınız düzeldi.",
        closure_code="new_solution",
        cause="Kablo gevşek.",
        steps="Sıkıldı.",
    )
    shown = text_of(elif_.get(page(ali.ref)).text)
    assert "Yerinde görüştü: Elif Demir. Sonuç: Kablo gevşekti." in shown
    assert "Neden: Kablo gevşek." in shown
    assert "Yapılanlar: Sıkıldı." in shown
    world.waits(seconds=1)
    assert "gevşek" not in str(ali.sees())
