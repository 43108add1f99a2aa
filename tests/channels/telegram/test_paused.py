"""A process that stands still and wakes up: another one has taken over, and it sends nothing late."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.channels.telegram.server import environ, running, written
from tests.databases import drop_database, fresh_database
from tests.standins.telegram import BotApi, User

ALI, VELI, CAN = User(1001), User(1002), User(1003)
OPEN = {"key": "main", "organization": "ornek", "token": "${ONKAPI_TELEGRAM_TOKEN}", "trust": "open"}
PATIENCE = 90.0
TAKEN_OVER = 15.0
SETTLED = 5.0


@pytest.fixture
def url() -> Iterator[str]:
    made = fresh_database("postgresql", furnished=True)
    yield made
    drop_database(made)


def waits_for(so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < until
        time.sleep(0.1)


def leased(url: str, name: str) -> bool:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT 1 FROM lease WHERE name = :name AND until > now()"), {"name": name})
        there = found.first() is not None
    engine.dispose()
    return there


@pytest.mark.timeout(400)
def test_a_paused_process_is_replaced_in_seconds_and_sends_nothing_when_it_wakes_up(
    url: str, api: BotApi, tmp_path: Path
) -> None:
    file, given = written(tmp_path, api, {"channels": {"telegram": {"accounts": [OPEN]}}}), environ(url, api)
    with running(file, given) as (_, first):
        waits_for(lambda: leased(url, "telegram/main: sending"))
        with running(file, given) as (_, second):
            api.loses_answer("sendMessage", 60)
            api.says(ALI, "vpn bağlanmıyor")
            waits_for(lambda: bool(api.said_to(ALI)))
            first.send_signal(signal.SIGSTOP)  # in the middle of a call that was done
            began = time.monotonic()
            api.says(VELI, "vpn bağlanmıyor")
            waits_for(lambda: bool(api.said_to(VELI)))
            # The conversation settles first; besides, two cores are shared here with everything else.
            assert time.monotonic() - began < TAKEN_OVER + SETTLED + 5
            waits_for(lambda: len(api.said_to(ALI)) == 2)
            first.send_signal(signal.SIGCONT)
            api.says(CAN, "vpn bağlanmıyor")
            waits_for(lambda: bool(api.said_to(CAN)))
            time.sleep(4)
            second.send_signal(signal.SIGTERM)
            stopped = time.monotonic()
            assert second.wait(20) == 0
            assert time.monotonic() - stopped < 10
            api.says(CAN, "denedim olmadı")  # the first one has what the second one gave back
            waits_for(lambda: len(api.said_to(CAN)) > 1)
    assert api.dropped == 0
    assert [len(api.said_to(user)) for user in (ALI, VELI)] == [2, 1]
    assert len(set(api.texts_to(ALI))) == 1
    assert len(api.texts_to(CAN)) == len(set(api.texts_to(CAN)))
