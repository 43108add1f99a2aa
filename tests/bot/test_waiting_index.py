"""What waits is found by its index, however much was sent before."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from bot.store import lanes, outbox
from bot.store.engine import Store, Tx
from tests.world import TUESDAY_MORNING


def test_no_look_reads_what_was_sent(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    plans: list[str] = []

    def explain(_: Any, cursor: Any, statement: str, values: Any, *more: Any) -> None:
        if statement.startswith("SELECT"):
            plan = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            plans.extend(step[3] for step in plan if "outbox" in step[3])

    event.listen(store._engine, "before_cursor_execute", explain)

    def look(tx: Tx) -> None:
        lanes.due(tx, [1], TUESDAY_MORNING, [2])
        outbox.waits(tx, 1)

    store.run(look)
    store.close()
    assert len(plans) == 2
    assert all("ix_outbox_waiting" in step for step in plans), plans
