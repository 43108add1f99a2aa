"""Addresses and conversations: one person at one place where words go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, select, update

from bot.store.inserting import InsertNew
from bot.store.prepared import Prepared
from bot.store.tables import account, address, conversation, customer, person, ticket
from bot.store.types import AnyRow
from core.dialogue import Conversation
from core.messages import Address, Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A conversation as it is stored: where it is, whose it is, and what is waiting in it."""

    conversation: int
    address_id: int
    address: Address
    person: int
    name: str
    customer: int
    organization: str
    verified: bool
    focus: int | None
    language: Language
    greeted: bool
    shared: bool
    notice: int
    talk: Mapping[str, Any]
    pace: Mapping[str, Any]
    wake_at: datetime | None
    gathering_since: datetime | None
    gone: bool
    has_open: bool
    """Whether the person has any open ticket."""


_PLACE = (
    select(
        conversation.c.id,
        conversation.c.person,
        conversation.c.customer,
        conversation.c.focus_ticket,
        conversation.c.language,
        conversation.c.greeted,
        conversation.c.shared,
        conversation.c.notice,
        conversation.c.talk,
        conversation.c.pace,
        conversation.c.wake_at,
        conversation.c.gathering_since,
        address.c.id.label("address_id"),
        address.c.chat,
        address.c.thread,
        address.c.gone_at,
        account.c.channel,
        account.c.key,
        person.c.name,
        customer.c.organization,
        customer.c.verified,
        exists().where(ticket.c.requester == conversation.c.person, ticket.c.status != "closed").label("has_open"),
    )
    .join(address, address.c.id == conversation.c.address)
    .join(account, account.c.id == address.c.account)
    .join(person, person.c.id == conversation.c.person)
    .join(customer, customer.c.id == conversation.c.customer)
)
_HERE = (
    address.c.account == bindparam("account"),
    address.c.chat == bindparam("chat"),
    address.c.thread == bindparam("thread"),
)
_OWNER = select(person.c.id).join(conversation, conversation.c.person == person.c.id).with_for_update(of=person)
_BY_ID = Prepared(_PLACE.where(conversation.c.id == bindparam("id")))
_BY_ADDRESS = Prepared(_PLACE.where(*_HERE))
_LOCK_BY_ID = Prepared(_OWNER.where(conversation.c.id == bindparam("id")))
_LOCK_BY_ADDRESS = Prepared(_OWNER.join(address, address.c.id == conversation.c.address).where(*_HERE))
_ADDRESS = Prepared(select(address.c.id).where(*_HERE))
_NEW_ADDRESS = InsertNew(address, "id")
_NEW_CONVERSATION = InsertNew(conversation)
_AFTERWARDS = (
    update(conversation)
    .where(conversation.c.id == bindparam("number"))
    .values(
        focus_ticket=bindparam("focus"),
        language=bindparam("lang"),
        greeted=bindparam("met"),
        notice=bindparam("shown"),
        talk=bindparam("remembered"),
        pace=bindparam("counted"),
    )
)
_KEEP = Prepared(_AFTERWARDS)
_KEEP_AND_REST = Prepared(_AFTERWARDS.values(wake_at=None, gathering_since=None))
_WAKE = Prepared(
    update(conversation)
    .where(conversation.c.id == bindparam("number"))
    .values(wake_at=bindparam("at"), gathering_since=bindparam("since"))
)
_GATHER = Prepared(
    update(conversation)
    .where(conversation.c.id == bindparam("number"))
    .values(wake_at=bindparam("at"), gathering_since=bindparam("since"), pace=bindparam("counted"))
)
_DUE = (
    select(conversation.c.id)
    .where(conversation.c.wake_at.is_not(None), conversation.c.wake_at <= bindparam("now"))
    .order_by(conversation.c.wake_at)
    .limit(bindparam("limit"))
)


def at(tx: Connection, account_id: int, where: Address) -> Place | None:
    """Return the conversation at `where`, or None before the first word."""
    return _place(_BY_ADDRESS.first(tx, _key(account_id, where)))


def by_id(tx: Connection, number: int) -> Place | None:
    """Return the conversation with the number `number`."""
    return _place(_BY_ID.first(tx, {"id": number}))


