"""Persons and who they are: the lock, identities, customers, agents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from bot.store.inserting import InsertNew
from bot.store.prepared import Prepared
from bot.store.tables import agent as agent_table
from bot.store.tables import agent_queue, customer, identity, person, ticket
from bot.store.types import AnyRow
from core.messages import Language, Sender
from core.people import Agent, Role

_LOCK = Prepared(select(person.c.id).where(person.c.id == bindparam("id")).with_for_update())
_EXISTS = select(person.c.id).where(person.c.id == bindparam("id"))
_KNOWN = select(person.c.id).where(
    person.c.id == bindparam("id"), person.c.erased_at.is_(None), person.c.joined_into.is_(None)
)
_REQUESTED = select(func.count()).where(ticket.c.requester == bindparam("id"))
_IDENTITY = Prepared(
    select(identity.c.person).where(
        identity.c.channel == bindparam("channel"),
        identity.c.realm == bindparam("realm"),
        identity.c.external_id == bindparam("external_id"),
    )
)
_NEW_PERSON = Prepared(insert(person).returning(person.c.id))
_NEW_IDENTITY = InsertNew(identity, "id")
_DROP_PERSON = delete(person).where(person.c.id == bindparam("id"))
_CUSTOMER = Prepared(
    select(customer.c.id).where(
        customer.c.person == bindparam("person"), customer.c.organization == bindparam("organization")
    )
)
_NEW_CUSTOMER = InsertNew(customer, "id")
_AGENTS = (
    select(
        agent_table.c.person,
        agent_table.c.key,
        person.c.name,
        person.c.language,
        agent_table.c.role,
        agent_table.c.active,
        agent_table.c.organization,
        agent_queue.c.queue,
    )
    .join(person, person.c.id == agent_table.c.person)
    .outerjoin(agent_queue, agent_queue.c.person == agent_table.c.person)
)
_AGENT = _AGENTS.where(agent_table.c.person == bindparam("person"))
_COLLEAGUES = _AGENTS.where(agent_table.c.active, agent_table.c.source != "token").order_by(
    person.c.name, agent_table.c.person
)
_AT_WORK = _COLLEAGUES.where(or_(agent_table.c.away_since.is_(None), agent_table.c.away_until <= bindparam("now")))
_WITHOUT_PASSWORD = select(agent_table.c.person).where(agent_table.c.active, agent_table.c.password.is_(None))
_SET_PHONE = update(person).where(person.c.id == bindparam("number")).values(phone=bindparam("called"))
_SET_PASSWORD = (
    update(agent_table).where(agent_table.c.person == bindparam("number")).values(password=bindparam("hashed"))
)
_REGISTERED = (
    select(
        agent_table.c.person,
        agent_table.c.key,
        person.c.name,
        agent_table.c.email,
        agent_table.c.role,
        agent_table.c.active,
        agent_table.c.password.is_not(None).label("has_password"),
        agent_queue.c.queue,
    )
    .join(person, person.c.id == agent_table.c.person)
    .outerjoin(agent_queue, agent_queue.c.person == agent_table.c.person)
    .order_by(agent_table.c.key, agent_queue.c.queue)
)
# Until the transaction ends nobody takes these rights away: what is done by them is there when the cases are counted.
_PRESENT = _AGENT.with_for_update(read=True, of=agent_table)
_DUTY = select(
    agent_table.c.active, agent_table.c.away_since, agent_table.c.away_until, agent_table.c.substitute
).where(agent_table.c.person == bindparam("person"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """An agent as the database knows him, on duty or not. `email` is empty where there is none."""

    person: int
    key: str
    name: str
    email: str
    role: Role
    queues: tuple[str, ...]
    active: bool
    has_password: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Whether an agent may be given work now; who stands in for one who is away."""

    on: bool
    stand_in: Agent | None = None


def lock(tx: Connection, number: int) -> None:
    """Hold the person's row until the transaction ends: nobody else changes their conversations and tickets.

    On SQLite the whole database is already held.
    """
    if tx.dialect.name != "sqlite":
        _LOCK.scalar(tx, {"id": number})


def known_as(tx: Connection, sender: Sender, channel: str) -> int | None:
    """Return the number of the person behind `sender`, or None for one who was never seen."""
    key = {"channel": channel, "realm": sender.realm, "external_id": sender.external_id}
    found: int | None = _IDENTITY.scalar(tx, key)
    return found


def recognise(tx: Connection, sender: Sender, channel: str, language: Language, now: datetime) -> int:
    """Return the number of the person behind `sender`, who is recorded now if never seen before."""
    key = {"channel": channel, "realm": sender.realm, "external_id": sender.external_id}
    found = _IDENTITY.scalar(tx, key)
    if found is not None:
        return int(found)
    spoken = sender.language or language
    values = {"name": sender.name, "language": spoken, "phone": "", "version": 1, "created_at": now}
    fresh = int(_NEW_PERSON.scalar(tx, values))
    if _NEW_IDENTITY.scalar(tx, {**key, "person": fresh}) is not None:
        return fresh
    # Another process met the same person in the meantime.
    tx.execute(_DROP_PERSON, {"id": fresh})
    return int(_IDENTITY.scalar(tx, key))


