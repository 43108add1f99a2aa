"""A desk that has been lived in moves to another database, and nothing of it is lost on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, func, insert, select, text, update

from bench.by_hand import connect
from bench.history import add_history
from bot.clock import Clock
from bot.health.conditions import Conditions
from bot.health.membership import Membership
from bot.parts import WHOLE
from bot.store import moving
from bot.store.engine import StoreUnavailable
from bot.store.moving import CannotMove, move
from bot.store.tables import entry, job_run, metadata, suggestion_hit, ticket
from tests.databases import bare_database, drop_database, fresh_database
from tests.world import SHIPPED, World

pytestmark = pytest.mark.timeout(300)  # programs are started that import everything

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def lived_in() -> Iterator[str]:
    """Yield an SQLite database in which much has happened."""
    url = fresh_database("sqlite", furnished=True)
    world = World(url)
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("vpn bağlanmıyor", "ofisteyim 🙃 İĞÜŞÖÇ ığüşöç")
    ali.presses("Destek uzmanı istiyorum")
    elif_.claims(ali.ref)
    elif_.replies(ali.ref, "Bakıyorum.")
    elif_.notes(ali.ref, "Yalnızca bizim için.")
    elif_.solves(ali.ref, "Kabloyu değiştirdik.")
    ali.presses("Evet, düzeldi")
    ali.presses("5")
    ayse = world.customer("ayşe", language="en")
    ayse.says("my printer does not print", "i want a human")
    ayse.shows(ayse.keeps("ekran.png", b"\x89PNG\r\n\x1a\n" + bytes(20)), text="like this")
    ayse.edits("like this", "like that")
    world.customer("can").says("merhaba")
    fill(url, 40)
    yield url
    world.close()
    drop_database(url)


@pytest.fixture(params=["postgresql", "sqlite"])
def elsewhere(request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield another database, in which nothing is yet."""
    url = fresh_database(request.param)
    yield url
    drop_database(url)


def fill(url: str, tickets: int) -> None:
    with closing(connect(url)) as driver:
        add_history(driver, tickets)


def contents(url: str) -> dict[str, list[Any]]:
    """Return the rows of every table, sorted."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: sorted(map(_as_json, connection.execute(select(table)).all()))
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return found


def _as_json(row: Sequence[Any]) -> str:
    """A database may give the names of an object in another order."""
    return json.dumps(list(row), sort_keys=True, default=str)


def change(url: str, *statements: Any) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)
    engine.dispose()


def test_everything_arrives(lived_in: str, elsewhere: str) -> None:
    told: dict[str, int] = {}
    rows = move(lived_in, elsewhere, lambda table, count: told.update({table: count}))
    there, here = contents(elsewhere), contents(lived_in)
    filled = {name for name, found in here.items() if found}
    assert {"person", "ticket", "entry", "entry_version", "entry_file", "rating", "outbox", "article"} <= filled
    assert told == {name: len(found) for name, found in here.items()}
    assert rows == sum(told.values())
    assert there == here


def test_the_desk_goes_on_where_it_stopped(lived_in: str, elsewhere: str) -> None:
    move(lived_in, elsewhere)
    world = World(elsewhere)
    while world.number() < 1_000:  # the events of before have the first ones
        pass
    before = world.count(ticket)
    ayse = world.customer("ayşe", language="en")
    [own] = [line for line in ayse.sees() if line.parts[0].text == "like that"]
    assert own.files
    world.agent("elif").claims(ayse.ref)
    world.agent("elif").replies(ayse.ref, "I am on it.")
    assert ayse.sees()[-1].parts[0].text.endswith("I am on it.")
    world.customer("veli").says("vpn bağlanmıyor")
    assert world.count(ticket) == before + 1
    world.close()


def test_a_target_that_is_not_empty_is_refused_and_stays_as_it_is(lived_in: str, elsewhere: str) -> None:
    change(elsewhere, insert(job_run).values(name="sweep", until=func.now()))
    before = contents(elsewhere)
    with pytest.raises(CannotMove) as refused:
        move(lived_in, elsewhere)
    assert "job_run" in str(refused.value.values["reason"])
    assert contents(elsewhere) == before


def test_what_does_not_arrive_as_it_left_undoes_everything(
    lived_in: str, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lossy(reading: Connection, writing: Connection, table: Any) -> moving.Sum:
        sent = real(reading, writing, table)
        if table is entry:
            writing.execute(update(entry).where(entry.c.text == "Bakıyorum.").values(text="Bakıyorum"))
        return sent

    real = moving._send
    monkeypatch.setattr(moving, "_send", lossy)
    with pytest.raises(StoreUnavailable) as refused:
        move(lived_in, elsewhere)
    assert '"entry"' in str(refused.value)
    assert not any(contents(elsewhere).values())


def test_numbers_that_json_keeps_apart_on_one_side_only_are_the_same(sqlite_url: str, elsewhere: str) -> None:
    World(sqlite_url).close()
    fill(sqlite_url, 1)
    odd = {"zero": -0.0, "one": 1.0, "tiny": 1e-9, "huge": 1e22, "deep": [{"b": 2, "a": 0.1}], "none": None}
    change(sqlite_url, update(suggestion_hit).values(features=odd))
    move(sqlite_url, elsewhere)
    engine = create_engine(elsewhere)
    with engine.connect() as connection:
        assert connection.execute(select(suggestion_hit.c.features).limit(1)).scalar_one() == odd
    engine.dispose()


DIES = """
import os, signal, sys
from bot.store import moving
from bot.store.engine import StoreUnavailable

