"""The measure: the same turns with the driver alone, in SQL written by hand.

The same statements in the same transactions, the same pragmas, the same rows. What the server makes of a
sentence is known beforehand, and nothing is checked. On SQLite one thread does everything on its
connection, on PostgreSQL four threads have a connection each.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import make_url

from bench.desk import Desk, line, spoken
from bot.clock import Clock
from bot.stage import Bubble
from bot.store.engine import POSTGRESQL_OPTIONS, PRAGMAS, WRITERS
from bot.store.inbox import packed
from bot.store.timeline import Written
from core.effects import Suggest
from core.pace import Pace
from core.ticket import REFERENCES, reference

Driver = Any  # A connection of sqlite3 or psycopg; both have `execute` and `commit`, and no common type.

_PLACE = (
    "SELECT conversation.id, conversation.person, conversation.customer, conversation.focus_ticket,"
    " conversation.language, conversation.greeted, conversation.shared, conversation.notice,"
    " conversation.talk, conversation.pace,"
    " conversation.wake_at, conversation.gathering_since,"
    " address.id, address.chat, address.thread, account.channel, account.key, person.name,"
    " customer.organization, customer.verified,"
    " EXISTS (SELECT 1 FROM ticket WHERE ticket.requester = conversation.person AND ticket.status <> 'closed')"
    " FROM conversation JOIN address ON address.id = conversation.address"
    " JOIN account ON account.id = address.account JOIN person ON person.id = conversation.person"
    " JOIN customer ON customer.id = conversation.customer"
)
_OWNER = "SELECT person.id FROM person JOIN conversation ON conversation.person = person.id"
_SQL = {
    "place_at": f"{_PLACE} WHERE address.account = ? AND address.chat = ? AND address.thread = ?",
    "place": f"{_PLACE} WHERE conversation.id = ?",
    "lock_at": f"{_OWNER} JOIN address ON address.id = conversation.address"
    " WHERE address.account = ? AND address.chat = ? AND address.thread = ? FOR UPDATE OF person",
    "lock": f"{_OWNER} WHERE conversation.id = ? FOR UPDATE OF person",
    "keep": "INSERT INTO inbox (account, event_id, content_key, address, order_key, raw, received_at, state)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, 'pending') ON CONFLICT DO NOTHING RETURNING id",
    "entry": "INSERT INTO entry (ticket, conversation, at, audience, author, kind, person, name, text, key, body)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
    "link": "INSERT INTO message_link (address, message_id, direction, entry) VALUES (?, ?, 'in', ?)"
    " ON CONFLICT DO NOTHING",
    "wake": "UPDATE conversation SET wake_at = ?, gathering_since = ?, pace = ? WHERE id = ?",
    "pending": "SELECT id, raw FROM inbox WHERE address = ? AND state = 'pending' ORDER BY order_key, id LIMIT 100",
    "revision": "SELECT number FROM revision WHERE name = 'kb'",
    "taken": "SELECT id FROM ticket WHERE ref = ?",
    "ticket": "INSERT INTO ticket (ref, requester, organization, contract, home_conversation, title, type, service,"
    " priority, level, queue, status, owner_epoch, memory, opened_at, reopened, changed_at, version, fields, affected,"
    " chased, missed_calls)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 0, ?, 1, '{}', '', 0, 0) RETURNING id",
    "move": "INSERT INTO move (ticket, at, actor, person, surface, command, to_status, queue, reason)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "adopt": "UPDATE entry SET ticket = ? WHERE conversation = ? AND ticket IS NULL",
    "options": "INSERT INTO option_set (token, conversation, ticket, question, options, created_at)"
    " VALUES (?, ?, ?, ?, ?, ?)",
    "send": "INSERT INTO outbox (address, entry, guard_ticket, guard_epoch, state, attempts, due_at)"
    " VALUES (?, ?, ?, 0, 'ready', 0, ?)",
    "rest": "UPDATE conversation SET focus_ticket = ?, language = ?, greeted = TRUE, notice = ?, talk = ?, pace = ?,"
    " wake_at = NULL, gathering_since = NULL WHERE id = ?",
    "remind": "INSERT INTO timer (kind, ticket, due_at, body) VALUES ('remind', ?, ?, ?)"
    " ON CONFLICT (kind, ticket) DO UPDATE SET due_at = excluded.due_at",
    "suggestion": "INSERT INTO suggestion (ticket, at, query, lang, revision, decision) VALUES (?, ?, ?, ?, ?, ?)"
    " RETURNING id",
    "hit": "INSERT INTO suggestion_hit (suggestion, rank, article_version, probability, features)"
    " VALUES (?, ?, ?, ?, ?)",
    "done": "UPDATE inbox SET state = 'done' WHERE id = ?",
}


def connect(url: str) -> Driver:
    """Connect the driver to `url` as the server does."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        plain = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(plain, options=POSTGRESQL_OPTIONS)
    driver = sqlite3.connect(parsed.database or "", isolation_level=None, check_same_thread=False)
    for pragma in PRAGMAS:
        driver.execute(pragma)
    return driver


