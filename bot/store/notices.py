"""What people of the desk are told: a row for each of them, without a word that anybody wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, literal_column, or_, select, update

from bot.store.tables import agent, agent_queue, notice, ticket
from bot.store.types import AnyRow
from bot.store.views import visible
from core.notices import Notice, NoticeKind
from core.people import Agent
from core.ticket import Ticket

KEPT = timedelta(days=90)
"""How long somebody may find what he was told."""

MOST = 50
"""How many are listed at once, the newest first."""

# Programs are agents, too, and read no notices.
_PEOPLE = and_(agent.c.active, agent.c.source != "token")
_OURS = or_(agent.c.organization.is_(None), agent.c.organization == bindparam("whose"))
_SERVING = (
    select(agent.c.person)
    .join(agent_queue, agent_queue.c.person == agent.c.person)
    .where(agent_queue.c.queue == bindparam("queue"), _PEOPLE, _OURS, agent.c.role != "customer_lead")
)
_LEADING = select(agent.c.person).where(agent.c.role == bindparam("role"), _PEOPLE, _OURS)
_NEW = insert(notice)
# Written out, not bound: the planner uses a partial index only where it sees its condition.
_UNREAD = and_(notice.c.person == bindparam("me"), literal_column("notice.read_at IS NULL"))
_LISTED = (
    select(notice, ticket.c.ref, ticket.c.title)
    .join(ticket, ticket.c.id == notice.c.ticket)
    .where(notice.c.person == bindparam("me"))
    .order_by(notice.c.id.desc())
    .limit(bindparam("most"))
)
_COUNT = select(func.count()).select_from(notice).where(_UNREAD)
_READ = update(notice).where(_UNREAD, notice.c.id <= bindparam("last")).values(read_at=bindparam("now"))
_READ_OF = update(notice).where(_UNREAD, notice.c.ticket == bindparam("number")).values(read_at=bindparam("now"))
_OLD = delete(notice).where(notice.c.at < bindparam("before"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One notice. `about` is the kind of the promise, where it is about one."""

    id: int
    at: datetime
    kind: NoticeKind
    about: str
    ref: str
    title: str
    read: bool


def tell(tx: Connection, number: int, of: Ticket, told: Iterable[Notice], now: datetime, *, but: int | None) -> None:
    """Tell people of the ticket `of`; nobody the same twice, and not `but`, who has just done it himself."""
    rows = {
        (person, each.kind, each.about): {
            "person": person,
            "ticket": number,
            "at": now,
            "kind": each.kind.value,
            "about": each.about,
        }
        for each in told
        for person in _who(tx, each, of)
        if person != but
    }
    if rows:
        tx.execute(_NEW, list(rows.values()))


def listed(tx: Connection, me: Agent) -> Sequence[Told]:
    """Return the newest notices of `me`, about tickets that he may still see."""
    return [_told(row) for row in tx.execute(_LISTED.where(visible(me)), {"me": me.person, "most": MOST})]


def newest(tx: Connection, me: Agent, most: int) -> Sequence[Told]:
    """Return up to `most` of the notices that `me` has not read, the newest first."""
    unread = _LISTED.where(visible(me), literal_column("notice.read_at IS NULL"))
    return [_told(row) for row in tx.execute(unread, {"me": me.person, "most": most})]


def unread(tx: Connection, me: int) -> int:
    """Return how many notices `me` has not read."""
    return int(tx.execute(_COUNT, {"me": me}).scalar_one())


def read(tx: Connection, me: int, last: int, now: datetime) -> None:
    """Mark the notices of `me` as read, up to the one with the number `last`."""
    tx.execute(_READ, {"me": me, "last": last, "now": now})


def read_of(tx: Connection, me: int, number: int, now: datetime) -> bool:
    """Mark what `me` was told of a ticket as read, because he looks at it; say whether there was something."""
    return tx.execute(_READ_OF, {"me": me, "number": number, "now": now}).rowcount > 0


def forget(tx: Connection, now: datetime) -> None:
    """Drop what was told long ago."""
    tx.execute(_OLD, {"before": now - KEPT})


def _who(tx: Connection, told: Notice, of: Ticket) -> Sequence[int]:
    match told.to:
        case "owner":
            return [of.owner] if of.owner is not None else []
        case "coordinator":
            return [of.coordinator] if of.coordinator is not None else []
        case "queue":
            return tx.execute(_SERVING, {"queue": of.queue, "whose": of.organization}).scalars().all()
    leads = tx.execute(_LEADING, {"role": "lead", "whose": of.organization}).scalars().all()
    return leads or tx.execute(_LEADING, {"role": "admin", "whose": of.organization}).scalars().all()


def _told(row: AnyRow) -> Told:
    return Told(
        id=row.id,
        at=row.at,
        kind=NoticeKind(row.kind),
        about=row.about,
        ref=row.ref,
        title=row.title,
        read=row.read_at is not None,
    )
