"""The people of the desk as the desk itself sees them: who may what, is there, was seen last, has how many cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from bot.store.absence import Absence
from bot.store.people import is_away
from bot.store.staff import FROM_FILE, FROM_TOKEN
from bot.store.tables import agent, agent_queue, person, ticket
from bot.store.types import AnyRow
from core.messages import Language
from core.people import Agent, Role

_other = person.alias("substitute_person")
_MEMBERS = (
    select(
        agent,
        agent.c.password.is_not(None).label("has_password"),
        person.c.name,
        person.c.language,
        _other.c.name.label("substitute_name"),
    )
    .join_from(agent, person, person.c.id == agent.c.person)
    .outerjoin(_other, _other.c.id == agent.c.substitute)
    .where(agent.c.source != FROM_TOKEN)
    .order_by(agent.c.active.desc(), person.c.name, agent.c.person)
)
_MEMBER = _MEMBERS.where(agent.c.key == bindparam("key"))
_QUEUES = select(agent_queue.c.person, agent_queue.c.queue).order_by(agent_queue.c.queue)
_OPEN = (
    select(ticket.c.owner, func.count().label("cases"))
    .where(ticket.c.status != "closed", ticket.c.owner.is_not(None))
    .group_by(ticket.c.owner)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One who works at the desk, on or off. `of_file` is one whom the configuration names, and who is changed there.

    `seen_at` is right to ten minutes. `away` is None for who is there.
    """

    agent: Agent
    email: str
    of_file: bool
    has_password: bool
    away: Absence | None
    seen_at: datetime | None
    cases: int


def members(tx: Connection, now: datetime) -> Sequence[Member]:
    """Return everybody who works at the desk, who is off at the end; programs are none."""
    served: dict[int, set[str]] = {}
    for number, key in tx.execute(_QUEUES):
        served.setdefault(number, set()).add(key)
    cases: dict[int, int] = {row.owner: row.cases for row in tx.execute(_OPEN)}
    return [
        _member(row, frozenset(served.get(row.person, ())), cases.get(row.person, 0), now)
        for row in tx.execute(_MEMBERS)
    ]


def member(tx: Connection, key: str, now: datetime) -> Member | None:
    """Return the one with the key `key`; None if there is none, or it is a program."""
    row = tx.execute(_MEMBER, {"key": key}).one_or_none()
    if row is None:
        return None
    own = _QUEUES.where(agent_queue.c.person == row.person)
    cases = tx.execute(_OPEN.where(ticket.c.owner == row.person)).one_or_none()
    queues = frozenset(each.queue for each in tx.execute(own))
    return _member(row, queues, cases.cases if cases else 0, now)


def _member(row: AnyRow, queues: frozenset[str], cases: int, now: datetime) -> Member:
    language: Language = row.language
    return Member(
        agent=Agent(
            person=row.person,
            key=row.key,
            name=row.name,
            language=language,
            role=Role(row.role),
            queues=queues,
            active=row.active,
            organization=row.organization,
        ),
        email=row.email or "",
        of_file=row.source == FROM_FILE and row.active,
        has_password=bool(row.has_password),
        away=_absence(row) if row.active and is_away(row.away_since, row.away_until, now) else None,
        seen_at=row.seen_at,
        cases=cases,
    )


def _absence(row: AnyRow) -> Absence:
    return Absence(until=row.away_until, substitute=row.substitute, substitute_name=row.substitute_name or "")
