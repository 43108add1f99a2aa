"""`onkapi check --online`: what the platform says of an account and its rooms, with the way out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from core.channel import Around, Finding
from tests.channels.telegram.desk import with_rooms
from tests.channels.telegram.served import ACCOUNT, PUBLIC, SECRET, channel_at
from tests.standins.telegram import BotApi, User
from tests.standins.telegram_groups import Group

ELIF, ROOM = User(2001, "Elif", "Demir"), "-1001234567890"


def found(api: BotApi, *rooms: str, mode: str = "polling") -> list[Finding]:
    around = Around(language="en", rooms={ACCOUNT: rooms}, public_url=PUBLIC)
    return list(asyncio.run(channel_at(api, mode).examine(around)))


def test_where_all_is_well_every_line_is_good(api: BotApi) -> None:
    api.groups.open()
    lines = found(api, ROOM)
    assert [line.state for line in lines] == ["good"] * 3
    assert lines[0].text == "@ornek_bt_bot: the token is good."
    assert lines[2].text == f"Room {ROOM} (Destek) is ready: each ticket has a topic of its own."
    assert {call.method for call in api.calls} == {"getMe", "getWebhookInfo", "getChat", "getChatMember"}


def _plain(api: BotApi, room: Group) -> None:
    room.is_forum = False


def _moved(api: BotApi, room: Group) -> None:
    api.groups.migrates(ELIF, room, -1009)


def _few_reactions(api: BotApi, room: Group) -> None:
    room.reactions = {"👍", "🔥"}


def _as(standing: str, *without: str) -> Callable[[BotApi, Group], None]:
    def change(api: BotApi, room: Group) -> None:
        api.groups.gives(ELIF, room, standing, *without)

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_as("administrator", "can_manage_topics"), [("bad", "right to manage topics")]),
        (_as("member"), [("bad", "/setprivacy"), ("bad", "right to manage topics")]),
        (_as("left"), [("bad", "add it to the group")]),
        (_as("kicked"), [("bad", "add it to the group")]),
        (
            _as("restricted"),
            [("bad", "allow it to send messages"), ("bad", "/setprivacy"), ("bad", "right to manage topics")],
        ),
        (_moved, [("bad", "has the number -1009 by now")]),
        (_plain, [("poor", "turn on Topics")]),
        (_few_reactions, [("poor", "👀 🤔 ✍ 💔")]),
    ],
)
def test_what_a_room_lacks_is_told_with_the_way_out(
    api: BotApi, change: Callable[[BotApi, Group], None], says: list[tuple[str, str]]
) -> None:
    change(api, api.groups.open())
    lines = found(api, ROOM)[2:]
    assert [line.state for line in lines] == [state for state, _ in says]
    for line, (_, words) in zip(lines, says, strict=True):
        assert words in line.text


def test_a_room_that_is_none_is_told(api: BotApi) -> None:
    api.known.add(1001)
    assert ["no group" in line.text or "not in room" in line.text for line in found(api, "#destek", "1001", "-100")[2:]]
    assert [line.state for line in found(api, "#destek", "1001", "-100")[2:]] == ["bad"] * 3


def test_without_privacy_mode_a_member_of_a_plain_group_will_do(api: BotApi) -> None:
    api.groups.open(is_forum=False, bot="member")
    api.reads_groups = True
    assert [line.state for line in found(api, ROOM)] == ["good", "good", "poor"]


def test_who_is_called_with_news_is_told(api: BotApi) -> None:
    ours = f"{PUBLIC}/hooks/telegram/ornek"
    assert "by itself" in found(api, mode="webhook")[1].text
    api.webhook = {"url": "https://elsewhere.example/x", "secret_token": ""}
    assert "stop it" in found(api, mode="webhook")[1].text
    assert [line.state for line in found(api)] == ["good", "poor"]
    api.webhook = {"url": ours, "secret_token": SECRET}
    assert [line.state for line in found(api, mode="webhook")] == ["good", "good"]
    api.webhook["last_error_message"] = "Wrong response from the webhook: 403"
    api.says(User(1001), "merhaba")
    assert found(api, mode="webhook")[1].state == "bad"


def test_a_token_that_is_refused_and_a_platform_that_is_away_are_findings(api: BotApi) -> None:
    channel = channel_at(api)
    api.token = "7001002003:AAHanotherTOKENofTheStandIn0123456abc"
    around = Around(language="tr", rooms={}, public_url="")
    [line] = asyncio.run(channel.examine(around))
    assert (line.state, "@BotFather" in line.text) == ("bad", True)
    api.address = "http://127.0.0.1:9"
    [line] = asyncio.run(channel_at(api).examine(around))
    assert (line.state, api.token in line.text) == ("bad", False)


def test_an_answer_that_cannot_be_read_is_a_finding(api: BotApi) -> None:
    api.stammers("getMe", b'{"ok": true, "result": {"newer": "shape"}}')
    assert [line.state for line in found(api)] == ["bad"]


def check(folder: Path, api: BotApi, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.setenv("ONKAPI_WEB_ORNEK", "")
    monkeypatch.setenv("ONKAPI_WEB_KAMU", "")
    file = with_rooms(api, folder, {"l1": [ROOM]}, {"elif": ELIF})
    return CliRunner().invoke(app, ["check", "--online", "--config", str(file), *words])


def test_the_command_prints_a_line_for_each_and_ends_with_1_where_something_does_not_work(
    api: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = check(tmp_path, api, monkeypatch)
    assert done.exit_code == 1, done.output
    assert f"x {ACCOUNT}: {ROOM} odasında bot yok" in done.output
    api.groups.open()
    done = check(tmp_path, api, monkeypatch, "--lang", "en")
    assert done.exit_code == 0, done.output
    assert f"+ {ACCOUNT}: Room {ROOM} (Destek) is ready" in done.output
    assert "good (" in done.output
    assert api.token not in done.output
