"""Searches, filters and the lists that agents keep: what is found, by whom, and at what cost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from bot.store import searching, views
from bot.store.saved import MOST
from bot.store.tables import entry, ticket
from bot.store.views import Filters
from core.effects import Command
from tests.bot.test_console_inbox import many, plans_of
from tests.console_desk import Visitor, text_of
from tests.world import CustomerOf, World


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


def waiting(world: World, name: str, words: str = "ekranım titriyor", account: str = "web/ornek") -> CustomerOf:
    customer = world.customer(name, account)
    customer.says(words, "destek uzmanı istiyorum")
    return customer


def at_desk(world: World, key: str = "elif") -> Visitor:
    visitor = Visitor(world)
    assert visitor.sign_in(key).status_code == 303
    return visitor


def found(visitor: Visitor, words: str, more: str = "") -> set[str]:
    page = visitor.get(f"/desk?q={quote(words)}{more}")
    assert page.status_code == 200, page.headers
    return set(re.findall(r'id="row-(\w+)"', page.text))


def test_words_are_found_however_they_are_typed(database_url: str) -> None:
    world = World(database_url)
    ayse = waiting(world, "ayşe", "IŞIKLI göstergesi yanıp sönüyor, İstanbul şubesi")
    veli = waiting(world, "veli", "yazıcı kâğıdı sıkıştırıyor")
    world.agent("elif").claims(veli.ref)
    world.agent("elif").notes(veli.ref, "Ölçüm: toner %3, parça no ZX-81/b")
    desk = at_desk(world)
    for words in (
        "ışıklı",
        "isikli",
        "ISIKLI",
        "istanbul",
        "İSTANBUL",
        "şube",
        "ISTANB",
        "ayşe",
        "AYSE",
        "göstergesi sube",
    ):
        assert found(desk, words) == {ayse.ref}, words
    assert found(desk, "göstergesi sube") == {ayse.ref}
    for words in ("yazıcı", "yazic", "KAGIDI", "sıkış", "olcum", "toner veli", "zx 81", "ZX-81/b"):
        assert found(desk, words) == {veli.ref}, words
    assert found(desk, "yazıcı ayşe") == set()
    assert found(desk, '"*) OR 1=1 --') == set()
    world.close()


@pytest.mark.parametrize("typed", ["{ref}", "{low}", "{spaced}", "{low}'un"])
def test_a_reference_leads_to_its_ticket_however_it_is_typed(world: World, typed: str) -> None:
    ref = waiting(world, "ali").ref
    words = typed.format(ref=ref, low=ref.lower(), spaced=f"{ref[:3]} {ref[3:]}")
    answer = at_desk(world).get(f"/desk?q={quote(words)}")
    assert answer.headers["location"] == f"/desk/tickets/{ref}#latest"


def test_the_beginning_of_a_reference_is_enough(world: World) -> None:
    ref = waiting(world, "ali").ref
    assert found(at_desk(world), ref[:4].lower()) == {ref}


def test_a_foreign_ticket_is_not_found_by_anything(world: World) -> None:
    ali = waiting(world, "ali")
    world.app.store.run(lambda tx: tx.execute(update(ticket).values(queue="network")))
    elif_, mert = at_desk(world), at_desk(world, "mert")
    assert found(mert, "titriyor") == {ali.ref}
    for words in (ali.ref, "titriyor", "ali"):
        assert found(elif_, words) == set()


def test_what_only_leads_read_is_found_by_leads_only(database_url: str) -> None:
    world = World(database_url)
    ali = waiting(world, "ali")

    def confide(tx: Connection) -> None:
        number = tx.execute(select(ticket.c.id)).scalar_one()
        line = {"audience": "leads", "author": "customer", "kind": "words", "name": "", "text": "kabaydı doğrusu"}
        tx.execute(insert(entry).values(ticket=number, at=world.clock.now(), **line))

    world.app.store.run(confide)
    assert found(at_desk(world, "zeynep"), "kabaydı") == {ali.ref}
    assert found(at_desk(world, "mert"), "kabaydı") == set()
    world.close()


def test_the_search_follows_every_change_of_the_words(database_url: str) -> None:
    world = World(database_url)
    ali, desk = waiting(world, "ali"), at_desk(world)
    change = update(entry).where(entry.c.author == "customer").values(text="hoparlör cızırdıyor")
    world.app.store.run(lambda tx: tx.execute(update(ticket).values(title="Ses")))
    world.app.store.run(lambda tx: tx.execute(change))
    assert (found(desk, "titriyor"), found(desk, "hoparlor"), found(desk, "ses")) == (set(), {ali.ref}, {ali.ref})
    world.agent("elif").notes(ali.ref, "kablosuz")
    world.app.store.run(lambda tx: tx.execute(delete(entry).where(entry.c.kind == "note")))
    assert found(desk, "kablosuz") == set()
    world.close()


def test_closed_tickets_are_found_too_and_filters_narrow_what_is_found(world: World) -> None:
    ali, veli = waiting(world, "ali"), waiting(world, "veli", account="web/kamu")
    closing = update(ticket).where(ticket.c.ref == ali.ref).values(status="closed", priority="P1")
    world.app.store.run(lambda tx: tx.execute(closing))
    lead = at_desk(world, "zeynep")
    assert found(lead, "titriyor") == {ali.ref, veli.ref}
    assert found(lead, "titriyor", "&view=closed") == {ali.ref}
    assert found(lead, "titriyor", "&view=all") == {veli.ref}
    assert found(lead, "titriyor", "&priority=P1") == {ali.ref}
    assert found(lead, "", "&view=all&organization=kamu") == {veli.ref}
    assert found(lead, "", "&view=all&organization=ornek") == set()
    assert "Bu seçime uyan çağrı yok." in lead.get("/desk?view=all&queue=network&type=request&service=vpn").text


def test_a_search_reads_no_whole_table(world: World) -> None:
    waiting(world, "ali")
    many(world, 300)
    for key in ("elif", "zeynep"):
        who = world.agent(key).agent
        plans = world.app.store.run(
            lambda tx, who=who: plans_of(
                tx, lambda: views.history(tx, who, Filters(words="yazici ali"), also_open=True)
            )  # type: ignore[misc]
        )
        steps = [step for plan in plans for step in plan]
        assert any("search_" in step for step in steps), steps
        assert not [step for step in steps if re.match(r"SCAN (ticket|entry|person)\b", step)], steps


def test_of_a_search_only_the_first_words_count() -> None:
    assert searching.words_of("İki  iki, ÜÇ'ü " + " ".join("abcdefghij")) == ("iki", "uc", "u", "a", "b", "c", "d", "e")


def test_a_list_is_kept_under_its_name_and_dropped_again(world: World) -> None:
    ali, desk = waiting(world, "ali"), at_desk(world)
    page = desk.get("/desk?view=all&priority=P3&q=titriyor")
    kept = desk.submit(page, "/desk/lists", name="Titreyenler")
    assert kept.headers["location"] == "/desk?view=all&q=titriyor&priority=P3"
    shown = desk.get(kept.headers["location"])
    assert "Titreyenler" in text_of(shown.text)
    assert f'id="row-{ali.ref}"' in shown.text
    assert "Titreyenler" not in at_desk(world, "mert").get("/desk").text
    number = re.search(r'action="/desk/lists/(\d+)/drop"', shown.text)
    assert number
    foreign = at_desk(world, "mert")
    form = desk.submit(page, "/desk/lists", name="Başka").status_code
    assert form == 303
    own = foreign.get("/desk?view=all&priority=P3")
    mark = re.search(r'name="csrf" value="([^"]+)"', own.text)
    assert mark
    foreign.post(f"/desk/lists/{number[1]}/drop", csrf=mark[1])
    assert "Titreyenler" in desk.get("/desk").text
    desk.submit(desk.get("/desk"), f"/desk/lists/{number[1]}/drop")
    assert "Titreyenler" not in desk.get("/desk").text


def test_the_same_name_keeps_the_newer_list_and_there_is_an_end(world: World) -> None:
    desk = at_desk(world)
    page = desk.get("/desk?view=all&priority=P1")
    for number in range(MOST + 2):
        desk.submit(page, "/desk/lists", name=f"Liste {number}")
    desk.submit(desk.get("/desk?view=all&priority=P2"), "/desk/lists", name="Liste 0")
    shown = desk.get("/desk").text
    assert shown.count('href="/desk?view=all&amp;priority=P1"') == MOST - 1
    assert shown.count('href="/desk?view=all&amp;priority=P2"') == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [("/desk/lists/x/drop", 404), ("/desk/lists/99999999999999999999/drop", 404), ("/desk/lists", 422)],
)
def test_a_list_that_is_none_is_refused(world: World, path: str, status: int) -> None:
    desk = at_desk(world)
    page = desk.get("/desk?view=all&priority=P1")
    mark = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert mark
    assert desk.post(path, csrf=mark[1], name=" ").status_code == status
    assert desk.post(path, csrf="no", name="x").status_code == 403


def test_bold_is_what_happened_since_the_agent_looked(world: World) -> None:
    ali = waiting(world, "ali")
    elif_, mert = at_desk(world), at_desk(world, "mert")

    def unread(visitor: Visitor) -> bool:
        return f'id="row-{ali.ref}" class="unread"' in visitor.get("/desk?view=all").text

    assert unread(elif_)
    elif_.get(f"/desk/tickets/{ali.ref}")
    assert (unread(elif_), unread(mert)) == (False, True)
    world.waits(minutes=1)
    world.agent("mert").does(Command.NOTE, ali.ref, words="Bende de var.")
    assert unread(elif_)


def test_who_else_looks_and_who_types_is_shown_for_a_few_seconds(database_url: str) -> None:
    world = World(database_url)
    ali = waiting(world, "ali")
    elif_, mert = at_desk(world), at_desk(world, "mert")
    path = f"/desk/tickets/{ali.ref}"
    elif_.get(path)
    page = mert.get(path)
    assert "Elif Demir bu çağrıya bakıyor" in text_of(page.text)
    assert "Mert Kaya bu çağrıya" not in text_of(page.text)
    mark = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert mark
    assert mert.post(f"{path}/typing", csrf=mark[1]).status_code == 204
    assert mert.post(f"{path}/typing", csrf="no").status_code == 403
    assert mert.post("/desk/tickets/K7M2R9/typing", csrf=mark[1]).status_code == 404
    assert "Mert Kaya yazıyor" in text_of(elif_.get(path).text)
    world.waits(seconds=10)
    assert "Mert Kaya bu çağrıya bakıyor" in text_of(elif_.get(path).text)
    world.waits(seconds=30)
    assert "Mert Kaya bu" not in text_of(elif_.get(path).text)
    world.close()
