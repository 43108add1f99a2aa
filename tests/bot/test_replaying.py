"""Dead letters that are replayed: once however often it is asked, in order with what waits; nobody is told twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.stage import News, Stage
from bot.store import letters
from bot.store import tables as t
from bot.store.tables import entry, inbox, ticket
from core.messages import Kind
from core.secrets import MASK
from core.ticket import Status
from tests.channels.telegram.desk import TelegramDesk
from tests.channels.telegram.test_receiving import PAYLOADS
from tests.console_desk import Visitor, text_of
from tests.standins.telegram import User, bot_api
from tests.world import SHIPPED, CustomerOf, World


@pytest.fixture
def broken(world: World, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """As long as this list holds True, every turn fails when it has written everything."""
    fails = [False]
    write = world.app.engine.write

    def maybe(tx: Connection, stage: Stage) -> News:
        news = write(tx, stage)
        if fails[0]:
            fails[0] = len(fails) > 1
            raise ZeroDivisionError("a bug")
        return news

    monkeypatch.setattr(world.app.engine, "write", maybe)
    return fails


def asks(world: World) -> bool:
    [letter] = world.app.store.run(letters.page)[0]
    return world.app.store.run(lambda tx: letters.ask(tx, letter.id))


def replay(world: World) -> None:
    assert asks(world)
    world.run(world.app.replaying.sweep())
    world.waits(seconds=5)


def dead(world: World) -> int:
    return world.count(inbox, inbox.c.state == "dead")


def test_a_press_is_played_once_however_often_it_is_asked(world: World, broken: list[bool]) -> None:
    ali = world.customer("ali")
    [answer] = ali.says("vpn bağlanmıyor")
    broken[0] = True
    ali.sends(answer.buttons[0].payload, "Çözüldü")
    assert dead(world) == 1
    assert asks(world)
    [number] = world.app.store.run(letters.asked)
    assert not world.app.store.run(lambda tx: letters.ask(tx, number))
    before = world.count(entry)
    for _ in range(3):
        world.run(world.app.replaying.sweep())
    world.run(world.app.intake.replay(number))
    assert world.count(inbox, inbox.c.state != "done") == 0
    assert world.count(entry) >= before
    assert world.count(entry, entry.c.text == "Çözüldü", entry.c.author == "customer") == 1


def test_words_are_taken_up_with_those_that_wait_in_the_order_in_which_they_came(
    world: World, broken: list[bool]
) -> None:
    ali = world.customer("ali")
    broken[0] = True
    ali.says("vpn bağlanmıyor")
    elif_ = world.agent("elif")
    elif_.claims(ali.ref)
    elif_.solves(ali.ref, "Hazır.")
    ali.says("evet düzeldi, teşekkürler")
    assert not ali.ticket.open
    before = world.count(ticket)
    world.run(world.app.intake.receive(ali.inbound(Kind.TEXT, "outlook açılmıyor")))
    replay(world)
    assert dead(world) == 0
    assert world.count(inbox, inbox.c.state == "pending") == 0
    assert world.count(entry, entry.c.text == "vpn bağlanmıyor", entry.c.author == "customer") == 1
    assert world.count(ticket) > before


def test_what_fails_again_is_dead_again_and_nobody_is_told_twice(world: World, broken: list[bool]) -> None:
    ali = world.customer("ali")
    broken[0] = True
    ali.says("vpn bağlanmıyor")
    world.agent("elif").claims(ali.ref)
    heard, tickets = ali.hears(), world.count(ticket)
    broken[:] = [True, True]
    replay(world)
    assert dead(world) == 1
    assert (ali.hears(), world.count(ticket)) == (heard, tickets)
    assert world.count(entry, entry.c.key == "line.dead_letter") == 1
    broken[:] = [False]
    replay(world)
    assert dead(world) == 0
    assert ali.ticket.status is Status.IN_PROGRESS


def test_what_is_dropped_is_gone_for_good(world: World, broken: list[bool]) -> None:
    ali = world.customer("ali")
    broken[0] = True
    ali.says("vpn bağlanmıyor")
    [letter] = world.app.store.run(letters.page)[0]
    assert [world.app.store.run(lambda tx: letters.drop(tx, letter.id)) for _ in range(2)] == [True, False]
    assert not world.app.store.run(lambda tx: letters.ask(tx, letter.id))
    assert world.count(inbox, inbox.c.raw.is_not(None), inbox.c.id == letter.id) == 0


def test_what_a_channel_could_not_read_waits_until_it_can(sqlite_url: str, tmp_path: Path) -> None:
    with bot_api() as api:
        desk = TelegramDesk(sqlite_url, api, tmp_path)
        good = api.message(User(1001, "Ali", ""), text="bir insanla görüşmek istiyorum")
        broken = json.loads((PAYLOADS / "broken-date.json").read_text("utf-8"))
        desk.takes(api.deliver(broken))
        replay(desk)
        [letter] = desk.app.store.run(letters.page)[0]
        assert letter.unread, "it still cannot be read"
        raw = {**letter.inbound.raw, "message": good}  # as if the library had learned to
        desk.app.store.run(lambda tx: tx.execute(update(inbox).values(raw={**_raw(tx), "raw": raw})))
        replay(desk)
        assert (dead(desk), desk.count(ticket)) == (0, 1)
        assert desk.count(entry, entry.c.text == "bir insanla görüşmek istiyorum") == 1
        assert [update["update_id"] for update in api.pending.values()] == []
        desk.close()


def _raw(tx: Connection) -> dict[str, object]:
    kept: dict[str, object] = tx.execute(t.inbox.select()).one().raw
    return kept


def test_a_channel_that_reads_nothing_anew_leaves_it_where_it_is(world: World) -> None:
    world.run(world.app.host.unreadable("web/ornek", "7", {"a": 1}, "TypeError"))
    replay(world)
    [letter] = world.app.store.run(letters.page)[0]
    assert letter.error.startswith("LookupError")


# ---- For admins


@pytest.fixture
def letter(world: World, broken: list[bool]) -> CustomerOf:
    """A customer whose words, with a secret in them, are a dead letter."""
    ali = world.customer("ali")
    broken[0] = True
    ali.says("vpn bağlanmıyor şifrem Kedi2024!")
    return ali


def admin(world: World, key: str = "zeynep") -> Visitor:
    promote = update(t.agent).where(t.agent.c.key == key).values(role="admin")
    world.app.store.run(lambda tx: tx.execute(promote))
    visitor = Visitor(world)
    visitor.sign_in(key)
    return visitor


def test_an_admin_sees_why_and_replays_with_two_clicks(world: World, letter: CustomerOf) -> None:
    desk = admin(world)
    listed = desk.get("/desk/letters")
    [number] = [row.id for row in world.app.store.run(letters.page)[0]]
    assert f"/desk/letters/{number}" in listed.text
    page = desk.get(f"/desk/letters/{number}")
    assert "ZeroDivisionError: a bug" in text_of(page.text)
    assert f"vpn bağlanmıyor şifrem {MASK}" in text_of(page.text)
    assert "Kedi2024" not in page.text
    first, second = (desk.submit(page, f"/desk/letters/{number}/replay") for _ in range(2))
    assert (first.status_code, first.headers["location"]) == (303, "/desk/letters?done=replay")
    assert second.headers["location"] == "/desk/letters"
    assert "yeniden işlendi" in text_of(desk.get("/desk/letters?done=replay").text)
    assert "İşlenemeyen mesaj yok" in text_of(desk.get("/desk/letters").text)
    assert world.count(t.audit, t.audit.c.what == "letter.replay", t.audit.c.who == "agent:zeynep") == 1
    assert desk.get(f"/desk/letters/{number}").status_code == 404


@pytest.mark.parametrize("kind", Kind)
def test_whatever_broke_can_be_looked_at(world: World, letter: CustomerOf, kind: Kind) -> None:
    [kept] = world.app.store.run(lambda tx: tx.scalars(select(inbox.c.raw).where(inbox.c.state == "dead")).all())
    became = update(inbox).where(inbox.c.state == "dead").values(raw={**kept, "kind": kind})
    world.app.store.run(lambda tx: tx.execute(became))
    desk = admin(world)
    [number] = [row.id for row in world.app.store.run(letters.page)[0]]
    assert desk.get("/desk/letters").status_code == 200
    assert desk.get(f"/desk/letters/{number}").status_code == 200


def test_an_admin_drops_one(world: World, letter: CustomerOf) -> None:
    desk = admin(world)
    [number] = [row.id for row in world.app.store.run(letters.page)[0]]
    done = desk.submit(desk.get(f"/desk/letters/{number}"), f"/desk/letters/{number}/drop")
    assert done.headers["location"] == "/desk/letters?done=drop"
    assert dead(world) == 0


def test_nobody_else_knows_of_them(world: World, letter: CustomerOf) -> None:
    [number] = [row.id for row in world.app.store.run(letters.page)[0]]
    lead = Visitor(world)
    lead.sign_in("zeynep")
    limited = admin(world, "elif")
    narrow = update(t.agent).where(t.agent.c.key == "elif").values(organization="ornek")
    world.app.store.run(lambda tx: tx.execute(narrow))
    for visitor in (lead, limited):
        assert visitor.get("/desk/letters").status_code == 404
        assert visitor.get(f"/desk/letters/{number}").status_code == 404
        assert "/desk/letters" not in visitor.get("/desk").text


def onkapi(*words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--config", str(SHIPPED)])


@pytest.fixture
def command(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A desk with one dead letter that cannot be read, as the command line finds it."""
    for name, value in (("DATABASE__URL", sqlite_url), ("WEB_ORNEK", ""), ("WEB_KAMU", "")):
        monkeypatch.setenv(f"ONKAPI_{name}", value)
    made = World(sqlite_url)
    raw = {"message": {"text": "şifrem Kedi2024!"}}
    made.run(made.app.host.unreadable("web/ornek", "7", raw, "TypeError: no date"))
    yield made
    made.close()


