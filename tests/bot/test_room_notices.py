"""What agents are told alone where they write: who has the case first, then who leads, and never everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.effects import Act, Command
from core.messages import Address, Kind
from tests.bot.rooms import ACCOUNT, IDS, Desk, desk_at


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with desk_at(database_url) as opened:
        catalogue = opened.world.app.catalogue
        lead = opened.world.agent("zeynep").agent.person
        known = {**catalogue.identities, ("pigeon", IDS["zeynep"]): lead}
        opened.world.app.engine.catalogue = replace(catalogue, identities=known)
        yield opened


@pytest.fixture
def ref(desk: Desk) -> str:
    """A case that Elif has."""
    ali = desk.world.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    desk.presses("elif", f"k.{ali.ref}.claim")
    return ali.ref


def told(desk: Desk, who: str) -> list[str]:
    return [sent.plain for sent in desk.pigeon.sent if sent.address == Address(ACCOUNT, IDS[who])]


def test_the_owner_is_warned_and_the_lead_hears_when_it_is_too_late(desk: Desk, ref: str) -> None:
    for _ in range(10):
        desk.world.waits(minutes=10)
    assert told(desk, "elif") == [f"{ref}: verilen süre dolmak üzere (ilk yanıt)."]
    assert told(desk, "zeynep") == []
    for _ in range(3):
        desk.world.waits(minutes=10)
    assert told(desk, "elif")[-1] == f"{ref}: verilen süre aşıldı (ilk yanıt)."
    assert told(desk, "zeynep") == [f"{ref}: verilen süre aşıldı (ilk yanıt)."]
    assert told(desk, "mert") == [], "who merely serves the queue is not woken"


def test_who_gets_a_case_hears_of_it_where_he_writes(desk: Desk, ref: str) -> None:
    where = Address(ACCOUNT, "dm-of-mert")
    greeting = desk.inbound("mert", where, Kind.TEXT, text="merhaba", shared=False)
    desk.world.run(desk.world.app.host.receive(greeting))
    desk.world.waits(seconds=6)
    mert = desk.world.agent("mert").agent.person
    desk.world.agent("elif").does(Command.TRANSFER, ref, to=mert, reason="workload")
    there = [sent.plain for sent in desk.pigeon.sent if sent.address == where]
    assert there[-1] == f"{ref}: bu çağrı size aktarıldı."
    assert told(desk, "mert") == []


def test_a_notice_that_nobody_can_be_told_is_told_to_nobody(desk: Desk, ref: str) -> None:
    desk.world.app.engine.catalogue = replace(desk.world.app.catalogue, identities={})
    mert = desk.world.agent("mert").agent.person
    desk.world.agent("elif").does(Command.TRANSFER, ref, to=mert, reason="workload")
    assert told(desk, "mert") == []


def test_news_that_is_old_is_no_news(desk: Desk, ref: str) -> None:
    app = desk.world.app
    mert = desk.world.agent("mert").agent.person
    wish = desk.world.agent("elif")
    desk.world.run(app.agents.act(wish.agent, ref, Act(command=Command.TRANSFER, to=mert, reason="workload")))
    desk.world.waits(minutes=61)
    assert f"{ref}: bu çağrı size aktarıldı." not in told(desk, "mert")
