"""The lists: who sees which tickets, in which order, and at what cost. Filters and searches: see the next file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, select, text, update

from bot.console.board import Board, View
from bot.store import promises, sheets, views
from bot.store.tables import ticket
from bot.store.views import PAGE, Filters
from core.contracts import Priority
from core.effects import Command
from core.people import Agent
from tests.console_desk import Visitor, text_of
from tests.world import CustomerOf, World


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


def waiting(world: World, name: str, account: str = "web/ornek") -> CustomerOf:
    customer = world.customer(name, account)
    customer.says("ekranım titriyor", "destek uzmanı istiyorum")
    return customer


def refs(world: World, key: str, view: View, older: str = "") -> list[str]:
    return page_of(world, key, view, older)[0]


def page_of(world: World, key: str, view: View, older: str = "") -> tuple[list[str], str]:
    who = world.agent(key).agent
    return world.app.store.run(lambda tx: read_page(tx, world, who, view, older))


def read_page(tx: Connection, world: World, who: Agent, view: View, older: str = "") -> tuple[list[str], str]:
    """Read a list as its page does."""
    board = Board(who.person, world.clock.now(), views.standing(tx, who), promises.running(tx, who))
    if view in {View.CLOSED, View.FOUND}:
        numbers, after = views.history(tx, who, Filters(), older, also_open=view is View.FOUND)
    else:
        rows, after = board.page(view, Filters(), older)
        numbers = [row.standing.id for row in rows]
    return [row.ref for row in views.listed(tx, numbers)], after


def many(world: World, count: int, **changed: Any) -> None:
    """Add copies of the one ticket there is, each a second younger."""

    def work(tx: Connection) -> None:
        model = tx.execute(select(ticket).limit(1)).mappings().one()
        start = tx.execute(text("SELECT max(id) FROM ticket")).scalar_one()
        rows = [
            {
                **model,
                **changed,
                "id": start + n,
                "ref": f"T{start + n}",
                "changed_at": model["changed_at"] + timedelta(seconds=n),
            }
            for n in range(1, count + 1)
        ]
        tx.execute(insert(ticket), rows)

    world.app.store.run(work)


def test_each_list_shows_its_tickets(database_url: str) -> None:
    world = World(database_url)
    ali, veli = waiting(world, "ali"), waiting(world, "veli")
    world.agent("elif").claims(veli.ref)
    assert refs(world, "elif", View.UNASSIGNED) == [ali.ref]
    assert refs(world, "elif", View.MINE) == [veli.ref]
    assert refs(world, "mert", View.MINE) == []
    assert refs(world, "mert", View.ALL) == [ali.ref, veli.ref]
    assert refs(world, "mert", View.CLOSED) == []
    closing = update(ticket).where(ticket.c.ref == ali.ref).values(status="closed")
    world.app.store.run(lambda tx: tx.execute(closing))
    assert refs(world, "mert", View.CLOSED) == [ali.ref]
    assert refs(world, "mert", View.ALL) == [veli.ref]
    world.close()


def test_an_agent_sees_his_queues_and_a_lead_sees_all(world: World) -> None:
    ali = waiting(world, "ali")
    world.app.store.run(lambda tx: tx.execute(update(ticket).values(queue="network")))
    assert refs(world, "elif", View.ALL) == []
    assert refs(world, "mert", View.ALL) == [ali.ref]
    assert refs(world, "zeynep", View.ALL) == [ali.ref]


def test_what_is_due_next_comes_first(world: World) -> None:
    first, second, urgent = (waiting(world, name) for name in ("ali", "veli", "ayşe"))
    world.agent("zeynep").does(Command.PRIORITIZE, urgent.ref, priority=Priority.P1, reason="Herkes etkileniyor")
    assert refs(world, "elif", View.UNASSIGNED) == [urgent.ref, first.ref, second.ref]


def test_what_was_given_back_stands_where_its_next_promise_puts_it(world: World) -> None:
    first, second = waiting(world, "ali"), waiting(world, "veli")
    world.agent("elif").claims(second.ref)
    world.agent("elif").replies(second.ref, "Merhaba")
    world.agent("elif").does(Command.RELEASE, second.ref)
    assert refs(world, "elif", View.UNASSIGNED) == [first.ref, second.ref]


def test_what_was_handed_over_is_followed_by_who_did_it(world: World) -> None:
    ali = waiting(world, "ali")
    world.agent("elif").claims(ali.ref)
    world.agent("elif").does(Command.TRANSFER, ali.ref, queue="network")
    assert refs(world, "elif", View.HANDED_OVER) == [ali.ref]
    assert refs(world, "zeynep", View.HANDED_OVER) == []


def test_an_answer_is_in_danger_from_the_last_quarter_of_its_time_on(world: World) -> None:
    ali = waiting(world, "ali")  # two hours of service from 10.00
    world.waits(minutes=85)
    assert refs(world, "elif", View.BREACHING) == []
    world.waits(minutes=10)
    assert refs(world, "elif", View.BREACHING) == [ali.ref]
    world.waits(hours=3)
    assert refs(world, "elif", View.BREACHING) == [ali.ref]
    world.agent("elif").claims(ali.ref)
    world.agent("elif").replies(ali.ref, "Merhaba")
    assert refs(world, "elif", View.BREACHING) == []


def test_what_waits_shows_when_the_desk_goes_on_by_itself(world: World) -> None:
    ali, veli = waiting(world, "ali"), waiting(world, "veli")
    elif_ = world.agent("elif")
    for each in (veli, ali):
        elif_.claims(each.ref)
    elif_.does(Command.WAIT_CUSTOMER, veli.ref, words="Hangi ekran?")
    elif_.solves(ali.ref, "Kabloyu değiştirdik.")
    assert refs(world, "elif", View.WAITING) == [veli.ref]
    assert refs(world, "elif", View.SOLVED) == [ali.ref]
    visitor = Visitor(world)
    visitor.sign_in("elif")
    assert "hatırlatma" in text_of(visitor.get("/desk?view=solved").text)


def test_every_ticket_is_on_exactly_one_page(database_url: str) -> None:
    world = World(database_url)
    waiting(world, "ali")
    many(world, PAGE * 2)
    for view in (View.UNASSIGNED, View.ALL, View.FOUND):
        seen: list[str] = []
        older = ""
        for _ in range(3):
            found, older = page_of(world, "elif", view, older)
            seen += found
        assert not older
        assert len(seen) == len(set(seen)) == PAGE * 2 + 1
    world.close()


@pytest.mark.parametrize("cursor", ["", "~", "P9", "P1~x", "~5", "P1~" + "9" * 40, "2026-01-01~1", "\x00~1", "²~²"])
def test_a_cursor_that_is_none_begins_at_the_top(world: World, cursor: str) -> None:
    ali = waiting(world, "ali")
    assert refs(world, "elif", View.ALL, cursor) == [ali.ref]


def test_the_page_says_who_what_where_and_since_when(world: World) -> None:
    ali = waiting(world, "ali")
    world.clock.move(timedelta(minutes=12))
    visitor = Visitor(world)
    visitor.sign_in("elif")
    shown = visitor.get("/desk").text
    row = shown[shown.index(f'id="row-{ali.ref}"') :]
    for words in (ali.ref, "ekranım titriyor", "Ali", "Örnek A.Ş.", "Destek Masası", "P3", "Sırada", "12 dk"):
        assert words in text_of(row)
    assert 'title="24 Kas 10.00 tarihinden beri. Açılış: 24 Kas 10.00"' in row
    counts = re.findall(r'id="tab-(\w+)".*?(?:<span class="count.*?>(\d+)</span>)?</a>', shown)
    assert counts == [
        ("unassigned", "1"),
        ("mine", "0"),
        ("handed_over", "0"),
        ("breaching", "0"),
        ("waiting", "0"),
        ("solved", "0"),
        ("all", "1"),
        ("closed", ""),
    ]


def test_an_unknown_list_is_the_first_one(world: World) -> None:
    visitor = Visitor(world)
    visitor.sign_in("elif")
    assert "Sırada bekleyen çağrı yok." in visitor.get("/desk?view=nonsense&older=%00").text


@pytest.mark.parametrize("key", ["elif", "zeynep"])
@pytest.mark.parametrize("view", list(View))
def test_no_list_reads_the_whole_history(world: World, key: str, view: View) -> None:
    waiting(world, "ali")
    who = world.agent(key).agent
    plans = world.app.store.run(lambda tx: plans_of(tx, lambda: read_page(tx, world, who, view)))
    assert any("ticket" in step for plan in plans for step in plan)
    for plan in plans:
        assert "SCAN ticket" not in [step.split(" USING")[0] for step in plan if " USING" not in step], plan
        walks = [step for step in plan if step.startswith("SCAN ticket")]
        # The newest closed ones are read off the index of changes, which ends at the limit.
        assert all("ix_ticket_open" in step or view in {View.CLOSED, View.FOUND} for step in walks), plan


def plans_of(tx: Connection, work: Any) -> list[list[str]]:
    """Return how SQLite carries out each statement of `work`."""
    said: list[tuple[str, Any]] = []

    def hear(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        said.append((statement, parameters))

    event.listen(tx, "before_cursor_execute", hear)
    work()
    event.remove(tx, "before_cursor_execute", hear)
    return [
        [row[3] for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        for statement, parameters in said
    ]


def test_a_page_costs_a_handful_of_statements_however_long_it_is(world: World) -> None:
    waiting(world, "ali")
    who = world.agent("elif").agent
    number = world.app.store.run(lambda tx: tx.execute(select(ticket.c.id)).scalar_one())

    def statements(tx: Connection) -> tuple[int, int]:
        lists = plans_of(tx, lambda: read_page(tx, world, who, View.ALL))
        return len(lists), len(plans_of(tx, lambda: sheets.timeline(tx, who, number)))

    few = world.app.store.run(statements)
    many(world, 100)
    assert world.app.store.run(statements) == few == (3, 5)


def test_until_when_an_answer_is_promised_is_shown_until_somebody_has_answered(world: World) -> None:
    waiting(world, "ali")
    veli = world.customer("veli", "web/kamu")
    veli.says("sap açılmıyor", "uzman istiyorum")
    with_bot = world.customer("can")
    with_bot.says("yazıcı çevrimdışı görünüyor")
    lead, ref = Visitor(world), world.customer("ali").ref
    lead.sign_in("zeynep")

    def due(ref: str) -> str:
        row = re.search(
            rf'<tr id="row-{ref}"[^>]*>.*?<td class="c-next.*?>(.*?)</td>', lead.get("/desk?view=all").text, re.DOTALL
        )
        assert row
        return row[1]

    # Two hours and four hours of service after 10.00; lunch is from 12.30 to 13.30.
    assert text_of(due(ref)) == "12.00 yanıt sözü"
    assert text_of(due(veli.ref)) == "15.00 yanıt sözü"
    assert text_of(due(with_bot.ref)) == "–"
    assert "Yanıt sözü En geç: 12.00" in text_of(lead.get(f"/desk/tickets/{ref}").text)
    assert "late" not in due(ref)
    world.waits(hours=3)
    assert ["late" in due(each) for each in (ref, veli.ref)] == [True, False]
    world.agent("elif").claims(ref)
    assert "late" in due(ref)
    world.agent("elif").replies(ref, "Merhaba, bakıyorum.")
    assert text_of(due(ref)) == "25 Kasım 13.30 bilgi sözü"
    assert "Yanıt sözü Geç tutuldu: 13.00" in text_of(lead.get(f"/desk/tickets/{ref}").text)