def is_sqlite(driver: Driver) -> bool:
    """Say which of the two drivers it is."""
    return isinstance(driver, sqlite3.Connection)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Script:
    """What is written for a sentence, as plain values in the order of the columns."""

    ticket: tuple[Any, ...]
    memory: Mapping[str, Any]
    notice: int
    talk: Mapping[str, Any]
    move: tuple[Any, ...]
    entries: tuple[tuple[Any, ...], ...]
    options: list[dict[str, str]]
    question: int
    remind_at: datetime
    suggested: tuple[Any, ...]
    hits: tuple[tuple[Any, ...], ...]


class ByHand:
    """Plays turns on the database at `url` with as many threads as the server has writers."""

    def __init__(self, url: str, desk: Desk) -> None:
        self._drivers = [connect(url) for _ in range(1 if desk.app.store.sqlite else WRITERS)]
        self._sqlite = desk.app.store.sqlite
        self._sql = {name: sql if self._sqlite else sql.replace("?", "%s") for name, sql in _SQL.items()}
        self._account = desk.app.catalogue.accounts["web/ornek"].id
        self._scripts = {words: _script(desk, words) for words in desk.rehearsals}
        self._moment: Callable[[datetime], Any] = _naive_text if self._sqlite else _as_it_is

    def talk(self, people: Sequence[int]) -> None:
        """Let each of `people`, whose conversations are there already, write a line and be answered."""
        waiting = iter(people)
        with ThreadPoolExecutor(len(self._drivers)) as threads:
            for done in [threads.submit(self._some, driver, waiting) for driver in self._drivers]:
                done.result()

    def close(self) -> None:
        """Close the connections."""
        for driver in self._drivers:
            driver.close()

    def _some(self, driver: Driver, waiting: Iterator[int]) -> None:
        for number in waiting:
            self._receive(driver, number)
            self._foresee(driver, number)
            self._wake(driver, number)

    def _begin(self, driver: Driver, how: str = "BEGIN IMMEDIATE") -> None:
        if self._sqlite:  # psycopg begins by itself
            driver.execute(how)

    def _receive(self, driver: Driver, number: int) -> None:
        sql, inbound = self._sql, line(number, _CLOCK)
        now = self._moment(_CLOCK.now())
        self._begin(driver)
        where = (self._account, inbound.address.chat, "")
        if not self._sqlite:
            driver.execute(sql["lock_at"], where).fetchone()
        driver.execute(sql["place_at"], where).fetchone()
        key = f"{inbound.address.chat}:{inbound.message_id}:text"
        raw = _json(packed(inbound))
        driver.execute(sql["keep"], (self._account, inbound.event_id, key, number, inbound.order, raw, now)).fetchone()
        driver.execute("SAVEPOINT turn")
        words = (
            None,
            number,
            now,
            "customer",
            "customer",
            "words",
            number,
            f"Person {number}",
            inbound.text,
            None,
            None,
        )
        [entry] = driver.execute(sql["entry"], words).fetchone()
        driver.execute(sql["link"], (number, inbound.message_id, entry))
        driver.execute(sql["wake"], (now, now, _PACE, number))
        driver.execute("RELEASE SAVEPOINT turn")
        driver.commit()

    def _foresee(self, driver: Driver, number: int) -> None:
        self._begin(driver, "BEGIN")
        driver.execute(self._sql["place"], (number,)).fetchone()
        driver.execute(self._sql["pending"], (number,)).fetchall()
        driver.commit()
        self._begin(driver, "BEGIN")
        driver.execute(self._sql["revision"]).fetchone()
        driver.commit()

    def _wake(self, driver: Driver, number: int) -> None:
        sql, now = self._sql, self._moment(_CLOCK.now())
        self._begin(driver)
        if not self._sqlite:
            driver.execute(sql["lock"], (number,)).fetchone()
        driver.execute(sql["place"], (number,)).fetchone()
        [(inbox, raw)] = driver.execute(sql["pending"], (number,)).fetchall()
        words = (json.loads(raw) if self._sqlite else raw)["text"]
        script = self._scripts[spoken(words)]
        driver.execute("SAVEPOINT turn")
        while driver.execute(sql["taken"], (ref := reference(secrets.randbelow(REFERENCES)),)).fetchone():
            pass
        contract, *described = script.ticket
        opened = (ref, number, "ornek", contract, number, *described, _json(script.memory), now, now)
        [ticket] = driver.execute(sql["ticket"], opened).fetchone()
        driver.execute(sql["move"], (ticket, now, "customer", number, *script.move))
        entries = [
            driver.execute(sql["entry"], (ticket, number, now, *written, _json(body))).fetchone()[0]
            for *written, body in script.entries
        ]
        driver.execute(sql["adopt"], (ticket, number))
        token = secrets.token_urlsafe(16)
        driver.execute(sql["options"], (token, number, ticket, script.question, _json(script.options), now))
        driver.execute(sql["send"], (number, entries[-1], ticket, now))
        language, revision, query, decision = script.suggested
        driver.execute(sql["rest"], (ticket, language, script.notice, _json(script.talk), _PACE, number))
        driver.execute(sql["remind"], (ticket, self._moment(script.remind_at), _json({})))
        suggested = (ticket, now, query, language, revision, decision)
        [suggestion] = driver.execute(sql["suggestion"], suggested).fetchone()
        hits = [(suggestion, rank, *hit, _json(features)) for rank, (*hit, features) in enumerate(script.hits)]
        (driver if self._sqlite else driver.cursor()).executemany(sql["hit"], hits)
        driver.execute(sql["done"], (inbox,))
        driver.execute("RELEASE SAVEPOINT turn")
        driver.commit()


