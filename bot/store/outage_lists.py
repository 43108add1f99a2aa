"""Outages as pages and programs show them: lists, counts, the tickets that are linked, and those that might be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from bot.store.tables import conversation, outage, outage_link, outage_organization, person, ticket
from bot.store.types import AnyRow
from core.messages import Localized

_of = outage_organization
_link = outage_link.c
_LISTED = (
    select(outage, person.c.name.label("declared_by_name"))
    .join(person, person.c.id == outage.c.declared_by)
    .order_by(outage.c.ended_at.is_not(None), outage.c.id.desc())
    .limit(bindparam("most"))
)
_SEEN = select(_of.c.outage, _of.c.organization).where(_of.c.outage.in_(bindparam("numbers", expanding=True)))
_COUNTS = (
    select(_link.outage, ticket.c.status, _link.left_at.is_not(None).label("gone"), func.count().label("number"))
    .join(ticket, ticket.c.id == _link.ticket)
    .where(_link.outage.in_(bindparam("numbers", expanding=True)))
    .group_by(_link.outage, ticket.c.status, "gone")
)
_read_by = func.coalesce(conversation.c.language, person.c.language)
_LANGUAGES = (
    select(_read_by.label("spoken"), func.count().label("number"))
    .join_from(outage_link, ticket, ticket.c.id == _link.ticket)
    .join(person, person.c.id == ticket.c.requester)
    .outerjoin(conversation, conversation.c.id == ticket.c.home_conversation)
    .where(_link.outage == bindparam("number"), _link.left_at.is_(None), ticket.c.status != "closed")
    .group_by(_read_by)
)
_LINKED = (
    select(ticket.c.ref, ticket.c.title, ticket.c.status, ticket.c.organization, ticket.c.chased,
           person.c.name, _link.ticket, _link.told, _link.linked_at)
    .join_from(outage_link, ticket, ticket.c.id == _link.ticket)
    .join(person, person.c.id == ticket.c.requester)
    .where(_link.outage == bindparam("number"), _link.left_at.is_(None), _link.ticket < bindparam("before"))
    .order_by(_link.ticket.desc())
    .limit(bindparam("most"))
)  # fmt: skip
_OPEN_SINCE = (
    select(ticket.c.id, ticket.c.ref, ticket.c.title, ticket.c.status, ticket.c.organization, ticket.c.service,
           ticket.c.owner, ticket.c.opened_at, ticket.c.requester, person.c.name)
    .join(person, person.c.id == ticket.c.requester)
    .where(
        ticket.c.status.in_(("new", "queued", "in_progress", "waiting_customer", "waiting_provider")),
        # Written out, not bound: the planner uses a partial index only where it sees its condition.
        ticket.c.status != "closed",
        ticket.c.organization.in_(bindparam("organizations", expanding=True)),
        ticket.c.outage.is_(None),
        ticket.c.opened_at >= bindparam("since"),
    )
    .order_by(ticket.c.id.desc())
    .limit(bindparam("most"))
)  # fmt: skip


_GOING = select(outage.c.id, outage.c.title).where(outage.c.ended_at.is_(None)).order_by(outage.c.id.desc())


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """An outage that lasts, and how many tickets are linked to it."""

    number: int
    title: Localized
    linked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many tickets an outage has: linked to it and open, solved and unconfirmed, over, and no longer linked."""

    open: int = 0
    solved: int = 0
    closed: int = 0
    left: int = 0

    @property
    def linked(self) -> int:
        """All that are linked still."""
        return self.open + self.solved + self.closed


def listed(tx: Connection, limit: int) -> Sequence[AnyRow]:
    """Return outages, those that last first, then the youngest."""
    return tx.execute(_LISTED, {"most": limit}).all()


def whose(tx: Connection, numbers: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """Return the organizations of each of the outages."""
    found: dict[int, tuple[str, ...]] = {}
    for row in tx.execute(_SEEN, {"numbers": list(numbers)}):
        found[row.outage] = (*found.get(row.outage, ()), row.organization)
    return found


def counts(tx: Connection, numbers: Sequence[int]) -> Mapping[int, Counted]:
    """Return how many tickets each of the outages has."""
    found = dict.fromkeys(numbers, Counted())
    for row in tx.execute(_COUNTS, {"numbers": list(numbers)}):
        before, more = found[row.outage], int(row.number)
        if row.gone:
            found[row.outage] = _more(before, left=more)
        elif row.status == "solved":
            found[row.outage] = _more(before, solved=more)
        else:
            found[row.outage] = _more(before, closed=more) if row.status == "closed" else _more(before, open=more)
    return found


def _more(before: Counted, *, open: int = 0, solved: int = 0, closed: int = 0, left: int = 0) -> Counted:  # noqa: A002 -- the name of the field
    return Counted(
        open=before.open + open, solved=before.solved + solved, closed=before.closed + closed, left=before.left + left
    )


def languages(tx: Connection, number: int) -> Mapping[str, int]:
    """Return in which languages those read who have to be told, and how many in each."""
    return {row.spoken: int(row.number) for row in tx.execute(_LANGUAGES, {"number": number})}


def going(tx: Connection, known: Callable[[Sequence[str]], bool]) -> list[Going]:
    """Return the outages that last, whose organizations are `known`, with how many tickets are linked."""
    rows = tx.execute(_GOING).all()
    if not rows:
        return []
    numbers = [row.id for row in rows]
    organizations, counted = whose(tx, numbers), counts(tx, numbers)
    return [
        Going(number=row.id, title=row.title, linked=counted[row.id].linked)
        for row in rows
        if known(organizations.get(row.id, ()))
    ]


def one_going(tx: Connection, number: int | None) -> Going | None:
    """Return an outage that lasts, as a card of a linked ticket shows it."""
    row = tx.execute(_GOING.where(outage.c.id == number)).first() if number is not None else None
    return Going(number=row.id, title=row.title, linked=counts(tx, [row.id])[row.id].linked) if row else None


def linked(tx: Connection, number: int, *, before: int, limit: int) -> Sequence[AnyRow]:
    """Return tickets linked to an outage, the youngest first; one row more where more follow."""
    return tx.execute(_LINKED, {"number": number, "before": before, "most": limit + 1}).all()


def open_since(tx: Connection, whose_: Sequence[str], since: datetime, limit: int) -> Sequence[AnyRow]:
    """Return the youngest open tickets of organizations that are linked to nothing."""
    return tx.execute(_OPEN_SINCE, {"organizations": list(whose_), "since": since, "most": limit}).all()
