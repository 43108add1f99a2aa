"""What agents keep to use again: lists with their filters, and replies with their placeholders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func, or_, select

from bot.store.inserting import InsertNew
from bot.store.tables import saved_reply, saved_view
from core.messages import Localized

MOST = 30
"""Lists, and replies of his own, that one agent may keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A list that an agent named; `query` is what stands in its address."""

    id: int
    name: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedReply:
    """Words to use again, by language, with placeholders such as {ref}. A `shared` one is everybody's."""

    id: int
    name: str
    words: Localized
    shared: bool


_VIEWS = select(saved_view).where(saved_view.c.person == bindparam("me")).order_by(saved_view.c.id)
_KEEP_VIEW = InsertNew(saved_view, unique=("person", "name"), on=lambda new: {"query": new.query})
_DROP_VIEW = delete(saved_view).where(saved_view.c.id == bindparam("number"), saved_view.c.person == bindparam("me"))
_REPLIES = (
    select(saved_reply)
    .where(or_(saved_reply.c.person == bindparam("me"), saved_reply.c.person.is_(None)))
    .order_by(func.lower(saved_reply.c.name), saved_reply.c.id)
)
_OWN_REPLY = saved_reply.c.person == bindparam("me")
_OWN_OR_SHARED = or_(_OWN_REPLY, saved_reply.c.person.is_(None))


def views_of(tx: Connection, me: int) -> Sequence[SavedView]:
    """Return the lists that the agent `me` keeps, in the order in which he named them."""
    return [SavedView(id=row.id, name=row.name, query=row.query) for row in tx.execute(_VIEWS, {"me": me})]


def keep_view(tx: Connection, me: int, name: str, query: str) -> bool:
    """Keep a list; one of the same name makes way for it. False where there are too many already."""
    if len([view for view in views_of(tx, me) if view.name != name]) >= MOST:
        return False
    _KEEP_VIEW.run(tx, {"person": me, "name": name, "query": query})
    return True


def drop_view(tx: Connection, me: int, number: int) -> None:
    """Forget a list of the agent `me`."""
    tx.execute(_DROP_VIEW, {"me": me, "number": number})


def replies_of(tx: Connection, me: int) -> Sequence[SavedReply]:
    """Return the replies that the agent `me` may use, by name."""
    return [
        SavedReply(id=row.id, name=row.name, words=row.words, shared=row.person is None)
        for row in tx.execute(_REPLIES, {"me": me})
    ]


def keep_reply(tx: Connection, me: int, name: str, words: Localized, *, shared: bool) -> bool:
    """Keep a reply, for everybody if it is `shared`. False where the agent has too many already."""
    if not shared and sum(not reply.shared for reply in replies_of(tx, me)) >= MOST:
        return False
    values = {"person": None if shared else me, "name": name, "words": dict(words)}
    tx.execute(saved_reply.insert(), values)
    return True


def drop_reply(tx: Connection, me: int, number: int, *, leads: bool) -> None:
    """Forget a reply of the agent `me`, or a shared one if he `leads`."""
    tx.execute(
        delete(saved_reply).where(saved_reply.c.id == bindparam("number"), _OWN_OR_SHARED if leads else _OWN_REPLY),
        {"me": me, "number": number},
    )
