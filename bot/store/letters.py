"""Dead letters: events that could not be worked on, kept with the error until somebody looks at them.

    dead -> again (somebody wants it replayed) -> pending (free words, which are taken up as usual) -> done | dead
    dead -> done (dropped)

Each step is one conditional statement, so that two clicks are one. An event keeps its old error while it is played once
more: its words are on the timeline already, and people are not told twice. One that is read for the first time has no
error any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from bot.store.inbox import Kept, content_key, packed, unpacked
from bot.store.tables import account, inbox
from bot.store.types import AnyRow
from core.messages import Inbound

_ROWS = select(
    inbox.c.id, inbox.c.received_at, inbox.c.error, inbox.c.raw, inbox.c.state, account.c.channel, account.c.key
).join(account, account.c.id == inbox.c.account)
_PAGE = (
    _ROWS.where(inbox.c.state == "dead", inbox.c.id > bindparam("after")).order_by(inbox.c.id).limit(bindparam("most"))
)
_ONE = _ROWS.where(inbox.c.id == bindparam("number"), inbox.c.state.in_(("dead", "again")))
_ASKED = select(inbox.c.id).where(inbox.c.state == "again").order_by(inbox.c.id)
_OF_ONE = update(inbox).where(inbox.c.id == bindparam("number"))
_ASK = _OF_ONE.where(inbox.c.state == "dead").values(state="again")
_DROP = _OF_ONE.where(inbox.c.state == "dead").values(state="done", raw=None)
_TAKE = (
    _OF_ONE.where(inbox.c.state == "again").values(state="pending").returning(inbox.c.id, inbox.c.raw, inbox.c.error)
)
_READ_ANEW = _OF_ONE.where(inbox.c.state == "again").values(
    error=None, raw=bindparam("kept"), content_key=bindparam("content"), order_key=bindparam("position")
)
_MOVE = _OF_ONE.values(address=bindparam("place"))
_FAIL = _OF_ONE.where(inbox.c.state.in_(("again", "pending"))).values(state="dead", error=bindparam("reason"))
_NOTHING = _OF_ONE.where(inbox.c.state == "again").values(state="done")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An event that could not be worked on, and why. `asked` says that it is about to be played once more."""

    id: int
    account: str
    received_at: datetime
    error: str
    inbound: Inbound
    asked: bool

    @property
    def unread(self) -> bool:
        """Whether its channel could not even read it: then there is nothing but what the platform sent."""
        return not self.inbound.address.chat


def page(tx: Connection, *, after: int = 0, limit: int = 100) -> tuple[Sequence[Letter], bool]:
    """Return up to `limit` dead letters after the number `after`, oldest first, and whether more follow."""
    rows = tx.execute(_PAGE, {"after": after, "most": limit + 1}).all()
    return [_letter(row) for row in rows[:limit]], len(rows) > limit


def one(tx: Connection, number: int) -> Letter | None:
    """Return a dead letter, also one that is about to be replayed; None if there is none of that number."""
    row = tx.execute(_ONE, {"number": number}).one_or_none()
    return None if row is None else _letter(row)


def ask(tx: Connection, number: int) -> bool:
    """Let a dead letter be played once more; False if it is none any more."""
    return tx.execute(_ASK, {"number": number}).rowcount == 1


def drop(tx: Connection, number: int) -> bool:
    """Forget what a dead letter said, as if it had been worked on; False if it is none any more."""
    return tx.execute(_DROP, {"number": number}).rowcount == 1


def asked(tx: Connection) -> Sequence[int]:
    """Return what somebody wants replayed, oldest first."""
    return tx.execute(_ASKED).scalars().all()


def take(tx: Connection, number: int) -> Kept | None:
    """Make an event that is to be replayed pending, and return it; None if another process has done so."""
    row = tx.execute(_TAKE, {"number": number}).one_or_none()
    return None if row is None else Kept(row.id, unpacked(row.raw), again=row.error is not None)


def read_anew(tx: Connection, number: int, inbound: Inbound) -> None:
    """Put what a channel can read by now in place of what it could not."""
    tx.execute(
        _READ_ANEW,
        {
            "number": number,
            "kept": packed(inbound),
            "content": content_key(inbound),
            "position": inbound.order,
        },
    )


def move(tx: Connection, number: int, address: int) -> None:
    """Let an event be one of another address."""
    tx.execute(_MOVE, {"number": number, "place": address})


def fail(tx: Connection, number: int, error: str) -> None:
    """Let an event that was to be replayed be a dead letter still."""
    tx.execute(_FAIL, {"number": number, "reason": error})


def says_nothing(tx: Connection, number: int) -> None:
    """Be done with an event of which a channel knows by now that it is nothing to keep."""
    tx.execute(_NOTHING, {"number": number})


def _letter(row: AnyRow) -> Letter:
    return Letter(
        id=row.id,
        account=f"{row.channel}/{row.key}",
        received_at=row.received_at,
        error=row.error or "",
        inbound=unpacked(row.raw),
        asked=row.state == "again",
    )
