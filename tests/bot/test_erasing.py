"""What is known of a person is given out as a whole, and forgotten as a whole."""

from __future__ import annotations

import json
import logging
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import Table, Text, cast, insert, make_url, select, update

from bot.store import dossier, words
from bot.store import tables as t
from bot.store.tables import metadata
from core.effects import Command
from core.errors import NotFound
from core.messages import Kind
from core.secrets import MASK
from core.ticket import ClosureCode, Ending, Status
from tests.world import CustomerOf, World

MARK = "zürafa4711"


def _as_text(table: Table) -> list[Any]:
    return [cast(column, Text).label(column.name) for column in table.columns]


def everything(world: World) -> str:
    def read(tx: Any) -> str:
        return "\n".join(
            f"{table.name}.{name}: {value}"
            for table in metadata.sorted_tables
            for row in tx.execute(
                select(*(cast(column, Text).label(column.name) for column in table.columns))
            ).mappings()
            for name, value in row.items()
        )

    return world.app.store.run(read)


def places_of(world: World, mark: str = MARK) -> list[str]:
    return [line[:200] for line in everything(world).splitlines() if mark.casefold() in line.casefold()]


def person_of(world: World, customer: CustomerOf) -> int:
    number = world.app.store.run(
        lambda tx: tx.execute(select(t.identity.c.person).where(t.identity.c.external_id == customer.name)).scalar()
    )
    assert number is not None
    return int(number)


@pytest.fixture
def marked(world: World) -> CustomerOf:
    """A customer whose every word holds the mark: his name, lines, notes about him, reasons, fields, files."""
    customer, elif_ = world.customer(MARK), world.agent("elif")
    customer.says(f"vpn bağlanmıyor {MARK}")
    customer.says("evet çözüldü")
    customer.says(f"merhaba {MARK}")
    customer.says(f"yazıcı çıktı vermiyor {MARK}", "destek uzmanı istiyorum")
    ref = customer.ref
    customer.says(f"{MARK} katındaki yazıcı")
    elif_.claims(ref)
    customer.shows(customer.keeps(f"{MARK}.txt", f"içerik {MARK}".encode()), text=f"ekte {MARK}")
    customer.edits(f"ekte {MARK}", f"ekte {MARK}, yeniden")
    elif_.notes(ref, f"{MARK} çok sinirli")
    elif_.replies(ref, f"Merhaba {MARK}")
    elif_.does(Command.CALL, ref, reached=True, words=f"{MARK} evdeymiş")
    elif_.does(Command.VISIT, ref, reached=False, words=f"{MARK} yerinde yoktu")
    elif_.does(Command.CLASSIFY, ref, title=f"{MARK} yazıcısı", affected=f"{MARK} hanım")
    elif_.does(Command.CLASSIFY, ref, title="yazıcı", affected="")
    elif_.does(Command.WAIT_PROVIDER, ref, reason=f"Telekom, {MARK}")
    elif_.does(Command.PRIORITIZE, ref, priority="P2", reason=f"{MARK} istedi")
    elif_.does(Command.TRANSFER, ref, queue="network", words=f"{MARK}")
    world.agent("mert").claims(ref)
    world.agent("mert").does(
        Command.SOLVE,
        ref,
        words=f"Düzeldi {MARK}",
        closure_code=ClosureCode.NEW_SOLUTION,
        cause=f"{MARK} kablosu",
        steps=f"{MARK} için yenilendi",
    )
    customer.says("evet düzeldi")
    customer.says("1")
    customer.says(f"{MARK} hoşuma gitmedi")
    customer.says(f"vpn bağlanmıyor {MARK}")
    customer.keeps(f"gönderilmedi {MARK}.txt", f"yalnız {MARK}".encode())
    # What only other features write yet.
    person = person_of(world, customer)

    def plant(tx: Any) -> None:
        planted = {
            "affected": MARK, "fields": {"device": MARK}, "waiting_for": MARK,
            "external_refs": [{"text": MARK, "provider": ""}],
        }  # fmt: skip
        tx.execute(update(t.person).where(t.person.c.id == person).values(phone=MARK))
        tx.execute(update(t.ticket).where(t.ticket.c.ref == ref).values(planted))
        number = tx.execute(select(t.ticket.c.id).where(t.ticket.c.ref == ref)).scalar_one()
        now = world.clock.now()
        tx.execute(update(t.customer).where(t.customer.c.person == person).values(proof=f"{MARK}@ornek.example"))
        whose = tx.execute(select(t.customer.c.id).where(t.customer.c.person == person)).scalar_one()
        tx.execute(
            insert(t.link_code).values(
                hash="x", kind="mailed", organization="ornek", customer=whose, proof=f"{MARK}@b.example",
                uses_left=1, expires_at=now + timedelta(days=1),
            )
        )  # fmt: skip
        tx.execute(insert(t.address).values(account=1, chat=f"{MARK}@b.example", thread=""))
        body = {"type": "ticket.closed", "data": {"title": MARK}}
        waits = {"webhook": "itsm", "ticket": number, "event": "x", "body": body, "created_at": now}
        tx.execute(insert(t.webhook_delivery).values(**waits, state="ready", attempts=0, due_at=now))
        answer = json.dumps({"ref": ref, "title": MARK, "requester": {"name": MARK}}, ensure_ascii=False)
        agent = tx.execute(select(t.agent.c.person)).scalars().first()
        kept = {"person": agent, "key": "k", "request": "r", "started_at": now, "status": 200, "answer": answer}
        tx.execute(insert(t.idempotency).values(**kept))

    world.app.store.run(plant)
    # Words that wait for their turn, and words that wait to be sent.
    world.run(world.app.intake.receive(customer.inbound(Kind.TEXT, text=f"bir de {MARK}")))
    return customer


