"""Somebody whom a platform has switched off: his cases go back, and what he may do elsewhere stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.store.tables import audit
from core.messages import Sender
from tests.bot.rooms import ACCOUNT, IDS, Desk, desk_at


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with desk_at(database_url) as opened:
        yield opened


@pytest.fixture
def ref(desk: Desk) -> str:
    """A case that Elif has."""
    ali = desk.world.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    desk.presses("elif", f"k.{ali.ref}.claim")
    return ali.ref


def leaves(desk: Desk, external_id: str) -> None:
    desk.world.run(desk.world.app.host.left(ACCOUNT, Sender(external_id=external_id)))
    desk.world.waits(seconds=60)


def test_his_cases_go_back_to_their_queue_and_he_is_away(desk: Desk, ref: str) -> None:
    leaves(desk, IDS["elif"])
    assert desk.world.ticket(ref).owner is None
    assert "Henüz üstlenilmedi" in desk.card(ref).lines
    assert desk.world.count(audit, audit.c.what == "agent.away", audit.c.who == f"pigeon:{IDS['elif']}") == 1
    leaves(desk, IDS["elif"])
    assert desk.world.count(audit, audit.c.what == "agent.away") == 1


def test_he_may_come_back(desk: Desk, ref: str) -> None:
    leaves(desk, IDS["elif"])
    desk.says("elif", "/geldim")
    desk.presses("elif", f"k.{ref}.claim")
    assert desk.world.ticket(ref).owner_name == "Elif Demir"


def test_who_is_no_agent_leaves_nothing_behind(desk: Desk, ref: str) -> None:
    leaves(desk, "U0NOBODY")
    assert desk.world.ticket(ref).owner_name == "Elif Demir"
    assert desk.world.count(audit, audit.c.what == "agent.away") == 0
