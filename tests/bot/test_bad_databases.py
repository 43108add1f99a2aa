"""Databases that cannot be served: one line in the desk's language with the way out, an exit code, nothing changed."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, inspect, make_url, text
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.commands import given
from bot.store import migrate
from core import texts
from tests.databases import KINDS, Kind, drop_database, fresh_database
from tests.world import ROOT, SHIPPED

COMMANDS = ["run", "migrate", "agent list"]


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    made = fresh_database(request.param)
    yield made
    drop_database(made)


def onkapi(url: str, command: str, monkeypatch: pytest.MonkeyPatch, language: str = "tr") -> Result:
    said = {"DATABASE__URL": url, "DESK__LANGUAGE": language, "WEB_ORNEK": "", "WEB_KAMU": ""}
    for name, value in said.items():
        monkeypatch.setenv(f"ONKAPI_{name}", value)
    port = ["--port", "0"] if command == "run" else []
    return CliRunner().invoke(app, [*command.split(), "--config", str(SHIPPED), *port])


def refused(done: Result, *words: str) -> str:
    """Return the one line by which a command says that it did nothing."""
    assert done.exit_code == 1, done.output
    assert isinstance(done.exception, SystemExit)
    [line] = done.stderr.splitlines()
    for word in words:
        assert word in line
    return line


def execute(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def schema(url: str) -> dict[str, list[str]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        seen = inspect(connection)
        found = {name: [each["name"] for each in seen.get_columns(name)] for name in sorted(seen.get_table_names())}
        if "alembic_version" in found:
            found["is"] = list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    engine.dispose()
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_a_newer_database_asks_for_the_newer_program(url: str, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    execute(url, "UPDATE alembic_version SET version_num = '9999'")
    before = schema(url)
    refused(onkapi(url, command, monkeypatch), "9999", str(migrate.head()), "yeni sürümünü kurun")
    assert schema(url) == before


def test_it_is_told_in_the_language_of_the_desk(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    execute(url, "UPDATE alembic_version SET version_num = '9999'")
    refused(onkapi(url, "run", monkeypatch, "en"), "Install the new version of the program")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_from_which_tables_are_missing_is_not_served(
    url: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(url, "DROP TABLE job_run")
    before = schema(url)
    refused(onkapi(url, command, monkeypatch), "yarıda kalmış", "job_run", "yedeği")
    assert schema(url) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_tables_without_a_version_are_a_migration_that_was_broken_off(
    url: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(url, "DELETE FROM alembic_version")
    before = schema(url)
    refused(onkapi(url, command, monkeypatch), "yarıda kalmış")
    assert schema(url) == before


def test_a_migration_that_meets_half_of_itself_changes_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    execute(url, "UPDATE alembic_version SET version_num = '0021'")  # what comes after it is there already
    before = schema(url)
    refused(onkapi(url, "migrate", monkeypatch), "yarıda kalmış")
    assert schema(url) == before


DIES = """
import os, signal, sys
from alembic.operations import Operations
from bot.store import migrate
made, create = [], Operations.create_table
def dies(self, *given, **more):
    if len(made) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    made.append(given[0])
    return create(self, *given, **more)