def test_the_command_line_lists_shows_replays_and_drops(command: World) -> None:
    [number] = [str(row.id) for row in command.app.store.run(letters.page)[0]]
    listed = onkapi("letters", "list")
    assert [number, "web/ornek", "unread", "TypeError:"] == [listed.stdout.split()[at] for at in (0, 3, 4, 5)]
    assert json.loads(onkapi("letters", "list", "--json").stdout)["kind"] == "unread"
    shown = onkapi("letters", "show", number)
    assert MASK in shown.stdout
    assert "Kedi2024" not in shown.stdout + onkapi("letters", "show", number, "--json").stdout
    assert onkapi("letters", "replay", number).exit_code == 0
    again = onkapi("letters", "replay", number)
    assert (again.exit_code, len(again.stderr.splitlines())) == (2, 1)
    command.run(command.app.replaying.sweep())
    assert onkapi("letters", "drop", number).exit_code == 0
    assert onkapi("letters", "list").stdout == "there are no dead letters\n"
    for gone in ("show", "drop", "replay"):
        assert onkapi("letters", gone, number).exit_code == 2
    told = command.app.store.run(lambda tx: tx.execute(t.audit.select().order_by(t.audit.c.id)).all())
    assert [row.what for row in told if row.what.startswith("letter")] == ["letter.replay", "letter.drop"]
