"""What may be sent now: of every lane the first message, if it is due, in fair order of accounts and organizations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, func, select

from bot.store.outbox import BATCH, WAITING, Rank, may
from bot.store.tables import account, address, conversation, customer, entry, outbox, ticket
from core.messages import Address

# One walk along the index of what waits: joined with itself, a table without statistics takes PostgreSQL for ever.
_lane = (
    select(
        outbox.c.id,
        outbox.c.address,
        outbox.c.entry,
        outbox.c.rank,
        outbox.c.state,
        outbox.c.due_at,
        outbox.c.lease_until,
        func.row_number().over(partition_by=outbox.c.address, order_by=outbox.c.id).label("place"),
    )
    .where(WAITING)
    .subquery()
)
# Whose message it is, in an account that serves several organizations; in others nobody has to ask.
_WHOSE = (
    select(func.coalesce(ticket.c.organization, customer.c.organization))
    .select_from(entry)
    .outerjoin(ticket, ticket.c.id == entry.c.ticket)
    .outerjoin(conversation, conversation.c.address == _lane.c.address)
    .outerjoin(customer, customer.c.id == conversation.c.customer)
    .where(entry.c.id == _lane.c.entry)
    .correlate(_lane)
    .scalar_subquery()
)
# Of each account, and in it of each organization, the first few: whoever has ten thousand keeps nobody waiting.
_SHARE = func.row_number().over(
    partition_by=(address.c.account, case((account.c.organization.is_(None), _WHOSE))),
    order_by=(_lane.c.rank, _lane.c.due_at, _lane.c.id),
)
_HEADS = (
    select(
        _lane.c.id,
        _lane.c.address.label("address_id"),
        _lane.c.due_at,
        _lane.c.rank,
        address.c.account.label("account_id"),
        address.c.chat,
        address.c.thread,
        account.c.channel,
        account.c.key,
        _SHARE.label("share"),
    )
    .join(address, address.c.id == _lane.c.address)
    .join(account, account.c.id == address.c.account)
    .where(
        _lane.c.place == 1,
        may(_lane.c),
        address.c.account.in_(bindparam("accounts", expanding=True)),
        address.c.gone_at.is_(None),
        _lane.c.address.not_in(bindparam("but", expanding=True)),
    )
    .subquery()
)
_DUE = (
    select(_HEADS)
    .where(_HEADS.c.share <= bindparam("most"))
    .order_by(_HEADS.c.rank, _HEADS.c.share, _HEADS.c.due_at, _HEADS.c.id)
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
