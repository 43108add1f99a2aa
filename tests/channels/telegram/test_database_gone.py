"""PostgreSQL is gone for a while under the real server: Telegram keeps what was not kept here, and brings it again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.channels.telegram.served import FAST, PUBLIC, SECRET
from tests.channels.telegram.server import environ, running, written
from tests.databases import furnish_server
from tests.postgresql import PostgreSQL
from tests.standins.telegram import BotApi, User

ACCOUNT = {"key": "main", "organization": "ornek", "token": "${ONKAPI_TELEGRAM_TOKEN}", "trust": "open"}
SCALED = {"timeout": 2.0, "retries": {"first": 0.5, "longest": 2.0}, "rates": FAST}
PEOPLE = [User(number) for number in range(1001, 1005)]
GONE = 6.0
RESUMED = 10.0
PATIENCE = 60.0


@pytest.fixture
def database(tmp_path: Path) -> Iterator[tuple[PostgreSQL, str]]:
    server = PostgreSQL(tmp_path / "database")
    yield server, furnish_server(server.url)
    server.start()
    server.remove()


def said(url: str) -> list[tuple[str, str]]:
    """Return what people said: the chat and the words, in the order of the timeline."""
    engine = create_engine(url)
    query = (
        "SELECT address.chat, entry.text FROM entry JOIN conversation ON conversation.id = entry.conversation "
        "JOIN address ON address.id = conversation.address WHERE entry.author = 'customer' ORDER BY entry.id"
    )
    with engine.connect() as connection:
        found = [(row.chat, row.text) for row in connection.execute(text(query))]
    engine.dispose()
    return found


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mode", ["polling", "webhook"])
def test_what_comes_while_the_database_is_gone_is_not_confirmed_and_comes_again(
    database: tuple[PostgreSQL, str], api: BotApi, tmp_path: Path, mode: str
) -> None:
    server, url = database
    api.parallel = 1
    account = {**ACCOUNT, "mode": mode, "webhook_secret": SECRET}
    file = written(tmp_path, api, {"channels": {"telegram": {"accounts": [account], **SCALED}}})
    given = environ(url, api) | {"ONKAPI_WEB__PUBLIC_URL": PUBLIC}
    with running(file, given) as (address, _):
        api.reaches[PUBLIC] = address
        api.says(PEOPLE[0], "bir insanla görüşmek istiyorum")
        api.waits(lambda: api.said_to(PEOPLE[0]), PATIENCE)
        api.waits(lambda: not api.pending, PATIENCE)
        server.stop("immediate")
        for line in range(3):
            for user in PEOPLE[1:]:
                api.says(user, f"bir insanla görüşmek istiyorum, {line}")
        time.sleep(GONE)
        assert len(api.pending) == 9
        server.start()
        back = time.monotonic()
        api.waits(lambda: not api.pending, PATIENCE)
        assert time.monotonic() - back < RESUMED
        api.waits(lambda: all(map(api.said_to, PEOPLE)), PATIENCE)
    lines = said(url)
    for user in PEOPLE[1:]:
        mine = [words for chat, words in lines if chat == str(user.id)]
        assert mine == [f"bir insanla görüşmek istiyorum, {line}" for line in range(3)]
    assert len(lines) == 10
    assert api.dropped == 0
