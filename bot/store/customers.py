"""Customers as agents look them up: by organization and name, with the organizations they belong to. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, or_, select, tuple_

from bot.store.tables import address, conversation, customer, identity, person, ticket
from bot.store.types import AnyRow
from core.messages import Language
from core.people import Customer

BY_MAIL = "e_mail"
"""The channel of identities that are e-mail addresses; their realm is the organization that the agent named."""

_mailed = and_(
    identity.c.person == person.c.id,
    identity.c.channel == BY_MAIL,  # not the channel: addresses that agents wrote down
    identity.c.realm == customer.c.organization,
)
_email = select(func.min(identity.c.external_id)).where(_mailed).scalar_subquery()
_CUSTOMERS = select(
    person.c.id,
    person.c.name,
    person.c.language,
    person.c.phone,
    func.coalesce(_email, "").label("email"),
    customer.c.organization,
    customer.c.verified,
).join_from(customer, person, person.c.id == customer.c.person)
LEAST_DIGITS = 4
"""Digits of a phone number that are worth looking for."""

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


_PERSON = select(person).where(person.c.id == bindparam("number"))
_ORGANIZATIONS = select(customer).where(customer.c.person == bindparam("number")).order_by(customer.c.organization)
_IDENTITIES = select(identity).where(identity.c.person == bindparam("number")).order_by(identity.c.id)
_TICKETS = (
    select(ticket.c.ref, ticket.c.title, ticket.c.status, ticket.c.opened_at)
    .where(ticket.c.requester == bindparam("number"))
    .order_by(ticket.c.id.desc())
    .limit(50)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InFull:
    """A person with his organizations, his channels and the youngest fifty of his tickets."""

    name: str
    language: Language
    phone: str
    erased_at: datetime | None
    joined_into: int | None
    organizations: Sequence[AnyRow]
    identities: Sequence[AnyRow]
    tickets: Sequence[AnyRow]


def search(tx: Connection, organization: str, words: str, *, after: int = 0, limit: int = 50) -> Sequence[AnyRow]:
    """Return customers of an organization, oldest first; one row more where more follow.

    Their names or their e-mail addresses hold `words`, or their phone numbers hold its digits: how the number was
    written does not matter, and neither do the country's code and the zero before it.
    """
    found = _CUSTOMERS.where(customer.c.organization == organization, person.c.id > after)
    if words:
        by_mail = exists().where(_mailed, identity.c.external_id.icontains(words, autoescape=True))
        ways = [person.c.name.icontains(words, autoescape=True), by_mail]
        digits = "".join(each for each in words if each in "0123456789").removeprefix("90").lstrip("0")
        if len(digits) >= LEAST_DIGITS and not any(each.isalpha() for each in words):
            plain: ColumnElement[str] = person.c.phone
            for sign in " -()./":
                plain = func.replace(plain, sign, "")
            ways.append(plain.contains(digits))
        found = found.where(or_(*ways))
    return tx.execute(found.order_by(person.c.id).limit(limit + 1)).all()


def listed(tx: Connection, *, organization: str, after: tuple[int, str], limit: int = 500) -> Sequence[AnyRow]:
    """Return customers by number and organization, those of one organization if it is named, after a place."""
    found = _CUSTOMERS.where(tuple_(person.c.id, customer.c.organization) > after)
    if organization:
        found = found.where(customer.c.organization == organization)
    return tx.execute(found.order_by(person.c.id, customer.c.organization).limit(limit)).all()


def in_full(tx: Connection, number: int) -> InFull:
    """Return what the desk knows of the person `number`, who must be there."""
    one = tx.execute(_PERSON, {"number": number}).one()
    return InFull(
        name=one.name,
        language=one.language,
        phone=one.phone,
        erased_at=one.erased_at,
        joined_into=one.joined_into,
        organizations=tx.execute(_ORGANIZATIONS, {"number": number}).all(),
        identities=tx.execute(_IDENTITIES, {"number": number}).all(),
        tickets=tx.execute(_TICKETS, {"number": number}).all(),
    )


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
