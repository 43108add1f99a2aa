"""Customers as agents look them up: by organization and name, with the organizations they belong to. Reads only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select

from bot.store.tables import address, conversation, customer, person
from bot.store.types import AnyRow
from core.people import Customer

_CUSTOMERS = select(
    person.c.id, person.c.name, person.c.language, customer.c.organization, customer.c.verified
).join_from(customer, person, person.c.id == customer.c.person)
_OF_PERSON = _CUSTOMERS.where(person.c.id == bindparam("number")).order_by(customer.c.organization)
_WRITES = (
    select(conversation.c.id)
    .join(customer, customer.c.id == conversation.c.customer)
    .join(address, address.c.id == conversation.c.address)
    .where(
        conversation.c.person == bindparam("number"),
        customer.c.organization == bindparam("organization"),
        address.c.gone_at.is_(None),
    )
    .order_by(conversation.c.id.desc())
    .limit(1)
)


def search(tx: Connection, organization: str, words: str, *, after: int = 0, limit: int = 50) -> Sequence[AnyRow]:
    """Return customers of an organization whose names hold `words`, oldest first; one row more where more follow."""
    found = _CUSTOMERS.where(customer.c.organization == organization, person.c.id > after)
    if words:
        found = found.where(person.c.name.icontains(words, autoescape=True))
    return tx.execute(found.order_by(person.c.id).limit(limit + 1)).all()


def of_person(tx: Connection, number: int) -> Sequence[AnyRow]:
    """Return the person `number` as a customer of each of his organizations; nobody is none."""
    return tx.execute(_OF_PERSON, {"number": number}).all()


def as_customer(tx: Connection, number: int, organization: str) -> Customer | None:
    """Return the person `number` as a customer of `organization`, or None."""
    for row in of_person(tx, number):
        if row.organization == organization:
            return Customer(
                person=row.id, name=row.name, organization=organization, language=row.language, verified=row.verified
            )
    return None


def conversation_of(tx: Connection, number: int, organization: str) -> int | None:
    """Return the youngest conversation in which the person `number` can be written to as a customer, or None."""
    return tx.execute(_WRITES, {"number": number, "organization": organization}).scalar()
