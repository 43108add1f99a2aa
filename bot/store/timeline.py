"""The timeline: what was said and done, and which message of which chat carries it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from bot.store import files
from bot.store.inserting import InsertNew
from bot.store.prepared import Prepared
from bot.store.tables import entry, entry_version, message_link
from core.host import Line
from core.messages import Button, File, Part, pack
from core.ticket import Audience, Author, Entry

_NEW = Prepared(insert(entry).returning(entry.c.id))
_ADOPT = Prepared(
    update(entry)
    .where(entry.c.conversation == bindparam("place"), entry.c.ticket.is_(None))
    .values(ticket=bindparam("number"))
    .returning(entry.c.id, entry.c.author, entry.c.audience)
)
_CONFIDE = (
    update(entry).where(entry.c.conversation == bindparam("place"), entry.c.ticket.is_(None)).values(audience="leads")
)
_NEW_LINK = InsertNew(message_link)
_ENTRY_OF = select(message_link.c.entry).where(
    message_link.c.address == bindparam("address"), message_link.c.message_id == bindparam("message_id")
)
_TICKET_OF = select(entry.c.ticket).where(entry.c.id == _ENTRY_OF.scalar_subquery())
_ORIGINAL = (
    select(entry.c.id, entry.c.author, entry.c.text, entry.c.ticket)
    .join(message_link, message_link.c.entry == entry.c.id)
    .where(message_link.c.address == bindparam("address"), message_link.c.message_id == bindparam("message_id"))
)
_THIS = entry.c.id == bindparam("number")
_DELETE = update(entry).where(_THIS).values(deleted_at=bindparam("now"))
_TAKE_BACK = delete(entry).where(_THIS)
_REVISE = update(entry).where(_THIS).values(text=bindparam("words"))
_BODY = select(entry.c.body).where(_THIS)
_REVISE_BODY = update(entry).where(_THIS).values(body=bindparam("said"))
_NEW_VERSION = insert(entry_version)
_REWRITE = update(entry).where(entry.c.id == _ENTRY_OF.scalar_subquery()).values(text=bindparam("words"))
_EMPTY = update(entry).where(entry.c.id == bindparam("number")).values(text="", body=None)
_other = message_link.alias("other")
# No EXISTS: PostgreSQL would look through all messages that there are, in one go, instead of at the few of an entry.
_ANOTHER = (
    select(_other.c.id)
    .where(_other.c.entry == message_link.c.entry, _other.c.address == message_link.c.address)
    .limit(1)
)
_ONE_BEFORE = _ANOTHER.where(_other.c.id < message_link.c.id).scalar_subquery()
_ONE_AFTER = _ANOTHER.where(_other.c.id > message_link.c.id).scalar_subquery()
_SAID = (
    select(
        message_link.c.id,
        message_link.c.message_id,
        message_link.c.entry,
        entry.c.at,
        entry.c.author,
        entry.c.name,
        entry.c.text,
        entry.c.body,
        files.FIRST_ATTACHED.label("file"),
        _ONE_AFTER.label("next"),
    )
    .join(entry, entry.c.id == message_link.c.entry)
    .where(message_link.c.address == bindparam("address"), entry.c.deleted_at.is_(None), _ONE_BEFORE.is_(None))
    .limit(bindparam("limit"))
)
_LINES = Prepared(_SAID.where(message_link.c.id > bindparam("after")).order_by(message_link.c.id))
_LAST_LINES = Prepared(_SAID.order_by(message_link.c.id.desc()))
_CARRIED_BY = (
    select(message_link.c.entry, message_link.c.message_id)
    .where(
        message_link.c.address == bindparam("address"),
        message_link.c.entry.in_(bindparam("entries", expanding=True)),
    )
    .order_by(message_link.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A line to be written. `body` holds the parts and buttons of a bubble, or the packed text of a line."""

    at: datetime
    audience: Audience
    author: Author
    kind: Literal["words", "note", "line", "code", "pairing", "prompt", "notice"]
    person: int | None = None
    name: str = ""
    text: str = ""
    key: str | None = None
    body: Mapping[str, Any] | None = None
    files: tuple[File, ...] = ()


def as_written(entry: Entry, at: datetime, name: str = "") -> Written:
    """Return a line of the core as it is written; `name` is that of its author, where a person is one."""
    return Written(
        at=at,
        audience=entry.audience,
        author=entry.author,
        kind=entry.kind,
        person=entry.person,
        name=name if entry.person is not None else "",
        text=entry.words,
        key=entry.line.key if entry.line else None,
        body=pack(entry.line) if entry.line else None,
        files=entry.files,
    )


def write(tx: Connection, lines: Sequence[Written], *, ticket: int | None, conversation: int | None) -> list[int]:
    """Append `lines` to the timeline and return their numbers, in the same order."""
    entries: list[int] = [
        _NEW.scalar(
            tx,
            {
                "ticket": ticket,
                "conversation": conversation,
                "at": line.at,
                "audience": line.audience,
                "author": line.author,
                "kind": line.kind,
                "person": line.person,
                "name": line.name,
                "text": line.text,
                "key": line.key,
                "body": line.body,
            },
        )
        for line in lines
    ]
    for number, line in zip(entries, lines, strict=True):
        if line.files:
            files.attach(tx, number, line.files, line.at)
    return entries


