"""What may be sent now: of every lane the first message, if it is due, in fair order of accounts and organizations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from bot.store.outbox import BATCH, MAY, Rank
from bot.store.tables import account, address, conversation, customer, entry, outbox, ticket
from core.messages import Address

_HEADS = (
    select(func.min(outbox.c.id).label("id"))
    .join(address, address.c.id == outbox.c.address)
    .where(
        outbox.c.state.in_(("ready", "sending")),
        address.c.account.in_(bindparam("accounts", expanding=True)),
        address.c.gone_at.is_(None),
    )
    .group_by(outbox.c.address)
    .subquery()
)
# Of each account, and in it of each organization, the first few: whoever has ten thousand keeps nobody waiting.
_SHARE = func.row_number().over(
    partition_by=(address.c.account, func.coalesce(ticket.c.organization, customer.c.organization)),
    order_by=(outbox.c.rank, outbox.c.due_at, outbox.c.id),
)
_HEADS_DUE = (
    select(
        outbox.c.id,
        outbox.c.address.label("address_id"),
        outbox.c.due_at,
        outbox.c.rank,
        address.c.account.label("account_id"),
        address.c.chat,
        address.c.thread,
        account.c.channel,
        account.c.key,
        _SHARE.label("share"),
    )
    .join(_HEADS, _HEADS.c.id == outbox.c.id)
    .join(address, address.c.id == outbox.c.address)
    .join(account, account.c.id == address.c.account)
    .join(entry, entry.c.id == outbox.c.entry)
    .outerjoin(ticket, ticket.c.id == entry.c.ticket)
    .outerjoin(conversation, conversation.c.address == address.c.id)
    .outerjoin(customer, customer.c.id == conversation.c.customer)
    .where(MAY, outbox.c.address.not_in(bindparam("but", expanding=True)))
    .subquery()
)
_DUE = (
    select(_HEADS_DUE)
    .where(_HEADS_DUE.c.share <= bindparam("most"))
    .order_by(_HEADS_DUE.c.rank, _HEADS_DUE.c.share, _HEADS_DUE.c.due_at, _HEADS_DUE.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A message that may be sent as soon as it is claimed."""

    id: int
    address_id: int
    account_id: int
    address: Address
    rank: Rank


def due(
    tx: Connection, accounts: Collection[int], now: datetime, but: Collection[int] = (), most: int = BATCH
) -> list[Due]:
    """Return what may be sent for `accounts`: of every lane the first message, if it is due, in order of turn.

    Of each organization in each account these are `most` at most. Lanes of the addresses numbered `but` are left out.
    """
    if not accounts:
        return []
    rows = tx.execute(_DUE, {"accounts": list(accounts), "now": now, "but": list(but), "most": most})
    return [
        Due(
            id=row.id,
            address_id=row.address_id,
            account_id=row.account_id,
            address=Address(f"{row.channel}/{row.key}", row.chat, row.thread),
            rank=Rank(row.rank),
        )
        for row in rows
    ]