def hold_at(tx: Connection, account_id: int, where: Address) -> Place | None:
    """Lock the person of the conversation at `where` as `people.lock` does, and return it as it is then."""
    while True:
        held = _LOCK_BY_ADDRESS.scalar(tx, _key(account_id, where)) if tx.dialect.name != "sqlite" else None
        place = at(tx, account_id, where)
        # Its person may have become another one while we waited.
        if held is None or place is None or place.person == held:
            return place


def hold(tx: Connection, number: int) -> Place | None:
    """Lock the person of the conversation `number`, and return it as it is then."""
    while True:
        held = _LOCK_BY_ID.scalar(tx, {"id": number}) if tx.dialect.name != "sqlite" else None
        place = by_id(tx, number)
        if held is None or place is None or place.person == held:
            return place


def begin(
    tx: Connection,
    account_id: int,
    where: Address,
    *,
    person_id: int,
    customer_id: int,
    language: Language,
    shared: bool = False,
) -> Place:
    """Return the conversation at `where`, begun now unless another process has just done so."""
    address_id = address_number(tx, account_id, where)
    values = {"address": address_id, "person": person_id, "customer": customer_id, "language": language}
    _NEW_CONVERSATION.run(tx, {**values, "greeted": False, "shared": shared, "notice": 0, "talk": {}, "pace": {}})
    place = at(tx, account_id, where)
    if place is None:
        raise LookupError("a conversation that was just begun is not there")
    return place


def address_number(tx: Connection, account_id: int, where: Address) -> int:
    """Return the number of an address, which is recorded now if it is new."""
    key = _key(account_id, where)
    found = known_address(tx, account_id, where)
    if found is None:
        found = _NEW_ADDRESS.scalar(tx, key)
    return int(found if found is not None else _ADDRESS.scalar(tx, key))


def known_address(tx: Connection, account_id: int, where: Address) -> int | None:
    """Return the number of an address, or None if nothing was ever said there."""
    found: int | None = _ADDRESS.scalar(tx, _key(account_id, where))
    return found


def keep(
    tx: Connection,
    number: int,
    afterwards: Conversation,
    *,
    focus: int | None,
    pace: Mapping[str, Any],
    rested: bool,
) -> None:
    """Write what a turn made of a conversation. `rested`: what waited in it was taken up by this turn."""
    statement = _KEEP_AND_REST if rested else _KEEP
    statement.run(
        tx,
        {
            "number": number,
            "focus": focus,
            "lang": afterwards.language,
            "met": afterwards.greeted,
            "shown": afterwards.notice,
            "remembered": dict(afterwards.talk.kept_form()),
            "counted": dict(pace),
        },
    )


def gather(tx: Connection, number: int, moment: datetime, since: datetime | None, pace: Mapping[str, Any]) -> None:
    """Take the lines gathered `since` as one message at `moment`; with None, nothing is being prepared till then."""
    _GATHER.run(tx, {"number": number, "at": moment, "since": since, "counted": dict(pace)})


def wake_later(tx: Connection, number: int, moment: datetime) -> None:
    """Hear of the conversation again at `moment`: of what was kept before, or of lines that still wait."""
    _WAKE.run(tx, {"number": number, "at": moment, "since": None})


def rest(tx: Connection, number: int) -> None:
    """Let nothing wait in a conversation."""
    _WAKE.run(tx, {"number": number, "at": None, "since": None})


def due(tx: Connection, now: datetime, limit: int = 200) -> list[int]:
    """Return the conversations whose moment has come, the longest waiting first."""
    return list(tx.execute(_DUE, {"now": now, "limit": limit}).scalars())


def _key(account_id: int, where: Address) -> dict[str, Any]:
    return {"account": account_id, "chat": where.chat, "thread": where.thread}


def _place(row: AnyRow | None) -> Place | None:
    if row is None:
        return None
    return Place(
        conversation=row.id,
        address_id=row.address_id,
        address=Address(f"{row.channel}/{row.key}", row.chat, row.thread),
        person=row.person,
        name=row.name,
        customer=row.customer,
        organization=row.organization,
        verified=row.verified,
        focus=row.focus_ticket,
        language=row.language,
        greeted=row.greeted,
        shared=row.shared,
        notice=row.notice,
        talk=row.talk,
        pace=row.pace,
        wake_at=row.wake_at,
        gathering_since=row.gathering_since,
        gone=row.gone_at is not None,
        has_open=bool(row.has_open),
    )
