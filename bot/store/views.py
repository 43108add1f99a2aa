"""The console's lists of tickets, and the gate that every ticket it reads passes: reads only, on indexes.

`visible` is the one gate: every ticket the console reads passes it, so that what is absent and what is
forbidden are the same to who asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)

from bot.store.tables import (
    customer,
    move,
    organization,
    person,
    queue,
    ticket,
)
from core.contracts import Priority
from core.messages import Localized
from core.people import Agent, Role
from core.ticket import Status

PAGE = 200
"""Tickets of a list that are shown at once."""

# Written out, not bound: the planner uses a partial index only where it sees its condition.
_OPEN: ColumnElement[bool] = literal_column("ticket.status <> 'closed'")
_CLOSED: ColumnElement[bool] = literal_column("ticket.status = 'closed'")

_owner = person.alias("owner_person")
customer_of_ticket = and_(customer.c.person == ticket.c.requester, customer.c.organization == ticket.c.organization)


class View(StrEnum):
    """The lists of the inbox. `all` is all that is open."""

    UNASSIGNED = "unassigned"
    MINE = "mine"
    ALL = "all"
    CLOSED = "closed"


COUNTED = (View.UNASSIGNED, View.MINE, View.ALL)
"""The lists whose length is told; what is closed is too much to count again and again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One ticket in a list. `since` is when it came into its present status."""

    ref: str
    title: str
    status: Status
    priority: Priority
    queue: Localized
    organization: str
    organization_key: str
    zone: str
    customer: str
    verified: bool
    owner: int | None
    owner_name: str
    opened_at: datetime
    first_reply_at: datetime | None
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """A page of a list. `counts` are of open tickets, by list; `older` is the next page's cursor, empty on the last."""

    rows: tuple[Listed, ...]
    counts: Mapping[View, int]
    older: str = ""


def visible(agent: Agent) -> ColumnElement[bool]:
    """Say which tickets `agent` may see: those of his queues, and those he owns or coordinates.

    A lead or an admin sees all, and a customer's lead all of his organization. Who is limited to an organization
    sees nothing of another. `bot.agents.may_see` is the same rule for one ticket.
    """
    own = ticket.c.organization == agent.organization if agent.organization is not None else true()
    if agent.role is Role.CUSTOMER_LEAD:
        return own if agent.organization is not None else false()
    if agent.leads:
        return own
    return and_(own, _of(agent))


def _of(agent: Agent) -> ColumnElement[bool]:
    return or_(
        ticket.c.queue.in_(sorted(agent.queues)),
        ticket.c.owner == agent.person,
        ticket.c.coordinator == agent.person,
    )


def inbox(tx: Connection, agent: Agent, view: View, older: str = "") -> Inbox:
    """Return the page of `view` that begins after the cursor `older`; a cursor that is none begins at the top.

    What waits for somebody is sorted by priority, then by age; the other lists by their newest change.
    """
    opened = _opened(agent)
    rows = tx.execute(_listing(_page(agent, opened, view, older), view)).all()
    numbers = tx.execute(_counting(agent, opened)).mappings().one()
    return Inbox(
        rows=tuple(_listed(row) for row in rows[:PAGE]),
        counts={view: numbers[view] for view in COUNTED},
        older=_cursor(view, rows[PAGE - 1]) if len(rows) > PAGE else "",
    )


def _opened(agent: Agent) -> CTE:
    # First the open ones, which are few: left alone, the planner may walk the whole history in the order
    # of the list to find them.
    columns = (ticket.c.id, ticket.c.status, ticket.c.owner, ticket.c.priority, ticket.c.changed_at)
    return select(*columns).where(_OPEN, visible(agent)).cte("opened").prefix_with("MATERIALIZED")


def _counting(agent: Agent, opened: CTE) -> Select[int, int, int]:
    def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    return select(
        number(opened.c.status == Status.QUEUED).label(View.UNASSIGNED),
        number(opened.c.owner == agent.person).label(View.MINE),
        func.count().label(View.ALL),
    ).select_from(opened)


def _page(agent: Agent, opened: CTE, view: View, older: str) -> Select[Any]:
    source = ticket if view is View.CLOSED else opened
    ids = select(source.c.id, source.c.priority, source.c.changed_at)
    match view:
        case View.CLOSED:
            ids = ids.where(_CLOSED, visible(agent))
        case View.UNASSIGNED:
            ids = ids.where(source.c.status == Status.QUEUED)
        case View.MINE:
            ids = ids.where(source.c.owner == agent.person)
    sort, number = _read(older)
    if view is View.UNASSIGNED:
        first = source.c.priority
        if sort:
            ids = ids.where(or_(first > sort, and_(first == sort, source.c.id > number)))
        return ids.order_by(first, source.c.id).limit(PAGE + 1)
    if sort and (moment := _moment(sort)):
        last = source.c.changed_at
        ids = ids.where(or_(last < moment, and_(last == moment, source.c.id < number)))
    return ids.order_by(source.c.changed_at.desc(), source.c.id.desc()).limit(PAGE + 1)


def _listing(ids: Select[Any], view: View) -> Select[Any]:
    page = ids.subquery("page")
    since = (
        select(func.max(move.c.at))
        .where(move.c.ticket == ticket.c.id, move.c.from_status.is_distinct_from(move.c.to_status))
        .scalar_subquery()
    )
    listing = (
        select(
            ticket.c.id,
            ticket.c.ref,
            ticket.c.title,
            ticket.c.status,
            ticket.c.priority,
            ticket.c.owner,
            ticket.c.organization,
            ticket.c.opened_at,
            ticket.c.first_reply_at,
            ticket.c.changed_at,
            since.label("since"),
            queue.c.name.label("queue_name"),
            organization.c.name.label("organization_name"),
            organization.c.time_zone,
            person.c.name.label("customer_name"),
            customer.c.verified,
            _owner.c.name.label("owner_name"),
        )
        .join_from(page, ticket, ticket.c.id == page.c.id)
        .join(queue, queue.c.key == ticket.c.queue)
        .join(organization, organization.c.key == ticket.c.organization)
        .join(person, person.c.id == ticket.c.requester)
        .outerjoin(customer, customer_of_ticket)
        .outerjoin(_owner, _owner.c.id == ticket.c.owner)
    )
    if view is View.UNASSIGNED:
        return listing.order_by(page.c.priority, page.c.id)
    return listing.order_by(page.c.changed_at.desc(), page.c.id.desc())


def _listed(row: Row[Any]) -> Listed:
    return Listed(
        ref=row.ref,
        title=row.title,
        status=Status(row.status),
        priority=Priority(row.priority),
        queue=row.queue_name,
        organization=row.organization_name,
        organization_key=row.organization,
        zone=row.time_zone,
        customer=row.customer_name,
        verified=bool(row.verified),
        owner=row.owner,
        owner_name=row.owner_name or "",
        opened_at=row.opened_at,
        first_reply_at=row.first_reply_at,
        since=row.since or row.opened_at,
    )


def _cursor(view: View, row: Row[Any]) -> str:
    sort = row.priority if view is View.UNASSIGNED else row.changed_at.isoformat()
    return f"{sort}~{row.id}"


def _read(cursor: str) -> tuple[str, int]:
    sort, _, number = cursor.partition("~")
    return (sort, int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else ("", 0)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