def tell(table, rows):
    if table == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)

moving.move(*sys.argv[1:3], tell)
"""


@pytest.mark.parametrize("table", ["person", "promise"])
def test_a_move_that_is_killed_has_not_happened_and_may_begin_again(lived_in: str, elsewhere: str, table: str) -> None:
    died = subprocess.run([sys.executable, "-c", DIES, lived_in, elsewhere, table], cwd=ROOT, check=False, timeout=150)
    assert died.returncode == -signal.SIGKILL
    assert not any(contents(elsewhere).values())
    assert move(lived_in, elsewhere) > 500


def test_the_command_makes_the_schema_and_moves(lived_in: str) -> None:
    url = bare_database("postgresql")
    done = onkapi(url, "--from", lived_in)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].endswith("rows have been moved, counted and compared")
    assert contents(url)["person"] == contents(lived_in)["person"]
    again = onkapi(url, "--from", lived_in)
    assert (again.returncode, len(again.stderr.splitlines())) == (2, 1)
    assert "it is not empty" in again.stderr
    drop_database(url)


def test_a_source_that_will_not_do_is_told_in_one_line_and_nothing_is_made(lived_in: str, tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path}/new.db"
    old = f"sqlite:///{tmp_path}/old.db"
    change(old, text("CREATE TABLE something (id INTEGER)"))
    for source, told in (
        (f"sqlite:///{tmp_path}/none.db", "there is no such file"),
        ("postgresql+psycopg://u:secret@localhost/d", "from an SQLite file only"),
        (target, "there is no such file"),
        (old, "run onkapi migrate on it first"),
    ):
        done = onkapi(target, "--from", source)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
        assert told in done.stderr
        assert "secret" not in done.stderr
    assert not (tmp_path / "new.db").exists()
    same = onkapi(lived_in, "--from", lived_in)
    assert "already" in same.stderr


def test_a_desk_on_which_a_server_runs_is_not_moved_away_under_it(tmp_path: Path) -> None:
    source, target = fresh_database("sqlite", furnished=True), f"sqlite:///{tmp_path}/new.db"
    world = World(source)
    alive = Membership(world.app.store, Clock(), Conditions(), "other", WHOLE, {})
    world.run(alive.beat())
    refused = onkapi(target, "--from", source)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert f"the server {alive.name} runs on it" in refused.stderr
    assert (refused.stdout, list(tmp_path.iterdir())) == ("", [])
    world.run(alive.leave())
    assert onkapi(target, "--from", source).returncode == 0
    world.close()
    drop_database(source)


def onkapi(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    environ = os.environ | {"ONKAPI_DATABASE__URL": url, "ONKAPI_WEB_ORNEK": "", "ONKAPI_WEB_KAMU": ""}
    command = [sys.executable, "-m", "bot", "migrate", "--config", str(SHIPPED), *words]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=150)