def test_after_an_erasure_the_mark_is_found_nowhere(
    world: World, marked: CustomerOf, caplog: pytest.LogCaptureFixture
) -> None:
    person, other = person_of(world, marked), world.customer("ayse")
    other.says("ekranım titriyor", "destek uzmanı istiyorum")
    assert len(places_of(world)) > 25
    tickets = world.count(t.ticket)
    with structlog.testing.capture_logs() as logs, caplog.at_level(logging.DEBUG):
        erased = world.run(world.app.erasing.person(person, who="cli:test", surface="cli"))
        world.waits(hours=1)
    assert (erased.known, erased.files) == (True, 2)
    assert places_of(world) == []
    assert MARK not in str(logs) + caplog.text
    for path in world.app.config.files.dir.rglob("*"):
        assert not path.is_file() or MARK.encode() not in path.read_bytes()
    if world.app.store.sqlite:
        database = Path(str(make_url(world.app.store.url).database))
        for file in (database, Path(f"{database}-wal")):
            content = file.read_bytes() if file.exists() else b""
            assert MARK.encode() not in content
            assert b"zurafa4711" not in content, "the full-text index"
    assert world.count(t.ticket) == tickets, "figures stay"
    ends = select(t.ticket.c.status, t.ticket.c.end_reason).where(t.ticket.c.requester == person)
    statuses = world.app.store.run(lambda tx: tx.execute(ends).all())
    assert {row.status for row in statuses} == {Status.CLOSED}
    assert {row.end_reason for row in statuses} == {Ending.CONFIRMED, Ending.ERASED}
    assert other.ticket.status is Status.QUEUED
    assert "titriyor" in everything(world)
    told = world.app.store.run(lambda tx: tx.execute(select(t.audit).where(t.audit.c.what == "person.erase")).all())
    assert [(row.who, row.subject) for row in told] == [("cli:test", f"person:{person}")]


