"""Notices that are to be told to people of the desk where they write, too, and where that is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, bindparam, literal_column, select, update

from bot.store.tables import account, address, conversation, identity, notice, person, ticket
from bot.store.types import AnyRow

FRESH = timedelta(hours=1)
"""How long news is news."""

BATCH = 200

# Written out, not bound: the planner uses a partial index only where it sees its condition.
_UNSENT: ColumnElement[bool] = literal_column("notice.sent_at IS NULL")
_NEW = (
    select(
        notice.c.id,
        notice.c.person,
        notice.c.kind,
        notice.c.about,
        notice.c.at,
        ticket.c.ref,
        ticket.c.owner,
        ticket.c.coordinator,
        person.c.language,
    )
    .join(ticket, ticket.c.id == notice.c.ticket)
    .join(person, person.c.id == notice.c.person)
    .where(_UNSENT)
    .order_by(notice.c.id)
    .limit(BATCH)
)
_TAKE = (
    update(notice)
    .where(notice.c.id == bindparam("number"), notice.c.sent_at.is_(None))
    .values(sent_at=bindparam("now"))
)
_TALKS = (
    select(address.c.id, account.c.channel)
    .join(conversation, conversation.c.address == address.c.id)
    .join(account, account.c.id == address.c.account)
    .where(
        conversation.c.person == bindparam("whose"),
        conversation.c.shared.is_(False),
        address.c.gone_at.is_(None),
        account.c.active,
        account.c.channel.in_(bindparam("channels", expanding=True)),
    )
    .order_by(conversation.c.id.desc())
    .limit(1)
)
_IDS = select(identity.c.channel, identity.c.external_id).where(
    identity.c.person == bindparam("whose"), identity.c.channel.in_(bindparam("channels", expanding=True))
)


def fresh(tx: Connection) -> Sequence[AnyRow]:
    """Return the notices that nobody has looked through yet, oldest first."""
    return tx.execute(_NEW).all()


def take(tx: Connection, number: int, now: datetime) -> bool:
    """Take a notice, that nobody else tells it; False if somebody has."""
    return tx.execute(_TAKE, {"number": number, "now": now}).rowcount == 1


def talks_at(tx: Connection, whose: int, channels: Collection[str]) -> int | None:
    """Return the address at which a person writes to the bot alone, on one of `channels`."""
    return tx.execute(_TALKS, {"whose": whose, "channels": list(channels)}).scalar()


def ids_of(tx: Connection, whose: int, channels: Collection[str]) -> list[tuple[str, str]]:
    """Return by which ids a person is known on `channels`."""
    return [(row.channel, row.external_id) for row in tx.execute(_IDS, {"whose": whose, "channels": list(channels)})]
