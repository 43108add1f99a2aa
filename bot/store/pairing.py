"""Codes by which two persons become one: who is known in one channel writes from another as well.

A code is kept as a hash only. The line that told it stays where its customer reads it until it is used or over, and is
nowhere on a ticket. Whoever joins two persons holds both of their rows, the one with the smaller number first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update

from bot.store.tables import (
    agent,
    conversation,
    customer,
    entry,
    identity,
    link_code,
    mistaken_code,
    move,
    pairing_code,
    person,
    rating,
    ticket,
)
from core.secrets import MASK

_NEW = insert(pairing_code)
_TAKEN = select(pairing_code.c.hash).where(pairing_code.c.hash == bindparam("code"))
_VALID = (
    select(
        pairing_code.c.person,
        pairing_code.c.organization,
        agent.c.person.label("works"),
        agent.c.active,
        agent.c.organization.label("limit"),
    )
    .join_from(pairing_code, person, person.c.id == pairing_code.c.person)
    .outerjoin(agent, agent.c.person == pairing_code.c.person)
    .where(
        pairing_code.c.hash == bindparam("code"),
        pairing_code.c.used_at.is_(None),
        pairing_code.c.expires_at > bindparam("now"),
        person.c.erased_at.is_(None),
    )
)
_USE = (
    update(pairing_code)
    .where(
        pairing_code.c.hash == bindparam("code"),
        pairing_code.c.used_at.is_(None),
        pairing_code.c.expires_at > bindparam("now"),
    )
    .values(used_at=bindparam("now"))
)
_WORKS = select(agent.c.person).where(agent.c.person == bindparam("whose"))
_OVER = select(pairing_code.c.hash, pairing_code.c.entry)
_DROP = delete(pairing_code).where(pairing_code.c.hash.in_(bindparam("codes", expanding=True)))
_BLANK = (
    update(entry)
    .where(entry.c.id.in_(bindparam("numbers", expanding=True)))
    .values(text=MASK, body={"parts": [{"text": MASK, "style": "plain"}]})
)

_tickets = select(ticket.c.id).where(ticket.c.requester == bindparam("old"))
_places = select(conversation.c.id).where(conversation.c.person == bindparam("old"))
_MOVES = (
    # Lines are found by where they stand: they have no index by who said them.
    update(entry)
    .where(entry.c.person == bindparam("old"), or_(entry.c.ticket.in_(_tickets), entry.c.conversation.in_(_places)))
    .values(person=bindparam("new")),
    update(move).where(move.c.person == bindparam("old"), move.c.ticket.in_(_tickets)).values(person=bindparam("new")),
    update(rating).where(rating.c.person == bindparam("old")).values(person=bindparam("new")),
    update(mistaken_code).where(mistaken_code.c.person == bindparam("old")).values(person=bindparam("new")),
    update(pairing_code).where(pairing_code.c.person == bindparam("old")).values(person=bindparam("new")),
    update(identity).where(identity.c.person == bindparam("old")).values(person=bindparam("new")),
    update(conversation).where(conversation.c.person == bindparam("old")).values(person=bindparam("new")),
    update(ticket)
    .where(ticket.c.requester == bindparam("old"))
    .values(requester=bindparam("new"), version=ticket.c.version + 1),
)
_CUSTOMERS = select(customer).where(customer.c.person == bindparam("whose"))
_CALLED = update(conversation).where(conversation.c.customer == bindparam("gone")).values(customer=bindparam("kept"))
_DROP_CODES = delete(link_code).where(link_code.c.customer == bindparam("gone"))
_DROP_CUSTOMER = delete(customer).where(customer.c.id == bindparam("gone"))
_MOVE_CUSTOMER = update(customer).where(customer.c.id == bindparam("gone")).values(person=bindparam("new"))
_KNOWN = update(customer).where(customer.c.id == bindparam("kept")).values(verified=True, proof=bindparam("proven_by"))
_NAMES = select(person.c.name, person.c.phone).where(person.c.id == bindparam("whose"))
_GONE = (
    update(person)
    .where(person.c.id == bindparam("old"))
    .values(name="", phone="", joined_into=bindparam("new"), version=person.c.version + 1)
)
_STAYS = (
    update(person)
    .where(person.c.id == bindparam("new"))
    .values(name=bindparam("named"), phone=bindparam("called"), version=person.c.version + 1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a code says: whose it is, in which organization it holds, None for any; whether he is an agent."""

    person: int
    organization: str | None
    works: bool