_CLOCK = Clock()
_PACE = json.dumps(dict(Pace().after_words(_CLOCK.now()).after_answers(1, _CLOCK.now()).kept_form()))


def _script(desk: Desk, words: str) -> _Script:
    stage = desk.rehearsals[words].stage
    assert stage.ticket is not None
    new = stage.ticket
    [outcome] = stage.outcomes
    *lines, bubble = stage.lines
    [suggested] = stage.suggestions
    assert isinstance(bubble, Bubble)
    assert bubble.options is not None
    assert isinstance(suggested, Suggest)
    assert stage.remind_at is not None
    written = [*(line for line in lines if isinstance(line, Written)), bubble.written]
    return _Script(
        ticket=(
            desk.app.catalogue.terms[new.organization], new.title, new.type, new.service,
            new.priority.value, new.level.value, new.queue, new.status.value,
        ),
        memory=new.memory,
        notice=stage.conversation.notice,
        talk=stage.conversation.talk.kept_form(),
        move=(stage.surface, outcome.act.command.value, outcome.ticket.status.value, new.queue, outcome.act.reason),
        entries=tuple(
            (line.audience, line.author, line.kind, line.person, line.name, line.text, line.key, line.body)
            for line in written
        ),
        options=[{"value": value, "label": label} for value, label in bubble.options.options],
        question=bubble.options.question,
        remind_at=stage.remind_at,
        suggested=(stage.conversation.language, stage.revision, suggested.query, suggested.decision),
        hits=tuple((hit.version, hit.probability, dict(hit.features)) for hit in suggested.hits),
    )  # fmt: skip


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _naive_text(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ")


def _as_it_is(moment: datetime) -> datetime:
    return moment