def adopt(tx: Connection, ticket: int, conversation: int) -> list[int]:
    """Give the ticket the lines of the conversation that belonged to none yet; return those that customers said."""
    taken = _ADOPT.all(tx, {"number": ticket, "place": conversation})
    return sorted(row.id for row in taken if row.author == "customer" and row.audience == "customer")


def confide(tx: Connection, conversation: int) -> None:
    """Let nobody but leads read the lines of the conversation that belong to no ticket yet."""
    tx.execute(_CONFIDE, {"place": conversation})


def link(
    tx: Connection,
    *,
    address: int,
    message_id: str,
    direction: Literal["in", "out"],
    entry: int | None = None,
    card: int | None = None,
) -> bool:
    """Remember which message of a chat carries an entry or a card; say whether it was not known before."""
    values = {"address": address, "message_id": message_id, "direction": direction}
    return bool(_NEW_LINK.run(tx, {**values, "entry": entry, "card": card}))


def rewrite(tx: Connection, *, address: int, message_id: str, text: str) -> None:
    """Put `text` in place of the words of the entry that a message carries."""
    tx.execute(_REWRITE, {"address": address, "message_id": message_id, "words": text})


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The entry that a message carries: whose words, which, and on whose ticket."""

    entry: int
    author: str
    text: str
    ticket: int | None


def original(tx: Connection, address: int, message_id: str) -> Original | None:
    """Return the entry that a message carries, or None."""
    row = tx.execute(_ORIGINAL, {"address": address, "message_id": message_id}).one_or_none()
    return Original(entry=row.id, author=row.author, text=row.text, ticket=row.ticket) if row else None


def revise(tx: Connection, before: Original, text: str, now: datetime) -> None:
    """Put `text` in place of what an entry said, and keep what it was."""
    tx.execute(_NEW_VERSION, {"entry": before.entry, "at": now, "text": before.text})
    tx.execute(_REVISE, {"number": before.entry, "words": text})


def revise_words(tx: Connection, before: Original, words: str, now: datetime) -> None:
    """Do what `revise` does to what an agent said, which may be one part of a bubble."""
    body = tx.execute(_BODY, {"number": before.entry}).scalar()
    text = words
    if body and "plain" in body.get("keys", ()):
        parts = [dict(part) for part in body["parts"]]
        # An agent's own words have no text of ours around them: they are a part for themselves.
        parts[min(body["keys"].index("plain"), len(parts) - 1)]["text"] = words
        text = "\n\n".join(part["text"] for part in parts)
        tx.execute(_REVISE_BODY, {"number": before.entry, "said": body | {"parts": parts}})
    revise(tx, before, text, now)


def delete_for_customers(tx: Connection, number: int, now: datetime) -> None:
    """Show an entry to agents only from now on."""
    tx.execute(_DELETE, {"number": number, "now": now})


def take_back(tx: Connection, number: int) -> None:
    """Remove an entry that was just written and that nobody has seen."""
    files.detach(tx, number)
    tx.execute(_TAKE_BACK, {"number": number})


def empty(tx: Connection, number: int) -> None:
    """Forget the words of the entry with the number `number`."""
    tx.execute(_EMPTY, {"number": number})


def entry_of(tx: Connection, address: int, message_id: str) -> int | None:
    """Return the entry that a message carries, or None."""
    return tx.execute(_ENTRY_OF, {"address": address, "message_id": message_id}).scalar()


def ticket_of(tx: Connection, address: int, message_id: str) -> int | None:
    """Return the ticket whose timeline holds what a message carries, or None."""
    return tx.execute(_TICKET_OF, {"address": address, "message_id": message_id}).scalar()


def transcript(tx: Connection, address: int, after: int, limit: int) -> list[Line]:
    """Return what was said at an address since line `after`, oldest first; from 0, the last `limit` lines.

    What several messages carry is one line, which has the number of the first of them.
    """
    if after:
        rows = _LINES.all(tx, {"address": address, "after": after, "limit": limit})
    else:
        rows = _LAST_LINES.all(tx, {"address": address, "limit": limit})[::-1]
    attached = files.of_entries(tx, [row.entry for row in rows if row.file is not None])
    carried = _messages_of(tx, address, [row.entry for row in rows if row.next is not None])
    return [
        Line(
            id=row.id,
            author=row.author,
            name=row.name,
            at=row.at,
            parts=parts_of(row.text, row.body),
            buttons=buttons_of(row.body),
            message_ids=carried.get(row.entry, (row.message_id,)),
            files=attached.get(row.entry, ()),
        )
        for row in rows
    ]


def _messages_of(tx: Connection, address: int, entries: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """Return the messages at an address that carry each of `entries`, in their order."""
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    if entries:
        for row in tx.execute(_CARRIED_BY, {"address": address, "entries": list(entries)}):
            found[row.entry] += (row.message_id,)
    return found


def parts_of(text: str, body: Mapping[str, Any] | None) -> tuple[Part, ...]:
    """Return the parts of a bubble as it was shown; plain words are one part."""
    if not body or "parts" not in body:
        return (Part(text),) if text else ()
    return tuple(Part(part["text"], part["style"]) for part in body["parts"])


def buttons_of(body: Mapping[str, Any] | None) -> tuple[Button, ...]:
    """Return the buttons of a bubble as it was shown."""
    return tuple(Button(button["label"], button["payload"]) for button in (body or {}).get("buttons", ()))
