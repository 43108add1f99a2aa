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
