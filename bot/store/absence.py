"""Who of the desk is away, and whose cases wait to be taken from him.

The cases themselves are taken one by one (`bot.returning`). The mark `agent.returns` stands until none is left, so
that a crash in between loses none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, bindparam, literal_column, or_, select, update

from bot.store.tables import agent, person, ticket
from core.ticket import Status

Returns = Literal["unfit", "all"]

_OWNED = (Status.IN_PROGRESS, Status.WAITING_CUSTOMER, Status.WAITING_PROVIDER)

_other = person.alias("substitute_person")
_AWAY = (
    select(agent.c.person, agent.c.away_until, agent.c.substitute, _other.c.name.label("substitute_name"))
    .outerjoin_from(agent, _other, _other.c.id == agent.c.substitute)
    .where(
        agent.c.active,
        agent.c.away_since.is_not(None),
        or_(agent.c.away_until.is_(None), agent.c.away_until > bindparam("now")),
    )
)
_SET = (
    update(agent)
    .where(agent.c.person == bindparam("number"), agent.c.active)
    .values(away_since=bindparam("since"), away_until=bindparam("until"), substitute=bindparam("other"))
)
_MARK = (
    update(agent)
    # All of them are more than some of them.
    .where(agent.c.person == bindparam("number"), agent.c.returns.is_distinct_from("all"))
    .values(returns=bindparam("which"))
)
_MARKED = select(agent.c.person).where(literal_column("returns IS NOT NULL")).order_by(agent.c.person)
_WHICH = select(agent.c.returns).where(agent.c.person == bindparam("number"))
_HELD = select(agent.c.returns).where(agent.c.person == bindparam("number")).with_for_update()
_SETTLE = update(agent).where(agent.c.person == bindparam("number")).values(returns=None)
_CASES = (
    select(ticket.c.id, ticket.c.queue, ticket.c.organization)
    .where(
        ticket.c.owner == bindparam("number"),
        ticket.c.status != "closed",
        ticket.c.status.in_(_OWNED),
    )
    .order_by(ticket.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """An agent is away until a moment, for now where there is none. `substitute_name` is empty without one."""

    until: datetime | None
    substitute: int | None
    substitute_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An open ticket that people work on."""

    id: int
    queue: str
    organization: str


def absent(tx: Connection, now: datetime) -> Mapping[int, Absence]:
    """Return the agents who are away now, by person."""
    return {
        row.person: Absence(until=row.away_until, substitute=row.substitute, substitute_name=row.substitute_name or "")
        for row in tx.execute(_AWAY, {"now": now})
    }


def leave(tx: Connection, number: int, *, since: datetime, until: datetime | None, substitute: int | None) -> bool:
    """Note that an active agent is away; False if there is none."""
    values = {"number": number, "since": since, "until": until, "other": substitute}
    return tx.execute(_SET, values).rowcount == 1


def come_back(tx: Connection, number: int) -> bool:
    """Note that an active agent is there again; False if there is none."""
    return tx.execute(_SET, {"number": number, "since": None, "until": None, "other": None}).rowcount == 1


def mark(tx: Connection, number: int, which: Returns) -> None:
    """Let the cases of an agent be looked at: those that may not be his any more, or all."""
    tx.execute(_MARK, {"number": number, "which": which})


def marked(tx: Connection) -> list[int]:
    """Return the agents whose cases have to be looked at."""
    return list(tx.execute(_MARKED).scalars())


def which(tx: Connection, number: int) -> Returns | None:
    """Return which cases of an agent have to be taken from him."""
    found: Returns | None = tx.execute(_WHICH, {"number": number}).scalar()
    return found


def cases(tx: Connection, number: int) -> list[Case]:
    """Return the open cases that an agent owns, but for those that wait for their customer's yes."""
    rows = tx.execute(_CASES, {"number": number})
    return [Case(id=row.id, queue=row.queue, organization=row.organization) for row in rows]


def hold(tx: Connection, number: int) -> Returns | None:
    """Return what `which` does, and let nobody claim by the agent's rights until the transaction ends."""
    found: Returns | None = tx.execute(_HELD, {"number": number}).scalar()
    return found


def settle(tx: Connection, number: int) -> None:
    """Take the mark away: nothing is left to be taken from the agent."""
    tx.execute(_SETTLE, {"number": number})
