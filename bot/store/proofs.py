"""Codes that prove whose customer somebody is, and the tries that failed.

A code is kept as a hash only. A mailed one is hashed together with the customer it was sent for, so that six
digits are nobody else's proof.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from bot.store.inserting import InsertNew
from bot.store.tables import customer, link_code, mistaken_code
from core.dialogue.codes import LIFE
from core.dialogue.proving import HOUR

_NEW_INVITATION = InsertNew(link_code)
_NEW_MAILED = InsertNew(
    link_code, unique=("hash",), on=lambda new: {"expires_at": new.expires_at, "uses_left": new.uses_left}
)
# The row stays locked until the turn is over: of two persons with the same code the second sees what the first left.
_VALID = (
    select(link_code.c.hash, link_code.c.proof)
    .where(
        link_code.c.hash.in_(bindparam("hashes", expanding=True)),
        link_code.c.organization == bindparam("organization"),
        link_code.c.uses_left > 0,
        link_code.c.expires_at > bindparam("now"),
    )
    .order_by(link_code.c.hash)
    .with_for_update()
)
_USE = (
    update(link_code)
    .where(link_code.c.hash == bindparam("used"), link_code.c.uses_left > 0)
    .values(uses_left=link_code.c.uses_left - 1)
)
_EXPIRED = delete(link_code).where(link_code.c.expires_at < bindparam("before"))
_MAILED = (
    select(link_code.c.expires_at)
    .outerjoin(customer, customer.c.id == link_code.c.customer)
    .where(
        link_code.c.kind == "mailed",
        link_code.c.expires_at > bindparam("since"),
        or_(customer.c.person == bindparam("person"), link_code.c.proof == bindparam("address")),
    )
    .order_by(link_code.c.expires_at)
)
_NEW_MISTAKE = insert(mistaken_code)
_OLD_MISTAKES = delete(mistaken_code).where(mistaken_code.c.at < bindparam("before"))
_MISTAKES = (
    select(mistaken_code.c.at)
    .where(mistaken_code.c.person == bindparam("person"), mistaken_code.c.at > bindparam("since"))
    .order_by(mistaken_code.c.at)
)
_VERIFY = (
    update(customer).where(customer.c.id == bindparam("number")).values(verified=True, proof=bindparam("proven_by"))
)


def add_invitation(tx: Connection, code: str, *, organization: str, uses: int, expires_at: datetime) -> bool:
    """Let `code` prove `uses` times that somebody belongs to `organization`; False if there is such a code already."""
    values = {"hash": _hash(code), "kind": "invitation", "organization": organization, "customer": None, "proof": ""}
    return _NEW_INVITATION.run(tx, {**values, "uses_left": uses, "expires_at": expires_at}) == 1


def add_mailed(
    tx: Connection, code: str, *, organization: str, customer: int, address: str, expires_at: datetime
) -> None:
    """Let `code` prove once that the customer with the number `customer` reads mail to `address`."""
    whose = {"organization": organization, "customer": customer, "proof": address}
    values = {"hash": _hash(code, customer), "kind": "mailed", **whose}
    _NEW_MAILED.run(tx, {**values, "uses_left": 1, "expires_at": expires_at})


def valid(
    tx: Connection, codes: Sequence[str], *, organization: str, customer: int, now: datetime
) -> Mapping[str, str | None]:
    """Return what each code proves now for the customer: an address, "" for an invitation, None for nothing.

    The codes found stay locked until the end of the transaction.
    """
    hashes = {hashed: code for code in codes for hashed in (_hash(code), _hash(code, customer))}
    rows = tx.execute(_VALID, {"hashes": list(hashes), "organization": organization, "now": now}).all()
    return dict.fromkeys(codes) | {hashes[row.hash]: row.proof for row in rows}


def use(tx: Connection, code: str, *, customer: int) -> None:
    """Count one use of a code that is valid. Raise `LookupError` when none is left."""
    if not any(tx.execute(_USE, {"used": hashed}).rowcount for hashed in (_hash(code), _hash(code, customer))):
        raise LookupError("the code has no use left")


def verify(tx: Connection, number: int, proof: str) -> None:
    """Remember that the customer with the number `number` is who he says, and what proved it."""
    tx.execute(_VERIFY, {"number": number, "proven_by": proof})


def mailed_at(tx: Connection, person: int, address: str, now: datetime) -> tuple[datetime, ...]:
    """Return when codes were mailed for a person, or to an address, within the last hour, oldest first."""
    # What is kept is when a code ends, which is `LIFE` after it was mailed.
    found = tx.execute(_MAILED, {"person": person, "address": address, "since": now - HOUR + LIFE}).scalars()
    return tuple(expires - LIFE for expires in found)


def add_mistake(tx: Connection, person: int, now: datetime) -> None:
    """Count a code of the person's that was wrong."""
    tx.execute(_NEW_MISTAKE, {"person": person, "at": now})


def mistaken_at(tx: Connection, person: int, now: datetime) -> tuple[datetime, ...]:
    """Return when the person typed a wrong code within the last hour, oldest first."""
    return tuple(tx.execute(_MISTAKES, {"person": person, "since": now - HOUR}).scalars())


def forget(tx: Connection, now: datetime) -> None:
    """Remove codes and mistakes that count no more."""
    tx.execute(_EXPIRED, {"before": now - timedelta(days=1)})
    tx.execute(_OLD_MISTAKES, {"before": now - HOUR})


def _hash(code: str, owner: int | None = None) -> str:
    return hashlib.sha256((code if owner is None else f"{owner}:{code}").encode()).hexdigest()
