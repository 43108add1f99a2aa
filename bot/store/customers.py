"""Customers as agents look them up: by organization and name, with the organizations they belong to. Reads only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, or_, select

from bot.store.tables import address, conversation, customer, identity, person
from bot.store.types import AnyRow
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
