"""How updates reach the engine: by polling and by webhook, through every trouble of the platform's."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.host import Answer, Doing
from core.messages import Kind, Lost
from tests.channels.contract.recorder import Recorder
from tests.channels.telegram.served import PUBLIC, SECRET, listening
from tests.standins.telegram import BotApi, JsonObject, User, bot_api

ALI, VELI = User(1001), User(1002, "Veli", "")
PAYLOADS = Path(__file__).parent / "payloads"
MODES = ["polling", "webhook"]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture
def host() -> Recorder:
    return Recorder()


def texts(host: Recorder) -> list[str]:
    return [inbound.text for inbound in host.received]


@pytest.mark.parametrize("mode", MODES)
def test_what_somebody_writes_arrives_and_is_confirmed_when_it_is_kept(api: BotApi, host: Recorder, mode: str) -> None:
    host.hold()
    with listening(api, host, mode):
        api.says(ALI, "vpn bağlanmıyor")
        api.waits(lambda: api.webhook or api.called("getUpdates"))
        time.sleep(0.5)
        assert len(api.pending) == 1
        host.let_go()
        api.waits(lambda: not api.pending)
    assert texts(host) == ["vpn bağlanmıyor"]
    assert api.dropped == 0


@pytest.mark.parametrize("mode", MODES)
def test_what_was_not_kept_comes_again(api: BotApi, host: Recorder, mode: str) -> None:
    host.failure = OSError("no space left")
    with listening(api, host, mode):
        api.says(ALI, "vpn bağlanmıyor")
        api.waits(lambda: api.deliveries if mode == "webhook" else api.called("setMyCommands"))
        time.sleep(0.5)
        assert len(api.pending) == 1
        host.failure = None
        api.waits(lambda: not api.pending)
    assert texts(host) == ["vpn bağlanmıyor"]
    assert host.unread == []


@pytest.mark.parametrize("mode", MODES)
def test_what_waited_while_nobody_listened_is_taken(api: BotApi, host: Recorder, mode: str) -> None:
    api.parallel = 40
    for number in range(150):
        api.says(ALI, f"satır {number}")
    with listening(api, host, mode):
        api.waits(lambda: len(host.received) == 150, 30)
    orders = [inbound.order for inbound in host.received]
    assert len(set(orders)) == 150
    assert mode == "webhook" or orders == sorted(orders)
    assert api.dropped == 0


@pytest.mark.parametrize("mode", MODES)
def test_one_mode_takes_over_from_the_other(api: BotApi, host: Recorder, mode: str) -> None:
    other = "webhook" if mode == "polling" else "polling"
    with listening(api, host, other):
        api.says(ALI, "bir")
        api.waits(lambda: texts(host) == ["bir"])
    api.says(ALI, "iki")
    again = Recorder()
    with listening(api, again, mode):
        api.waits(lambda: "iki" in texts(again))
    assert bool(api.webhook) == (mode == "webhook")
    assert api.dropped == 0


def test_a_webhook_that_appears_under_a_poller_is_taken_away(api: BotApi, host: Recorder) -> None:
    with listening(api, host):
        api.waits(lambda: api.called("getUpdates"))
        api.webhook = {"url": "https://old.example/hook", "secret_token": "", "max_connections": 40}
        api.says(ALI, "merhaba")
        api.waits(lambda: texts(host) == ["merhaba"])
    assert api.webhook == {}


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(lambda api: api.fails("getUpdates", 401, "Unauthorized"), id="401"),
        pytest.param(lambda api: api.fails("getUpdates", 409, "Conflict: terminated by other", times=3), id="409"),
        pytest.param(lambda api: api.fails("getUpdates", 502, "Bad Gateway", times=5), id="502"),
        pytest.param(lambda api: api.fails("getUpdates", 429, "Too Many Requests", retry_after=1), id="429"),
        pytest.param(lambda api: api.fails("deleteWebhook", 500, "Internal", times=2), id="500 at the start"),
        pytest.param(lambda api: api.stammers("getUpdates", b"<html>maintenance</html>", times=2), id="a page"),
        pytest.param(lambda api: api.stammers("getUpdates", b'{"ok": true, "result": {}}', times=2), id="no list"),
        pytest.param(lambda api: api.is_silent("getUpdates", 30), id="silence"),
        pytest.param(lambda api: api.loses_answer("getUpdates", 30), id="no answer"),
    ],
)
def test_every_trouble_passes_and_nothing_is_lost(api: BotApi, host: Recorder, trouble: Any) -> None:
    trouble(api)
    api.says(ALI, "bir")
    with listening(api, host):
        api.says(ALI, "iki")
        api.waits(lambda: not api.pending, 20)
    assert list(dict.fromkeys(texts(host))) == ["bir", "iki"]
    assert api.dropped == 0


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (lambda api: api.fails("getUpdates", 401, "Unauthorized", times=1_000), "401"),
        (lambda api: api.fails("getUpdates", 409, "Conflict: terminated by other", times=1_000), "409"),
        (lambda api: api.fails("getUpdates", 429, "Too Many Requests", times=1_000, retry_after=1), "429"),
        (lambda api: api.fails("getUpdates", 502, "Bad Gateway", times=1_000), "cannot be reached"),
        (lambda api: api.is_silent("getUpdates", 4), "does not answer in time"),
    ],
)
def test_a_trouble_is_told_while_it_lasts_and_without_a_secret(
    api: BotApi, host: Recorder, trouble: Any, told: str
) -> None:
    key: tuple[str, Doing] = ("telegram/ornek", "listening")
    trouble(api)
    with listening(api, host):
        api.waits(lambda: told in host.reports.get(key, ""))
        assert api.token not in str(host.reports)
        api.faults.clear()
        api.waits(lambda: host.reports[key] == "", 20)
    assert key not in host.reports


def test_what_comes_after_the_lease_was_lost_is_left_to_who_has_it(api: BotApi, host: Recorder) -> None:
    host.lost_it = True
    with listening(api, host):
        api.says(ALI, "merhaba")
        api.waits(lambda: len(api.called("getUpdates")) > 2)
        assert (host.received, len(api.pending)) == ([], 1)
        host.lost_it = False
        api.waits(lambda: not api.pending)
    assert texts(host) == ["merhaba"]


def test_a_process_that_does_not_listen_asks_for_nothing(api: BotApi, host: Recorder) -> None:
    host.listens = False
    with listening(api, host):
        api.says(ALI, "merhaba")
        time.sleep(0.3)
        assert api.calls == []
    assert host.received == []


def test_a_platform_that_is_not_there_is_waited_for(host: Recorder) -> None:
    with bot_api() as api:
        port = int(api.address.rpartition(":")[2])
    with listening(api, host):
        pass  # it starts, and stops, all the same
    with listening(api, host), bot_api(port, known=api):
        api.says(ALI, "merhaba")
        api.waits(lambda: not api.pending)
    assert texts(host) == ["merhaba"]


def test_only_the_holder_of_the_lease_polls(api: BotApi, host: Recorder) -> None:
    host.others_hold = True
    with listening(api, host):
        api.says(ALI, "merhaba")
        api.waits(lambda: api.called("setMyCommands"))
        assert api.called("getUpdates") == []
        host.others_hold = False
        api.waits(lambda: texts(host) == ["merhaba"])
    assert host.holder == {}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["broken-date", "broken-without-chat", "broken-list"])
def test_what_cannot_be_read_is_kept_aside_and_the_next_is_served(
    api: BotApi, host: Recorder, mode: str, name: str
) -> None:
    broken = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    api.deliver(broken)
    api.deliver(
        {
            **api.message(ALI, text="merhaba"),
            "update_id": broken["update_id"] + 1,
            "message": api.message(ALI, text="merhaba"),
        }
    )
    with listening(api, host, mode):
        api.waits(lambda: not api.pending)
    assert texts(host) == ["merhaba"]
    [(account, event_id, raw, error)] = host.unread
    assert (account, event_id, raw) == ("telegram/ornek", str(broken["update_id"]), broken)
    assert error


@pytest.mark.parametrize("mode", MODES)
def test_a_slow_chat_keeps_no_other_waiting(api: BotApi, host: Recorder, mode: str) -> None:
    api.parallel = 10
    api.is_silent("download", 0.8)
    photo = api.file(PNG, "a.png")
    api.writes(ALI, photo=[{**photo, "width": 1, "height": 1}])
    api.says(ALI, "sonra")
    api.says(VELI, "merhaba")
    with listening(api, host, mode):
        api.waits(lambda: not api.pending)
    heard = [(inbound.address.chat, inbound.text) for inbound in host.received]
    assert heard == [("1002", "merhaba"), ("1001", ""), ("1001", "sonra")]


def test_updates_that_a_webhook_brings_shuffled_are_taken_in_order(api: BotApi, host: Recorder) -> None:
    with listening(api, host, "webhook"):
        api.waits(lambda: api.webhook)
        made = [api.says(ALI, f"satır {number}") for number in range(10)]
        api.pending.clear()
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        url = f"{api.reaches[PUBLIC]}/hooks/telegram/ornek"

        async def bring() -> set[int]:
            async with httpx.AsyncClient(trust_env=False, headers=headers) as http:
                answers = await asyncio.gather(*(http.post(url, json=update) for update in reversed(made)))
                return {answer.status_code for answer in answers}

        assert asyncio.run(bring()) == {200}
    assert texts(host) == [f"satır {number}" for number in range(10)]


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, b"{}", 403),
        ({"X-Telegram-Bot-Api-Secret-Token": ""}, b"{}", 403),
        ({"X-Telegram-Bot-Api-Secret-Token": "another-secret"}, b"{}", 403),
        ({"X-Telegram-Bot-Api-Secret-Token": SECRET.upper()}, b"{}", 403),
        ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, b"{", 400),
        ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, b"[1]", 400),
        ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, b'{"x": "' + b"x" * 300_000 + b'"}', 413),
        ({"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "text/plain"}, b"{}", 415),
        ({"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json; charset=utf-8"}, b"{}", 200),
    ],
)
def test_the_door_lets_in_the_platform_only(
    api: BotApi, host: Recorder, headers: dict[str, str], body: bytes, status: int
) -> None:
    with listening(api, host, "webhook"):
        given = {"Content-Type": "application/json", **headers}
        url = f"{api.reaches[PUBLIC]}/hooks/telegram/ornek"
        found = httpx.post(url, content=body, headers=given, trust_env=False)
    assert found.status_code == status
    assert host.received == []


def test_an_account_that_polls_has_no_door(api: BotApi, host: Recorder) -> None:
    with listening(api, host):
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        url = f"{api.reaches[PUBLIC]}/hooks/telegram/ornek"
        assert httpx.post(url, json={}, headers=headers, trust_env=False).status_code == 403


def press(api: BotApi, data: str = "o.AAAAAAAAAAAAAAAAAAAAAA.0") -> JsonObject:
    markup = {"inline_keyboard": [[{"text": "Evet", "callback_data": data}]]}
    message = {**api.message(ALI, text="?", reply_markup=markup), "from": api.myself()}
    return api.presses(ALI, message, data)


@pytest.mark.parametrize("mode", MODES)
def test_a_press_is_answered_with_what_became_of_it(api: BotApi, host: Recorder, mode: str) -> None:
    host.answer = Answer("Bu düğmenin süresi geçmiş.")
    with listening(api, host, mode):
        query = press(api)["callback_query"]["id"]
        [answered] = api.waits(lambda: api.called("answerCallbackQuery"))
    assert (answered.values["callback_query_id"], answered.values["text"]) == (query, "Bu düğmenin süresi geçmiş.")
    [inbound] = host.received
    assert (inbound.kind, inbound.text) == (Kind.PRESS, "Evet")


def test_a_press_that_takes_long_gets_an_empty_answer_first(api: BotApi, host: Recorder) -> None:
    host.hold()
    host.answer = Answer("zu spät")
    with listening(api, host):
        press(api)
        [answered] = api.waits(lambda: api.called("answerCallbackQuery"))
        assert "text" not in answered.values
        assert host.received == []
        host.let_go()
        api.waits(lambda: host.received)
    assert len(api.called("answerCallbackQuery")) == 1


def test_a_press_that_is_not_ours_or_too_old_changes_nothing(api: BotApi, host: Recorder) -> None:
    with listening(api, host):
        press(api, "x.K7M2R9.claim")
        api.waits(lambda: api.called("answerCallbackQuery"))
        api.fails("answerCallbackQuery", 400, "Bad Request: query is too old")
        press(api)
        api.waits(lambda: not api.pending)
    assert len(host.received) == 1


def test_files_are_kept_with_their_message(api: BotApi, host: Recorder) -> None:
    with listening(api, host):
        api.writes(
            ALI, document={**api.file(b"satir\n" * 9, "a.txt"), "file_name": "günlük.txt", "mime_type": "text/plain"}
        )
        api.writes(
            ALI, voice={**api.file(b"OggS" + bytes(24) + b"OpusHead", "v.ogg"), "duration": 3, "mime_type": "audio/ogg"}
        )
        api.waits(lambda: not api.pending)
    assert [[(file.name, file.media_type) for file in inbound.files] for inbound in host.received] == [
        [("günlük.txt", "text/plain")],
        [(host.received[1].files[0].name, "audio/ogg")],
    ]


def test_a_file_that_is_too_large_or_cannot_be_had_is_lost(api: BotApi, host: Recorder) -> None:
    large = api.file(b"x", "a.zip", size=48_000_000)
    with listening(api, host):
        api.writes(ALI, caption="ekte", document={**large, "file_name": "dokum.zip"})
        api.waits(lambda: not api.pending)
        assert not api.called("getFile")
        api.fails("download", 502, "Bad Gateway", times=3)
        api.writes(ALI, document={**api.file(b"x", "b.txt"), "file_name": "b.txt"})
        api.waits(lambda: not api.pending)
        api.fails("getFile", 400, "Bad Request: file is too big")
        api.writes(ALI, document={**api.file(b"x", "c.txt"), "file_name": "c.txt"})
        api.waits(lambda: not api.pending)
        api.fails("download", 502, "Bad Gateway", times=2)
        api.writes(ALI, document={**api.file(b"x", "d.txt"), "file_name": "d.txt"})
        api.waits(lambda: not api.pending)
    assert [(inbound.text, inbound.lost, len(inbound.files)) for inbound in host.received] == [
        ("ekte", (Lost("dokum.zip", 1),), 0),
        ("", (Lost("b.txt", 1),), 0),
        ("", (Lost("c.txt", 1),), 0),
        ("", (), 1),
    ]


def test_menus_are_set_in_both_languages(api: BotApi, host: Recorder) -> None:
    with listening(api, host):
        api.waits(lambda: len(api.commands) == 3)
    assert [each["command"] for each in api.commands["tr"]] == ["yardim", "durum", "uzman", "dil"]
    assert [each["command"] for each in api.commands["en"]] == ["help", "status", "agent", "language"]
    assert api.commands[""] == api.commands["tr"]


def test_who_wants_another_language_chooses_it(api: BotApi, host: Recorder) -> None:
    with listening(api, host):
        api.says(ALI, "/dil")
        api.waits(lambda: api.said_to(ALI))
        api.picks(ALI, "English")
        api.waits(lambda: host.received)
    assert texts(host) == ["English"]


def test_somebody_is_seen_typing_while_an_answer_is_prepared(api: BotApi, host: Recorder) -> None:
    host.is_busy = True
    with listening(api, host):
        api.says(ALI, "vpn bağlanmıyor")
        [hint] = api.waits(lambda: api.called("sendChatAction"))
    assert hint.values == {"chat_id": ALI.id, "action": "typing"}


def test_no_token_and_no_word_is_in_any_log(api: BotApi, host: Recorder, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for name in ("httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
    api.fails("getUpdates", 401, "Unauthorized")
    api.fails("download", 502, "Bad Gateway", times=3)
    with listening(api, host):
        api.writes(ALI, caption="gizli söz", document={**api.file(b"x", "b.txt"), "file_name": "b.txt"})
        api.waits(lambda: not api.pending)
        host.failure = RuntimeError("gizli söz")
        api.says(ALI, "gizli söz")
        api.waits(lambda: "trouble" in caplog.text)
        host.failure = None
        api.waits(lambda: not api.pending)
    assert caplog.records
    assert api.token.partition(":")[2] not in caplog.text
    assert "gizli söz" not in caplog.text
