"""What was done to the desk itself, by whom: a line for each act of administration, never changed afterwards.

What was done to tickets stands in their moves. Here stands what has no ticket, or what leaves nothing of one: sign-ins,
agents and tokens, new versions of the configuration, exports, erasures, words that were made illegible. A line names
things by their keys and numbers ("agent:elif", "ticket:K7M2R9", "person:12") and holds no words of customers, so that
nothing has to be taken out of it when a person is erased. The database refuses to change a line; only age removes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select

from bot.store.tables import audit
from bot.store.types import AnyRow
from core.people import Agent

_NEW = insert(audit)
_NEWEST = select(audit).order_by(audit.c.id.desc()).limit(bindparam("most"))
_BEFORE = audit.c.id < bindparam("before")
_WHO = audit.c.who == bindparam("by")
_WHAT = or_(
    audit.c.what == bindparam("kind"),
    func.substr(audit.c.what, 1, bindparam("length")) == bindparam("thing"),
    audit.c.subject == bindparam("kind"),
)
_FORGET = delete(audit).where(audit.c.at < bindparam("until"))

CONFIG = "config"
"""Who acted, where the file of the configuration did."""

CLOCK = "clock"
"""Who acted, where a rule of the configuration did when its time had come."""


def by(agent: Agent) -> str:
    """Return how the audit calls an agent."""
    return f"agent:{agent.key}"


def record(
    tx: Connection, now: datetime, *, who: str, surface: str, what: str, subject: str = "", **details: object
) -> None:
    """Write a line, in the transaction of what it tells.

    `who` is what `by` returns, `CONFIG`, `CLOCK`, or "cli:" and the name of the system's user. `surface` is console,
    api, cli, chat, start or clock. `what` is a thing and a verb, as "agent.add" or "token.revoke"; `subject` is what it
    was done to, as "agent:elif". `details` are JSON values: keys, numbers and settings, never words of a customer.
    """
    row = {"at": now, "who": who, "surface": surface, "what": what, "subject": subject, "body": details}
    tx.execute(_NEW, row)


def newest(
    tx: Connection, *, before: int = 0, who: str = "", what: str = "", limit: int = 100
) -> tuple[Sequence[AnyRow], bool]:
    """Return up to `limit` lines before the number `before`, youngest first, and whether more follow.

    `who` narrows to one who acted; `what` to one kind ("token.revoke"), to all of one thing ("token"), or to one
    subject ("agent:elif").
    """
    wanted, values = _NEWEST, dict[str, object](most=limit + 1)
    if before:
        wanted, values = wanted.where(_BEFORE), {**values, "before": before}
    if who:
        wanted, values = wanted.where(_WHO), {**values, "by": who}
    if what:
        wanted = wanted.where(_WHAT)
        values = {**values, "kind": what, "thing": f"{what}.", "length": len(what) + 1}
    rows = tx.execute(wanted, values).all()
    return rows[:limit], len(rows) > limit


def forget(tx: Connection, until: datetime) -> int:
    """Drop the lines that were written before a moment, and say how many."""
    return tx.execute(_FORGET, {"until": until}).rowcount
