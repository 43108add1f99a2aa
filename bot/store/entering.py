"""A room that an account was thrown out of, or not let into yet, is open to it: what waits for it can go."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from bot.store.tables import address, card, room, ticket
from bot.store.threads import UNBORN

_ROOMS = select(room.c.id).where(room.c.account == bindparam("number"), room.c.chat == bindparam("there"))
_OPEN = select(ticket.c.id).where(ticket.c.status != "closed")
_CARDS = (
    update(card)
    .where(card.c.room.in_(_ROOMS), card.c.ticket.in_(_OPEN), card.c.wanted_rev > card.c.shown_rev)
    .values(gone_at=None, due_at=bindparam("now"))
)
# The thread of a card that was never shown is no place yet.
_PLACES = (
    update(address)
    .where(
        address.c.account == bindparam("number"),
        address.c.chat == bindparam("there"),
        address.c.gone_at.is_not(None),
        ~address.c.thread.startswith(UNBORN, autoescape=True),
    )
    .values(gone_at=None)
)


def entered(tx: Connection, account: int, chat: str, now: datetime) -> None:
    """Show at once the cards of open tickets that could not be shown in a room, and send what waits for its threads."""
    tx.execute(_CARDS, {"number": account, "there": chat, "now": now})
    tx.execute(_PLACES, {"number": account, "there": chat})
