"""Tokens of programs: each acts as an agent of its own, so that whatever it does is told by its name.

The database holds the SHA-256 of a token only. A token has 256 random bits: it needs no salt and no slow hash.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update

from bot.store import absence, people, staff
from bot.store.inserting import InsertNew
from bot.store.tables import agent, agent_queue, person, ticket, token
from core.errors import BadInput
from core.messages import Language, Sender
from core.people import Agent, Role

PREFIX = "onk_"
"""Every token begins so, which lets scanners of leaked secrets know it."""

NOTED_AFTER = timedelta(minutes=10)
"""A use within this time of the last noted one is not written down: reading costs no write."""

_CHANNEL = "token"
_LIVE = and_(
    token.c.revoked_at.is_(None),
    or_(token.c.expires_at.is_(None), token.c.expires_at > bindparam("now")),
    agent.c.active,
)
_FIND = (
    select(token.c.id, token.c.person, token.c.used_at)
    .join(agent, agent.c.person == token.c.person)
    .where(token.c.hash == bindparam("hashed"), _LIVE)
)
_LIVE_OF = (
    select(token.c.id).join(agent, agent.c.person == token.c.person).where(token.c.name == bindparam("name"), _LIVE)
)
_NEW = insert(token)
_USED = update(token).where(token.c.id == bindparam("number")).values(used_at=bindparam("now"))
_PUT_AGENT = InsertNew(
    agent,
    unique=("person",),
    on=lambda new: {"role": new.role, "active": new.active, "organization": new.organization},
)
_DROP_QUEUES = delete(agent_queue).where(agent_queue.c.person == bindparam("number"))
_RENAME = update(person).where(person.c.id == bindparam("number")).values(language=bindparam("lang"))
_REVOKE = (
    update(token)
    .where(token.c.name == bindparam("called"), token.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"))
    .returning(token.c.person)
)
_OWNS = (
    select(func.count()).select_from(ticket).where(ticket.c.owner == bindparam("number"), ticket.c.status != "closed")
)
_ALL = (
    select(token, agent.c.role, agent.c.organization, agent.c.active, agent_queue.c.queue)
    .join(agent, agent.c.person == token.c.person)
    .outerjoin(agent_queue, agent_queue.c.person == token.c.person)
    .order_by(token.c.id, agent_queue.c.queue)
)


class NameTaken(BadInput):
    """A token of this name is in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A live token: who acts by it, with the rights of this moment, and when its last use was noted."""

    id: int
    agent: Agent
    used_at: datetime | None

    def due(self, now: datetime) -> bool:
        """Say whether this use should be written down with `note_use`."""
        return self.used_at is None or now - self.used_at >= NOTED_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A token as the list shows it; what it was is not known to anybody but its holder."""

    name: str
    role: Role
    queues: tuple[str, ...]
    organization: str | None
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None


def fresh() -> str:
    """Draw a token."""
    return PREFIX + secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def create(
    tx: Connection,
    name: str,
    *,
    token_hash: str,
    role: Role,
    queues: tuple[str, ...],
    organization: str | None,
    language: Language,
    now: datetime,
    expires_at: datetime | None,
) -> int:
    """Record a token and the agent it acts as, and return that agent's person.

    A name whose token has ended may be given again: it is the same agent then. Raises `NameTaken`.
    """
    if tx.execute(_LIVE_OF, {"name": name, "now": now}).first() is not None:
        raise NameTaken(value=name, reason="there is a token of this name; revoke it first, or choose another name")
    number = people.recognise(tx, Sender(external_id=name, name=name), _CHANNEL, language, now)
    tx.execute(_RENAME, {"number": number, "lang": language})
    rights = {"role": role, "active": True, "organization": organization}
    _PUT_AGENT.run(tx, {"person": number, "key": f"{_CHANNEL}/{name}", "source": _CHANNEL, **rights})
    tx.execute(_DROP_QUEUES, {"number": number})
    # Whoever had the name before may have had other rights.
    absence.mark(tx, number, "unfit")
    if queues:
        tx.execute(insert(agent_queue), [{"person": number, "queue": key} for key in queues])
    tx.execute(_NEW, {"hash": token_hash, "person": number, "name": name, "created_at": now, "expires_at": expires_at})
    return number


def find(tx: Connection, token_hash: str, now: datetime) -> Found | None:
    """Return the live token under a hash, or None; rights are read afresh each time."""
    row = tx.execute(_FIND, {"hashed": token_hash, "now": now}).one_or_none()
    who = people.agent(tx, row.person) if row is not None else None
    return Found(id=row.id, agent=who, used_at=row.used_at) if row is not None and who is not None else None


def note_use(tx: Connection, number: int, now: datetime) -> None:
    """Write down that a token was used."""
    tx.execute(_USED, {"number": number, "now": now})


def revoke(tx: Connection, name: str, now: datetime) -> int | None:
    """End the token `name`, and return how many open tickets its agent still owns; None if there was none."""
    numbers = list(tx.execute(_REVOKE, {"called": name, "now": now}).scalars())
    for number in numbers:
        staff.switch_off(tx, number)
    return sum(tx.execute(_OWNS, {"number": number}).scalar_one() for number in set(numbers)) if numbers else None


def issued(tx: Connection) -> list[Issued]:
    """Return all tokens that ever were, oldest first."""
    found: dict[int, Issued] = {}
    for row in tx.execute(_ALL):
        before = found[row.id].queues if row.id in found else ()
        found[row.id] = Issued(
            name=row.name,
            role=Role(row.role),
            queues=(*before, row.queue) if row.queue else (),
            organization=row.organization,
            created_at=row.created_at,
            expires_at=row.expires_at,
            used_at=row.used_at,
            revoked_at=row.revoked_at,
        )
    return list(found.values())
