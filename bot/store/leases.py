"""What one process does alone, such as polling an account, for as long as it holds the lease of that name."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, or_, update

from bot.store.inserting import InsertNew
from bot.store.tables import lease

_FIRST = InsertNew(lease, "epoch")
_MINE = lease.c.holder == bindparam("me")
_HOLD = (
    update(lease)
    .where(lease.c.name == bindparam("what"), or_(_MINE, lease.c.until <= bindparam("now")))
    .values(
        holder=bindparam("me"), epoch=case((_MINE, lease.c.epoch), else_=lease.c.epoch + 1), until=bindparam("next")
    )
    .returning(lease.c.epoch)
)
_RENEW = (
    update(lease)
    .where(lease.c.name == bindparam("what"), _MINE, lease.c.until > bindparam("now"))
    .values(until=bindparam("next"))
    .returning(lease.c.epoch)
)
_LET_GO = update(lease).where(lease.c.name == bindparam("what"), _MINE).values(until=bindparam("now"))


def hold(tx: Connection, name: str, holder: str, now: datetime, period: timedelta) -> int | None:
    """Let `holder` have the lease `name` for `period`, and return its epoch; None while somebody else has it.

    The epoch grows with each change of holder.
    """
    first: int | None = _FIRST.scalar(tx, {"name": name, "holder": holder, "epoch": 1, "until": now + period})
    if first is not None:
        return first
    found: int | None = tx.execute(_HOLD, {"what": name, "me": holder, "now": now, "next": now + period}).scalar()
    return found


def renew(tx: Connection, name: str, holder: str, now: datetime, period: timedelta) -> int | None:
    """Move the end of a lease on that `holder` has and that has not ended, and return its epoch; else None."""
    found: int | None = tx.execute(_RENEW, {"what": name, "me": holder, "now": now, "next": now + period}).scalar()
    return found


def let_go(tx: Connection, name: str, holder: str, now: datetime) -> None:
    """Let others have the lease `name` at once; nothing if it is not the holder's any more."""
    tx.execute(_LET_GO, {"what": name, "me": holder, "now": now})
