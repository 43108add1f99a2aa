"""The gate, the schema, and what the columns promise. On both databases."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, insert, make_url, select

from bot.store import banks, conversations, inbox, knowledge, migrate, options, people, runs, tickets
from bot.store.engine import Store, StoreUnavailable, Tx, open_store
from bot.store.tables import inbox as inbox_table
from bot.store.tables import job_run, metadata, option_set, person
from core.errors import NaiveDatetime
from core.messages import Address, File, Inbound, Kind, Sender
from kb.article import Article
from tests.databases import KINDS, sample_knowledge
from tests.world import TUESDAY_MORNING, World

NOW = TUESDAY_MORNING


@pytest.fixture
def store(empty_url: str) -> Iterator[Store]:
    opened = open_store(empty_url)
    yield opened
    opened.close()


def add_person(tx: Tx, created_at: datetime = NOW) -> int:
    values = {"name": "Ayşe", "language": "tr", "version": 1, "created_at": created_at}
    return int(tx.execute(insert(person).returning(person.c.id), values).scalar_one())


def test_the_migrations_make_the_tables_of_the_code(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _is_ours})
        assert compare_metadata(context, metadata) == []
    engine.dispose()
    assert migrate.is_current(database_url)


def _is_ours(thing: object, name: str | None, *rest: object) -> bool:
    """Say whether the code names it: what full-text search consists of differs by database, and no code reads it."""
    return not (name or "").startswith("search_")


def test_upgrading_twice_changes_nothing(database_url: str) -> None:
    migrate.upgrade(database_url)
    assert migrate.is_current(database_url)


def test_a_new_sqlite_file_is_made_with_its_folder(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/deep/down/onkapi.db"
    assert not (tmp_path / "deep").exists()
    migrate.upgrade(url)
    assert migrate.is_current(url)


def test_what_a_failing_transaction_did_is_undone(store: Store) -> None:
    def work(tx: Tx) -> None:
        add_person(tx)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(store.write(work))
    assert asyncio.run(store.read(lambda tx: tx.execute(select(person)).all())) == []


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)read.?only"):
        store.look(add_person)


def test_who_only_reads_holds_no_transaction_open_on_postgresql(store: Store) -> None:
    def look(tx: Tx) -> bool:
        tx.execute(select(person)).all()
        driver: Any = tx.connection.driver_connection
        return bool(driver.in_transaction if store.sqlite else driver.info.transaction_status.name != "IDLE")

    assert store.look(look) is store.sqlite, "on SQLite what is read together is from one moment"


def test_moments_come_back_in_utc_to_the_microsecond(store: Store) -> None:
    istanbul = timezone(timedelta(hours=3))
    told = datetime(2026, 11, 24, 1, 2, 3, 456_789, tzinfo=istanbul)
    store.run(lambda tx: add_person(tx, told))
    [kept] = store.run(lambda tx: tx.execute(select(person.c.created_at)).scalars().all())
    assert kept == told
    assert kept.tzinfo is UTC


def test_a_moment_without_a_time_zone_is_an_error(store: Store) -> None:
    with pytest.raises(Exception, match="naive_datetime") as error:
        store.run(lambda tx: add_person(tx, datetime(2026, 11, 24)))  # noqa: DTZ001 -- that is the mistake
    assert NaiveDatetime.code in str(error.value)


def test_a_database_that_another_program_holds_is_trouble_not_a_mistake(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    store.run(lambda tx: tx.exec_driver_sql("PRAGMA busy_timeout=50"))
    with closing(sqlite3.connect(make_url(sqlite_url).database or "")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="locked"):
            store.run(add_person)
    store.close()


def test_an_event_is_read_back_as_it_was_received(store: Store) -> None:
    event = Inbound(
        address=Address("web/ornek", "chat", "thread"),
        sender=Sender(external_id="1", realm="ornek", name="Ayşe", language="en"),
        kind=Kind.PRESS,
        event_id="e",
        message_id="m",
        at=NOW,
        order=7,
        text="ğ 😀",
        payload="o.x.1",
        reply_to="r",
        files=(File("00", "ekran.png", "image/png", 9),),
        raw={"deep": ["down"]},
    )
    assert inbox.unpacked(inbox.packed(event)) == event


def test_the_words_of_old_events_are_emptied_and_their_keys_kept_longer(world: World) -> None:
    world.customer("ali").says("vpn bağlanmıyor")
    run, now = world.app.store.run, world.clock.now()

    def rows(tx: Tx) -> list[object]:
        return list(tx.execute(select(inbox_table.c.raw)).scalars())

    run(lambda tx: inbox.forget(tx, now + timedelta(days=8)))
    assert run(rows) == [None]
    run(lambda tx: inbox.forget(tx, now + timedelta(days=31)))
    assert run(rows) == []


def test_old_buttons_and_sessions_are_dropped(world: World) -> None:
    world.customer("ali").says("vpn bağlanmıyor")
    world.app.store.run(lambda tx: runs.forget(tx, world.clock.now() + timedelta(days=91)))
    assert world.count(option_set) == 0


def test_a_job_is_won_by_one_of_several_and_again_after_its_period(store: Store) -> None:
    hour = timedelta(hours=1)

    async def race(now: datetime) -> int:
        return sum(await asyncio.gather(*(store.write(lambda tx: runs.win(tx, "sweep", now, hour)) for _ in range(8))))

    assert asyncio.run(race(NOW)) == 1
    assert asyncio.run(race(NOW + timedelta(minutes=50))) == 0
    assert asyncio.run(race(NOW + hour)) == 1
    assert store.run(lambda tx: tx.execute(select(job_run.c.name)).scalars().all()) == ["sweep"]


def test_the_same_stranger_is_recorded_once(store: Store) -> None:
    sender = Sender(external_id="1", realm="r", name="Ayşe")
    first, second = (store.run(lambda tx: people.recognise(tx, sender, "web", "tr", NOW)) for _ in range(2))
    other = store.run(lambda tx: people.recognise(tx, sender, "telegram", "tr", NOW))
    assert first == second != other


def test_what_is_not_there_is_none(store: Store) -> None:
    assert store.run(lambda tx: tickets.by_id(tx, 1)) is None
    assert store.run(lambda tx: tickets.by_ref(tx, "K7M2R9")) is None
    assert store.run(lambda tx: people.agent(tx, 1)) is None
    assert store.run(lambda tx: conversations.by_id(tx, 1)) is None
    assert store.run(lambda tx: options.of_token(tx, "x")) is None


class TestKnowledge:
    """Articles and banks go in and come out as they are."""

    def test_what_was_imported_comes_out_the_same(self, store: Store) -> None:
        sample = sample_knowledge()
        count = store.run(lambda tx: knowledge.replace(tx, sample.articles, sample.banks, NOW))
        assert (count.new, count.changed) == (len(sample.articles) + len(sample.banks), 0)
        by_key = {(article.topic, article.lang): article for article in store.run(knowledge.every)}
        assert by_key == {(article.topic, article.lang): article for article in sample.articles}
        assert {bank.id: bank for bank in store.run(banks.newest).values()} == {bank.id: bank for bank in sample.banks}

    def test_an_import_of_the_same_changes_nothing_and_keeps_the_revision(self, store: Store) -> None:
        sample = sample_knowledge()
        counts = [store.run(lambda tx: knowledge.replace(tx, sample.articles, sample.banks, NOW)) for _ in range(2)]
        count = counts[-1]
        assert (count.new, count.changed) == (0, 0)
        assert store.run(knowledge.current_revision) == 1

    def test_a_changed_article_is_a_new_version_and_the_old_text_stays(self, store: Store) -> None:
        first = Article(
            topic="vpn", lang="tr", title="VPN", body="Eski.", kind="known_error", type="incident",
            organizations=frozenset({"ornek"}),
        )  # fmt: skip
        second = Article(topic="vpn", lang="tr", title="VPN", body="Yeni.", kind="known_error", type="incident")
        store.run(lambda tx: knowledge.replace(tx, [first], [], NOW))
        [(number, version, _)] = store.run(knowledge.load)[1]
        count = store.run(lambda tx: knowledge.replace(tx, [second], [], NOW))
        revision, [(same_number, next_version, article)] = store.run(knowledge.load)
        assert (count.changed, revision, same_number, article) == (1, 2, number, second)
        assert next_version != version

    def test_a_retired_article_is_not_searched(self, store: Store) -> None:
        retired = Article(
            topic="vpn", lang="tr", title="VPN", body="Eski.", kind="known_error", type="incident", status="retired"
        )
        store.run(lambda tx: knowledge.replace(tx, [retired], [], NOW))
        assert store.run(knowledge.load)[1] == []
        assert store.run(knowledge.every) == [retired]


def test_both_kinds_of_database_are_tested() -> None:
    assert set(KINDS) == {"sqlite", "postgresql"}
