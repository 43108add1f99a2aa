"""People who write, and what a desk that has been open for a year has in its database.

One INSERT for each table, from numbers that the database counts itself; `{names}` in the statements are
filled in by `_fill`. The rows are as turns leave them when the matter is over, so that none of them waits.
"""

from __future__ import annotations

import json

from bench.by_hand import Driver, is_sqlite

FIRST_WRITER = 10_000_000
"""People who write in a benchmark have numbers from here on."""

PEOPLE_OF_HISTORY = 20_000_000
"""Past customers have numbers from here on."""

TICKETS_EACH = 20

_START, _STEP = 1_730_000_000, 150  # seconds: 200,000 tickets fill a year that ends before the present

# A digit first, so that no reference is one that a new ticket may draw.
_REF = " || ".join(
    f"substr('23456789', i / {size} % 8 + 1, 1) || substr('ABCDEFGHJKLMNPRSTUVYZ', i / {size} / 8 % 21 + 1, 1)"
    for size in (168 * 168, 168, 1)
)
_MEMORY = {
    "step": "trying", "words": "vpn bağlanmıyor", "tried": [7], "offered": [], "passed": [],
    "question": 1, "asked": False, "told": True, "thanked": False, "kept": False,
}  # fmt: skip
_LABELS = {"yes": "✅ Çözüldü", "no": "❌ Çözülmedi", "human": "👤 Yetkiliye bağlan"}
_OPTIONS = [{"value": value, "label": label} for value, label in _LABELS.items()]
_ARTICLE = "1. VPN programını kapatın.\n2. İnternet bağlantınızı denetleyin.\n3. Programı yeniden açın. " * 6
_BODY = {
    "parts": [{"text": _ARTICLE, "style": "article"}, {"text": "Dener misiniz?", "style": "plain"}],
    "buttons": [{"label": label, "payload": "o.AAAAAAAAAAAAAAAAAAAAAA.0"} for label in _LABELS.values()],
    "keys": ["answer.article", "answer.try", "ticket.opened"],
}
_FEATURES = dict.fromkeys(("votes", "lead", "wording", "coverage", "named", "length"), 0.5)

_PEOPLE = {
    "person": ("id, name, language, version, created_at", "i, 'Person ' || i, 'tr', 1, {at}"),
    "identity": ("person, channel, realm, external_id", "i, 'web', 'ornek', 'chat-' || i"),
    "customer": ("id, person, organization, verified", "i, i, 'ornek', TRUE"),
    "address": ("id, account, chat, thread", "i, {account}, 'chat-' || i, ''"),
    "conversation": ("id, address, person, customer, language, greeted", "i, i, i, i, 'tr', TRUE"),
}
_TICKETS = {
    "ticket": (
        (
            "id, ref, requester, organization, contract, home_conversation, title, type, priority, level, queue,"
            " status, owner_epoch, end_reason, memory, opened_at, closed_at, reopened, changed_at, version"
        ),
        (
            "{base} + i, {ref}, {who}, 'ornek', {contract}, {who}, 'vpn bağlanmıyor ' || i, 'incident', 'P3',"
            " '0+1', 'l1', 'closed', 0, 'confirmed', {memory}, {at}, {at}, 0, {at}, 2"
        ),
    ),
    "move": (
        "ticket, at, actor, person, surface, command, from_status, to_status, queue, reason",
        (
            "{base} + i, {at}, 'customer', {who}, 'web/ornek', CASE k WHEN 0 THEN 'open' ELSE 'confirm' END,"
            " CASE k WHEN 0 THEN NULL ELSE 'new' END, CASE k WHEN 0 THEN 'new' ELSE 'closed' END, 'l1', ''"
        ),
    ),
    "entry": (
        "id, ticket, conversation, at, audience, author, kind, person, name, text, key, body",
        (
            "{base} + i * 4 + k, {base} + i, {who}, {at}, CASE k WHEN 1 THEN 'agents' ELSE 'customer' END,"
            " CASE k WHEN 1 THEN 'system' WHEN 2 THEN 'bot' ELSE 'customer' END,"
            " CASE k WHEN 1 THEN 'line' ELSE 'words' END, CASE WHEN k IN (0, 3) THEN {who} END, '',"
            " CASE k WHEN 0 THEN 'vpn bağlanmıyor ' || i WHEN 2 THEN {article} WHEN 3 THEN 'düzeldi' ELSE '' END,"
            " CASE k WHEN 1 THEN 'line.opened' WHEN 2 THEN 'answer.article' END, CASE k WHEN 2 THEN {body} END"
        ),
    ),
    "message_link": (
        "address, message_id, direction, entry",
        "{who}, 'earlier-' || i || '-' || k, CASE k WHEN 2 THEN 'out' ELSE 'in' END, {base} + i * 4 + k",
    ),
    "inbox": (
        "account, event_id, content_key, address, order_key, received_at, state",
        "{account}, 'earlier-' || i || '-' || k, 'earlier-' || i || '-' || k, {who}, i * 2 + k, {at}, 'done'",
    ),
    "outbox": ("address, entry, state, attempts, due_at", "{who}, {base} + i * 4 + 2, 'sent', 1, {at}"),
    "option_set": (
        "token, conversation, ticket, question, options, created_at",
        "'earlier-' || i, {who}, {base} + i, 1, {options}, {at}",
    ),
    "suggestion": (
        "id, ticket, at, query, lang, revision, decision, outcome, outcome_at",
        "{base} + i, {base} + i, {at}, 'vpn bağlanmıyor ' || i, 'tr', 1, 'answer', 'solved', {at}",
    ),
    "suggestion_hit": (
        "suggestion, rank, article_version, probability, features",
        "{base} + i, k, {article_version}, 0.5, {features}",
    ),
}
_ROWS_EACH = {
    "move": (0, 1),
    "entry": (0, 1, 2, 3),
    "message_link": (0, 2, 3),
    "inbox": (0, 1),
    "suggestion_hit": range(4),
}
"""Rows of a ticket where it has more than one, by the number that the statements call k."""


