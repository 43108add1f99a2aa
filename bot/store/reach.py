"""Addresses that nothing reaches any more, until somebody writes from there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, update

from bot.store.conversations import Place
from bot.store.tables import address

_THIS = update(address).where(address.c.id == bindparam("number"))
_LOST = _THIS.where(address.c.gone_at.is_(None)).values(gone_at=bindparam("now"))
_FOUND = _THIS.values(gone_at=None)


def lost(tx: Connection, address_id: int, now: datetime) -> bool:
    """Send nothing to an address from now on; say whether that is news."""
    return tx.execute(_LOST, {"number": address_id, "now": now}).rowcount == 1


def found(tx: Connection, place: Place) -> Place:
    """Send to the address of `place` again, since somebody wrote from there; return the place as it is then."""
    if not place.gone:
        return place
    tx.execute(_FOUND, {"number": place.address_id})
    return replace(place, gone=False)
