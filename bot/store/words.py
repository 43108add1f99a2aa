"""Where words of people stand in the database, and how they are rewritten there: the one list of such places.

Redaction, erasure and retention all go through `rewrite`, so that a place that is added here is known to each of
them; a test walks all tables and asks for every column of text whether it is named here, or why not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Table, bindparam, or_, select, update

from bot.store.tables import (
    bank_run,
    conversation,
    entry,
    entry_file,
    entry_version,
    idempotency,
    inbox,
    move,
    option_set,
    rating,
    relay,
    suggestion,
    ticket,
    webhook_delivery,
)
from core.secrets.blot import SPOKEN

Change = Callable[[str], str]
Rewriter = Callable[[Any, Change], Any]

BATCH = 500
"""Numbers that one statement names."""

_OURS = frozenset({"agent", "owner", "queue", "ref", "priority", "source"})
"""Values of a system line that are the desk's own words."""

_TOLD = frozenset({"title", "name", "affected", "text", "words", "waiting_for", "email", "phone"})
"""What of an answer to a program are words of people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose words: those of `tickets`, what was said in `conversations` before it belonged to one, and what came in.

    `refs` are the references of the tickets, `lines` those of other tickets that they show. What came from `addresses`
    is looked through, too.
    """

    tickets: tuple[int, ...]
    refs: tuple[str, ...]
    lines: tuple[int, ...] = ()
    conversations: tuple[int, ...] = ()
    addresses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A table with words, found by numbers of a scope, and how each column with words is rewritten."""

    table: Table
    by: Literal["tickets", "conversations", "entries", "addresses"]
    column: str
    columns: Mapping[str, Rewriter]

    def rewrite(self, tx: Connection, numbers: Iterable[int], change: Change) -> None:
        """Rewrite the rows whose `column` is one of `numbers`."""
        keys = list(self.table.primary_key.columns)
        wanted = select(*keys, *(self.table.c[name] for name in self.columns if self.table.c[name] not in keys))
        found = wanted.where(self.table.c[self.column].in_(bindparam("numbers", expanding=True)))
        here = update(self.table).where(*(key == bindparam(f"key_{key.name}") for key in keys))
        for batch in batches(numbers):
            for row in tx.execute(found, {"numbers": batch}).mappings().all():
                after = {name: rewriter(row[name], change) for name, rewriter in self.columns.items() if row[name]}
                other = {name: value for name, value in after.items() if value != row[name]}
                if other:
                    tx.execute(here.values(other), {f"key_{key.name}": row[key.name] for key in keys})


def plain(value: Any, change: Change) -> Any:
    """Rewrite a text."""
    return change(value)


def _memory(value: Mapping[str, Any], change: Change) -> Any:
    return {name: change(said) if name in SPOKEN and said else said for name, said in value.items()}


def _fields(value: Mapping[str, str], change: Change) -> Any:
    return {name: change(said) if said else said for name, said in value.items()}


def _foreign(value: Sequence[Mapping[str, str]], change: Change) -> Any:
    return [{**each, "text": change(each["text"])} for each in value]


def _body(value: Mapping[str, Any], change: Change) -> Any:
    """Rewrite the parts of a bubble, and the values of a line that are not the desk's own."""
    if "values" in value:
        return {**value, "values": {name: _value(name, each, change) for name, each in value["values"].items()}}
    parts = [{**part, "text": change(part["text"])} for part in value.get("parts", ())]
    buttons = [{**button, "label": change(button["label"])} for button in value.get("buttons", ())]
    return {**value, "parts": parts, "buttons": buttons}


def _value(name: str, value: Any, change: Change) -> Any:
    match value:
        case str() if name not in _OURS:
            return change(value)
        case {"$text": inner}:
            return {"$text": _body(inner, change)}
        case {"$localized": names} if name == "answer":
            return {"$localized": {lang: change(said) for lang, said in names.items()}}
    return value


def _answers(value: Sequence[Sequence[str]], change: Change) -> Any:
    return [[question, change(answer)] for question, answer in value]


def _labels(value: Sequence[Mapping[str, Any]], change: Change) -> Any:
    return [{**each, "label": change(each["label"])} for each in value]