def test_erasing_twice_is_nothing_and_the_same_human_is_somebody_new(world: World, marked: CustomerOf) -> None:
    person = person_of(world, marked)
    world.run(world.app.erasing.person(person, who="cli:test", surface="cli"))
    before = everything(world)
    again = world.run(world.app.erasing.person(person, who="cli:test", surface="cli"))
    assert not again.known
    assert everything(world) == before
    fresh = world.customer("yeni")
    marked.says("yazıcı bozuk")
    assert person_of(world, marked) != person
    assert len(fresh.says("merhaba")) == 1


def test_words_that_wait_to_be_sent_are_dropped(world: World, marked: CustomerOf) -> None:
    person = person_of(world, marked)

    def hold(tx: Any) -> None:
        last = tx.execute(select(t.outbox.c.id).order_by(t.outbox.c.id.desc())).scalars().first()
        tx.execute(update(t.outbox).where(t.outbox.c.id == last).values(state="sending"))

    world.app.store.run(hold)
    world.run(world.app.erasing.person(person, who="cli:test", surface="cli"))
    assert world.count(t.outbox, t.outbox.c.state.in_(["ready", "sending"])) == 0
    assert world.count(t.outbox, t.outbox.c.state == "dropped") > 0
    assert world.count(t.inbox, t.inbox.c.state == "pending") == 0


def test_an_agent_who_was_a_customer_stays_an_agent(world: World, marked: CustomerOf) -> None:
    person = person_of(world, marked)
    world.app.store.run(
        lambda tx: tx.execute(
            insert(t.agent).values(person=person, key="ikisi", role="agent", active=True, source="cli")
        )
    )
    world.run(world.app.erasing.person(person, who="cli:test", surface="cli"))
    assert world.agent("ikisi").agent.name.casefold() == MARK.casefold()
    left = {place.partition(":")[0] for place in places_of(world)}
    assert left == {"person.name", "identity.external_id"}


def test_one_ticket_is_erased_by_a_lead_and_the_rest_stays(world: World, marked: CustomerOf) -> None:
    other = marked.says("monitör kırıldı, destek uzmanı istiyorum") and marked.ref
    first = world.app.store.run(lambda tx: tx.execute(select(t.ticket.c.ref).order_by(t.ticket.c.id)).scalars().first())
    assert first is not None
    assert first != other
    world.agent("zeynep").does(Command.ERASE, first)
    assert world.ticket(first).title == MASK
    assert world.ticket(first).end_reason is Ending.ERASED
    number = world.app.store.run(lambda tx: tx.execute(select(t.ticket.c.id).where(t.ticket.c.ref == first)).scalar())
    lines = select(t.entry.c.text, t.entry.c.body, t.entry.c.name).where(t.entry.c.ticket == number)
    rows = world.app.store.run(lambda tx: tx.execute(lines).all())
    assert MARK not in str(rows).casefold()
    assert places_of(world), "his other matters are not touched"
    assert world.count(t.person, t.person.c.erased_at.is_not(None)) == 0


def test_an_export_is_complete_and_can_be_read(world: World, marked: CustomerOf, tmp_path: Path) -> None:
    person, goal = person_of(world, marked), tmp_path / "p.zip"
    world.customer("ayse").says("başkasının sözleri")
    world.app.exporting.write(person, goal, who="agent:zeynep", surface="console")
    with zipfile.ZipFile(goal) as archive:
        assert archive.testzip() is None
        given = json.loads(archive.read("person.json"))
        files = [name for name in archive.namelist() if name.startswith("files/")]
        assert [archive.read(name).decode() for name in files] == [f"içerik {MARK}"]
    assert (given["format"], given["person"]) == (1, person)
    tables = given["tables"]
    assert set(tables) == {section.table.name for section in dossier.SECTIONS}
    for name in ("person", "identity", "customer", "conversation", "ticket", "move", "entry", "entry_version",
                 "entry_file", "rating", "suggestion", "inbox", "outbox", "link_code", "promise"):  # fmt: skip
        assert tables[name] or name == "promise", name
    said = json.dumps(given, ensure_ascii=False)
    assert "çok sinirli" in said, "what agents wrote about him is about him"
    assert "başkasının" not in said
    assert "$argon2" not in said
    for column in ("text", "query", "title", "reason", "words", "name"):
        assert f'"{column}": ' in said
    with pytest.raises(NotFound):
        world.run(world.app.exporting.person(10**9, who="agent:zeynep", surface="console"))
    assert not list((world.app.config.files.dir / "incoming").glob("*"))
    assert world.count(t.audit, t.audit.c.what == "person.export") == 1


