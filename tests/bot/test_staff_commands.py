"""`onkapi agent`: who comes, goes, may what, and is away."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.store import absence, people
from bot.store.tables import audit, pairing_code
from core.people import Role
from core.ticket import Status
from tests.bot.test_agent_command import SECRET, onkapi
from tests.console_desk import Visitor
from tests.world import World


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
    monkeypatch.setenv("ONKAPI_DATABASE__URL", sqlite_url)
    monkeypatch.setenv("ONKAPI_WEB_ORNEK", "")
    monkeypatch.setenv("ONKAPI_WEB_KAMU", "")


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


def came(world: World) -> None:
    done = onkapi("add", "deniz", "--name", "Deniz Şahin", "--email", "deniz@ornek.example", "--queues", "l1, network")
    assert (done.exit_code, done.stdout.partition(";")[0]) == (0, "deniz is an agent now")


def test_an_agent_who_was_added_signs_in_works_and_is_switched_off_at_once(world: World) -> None:
    came(world)
    assert onkapi("password", "deniz", "--stdin", typed=SECRET).exit_code == 0
    visitor, ali = Visitor(world), world.customer("ali")
    assert onkapi("password", "deniz", "--stdin", typed=SECRET).exit_code == 0
    assert visitor.sign_in("deniz", SECRET).status_code == 303
    ali.says("bir insanla görüşmek istiyorum")
    world.agent("deniz").claims(ali.ref)
    done = onkapi("off", "deniz")
    assert (done.exit_code, done.stdout) == (0, "deniz is off; 1 open cases go back to their queues\n")
    assert visitor.get("/desk").headers["location"] == "/desk/sign-in"
    world.waits(seconds=5)
    assert (ali.ticket.status, ali.ticket.owner) == (Status.QUEUED, None)
    assert onkapi("off", "deniz").stdout == "deniz is off\n"
    assert onkapi("on", "deniz").stdout == "deniz is on\n"
    assert visitor.sign_in("deniz", SECRET).status_code == 303
    told = world.app.store.run(lambda tx: tx.execute(select(audit.c.what).order_by(audit.c.id)).scalars().all())
    done_ = [each for each in told if each in {"agent.add", "agent.off", "agent.on"}]
    assert done_ == ["agent.add", "agent.off", "agent.off", "agent.on"]


def test_other_rights_hold_at_once_and_cases_that_are_nobodys_business_any_more_go_back(world: World) -> None:
    came(world)
    ali = world.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    world.agent("deniz").claims(ali.ref)
    assert onkapi("rights", "deniz", "--queues", "network").stdout == "deniz is agent now, for network\n"
    world.waits(seconds=5)
    assert ali.ticket.status is Status.QUEUED
    assert onkapi("rights", "deniz", "--role", "lead").stdout == "deniz is lead now\n"
    assert world.agent("deniz").agent.role is Role.LEAD


def test_who_is_away_and_who_stands_in_is_said_in_one_line(world: World) -> None:
    done = onkapi("away", "elif", "--until", "2099-11-30", "--substitute", "mert", "--pass-on")
    assert (done.exit_code, done.stdout) == (0, "elif is away until 2099-11-30; mert stands in\n")
    number = world.agent("elif").agent.person
    told = world.app.store.run(lambda tx: absence.absent(tx, world.clock.now()))
    assert told[number].substitute_name == "Mert Kaya"
    assert number not in {each.person for each in world.app.store.run(lambda tx: people.at_work(tx, world.clock.now()))}
    assert onkapi("back", "elif").stdout == "elif is back\n"
    assert not world.app.store.run(lambda tx: absence.absent(tx, world.clock.now()))
    assert onkapi("away", "elif").stdout == "elif is away\n"


def test_a_code_for_an_agents_channel_is_told_once_and_kept_as_a_hash(world: World) -> None:
    done = onkapi("link", "elif")
    code = done.stdout.partition(" ")[0]
    assert re.fullmatch(r"[A-Z0-9]{5}-[A-Z0-9]{5}   for elif, once, until .* UTC\n", done.stdout)
    assert world.count(pairing_code, pairing_code.c.hash != code) == 1
    phone = world.customer("cep", "terminal/local")
    assert phone.says(code)[-1].parts[0].text.startswith("Tamam")
    phone.says("yazıcım çalışmıyor", "destek uzmanı istiyorum")
    assert phone.ticket.requester == world.agent("elif").agent.person


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["link", "nobody"], "nobody: there is no such agent, or he is off"),
        (["off", "elif"], "elif: config.yaml names this agent; change it there, and start onkapi run again"),
        (["rights", "elif", "--role", "lead"], "elif: config.yaml names this agent"),
        (["off", "nobody"], "nobody: there is no such agent"),
        (["add", "elif", "--name", "X", "--queues", "l1"], "elif: the configuration names it"),
        (["add", "İki", "--name", "X", "--queues", "l1"], "İki: a key has 1 to 40 small letters, digits, - and _"),
        (["add", "x", "--name", " ", "--queues", "l1"], "a name has 1 to 100 characters"),
        (["add", "x", "--name", "X", "--email", "x", "--queues", "l1"], "x: this is no e-mail address"),
        (["add", "x", "--name", "X"], "an agent sees the tickets of its queues: choose at least one"),
        (["add", "x", "--name", "X", "--queues", "nope"], 'there is no queue "nope"'),
        (
            ["add", "x", "--name", "X", "--email", "Elif@ornek.example", "--queues", "l1"],
            "Elif@ornek.example: this address is that of the agent elif",
        ),
        (["away", "elif", "--until", "30.11.2026"], "30.11.2026: a day is written as 2026-11-30"),
        (["away", "elif", "--until", "2020-01-01"], "2020-01-01: this day has begun already"),
        (["away", "elif", "--substitute", "elif"], "elif: nobody stands in for himself"),
        (["away", "nobody"], "nobody: there is no such agent, or he is off"),
        (["away", "elif", "--substitute", "nobody"], "nobody: there is no such agent, or he is off"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line_and_changes_nothing(world: World, words: list[str], told: str) -> None:
    before = world.app.store.run(people.registered)
    done = onkapi(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert re.fullmatch(re.escape(told) + r"[^\n]*\n", done.stderr)
    assert world.app.store.run(people.registered) == before
    assert not world.app.store.run(lambda tx: absence.absent(tx, world.clock.now()))
