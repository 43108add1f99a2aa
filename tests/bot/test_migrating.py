"""A migration that is killed leaves what was there before it, and the next one does all of it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from bot.store import migrate
from tests.databases import KINDS, Kind, bare_database, drop_database

ROOT = Path(__file__).parents[2]

DIES = """
import os, signal, sys
from alembic import op
from bot.store import migrate

url, steps = sys.argv[1], int(sys.argv[2])

def counted(name):
    real = getattr(op, name)
    def do(*given, **more):
        global steps
        steps -= 1
        if steps < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **more)
    setattr(op, name, do)

for name in ("create_table", "create_index", "add_column", "execute"):
    counted(name)
migrate.upgrade(url)
"""


@pytest.mark.timeout(400)
@pytest.mark.parametrize("kind", KINDS)
def test_a_migration_that_is_killed_anywhere_is_done_by_the_next_one(kind: Kind) -> None:
    url = bare_database(kind)
    for steps in (3, 40, 90, 130):
        died = subprocess.run([sys.executable, "-c", DIES, url, str(steps)], cwd=ROOT, check=False, timeout=90)
        assert died.returncode == -signal.SIGKILL
        assert tables(url) == set(), "nothing of it is there"
    migrate.upgrade(url)
    assert migrate.is_current(url)
    drop_database(url)


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = set(inspect(connection).get_table_names())
    engine.dispose()
    return found
