"""`kill -9` at the worst moments, with the real server: nothing is lost, and nothing doubles that can be looked up."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.slack.test_guide import environ, written
from tests.channels.telegram.server import running
from tests.standins.slack import Person, SlackApi, slack_api

ALI = Person("U0ALI")
MAIN = {
    "key": "main", "organization": "ornek", "bot_token": "${ONKAPI_SLACK_BOT_TOKEN}",
    "app_token": "${ONKAPI_SLACK_APP_TOKEN}",
}  # fmt: skip
SECTION = {"channels": {"slack": {"accounts": [MAIN]}}}
PATIENCE = 90.0


@pytest.fixture
def api() -> Iterator[SlackApi]:
    with slack_api() as platform:
        platform.transport, platform.minute = "socket", 1.0
        yield platform


@pytest.mark.timeout(400)
def test_killed_after_it_was_kept_it_is_answered_once(sqlite_url: str, api: SlackApi, tmp_path: Path) -> None:
    file, given = written(tmp_path, api, SECTION), environ(sqlite_url, api)
    with running(file, given) as (_, process):
        payload = api.says(ALI, "vpn bağlanmıyor")
        api.waits(lambda: api.delivery(payload).done, PATIENCE)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert api.texts_to(ALI) == []
    api.again(payload)  # what the platform does not know to be acknowledged comes again
    with running(file, given):
        api.waits(lambda: api.said_to(ALI), PATIENCE)
        api.says(ALI, "durum?")
        api.waits(lambda: len(api.said_to(ALI)) > 1, PATIENCE)
    assert len([text for text in api.texts_to(ALI) if text.startswith("VPN bağlanmıyor")]) == 1


@pytest.mark.timeout(400)
def test_killed_while_the_platform_does_not_answer_nothing_is_doubled(
    sqlite_url: str, api: SlackApi, tmp_path: Path
) -> None:
    file, given = written(tmp_path, api, SECTION), environ(sqlite_url, api)
    api.loses_answer("chat.postMessage", 60)
    with running(file, given) as (_, process):
        api.says(ALI, "vpn bağlanmıyor")
        api.waits(lambda: api.said_to(ALI), PATIENCE)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with running(file, given):
        api.waits(lambda: len(api.listening()) == 2, PATIENCE)
        api.says(ALI, "denedim olmadı")
        api.waits(lambda: len(api.said_to(ALI)) > 1, PATIENCE)
    texts = api.texts_to(ALI)
    assert len(set(texts)) == len(texts)
    assert api.called("conversations.history")
