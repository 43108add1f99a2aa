"""Outages, what was told of them, and the tickets that are linked to them.

Theory of operation. Whatever is told of an outage has a number of its own in it, and each link keeps the last number
that its customer was told. Who is behind is told what comes next, in a transaction of its own in which the number
grows: nobody is told twice, and after a crash the rest is told. Who is linked while something is being told knows
only what was told when his turn looked, and is simply behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from bot.store.inserting import InsertNew
from bot.store.prepared import Prepared
from bot.store.tables import (
    outage,
    outage_link,
    outage_news,
    outage_organization,
)
from bot.store.types import AnyRow
from core.messages import Localized
from core.outage import Outage

REMEMBERED = timedelta(days=30)
"""How long after its end somebody may still be told of an outage: a server that was down for so long begins anew."""

_of = outage_organization
_LASTING = Prepared(
    select(outage)
    .join(_of, _of.c.outage == outage.c.id)
    .where(_of.c.organization == bindparam("organization"), outage.c.ended_at.is_(None))
    .order_by(outage.c.id.desc())
)
_BY_ID = Prepared(select(outage).where(outage.c.id == bindparam("number")))
_ORGANIZATIONS = select(_of.c.organization).where(_of.c.outage == bindparam("number")).order_by(_of.c.organization)
_MARKED = select(outage.c.id).where(outage.c.once == bindparam("mark"))
_NEW = insert(outage).returning(outage.c.id)
_NEW_ORGANIZATION = insert(_of)
_NEXT = (
    update(outage)
    .where(outage.c.id == bindparam("number"), outage.c.ended_at.is_(None))
    .values(
        news=outage.c.news + 1,
        latest=bindparam("told"),
        next_at=bindparam("due"),
        ended_at=bindparam("over"),
        ending=bindparam("end"),
    )
    .returning(outage.c.news)
)
_NEW_NEWS = insert(outage_news)
_NEWS_MARKED = select(outage_news.c.number).where(outage_news.c.once == bindparam("mark"))
_NEWS_OF = (
    select(outage_news)
    .where(outage_news.c.outage == bindparam("number"))
    .order_by(outage_news.c.number.desc())
    .limit(100)
)
_ONE_NEWS = select(outage_news).where(
    outage_news.c.outage == bindparam("number"), outage_news.c.number == bindparam("nth")
)
_link = outage_link.c
_LINK = InsertNew(
    outage_link,
    unique=("ticket",),
    on=lambda new: {"outage": new.outage, "told": new.told, "linked_at": new.linked_at, "left_at": None},
)
_LEAVE = Prepared(update(outage_link).where(_link.ticket == bindparam("number")).values(left_at=bindparam("now")))
_LINK_OF = Prepared(select(outage_link).where(_link.ticket == bindparam("number")))
_TOLD = Prepared(update(outage_link).where(_link.ticket == bindparam("number")).values(told=bindparam("nth")))
_TELLING = select(outage.c.id, outage.c.news).where(
    outage.c.news > 0, or_(outage.c.ended_at.is_(None), outage.c.ended_at > bindparam("since"))
)
_BEHIND = (
    select(_link.ticket)
    .where(
        _link.outage == bindparam("number"),
        _link.told < bindparam("news"),
        _link.left_at.is_(None),
        _link.ticket > bindparam("after"),
    )
    .order_by(_link.ticket)
    .limit(bindparam("most"))
)


def lasting(tx: Connection, organization: str) -> tuple[Outage, ...]:
    """Return the outages of an organization that last, the youngest first."""
    return tuple(map(as_outage, _LASTING.all(tx, {"organization": organization})))


def by_id(tx: Connection, number: int) -> AnyRow | None:
    """Return the outage with the number `number`."""
    row: AnyRow | None = _BY_ID.first(tx, {"number": number})
    return row


def as_outage(row: AnyRow) -> Outage:
    """Return the outage of a row as the core sees it."""
    return Outage(
        number=row.id,
        title=row.title,
        queue=row.queue,
        next_at=row.next_at,
        service=row.service,
        words=tuple(row.words),
        news=row.news,
        latest=row.latest,
    )


def organizations(tx: Connection, number: int) -> tuple[str, ...]:
    """Return whose outage it is."""
    return tuple(tx.execute(_ORGANIZATIONS, {"number": number}).scalars())


def marked(tx: Connection, once: str) -> int | None:
    """Return the outage that the form with this mark declared."""
    found: int | None = tx.execute(_MARKED, {"mark": once}).scalar() if once else None
    return found


def add(tx: Connection, new: Outage, whose: Sequence[str], *, by: int, now: datetime, once: str) -> int:
    """Declare an outage of the organizations `whose`; the number of `new` does not count. Return its number."""
    values: dict[str, Any] = {
        "title": dict(new.title),
        "service": new.service,
        "words": list(new.words),
        "queue": new.queue,
    }
    values |= {"began_at": now, "declared_by": by, "next_at": new.next_at, "news": 0, "once": once or None}
    number: int = tx.execute(_NEW, values).scalar_one()
    tx.execute(_NEW_ORGANIZATION, [{"outage": number, "organization": key} for key in whose])
    return number


def add_news(
    tx: Connection,
    number: int,
    kind: str,
    words: Localized,
    *,
    due: datetime,
    code: str | None,
    by: int,
    name: str,
    now: datetime,
    once: str,
) -> int | None:
    """Add what is told next of an outage, and end it unless it is an update; None if it is over already."""
    over = None if kind == "update" else now
    values = {"number": number, "told": dict(words), "due": due, "over": over, "end": kind if over else None}
    nth: int | None = tx.execute(_NEXT, values).scalar()
    if nth is not None:
        row = {"outage": number, "number": nth, "kind": kind, "words": dict(words), "closure_code": code, "at": now}
        tx.execute(_NEW_NEWS, {**row, "person": by, "name": name, "once": once or None})
    return nth


def is_told(tx: Connection, once: str) -> bool:
    """Say whether the form with this mark has told its news already."""
    return bool(once) and tx.execute(_NEWS_MARKED, {"mark": once}).first() is not None


def news_of(tx: Connection, number: int) -> Sequence[AnyRow]:
    """Return what was told of an outage, the last first."""
    return tx.execute(_NEWS_OF, {"number": number}).all()


def one_news(tx: Connection, number: int, nth: int) -> AnyRow:
    """Return what was told of an outage as number `nth`."""
    return tx.execute(_ONE_NEWS, {"number": number, "nth": nth}).one()


def link(tx: Connection, ticket_id: int, linked: Outage, now: datetime) -> None:
    """Link a ticket to an outage, whose customer knows of it what `linked` does."""
    _LINK.run(tx, {"ticket": ticket_id, "outage": linked.number, "told": linked.news, "linked_at": now})


def leave(tx: Connection, ticket_id: int, now: datetime) -> None:
    """Link a ticket no longer."""
    _LEAVE.run(tx, {"number": ticket_id, "now": now})


def link_of(tx: Connection, ticket_id: int) -> AnyRow | None:
    """Return to what a ticket is or was linked, and what its customer was told."""
    row: AnyRow | None = _LINK_OF.first(tx, {"number": ticket_id})
    return row


def told(tx: Connection, ticket_id: int, nth: int) -> None:
    """Remember that the customer of a ticket knows the news number `nth`."""
    _TOLD.run(tx, {"number": ticket_id, "nth": nth})


def telling(tx: Connection, now: datetime) -> Sequence[AnyRow]:
    """Return the outages of which somebody may have to be told, with how much there is to tell."""
    return tx.execute(_TELLING, {"since": now - REMEMBERED}).all()


def behind(tx: Connection, number: int, news: int, *, after: int, limit: int) -> Sequence[int]:
    """Return the tickets linked to an outage, from the number `after` on, whose customers know less than `news`."""
    values = {"number": number, "news": news, "after": after, "most": limit}
    return list(tx.execute(_BEHIND, values).scalars())
