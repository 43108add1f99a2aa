"""Making words illegible: on the ticket, and wherever else the database holds them.

Theory of operation. An agent names a line of the timeline, and the words in it, or the whole line. The words are
hidden in everything that belongs to the ticket and its customer: lines and what they were before, title, memory,
events as they came, what was searched for, what webhooks and programs were told; and in the tickets that were split
off from it, or from which it was, because they show the same lines. A whole line is hidden itself; elsewhere its words
go where they stand as they were said. What a platform has shown stays there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import bindparam, select, union_all, update

from bot.store import audit, files, shown, words
from bot.store.engine import Tx
from bot.store.tables import conversation, entry, entry_version, ticket
from bot.store.tickets import Stored
from bot.store.timeline import parts_of
from core.effects import Act
from core.errors import NotFound, TooLittle, WordsAbsent
from core.people import Agent
from core.secrets import MASK
from core.secrets.blot import LEAST, blotted, is_enough

_ENTRY = select(entry).where(entry.c.id == bindparam("number"))
_VERSIONS = select(entry_version.c.text).where(entry_version.c.entry == bindparam("number"))
_HIDE_VERSIONS = update(entry_version).where(entry_version.c.entry == bindparam("number")).values(text=MASK)
_splits = ticket.alias("splits")
_PLACES = select(conversation.c.id, conversation.c.address).where(conversation.c.person == bindparam("whose"))
_MERGED = select(ticket.c.id, ticket.c.ref).where(ticket.c.duplicate_of == bindparam("into"))
_AROUND = union_all(
    select(ticket.c.id, ticket.c.ref).where(ticket.c.duplicate_of == bindparam("of")),
    select(ticket.c.id, ticket.c.ref).where(ticket.c.split_from == bindparam("of")),
    select(ticket.c.id, ticket.c.ref)
    .join(_splits, _splits.c.split_from == ticket.c.ref)
    .where(_splits.c.ref == bindparam("of")),
)
_LINES = select(entry.c.id, entry.c.text).where(entry.c.id.in_(bindparam("lines", expanding=True)))
_FORMER = select(entry_version.c.text).where(entry_version.c.entry.in_(bindparam("lines", expanding=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is to be hidden: a line, whole or in part, and the words that go with it wherever they stand."""

    entry: int
    whole: bool
    hidden: tuple[str, ...]
    with_files: bool


def target_of(tx: Tx, agent: Agent, stored: Stored, wish: Act) -> Target:
    """Return what a wish is about.

    Raises `NotFound` for a line that is not of the ticket or not for the agent's eyes, `WordsAbsent` for words that
    are not in it, `TooLittle` for words that are in everything.
    """
    row = tx.execute(_ENTRY, {"number": wish.entry}).one_or_none()
    numbers = [number for number, _ in family(tx, stored)]
    if (
        row is None
        or not (row.ticket in numbers or row.id in shown.on(tx, numbers))
        or (row.audience == "leads" and not agent.leads)
    ):
        raise NotFound(entry=wish.entry)
    said = [row.text, *(part.text for part in parts_of("", row.body)), *_values(row.body)]
    before = list(tx.execute(_VERSIONS, {"number": row.id}).scalars())
    sought = wish.words.strip()
    if not sought:
        hidden = tuple(dict.fromkeys(each for each in (*said, *before) if is_enough(each)))
        # The longest first: a shorter one may be a part of it.
        return Target(
            entry=row.id, whole=True, hidden=tuple(sorted(hidden, key=len, reverse=True)), with_files=wish.with_files
        )
    if not is_enough(sought):
        raise TooLittle(limit=LEAST)
    if not any(blotted(each, [sought]) != each for each in (*said, *before)):
        raise WordsAbsent
    return Target(entry=row.id, whole=False, hidden=(sought,), with_files=wish.with_files)


def redact(tx: Tx, agent: Agent, stored: Stored, target: Target, now: datetime, surface: str) -> list[str]:
    """Hide what `target` says; return the contents of files that nobody holds any more."""
    whole = kin(tx, stored)
    places = tx.execute(_PLACES, {"whose": stored.ticket.requester}).all()
    scope = words.Scope(
        tickets=tuple(number for number, _ in whole),
        refs=tuple(ref for _, ref in whole),
        conversations=tuple(row.id for row in places),
        addresses=tuple(row.address for row in places),
    )
    if target.hidden:
        words.rewrite(tx, scope, partial(blotted, hidden=target.hidden))
    if target.whole:
        _hide_line(tx, target.entry)
    freed = files.release(tx, [target.entry]) if target.with_files else []
    told = {"entry": target.entry, "whole": target.whole, "files": target.with_files}
    subject = f"ticket:{stored.ticket.ref}"
    audit.record(tx, now, who=audit.by(agent), surface=surface, what="ticket.redact", subject=subject, **told)
    return freed


def hide_shared(tx: Tx, stored: Stored) -> tuple[int, ...]:
    """Hide the words that a ticket shares with those it was split from, or they from it, in these other tickets.

    The lines themselves are the caller's to forget: it gets those that stand on other tickets.
    """
    whole = family(tx, stored)
    numbers = [number for number, _ in whole]
    if lines := shown.shared(tx, numbers):
        said = [*(row.text for row in tx.execute(_LINES, {"lines": lines}))]
        said += tx.execute(_FORMER, {"lines": lines}).scalars()
        hidden = sorted({each for each in said if is_enough(each)}, key=len, reverse=True)
        others = [each for each in kin(tx, stored) if each not in whole]
        scope = words.Scope(tickets=tuple(number for number, _ in others), refs=tuple(ref for _, ref in others))
        words.rewrite(tx, scope, partial(blotted, hidden=hidden))
    return tuple(shown.on(tx, numbers))


def _hide_line(tx: Tx, number: int) -> None:
    words.LINES.rewrite(tx, [number], _hide)
    tx.execute(_HIDE_VERSIONS, {"number": number})


def _hide(text: str) -> str:
    return MASK if text else text


def family(tx: Tx, stored: Stored) -> list[tuple[int, str]]:
    """Return the ticket and what was merged into it, however often: its page shows all their lines."""
    found, waiting = [(stored.id, stored.ticket.ref)], [stored.ticket.ref]
    while waiting:
        merged = [(row.id, row.ref) for row in tx.execute(_MERGED, {"into": waiting.pop()})]
        found += merged
        waiting += [ref for _, ref in merged]
    return found


def kin(tx: Tx, stored: Stored) -> list[tuple[int, str]]:
    """Return the ticket and those that it was split from, or they from it, each with what was merged into it."""
    found = dict.fromkeys(family(tx, stored))
    waiting = [ref for _, ref in found]
    while waiting:
        for row in tx.execute(_AROUND, {"of": waiting.pop()}):
            if (row.id, row.ref) not in found:
                found[row.id, row.ref] = None
                waiting.append(row.ref)
    return list(found)


def _values(body: object) -> list[str]:
    """Return the texts that a system line is filled with."""
    values = body.get("values", {}) if isinstance(body, dict) else {}
    return [value for value in values.values() if isinstance(value, str)]
