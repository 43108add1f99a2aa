"""Which process sends for which account: what `bot.sharing` reads and writes beside the leases themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from bot.store.tables import address, card, lease, outbox, room

SENDING = ": sending"
"""The name of a lease on an account's sending ends so."""

SENDER = "sender: "
"""The name of the lease by which a process that sends is known to the others begins so."""

_FORGET = timedelta(hours=1)

_OF_SENDING = or_(lease.c.name.endswith(SENDING, autoescape=True), lease.c.name.startswith(SENDER, autoescape=True))
_STANDING = select(lease.c.name, lease.c.holder).where(_OF_SENDING, lease.c.until > bindparam("now"))
# The lock keeps the lease where it is until the transaction that was allowed by it is over.
_CONFIRMED = (
    select(lease.c.name, lease.c.epoch)
    .where(
        lease.c.name.in_(bindparam("names", expanding=True)),
        lease.c.holder == bindparam("me"),
        lease.c.until > bindparam("now"),
    )
    .order_by(lease.c.name)
    .with_for_update(read=True)
)
_OF_ACCOUNT = select(address.c.id).where(address.c.account == bindparam("number"))
_ORPHANS = (
    update(outbox)
    .where(outbox.c.state == "sending", outbox.c.lease_epoch < bindparam("epoch"), outbox.c.address.in_(_OF_ACCOUNT))
    .values(state="ready", lease_until=None)
)
_ROOMS = select(room.c.id).where(room.c.account == bindparam("number"))
_CARDS = update(card).where(card.c.lease_until.is_not(None), card.c.room.in_(_ROOMS)).values(lease_until=None)
_GONE = delete(lease).where(lease.c.name.startswith(SENDER, autoescape=True), lease.c.until < bindparam("long_ago"))


def standing(tx: Connection, now: datetime) -> Mapping[str, str]:
    """Return who holds what of the leases on sending, by their names."""
    return {row.name: row.holder for row in tx.execute(_STANDING, {"now": now})}


def confirmed(tx: Connection, names: Collection[str], holder: str, now: datetime) -> Mapping[str, int]:
    """Return the epochs of those leases that are `holder`'s, and stay his until this transaction is over."""
    if not names:
        return {}
    rows = tx.execute(_CONFIRMED, {"names": list(names), "me": holder, "now": now})
    return {row.name: row.epoch for row in rows}


def take_up(tx: Connection, account: int, epoch: int, now: datetime) -> None:
    """Take up what earlier holders of an account's lease were sending; whatever they settle from now on is void."""
    tx.execute(_ORPHANS, {"number": account, "epoch": epoch})
    tx.execute(_CARDS, {"number": account})
    tx.execute(_GONE, {"long_ago": now - _FORGET})
