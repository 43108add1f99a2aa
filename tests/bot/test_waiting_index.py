"""What waits is found by its index, however much was done before."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from sqlalchemy import event

from bot.store import inbox, lanes, letters, outbox, relays, tickets, webhooks
from bot.store.engine import Store, Tx
from bot.store.tables import ticket
from core.messages import Address
from tests.world import TUESDAY_MORNING

THERE = Address("web/ornek", "ali")

LOOKS: dict[str, tuple[str, Callable[[Tx], object]]] = {
    "messages that are due": ("ix_outbox_waiting", lambda tx: lanes.due(tx, [1], TUESDAY_MORNING, [2])),
    "a message to an address": ("ix_outbox_waiting", lambda tx: outbox.standing(tx, 1, THERE)),
    "what was written and not read yet": ("ix_inbox_pending", lambda tx: inbox.pending(tx, 1)),
    "dead letters": ("ix_inbox_dead", letters.page),
    "dead letters to replay": ("ix_inbox_again", letters.asked),
    "the open tickets of a person": ("ix_ticket_open_of_person", lambda tx: tickets.open_of(tx, 1)),
    "lines of agents that wait": ("ix_relay_due", lambda tx: relays.due(tx, TUESDAY_MORNING)),
    "marks that are behind": ("ix_relay_behind", lambda tx: relays.marks_due(tx, TUESDAY_MORNING)),
    "events for a webhook": ("ix_webhook_delivery_waiting", lambda tx: webhooks.waits(tx, "erp", TUESDAY_MORNING)),
    "events that failed": ("ix_webhook_delivery_failed", lambda tx: webhooks.failed(tx, after=0, limit=9)),
}


class Explaining(sqlite3.Cursor):
    """Asks for the plan of every look, with its values bound as they are, before it is taken."""

    plans: ClassVar[list[str]] = []

    def execute(self, sql: str, parameters: Any = ()) -> Explaining:
        if sql.startswith("SELECT"):
            self.plans.extend(step[3] for step in super().execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall())
        super().execute(sql, parameters)
        return self


class Explained(sqlite3.Connection):
    def cursor(self, factory: Any = Explaining) -> Any:
        return super().cursor(factory)


@pytest.mark.parametrize("what", LOOKS)
def test_no_look_reads_what_is_done(sqlite_url: str, what: str) -> None:
    index, look = LOOKS[what]
    store = Store(sqlite_url)
    event.listen(store._engine, "do_connect", lambda *more: more[-1].update(factory=Explained))
    Explaining.plans.clear()
    store.run(look)
    store.close()
    assert any(index in step for step in Explaining.plans), Explaining.plans


def test_a_state_is_compared_only_with_words_of_the_code() -> None:
    with pytest.raises(ValueError, match="no word of the code"):
        _ = ticket.c.status == "closed' OR '1' = '1"
