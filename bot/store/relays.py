"""What agents write in the threads of cases, and what becomes of it: rows that survive a restart.

    pending -> sent | noted | withdrawn | held (it could not be sent)
    held    -> sent | noted | withdrawn

Whoever changes a row holds the requester of its ticket. The words stay in the row until they are said somewhere. The
mark that a message should have and the one that it has are two columns: many changes make one mark.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, insert, select, update

from bot.store.outbox import BATCH, LEASE
from bot.store.prepared import Prepared
from bot.store.tables import account, address, entry, message_link, relay
from bot.store.types import AnyRow
from core.messages import Address, File
from core.rooms import Mark

_NEW = Prepared(insert(relay).returning(relay.c.id))
_ROW = select(relay, address.c.chat, address.c.account).join(address, address.c.id == relay.c.address)
_BY_ID = _ROW.where(relay.c.id == bindparam("number"))
_AT = _ROW.where(relay.c.address == bindparam("place"), relay.c.message_id == bindparam("message"))
_DUE = (
    select(relay.c.id, relay.c.ticket)
    .where(relay.c.state.in_(("pending", "held")), relay.c.due_at <= bindparam("now"))
    .order_by(relay.c.due_at, relay.c.id)
    .limit(bindparam("most"))
)
_LAST = (
    select(relay.c.person)
    .where(relay.c.address == bindparam("place"), relay.c.at >= bindparam("since"), relay.c.ticket == bindparam("of"))
    .order_by(relay.c.id.desc())
    .limit(1)
)
_WRITER = (
    select(entry.c.person)
    .join(message_link, message_link.c.entry == entry.c.id)
    .where(
        message_link.c.address == bindparam("place"),
        message_link.c.message_id == bindparam("message"),
        entry.c.author == "agent",
    )
)
_THIS = update(relay).where(relay.c.id == bindparam("number"))
_REWRITE = _THIS.values(text=bindparam("words"), files=bindparam("attached"))
_PROMPT = _THIS.values(prompt=bindparam("asked"))
_MARK = _THIS.values(mark=bindparam("sign"), mark_due_at=bindparam("now"))
_SETTLE = _THIS.values(
    state=bindparam("new_state"), due_at=bindparam("due"), entry=bindparam("line"), mark=bindparam("sign"),
    mark_due_at=bindparam("now"), text=bindparam("words"), files=bindparam("attached"),
)  # fmt: skip
_FAILED = (
    update(relay)
    .where(relay.c.entry == bindparam("line"), relay.c.state == "sent")
    .values(mark=Mark.FAILED, mark_due_at=bindparam("now"))
)
_BEHIND = (
    select(relay.c.id)
    .join(address, address.c.id == relay.c.address)
    .where(
        relay.c.mark != relay.c.marked,
        relay.c.mark_due_at <= bindparam("now"),
        address.c.account.in_(bindparam("accounts", expanding=True)),
    )
    .order_by(relay.c.mark_due_at)
    .limit(BATCH)
)
# The mark's own time is its lease: who claims it, moves it.
_CLAIM = (
    update(relay)
    .where(relay.c.id.in_(_BEHIND.scalar_subquery()), relay.c.mark_due_at <= bindparam("now"))
    .values(mark_due_at=bindparam("until"), attempts=relay.c.attempts + 1)
    .returning(relay.c.id)
)
_TO_MARK = (
    select(relay.c.id, relay.c.message_id, relay.c.mark, relay.c.attempts, address.c.chat, address.c.thread,
           address.c.account, account.c.channel, account.c.key)
    .join(address, address.c.id == relay.c.address)
    .join(account, account.c.id == address.c.account)
    .where(relay.c.id.in_(bindparam("numbers", expanding=True)))
)  # fmt: skip
_MARKED = _THIS.values(marked=bindparam("shown"), attempts=0)
_LATER = _THIS.values(mark_due_at=bindparam("due"))
_ANY = select(exists().where(relay.c.mark != relay.c.marked, relay.c.mark_due_at <= bindparam("now")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A line of an agent in the thread of a case; `account` and `chat` say in which room."""

    id: int
    ticket: int
    card: int
    address: int
    account: int
    chat: str
    message_id: str
    person: int
    words: str
    files: tuple[File, ...]
    state: str
    due_at: datetime
    entry: int | None
    prompt: int | None

    @property
    def waits(self) -> bool:
        """Whether it has not been decided yet what becomes of it."""
        return self.state in {"pending", "held"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToMark:
    """A message that should say what became of it."""

    id: int
    account_id: int
    attempt: int
    address: Address
    message_id: str
    mark: Mark


def add(
    tx: Connection,
    *,
    ticket: int,
    card: int,
    place: int,
    message_id: str,
    person: int,
    words: str,
    files: Collection[File],
    state: str,
    now: datetime,
    due: datetime,
    mark: Mark,
    entry: int | None = None,
) -> int:
    """Keep what an agent wrote, and return its number."""
    values = {"ticket": ticket, "card": card, "address": place, "message_id": message_id, "person": person}
    waits = {"text": words, "files": packed(files), "state": state, "at": now, "due_at": due, "entry": entry}
    marks = {"prompt": None, "mark": mark, "marked": Mark.NONE, "mark_due_at": now, "attempts": 0}
    return int(_NEW.scalar(tx, values | waits | marks))


def by_id(tx: Connection, number: int) -> Relay | None:
    """Return a line."""
    return _relay(tx.execute(_BY_ID, {"number": number}).one_or_none())


def at(tx: Connection, place: int, message_id: str) -> Relay | None:
    """Return the line that a message is."""
    return _relay(tx.execute(_AT, {"place": place, "message": message_id}).one_or_none())


def due(tx: Connection, now: datetime, most: int = BATCH) -> Sequence[AnyRow]:
    """Return the lines whose time has come, with their tickets, the longest waiting first."""
    return tx.execute(_DUE, {"now": now, "most": most}).all()


def follows_another(tx: Connection, place: int, ticket: int, person: int, since: datetime) -> bool:
    """Say whether the last line there since then is somebody else's."""
    last = tx.execute(_LAST, {"place": place, "of": ticket, "since": since}).scalar()
    return last is not None and last != person


def written_by_another(tx: Connection, place: int, message_id: str, person: int) -> bool:
    """Say whether a message is a line of another agent, written there or shown there."""
    row = at(tx, place, message_id)
    writer = row.person if row else tx.execute(_WRITER, {"place": place, "message": message_id}).scalar()
    return writer is not None and writer != person


def rewrite(tx: Connection, number: int, words: str, files: Collection[File]) -> None:
    """Put other words in place of what waits."""
    tx.execute(_REWRITE, {"number": number, "words": words, "attached": packed(files)})


def ask(tx: Connection, number: int, prompt: int | None) -> None:
    """Remember by which line its writer is asked."""
    tx.execute(_PROMPT, {"number": number, "asked": prompt})


def mark(tx: Connection, number: int, sign: Mark, now: datetime) -> None:
    """Let the message say something else."""
    tx.execute(_MARK, {"number": number, "sign": sign, "now": now})


def settle(
    tx: Connection,
    row: Relay,
    state: str,
    *,
    sign: Mark,
    now: datetime,
    entry: int | None = None,
    due: datetime | None = None,
) -> None:
    """Write what became of a line; the words of one that no longer waits are not kept here."""
    waits = state in {"pending", "held"}
    words = {"words": row.words if waits else "", "attached": packed(row.files) if waits else []}
    told = {"number": row.id, "new_state": state, "due": due or row.due_at, "line": entry, "sign": sign, "now": now}
    tx.execute(_SETTLE, told | words)


def failed(tx: Connection, line: int, now: datetime) -> None:
    """Let the message of a line that did not reach the customer say so."""
    tx.execute(_FAILED, {"line": line, "now": now})


def marks_due(tx: Connection, now: datetime) -> bool:
    """Say whether a mark is behind and due."""
    return bool(tx.execute(_ANY, {"now": now}).scalar())


def claim_marks(tx: Connection, accounts: Collection[int], now: datetime) -> list[ToMark]:
    """Take the messages whose marks are behind."""
    values = {"accounts": list(accounts), "now": now, "until": now + LEASE}
    numbers = list(tx.execute(_CLAIM, values).scalars()) if accounts else []
    if not numbers:
        return []
    return [
        ToMark(
            id=row.id,
            account_id=row.account,
            attempt=row.attempts,
            address=Address(f"{row.channel}/{row.key}", row.chat, row.thread),
            message_id=row.message_id,
            mark=Mark(row.mark),
        )
        for row in tx.execute(_TO_MARK, {"numbers": numbers})
    ]


def marked(tx: Connection, number: int, shown: Mark) -> None:
    """Remember which mark a message has."""
    tx.execute(_MARKED, {"number": number, "shown": shown})


def mark_later(tx: Connection, number: int, due_at: datetime) -> None:
    """Mark a message later."""
    tx.execute(_LATER, {"number": number, "due": due_at})


def packed(files: Collection[File]) -> list[list[str | int]]:
    """Turn files into JSON values."""
    return [[each.sha256, each.name, each.media_type, each.size, each.width, each.height] for each in files]


def _relay(row: AnyRow | None) -> Relay | None:
    if row is None:
        return None
    return Relay(
        id=row.id,
        ticket=row.ticket,
        card=row.card,
        address=row.address,
        account=row.account,
        chat=row.chat,
        message_id=row.message_id,
        person=row.person,
        words=row.text,
        files=tuple(File(*each) for each in row.files),
        state=row.state,
        due_at=row.due_at,
        entry=row.entry,
        prompt=row.prompt,
    )
