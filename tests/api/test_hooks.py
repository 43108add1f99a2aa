"""Webhooks as leads see them by the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.events import Event, Webhook
from bot.store.tables import webhook_delivery
from bot.webhooks import Webhooks
from core.people import Role
from tests.api.desk import Program
from tests.world import World


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    hook = Webhook(key="itsm", url="https://itsm.example/in?key=secret", secret=b"s" * 32, events=frozenset(Event))
    made.app.engine.catalogue = replace(made.app.catalogue, webhooks=(hook,))
    made.app.webhooks = Webhooks(made.app.store, (hook,), made.clock)
    for name in ("ali", "ece", "can"):
        made.customer(name).says("ekranım titriyor", "destek uzmanı istiyorum")
    yield made
    made.close()


def test_a_lead_sees_what_waits_and_what_was_given_up_and_sends_it_again(world: World) -> None:
    lead = Program(world, Role.LEAD)
    [shown] = lead.get("/webhooks").json()
    assert (shown["key"], shown["url"], shown["waiting"], shown["failed"]) == ("itsm", "https://itsm.example/in", 3, 0)
    assert shown["waiting_since"] == "2026-11-24T07:00:05.600000Z"
    given_up = update(webhook_delivery).values(state="failed", error="the receiver answered 500")
    world.app.store.run(lambda tx: tx.execute(given_up))
    first = lead.get("/webhooks/failed", limit=2).json()
    rest = lead.get("/webhooks/failed", limit=2, cursor=first["next"]).json()
    assert [each["event"] for each in first["items"] + rest["items"]] == ["ticket.opened"] * 3
    assert (rest["next"], first["items"][0]["error"]) == (None, "the receiver answered 500")
    world.clock.move(timedelta(days=4))
    number = first["items"][0]["id"]
    assert lead.post(f"/webhooks/failed/{number}/again").status_code == 202
    assert lead.post(f"/webhooks/failed/{number}/again").status_code == 404
    [shown] = lead.get("/webhooks").json()
    assert (shown["waiting"], shown["failed"]) == (1, 2)


@pytest.mark.parametrize(
    "rights", [{"role": Role.AGENT}, {"role": Role.ADMIN, "organization": "ornek"},
               {"role": Role.CUSTOMER_LEAD, "organization": "ornek"}]
)  # fmt: skip
def test_who_leads_no_whole_desk_finds_no_webhooks(world: World, rights: dict[str, object]) -> None:
    program = Program(world, **rights)  # type: ignore[arg-type]  # its keywords
    assert program.get("/webhooks").status_code == 404
    assert program.get("/webhooks/failed").status_code == 404
    assert program.post("/webhooks/failed/1/again").status_code == 404
