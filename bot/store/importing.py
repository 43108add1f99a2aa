"""Customers of a file become persons, all of them in one transaction and by few statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, insert, select, tuple_, update

from bot.importing import BadFile, Named, Row
from bot.store.customers import BY_MAIL
from bot.store.tables import agent, customer, identity, person
from bot.store.types import AnyRow
from core.messages import Language

T = TypeVar("T")

BATCH = 300
PROOF = "import"
"""What `customer.proof` says of who came by a file."""

_KEY = tuple_(identity.c.channel, identity.c.realm, identity.c.external_id)
_KNOWN = select(identity.c.channel, identity.c.realm, identity.c.external_id, identity.c.person).where(
    _KEY.in_(bindparam("keys", expanding=True))
)
_ALIKE = (
    select(customer.c.organization, person.c.name, person.c.phone, person.c.id)
    .join_from(customer, person, person.c.id == customer.c.person)
    .where(
        customer.c.organization.in_(bindparam("organizations", expanding=True)),
        person.c.name.in_(bindparam("names", expanding=True)),
    )
    .order_by(person.c.id.desc())
)
_PERSONS = select(person.c.id, person.c.name, person.c.phone, person.c.language, agent.c.person.label("works"))
_OF = _PERSONS.outerjoin(agent, agent.c.person == person.c.id).where(
    person.c.id.in_(bindparam("numbers", expanding=True))
)
_VERIFY = update(customer).where(customer.c.id == bindparam("number")).values(verified=True, proof=PROOF)
_CUSTOMERS = select(customer.c.id, customer.c.person, customer.c.organization, customer.c.verified).where(
    customer.c.person.in_(bindparam("numbers", expanding=True))
)
_NEW = insert(person).returning(person.c.id, sort_by_parameter_order=True)
_CHANGE = (
    update(person)
    .where(person.c.id == bindparam("number"))
    .values(
        name=bindparam("named"), phone=bindparam("called"), language=bindparam("lang"), version=person.c.version + 1
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a file: who is new, about whom it says something else than before, and who is as he was."""

    new: int
    changed: int
    same: int


def take(tx: Connection, rows: Sequence[Row], languages: Mapping[str, Language], now: datetime) -> Imported:
    """Let every row be a customer of its organization, whose language he has where the row says none.

    A person is found by his external ids, by his address within the organization, or else by name and phone number.
    Raises `BadFile` where the ids of a row are those of several.
    """
    known = _found(tx, rows)
    fresh = [row for row in rows if row.line not in known]
    changed = _change(tx, [row for row in rows if row.line in known], known)
    if fresh:
        values = [
            {
                "name": row.name,
                "language": row.language or languages[row.organization],
                "phone": row.phone,
                "version": 1,
                "created_at": now,
            }
            for row in fresh
        ]
        numbers = tx.execute(_NEW, values).scalars().all()
        known |= {row.line: number for row, number in zip(fresh, numbers, strict=True)}
    changed |= _bind(tx, rows, known)
    changed -= {row.line for row in fresh}
    return Imported(new=len(fresh), changed=len(changed), same=len(rows) - len(fresh) - len(changed))


def _marks(row: Row) -> tuple[Named, ...]:
    return (*row.named, *((Named(BY_MAIL, row.organization, row.email),) if row.email else ()))


def _found(tx: Connection, rows: Sequence[Row]) -> dict[int, int]:
    """Return the persons whom rows are about, by line."""
    identities = _identities(tx, rows)
    found: dict[int, int] = {}
    wrong = []
    for row in rows:
        numbers = {identities[mark] for mark in _marks(row) if mark in identities}
        if len(numbers) > 1:
            listed = ", ".join(map(str, sorted(numbers)))
            wrong.append(f"line {row.line}: its ids are those of several persons: {listed}")
        if numbers:
            found[row.line] = numbers.pop()
    if wrong:
        raise BadFile(*wrong)
    bare = [row for row in rows if not _marks(row)]
    alike: dict[tuple[str, str, str], int] = {}
    for batch in _batches(bare):
        organizations, names = {row.organization for row in batch}, {row.name for row in batch}
        for one in tx.execute(_ALIKE, {"organizations": sorted(organizations), "names": sorted(names)}):
            alike[one.organization, one.name, one.phone] = one.id
    keys = ((row, (row.organization, row.name, row.phone)) for row in bare)
    return found | {row.line: alike[key] for row, key in keys if key in alike}


def _identities(tx: Connection, rows: Sequence[Row]) -> dict[Named, int]:
    found: dict[Named, int] = {}
    for batch in _batches([mark for row in rows for mark in _marks(row)]):
        keys = [(mark.channel, mark.realm, mark.external_id) for mark in batch]
        for one in tx.execute(_KNOWN, {"keys": keys}):
            found[Named(one.channel, one.realm, one.external_id)] = one.person
    return found


def _change(tx: Connection, rows: Sequence[Row], known: Mapping[int, int]) -> set[int]:
    """Note what rows say otherwise of persons; an agent is called as the desk calls him. Return the lines."""
    present: dict[int, Any] = {}
    for batch in _batches(sorted({known[row.line] for row in rows})):
        present |= {one.id: one for one in tx.execute(_OF, {"numbers": batch})}
    wanted = []
    lines = set()
    for row in sorted(rows, key=lambda each: known[each.line]):
        one = present[known[row.line]]
        told = (row.name, row.phone or one.phone, row.language or one.language)
        if one.works is None and told != (one.name, one.phone, one.language):
            wanted.append({"number": one.id, "named": told[0], "called": told[1], "lang": told[2]})
            lines.add(row.line)
    if wanted:
        tx.execute(_CHANGE, wanted)
    return lines


def _bind(tx: Connection, rows: Sequence[Row], known: Mapping[int, int]) -> set[int]:
    """Give persons the identities and the organizations that they do not have yet, and return their lines.

    Whose id the file names is verified by that: his words come from this id.
    """
    identities = _identities(tx, rows)
    belongs: dict[tuple[int, str], AnyRow] = {}
    for batch in _batches(sorted(set(known.values()))):
        belongs |= {(one.person, one.organization): one for one in tx.execute(_CUSTOMERS, {"numbers": batch})}
    names, customers, verified, lines = [], [], [], set()
    for row in rows:
        number = known[row.line]
        for mark in _marks(row):
            if mark not in identities:
                where = {"channel": mark.channel, "realm": mark.realm, "external_id": mark.external_id}
                names.append({"person": number, **where})
                lines.add(row.line)
        here = belongs.get((number, row.organization))
        if here is None:
            vouched = {"verified": True, "proof": PROOF}
            customers.append({"person": number, "organization": row.organization, **vouched})
            lines.add(row.line)
        elif row.named and not here.verified:
            verified.append({"number": here.id})
            lines.add(row.line)
    if names:
        tx.execute(insert(identity), names)
    if customers:
        tx.execute(insert(customer), customers)
    if verified:
        tx.execute(_VERIFY, verified)
    return lines


def _batches(items: Iterable[T]) -> Iterable[list[T]]:
    whole = list(items)
    return (whole[start : start + BATCH] for start in range(0, len(whole), BATCH))
