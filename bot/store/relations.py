"""How tickets stand to each other.

A relation is two rows, so that each ticket finds the other one: what the other is to it. What an agent may not see is
not there for him.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, insert, literal_column, or_, select

from bot.store.sheets import Earlier, earlier_of
from bot.store.tables import ticket, ticket_link
from bot.store.views import visible
from core.people import Agent
from core.ticket import LinkKind, Status, Ticket

_PAIR = or_(
    and_(ticket_link.c.ticket == bindparam("one"), ticket_link.c.other == bindparam("two")),
    and_(ticket_link.c.ticket == bindparam("two"), ticket_link.c.other == bindparam("one")),
)
_KIND = select(ticket_link.c.kind).where(
    ticket_link.c.ticket == bindparam("one"), ticket_link.c.other == bindparam("two")
)
_DROP = delete(ticket_link).where(_PAIR)
_LINKS = (
    select(ticket.c.ref, ticket.c.title, ticket.c.status, ticket_link.c.kind)
    .join(ticket_link, ticket_link.c.other == ticket.c.id)
    .where(ticket_link.c.ticket == bindparam("number"))
    .order_by(ticket_link.c.kind, ticket.c.id)
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A ticket that stands in a relation to another one, and what it is to that."""

    ref: str
    title: str
    status: Status
    kind: LinkKind


def kind_between(tx: Connection, one: int, two: int) -> LinkKind | None:
    """Return what the ticket `two` is to the ticket `one`; None where they are not related."""
    found = tx.execute(_KIND, {"one": one, "two": two}).scalar()
    return LinkKind(found) if found else None


def relate(tx: Connection, one: int, two: int, kind: LinkKind, *, by: int | None, now: datetime) -> None:
    """Keep that the ticket `two` is `kind` to the ticket `one`, in place of what it was before."""
    unrelate(tx, one, two)
    made = {"by": by, "at": now}
    rows = ({"ticket": one, "other": two, "kind": kind}, {"ticket": two, "other": one, "kind": kind.seen_from_there})
    tx.execute(insert(ticket_link), [row | made for row in rows])


def unrelate(tx: Connection, one: int, two: int) -> None:
    """Forget that two tickets are related."""
    tx.execute(_DROP, {"one": one, "two": two})


def links(tx: Connection, agent: Agent, number: int) -> Sequence[Link]:
    """Return the tickets to which the ticket `number` is related and that `agent` may see."""
    return [
        Link(ref=row.ref, title=row.title, status=Status(row.status), kind=LinkKind(row.kind))
        for row in tx.execute(_LINKS.where(visible(agent)), {"number": number})
    ]


def beside(tx: Connection, agent: Agent, one: Ticket) -> Sequence[Earlier]:
    """Return the other open tickets of the same customer that `agent` may see: `one` may be about the same."""
    values = {"requester": one.requester, "organization": one.organization, "except": one.ref}
    return [earlier_of(row) for row in tx.execute(_BESIDE.where(visible(agent)), values)]


def split_from(tx: Connection, agent: Agent, ref: str) -> Sequence[Earlier]:
    """Return the tickets that were taken out of the ticket `ref` and that `agent` may see, oldest first."""
    return [earlier_of(row) for row in tx.execute(_SPLIT.where(visible(agent)), {"from": ref})]