def _told(value: Any, change: Change, name: str = "") -> Any:
    match value:
        case dict():
            return {
                key: _fields(inner, change)
                if key == "fields" and isinstance(inner, dict)
                else _told(inner, change, key)
                for key, inner in value.items()
            }
        case list():
            return [_told(inner, change, name) for inner in value]
        case str() if name in _TOLD:
            return change(value)
    return value


def _files(value: Sequence[Sequence[Any]], change: Change) -> Any:
    return [[sha256, change(name), *rest] for sha256, name, *rest in value]


def _raw(value: Mapping[str, Any], change: Change) -> Any:
    told = {**value, "text": change(value["text"]), "files": _files(value["files"], change)}
    if told.get("values"):
        told["values"] = _fields(told["values"], change)
    return {**told, "raw": _all(value["raw"], change)}


def _all(value: Any, change: Change) -> Any:
    match value:
        case dict():
            return {name: _all(inner, change) for name, inner in value.items()}
        case list():
            return [_all(inner, change) for inner in value]
        case str():
            return change(value)
    return value


LINES = Place(table=entry, by="entries", column="id", columns={"text": plain, "body": _body})
"""What was said, as it is shown."""

PLACES: tuple[Place, ...] = (
    Place(
        table=ticket, by="tickets", column="id",
        columns={
            "title": plain, "affected": plain, "fields": _fields, "memory": _memory, "waiting_for": plain,
            "external_refs": _foreign,
        },
    ),
    Place(table=move, by="tickets", column="ticket", columns={"reason": plain}),
    Place(table=rating, by="tickets", column="ticket", columns={"words": plain}),
    Place(table=suggestion, by="tickets", column="ticket", columns={"query": plain}),
    Place(table=bank_run, by="tickets", column="ticket", columns={"answers": _answers}),
    Place(table=webhook_delivery, by="tickets", column="ticket", columns={"body": _told}),
    Place(table=relay, by="tickets", column="ticket", columns={"text": plain, "files": _files}),
    LINES,
    Place(table=entry_version, by="entries", column="entry", columns={"text": plain}),
    Place(table=entry_file, by="entries", column="entry", columns={"name": plain}),
    Place(table=conversation, by="conversations", column="id", columns={"talk": _memory}),
    Place(table=option_set, by="conversations", column="conversation", columns={"options": _labels}),
    Place(table=inbox, by="addresses", column="address", columns={"raw": _raw, "error": plain}),
)  # fmt: skip
"""Every place where words stand that belong to a ticket, a conversation, or an address."""

_ENTRIES = select(entry.c.id).where(
    or_(
        entry.c.ticket.in_(bindparam("tickets", expanding=True)),
        entry.c.ticket.is_(None) & entry.c.conversation.in_(bindparam("conversations", expanding=True)),
    )
)
_ANSWERS = select(idempotency.c.person, idempotency.c.key, idempotency.c.answer).where(
    idempotency.c.answer.contains(bindparam("ref"), autoescape=False)
)
_ANSWER = (
    update(idempotency)
    .where(idempotency.c.person == bindparam("whose"), idempotency.c.key == bindparam("mark"))
    .values(answer=bindparam("said"))
)


def entries_of(tx: Connection, scope: Scope) -> list[int]:
    """Return the lines of a scope."""
    found = list(scope.lines)
    places = list(scope.conversations)
    for batch in batches(scope.tickets or (0,)):
        found += tx.execute(_ENTRIES, {"tickets": batch, "conversations": places}).scalars()
        places = []
    return found


def rewrite(tx: Connection, scope: Scope, change: Change) -> None:
    """Let `change` make of every text of a scope what shall stand there."""
    numbers = {
        "tickets": scope.tickets,
        "conversations": scope.conversations,
        "addresses": scope.addresses,
        "entries": tuple(entries_of(tx, scope)),
    }
    for place in PLACES:
        place.rewrite(tx, numbers[place.by], change)
    for ref in scope.refs:
        for row in tx.execute(_ANSWERS, {"ref": ref}).all():
            said = json.dumps(_told(json.loads(row.answer), change), ensure_ascii=False)
            tx.execute(_ANSWER, {"whose": row.person, "mark": row.key, "said": said})


def batches(numbers: Iterable[int]) -> Iterable[list[int]]:
    """Return `numbers` in pieces that one statement can name."""
    known = list(numbers)
    return (known[at : at + BATCH] for at in range(0, len(known), BATCH))
