"""Tickets and their moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from bot.store import people, promises
from bot.store.prepared import Prepared
from bot.store.tables import entry, move, person, shown_entry, suggestion, suggestion_hit, ticket
from bot.store.types import AnyRow
from core.contracts import Impact, Level, Priority, Urgency
from core.desk import Outcome
from core.effects import Rate, Suggest
from core.ticket import ClosureCode, Ending, ForeignReference, Source, Status, Ticket, WaitingReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A ticket with what the store adds to it; `version` grows with every change."""

    id: int
    version: int
    contract: int
    home: int | None
    ticket: Ticket


_STORED = select(ticket, person.c.name.label("owner_name")).outerjoin(person, person.c.id == ticket.c.owner)
_OPEN_OF = Prepared(
    _STORED.where(ticket.c.requester == bindparam("whose"), ticket.c.status != "closed").order_by(ticket.c.id)
)
_BY_ID = Prepared(_STORED.where(ticket.c.id == bindparam("number")))
_BY_REF = Prepared(_STORED.where(ticket.c.ref == bindparam("wanted")))
_TAKEN = Prepared(select(ticket.c.id).where(ticket.c.ref == bindparam("wanted")))
_NEW = Prepared(insert(ticket).returning(ticket.c.id))
_CHANGED = (
    "title", "type", "service", "impact", "urgency", "fields", "affected", "chased", "escalated_at", "missed_calls",
    "outage", "waiting_reason", "waiting_for", "next_date", "returned", "external_refs",
    "duplicate_of", "opened_at", "status", "queue", "priority", "owner", "owner_epoch", "coordinator", "closure_code",
    "end_reason", "memory", "claimed_at", "first_reply_at", "solved_at", "closed_at", "reopened",
)  # fmt: skip
_SAVE = Prepared(
    update(ticket)
    .where(ticket.c.id == bindparam("number"))
    .values(
        {name: bindparam(f"new_{name}") for name in _CHANGED}
        | {
            "home_conversation": bindparam("home"),
            "changed_at": bindparam("now"),
            "version": ticket.c.version + 1,
        }
    )
)
_NEW_MOVE = Prepared(insert(move))
_MARKED = Prepared(select(move.c.id).where(move.c.once == bindparam("mark")))
_merged = ticket.alias("merged")
_FIRST_OPENED = select(func.min(move.c.at)).where(move.c.ticket == bindparam("number"), move.c.command == "open")
_FIRST_STATED = select(func.min(entry.c.at)).where(
    entry.c.id.in_(select(shown_entry.c.entry).where(shown_entry.c.ticket == bindparam("number")))
)
_OLDEST_MERGED = select(func.min(_merged.c.opened_at)).where(
    _merged.c.duplicate_of == bindparam("into"), _merged.c.ref != bindparam("without")
)
_MADE = Prepared(select(ticket.c.ref).join(move, move.c.ticket == ticket.c.id).where(move.c.once == bindparam("mark")))
_NEW_SUGGESTION = Prepared(insert(suggestion).returning(suggestion.c.id))
_NEW_HITS = Prepared(insert(suggestion_hit))
_LAST_SUGGESTION = Prepared(
    select(suggestion.c.id)
    .where(suggestion.c.ticket == bindparam("number"), suggestion.c.outcome.is_(None))
    .order_by(suggestion.c.id.desc())
    .limit(1)
)
_RATE = Prepared(
    update(suggestion)
    .where(suggestion.c.id == bindparam("number"))
    .values(outcome=bindparam("result"), outcome_at=bindparam("now"))
)


def by_id(tx: Connection, number: int) -> Stored | None:
    """Return the ticket with the number `number`, or None."""
    return _stored(tx, _BY_ID.first(tx, {"number": number}))


def by_ref(tx: Connection, ref: str) -> Stored | None:
    """Return the ticket `ref`, or None. Who may see it is for the caller to ask."""
    return _stored(tx, _BY_REF.first(tx, {"wanted": ref}))


def hold(tx: Connection, number: int) -> Stored | None:
    """Lock the requester of the ticket with the number `number`, and return it as it is then; None for none."""
    stored = by_id(tx, number)
    while stored is not None:
        people.lock(tx, stored.ticket.requester)
        again = by_id(tx, number)
        # Its requester may have become another person while we waited.
        if again is None or again.ticket.requester == stored.ticket.requester:
            return again
        stored = again
    return None


def open_of(tx: Connection, number: int) -> list[Stored]:
    """Return the open tickets that the person `number` requested, oldest first."""
    return [stored for row in _OPEN_OF.all(tx, {"whose": number}) if (stored := _stored(tx, row))]


def living(tx: Connection, stored: Stored | None) -> Stored | None:
    """Return the ticket that `stored` was merged into, however often; `stored` itself if it was not."""
    while stored is not None and stored.ticket.duplicate_of is not None:
        stored = by_ref(tx, stored.ticket.duplicate_of)
    return stored


def first_opened(tx: Connection, stored: Stored, without: str) -> datetime:
    """Return when the matter of `stored` was first opened, it and what was merged into it except `without`."""
    own = tx.execute(_FIRST_OPENED, {"number": stored.id}).scalar() or stored.ticket.opened_at
    stated = tx.execute(_FIRST_STATED, {"number": stored.id}).scalar()
    merged = tx.execute(_OLDEST_MERGED, {"into": stored.ticket.ref, "without": without}).scalar()
    return min(each for each in (own, stated, merged) if each)


