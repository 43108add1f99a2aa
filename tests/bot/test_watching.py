"""What a lead watches: each list has what belongs on it and nothing else, and costs an index."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, update

from bot.store import watching
from bot.store.tables import article, ticket
from bot.watching import moments, watch
from core.effects import Command
from core.errors import NotFound
from core.people import Role
from tests.api.desk import Program
from tests.bot.test_console_inbox import plans_of
from tests.console_desk import Visitor, text_of
from tests.world import CustomerOf, World

MONDAY = datetime(2026, 11, 30, 6, 5, tzinfo=UTC)
"""Monday, 9:05 in Istanbul."""


def waiting(world: World, name: str, *words: str) -> CustomerOf:
    customer = world.customer(name)
    customer.says(*(words or ("ekranım titriyor", "destek uzmanı istiyorum")))
    return customer


def seen(world: World, key: str = "zeynep") -> dict[str, list[str]]:
    """Return the references on each list that is not empty."""
    agent, now = world.agent(key).agent, world.clock.now()
    found = world.app.store.run(lambda tx: watch(tx, agent, world.app.catalogue, now))
    return {each.kind.value: [line.ref for line in each.lines] for each in found.lists if each.lines}


def goes_to(world: World, moment: datetime) -> None:
    world.waits(seconds=(moment - world.clock.now()).total_seconds())


def test_a_monday_morning(world: World) -> None:
    elif_ = world.agent("elif")
    left, asked, solved = waiting(world, "ali"), waiting(world, "veli"), waiting(world, "ayşe")
    for each in (asked, solved):
        elif_.claims(each.ref)
    elif_.does(Command.WAIT_PROVIDER, asked.ref, reason="Telekom", next_date=MONDAY + timedelta(days=3))
    goes_to(world, MONDAY - timedelta(days=3))
    elif_.solves(solved.ref, "Yenilendi.")
    goes_to(world, MONDAY - timedelta(days=1))
    fresh = waiting(world, "can")
    goes_to(world, MONDAY)
    found = seen(world)
    assert found["arrived"] == [fresh.ref]
    assert found["unowned"] == [left.ref, fresh.ref]
    assert left.ref in found["broken"]
    assert found["breaking"] == [fresh.ref]  # at eleven
    assert found["still"] == [left.ref]  # who waits for a date that is to come is not left alone
    assert found["unconfirmed"] == [solved.ref]
    assert "date_passed" not in found
    assert "reopened" not in found


def test_a_date_that_has_passed_and_one_that_is_missing(world: World) -> None:
    elif_, ali, veli = world.agent("elif"), waiting(world, "ali"), waiting(world, "veli")
    for each in (ali, veli):
        elif_.claims(each.ref)
        elif_.does(Command.WAIT_CUSTOMER, each.ref, words="Hangi sürüm?")
    gone = update(ticket).where(ticket.c.ref == veli.ref).values(next_date=None)
    world.app.store.run(lambda tx: tx.execute(gone))
    assert seen(world)["without_date"] == [veli.ref]
    world.clock.move(timedelta(days=5))
    assert seen(world)["date_passed"] == [ali.ref]


def test_what_silence_closes_today_and_what_came_back(world: World) -> None:
    elif_, ali, veli = world.agent("elif"), waiting(world, "ali"), waiting(world, "veli")
    for each in (ali, veli):
        elif_.claims(each.ref)
        elif_.solves(each.ref, "Yenilendi.")
    veli.presses("Hayır, sürüyor")
    assert seen(world)["reopened"] == [veli.ref]
    assert "closing" not in seen(world)
    for _ in range(60):
        if "closing" in seen(world):
            break
        world.waits(hours=3)
    assert (seen(world)["closing"], ali.ticket.open) == ([ali.ref], True)


def test_low_scores_stand_with_their_words(world: World) -> None:
    elif_, ali = world.agent("elif"), waiting(world, "ali")
    elif_.claims(ali.ref)
    elif_.solves(ali.ref, "Yenilendi.")
    ali.presses("Evet, düzeldi")
    ali.presses("1")
    ali.says("Çok geç döndünüz")
    desk = Visitor(world)
    desk.sign_in("zeynep")
    told = text_of(desk.get("/desk/watch").text)
    assert "1/5 Çok geç döndünüz" in told
    whose = rf"{ali.ticket.priority} {ali.ref} ekranım titriyor destek uzmanı istiyorum Örnek A.Ş. · Elif Demir"
    assert re.search(rf"{whose} · puan 10\.\d\d 1/5", told)
    assert seen(world)["low_rated"] == [ali.ref]


def test_many_at_once_are_said_above_all(world: World) -> None:
    for number in range(watching.SPIKE):
        waiting(world, f"kişi {number}", "vpn bağlanmıyor", "destek uzmanı istiyorum")
    lead, program = Visitor(world), Program(world, Role.LEAD, language="tr")
    lead.sign_in("zeynep")
    assert "Kısa sürede 5 çağrı: VPN" in text_of(lead.get("/desk/watch").text)
    assert [(each["count"], each["service"]["tr"]) for each in program.get("/watch").json()["spikes"]] == [(5, "VPN")]
    world.waits(minutes=20)
    assert program.get("/watch").json()["spikes"] == []


def test_programs_see_the_lists_and_the_drafts(world: World) -> None:
    ali, program = waiting(world, "ali"), Program(world, Role.LEAD)
    world.app.store.run(lambda tx: tx.execute(update(article).where(article.c.id == 1).values(status="draft")))
    found = program.get("/watch").json()
    lists = {each["kind"]: each for each in found["lists"]}
    assert list(lists) == list(watching.Watched)
    assert [(each["ref"], each["priority"]) for each in lists["unowned"]["items"]] == [(ali.ref, ali.ticket.priority)]
    assert not lists["unowned"]["more"]
    assert len(found["drafts"]) == 1


def test_a_long_list_is_cut_and_says_so(world: World) -> None:
    for number in range(watching.MOST + 1):
        waiting(world, f"kişi {number}")
    agent, now = world.agent("zeynep").agent, world.clock.now()
    found = world.app.store.run(lambda tx: watch(tx, agent, world.app.catalogue, now))
    unowned = next(each for each in found.lists if each.kind is watching.Watched.UNOWNED)
    assert (len(unowned.lines), unowned.more) == (watching.MOST, True)


def test_who_leads_nobody_finds_nothing_here(world: World) -> None:
    desk = Visitor(world)
    desk.sign_in("elif")
    assert desk.get("/desk/watch").status_code == 404
    assert Program(world).get("/watch").status_code == 404
    agent = world.agent("elif").agent
    with pytest.raises(NotFound):
        world.app.store.run(lambda tx: watch(tx, agent, world.app.catalogue, world.clock.now()))


def test_after_noon_the_day_ends_at_midnight(world: World) -> None:
    calendar = world.app.catalogue.organizations["ornek"].contract.calendar
    noon = datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert moments(calendar, MONDAY).noon == noon
    later = moments(calendar, noon)
    assert later.noon == later.midnight == datetime(2026, 11, 30, 21, tzinfo=UTC)


def test_no_list_reads_all_tickets(world: World) -> None:
    if not world.app.store.sqlite:
        pytest.skip("SQLite tells its plan in words")
    waiting(world, "ali")
    agent, now = world.agent("zeynep").agent, world.clock.now()

    def plans(tx: Connection) -> list[list[str]]:
        return plans_of(tx, lambda: watch(tx, agent, world.app.catalogue, now))

    steps: list[Any] = [step for plan in world.app.store.run(plans) for step in plan]
    assert steps
    assert not [step for step in steps if step.startswith("SCAN ticket") and "INDEX" not in step]
