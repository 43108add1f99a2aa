"""Cards: one summary per ticket and room, with the revision that is wanted and the one that is shown.

Many moves make one edit: a move only raises the wanted revision, and what is shown is read when it is
sent. A card is claimed like a message of the outbox; a settlement names the lease it settles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, or_, select, update

from bot.store.inserting import InsertNew
from bot.store.outbox import BATCH, LEASE, Rank
from bot.store.tables import account, card, room
from core.messages import Address, Language
from core.rooms import Shown

# When it is due stays as it is: a room that asked for a pause is not disturbed by the next move.
_WANT = InsertNew(card, unique=("ticket", "room"), on=lambda new: {"wanted_rev": new.wanted_rev})
_MAY = (
    card.c.wanted_rev > card.c.shown_rev,
    card.c.gone_at.is_(None),
    card.c.due_at <= bindparam("now"),
    or_(card.c.lease_until.is_(None), card.c.lease_until <= bindparam("now")),
)
_SHARE = func.row_number().over(partition_by=room.c.account, order_by=(card.c.due_at, card.c.id))
_RENEW = (
    update(card)
    .where(card.c.ticket == bindparam("of"), card.c.room == bindparam("where"))
    .values(wanted_rev=bindparam("revision"))
)
_BEHIND = (
    select(
        card.c.id,
        card.c.due_at,
        card.c.message_id,
        room.c.chat,
        account.c.id.label("account_id"),
        account.c.channel,
        account.c.key,
        _SHARE.label("share"),
    )
    .join(room, room.c.id == card.c.room)
    .join(account, account.c.id == room.c.account)
    .where(
        *_MAY,
        room.c.account.in_(bindparam("accounts", expanding=True)),
        card.c.id.not_in(bindparam("but", expanding=True)),
    )
    .subquery()
)
_DUE = (
    select(_BEHIND)
    .where(_BEHIND.c.share <= BATCH)
    # What a room has not seen at all comes before what it has seen an older form of.
    .order_by(_BEHIND.c.message_id.is_not(None), _BEHIND.c.due_at, _BEHIND.c.id)
)
_CLAIM = (
    update(card)
    .where(card.c.id.in_(bindparam("numbers", expanding=True)), *_MAY)
    .values(lease_until=bindparam("until"), attempts=card.c.attempts + 1)
    .returning(card.c.id)
)
_CLAIMED = (
    select(
        card.c.id,
        card.c.ticket,
        card.c.attempts,
        card.c.lease_until,
        card.c.message_id,
        card.c.thread,
        card.c.place,
        room.c.queue,
        room.c.chat,
        room.c.language,
        account.c.id.label("account_id"),
        account.c.channel,
        account.c.key,
    )
    .join(room, room.c.id == card.c.room)
    .join(account, account.c.id == room.c.account)
    .where(card.c.id.in_(bindparam("numbers", expanding=True)))
)
_SETTLE = update(card).where(card.c.id == bindparam("number"), card.c.lease_until == bindparam("lease"))
_SHOWN = _SETTLE.values(
    shown_rev=bindparam("revision"),
    message_id=bindparam("message"),
    thread=bindparam("where"),
    attempts=0,
    lease_until=None,
    error=None,
)
_LATER = _SETTLE.values(due_at=bindparam("due"), lease_until=None, error=bindparam("reason"))
_GONE = _SETTLE.values(gone_at=bindparam("now"), lease_until=None, error=bindparam("reason"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A card that may be shown as soon as it is claimed."""

    id: int
    account_id: int
    room: Address
    rank: Rank


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedCard:
    """A card that is ours to show now; `message_id` is None before it was first shown.

    `queue` is that of the room, `place` the address where its case is talked about, if anything was to be said there.
    A `late` one had to wait for room in the budget of its place.
    """

    id: int
    attempt: int
    lease: datetime
    ticket: int
    account_id: int
    room: Address
    language: Language
    queue: str
    message_id: str | None
    thread: str
    place: int | None
    late: bool = False


def want(tx: Connection, ticket: int, rooms: Iterable[int], revision: int, now: datetime) -> None:
    """Ask that each of `rooms` shows the ticket as of `revision`."""
    wanted = {"ticket": ticket, "wanted_rev": revision, "shown_rev": 0, "due_at": now, "attempts": 0}
    for number in rooms:
        _WANT.run(tx, wanted | {"room": number})


def renew(tx: Connection, ticket: int, rooms: Iterable[int], revision: int) -> None:
    """Ask that those of `rooms` that have a card of the ticket show it as of `revision`."""
    for number in rooms:
        tx.execute(_RENEW, {"of": ticket, "where": number, "revision": revision})


def due(tx: Connection, accounts: Collection[int], now: datetime, but: Collection[int] = ()) -> list[Due]:
    """Return the cards that are behind in rooms of `accounts` and may be shown, in order of turn, but not `but`."""
    if not accounts:
        return []
    return [
        Due(
            id=row.id,
            account_id=row.account_id,
            room=Address(f"{row.channel}/{row.key}", row.chat),
            rank=Rank.NEW_CARD if row.message_id is None else Rank.CARD_EDIT,
        )
        for row in tx.execute(_DUE, {"accounts": list(accounts), "now": now, "but": list(but)})
    ]


def claim(tx: Connection, behind: Collection[int], now: datetime) -> list[ClaimedCard]:
    """Take those of the cards `behind` that nobody else has taken since they were due."""
    if not behind:
        return []
    numbers = list(tx.execute(_CLAIM, {"numbers": list(behind), "now": now, "until": now + LEASE}).scalars())
    if not numbers:
        return []
    return [
        ClaimedCard(
            id=row.id,
            attempt=row.attempts,
            lease=row.lease_until,
            ticket=row.ticket,
            account_id=row.account_id,
            room=Address(f"{row.channel}/{row.key}", row.chat),
            language=row.language,
            queue=row.queue,
            message_id=row.message_id,
            thread=row.thread,
            place=row.place,
        )
        for row in tx.execute(_CLAIMED, {"numbers": numbers})
    ]


def shown(tx: Connection, claimed: ClaimedCard, revision: int, where: Shown) -> bool:
    """Record that the card shows the ticket as of `revision`, and where; False if somebody else has it by now."""
    values = {"number": claimed.id, "lease": claimed.lease, "revision": revision}
    found = tx.execute(_SHOWN, values | {"message": where.message_id, "where": where.thread})
    return found.rowcount == 1


def again(tx: Connection, claimed: ClaimedCard, due: datetime, error: str) -> None:
    """Show the card later."""
    tx.execute(_LATER, {"number": claimed.id, "lease": claimed.lease, "due": due, "reason": error})


def give_up(tx: Connection, claimed: ClaimedCard, now: datetime, error: str) -> None:
    """Never try this card again: its room is gone."""
    tx.execute(_GONE, {"number": claimed.id, "lease": claimed.lease, "now": now, "reason": error})
