"""What was done to the desk itself is written down once, and stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from bot.app import App
from bot.store import audit
from bot.store import tables as t
from bot.store.engine import Tx
from tests.console_desk import Visitor
from tests.world import SHIPPED, World, shipped_config


def lines(world: World, *, who: str = "", what: str = "") -> list[tuple[str, str, str]]:
    rows, _ = world.app.store.run(lambda tx: audit.newest(tx, who=who, what=what))
    return [(row.who, row.what, row.subject) for row in rows]


def test_a_line_cannot_be_changed(world: World) -> None:
    with pytest.raises(DBAPIError, match="the audit stays"):
        world.app.store.run(lambda tx: tx.execute(update(t.audit).values(who="nobody")))
    assert lines(world) == [("config", "config.first", "")]


def test_what_age_removes_is_gone_and_no_more(world: World) -> None:
    world.waits(days=10)
    now = world.clock.now()
    world.app.store.run(lambda tx: audit.record(tx, now, who="cli:root", surface="cli", what="token.create"))
    assert world.app.store.run(lambda tx: audit.forget(tx, now)) == 1
    assert lines(world) == [("cli:root", "token.create", "")]


def test_sign_ins_are_told_and_so_is_who_failed(world: World) -> None:
    visitor = Visitor(world)
    visitor.sign_in("elif", "parola")
    visitor.sign_in("kimse", "parola")
    visitor.sign_in("elif")
    assert lines(world, what="sign_in") == [
        ("agent:elif", "sign_in.done", "agent:elif"),
        ("", "sign_in.failed", ""),
        ("", "sign_in.failed", "agent:elif"),
    ]


def test_the_audit_is_narrowed_and_turned_over(world: World) -> None:
    now = world.clock.now()

    def fill(tx: Tx) -> None:
        for number in range(5):
            audit.record(tx, now, who="cli:root", surface="cli", what="token.create", subject=f"token:{number}")

    world.app.store.run(fill)
    first, more = world.app.store.run(lambda tx: audit.newest(tx, what="token", limit=3))
    assert more
    rest, more = world.app.store.run(lambda tx: audit.newest(tx, what="token", limit=3, before=first[-1].id))
    assert ([row.subject for row in (*first, *rest)], more) == (
        [f"token:{number}" for number in (4, 3, 2, 1, 0)],
        False,
    )
    assert lines(world, what="token:3") == [("cli:root", "token.create", "token:3")]
    assert lines(world, who="cli:nobody") == []


def test_a_start_tells_what_the_configuration_made_other(world: World, tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    changed = tmp_path / "config.yaml"
    changed.write_text(
        text.replace("close_after: 3d", "close_after: 4d")
        .replace("role: lead", "role: admin")
        .replace("  - key: mert", "  - key: deniz")
        .replace("email: mert@", "email: deniz@"),
        encoding="utf-8",
    )
    config = shipped_config(world.app.store.url, changed)
    App(config, clock=world.clock).store.close()
    assert set(lines(world, who="config")) == {
        ("config", "config.first", ""),
        ("config", "contract.change", "contract:ornek"),
        ("config", "agent.change", "agent:zeynep"),
        ("config", "agent.add", "agent:deniz"),
        ("config", "agent.off", "agent:mert"),
    }
    before = len(lines(world))
    App(config, clock=world.clock).store.close()
    assert len(lines(world)) == before, "a start that changes nothing tells nothing"
