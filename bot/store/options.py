"""The options of messages: what their buttons mean, one row for each message that has some."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from bot.store.prepared import Prepared
from bot.store.tables import option_set
from bot.store.types import AnyRow

_NEW = Prepared(insert(option_set))
_BY_TOKEN = Prepared(select(option_set).where(option_set.c.token == bindparam("token")))
_LATEST = Prepared(
    select(option_set)
    .where(option_set.c.conversation == bindparam("conversation"))
    .order_by(option_set.c.created_at.desc(), option_set.c.question.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionSet:
    """The options of one message. `token` is 128 random bits in base64url."""

    token: str
    conversation: int
    ticket: int | None
    question: int
    options: tuple[tuple[str, str], ...]
    """Value and label of each."""


def add(tx: Connection, options: OptionSet, now: datetime) -> None:
    """Keep the options of a message that will be shown."""
    _NEW.run(
        tx,
        {
            "token": options.token,
            "conversation": options.conversation,
            "ticket": options.ticket,
            "question": options.question,
            "options": [{"value": value, "label": label} for value, label in options.options],
            "created_at": now,
        },
    )


def of_token(tx: Connection, token: str) -> OptionSet | None:
    """Return the option set `token`, or None."""
    return _options(_BY_TOKEN.first(tx, {"token": token}))


def latest(tx: Connection, number: int) -> OptionSet | None:
    """Return the options shown last in a conversation, or None."""
    return _options(_LATEST.first(tx, {"conversation": number}))


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
