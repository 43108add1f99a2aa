"""Which process runs a job now, and what old rows are dropped."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, update

from bot.store.inserting import InsertNew
from bot.store.tables import job_run, option_set, session

OPTION_DAYS = timedelta(days=90)
"""How long a button is known; after that a press is answered with the present state all the same."""

_FIRST = InsertNew(job_run)
_WIN = (
    update(job_run)
    .where(job_run.c.name == bindparam("job"), job_run.c.until <= bindparam("now"))
    .values(until=bindparam("next"))
)
_OLD_OPTIONS = delete(option_set).where(option_set.c.created_at < bindparam("before"))
_OLD_SESSIONS = delete(session).where(session.c.expires_at < bindparam("now"))


def win(tx: Connection, name: str, now: datetime, period: timedelta) -> bool:
    """Say whether the caller may run the job for this period; of several processes one is told yes."""
    _FIRST.run(tx, {"name": name, "until": now})
    # A little less than the period, so that a metronome that is early by a moment does not skip a beat.
    return tx.execute(_WIN, {"job": name, "now": now, "next": now + period * 0.9}).rowcount == 1


def forget(tx: Connection, now: datetime) -> None:
    """Drop buttons that nobody presses any more, and sessions that are over."""
    tx.execute(_OLD_OPTIONS, {"before": now - OPTION_DAYS})
    tx.execute(_OLD_SESSIONS, {"now": now})
