"""`kill -9` at the worst moments, with the real server: nothing is lost, and at most one message doubles."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.channels.telegram.server import environ, running, written
from tests.standins.telegram import BotApi, User

ALI = User(1001)
OPEN = {"key": "main", "organization": "ornek", "token": "${ONKAPI_TELEGRAM_TOKEN}", "trust": "open"}
PATIENCE = 90.0


def section(**more: object) -> dict[str, object]:
    return {"channels": {"telegram": {"accounts": [OPEN], **more}}}


@pytest.mark.timeout(400)
def test_killed_after_it_was_kept_it_is_answered_once(sqlite_url: str, api: BotApi, tmp_path: Path) -> None:
    file, given = written(tmp_path, api, section()), environ(sqlite_url, api)
    with running(file, given) as (_, process):
        update = api.says(ALI, "vpn bağlanmıyor")
        api.waits(lambda: not api.pending, PATIENCE)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert api.texts_to(ALI) == []
    api.deliver(update)  # what the platform does not know to be confirmed comes again
    with running(file, given):
        api.waits(lambda: api.said_to(ALI), PATIENCE)
        api.says(ALI, "durum?")
        api.waits(lambda: len(api.said_to(ALI)) > 1, PATIENCE)
    answers = [text for text in api.texts_to(ALI) if text.startswith("VPN bağlanmıyor")]
    assert len(answers) == 1
    assert api.dropped == 0


@pytest.mark.timeout(400)
def test_killed_while_the_platform_does_not_answer_at_most_one_is_doubled(
    sqlite_url: str, api: BotApi, tmp_path: Path
) -> None:
    file, given = written(tmp_path, api, section()), environ(sqlite_url, api)
    api.loses_answer("sendMessage", 60)
    with running(file, given) as (_, process):
        api.says(ALI, "vpn bağlanmıyor")
        api.waits(lambda: api.said_to(ALI), PATIENCE)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with running(file, given):
        api.waits(lambda: len(api.said_to(ALI)) == 2, PATIENCE)
        api.says(ALI, "denedim olmadı")
        api.waits(lambda: len(api.said_to(ALI)) > 2, PATIENCE)
    texts = api.texts_to(ALI)
    assert texts[0] == texts[1]
    assert len(set(texts)) == len(texts) - 1


@pytest.mark.timeout(400)
def test_two_servers_on_one_database_never_fight(sqlite_url: str, api: BotApi, tmp_path: Path) -> None:
    file, given = written(tmp_path, api, section()), environ(sqlite_url, api)
    with running(file, given) as (_, first), running(file, given):
        for number in range(5):
            api.says(ALI, f"insan istiyorum {number}")
            api.waits(lambda: not api.pending, PATIENCE)
        assert all(call.done for call in api.calls if call.method == "getUpdates")
        first.send_signal(signal.SIGTERM)
        first.wait(20)
        api.says(User(1002), "vpn bağlanmıyor")
        api.waits(lambda: api.said_to(User(1002)), PATIENCE)
    assert api.dropped == 0
