"""`onkapi agent`: passwords for the console, and who the agents are."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.store import migrate
from bot.store.tables import agent
from tests.console_desk import PASSWORD, Visitor
from tests.world import ROOT, World

CONFIG = str(ROOT / "config.yaml")
SECRET = "çok gizli parola"


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


def onkapi(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["agent", *words, "--config", CONFIG], input=typed)


def test_an_agent_signs_in_with_the_password_that_was_set(world: World) -> None:
    visitor = Visitor(world)
    done = onkapi("password", "elif", "--stdin", typed=f"{SECRET}\n")
    assert (done.exit_code, done.stdout) == (0, "elif has a new password\n")
    assert visitor.sign_in("elif", PASSWORD).status_code == 401
    assert visitor.sign_in("elif", SECRET).status_code == 303


def test_a_changed_password_ends_the_sessions_of_that_agent_only(world: World) -> None:
    elif_, mert = Visitor(world), Visitor(world)
    elif_.sign_in("elif")
    mert.sign_in("mert")
    onkapi("password", "elif", "--stdin", typed=SECRET)
    assert elif_.get("/desk").headers["location"] == "/desk/sign-in"
    assert mert.get("/desk").status_code == 200


@pytest.mark.parametrize(
    ("words", "typed", "told"),
    [
        (["nobody", "--stdin"], SECRET, "nobody: there is no such agent; the agents are elif, mert, zeynep"),
        (["elif", "--stdin"], "123456789", "a password has 10 to 1000 characters, this one has 9"),
        (["elif", "--stdin"], "", "a password has 10 to 1000 characters, this one has 0"),
        (["elif", "--stdin"], "x" * 1_001, "a password has 10 to 1000 characters, this one has 1001"),
        (["elif"], SECRET, "there is no terminal to ask at; give the password by --stdin"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(world: World, words: list[str], typed: str, told: str) -> None:
    visitor = Visitor(world)
    done = onkapi("password", *words, typed=typed)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"{told}\n")
    assert visitor.sign_in("elif", PASSWORD).status_code == 303


@pytest.mark.parametrize(("again", "code"), [(SECRET, 0), ("çok gizli barola", 2)])
def test_at_a_terminal_it_is_asked_twice_and_never_shown(world: World, again: str, code: int) -> None:
    visitor = Visitor(world)
    own, theirs = pty.openpty()
    command = [sys.executable, "-m", "bot", "agent", "password", "elif", "--config", CONFIG]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as asking:
        os.close(theirs)
        shown = read_until(own, "New password: ")
        os.write(own, f"{SECRET}\n".encode())
        shown += read_until(own, "Once more: ")
        os.write(own, f"{again}\n".encode())
        shown += read_until(own, "password\r\n" if code == 0 else "changed\r\n")
        assert asking.wait(20) == code
    os.close(own)
    assert "gizli" not in shown
    assert visitor.sign_in("elif", PASSWORD if code else SECRET).status_code == 303


def read_until(terminal: int, words: str) -> str:
    shown = b""
    while words.encode() not in shown:
        assert select.select([terminal], [], [], 30)[0], shown
        shown += os.read(terminal, 1_000)
    return shown.decode()


def test_the_list_says_who_can_sign_in_and_why_the_others_cannot(world: World) -> None:
    onkapi("password", "elif", "--stdin", typed=SECRET)
    world.app.store.run(lambda tx: tx.execute(update(agent).where(agent.c.key == "mert").values(active=False)))
    world.app.store.run(lambda tx: tx.execute(update(agent).where(agent.c.key == "zeynep").values(email=None)))
    done = onkapi("list")
    head, *rows = [[word.strip() for word in line.split("  ") if word] for line in done.stdout.splitlines()]
    assert head == ["key", "name", "e-mail", "role", "queues", "can sign in", "active"]
    assert rows == [
        ["elif", "Elif Demir", "elif@ornek.example", "agent", "l1", "yes", "yes"],
        ["mert", "Mert Kaya", "mert@ornek.example", "agent", "l1 network", "no: not active", "no"],
        ["zeynep", "Zeynep Arslan", "-", "lead", "kamu_it l1 network ornek_it", "no: no e-mail address", "yes"],
    ]


def test_a_password_can_be_set_before_the_first_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str
) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    monkeypatch.setenv("ONKAPI_DATABASE__URL", url)
    assert onkapi("list").stderr.startswith(f"Veri tabanı boş ya da bu programdan eski: {tmp_path}/new.db.")
    migrate.upgrade(url)
    assert onkapi("password", "elif", "--stdin", typed=SECRET).exit_code == 0
    world = World(url)
    listed = onkapi("list").stdout
    assert "elif@ornek.example    agent  l1                           yes" in listed
    world.close()


def test_an_agent_of_the_file_whom_the_server_has_not_read_yet_is_told_apart(world: World, tmp_path: Path) -> None:
    more = tmp_path / "config.yaml"
    more.write_text(
        f"include: [{CONFIG}]\nagents: [{{key: deniz, name: Deniz, email: deniz@ornek.example, queues: [l1]}}]\n"
    )
    done = CliRunner().invoke(app, ["agent", "password", "deniz", "--stdin", "--config", str(more)], input=SECRET)
    assert done.exit_code == 2
    assert "the next start of onkapi run will make it known" in done.stderr