def test_every_table_that_leads_to_a_person_is_exported_or_says_why_not() -> None:
    leads = {"person"}
    while True:
        more = {
            table.name
            for table in metadata.sorted_tables
            if any(key.column.table.name in leads for key in table.foreign_keys)
        }
        if more <= leads:
            break
        leads |= more
    decided = {section.table.name for section in dossier.SECTIONS} | set(dossier.LEFT_OUT)
    assert leads | {"address", "inbox"} == decided, "decide for a new table in bot/store/dossier.py, and in words.py"


KEPT_TEXT = {
    # Marks, keys and states of ours, numbers of platforms that are removed with their address, or agents' own.
    "person": {"name", "language", "phone"}, "identity": {"channel", "realm", "external_id"},
    "customer": {"organization", "proof"}, "link_code": {"hash", "kind", "organization", "proof"},
    "pairing_code": {"hash", "organization"},
    "address": {"chat", "thread"}, "conversation": {"language", "pace"},
    "ticket": {
        "ref", "organization", "type", "service", "priority", "impact", "urgency", "level", "queue", "status",
        "closure_code", "end_reason", "duplicate_of", "split_from", "source", "waiting_reason",
    },
    "move": {"actor", "surface", "command", "from_status", "to_status", "queue", "once"},
    "entry": {"audience", "author", "kind", "name", "key"}, "entry_file": {"file"},
    "message_link": {"message_id", "direction"}, "option_set": {"token"},
    "outbox": {"state", "error", "kind"}, "inbox": {"event_id", "content_key", "state"},
    "ticket_link": {"kind"}, "timer": {"kind", "body"}, "promise": {"kind"},
    "suggestion": {"lang", "decision", "outcome"}, "suggestion_hit": {"features"},
    "bank_run": {"question", "topic", "queue"},
    "webhook_delivery": {"webhook", "event", "state", "error"},
}  # fmt: skip


def test_every_column_of_text_about_a_person_is_rewritten_or_says_why_not() -> None:
    rewritten: dict[str, set[str]] = {}
    for place in words.PLACES:
        rewritten.setdefault(place.table.name, set()).update(place.columns)
    for section in dossier.SECTIONS:
        name = section.table.name
        texts = {column.name for column in section.table.columns if column.type.__class__.__name__ in {"Text", "JSON"}}
        assert texts == rewritten.get(name, set()) | (KEPT_TEXT.get(name, set()) & texts), name


def test_old_closed_tickets_lose_their_words_where_the_contract_says_so(world: World, marked: CustomerOf) -> None:
    erasing = world.app.erasing
    erasing._keep = {"ornek": timedelta(days=100)}
    world.waits(days=99)
    first = world.app.store.run(lambda tx: tx.execute(select(t.ticket.c.ref).order_by(t.ticket.c.id)).scalars().first())
    assert first is not None
    world.run(erasing.sweep())
    assert world.ticket(first).title != MASK
    world.waits(days=2)
    world.run(erasing.sweep())
    assert world.ticket(first).title == MASK
    assert world.ticket(first).end_reason is Ending.CONFIRMED, "reports say what they said"
    assert world.count(t.audit, t.audit.c.what == "ticket.age") >= 1
    before = everything(world)
    world.run(erasing.sweep())
    assert everything(world) == before