def meet(tx: Connection, sender: Sender, channel: str, language: Language, now: datetime) -> int:
    """Do what `recognise` does, and hold the person: whoever became another one meanwhile is that one."""
    number = recognise(tx, sender, channel, language, now)
    while tx.dialect.name != "sqlite":  # there the whole database is held already
        lock(tx, number)
        if (again := recognise(tx, sender, channel, language, now)) == number:
            return number
        number = again
    return number


def exists(tx: Connection, number: int) -> bool:
    """Say whether there is, or was, a person with this number."""
    return tx.execute(_EXISTS, {"id": number}).first() is not None


def is_known(tx: Connection, number: int) -> bool:
    """Say whether there is a person with this number who was not erased."""
    return tx.execute(_KNOWN, {"id": number}).first() is not None


def tickets_of(tx: Connection, number: int) -> int:
    """Return how many tickets the person `number` has requested."""
    return int(tx.execute(_REQUESTED, {"id": number}).scalar_one())


def add(tx: Connection, name: str, language: Language, now: datetime) -> int:
    """Record a person of whom nothing but the name is known, and return the number."""
    values = {"name": name, "language": language, "phone": "", "version": 1, "created_at": now}
    return int(_NEW_PERSON.scalar(tx, values))


def note_phone(tx: Connection, number: int, phone: str) -> None:
    """Keep under which number a person can be called; the caller holds the person's lock."""
    tx.execute(_SET_PHONE, {"number": number, "called": phone})


def as_customer(tx: Connection, number: int, organization: str, *, verified: bool, proof: str = "") -> int:
    """Return the number of the person as a customer of `organization`, recorded now if new."""
    key = {"person": number, "organization": organization}
    found = _CUSTOMER.scalar(tx, key)
    if found is None:
        found = _NEW_CUSTOMER.scalar(tx, {**key, "verified": verified, "proof": proof})
    return int(found if found is not None else _CUSTOMER.scalar(tx, key))


def agent(tx: Connection, number: int) -> Agent | None:
    """Return the active agent that the person `number` is, or None."""
    return _active(tx.execute(_AGENT, {"person": number}).all())


def present(tx: Connection, number: int) -> Agent | None:
    """Return what `agent` does, and hold the rights as they are until the transaction ends."""
    return _active(tx.execute(_PRESENT, {"person": number}).all())


def _active(rows: Sequence[AnyRow]) -> Agent | None:
    return _agent(rows) if rows and rows[0].active else None


def at_work(tx: Connection, now: datetime) -> list[Agent]:
    """Return the people who may be given work now, by name; programs are none."""
    return _people(tx.execute(_AT_WORK, {"now": now}).all())


def colleagues(tx: Connection) -> list[Agent]:
    """Return the people who work at the desk, by name, there or away; programs are none."""
    return _people(tx.execute(_COLLEAGUES).all())


def _people(rows: Sequence[AnyRow]) -> list[Agent]:
    return [_agent(list(each)) for _, each in groupby(rows, key=lambda row: row.person)]


def _agent(rows: Sequence[AnyRow]) -> Agent:
    first = rows[0]
    return Agent(
        person=first.person,
        key=first.key,
        name=first.name,
        language=first.language,
        role=Role(first.role),
        queues=frozenset(row.queue for row in rows if row.queue),
        active=first.active,
        organization=first.organization,
    )


def registered(tx: Connection) -> list[Registered]:
    """Return all agents there are, by key."""
    found: dict[str, Registered] = {}
    for row in tx.execute(_REGISTERED):
        before = found[row.key].queues if row.key in found else ()
        found[row.key] = Registered(
            person=row.person,
            key=row.key,
            name=row.name,
            email=row.email or "",
            role=Role(row.role),
            queues=(*before, row.queue) if row.queue else (),
            active=row.active,
            has_password=bool(row.has_password),
        )
    return list(found.values())


def on_duty(tx: Connection, number: int, now: datetime) -> bool:
    """Say whether the person `number` is an agent who may be given work now."""
    return duty(tx, number, now).on


def duty(tx: Connection, number: int, now: datetime) -> Duty:
    """Return whether the person `number` may be given work now, and else who stands in; an absent one does not."""
    row = tx.execute(_DUTY, {"person": number}).one_or_none()
    if row is None or not row.active:
        return Duty(on=False)
    if not is_away(row.away_since, row.away_until, now):
        return Duty(on=True)
    other = tx.execute(_DUTY, {"person": row.substitute}).one_or_none() if row.substitute is not None else None
    if other is None or is_away(other.away_since, other.away_until, now):
        return Duty(on=False)
    return Duty(on=False, stand_in=agent(tx, row.substitute))


def is_away(since: datetime | None, until: datetime | None, now: datetime) -> bool:
    """Say whether who is away from `since` to `until` is away now; None as an end is none for now."""
    return since is not None and (until is None or now < until)


def without_password(tx: Connection) -> list[int]:
    """Return the active agents who cannot sign in to the console yet."""
    return list(tx.execute(_WITHOUT_PASSWORD).scalars())


def set_password(tx: Connection, number: int, hashed: str) -> None:
    """Let an agent sign in with the password behind `hashed`, an argon2 hash."""
    tx.execute(_SET_PASSWORD, {"number": number, "hashed": hashed})
