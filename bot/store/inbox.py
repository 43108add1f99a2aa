"""What came in: one row for each event, kept before anything is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.store.inserting import InsertNew
from bot.store.prepared import Prepared
from bot.store.tables import inbox
from core.messages import Address, File, Inbound, Kind, Lost, Sender
from core.secrets import masked

RAW_DAYS = timedelta(days=7)
"""How long the words of an event are kept here; its keys stay longer, so that a late copy is recognised."""

KEY_DAYS = timedelta(days=30)

MOST = 100
"""Events that are taken as one message; what waits beyond them is the next one."""

_NEW = InsertNew(inbox, "id")
_PENDING = Prepared(
    select(inbox.c.id, inbox.c.raw, inbox.c.error)
    .where(inbox.c.address == bindparam("address"), inbox.c.state == "pending")
    .order_by(inbox.c.order_key, inbox.c.id)
    .limit(bindparam("limit"))
)
_SETTLE = update(inbox).where(inbox.c.id == bindparam("number"))
_DONE = Prepared(_SETTLE.values(state="done"))
_DEAD = Prepared(_SETTLE.values(state="dead", error=bindparam("reason")))
_EMPTY_RAW = (
    update(inbox)
    .where(inbox.c.received_at < bindparam("before"), inbox.c.state == "done", inbox.c.raw.is_not(None))
    .values(raw=None)
)
_OLD_DEAD = select(inbox.c.id, inbox.c.raw).where(inbox.c.received_at < bindparam("before"), inbox.c.state == "dead")
_KEEP_MASKED = update(inbox).where(inbox.c.id == bindparam("number")).values(raw=bindparam("kept"))
_FORGET = delete(inbox).where(inbox.c.received_at < bindparam("before"), inbox.c.state == "done")


@dataclass(frozen=True, slots=True)
class Kept:
    """An event with its number. `again` says that it was a dead letter before."""

    id: int
    inbound: Inbound
    again: bool = False


def keep(tx: Connection, inbound: Inbound, *, account_id: int, address_id: int, now: datetime) -> int | None:
    """Record an event as pending and return its number; None if the same one was recorded before."""
    found = _NEW.scalar(
        tx,
        {
            "account": account_id,
            "event_id": inbound.event_id,
            "content_key": content_key(inbound),
            "address": address_id,
            "order_key": inbound.order,
            "raw": packed(inbound),
            "received_at": now,
            "state": "pending",
        },
    )
    return None if found is None else int(found)


def content_key(inbound: Inbound) -> str:
    """Return what two copies of one event have in common. A message may be edited several times."""
    key = f"{inbound.address.chat}:{inbound.message_id}:{inbound.kind}"
    return f"{key}:{inbound.event_id}" if inbound.kind is Kind.EDIT else key


def rewrite(tx: Connection, number: int, inbound: Inbound) -> None:
    """Put `inbound` in place of an event that still waits."""
    tx.execute(_KEEP_MASKED, {"number": number, "kept": packed(inbound)})


def pending(tx: Connection, address_id: int, limit: int = MOST) -> list[Kept]:
    """Return what waits at an address, in the order of the platform."""
    rows = _PENDING.all(tx, {"address": address_id, "limit": limit})
    return [Kept(row.id, unpacked(row.raw), again=row.error is not None) for row in rows]


def done(tx: Connection, numbers: list[int]) -> None:
    """Mark events as worked on."""
    for number in numbers:
        _DONE.run(tx, {"number": number})


def bury(tx: Connection, numbers: list[int], error: str) -> None:
    """Mark events as dead letters: kept with their error, out of everybody's way."""
    for number in numbers:
        _DEAD.run(tx, {"number": number, "reason": error})


def forget(tx: Connection, now: datetime) -> None:
    """Empty the words of old events, and drop those whose copies no longer come.

    A dead letter keeps its words, so that it can still be replayed, but not the secrets in them.
    """
    tx.execute(_EMPTY_RAW, {"before": now - RAW_DAYS})
    for number, raw in tx.execute(_OLD_DEAD, {"before": now - RAW_DAYS}).all():
        kept = packed(_without_secrets(unpacked(raw)))
        if kept != raw:
            tx.execute(_KEEP_MASKED, {"number": number, "kept": kept})
    tx.execute(_FORGET, {"before": now - KEY_DAYS})


def packed(inbound: Inbound) -> dict[str, Any]:
    """Turn an event into JSON values; `unpacked` is the way back."""
    where, sender = inbound.address, inbound.sender
    return {
        "account": where.account,
        "chat": where.chat,
        "thread": where.thread,
        "sender": {
            "id": sender.external_id,
            "realm": sender.realm,
            "name": sender.name,
            "language": sender.language,
            "proof": sender.proof,
            **({"foreign": True} if sender.foreign else {}),
        },
        "kind": inbound.kind,
        "event_id": inbound.event_id,
        "message_id": inbound.message_id,
        "at": inbound.at.isoformat(),
        "order": inbound.order,
        "text": inbound.text,
        "payload": inbound.payload,
        "reply_to": inbound.reply_to,
        "files": [
            [file.sha256, file.name, file.media_type, file.size, file.width, file.height] for file in inbound.files
        ],
        "lost": [[lost.name, lost.limit] for lost in inbound.lost],
        "code": inbound.code,
        "mentions": list(inbound.mentions),
        "anonymous": inbound.anonymous,
        "values": dict(inbound.values),
        "raw": dict(inbound.raw),
    }


def unpacked(row: Mapping[str, Any]) -> Inbound:
    """Turn the JSON values of `packed` back into an event."""
    sender = row["sender"]
    return Inbound(
        address=Address(row["account"], row["chat"], row["thread"]),
        sender=Sender(
            external_id=sender["id"],
            realm=sender["realm"],
            name=sender["name"],
            language=sender["language"],
            proof=sender.get("proof", ""),
            foreign=sender.get("foreign", False),
        ),
        kind=Kind(row["kind"]),
        event_id=row["event_id"],
        message_id=row["message_id"],
        at=datetime.fromisoformat(row["at"]),
        order=row["order"],
        text=row["text"],
        payload=row["payload"],
        reply_to=row["reply_to"],
        files=tuple(File(*file) for file in row["files"]),
        lost=tuple(Lost(*lost) for lost in row.get("lost", ())),
        code=row.get("code", ""),
        mentions=tuple(row.get("mentions", ())),
        anonymous=row.get("anonymous", False),
        values=row.get("values", {}),
        raw=row["raw"],
    )


def _without_secrets(inbound: Inbound) -> Inbound:
    files = tuple(replace(file, name=masked(file.name)) for file in inbound.files)
    lost = tuple(replace(each, name=masked(each.name)) for each in inbound.lost)
    values = {key: masked(value) for key, value in inbound.values.items()}
    return replace(inbound, text=masked(inbound.text), files=files, lost=lost, code="", values=values, raw={})
