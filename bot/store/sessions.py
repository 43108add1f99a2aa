"""Who is signed in to the console: passwords to check, and the server's side of each cookie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from bot.store.tables import agent, agent_queue, person, session
from bot.store.types import AnyRow
from core.people import Agent, Role

LIFETIME = timedelta(hours=12)
"""How long a session lives after it was last used."""

LONGEST = timedelta(days=7)
"""How long a session lives at most, however often it is used: once a week everybody signs in."""

RENEW_AFTER = timedelta(minutes=10)
"""A use within this time of the last one is not written down: reading a page costs no write."""

_CREDENTIALS = select(agent.c.person, agent.c.key, agent.c.password, agent.c.role).where(
    agent.c.email == bindparam("email"), agent.c.active
)
_PASSWORD = select(agent.c.email, agent.c.password).where(agent.c.person == bindparam("number"))
_SESSION = (
    select(
        session.c.csrf,
        session.c.expires_at,
        agent.c.person,
        agent.c.key,
        agent.c.role,
        agent.c.organization,
        person.c.name,
        person.c.language,
        agent_queue.c.queue,
    )
    .join_from(session, agent, agent.c.person == session.c.person)
    .join(person, person.c.id == agent.c.person)
    .outerjoin(agent_queue, agent_queue.c.person == agent.c.person)
    .where(
        session.c.token == bindparam("token"),
        session.c.expires_at > bindparam("now"),
        session.c.began_at > bindparam("since"),
        agent.c.active,
    )
)
_NEW = insert(session)
_RENEW = (
    update(session)
    .where(session.c.token == bindparam("of"), session.c.expires_at < bindparam("until"))
    .values(expires_at=bindparam("until"))
)
_SEEN = update(agent).where(agent.c.person == bindparam("number")).values(seen_at=bindparam("at"))
_SEEN_BY = (
    update(agent)
    .where(
        agent.c.person.in_(select(session.c.person).where(session.c.token == bindparam("of"))),
        or_(agent.c.seen_at.is_(None), agent.c.seen_at < bindparam("at")),
    )
    .values(seen_at=bindparam("at"))
)
_END = delete(session).where(session.c.token == bindparam("token"))
_OPEN_OF = (
    select(session)
    .where(
        session.c.person == bindparam("number"),
        session.c.expires_at > bindparam("now"),
        session.c.began_at > bindparam("since"),
    )
    .order_by(session.c.expires_at.desc())
)
_END_ALL = delete(session).where(session.c.person == bindparam("number"), session.c.token != bindparam("but"))
_FORGET = delete(session).where(session.c.expires_at <= bindparam("now"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a sign-in is checked against. `password` is an argon2 hash; None means that there is none."""

    person: int
    key: str
    password: str | None
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A live session: who it is, with the rights of this moment, and the mark its forms carry."""

    agent: Agent
    csrf: str
    expires_at: datetime

    def due(self, now: datetime) -> bool:
        """Say whether this use should be written down with `renew`."""
        return self.expires_at - now < LIFETIME - RENEW_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A live session as its owner sees it, by the hash of its token. `used_at` is right to ten minutes."""

    token: str
    client: str
    began_at: datetime
    used_at: datetime


def credentials(tx: Connection, email: str) -> Credentials | None:
    """Return what the active agent with `email` (in lower case) signs in with, or None."""
    row = tx.execute(_CREDENTIALS, {"email": email}).one_or_none()
    return None if row is None else _credentials(row)


def password_of(tx: Connection, person_id: int) -> tuple[str, str | None]:
    """Return the address by which an agent signs in, and the hash of his password; "" and None where there are none."""
    row = tx.execute(_PASSWORD, {"number": person_id}).one()
    return row.email or "", row.password


def begin(
    tx: Connection, person_id: int, *, token: str, csrf: str, client: str, now: datetime, instead_of: str = ""
) -> None:
    """Start a session under the hash `token`; the session `instead_of` and all that have run out end.

    `client` is what the browser calls itself.
    """
    tx.execute(_FORGET, {"now": now})
    end(tx, instead_of)
    new = {"token": token, "person": person_id, "csrf": csrf, "client": client}
    tx.execute(_NEW, {**new, "began_at": now, "expires_at": now + LIFETIME})
    tx.execute(_SEEN, {"number": person_id, "at": now})


def find(tx: Connection, token: str, now: datetime) -> Session | None:
    """Return the live session under the hash `token`, or None; rights are read afresh each time."""
    rows = tx.execute(_SESSION, {"token": token, "now": now, "since": now - LONGEST}).all()
    if not rows:
        return None
    first = rows[0]
    who = Agent(
        person=first.person,
        key=first.key,
        name=first.name,
        language=first.language,
        role=Role(first.role),
        queues=frozenset(row.queue for row in rows if row.queue is not None),
        organization=first.organization,
    )
    return Session(agent=who, csrf=first.csrf, expires_at=first.expires_at)


def renew(tx: Connection, token: str, now: datetime) -> None:
    """Let the session under the hash `token` live a full lifetime from `now`, when its owner was seen."""
    tx.execute(_RENEW, {"of": token, "until": now + LIFETIME})
    tx.execute(_SEEN_BY, {"of": token, "at": now})


def end(tx: Connection, token: str) -> None:
    """End the session under the hash `token`; one that is not there is no error."""
    tx.execute(_END, {"token": token})


def end_all(tx: Connection, person_id: int, *, but: str = "") -> int:
    """End every session of a person, except for the one under the hash `but`; say how many."""
    return tx.execute(_END_ALL, {"number": person_id, "but": but}).rowcount


def open_of(tx: Connection, person_id: int, now: datetime) -> list[Open]:
    """Return the live sessions of a person, the one that was used last first."""
    rows = tx.execute(_OPEN_OF, {"number": person_id, "now": now, "since": now - LONGEST})
    return [
        Open(token=row.token, client=row.client, began_at=row.began_at, used_at=row.expires_at - LIFETIME)
        for row in rows
    ]


def _credentials(row: AnyRow) -> Credentials:
    return Credentials(person=row.person, key=row.key, password=row.password, role=Role(row.role))
