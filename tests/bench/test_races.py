"""Rivals over real HTTP: one owner, one reply, one closing, nothing lost; and the judge sees what is not so."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, insert, select, update

from bench.races import YES, Tally, judge, race
from bot.store.engine import Tx
from bot.store.tables import entry, move, ticket
from tests.databases import KINDS, Kind
from tests.world import World


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS)
def test_of_rivals_at_console_web_and_api_one_wins_and_nothing_is_lost(kind: Kind) -> None:
    assert asyncio.run(race(kind, 6, durable=False)) == []


@pytest.fixture
def told(sqlite_url: str) -> Iterator[tuple[World, Tally]]:
    """Yield a desk with one matter from the claim to the closing, and what is to be true of it."""
    world = World(sqlite_url)
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("bir insanla görüşmek istiyorum")
    ref = ali.ref
    elif_.claims(ref)
    elif_.replies(ref, "Bakıyorum 1")
    elif_.solves(ref, "Kabloyu değiştirdik.")
    ali.presses(YES)
    yield world, Tally(claims=[ref], replies=["Bakıyorum 1"], closings=[ref], contradicted={YES: ref})
    world.close()


def judged(told: tuple[World, Tally]) -> list[str]:
    world, tally = told
    return world.app.store.run(lambda tx: judge(tx, tally))


def test_what_went_well_is_found_good(told: tuple[World, Tally]) -> None:
    assert judged(told) == []


@pytest.mark.parametrize("command", ["claim", "confirm"])
def test_what_was_done_twice_is_seen(told: tuple[World, Tally], command: str) -> None:
    def again(tx: Tx) -> None:
        row = tx.execute(select(move).where(move.c.command == command)).mappings().one()
        tx.execute(insert(move), {name: value for name, value in row.items() if name not in {"id", "once"}})

    told[0].app.store.run(again)
    assert judged(told)


def test_what_is_not_closed_in_the_end_is_seen(told: tuple[World, Tally]) -> None:
    told[0].app.store.run(lambda tx: tx.execute(update(ticket).values(status="solved")))
    assert len(judged(told)) == 2


def test_words_that_are_gone_are_seen(told: tuple[World, Tally]) -> None:
    told[0].app.store.run(lambda tx: tx.execute(update(entry).values(text="")))
    assert len(judged(told)) == 2


def test_a_claim_that_is_nowhere_is_seen(told: tuple[World, Tally]) -> None:
    told[0].app.store.run(lambda tx: tx.execute(delete(move).where(move.c.command == "claim")))
    assert judged(told)


def test_an_answer_that_nobody_should_get_is_seen(told: tuple[World, Tally]) -> None:
    told[1].heard("press", 409)
    assert judged(told) == []
    told[1].heard("press", 500)
    assert judged(told) == ["press: 500"]