Operations.create_table = dies
migrate.upgrade(sys.argv[1])
"""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tables", [1, 10])
def test_a_migration_that_is_killed_has_changed_nothing_and_is_resumed(
    kind: Kind, tables: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = _empty(kind, tmp_path)
    migrate.apply(url, "0001")
    before = schema(url)
    died = subprocess.run([sys.executable, "-c", DIES, url, str(tables)], cwd=ROOT, check=False, timeout=60)
    assert died.returncode == -signal.SIGKILL
    assert schema(url) == before
    refused(onkapi(url, "run", monkeypatch), "onkapi migrate")
    assert onkapi(url, "migrate", monkeypatch).exit_code == 0
    assert migrate.is_current(url)
    if kind == "postgresql":
        drop_database(url)


def _empty(kind: Kind, folder: Path) -> str:
    if kind == "sqlite":
        return f"sqlite:///{folder}/old.db"
    parsed = make_url(fresh_database("postgresql"))
    name = f"old_{os.getpid()}_{folder.name[-8:]}".replace("-", "_")
    with psycopg.connect(_plain(parsed.render_as_string(hide_password=False)), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return parsed.set(database=name).render_as_string(hide_password=False)


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_of_another_program_is_left_alone(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "photos.db"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE photo (id INTEGER)")
        other.commit()
    before = _content(file)
    refused(onkapi(f"sqlite:///{file}", command, monkeypatch), "başka bir programın", str(file))
    assert _content(file) == before


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("harm", ["garbage", "a page", "cut off", "a header only"])
def test_a_damaged_file_is_told_and_not_touched(
    command: str, harm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, file = make_url(fresh_database("sqlite")).database, tmp_path / "onkapi.db"
    content = bytearray(Path(made or "").read_bytes())
    match harm:
        case "garbage":
            content[:] = b"I am no database.\n" * 400
        case "a page":
            content[4096 * 3 : 4096 * 5] = b"\xff" * 8192
        case "cut off":
            del content[len(content) // 2 :]
        case _:
            content[100:] = b"\x00" * (len(content) - 100)
    file.write_bytes(content)
    before = _content(file)
    refused(onkapi(f"sqlite:///{file}", command, monkeypatch), "bozuk", str(file), "yedeği")
    assert _content(file) == before
    assert not any(path.suffix in {".db-wal", ".db-journal"} and path.stat().st_size for path in tmp_path.iterdir())


def _content(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_server_that_is_not_there_is_told_without_a_password(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    url = f"postgresql+psycopg://desk:hunter2@127.0.0.1:{port}/onkapi"
    line = refused(onkapi(url, command, monkeypatch), "ulaşılamıyor", str(port))
    assert "hunter2" not in line


@contextmanager
def doorkeeper(message: str, code: str) -> Iterator[int]:
    """Speak PostgreSQL's protocol as far as the question for the password, and refuse with `message`."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with client:
                    _refuse(client, message, code)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _refuse(client: socket.socket, message: str, code: str) -> None:
    while True:
        length, kind = struct.unpack("!II", client.recv(8))
        client.recv(length - 8) if length > 8 else None
        if kind not in {80877103, 80877104}:  # whether we encrypt: no
            break
        client.sendall(b"N")
    client.sendall(b"R" + struct.pack("!II", 8, 3))
    client.recv(1_000)
    told = b"".join(key + value.encode() + b"\0" for key, value in ((b"S", "FATAL"), (b"C", code), (b"M", message)))
    client.sendall(b"E" + struct.pack("!I", len(told) + 5) + told + b"\0")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("message", "code", "told"),
    [
        ('password authentication failed for user "desk"', "28P01", "girişi kabul etmedi"),
        ('no pg_hba.conf entry for host "127.0.0.1"', "28000", "girişi kabul etmedi"),
        ('database "onkapi" does not exist', "3D000", "böyle bir veri tabanı yok"),
        ("the database system is starting up", "57P03", "ulaşılamıyor"),
    ],
)
def test_a_server_that_refuses_is_told_with_what_to_check(
    command: str, message: str, code: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with doorkeeper(message, code) as port:
        url = f"postgresql+psycopg://desk:hunter2@127.0.0.1:{port}/onkapi"
        line = refused(onkapi(url, command, monkeypatch), told)
    assert "hunter2" not in line


def test_a_real_server_without_the_database_says_so(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if url.startswith("sqlite"):
        pytest.skip("a file that is not there is an empty database")
    nowhere = make_url(url).set(database="nowhere").render_as_string(hide_password=False)
    refused(onkapi(nowhere, "run", monkeypatch), "böyle bir veri tabanı yok")


def test_the_sentences_are_the_same_in_both_languages() -> None:
    found = texts.load(Path(given.__file__).with_name("texts"))
    assert found.keys("tr") == found.keys("en")
    for key in found.keys("tr"):
        assert found.placeholders(key, "tr") == found.placeholders(key, "en")
