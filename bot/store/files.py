"""Files as the database knows them: what they are, which lines carry them, and which still wait for theirs.

The contents are kept elsewhere (`bot.files.vault`). A row of `upload` gives its sender the right to attach a
file to a message to come; knowing a hash gives no right to anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select

from bot.store.inserting import InsertNew
from bot.store.prepared import Prepared
from bot.store.tables import entry, entry_file, file, message_link, shown_entry, ticket, upload
from bot.store.types import AnyRow
from bot.store.views import visible
from core.messages import Attachment, File
from core.people import Agent, Role

_KEPT_AGAIN = InsertNew(file, unique=("sha256",), on=lambda new: {"kept_at": new.kept_at})
_NEW = InsertNew(file)
_ATTACH = Prepared(insert(entry_file))
_DETACH = delete(entry_file).where(entry_file.c.entry == bindparam("number"))
_NEW_UPLOAD = Prepared(insert(upload))
_FILE = (file.c.sha256, file.c.type, file.c.size, file.c.width, file.c.height)
_OF_ENTRIES = (
    select(entry_file.c.id, entry_file.c.entry, entry_file.c.name, *_FILE)
    .join(file, file.c.sha256 == entry_file.c.file)
    .where(entry_file.c.entry.in_(bindparam("entries", expanding=True)))
    .order_by(entry_file.c.id)
)
FIRST_ATTACHED = select(entry_file.c.id).where(entry_file.c.entry == entry.c.id).limit(1).scalar_subquery()
"""A file of an entry that has any; None of another."""

_HELD = (
    select(entry_file.c.name, *_FILE)
    .join(file, file.c.sha256 == entry_file.c.file)
    .join(entry, entry.c.id == entry_file.c.entry)
    .where(entry_file.c.id == bindparam("number"))
)
_SAID_THERE = _HELD.join(message_link, message_link.c.entry == entry.c.id).where(
    message_link.c.address == bindparam("address"), entry.c.deleted_at.is_(None)
)
_ON_TICKET = _HELD.add_columns(entry.c.ticket, entry.c.audience, entry.c.id.label("line")).where(
    entry.c.ticket.is_not(None)
)
_up = (
    select(ticket.c.id, ticket.c.duplicate_of)
    .where(ticket.c.id.in_(bindparam("numbers", expanding=True)))
    .cte("up", recursive=True)
)
_survivor = ticket.alias("survivor")
_SHOWN_ON = select(ticket.c.id).where(
    ticket.c.id.in_(
        select(
            _up.union_all(
                select(_survivor.c.id, _survivor.c.duplicate_of).join(_up, _up.c.duplicate_of == _survivor.c.ref)
            ).c.id
        )
    )
)
"""Tickets that show a line, and those they were merged into."""

_SHOWING = select(shown_entry.c.ticket).where(shown_entry.c.entry == bindparam("line"))
_UPLOADED = (
    select(upload.c.hash, upload.c.name, *_FILE)
    .join(file, file.c.sha256 == upload.c.file)
    .where(
        upload.c.sender == bindparam("sender"),
        upload.c.hash.in_(bindparam("hashes", expanding=True)),
        upload.c.at > bindparam("after"),
    )
)
_SENT = (
    select(func.count(), func.coalesce(func.sum(file.c.size), 0))
    .select_from(upload)
    .join(file, file.c.sha256 == upload.c.file)
    .where(upload.c.sender == bindparam("sender"), upload.c.at > bindparam("after"))
)
_OLD_UPLOADS = delete(upload).where(upload.c.at < bindparam("before"))
_CARRIED = select(entry_file.c.file).where(entry_file.c.entry.in_(bindparam("entries", expanding=True))).distinct()
_RELEASE = delete(entry_file).where(entry_file.c.entry.in_(bindparam("entries", expanding=True)))
_HELD_ELSEWHERE = select(entry_file.c.id).where(entry_file.c.file == bindparam("content")).limit(1)
_DROP_UPLOADS = delete(upload).where(upload.c.file == bindparam("content"))
_DROP_FILE = delete(file).where(file.c.sha256 == bindparam("content"))
_UPLOADS_OF = delete(upload).where(upload.c.sender == bindparam("whose")).returning(upload.c.file)
_UNUSED = (
    delete(file)
    .where(
        file.c.kept_at < bindparam("before"),
        ~exists().where(entry_file.c.file == file.c.sha256),
        ~exists().where(upload.c.file == file.c.sha256),
    )
    .returning(file.c.sha256)
)


def keep(tx: Connection, kept: File, now: datetime) -> None:
    """Record a content, or that it has come again."""
    _KEPT_AGAIN.run(tx, _values(kept, now))


def attach(tx: Connection, number: int, files: Sequence[File], now: datetime) -> None:
    """Let the entry `number` carry `files`, in this order."""
    for each in files:
        _NEW.run(tx, _values(each, now))
        _ATTACH.run(tx, {"entry": number, "file": each.sha256, "name": each.name})


def attach_new(tx: Connection, number: int, files: Sequence[File], now: datetime) -> None:
    """Let the entry `number` carry those of `files` that it does not carry yet."""
    if files:
        known = {each.file.sha256 for each in of_entries(tx, [number]).get(number, ())}
        attach(tx, number, [each for each in files if each.sha256 not in known], now)


def detach(tx: Connection, number: int) -> None:
    """Let an entry carry nothing; what nothing else carries is removed by and by."""
    tx.execute(_DETACH, {"number": number})


def release(tx: Connection, numbers: Sequence[int]) -> list[str]:
    """Let the entries `numbers` carry nothing, and return the contents that no other line carries.

    They are unknown from then on, also to who has uploaded them and not sent them yet; the caller removes them.
    """
    contents = list(tx.execute(_CARRIED, {"entries": list(numbers)}).scalars())
    tx.execute(_RELEASE, {"entries": list(numbers)})
    return drop_unheld(tx, contents)


def forget_uploads_of(tx: Connection, sender: str) -> list[str]:
    """Drop what `sender` has uploaded and not sent; return the contents that no line carries, as `release` does."""
    return drop_unheld(tx, list(tx.execute(_UPLOADS_OF, {"whose": sender}).scalars()))


def drop_unheld(tx: Connection, contents: Sequence[str]) -> list[str]:
    """Forget those of `contents` that no line carries, and return them."""
    freed = [each for each in contents if tx.execute(_HELD_ELSEWHERE, {"content": each}).first() is None]
    for each in freed:
        tx.execute(_DROP_UPLOADS, {"content": each})
        tx.execute(_DROP_FILE, {"content": each})
    return freed


def of_entries(tx: Connection, numbers: Collection[int]) -> Mapping[int, tuple[Attachment, ...]]:
    """Return the files of each of the entries `numbers` that has any."""
    found: dict[int, tuple[Attachment, ...]] = defaultdict(tuple)
    if numbers:
        for row in tx.execute(_OF_ENTRIES, {"entries": list(numbers)}):
            found[row.entry] += (Attachment(row.id, _file(row)),)
    return found


def said_at(tx: Connection, address: int, number: int) -> File | None:
    """Return the file `number` if a line that was said at an address carries it."""
    row = tx.execute(_SAID_THERE, {"number": number, "address": address}).first()
    return _file(row) if row else None


def seen_by(tx: Connection, agent: Agent, number: int) -> File | None:
    """Return the file `number` if it is of a ticket that `agent` may see, and for his eyes."""
    row = tx.execute(_ON_TICKET, {"number": number}).first()
    if row is None or (row.audience == "leads" and not agent.leads):
        return None
    if agent.role is Role.CUSTOMER_LEAD and row.audience != "customer":
        return None
    numbers = [row.ticket, *tx.execute(_SHOWING, {"line": row.line}).scalars()]
    seen = tx.execute(_SHOWN_ON.where(visible(agent)), {"numbers": numbers}).first()
    return _file(row) if seen else None


def add_upload(tx: Connection, hashed: str, sender: str, kept: File, now: datetime) -> None:
    """Let `sender` attach the file `kept` by the token behind `hashed`."""
    _NEW_UPLOAD.run(tx, {"hash": hashed, "sender": sender, "file": kept.sha256, "name": kept.name, "at": now})


def uploaded(tx: Connection, sender: str, hashes: Collection[str], after: datetime) -> Mapping[str, File]:
    """Return the files that `sender` has uploaded after a moment, by the hashes of their tokens."""
    values = {"sender": sender, "hashes": list(hashes), "after": after}
    return {row.hash: _file(row) for row in tx.execute(_UPLOADED, values)}


def sent_by(tx: Connection, sender: str, after: datetime) -> tuple[int, int]:
    """Return how many files, and how many bytes, `sender` has uploaded after a moment."""
    number, size = tx.execute(_SENT, {"sender": sender, "after": after}).one()
    return int(number), int(size)


def forget_uploads(tx: Connection, before: datetime) -> None:
    """Drop the right to attach what was uploaded before a moment."""
    tx.execute(_OLD_UPLOADS, {"before": before})


def drop_unused(tx: Connection, before: datetime) -> list[str]:
    """Drop the files that no line carries and nobody will attach, last kept before a moment; return their hashes."""
    return list(tx.execute(_UNUSED, {"before": before}).scalars())


def _values(kept: File, now: datetime) -> dict[str, object]:
    return {
        "sha256": kept.sha256,
        "size": kept.size,
        "type": kept.media_type,
        "width": kept.width,
        "height": kept.height,
        "kept_at": now,
    }


def _file(row: AnyRow) -> File:
    return File(row.sha256, row.name, row.type, row.size, row.width, row.height)
