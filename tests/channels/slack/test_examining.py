"""`onkapi check --online`: what the platform says of an app and its channels, with the way out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from bot.cli import app
from channels.slack.examining import SCOPES
from core.channel import Around, Finding
from tests.channels.slack.desk import with_rooms
from tests.channels.slack.served import ACCOUNT, PUBLIC, channel_at
from tests.standins.slack import Person, SlackApi, manifest_of, slack_api
from tests.world import ROOT

MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "docs" / "slack" / "manifest.yaml").read_text(encoding="utf-8"))
ELIF, ROOM, REQUESTS = Person("U0ELIF", "Elif Demir"), "C0DESTEK", "C0ISTEK"
READS = {"auth.test", "apps.connections.open", "bots.info", "conversations.history"}


@pytest.fixture
def api() -> Iterator[SlackApi]:
    with slack_api() as platform:
        manifest_of(platform, MANIFEST)
        platform.channel(ROOM, "group")
        platform.channel(REQUESTS)
        yield platform


def found(api: SlackApi, *rooms: str, mode: str = "socket", **account: Any) -> list[Finding]:
    around = Around(language="en", rooms={ACCOUNT: rooms}, public_url=PUBLIC)
    return list(asyncio.run(channel_at(api, mode, account=account).examine(around)))


def test_where_all_is_well_every_line_is_good_and_nothing_is_changed(api: SlackApi) -> None:
    lines = found(api, ROOM, requests=[REQUESTS])
    assert [line.state for line in lines] == ["good"] * 5
    assert lines[0].text == "@onkapi: the token is good, workspace Örnek (T0ORNEK)."
    assert [line.text.partition(" is ready")[0] for line in lines[3:]] == [
        f"Room {ROOM}",
        f"Request channel {REQUESTS}",
    ]
    assert {call.method for call in api.calls} == READS
    assert (api.messages, api.connections) == ({}, [])


def test_what_it_takes_for_granted_is_what_the_manifest_asks_for() -> None:
    assert sorted(SCOPES) == MANIFEST["oauth_config"]["scopes"]["bot"]


def _less(api: SlackApi) -> None:
    assert api.scopes is not None
    api.scopes -= {"groups:history", "reactions:write"}


def _more(api: SlackApi) -> None:
    assert api.scopes is not None
    api.scopes |= {"channels:read"}


def _absent(api: SlackApi) -> None:
    api.absent.add(ROOM)


def _unknown(api: SlackApi) -> None:
    del api.places[ROOM]


def _archived(api: SlackApi) -> None:
    api.archived.add(ROOM)


def _busy(api: SlackApi) -> None:
    api.fails("conversations.history", "ratelimited", retry_after=30)


def _other_app(api: SlackApi) -> None:
    api.app_token = "xapp-1-A0OTHER-1001002003-standinstandinstandin"


def _closed(api: SlackApi) -> None:
    api.fails("apps.connections.open", "missing_scope")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_less, [("bad", "lacks these scopes: groups:history, reactions:write. Paste")]),
        (_more, [("poor", "doesn't use: channels:read.")]),
        (_absent, [("bad", f"isn't in channel {ROOM}: type /invite")]),
        (_unknown, [("bad", f"isn't in channel {ROOM}: type /invite")]),
        (_archived, [("bad", "unarchive it")]),
        (_busy, [("bad", "429: the platform allows no conversations.history for 30 s")]),
        (_other_app, [("bad", "of another app (A0OTHER) than the bot_token (A0ONKAPI)")]),
        (_closed, [("bad", "(missing_scope): turn Socket Mode on")]),
    ],
)
def test_what_is_missing_is_told_with_the_way_out(
    api: SlackApi, change: Callable[[SlackApi], None], says: list[tuple[str, str]]
) -> None:
    change(api)
    lines = [line for line in found(api, ROOM) if line.state != "good"]
    assert [line.state for line in lines] == [state for state, _ in says]
    for line, (_, words) in zip(lines, says, strict=True):
        assert words in line.text


def test_a_room_that_is_no_channel_is_told_without_asking(api: SlackApi) -> None:
    assert ["no id of a channel" in line.text for line in found(api, "#destek", "D0ALI")[3:]] == [True, True]
    assert not [call for call in api.calls if call.method == "conversations.history"]


def test_by_http_the_address_is_told_and_no_socket_is_asked_for(api: SlackApi) -> None:
    lines = found(api, ROOM, mode="http")
    assert [line.state for line in lines] == ["good"] * 4
    assert f"{PUBLIC}/hooks/slack/ornek/events" in lines[1].text
    assert "apps.connections.open" not in {call.method for call in api.calls}


def test_a_platform_that_names_no_scopes_is_believed(api: SlackApi) -> None:
    api.scopes = None
    assert [line.state for line in found(api, ROOM)] == ["good"] * 3


def test_a_token_that_is_refused_and_a_platform_that_is_away_are_findings(api: SlackApi) -> None:
    channel, around = channel_at(api), Around(language="tr", rooms={ACCOUNT: [ROOM]}, public_url="")
    api.bot_token = "xoxb-1001002003-4005006007-AnotherAnotherAnother"
    [line] = asyncio.run(channel.examine(around))
    assert (line.state, "OAuth & Permissions" in line.text, "invalid_auth" in line.text) == ("bad", True, True)
    api.address = "http://127.0.0.1:9"
    [line] = asyncio.run(channel_at(api).examine(around))
    assert (line.state, "127.0.0.1:9" in line.text, api.bot_token in line.text) == ("bad", True, False)


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"ok": true}', b"<html>", b'{"ok": true, "user_id": 7, "bot_id": []}']
)
def test_an_answer_that_cannot_be_read_is_a_finding(api: SlackApi, body: bytes) -> None:
    api.stammers("auth.test", body)
    assert found(api)[0].account == ACCOUNT
    api.stammers("bots.info", body)
    assert len(found(api)) == 3


def check(folder: Path, api: SlackApi, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.setenv("ONKAPI_WEB_ORNEK", "")
    monkeypatch.setenv("ONKAPI_WEB_KAMU", "")
    file = with_rooms(api, folder, {"l1": [ROOM]}, {"elif": ELIF})
    return CliRunner().invoke(app, ["check", "--online", "--config", str(file), *words])


def test_the_command_prints_a_line_for_each_and_ends_with_1_where_something_does_not_work(
    api: SlackApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.absent.add(ROOM)
    done = check(tmp_path, api, monkeypatch)
    assert done.exit_code == 1, done.output
    assert f"x {ACCOUNT}: {ROOM} kanalında uygulama yok" in done.output
    api.absent.clear()
    done = check(tmp_path, api, monkeypatch, "--lang", "en")
    assert done.exit_code == 0, done.output
    assert f"+ {ACCOUNT}: Room {ROOM} is ready" in done.output
    assert api.bot_token not in done.output
    assert api.app_token not in done.output
