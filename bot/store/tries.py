"""Tries to sign in, counted for all processes: who guesses passwords at two of them is slowed down all the same.

A name is an e-mail address or a client. What is kept of it is a hash: addresses that somebody tried are not told by
the database. The window begins with the first try.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.store.inserting import InsertNew
from bot.store.tables import sign_in_try

WINDOW = timedelta(minutes=15)
"""How long tries count."""

_HERE = sign_in_try.c.name == bindparam("mark")
_SINCE = select(sign_in_try.c.since).where(
    _HERE, sign_in_try.c.since > bindparam("before"), sign_in_try.c.tries >= bindparam("limit")
)
_DROP_OLD = delete(sign_in_try).where(_HERE, sign_in_try.c.since <= bindparam("before"))
_COUNT = InsertNew(sign_in_try, "tries", unique=("name",), on=lambda new: {"tries": sign_in_try.c.tries + new.tries})
_TAKE_BACK = update(sign_in_try).where(_HERE).values(tries=sign_in_try.c.tries - 1)
_FORGIVE = delete(sign_in_try).where(_HERE)
_FORGET = delete(sign_in_try).where(sign_in_try.c.since <= bindparam("before"))


def wait(tx: Connection, name: str, limit: int, now: datetime) -> timedelta | None:
    """Return how long `name`, which has `limit` tries in a window, must wait for the next; None if it may try."""
    values = {"mark": _mark(name), "before": now - WINDOW, "limit": limit}
    since = tx.execute(_SINCE, values).scalar()
    return None if since is None else since + WINDOW - now


def count(tx: Connection, name: str, now: datetime) -> int:
    """Count a try before its outcome is known, so that a hundred at once do not slip through; say how many it makes."""
    tx.execute(_DROP_OLD, {"mark": _mark(name), "before": now - WINDOW})
    return int(_COUNT.scalar(tx, {"name": _mark(name), "tries": 1, "since": now}))


def take_back(tx: Connection, name: str) -> None:
    """Forget one try of `name`: it succeeded, but says nothing about the others."""
    tx.execute(_TAKE_BACK, {"mark": _mark(name)})


def forgive(tx: Connection, name: str) -> None:
    """Forget every try of `name`: the right person has come."""
    tx.execute(_FORGIVE, {"mark": _mark(name)})


def forget(tx: Connection, now: datetime) -> None:
    """Drop what no longer counts."""
    tx.execute(_FORGET, {"before": now - WINDOW})


def _mark(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()
