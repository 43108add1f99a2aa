"""Words looked for in tickets: in references here and elsewhere, titles, customers' names and what people wrote.

Reads only. The indexes are the database's own (migrations 0005, 0016), and hold no copy of the words. Each word may be
the beginning of one; a ticket is found that has all of them, wherever each of them stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, column, func, literal, literal_column, select, table, true, union_all

from bot.store.tables import entry, person, ticket
from core.language import fold
from core.people import Agent, Role

MOST_WORDS = 8
"""Words of a search that count; the others are ignored."""

NEWEST = 5_000
"""Lines and titles that are looked through for one word: of a word that is everywhere, the newest."""

_WORD = re.compile(r"[a-z0-9]+")


_FOREIGN: ColumnElement[str] = literal_column("CAST(jsonb_path_query_array(ticket.external_refs, '$[*].text') AS text)")


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a search, folded, each once."""
    return tuple(dict.fromkeys(_WORD.findall(fold(text))))[:MOST_WORDS]


def holding(tx: Connection, agent: Agent, words: Sequence[str]) -> list[ColumnElement[bool]]:
    """Return the conditions that a ticket holds each of `words`; none where there are none.

    What an agent may not read is not looked through for him. Who may see a ticket is for `visible` to say.
    """
    return [ticket.c.id.in_(_found(tx.dialect.name == "sqlite", agent, word)) for word in words]


def _found(sqlite: bool, agent: Agent, word: str) -> ColumnElement[int]:
    has = _matches if sqlite else _has
    readable = _readable(agent)
    titles = select(ticket.c.id).where(has("ticket", ticket.c.id, ticket.c.title, word))
    names = select(ticket.c.id).where(
        ticket.c.requester.in_(select(person.c.id).where(has("person", person.c.id, person.c.name, word)))
    )
    lines = select(entry.c.ticket).where(
        # As the index says which lines it holds.
        entry.c.author != literal("bot", literal_execute=True),
        entry.c.text != literal("", literal_execute=True),
        has("entry", entry.c.id, entry.c.text, word),
        entry.c.ticket.is_not(None),
        readable,
    )
    numbers = select(ticket.c.id).where(ticket.c.ref >= word.upper(), ticket.c.ref < f"{word.upper()}a")
    foreign = select(ticket.c.id).where(
        # As the index says which tickets it holds.
        literal_column("ticket.external_refs <> '[]'"),
        has("foreign", ticket.c.id, _FOREIGN, word),
    )
    newest = [
        select(part.order_by(order.desc()).limit(NEWEST).subquery().c[0])
        for part, order in (
            (titles, ticket.c.id),
            (names, ticket.c.id),
            (lines, entry.c.id),
            (foreign, ticket.c.id),
        )
    ]
    return select(union_all(*newest, numbers).subquery().c[0]).scalar_subquery()


def _readable(agent: Agent) -> ColumnElement[bool]:
    if agent.role is Role.CUSTOMER_LEAD:
        return entry.c.audience == "customer"
    return true() if agent.leads else entry.c.audience != "leads"


def _matches(name: str, key: ColumnElement[int], text: ColumnElement[str], word: str) -> ColumnElement[bool]:
    index = table(f"search_{name}", column("rowid"), column(f"search_{name}"))
    wanted = select(index.c.rowid).where(index.c[f"search_{name}"].op("MATCH")(f'"{word}"*'))
    return key.in_(wanted.order_by(index.c.rowid.desc()).limit(NEWEST))


def _has(name: str, key: ColumnElement[int], text: ColumnElement[str], word: str) -> ColumnElement[bool]:
    # The words are letters and digits only: they cannot be operators.
    return func.search_words(text).op("@@")(func.to_tsquery("simple", f"{word}:*"))