def add_people(driver: Driver, first: int, count: int) -> None:
    """Record the people `first` and following, each with an empty conversation in a chat of their own."""
    _fill(driver, _PEOPLE, first, count)


def add_history(driver: Driver, tickets: int) -> None:
    """Record `tickets` closed tickets of past customers with all that belongs to them, and plan anew."""
    if not tickets:
        return
    people = max(1, tickets // TICKETS_EACH)
    _fill(driver, _PEOPLE, PEOPLE_OF_HISTORY, people)
    _fill(driver, _TICKETS, 1, tickets, who=f"({PEOPLE_OF_HISTORY} + i % {people})")
    if is_sqlite(driver):
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        driver.execute("ANALYZE")
        return
    for table in (*_PEOPLE, *_TICKETS):
        if table not in {"option_set", "suggestion_hit"}:
            driver.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    driver.commit()
    driver.autocommit = True
    driver.execute("VACUUM ANALYZE")
    driver.execute("CHECKPOINT")
    driver.autocommit = False


def _fill(driver: Driver, tables: dict[str, tuple[str, str]], first: int, count: int, who: str = "i") -> None:
    sqlite = is_sqlite(driver)
    seconds = f"{_START}.0 + i % 200000 * {_STEP}"
    names = {
        "at": f"strftime('%Y-%m-%d %H:%M:%S.000000', {seconds}, 'unixepoch')" if sqlite else f"to_timestamp({seconds})",
        "who": who,
        "ref": _REF,
        "base": "1000000",
        "account": "(SELECT id FROM account WHERE channel = 'web' AND key = 'ornek')",
        "contract": "(SELECT max(id) FROM contract WHERE organization = 'ornek')",
        "article_version": "(SELECT min(id) FROM article_version)",
        "article": f"'{_ARTICLE}'",
        **{
            name: f"'{json.dumps(value, ensure_ascii=False)}'" + ("" if sqlite else "::jsonb")
            for name, value in {"memory": _MEMORY, "options": _OPTIONS, "body": _BODY, "features": _FEATURES}.items()
        },
    }
    # What is counted out here needs no check of its references; 200,000 tickets have fifteen million of them.
    driver.execute("PRAGMA foreign_keys=OFF" if sqlite else "SET session_replication_role = replica")
    if sqlite:
        driver.execute("BEGIN IMMEDIATE")
    for table, (columns, values) in tables.items():
        ks = " UNION ALL ".join(f"SELECT {k} AS k" for k in _ROWS_EACH.get(table, (0,)))
        driver.execute(
            f"INSERT INTO {table} ({columns}) WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n"
            f" WHERE i < {first + count - 1}) SELECT {values.format(**names)} FROM n, ({ks}) AS ks ORDER BY i, k"
        )
    driver.execute("COMMIT")
    driver.execute("PRAGMA foreign_keys=ON" if sqlite else "SET session_replication_role = origin")
    if not sqlite:
        driver.commit()
