"""What became of articles is kept, learned from by a command, and counts in a running server at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import insert, select
from typer.testing import CliRunner, Result

from bot.commands.kb import app
from bot.store import lessons
from bot.store import tables as t
from tests.world import World


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    made = World(database_url)
    yield made
    made.close()


def typed(world: World, *words: str) -> Result:
    url = world.app.config.database.url
    said = {"ONKAPI_KNOWLEDGE__SEMANTIC": "off"}
    return CliRunner().invoke(app, ["calibrate", "--database", url, *words], env=said)


def remember(world: World, number: int, wrong_of_ten: int) -> None:
    """Let so many answers be given as the first of Ali was, of which some of ten did not help."""

    def write(tx) -> None:  # type: ignore[no-untyped-def]
        [given] = tx.execute(select(t.suggestion).where(t.suggestion.c.decision == "answer")).all()
        hit = tx.execute(select(t.suggestion_hit).where(t.suggestion_hit.c.rank == 0)).first()
        for each in range(number):
            outcome = "refused" if each % 10 < wrong_of_ten else "solved"
            copy = {**given._mapping, "outcome": outcome, "outcome_at": given.at}
            copy.pop("id")
            made = tx.execute(insert(t.suggestion).values(copy).returning(t.suggestion.c.id)).scalar_one()
            tx.execute(insert(t.suggestion_hit).values({**hit._mapping, "suggestion": made}))

    world.app.store.run(write)


def test_an_answer_and_what_became_of_it_is_a_lesson(world: World) -> None:
    ali, veli, can = (world.customer(name) for name in ("ali", "veli", "can"))
    for each in (ali, veli, can):
        each.says("vpn bağlanmıyor")
    ali.says("evet çözüldü, teşekkürler")
    veli.presses("Çözülmedi")
    known = world.app.store.run(lessons.given)
    assert sorted(each.right for each in known) == [False, True]
    assert all(each.features["vote"] > 0 for each in known)


def test_a_desk_that_is_often_wrong_learns_to_ask_people_and_takes_it_back(world: World) -> None:
    world.customer("ali").says("vpn bağlanmıyor")
    few = typed(world)
    assert (few.exit_code, few.stdout) == (2, "")
    assert few.stderr.startswith("the outcomes of 0 given articles are known, and 100 are needed")
    remember(world, 200, wrong_of_ten=8)
    shown = typed(world, "--dry-run")
    assert shown.stdout.startswith("200 articles were given whose outcome is known; wanted are 95% right")
    assert world.customer("veli").says("vpn bağlanmıyor")[-1].buttons[0].label == "Çözüldü", "nothing is kept yet"
    assert typed(world).exit_code == 0
    offered = [button.label for line in world.customer("can").says("vpn bağlanmıyor") for button in line.buttons]
    assert "Çözüldü" not in offered
    assert typed(world, "--reset").stdout == "what was learned is taken back\n"
    assert typed(world, "--reset").stdout == "nothing was learned\n"
    assert world.customer("eda").says("vpn bağlanmıyor")[-1].buttons[0].label == "Çözüldü"
