"""Receivers of webhooks with every fault there is: what they missed comes again, and no lane is stuck."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import webhooks as module
from bot.events import Event, Webhook
from bot.store.tables import webhook_delivery
from bot.webhooks import Webhooks
from tests.standins.letterbox import FaultKind, Letterbox, letterbox
from tests.world import World

KEY = b"0123456789abcdef0123456789abcdef"


@pytest.fixture
def box() -> Iterator[Letterbox]:
    with letterbox() as receiver:
        yield receiver


@pytest.fixture
def hooked(sqlite_url: str, box: Letterbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(module, "SEND_SECONDS", 0.3)
    made = World(sqlite_url)
    hook = Webhook(key="itsm", url=f"{box.address}/messages", secret=KEY, events=frozenset(Event))
    made.app.engine.catalogue = replace(made.app.catalogue, webhooks=(hook,))
    made.app.webhooks = Webhooks(made.app.store, (hook,), made.clock)
    yield made
    made.close()


@pytest.mark.parametrize("fault", ["garbage", "silence", "late", "cut", "reset", "refused", "busy", "down", "lost"])
def test_whatever_a_receiver_does_it_hears_everything_in_order(hooked: World, box: Letterbox, fault: FaultKind) -> None:
    ali, veli = hooked.customer("ali"), hooked.customer("veli")
    box.faults = [fault]
    ali.says("ekranım titriyor", "destek uzmanı istiyorum")
    hooked.run(hooked.app.webhooks.send_due())
    hooked.agent("elif").claims(ali.ref)
    veli.says("ekranım titriyor", "destek uzmanı istiyorum")
    while hooked.run(hooked.app.webhooks.send_due()):
        pass
    for _ in range(3):
        hooked.clock.move(timedelta(seconds=module.FIRST_PAUSE))
        while hooked.run(hooked.app.webhooks.send_due()):
            pass
    assert any(each["data"]["ref"] == veli.ref for each in box.got)  # the other lane went on
    story = [each["type"] for each in box.got if each["data"]["ref"] == ali.ref]
    assert list(dict.fromkeys(story)) == ["ticket.opened", "ticket.claimed"]
    # What was done without an answer, or with one that came too late, is told twice under the same id.
    assert len(story) == (3 if fault in ("late", "lost") else 2)
    rows = hooked.app.store.run(lambda tx: tx.execute(select(webhook_delivery.c.state)).scalars().all())
    assert set(rows) == {"sent"}
