"""What the configuration made of the database at a start, told to the audit: what is new, other, or gone.

It is compared as it stands in the tables before and after, so that whatever a start changes is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from bot.store import audit
from bot.store.tables import account, agent, agent_queue, contract, organization, person, queue, room, service

Standing = Mapping[str, Mapping[str, Any]]
"""What the configuration owns, by subject ("queue:l1"): the columns that it sets."""

_ALL: Mapping[str, Any] = {
    "organization": select(organization.c.key, organization),
    "queue": select(queue.c.key, queue),
    "service": select(service.c.key, service),
    "account": select((account.c.channel + "/" + account.c.key).label("key"), account),
    "room": select((room.c.queue + "/" + room.c.chat).label("key"), room),
    "agent": select(agent.c.key, agent.c.role, agent.c.active, agent.c.email, person.c.name, person.c.language).join(
        person, person.c.id == agent.c.person
    ),
    "contract": select(contract.c.organization.label("key"), func.max(contract.c.version).label("version")).group_by(
        contract.c.organization
    ),
}
_QUEUES = select(agent.c.key, agent_queue.c.queue).join(agent, agent.c.person == agent_queue.c.person)


def standing(tx: Connection) -> Standing:
    """Return what the configuration owns as it stands now."""
    found: dict[str, dict[str, Any]] = {}
    for thing, wanted in _ALL.items():
        for row in tx.execute(wanted).mappings():
            found[f"{thing}:{row['key']}"] = dict(row)
    for key, waiting in tx.execute(_QUEUES.order_by(agent_queue.c.queue)):
        found[f"agent:{key}"].setdefault("queues", []).append(waiting)
    return found


def tell(tx: Connection, before: Standing, now: datetime) -> None:
    """Write down what is other than it was `before`; the first start of all is one line."""
    after = standing(tx)
    if not before:
        _record(tx, now, "config.first", "", things=len(after))
        return
    for subject in sorted({*before, *after}):
        thing = subject.partition(":")[0]
        old, new = before.get(subject), after.get(subject)
        if old is None and new is not None:
            _record(tx, now, f"{thing}.add", subject)
        elif new is not None and old is not None and old != new:
            fields = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
            if fields == ["active"]:
                _record(tx, now, f"{thing}.{'on' if new['active'] else 'off'}", subject)
            else:
                told = {"role": new["role"]} if "role" in fields else {}
                _record(tx, now, f"{thing}.change", subject, fields=fields, **told)


def _record(tx: Connection, now: datetime, what: str, subject: str, **details: object) -> None:
    audit.record(tx, now, who=audit.CONFIG, surface="start", what=what, subject=subject, **details)
