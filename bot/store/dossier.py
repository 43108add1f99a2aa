"""Everything that the database holds about a person, table by table, for who asks what the desk knows of him.

A table that leads to a person by its foreign keys stands in `SECTIONS` or, with the reason, in `LEFT_OUT`; a test asks
every table there is. Rows are read piece by piece, so that ten years of tickets need no more memory than one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Table, bindparam, select

from bot.store import tables as t
from bot.store.erasing import scope_of_person
from bot.store.words import batches, entries_of

By = Literal["person", "tickets", "conversations", "entries", "addresses", "customers", "suggestions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A table, the column by which its rows are a person's, and columns that are keys to something, not about him."""

    table: Table
    by: By
    column: str
    without: frozenset[str] = frozenset()

    def rows(self, tx: Connection, numbers: Mapping[By, tuple[int, ...]]) -> Iterator[dict[str, Any]]:
        """Yield the rows as JSON values."""
        shown = [column for column in self.table.columns if column.name not in self.without]
        wanted = select(*shown).where(self.table.c[self.column].in_(bindparam("numbers", expanding=True)))
        for batch in batches(numbers[self.by]):
            for row in tx.execute(wanted, {"numbers": batch}).mappings():
                yield {name: plain(value) for name, value in row.items()}


SECTIONS: tuple[Section, ...] = (
    Section(table=t.person, by="person", column="id"),
    Section(table=t.identity, by="person", column="person"),
    Section(table=t.customer, by="person", column="person"),
    Section(table=t.link_code, by="customers", column="customer", without=frozenset({"hash"})),
    Section(table=t.pairing_code, by="person", column="person", without=frozenset({"hash"})),
    Section(table=t.mistaken_code, by="person", column="person"),
    Section(table=t.address, by="addresses", column="id"),
    # `notice` is the version of the privacy notice that was shown.
    Section(table=t.conversation, by="conversations", column="id"),
    Section(table=t.ticket, by="tickets", column="id"),
    Section(table=t.ticket_link, by="tickets", column="ticket"),
    Section(table=t.shown_entry, by="tickets", column="ticket"),
    Section(table=t.move, by="tickets", column="ticket", without=frozenset({"once"})),
    Section(table=t.entry, by="entries", column="id"),
    Section(table=t.entry_version, by="entries", column="entry"),
    Section(table=t.entry_file, by="entries", column="entry"),
    Section(table=t.message_link, by="entries", column="entry"),
    Section(table=t.option_set, by="conversations", column="conversation", without=frozenset({"token"})),
    Section(table=t.outbox, by="entries", column="entry"),
    Section(table=t.inbox, by="addresses", column="address"),
    Section(table=t.rating, by="tickets", column="ticket"),
    Section(table=t.promise, by="tickets", column="ticket"),
    Section(table=t.timer, by="tickets", column="ticket"),
    Section(table=t.outage_link, by="tickets", column="ticket"),
    Section(table=t.suggestion, by="tickets", column="ticket"),
    Section(table=t.suggestion_hit, by="suggestions", column="suggestion"),
    Section(table=t.bank_run, by="tickets", column="ticket"),
    Section(table=t.webhook_delivery, by="tickets", column="ticket"),
)

LEFT_OUT: Mapping[str, str] = {
    "agent": "work at the desk, not the matters of a customer",
    "agent_queue": "as agent",
    "session": "as agent: signed in to the console",
    "token": "as agent: programs",
    "idempotency": "answers to programs that are about to be forgotten, made of what stands in the ticket",
    "card": "what a room of agents shows of a ticket, made of what stands in the ticket",
    "relay": "what agents are about to say or to note; what came of it stands in the entries",
    "seen": "when an agent looked at a ticket",
    "outage": "what the desk said to many, of nobody in particular",
    "outage_organization": "as outage",
    "outage_news": "as outage; what he was told of it stands in his entries",
    "saved_view": "an agent's own lists",
    "announcement": "what a lead told everybody",
    "notice": "what people of the desk are told about tickets: no words of anybody",
    "saved_reply": "an agent's own sentences",
}

_CUSTOMERS = select(t.customer.c.id).where(t.customer.c.person == bindparam("whose"))
_SUGGESTIONS = select(t.suggestion.c.id).where(t.suggestion.c.ticket.in_(bindparam("numbers", expanding=True)))
_CONTENTS = (
    select(t.file.c.sha256, t.file.c.type, t.entry_file.c.name)
    .join(t.entry_file, t.entry_file.c.file == t.file.c.sha256)
    .where(t.entry_file.c.entry.in_(bindparam("numbers", expanding=True)))
    .order_by(t.entry_file.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A file that stands on one of his tickets, under one of its names."""

    sha256: str
    type: str
    name: str


def numbers_of(tx: Connection, person: int) -> Mapping[By, tuple[int, ...]]:
    """Return by which numbers the rows of a person are found."""
    scope = scope_of_person(tx, person)
    suggestions: list[int] = []
    for batch in batches(scope.tickets):
        suggestions += tx.execute(_SUGGESTIONS, {"numbers": batch}).scalars()
    return {
        "person": (person,),
        "customers": tuple(tx.execute(_CUSTOMERS, {"whose": person}).scalars()),
        "tickets": scope.tickets,
        "conversations": scope.conversations,
        "addresses": scope.addresses,
        "entries": tuple(entries_of(tx, scope)),
        "suggestions": tuple(suggestions),
    }


def contents(tx: Connection, numbers: Mapping[By, tuple[int, ...]]) -> list[Content]:
    """Return the files on a person's tickets, each content once."""
    found: dict[str, Content] = {}
    for batch in batches(numbers["entries"]):
        for row in tx.execute(_CONTENTS, {"numbers": batch}):
            found.setdefault(row.sha256, Content(sha256=row.sha256, type=row.type, name=row.name))
    return list(found.values())


def plain(value: Any) -> Any:
    """Return a value of a column as JSON has it; moments in ISO form with their zone."""
    return value.isoformat() if isinstance(value, date | datetime) else value