def is_taken(tx: Connection, code: str) -> bool:
    """Say whether there is such a code, used or not."""
    return tx.execute(_TAKEN, {"code": _hash(code)}).first() is not None


def offer(
    tx: Connection, code: str, *, whose: int, organization: str | None, entry: int | None, expires_at: datetime
) -> None:
    """Let `code` lead once to the person `whose`; the codes that he was given before end."""
    _end(tx, pairing_code.c.person == bindparam("whose"), {"whose": whose})
    row = {"hash": _hash(code), "person": whose, "organization": organization, "entry": entry, "used_at": None}
    tx.execute(_NEW, {**row, "expires_at": expires_at})


def valid(tx: Connection, code: str, now: datetime) -> Offer | None:
    """Return what a code says now, None for one that is wrong, used or over; an agent's holds while he is on."""
    row = tx.execute(_VALID, {"code": _hash(code), "now": now}).one_or_none()
    if row is None or (row.works is not None and not row.active):
        return None
    return Offer(person=row.person, organization=row.organization or row.limit, works=row.works is not None)


def works(tx: Connection, number: int) -> bool:
    """Say whether the person `number` is an agent, on or off."""
    return tx.execute(_WORKS, {"whose": number}).first() is not None


def use(tx: Connection, code: str, now: datetime) -> None:
    """Use a code up. Raise `LookupError` if somebody else has."""
    if tx.execute(_USE, {"code": _hash(code), "now": now}).rowcount != 1:
        raise LookupError("the code was used")
    shown = tx.execute(_OVER.where(pairing_code.c.hash == bindparam("code")), {"code": _hash(code)}).one()
    _blank(tx, [shown.entry])


def join(tx: Connection, old: int, new: int) -> None:
    """Let the person `old` be `new` from now on, with everything that is his; the caller holds both.

    What an agent has besides (sessions, notices) is not moved: `old` is none.
    """
    for statement in _MOVES:
        tx.execute(statement, {"old": old, "new": new})
    kept = {row.organization: row for row in tx.execute(_CUSTOMERS, {"whose": new})}
    for gone in tx.execute(_CUSTOMERS, {"whose": old}).all():
        stays = kept.get(gone.organization)
        if stays is None:
            tx.execute(_MOVE_CUSTOMER, {"gone": gone.id, "new": new})
            continue
        if gone.verified and not stays.verified:
            tx.execute(_KNOWN, {"kept": stays.id, "proven_by": gone.proof})
        tx.execute(_CALLED, {"gone": gone.id, "kept": stays.id})
        tx.execute(_DROP_CODES, {"gone": gone.id})
        tx.execute(_DROP_CUSTOMER, {"gone": gone.id})
    before, after = (tx.execute(_NAMES, {"whose": number}).one() for number in (old, new))
    tx.execute(_GONE, {"old": old, "new": new})
    tx.execute(_STAYS, {"new": new, "named": after.name or before.name, "called": after.phone or before.phone})


def forget(tx: Connection, now: datetime) -> None:
    """Remove codes that are over, and what their lines say."""
    long_ago = now - timedelta(days=1)
    over = or_(pairing_code.c.expires_at < bindparam("now"), pairing_code.c.used_at < bindparam("long_ago"))
    _end(tx, over, {"now": now, "long_ago": long_ago})


def forget_of(tx: Connection, number: int) -> None:
    """Remove every code of a person, and what their lines say."""
    _end(tx, pairing_code.c.person == bindparam("whose"), {"whose": number})


def _end(tx: Connection, which: object, values: dict[str, object]) -> None:
    rows = tx.execute(_OVER.where(and_(which)), values).all()  # type: ignore[arg-type]
    _blank(tx, [row.entry for row in rows])
    if rows:
        tx.execute(_DROP, {"codes": [row.hash for row in rows]})


def _blank(tx: Connection, entries: Iterable[int | None]) -> None:
    numbers = [number for number in entries if number is not None]
    if numbers:
        tx.execute(_BLANK, {"numbers": numbers})


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
