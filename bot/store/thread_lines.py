"""What a line reads like that goes to the thread of a case, and which messages show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Connection, bindparam, delete, literal_column, select

from bot.store.tables import card, entry, message_link, outbox, person, room, ticket
from bot.store.types import AnyRow

_LINE = select(
    entry.c.author, entry.c.audience, entry.c.kind, entry.c.name, entry.c.text, entry.c.body, entry.c.deleted_at
).where(entry.c.id == bindparam("number"))
_ROOM = (
    select(card.c.message_id, room.c.language, ticket.c.organization, person.c.name)
    .join(room, room.c.id == card.c.room)
    .join(ticket, ticket.c.id == card.c.ticket)
    .join(person, person.c.id == ticket.c.requester)
    .where(card.c.id == bindparam("number"))
)
_IDS = (
    select(message_link.c.message_id)
    .where(message_link.c.address == bindparam("place"), message_link.c.entry == bindparam("number"))
    .order_by(message_link.c.id)
)
_SUMMED_UP = (
    select(message_link.c.message_id)
    .join(card, card.c.id == message_link.c.card)
    .where(
        message_link.c.address == bindparam("place"),
        message_link.c.card == bindparam("number"),
        message_link.c.message_id != card.c.message_id,
    )
    .order_by(message_link.c.id)
)
_BEFORE = (
    select(entry.c.author, entry.c.kind, entry.c.name, entry.c.text, entry.c.body)
    .where(
        entry.c.ticket == bindparam("of"),
        entry.c.id <= bindparam("last"),
        entry.c.audience != "leads",
        entry.c.deleted_at.is_(None),
    )
    .order_by(entry.c.id)
)


_ASKED = (
    # Written out, not bound: the planner uses a partial index only where it sees its condition.
    select(entry.c.id)
    .where(literal_column("entry.kind IN ('prompt', 'notice')"), entry.c.at < bindparam("before"))
    .limit(1_000)
)
_NUMBERS: BindParameter[int] = bindparam("numbers", expanding=True)
_REMOVE = (
    delete(message_link).where(message_link.c.entry.in_(_NUMBERS)),
    delete(outbox).where(outbox.c.entry.in_(_NUMBERS)),
    delete(entry).where(entry.c.id.in_(_NUMBERS)),
)

KEPT = timedelta(days=2)
"""How long a question to an agent, or a notice to one, may still be looked up."""


def forget(tx: Connection, now: datetime) -> None:
    """Remove what was asked of agents, or told to them, and is of no use any more."""
    numbers = list(tx.execute(_ASKED, {"before": now - KEPT}).scalars())
    for statement in _REMOVE if numbers else ():
        tx.execute(statement, {"numbers": numbers})


def line(tx: Connection, number: int) -> AnyRow | None:
    """Return a line as it is now."""
    return tx.execute(_LINE, {"number": number}).one_or_none()


def room_of(tx: Connection, number: int) -> AnyRow:
    """Return the message of a card, the language of its room, and whose ticket it is."""
    return tx.execute(_ROOM, {"number": number}).one()


def shown_by(tx: Connection, place: int, number: int) -> list[str]:
    """Return the messages by which a line is shown at an address, in their order."""
    return list(tx.execute(_IDS, {"place": place, "number": number}).scalars())


def summed_up_by(tx: Connection, place: int, number: int) -> list[str]:
    """Return the messages that tell in the thread of a card what was said before it."""
    return list(tx.execute(_SUMMED_UP, {"place": place, "number": number}).scalars())


def before(tx: Connection, of: int, last: int) -> Sequence[AnyRow]:
    """Return what was said of a ticket up to a line, oldest first."""
    return tx.execute(_BEFORE, {"of": of, "last": last}).all()
