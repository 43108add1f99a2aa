"""The command line: what it says, and with which exit code it ends."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.store import migrate
from bot.welcome import doors
from tests.world import ROOT, shipped_config

CONFIG = ROOT / "config.yaml"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, empty_sqlite_url: str) -> None:
    monkeypatch.setenv("ONKAPI_DATABASE__URL", empty_sqlite_url)
    monkeypatch.setenv("ONKAPI_WEB_ORNEK", "")
    monkeypatch.setenv("ONKAPI_WEB_KAMU", "")


def onkapi(*words: str) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_check_says_that_the_shipped_configuration_is_good() -> None:
    done = onkapi("check", "--config", str(CONFIG))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "2 organizations" in done.stdout


def test_check_names_file_line_value_and_way_out_and_ends_with_2(tmp_path: Path) -> None:
    bad = tmp_path / "config.yaml"
    bad.write_text(CONFIG.read_text("utf-8").replace("  port: 8080 ", "  port: eighty "), encoding="utf-8")
    line = next(number for number, text in enumerate(bad.read_text("utf-8").splitlines(), 1) if "eighty" in text)
    done = onkapi("check", "--config", str(bad))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f'{bad}:{line}: web.port: "eighty" is not a whole number; ')
    assert "8080" in done.stderr


def test_a_channel_that_does_not_exist_is_a_mistake_of_the_file(tmp_path: Path) -> None:
    bad = tmp_path / "config.yaml"
    bad.write_text(CONFIG.read_text("utf-8").replace("\n  web:\n    sites:", "\n  wep:\n    sites:"), encoding="utf-8")
    done = onkapi("check", "--config", str(bad))
    assert done.exit_code == 2
    assert "channels.wep: there is no such channel; did you mean web?" in done.stderr


def test_a_file_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    done = onkapi("run", "--config", str(tmp_path / "nowhere.yaml"))
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1


def test_run_asks_for_a_migration_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ONKAPI_DATABASE__URL", f"sqlite:///{tmp_path}/new.db")
    done = onkapi("run", "--config", str(CONFIG), "--port", "0")
    assert done.exit_code == 1
    assert done.stderr.startswith("Veri tabanı boş ya da bu programdan eski: ")
    assert done.stderr.endswith("onkapi migrate\n")
    assert list(tmp_path.iterdir()) == []


def test_a_fresh_folder_needs_no_more_than_a_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ONKAPI_DATABASE__URL")
    first = onkapi("run", "--config", str(CONFIG), "--port", "0")
    assert (first.exit_code, len(first.stderr.splitlines())) == (1, 1)
    assert list(tmp_path.iterdir()) == []
    assert onkapi("migrate", "--config", str(CONFIG)).exit_code == 0
    assert migrate.is_current("sqlite:///var/onkapi.db")


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_a_database_that_cannot_be_opened_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    in_the_way = tmp_path / "var"
    in_the_way.write_text("I am a file, and no database.\n" * 100)
    for place in (in_the_way, in_the_way / "onkapi.db"):
        monkeypatch.setenv("ONKAPI_DATABASE__URL", f"sqlite:///{place}")
        done = onkapi(command, "--config", str(CONFIG))
        assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
        assert done.exception is None or isinstance(done.exception, SystemExit)


def test_migrate_brings_a_new_database_to_this_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    monkeypatch.setenv("ONKAPI_DATABASE__URL", url)
    assert onkapi("migrate", "--config", str(CONFIG)).exit_code == 0
    assert migrate.is_current(url)
    assert "already" in onkapi("migrate", "--config", str(CONFIG)).stdout


def test_run_says_where_people_and_agents_go_and_that_it_knows_nothing_yet() -> None:
    command = [sys.executable, "-m", "bot", "run", "--config", str(CONFIG), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        told = [running.stdout.readline().split() for _ in range(5)]
        running.terminate()
        warned = running.stderr.read()
    home = told[0][-1]
    assert [line[-1] for line in (told[0], told[4])] == [home, f"{home}/desk"]
    assert [f"{home}/?site=ornek" in told[2], f"{home}/?site=kamu" in told[3]] == [True, True]
    assert warned == "no knowledge yet: onkapi kb import PATH\n"


def test_people_are_sent_to_the_public_address_where_there_is_one(empty_sqlite_url: str) -> None:
    said = shipped_config(empty_sqlite_url, ONKAPI_WEB__PUBLIC_URL="https://destek.ornek.example")
    told = "\n".join(doors(said, "http://127.0.0.1:8080"))
    assert "https://destek.ornek.example/?site=kamu " in told
    assert "https://destek.ornek.example/desk" in told
    assert "127.0.0.1" not in told


def test_a_port_that_is_taken_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = onkapi("run", "--config", str(CONFIG), "--port", str(taken.getsockname()[1]))
    assert done.exit_code == 1
    assert "try --port 0" in done.stderr


def test_chat_refuses_an_account_that_is_not_there() -> None:
    done = onkapi("chat", "--config", str(CONFIG), "--account", "nobody")
    assert done.exit_code == 2
    assert "local, kamu" in done.stderr


def test_chat_with_a_server_that_is_not_there_ends_with_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    done = onkapi("chat", "--config", str(CONFIG), "--url", url, "--lang", "en")
    assert (done.exit_code, done.stderr) == (1, f"There is no support server running at {url}/\n")


def test_help_comes_without_loading_the_server() -> None:
    code = "import sys, bot.cli; print([n for n in ('sqlalchemy', 'fastapi', 'scipy', 'rich') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_chat_without_a_server_brings_an_engine_of_its_own_and_keeps_the_talk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    port = socket.create_server(("127.0.0.1", 0))
    environ = os.environ | {
        "ONKAPI_WEB__PORT": str(port.getsockname()[1]),
        "XDG_STATE_HOME": str(tmp_path),
        "ONKAPI_DESK__SETTLE": "0.2",
    }
    port.close()

    def talk(words: str) -> str:
        command = [sys.executable, "-m", "bot", "chat", "--config", str(CONFIG), "--lang", "en"]
        done = subprocess.run(
            command, cwd=ROOT, env=environ, input=words, capture_output=True, text=True, check=True, timeout=50
        )
        return done.stdout

    assert "digital assistant" in talk("hello\n")
    again = talk("I want to talk to a human\n")
    assert "digital assistant" in again  # what was said before is shown first
    assert "Your ticket number" in again


def test_the_demo_keeps_its_data_and_stops_when_told(tmp_path: Path) -> None:
    environ = os.environ | {"ONKAPI_DATABASE__URL": f"sqlite:///{tmp_path}/demo.db"}
    kept = []
    for _ in range(2):
        command = [sys.executable, "-m", "bot", "demo", "--port", "0"]
        demo = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
        assert demo.stdout is not None
        greeting = []
        for line in demo.stdout:
            greeting.append(line)
            if line.startswith("Ctrl-C"):
                break
        said = "".join(greeting)
        assert "?site=ornek" in said
        assert "?site=kamu" in said
        assert "elif@ornek.example" in said
        assert "-m bot chat\n" in said, "what is told can be typed"
        assert "(admin: Deniz Ak)" in said
        demo.terminate()
        assert demo.wait(timeout=15) == 0
        demo.stdout.close()
        kept.append(rows(tmp_path / "demo.db"))
    assert kept[0] == kept[1]
    assert all(kept[0].values())


def rows(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as database:
        tables = ("article_version", "bank", "contract", "agent", "person", "account")
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
