"""One ticket as the console shows it: the names around it, its timeline, the person's earlier ones. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, literal, select

from bot.store import files, shown
from bot.store.tables import (
    account,
    address,
    conversation,
    customer,
    entry,
    entry_version,
    organization,
    outbox,
    person,
    queue,
    service,
    ticket,
)
from bot.store.types import AnyRow
from bot.store.views import customer_of_ticket, visible
from core.messages import Attachment, Language, Localized
from core.people import Agent
from core.ticket import Audience, Status

LINES = 200
"""Lines of a timeline that are shown at once."""

EARLIER = 10
"""Earlier tickets of a person that are listed beside the present one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The names around a ticket. `account` is where its customer writes, "<channel>/<key>", empty if nowhere.

    `language` is the one its customer reads.
    """

    id: int
    requester: int
    customer: str
    language: Language
    verified: bool
    changed_at: datetime
    organization: str
    zone: str
    queue: Localized
    service: Localized | None
    coordinator: str
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """What a line said until others took the place of its words, at `at`."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line of a timeline. `delivery` says how far words to the customer came; None for what stays here.

    `body` holds the parts and buttons of a bubble, or a packed `core.messages.Text` for a line. `former` is what it
    said before it was edited, oldest first; `deleted_at` when its writer took it back. `said_on` is the reference of
    the ticket on which it stands, if it is shown here because a matter was split off there.
    """

    id: int
    at: datetime
    audience: Audience
    author: Literal["customer", "bot", "agent", "system"]
    kind: Literal["words", "note", "line"]
    name: str
    text: str
    body: Mapping[str, Any] | None
    delivery: Literal["queued", "sent", "dropped", "failed"] | None
    error: str
    files: tuple[Attachment, ...] = ()
    former: tuple[Former, ...] = ()
    deleted_at: datetime | None = None
    said_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A page of a ticket's timeline, oldest first. `older` asks for the page before it; 0 when there is none."""

    lines: tuple[Told, ...]
    older: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Another ticket of the same person."""

    ref: str
    title: str
    status: Status
    opened_at: datetime


_coordinator = person.alias("coordinator_person")
_AROUND = (
    select(
        ticket.c.id,
        ticket.c.requester,
        person.c.name.label("customer_name"),
        func.coalesce(conversation.c.language, person.c.language).label("language"),
        customer.c.verified,
        ticket.c.changed_at,
        organization.c.name.label("organization_name"),
        organization.c.time_zone,
        queue.c.name.label("queue_name"),
        service.c.name.label("service_name"),
        _coordinator.c.name.label("coordinator_name"),
        account.c.channel,
        account.c.key.label("account_key"),
    )
    .join_from(ticket, person, person.c.id == ticket.c.requester)
    .join(organization, organization.c.key == ticket.c.organization)
    .join(queue, queue.c.key == ticket.c.queue)
    .outerjoin(customer, customer_of_ticket)
    .outerjoin(service, service.c.key == ticket.c.service)
    .outerjoin(_coordinator, _coordinator.c.id == ticket.c.coordinator)
    .outerjoin(conversation, conversation.c.id == ticket.c.home_conversation)
    .outerjoin(address, address.c.id == conversation.c.address)
    .outerjoin(account, account.c.id == address.c.account)
    .where(ticket.c.ref == bindparam("ref"))
)
# What rooms are told of a line, and its later forms, are rows of their own.
_said_to_customer = and_(outbox.c.entry == entry.c.id, outbox.c.card.is_(None), outbox.c.kind == "say")
_OWN = (
    select(entry, outbox.c.state, outbox.c.error, person.c.name.label("person_name"), literal("").label("said_on"))
    .outerjoin_from(entry, outbox, _said_to_customer)
    .outerjoin(person, person.c.id == entry.c.person)
    .where(entry.c.ticket.in_(bindparam("tickets", expanding=True)))
)
_home = ticket.alias("home")
_OTHERS = (
    select(entry, outbox.c.state, outbox.c.error, person.c.name.label("person_name"), _home.c.ref.label("said_on"))
    .outerjoin_from(entry, outbox, _said_to_customer)
    .outerjoin(person, person.c.id == entry.c.person)
    .join(_home, _home.c.id == entry.c.ticket)
    .where(entry.c.id.in_(bindparam("lines", expanding=True)))
)
"""Lines that are shown here and stand on another ticket: few, and named by number, so that each part has its index."""
_one = select(ticket.c.id, ticket.c.ref).where(ticket.c.id == bindparam("ticket")).cte("one", recursive=True)
_merged = ticket.alias("merged")
_WITH_MERGED = select(
    _one.union_all(
        select(_merged.c.id, _merged.c.ref).join(
            _one, and_(_merged.c.duplicate_of == _one.c.ref, _merged.c.duplicate_of.is_not(None))
        )
    ).c.id
)
_FOR_AGENTS = entry.c.audience != "leads"
_FOR_CUSTOMERS = entry.c.audience == "customer"
_FORMER = (
    select(entry_version.c.entry, entry_version.c.at, entry_version.c.text)
    .where(entry_version.c.entry.in_(bindparam("entries", expanding=True)))
    .order_by(entry_version.c.id)
)
_EARLIER = (
    select(ticket.c.ref, ticket.c.title, ticket.c.status, ticket.c.opened_at)
    .where(ticket.c.requester == bindparam("requester"), ticket.c.id != bindparam("except"))
    .order_by(ticket.c.id.desc())
    .limit(EARLIER)
)
_DELIVERY: Mapping[str, Literal["queued", "sent", "dropped", "failed"]] = {
    "ready": "queued",
    "sending": "queued",
    "sent": "sent",
    "dropped": "dropped",
    "failed": "failed",
}


def around(tx: Connection, agent: Agent, ref: str) -> Around | None:
    """Return what surrounds the ticket `ref`, or None if there is none that `agent` may see."""
    row = tx.execute(_AROUND.where(visible(agent)), {"ref": ref}).one_or_none()
    if row is None:
        return None
    return Around(
        id=row.id,
        requester=row.requester,
        customer=row.customer_name,
        language=row.language,
        verified=bool(row.verified),
        changed_at=row.changed_at,
        organization=row.organization_name,
        zone=row.time_zone,
        queue=row.queue_name,
        service=row.service_name,
        coordinator="" if agent.reads else row.coordinator_name or "",
        account=f"{row.channel}/{row.account_key}" if row.channel else "",
    )


def timeline(tx: Connection, agent: Agent, ticket_id: int, before: int = 0) -> Timeline:
    """Return the newest lines of a ticket the caller has got from `around`, or those before line `before`.

    Those of the tickets that were merged into it stand among them, and those in which its matter was stated before it
    was split off. What its customer thinks of the work on it is for those who lead `agent`, if he does not himself; a
    customer's lead reads what his people read, as it is now.
    """
    conditions = (*_for(agent), *((entry.c.id < before,) if before else ()))
    rows = _rows(tx, ticket_id, conditions, LINES + 1, newest=True)
    lines = _lines(tx, agent, rows[:LINES][::-1])
    return Timeline(lines=lines, older=lines[0].id if len(rows) > LINES else 0)


def onward(tx: Connection, agent: Agent, ticket_id: int, *, after: int, limit: int) -> tuple[Sequence[Told], bool]:
    """Return up to `limit` lines after line `after`, oldest first, and whether more follow.

    Who reads what: as in `timeline`.
    """
    rows = _rows(tx, ticket_id, (*_for(agent), entry.c.id > after), limit + 1)
    return _lines(tx, agent, rows[:limit]), len(rows) > limit


def _for(agent: Agent) -> tuple[ColumnElement[bool], ...]:
    if agent.reads:
        return (_FOR_CUSTOMERS,)
    return () if agent.leads else (_FOR_AGENTS,)


def numbers_of(tx: Connection, ticket_id: int) -> Sequence[int]:
    """Return the ticket and those that were merged into it: its page shows all their lines."""
    return tx.execute(_WITH_MERGED, {"ticket": ticket_id}).scalars().all()


def _rows(
    tx: Connection, ticket_id: int, conditions: Iterable[ColumnElement[bool]], most: int, *, newest: bool = False
) -> list[Row[Any]]:
    """Return the first `most` lines in their order, or the last ones in the reverse of it."""
    conditions, numbers = tuple(conditions), numbers_of(tx, ticket_id)
    order = entry.c.id.desc() if newest else entry.c.id
    found = list(tx.execute(_OWN.where(*conditions).order_by(order).limit(most), {"tickets": numbers}))
    if others := shown.on(tx, numbers):
        found += tx.execute(_OTHERS.where(*conditions), {"lines": others})
        found.sort(key=lambda row: int(row.id), reverse=newest)
    return found[:most]


def earlier(tx: Connection, agent: Agent, requester: int, ticket_id: int) -> Sequence[Earlier]:
    """Return the newest tickets of `requester` besides `ticket_id` that `agent` may see."""
    rows = tx.execute(_EARLIER.where(visible(agent)), {"requester": requester, "except": ticket_id}).all()
    return tuple(map(earlier_of, rows))


def earlier_of(row: AnyRow) -> Earlier:
    """Return a ticket as it is listed beside another one."""
    return Earlier(ref=row.ref, title=row.title, status=Status(row.status), opened_at=row.opened_at)


def _lines(tx: Connection, agent: Agent, rows: Sequence[Row[Any]]) -> tuple[Told, ...]:
    numbers = [row.id for row in rows]
    attached, former = files.of_entries(tx, numbers), defaultdict[int, tuple[Former, ...]](tuple)
    for row in tx.execute(_FORMER, {"entries": numbers}):
        former[row.entry] += (Former(at=row.at, text=row.text),)
    lines = tuple(_told(row, attached.get(row.id, ()), former[row.id]) for row in rows)
    if not agent.reads:
        return lines
    shown = (replace(line, name=row.name or "") for line, row in zip(lines, rows, strict=True))
    return tuple(replace(line, former=()) for line in shown)


def _told(row: Row[Any], attached: tuple[Attachment, ...], former: tuple[Former, ...]) -> Told:
    return Told(
        id=row.id,
        at=row.at,
        audience=row.audience,
        author=row.author,
        kind=row.kind,
        name=row.name or row.person_name or "",
        text=row.text,
        body=row.body,
        delivery=_DELIVERY[row.state] if row.state else None,
        error=row.error or "",
        files=attached,
        former=former,
        deleted_at=row.deleted_at,
        said_on=row.said_on,
    )
