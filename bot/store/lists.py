"""Lists of tickets for programs: filtered, in an order that does not shift while pages are turned. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, false, not_, select

from bot.store import promises, searching
from bot.store.tables import account, address, conversation, customer, person, ticket
from bot.store.types import AnyRow
from bot.store.views import customer_of_ticket, visible
from core.people import Agent
from core.ticket import Status


class Shown(StrEnum):
    """The lists that people know from the console."""

    UNASSIGNED = "unassigned"
    MINE = "mine"
    HANDED_OVER = "handed_over"
    BREACHING = "breaching"
    WAITING = "waiting"
    SOLVED = "solved"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which tickets are asked for; what is None or empty does not matter.

    `words` are looked for as the console does (`bot.store.searching`). `changed_since` is for programs
    that keep a copy. `before` is the number of the ticket that ended the page before this one.
    """

    now: datetime
    view: Shown | None = None
    status: Status | None = None
    queue: str = ""
    owner: int | None = None
    organization: str = ""
    requester: int | None = None
    words: str = ""
    changed_since: datetime | None = None
    before: int | None = None
    limit: int = 50


_owner = person.alias("owner_person")
_coordinator = person.alias("coordinator_person")
_TICKETS = (
    select(
        ticket,
        person.c.name.label("requester_name"),
        customer.c.verified,
        _owner.c.name.label("owner_name"),
        _coordinator.c.name.label("coordinator_name"),
        account.c.channel,
        account.c.key.label("account_key"),
    )
    .join_from(ticket, person, person.c.id == ticket.c.requester)
    .outerjoin(customer, customer_of_ticket)
    .outerjoin(_owner, _owner.c.id == ticket.c.owner)
    .outerjoin(_coordinator, _coordinator.c.id == ticket.c.coordinator)
    .outerjoin(conversation, conversation.c.id == ticket.c.home_conversation)
    .outerjoin(address, address.c.id == conversation.c.address)
    .outerjoin(account, account.c.id == address.c.account)
)
# Written out, not bound: the planner uses a partial index only where it sees its condition.
_OPEN: ColumnElement[bool] = ticket.c.status != "closed"
_WAITING = (Status.WAITING_CUSTOMER, Status.WAITING_PROVIDER)


def page(tx: Connection, agent: Agent, wanted: Wanted) -> Sequence[AnyRow]:
    """Return the tickets that `agent` may see among those wanted, the youngest first.

    There is one row more than `wanted.limit` where another page follows.
    """
    given = {"now": wanted.now} if wanted.view is Shown.BREACHING else {}
    found = _TICKETS.where(visible(agent), *_conditions(tx, agent, wanted))
    return tx.execute(found.order_by(ticket.c.id.desc()).limit(wanted.limit + 1), given).all()


def one(tx: Connection, agent: Agent, ref: str) -> AnyRow | None:
    """Return the ticket `ref`, or None if there is none that `agent` may see."""
    return tx.execute(_TICKETS.where(visible(agent), ticket.c.ref == ref)).one_or_none()


def any_one(tx: Connection, ref: str) -> AnyRow:
    """Return the ticket `ref`, whoever asks: for the answer to who has just changed it."""
    return tx.execute(_TICKETS.where(ticket.c.ref == ref)).one()


def _conditions(tx: Connection, agent: Agent, wanted: Wanted) -> list[ColumnElement[bool]]:
    exact = (
        (ticket.c.status, wanted.status),
        (ticket.c.queue, wanted.queue or None),
        (ticket.c.owner, wanted.owner),
        (ticket.c.organization, wanted.organization or None),
        (ticket.c.requester, wanted.requester),
    )
    conditions = [column == value for column, value in exact if value is not None]
    if wanted.view is not None:
        conditions.append(_of_view(agent, wanted.view))
    if wanted.words:
        # What holds no word at all is found nowhere.
        conditions += searching.holding(tx, agent, searching.words_of(wanted.words)) or [false()]
    if wanted.changed_since is not None:
        conditions.append(ticket.c.changed_at >= wanted.changed_since)
    if wanted.before is not None:
        conditions.append(ticket.c.id < wanted.before)
    return conditions


def _of_view(agent: Agent, view: Shown) -> ColumnElement[bool]:
    match view:
        case Shown.UNASSIGNED:
            linked = and_(ticket.c.outage.is_not(None), ticket.c.chased == 0)  # one of many, who wait for its end
            return and_(_OPEN, ticket.c.status == Status.QUEUED, not_(linked))
        case Shown.MINE:
            return and_(_OPEN, ticket.c.owner == agent.person)
        case Shown.HANDED_OVER:
            return and_(_OPEN, ticket.c.coordinator == agent.person)
        case Shown.BREACHING:
            return and_(_OPEN, promises.IN_DANGER)
        case Shown.WAITING:
            return and_(_OPEN, ticket.c.status.in_(_WAITING))
        case Shown.SOLVED:
            return and_(_OPEN, ticket.c.status == Status.SOLVED)
        case Shown.OPEN:
            return _OPEN
        case Shown.CLOSED:
            return ticket.c.status == Status.CLOSED
