"""What waits in the queues of a room: read whole, for there the list is short."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, bindparam, select

from bot.store.tables import person, ticket
from bot.store.types import AnyRow
from bot.store.views import visible
from core.people import Agent

MOST = 200

_owner = person.alias("owner_person")
# Written out, not bound: the planner uses a partial index only where it sees its condition.
_WAITING = (
    select(ticket.c.id, ticket.c.ref, ticket.c.title, ticket.c.priority, ticket.c.status, _owner.c.name.label("owner"))
    .outerjoin(_owner, _owner.c.id == ticket.c.owner)
    .where(
        ticket.c.status != "closed",
        ticket.c.status.not_in(("new", "solved")),
        ticket.c.queue.in_(bindparam("queues", expanding=True)),
    )
    .order_by(ticket.c.priority, ticket.c.id)
    .limit(MOST)
)


def waiting(tx: Connection, agent: Agent, queues: Collection[str]) -> Sequence[AnyRow]:
    """Return the open tickets of `queues` that `agent` may see, the most important first."""
    return tx.execute(_WAITING.where(visible(agent)), {"queues": list(queues)}).all()
