"""Addresses and conversations: one person at one place where words go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.store.inserting import InsertNew
from bot.store.tables import account, address, conversation, customer, option_set, person
from bot.store.types import AnyRow
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
    wake_at: datetime | None
    gathering_since: datetime | None


_PLACE = (
    select(
        conversation.c.id,
        conversation.c.person,
        conversation.c.customer,
        conversation.c.focus_ticket,
        conversation.c.language,
        conversation.c.greeted,
        conversation.c.wake_at,
        conversation.c.gathering_since,
        address.c.id.label("address_id"),
        address.c.chat,
        address.c.thread,
        account.c.channel,
        account.c.key,
        person.c.name,
        customer.c.organization,
        customer.c.verified,
    )
    .join(address, address.c.id == conversation.c.address)
    .join(account, account.c.id == address.c.account)
    .join(person, person.c.id == conversation.c.person)
    .join(customer, customer.c.id == conversation.c.customer)
)
_BY_ID = _PLACE.where(conversation.c.id == bindparam("id"))
_BY_ADDRESS = _PLACE.where(
    address.c.account == bindparam("account"),
    address.c.chat == bindparam("chat"),
    address.c.thread == bindparam("thread"),
)
_ADDRESS = select(address.c.id).where(
    address.c.account == bindparam("account"),
    address.c.chat == bindparam("chat"),
    address.c.thread == bindparam("thread"),
)
_NEW_ADDRESS = InsertNew(address, "id")
_NEW_CONVERSATION = InsertNew(conversation)
_KEEP = (
    update(conversation)
    .where(conversation.c.id == bindparam("number"))
    .values(focus_ticket=bindparam("focus"), language=bindparam("lang"), greeted=bindparam("met"))
)
_KEEP_AND_REST = _KEEP.values(wake_at=None, gathering_since=None)
_WAKE = (
    update(conversation)
    .where(conversation.c.id == bindparam("number"))
    .values(wake_at=bindparam("at"), gathering_since=bindparam("since"))
)
_DUE = (
    select(conversation.c.id)
    .where(conversation.c.wake_at.is_not(None), conversation.c.wake_at <= bindparam("now"))
    .order_by(conversation.c.wake_at)
    .limit(bindparam("limit"))
)
_NEW_OPTIONS = insert(option_set)
_OPTIONS = select(option_set).where(option_set.c.token == bindparam("token"))
_LATEST_OPTIONS = (
    select(option_set)
    .where(option_set.c.conversation == bindparam("conversation"))
    .order_by(option_set.c.created_at.desc(), option_set.c.question.desc())
    .limit(1)
)
_WAITING = select(conversation.c.wake_at).where(
    conversation.c.address == bindparam("address"), conversation.c.wake_at.is_not(None)
)


def at(tx: Connection, account_id: int, where: Address) -> Place | None:
    """Return the conversation at `where`, or None before the first word."""
    key = {"account": account_id, "chat": where.chat, "thread": where.thread}
    return _place(tx.execute(_BY_ADDRESS, key).first())


def by_id(tx: Connection, number: int) -> Place | None:
    """Return the conversation with the number `number`."""
    return _place(tx.execute(_BY_ID, {"id": number}).first())


def begin(
    tx: Connection, account_id: int, where: Address, *, person_id: int, customer_id: int, language: Language
) -> Place:
    """Return the conversation at `where`, begun now unless another process has just done so."""
    address_id = address_number(tx, account_id, where)
    values = {"address": address_id, "person": person_id, "customer": customer_id, "language": language}
    _NEW_CONVERSATION.run(tx, {**values, "greeted": False})
    place = at(tx, account_id, where)
    if place is None:
        raise LookupError("a conversation that was just begun is not there")
    return place


def address_number(tx: Connection, account_id: int, where: Address) -> int:
    """Return the number of an address, which is recorded now if it is new."""
    key = {"account": account_id, "chat": where.chat, "thread": where.thread}
    found = known_address(tx, account_id, where)
    if found is None:
        found = _NEW_ADDRESS.scalar(tx, key)
    return int(found if found is not None else tx.execute(_ADDRESS, key).scalar_one())


def known_address(tx: Connection, account_id: int, where: Address) -> int | None:
    """Return the number of an address, or None if nothing was ever said there."""
    key = {"account": account_id, "chat": where.chat, "thread": where.thread}
    return tx.execute(_ADDRESS, key).scalar()


def keep(tx: Connection, number: int, *, focus: int | None, language: Language, greeted: bool, rested: bool) -> None:
    """Write what a turn made of a conversation. `rested`: what waited in it was taken up by this turn."""
    tx.execute(
        _KEEP_AND_REST if rested else _KEEP, {"number": number, "focus": focus, "lang": language, "met": greeted}
    )


def wake_later(tx: Connection, number: int, moment: datetime, since: datetime) -> None:
    """Take the lines gathered `since` as one message at `moment`."""
    tx.execute(_WAKE, {"number": number, "at": moment, "since": since})


def rest(tx: Connection, number: int) -> None:
    """Let nothing wait in a conversation."""
    tx.execute(_WAKE, {"number": number, "at": None, "since": None})


def due(tx: Connection, now: datetime, limit: int = 200) -> list[int]:
    """Return the conversations whose moment has come, the longest waiting first."""
    return list(tx.execute(_DUE, {"now": now, "limit": limit}).scalars())


def is_gathering(tx: Connection, address_id: int) -> bool:
    """Say whether lines at an address wait for their turn."""
    return tx.execute(_WAITING, {"address": address_id}).scalar() is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionSet:
    """The options of one message. `token` is 128 random bits in base64url."""

    token: str
    conversation: int
    ticket: int | None
    question: int
    options: tuple[tuple[str, str], ...]
    """Value and label of each."""


def add_options(tx: Connection, options: OptionSet, now: datetime) -> None:
    """Keep the options of a message that will be shown."""
    tx.execute(
        _NEW_OPTIONS,
        {
            "token": options.token,
            "conversation": options.conversation,
            "ticket": options.ticket,
            "question": options.question,
            "options": [{"value": value, "label": label} for value, label in options.options],
            "created_at": now,
        },
    )


def options_of(tx: Connection, token: str) -> OptionSet | None:
    """Return the option set `token`, or None."""
    return _options(tx.execute(_OPTIONS, {"token": token}).first())


def latest_options(tx: Connection, number: int) -> OptionSet | None:
    """Return the options shown last in a conversation, or None."""
    return _options(tx.execute(_LATEST_OPTIONS, {"conversation": number}).first())


def _options(row: AnyRow | None) -> OptionSet | None:
    if row is None:
        return None
    return OptionSet(
        token=row.token,
        conversation=row.conversation,
        ticket=row.ticket,
        question=row.question,
        options=tuple((option["value"], option["label"]) for option in row.options),
    )


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
        wake_at=row.wake_at,
        gathering_since=row.gathering_since,
    )