def others_of(tx: Connection, stored: Stored) -> tuple[Ticket, ...]:
    """Return the other open tickets of the requester of `stored`, oldest first."""
    return tuple(each.ticket for each in open_of(tx, stored.ticket.requester) if each.id != stored.id)


def is_taken(tx: Connection, ref: str) -> bool:
    """Say whether a reference is in use."""
    return _TAKEN.first(tx, {"wanted": ref}) is not None


def add(tx: Connection, new: Ticket, *, contract: int, home: int | None) -> int:
    """Insert a ticket and return its number."""
    values = _changing(new) | {
        "ref": new.ref,
        "requester": new.requester,
        "organization": new.organization,
        "contract": contract,
        "home_conversation": home,
        "level": new.level,
        "source": new.source,
        "opened_by": new.opened_by,
        "split_from": new.split_from,
        "changed_at": new.opened_at,
        "version": 1,
    }
    return int(_NEW.scalar(tx, values))


def save(tx: Connection, number: int, changed: Ticket, now: datetime, *, home: int | None) -> None:
    """Write what commands and the dialogue changed; the caller holds the requester's lock.

    `home` is the conversation in which the customer hears of the ticket.
    """
    values = {f"new_{name}": value for name, value in _changing(changed).items()}
    _SAVE.run(tx, {**values, "number": number, "now": now, "home": home})


def add_moves(tx: Connection, number: int, outcomes: list[Outcome], surface: str, once: str = "") -> None:
    """Record what was done to a ticket; `once` marks the first of the moves."""
    for position, outcome in enumerate(outcomes):
        made = {
            "ticket": number,
            "at": outcome.at,
            "actor": outcome.actor.kind,
            "person": outcome.actor.person,
            "surface": surface,
            "command": outcome.act.command,
            "from_status": outcome.before,
            "to_status": outcome.ticket.status,
            "queue": outcome.ticket.queue,
            "owner": outcome.ticket.owner,
            "reason": outcome.act.reason,
            "once": once or None if position == 0 else None,
        }
        _NEW_MOVE.run(tx, made)


def is_done(tx: Connection, once: str) -> bool:
    """Say whether the move with this mark was made already."""
    return bool(once) and _MARKED.first(tx, {"mark": once}) is not None


def moved_by(tx: Connection, once: str) -> str | None:
    """Return the reference of the ticket that the move with this mark was made on; None if it was not made."""
    return _MADE.scalar(tx, {"mark": once}) if once else None


def suggest(tx: Connection, number: int | None, suggested: Suggest, *, lang: str, revision: int, now: datetime) -> None:
    """Record what was offered for which words."""
    values = {"ticket": number, "at": now, "query": suggested.query, "lang": lang, "revision": revision}
    row = _NEW_SUGGESTION.scalar(tx, {**values, "decision": suggested.decision})
    if suggested.hits:
        _NEW_HITS.run_each(
            tx,
            [
                {
                    "suggestion": row,
                    "rank": rank,
                    "article_version": hit.version,
                    "probability": hit.probability,
                    "features": dict(hit.features),
                }
                for rank, hit in enumerate(suggested.hits)
            ],
        )


def rate(tx: Connection, number: int, rated: Rate, now: datetime) -> None:
    """Record what became of the ticket's last suggestion, if it is not known yet."""
    last = _LAST_SUGGESTION.scalar(tx, {"number": number})
    if last is not None:
        _RATE.run(tx, {"number": last, "result": rated.outcome, "now": now})


def _changing(now: Ticket) -> dict[str, Any]:
    memory: Mapping[str, Any] = now.memory
    foreign = [{"text": each.text, "provider": each.provider} for each in now.external_refs]
    kept = {"memory": dict(memory), "fields": dict(now.fields), "external_refs": foreign}
    return {name: getattr(now, name) for name in _CHANGED if name not in kept} | kept


def _stored(tx: Connection, row: AnyRow | None) -> Stored | None:
    if row is None:
        return None
    return Stored(
        id=row.id,
        version=row.version,
        contract=row.contract,
        home=row.home_conversation,
        ticket=Ticket(
            ref=row.ref,
            requester=row.requester,
            organization=row.organization,
            title=row.title,
            type=row.type,
            service=row.service,
            queue=row.queue,
            priority=Priority(row.priority),
            level=Level(row.level),
            opened_at=row.opened_at,
            impact=Impact(row.impact) if row.impact else None,
            urgency=Urgency(row.urgency) if row.urgency else None,
            fields=row.fields,
            affected=row.affected,
            chased=row.chased,
            escalated_at=row.escalated_at,
            missed_calls=row.missed_calls,
            outage=row.outage,
            duplicate_of=row.duplicate_of,
            split_from=row.split_from,
            waiting_reason=WaitingReason(row.waiting_reason) if row.waiting_reason else None,
            waiting_for=row.waiting_for,
            next_date=row.next_date,
            returned=row.returned,
            external_refs=tuple(ForeignReference(**each) for each in row.external_refs),
            status=Status(row.status),
            owner=row.owner,
            owner_name=row.owner_name or "",
            owner_epoch=row.owner_epoch,
            coordinator=row.coordinator,
            closure_code=ClosureCode(row.closure_code) if row.closure_code else None,
            end_reason=Ending(row.end_reason) if row.end_reason else None,
            claimed_at=row.claimed_at,
            first_reply_at=row.first_reply_at,
            solved_at=row.solved_at,
            closed_at=row.closed_at,
            reopened=row.reopened,
            source=Source(row.source),
            opened_by=row.opened_by,
            promises=promises.of(tx, row.id),
            memory=row.memory,
        ),
    )
