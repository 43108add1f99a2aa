"""How tickets stand to each other, as far as an agent may see both. Reads only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, literal_column, select

from bot.store.sheets import Earlier, earlier_of
from bot.store.tables import ticket
from bot.store.views import visible
from core.people import Agent
from core.ticket import Ticket

_BESIDE = (
    select(ticket.c.ref, ticket.c.title, ticket.c.status, ticket.c.opened_at)
    .where(
        ticket.c.requester == bindparam("requester"),
        ticket.c.organization == bindparam("organization"),
        # Written out, not bound: the planner uses a partial index only where it sees its condition.
        literal_column("ticket.status <> 'closed'"),
        ticket.c.ref != bindparam("except"),
    )
    .order_by(ticket.c.id.desc())
)
_SPLIT = (
    select(ticket.c.ref, ticket.c.title, ticket.c.status, ticket.c.opened_at)
    .where(ticket.c.split_from == bindparam("from"), ticket.c.split_from.is_not(None))
    .order_by(ticket.c.id)
)


def beside(tx: Connection, agent: Agent, one: Ticket) -> Sequence[Earlier]:
    """Return the other open tickets of the same customer that `agent` may see: `one` may be about the same."""
    values = {"requester": one.requester, "organization": one.organization, "except": one.ref}
    return [earlier_of(row) for row in tx.execute(_BESIDE.where(visible(agent)), values)]


def split_from(tx: Connection, agent: Agent, ref: str) -> Sequence[Earlier]:
    """Return the tickets that were taken out of the ticket `ref` and that `agent` may see, oldest first."""
    return [earlier_of(row) for row in tx.execute(_SPLIT.where(visible(agent)), {"from": ref})]
