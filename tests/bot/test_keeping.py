"""Promises in the database: what the clock finds, tells once and to whom, and what a turn costs."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, select, update

from bot.store import promises
from bot.store.tables import entry, promise, ticket
from core.effects import Command
from core.promises import PromiseKind
from tests.api.desk import Program
from tests.world import CustomerOf, World


def waiting(world: World, name: str = "ali") -> CustomerOf:
    customer = world.customer(name)
    customer.says("ekranım titriyor", "destek uzmanı istiyorum")
    return customer


def lines(world: World, ref: str) -> list[str]:
    """Return the keys of the ticket's system lines about promises."""
    found = world.app.store.run(
        lambda tx: tx.execute(
            select(entry.c.key)
            .join(ticket, ticket.c.id == entry.c.ticket)
            .where(ticket.c.ref == ref, entry.c.key.like("line.promise%"))
            .order_by(entry.c.id)
        ).scalars()
    )
    return [key.removeprefix("line.promise_") for key in found]


def rows(world: World, ref: str) -> dict[str, Any]:
    found = world.app.store.run(
        lambda tx: tx.execute(
            select(promise).join(ticket, ticket.c.id == promise.c.ticket).where(ticket.c.ref == ref)
        ).all()
    )
    return {row.kind: row for row in found}


def test_what_is_read_back_is_what_was_written(world: World) -> None:
    ali = waiting(world)
    kept = world.ticket(ali.ref).promises
    assert [each.kind for each in kept] == list(PromiseKind)
    assert {each.kind: each.next_at for each in kept} == {key: row.next_at for key, row in rows(world, ali.ref).items()}


def test_a_case_that_the_bot_has_writes_no_promise(world: World) -> None:
    world.customer("ali").says("yazıcı çevrimdışı görünüyor")
    assert world.count(promise) == 0


def test_the_clock_warns_once_and_breaks_once(world: World) -> None:
    ali = waiting(world)  # two hours from 10.00
    world.waits(minutes=80)
    assert lines(world, ali.ref) == []
    world.waits(minutes=15)
    world.waits(minutes=5)
    assert lines(world, ali.ref) == ["warned"]
    world.waits(minutes=25)
    world.waits(minutes=5)
    assert lines(world, ali.ref) == ["warned", "broken"]
    assert ali.hears()[-1] != "progress.no_news"
    assert world.ticket(ali.ref).promises[0].broken_at == rows(world, ali.ref)["respond"].due


def test_two_clocks_at_once_tell_once(world: World) -> None:
    refs = [waiting(world, name).ref for name in ("ali", "veli")]
    world.clock.move(timedelta(minutes=95))

    async def both() -> None:
        await asyncio.gather(*(world.app.keeping.sweep() for _ in range(3)))

    world.run(both())
    assert [lines(world, ref) for ref in refs] == [["warned"], ["warned"]]


def test_one_ticket_that_cannot_be_looked_after_does_not_hold_the_others(world: World) -> None:
    ali, veli = waiting(world), waiting(world, "veli")
    spoil = update(ticket).where(ticket.c.ref == ali.ref).values(status="solved")
    world.app.store.run(lambda tx: tx.execute(spoil))
    world.waits(minutes=95)
    assert (lines(world, ali.ref), lines(world, veli.ref)) == ([], ["warned"])


def test_the_customer_hears_once_that_there_is_no_news(world: World) -> None:
    ali, elif_ = waiting(world), world.agent("elif")
    elif_.claims(ali.ref)
    elif_.replies(ali.ref, "Bakıyorum.")
    world.waits(days=1, minutes=1)
    assert ali.hears()[-1] == "progress.no_news"
    told = ali.sees()[-1].parts[0].text
    assert told.startswith(f"{ali.ref} numaralı çağrınızda çalışmamız sürüyor")
    heard = len(ali.hears())
    world.waits(days=2)
    world.waits(days=2)
    assert len(ali.hears()) == heard
    assert lines(world, ali.ref).count("broken") == 2  # the news, and the solution after three days
    elif_.replies(ali.ref, "Parça bekliyoruz.")
    assert rows(world, ali.ref)["inform"].broken_at is None


def test_a_day_that_is_closed_meanwhile_moves_what_runs(world: World) -> None:
    ali = waiting(world)
    before = rows(world, ali.ref)
    catalogue = world.app.catalogue
    known = catalogue.organizations["ornek"]
    calendar = replace(known.contract.calendar, closed={date(2026, 11, 25): 0})
    changed = replace(known, contract=replace(known.contract, calendar=calendar))
    world.app.engine.catalogue = replace(catalogue, organizations={**catalogue.organizations, "ornek": changed})
    world.run(world.app.keeping.replan())
    after = rows(world, ali.ref)
    assert after["respond"] == before["respond"]
    assert after["resolve"].due == before["resolve"].due + timedelta(days=3)  # a weekend follows
    world.run(world.app.keeping.replan())
    assert rows(world, ali.ref) == after


def test_tickets_of_an_earlier_version_get_their_promises_from_the_first_plan(world: World) -> None:
    ali = waiting(world)
    world.app.store.run(lambda tx: tx.execute(promise.delete()))
    world.run(world.app.keeping.replan())
    assert sorted(rows(world, ali.ref)) == ["resolve", "respond"]
    assert rows(world, ali.ref)["respond"].due == world.ticket(ali.ref).opened_at + timedelta(hours=2)


def test_a_kind_that_is_promised_no_more_has_no_row(world: World) -> None:
    ali = waiting(world)
    kept = world.ticket(ali.ref).promises
    number = rows(world, ali.ref)["respond"].ticket
    world.app.store.run(lambda tx: promises.keep(tx, number, kept, kept[:1]))
    assert sorted(rows(world, ali.ref)) == ["respond"]


@pytest.mark.parametrize("query", ["due", "counting"])
def test_the_clock_finds_what_is_next_by_its_index(world: World, query: str) -> None:
    waiting(world)
    if not world.app.store.sqlite:
        pytest.skip("SQLite tells its plan in words")
    plans: list[str] = []

    def work(tx: Connection) -> None:
        def explain(*said: Any) -> None:
            plans.extend(row[-1] for row in said[1].connection.execute(f"EXPLAIN QUERY PLAN {said[2]}", said[3]))

        event.listen(tx, "before_cursor_execute", explain)
        if query == "due":
            promises.due(tx, world.clock.now(), 10)
        else:
            promises.counting(tx, 0, 10)
        event.remove(tx, "before_cursor_execute", explain)

    world.app.store.run(work)
    assert plans
    assert not [step for step in plans if step.startswith("SCAN") and "INDEX" not in step]


def test_programs_see_what_is_promised_and_what_is_in_danger(world: World) -> None:
    ali = waiting(world)
    program = Program(world)
    found = program.get(f"/tickets/{ali.ref}").json()["promises"]
    assert (found[0]["kind"], found[0]["standing"], found[0]["budget"]) == ("respond", "running", 7_200)
    assert program.get("/tickets", view="breaching").json()["items"] == []
    world.waits(minutes=95)
    assert [each["ref"] for each in program.get("/tickets", view="breaching").json()["items"]] == [ali.ref]
    world.agent("elif").claims(ali.ref)
    world.agent("elif").does(Command.REPLY, ali.ref, words="Merhaba")
    first = program.get(f"/tickets/{ali.ref}").json()["promises"][0]
    assert (first["standing"], first["due"]) == ("kept", None)
    assert program.get("/tickets", view="breaching").json()["items"] == []
