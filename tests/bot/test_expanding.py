"""Processes of the last version go on while the database is brought to this one: expand first, contract later."""

from __future__ import annotations

from sqlalchemy import create_engine, inspect, text

from tests.bot.schema import described, kept, left_out
from tests.world import World

CONTRACTED: frozenset[str] = frozenset()
"""What the last version did not use any more, "table" or "table.column", and may be gone in this one."""

LOOSER = {("Integer", "BigInteger")}
"""Types that take what the older one took."""


def test_nothing_that_the_last_version_uses_is_gone_or_other() -> None:
    now = described()
    assert {"ticket", "entry", "person"} <= kept().keys()
    for name, table in kept().items():
        if name in CONTRACTED:
            continue
        assert name in now, f"{name}: a version that still runs uses it; drop it in the next one (docs/upgrading.md)"
        for column, kind in table["columns"].items():
            if f"{name}.{column}" in CONTRACTED:
                continue
            found = now[name]["columns"].get(column, "")
            assert found.rstrip("?") == kind.rstrip("?") or (kind, found) in LOOSER, f"{name}.{column}"
            assert found.endswith("?") or not kind.endswith("?"), f"{name}.{column} must still take nothing"


def test_what_the_last_version_does_not_know_may_be_left_out(empty_url: str) -> None:
    now, optional = described(), left_out(empty_url)
    for name, table in kept().items():
        for column in now.get(name, {"columns": {}})["columns"].keys() - table["columns"].keys():
            assert column in optional[name], f"{name}.{column} needs a server_default: the last version writes without"


def test_nothing_is_unique_that_was_not(empty_url: str) -> None:
    now = described()
    for name, table in kept().items():
        for columns in now.get(name, {"unique": []})["unique"]:
            known = set(columns) <= set(table["columns"])
            assert columns in table["unique"] or not known, f"{name}: the last version may write {columns} twice"


def test_a_server_goes_on_while_the_schema_grows_under_it(world: World) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("vpn bağlanmıyor")
    for number in range(6):  # often enough that drivers have prepared their statements
        world.customer(f"customer {number}").says("bir insanla görüşmek istiyorum")
    grow(world.app.store.url)
    ali.presses("Destek uzmanı istiyorum")
    elif_.claims(ali.ref)
    elif_.replies(ali.ref, "Bakıyorum.")
    elif_.solves(ali.ref, "Kabloyu değiştirdik.")
    ali.presses("Evet, düzeldi")
    assert world.customer("veli").says("yazıcı çalışmıyor")


def grow(url: str) -> None:
    """Do to every table what a migration may do to it."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for name in inspect(connection).get_table_names():
            if not name.startswith("search_"):
                connection.execute(text(f'ALTER TABLE "{name}" ADD COLUMN of_tomorrow TEXT'))
                connection.execute(text(f'ALTER TABLE "{name}" ADD COLUMN counted INTEGER NOT NULL DEFAULT 0'))
                connection.execute(text(f'CREATE INDEX "ix_{name}_of_tomorrow" ON "{name}" (of_tomorrow)'))
        connection.execute(text("CREATE TABLE tomorrow (id INTEGER PRIMARY KEY)"))
    engine.dispose()
