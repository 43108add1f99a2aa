"""The console's lists of tickets, and the gate that every ticket it reads passes: reads only, on indexes.

What is open is read whole, in a few columns: it is little, and when something is due is told by a calendar, not by
the database (`bot.console.board`). What is closed is read page by page.

`visible` is the one gate: every ticket the console reads passes it, so that what is absent and what is
forbidden are the same to who asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)

from bot.numbers import number_in
from bot.store import searching
from bot.store.tables import (
    customer,
    move,
    organization,
    person,
    queue,
    seen,
    ticket,
    timer,
)
from bot.store.types import AnyRow
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which tickets of a list are wanted, by keys; what is empty does not matter. `words` are looked for."""

    queue: str = ""
    organization: str = ""
    priority: str = ""
    service: str = ""
    type: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An open ticket, as far as the lists depend on it.

    `next_date` is when somebody looks at it again: the desk's own date, else the bot's reminder. `seen_at` is when the
    agent last had its page before him. `linked` is one of many that wait for the end of an outage, whose customer has
    not asked since.
    """

    id: int
    status: Status
    priority: Priority
    queue: str
    organization: str
    service: str
    type: str
    owner: int | None
    coordinator: int | None
    opened_at: datetime
    first_reply_at: datetime | None
    changed_at: datetime
    next_date: datetime | None
    seen_at: datetime | None
    linked: bool = False

    @property
    def unread(self) -> bool:
        """Whether something happened since the agent last looked."""
        return self.seen_at is None or self.seen_at < self.changed_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One ticket in a list. `since` is when it came into its present status."""

    id: int
    ref: str
    title: str
    status: Status
    priority: Priority
    queue: Localized
    organization: str
    zone: str
    customer: str
    verified: bool
    owner: int | None
    owner_name: str
    opened_at: datetime
    since: datetime


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


_STANDING = (
    select(
        ticket.c.id,
        ticket.c.status,
        ticket.c.priority,
        ticket.c.queue,
        ticket.c.organization,
        ticket.c.service,
        ticket.c.type,
        ticket.c.owner,
        ticket.c.coordinator,
        ticket.c.opened_at,
        ticket.c.first_reply_at,
        ticket.c.changed_at,
        and_(ticket.c.outage.is_not(None), ticket.c.chased == 0).label("linked"),
        func.coalesce(ticket.c.next_date, timer.c.due_at).label("next_date"),
        seen.c.at.label("seen_at"),
    )
    .outerjoin_from(ticket, timer, and_(timer.c.ticket == ticket.c.id, timer.c.kind == "remind"))
    .outerjoin(seen, and_(seen.c.ticket == ticket.c.id, seen.c.person == bindparam("me")))
    .where(_OPEN)
)
_since = (
    select(func.max(move.c.at))
    .where(move.c.ticket == ticket.c.id, move.c.from_status.is_distinct_from(move.c.to_status))
    .scalar_subquery()
)
_LISTING = (
    select(
        ticket.c.id,
        ticket.c.ref,
        ticket.c.title,
        ticket.c.status,
        ticket.c.priority,
        ticket.c.owner,
        ticket.c.opened_at,
        _since.label("since"),
        queue.c.name.label("queue_name"),
        organization.c.name.label("organization_name"),
        organization.c.time_zone,
        person.c.name.label("customer_name"),
        customer.c.verified,
        _owner.c.name.label("owner_name"),
    )
    .join_from(ticket, queue, queue.c.key == ticket.c.queue)
    .join(organization, organization.c.key == ticket.c.organization)
    .join(person, person.c.id == ticket.c.requester)
    .outerjoin(customer, customer_of_ticket)
    .outerjoin(_owner, _owner.c.id == ticket.c.owner)
    .where(ticket.c.id.in_(bindparam("numbers", expanding=True)))
)


def standing(tx: Connection, agent: Agent) -> Sequence[Standing]:
    """Return all open tickets that `agent` may see."""
    return [
        Standing(
            id=row.id,
            status=Status(row.status),
            priority=Priority(row.priority),
            queue=row.queue,
            organization=row.organization,
            service=row.service or "",
            type=row.type,
            owner=row.owner,
            coordinator=row.coordinator,
            opened_at=row.opened_at,
            first_reply_at=row.first_reply_at,
            changed_at=row.changed_at,
            next_date=row.next_date,
            seen_at=row.seen_at,
            linked=bool(row.linked),
        )
        for row in tx.execute(_STANDING.where(visible(agent)), {"me": agent.person})
    ]


def open_with(tx: Connection, agent: Agent, words: str) -> frozenset[int]:
    """Return the numbers of the open tickets that `agent` may see and that hold each of `words`."""
    holds = searching.holding(tx, agent, searching.words_of(words))
    return frozenset(tx.execute(select(ticket.c.id).where(_OPEN, visible(agent), *holds)).scalars())


def history(
    tx: Connection, agent: Agent, filters: Filters, older: str = "", *, also_open: bool = False
) -> tuple[Sequence[int], str]:
    """Return the numbers of a page of closed tickets, the newest change first, and the cursor of the next page.

    The page begins after the cursor `older`; one that is none begins at the top. With `also_open`, whatever is found.
    """
    wanted = select(ticket.c.id, ticket.c.changed_at).where(
        true() if also_open else _CLOSED,
        visible(agent),
        *_limits(filters),
        *searching.holding(tx, agent, searching.words_of(filters.words)),
    )
    last = ticket.c.changed_at
    if (after := _read(older)) is not None:
        moment, number = after
        wanted = wanted.where(or_(last < moment, and_(last == moment, ticket.c.id < number)))
    rows = tx.execute(wanted.order_by(last.desc(), ticket.c.id.desc()).limit(PAGE + 1)).all()
    cursor = f"{rows[PAGE - 1].changed_at.isoformat()}~{rows[PAGE - 1].id}" if len(rows) > PAGE else ""
    return [row.id for row in rows[:PAGE]], cursor


def listed(tx: Connection, numbers: Sequence[int]) -> Sequence[Listed]:
    """Return tickets that were found by the functions above, in the order of their numbers in `numbers`."""
    rows = {row.id: row for row in tx.execute(_LISTING, {"numbers": list(numbers)})}
    return [_listed(rows[number]) for number in numbers if number in rows]


def _limits(filters: Filters) -> list[ColumnElement[bool]]:
    wanted: Mapping[ColumnElement[str], str] = {
        ticket.c.queue: filters.queue,
        ticket.c.organization: filters.organization,
        ticket.c.priority: filters.priority,
        ticket.c.service: filters.service,
        ticket.c.type: filters.type,
    }
    return [column == value for column, value in wanted.items() if value]


def _listed(row: AnyRow) -> Listed:
    return Listed(
        id=row.id,
        ref=row.ref,
        title=row.title,
        status=Status(row.status),
        priority=Priority(row.priority),
        queue=row.queue_name,
        organization=row.organization_name,
        zone=row.time_zone,
        customer=row.customer_name,
        verified=bool(row.verified),
        owner=row.owner,
        owner_name=row.owner_name or "",
        opened_at=row.opened_at,
        since=row.since or row.opened_at,
    )


def _read(cursor: str) -> tuple[datetime, int] | None:
    sort, _, last = cursor.partition("~")
    number = number_in(last)
    if number is None:
        return None
    try:
        moment = datetime.fromisoformat(sort)
    except ValueError:
        return None
    return (moment, number) if moment.tzinfo else None
