"""Every block and every step of docs/slack.md, as somebody does who reads it; and its manifest has all that is used."""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from channels.slack import forms, rooms
from channels.slack.settings import Account, Settings
from tests.channels.telegram.server import onkapi, running
from tests.standins.slack import EVENT_SCOPES, SCOPES, Person, SlackApi, manifest_of, slack_api
from tests.world import ROOT, SHIPPED

GUIDE = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "docs" / "slack" / "manifest.yaml").read_text(encoding="utf-8"))
ALI = Person("U0ALI")
PATIENCE = 90.0
ASKED_WITH_THE_OTHER_TOKEN = {"apps.connections.open"}
NEED_NO_SCOPE = {"auth.test", "views.open", "views.publish", "views.update"}


@pytest.fixture
def api() -> Iterator[SlackApi]:
    with slack_api() as platform:
        manifest_of(platform, MANIFEST)
        yield platform


def blocks(language: str) -> list[str]:
    fenced = GUIDE.split("```")[1::2]
    return [block.removeprefix(f"{language}\n") for block in fenced if block.startswith(f"{language}\n")]


def environ(url: str, api: SlackApi) -> dict[str, str]:
    said = {"ONKAPI_DATABASE__URL": url, "ONKAPI_WEB_ORNEK": "", "ONKAPI_WEB_KAMU": "", "ONKAPI_WEB__PORT": "0"}
    tokens = {
        "ONKAPI_SLACK_BOT_TOKEN": api.bot_token,
        "ONKAPI_SLACK_APP_TOKEN": api.app_token,
        "ONKAPI_SLACK_SIGNING_SECRET": api.signing_secret,
    }
    return {**os.environ, **said, **tokens, "ONKAPI_KNOWLEDGE__SEMANTIC": "off"}


def written(folder: Path, api: SlackApi, sections: Mapping[str, Any]) -> Path:
    """Write a configuration that is the shipped one with `sections`, at the stand-in and with short intervals."""
    slack = {**sections["channels"]["slack"], "api_base": f"{api.address}/api/", "ping_interval": 0.5}
    file = folder / "config.yaml"
    whole = {"include": [str(SHIPPED)], **sections, "channels": {"slack": slack}}
    file.write_text(json.dumps(whole), encoding="utf-8")
    return file


def constants(name: str) -> set[str]:
    """Return the texts that the channel's code calls a method or an event by."""
    found: set[str] = set()
    for file in (ROOT / "channels" / "slack").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if name == "methods" and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if (
                    node.func.attr in {"call", "_do", "_delete"}
                    and node.args
                    and isinstance(node.args[0], ast.Constant)
                ):
                    found.add(str(node.args[0].value))
            elif name == "events" and file.name == "taking.py" and isinstance(node, ast.match_case):
                found |= _patterns(node.pattern)
    return found


def _patterns(pattern: ast.pattern) -> set[str]:
    if isinstance(pattern, ast.MatchMapping):
        return {
            str(value.value.value)
            for key, value in zip(pattern.keys, pattern.patterns, strict=True)
            if isinstance(key, ast.Constant) and key.value == "type" and isinstance(value, ast.MatchValue)
            and isinstance(value.value, ast.Constant)
        }  # fmt: skip
    return {
        str(node.value) for node in ast.walk(pattern) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_the_manifest_has_every_scope_that_is_used_and_no_other() -> None:
    methods = constants("methods")
    assert {"chat.postMessage", "users.info", "views.open"} <= methods
    events = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
    history = {"conversations.history", "conversations.replies"}
    assert methods - ASKED_WITH_THE_OTHER_TOKEN <= {*SCOPES, *NEED_NO_SCOPE, *history}
    needed = {SCOPES[method] for method in methods if method in SCOPES}
    needed |= {EVENT_SCOPES[event] for event in (*events, "command", "shortcut")} - {""}
    assert methods & history
    assert {"im:history", "channels:history", "groups:history"} <= needed
    assert sorted(needed) == MANIFEST["oauth_config"]["scopes"]["bot"]


def test_the_manifest_has_every_event_that_is_heard_and_no_other() -> None:
    named = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert named == sorted(set(named))
    assert {event.partition(".")[0] for event in named} == constants("events")
    assert {event for event in named if "." in event} == {"message.im", "message.channels", "message.groups"}


def test_the_manifest_has_every_command_and_shortcut_and_no_other() -> None:
    features = MANIFEST["features"]
    assert tuple(each["command"] for each in features["slash_commands"]) == (*forms.COMMANDS, *rooms.COMMANDS)
    assert {each["callback_id"]: each["type"] for each in features["shortcuts"]} == {
        forms.NEW: "global",
        forms.FROM_MESSAGE: "message",
    }
    assert all(len(each["name"]) <= 24 and len(each["description"]) <= 150 for each in features["shortcuts"])
    assert features["app_home"]["home_tab_enabled"]
    assert not features["app_home"]["messages_tab_read_only_enabled"]
    assert len(MANIFEST["display_information"]["name"]) <= 35


@pytest.mark.timeout(500)
def test_the_way_to_the_first_answered_message(sqlite_url: str, api: SlackApi, tmp_path: Path) -> None:
    sockets: dict[str, Any] = yaml.safe_load(blocks("yaml")[0])
    given, file = environ(sqlite_url, api), written(tmp_path, api, sockets)
    commands = [
        line.removeprefix("onkapi ").removesuffix(" --config config.yaml")
        for block in blocks("")
        for line in block.splitlines()
        if line.startswith("onkapi ")
    ]
    assert commands == ["check", "check --online", "migrate", "run"]
    assert "good" in onkapi("check", file, given)
    api.channel("C0HELPDESK")
    assert "+ slack/main: C0HELPDESK istek kanalı hazır" in onkapi("check --online", file, given)
    onkapi("migrate", file, given)
    api.transport = "socket"
    with running(file, given):
        api.waits(lambda: len(api.listening()) == 2, PATIENCE)
        api.says(ALI, "vpn bağlanmıyor")
        api.waits(lambda: [text for text in api.texts_to(ALI) if "VPN bağlanmıyor" in text], PATIENCE)
        api.picks(ALI, "Çözüldü")
        api.waits(lambda: api.called("chat.update"), PATIENCE)
        general = api.channel("C0GENEL")
        said, _ = api.mentions(ALI, "yazıcı çalışmıyor", general)
        api.waits(lambda: api.shown_in(general, said["event"]["ts"]), PATIENCE)
        api.commands(ALI, "/destek")
        api.waits(lambda: any(view["callback_id"] == "request" for view in api.views.values()), PATIENCE)
    assert not [call for call in api.calls if not call.done]
    assert all(secret not in GUIDE for secret in (api.bot_token, api.app_token, api.signing_secret))


@pytest.mark.timeout(300)
def test_the_way_to_the_first_claimed_ticket(sqlite_url: str, api: SlackApi, tmp_path: Path) -> None:
    whole: dict[str, Any] = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    sockets, agents = (yaml.safe_load(block) for block in blocks("yaml")[:2])
    for section in ("queues", "agents"):
        for said in agents[section]:
            next(each for each in whole[section] if each["key"] == said["key"]).update(said)
    slack = {**sockets["channels"]["slack"], "api_base": f"{api.address}/api/", "ping_interval": 0.5}
    whole["channels"]["slack"] = slack
    file = tmp_path / "config.yaml"
    file.write_text(yaml.safe_dump(whole, allow_unicode=True), encoding="utf-8")
    given = environ(sqlite_url, api)
    assert "good" in onkapi("check", file, given)
    onkapi("migrate", file, given)
    room, elif_, mert = api.channel("C0DESTEK", "group"), Person("U0ELIF", "Elif Demir"), Person("U0MERT", "Mert Kaya")
    code = onkapi("agent link mert", file, given).split()[0]
    for each in (elif_, mert):
        api.person(each)
    api.transport = "socket"
    with running(file, given):
        api.waits(lambda: len(api.listening()) == 2, PATIENCE)
        api.says(ALI, "bir insanla görüşmek istiyorum")
        [card] = api.waits(lambda: api.shown_in(room), PATIENCE)
        api.says(mert, code)
        api.waits(lambda: api.said_to(mert), PATIENCE)
        api.picks(elif_, "Üzerime al", room)
        api.waits(lambda: "Elif Demir" in api.messages[room.id, card["ts"]]["text"], PATIENCE)
        said = api.says(elif_, "Merhaba", room, thread=card["ts"])
        api.waits(lambda: api.texts_to(ALI)[-1] == "Elif Demir\nMerhaba", PATIENCE)
        api.waits(lambda: api.reactions_on(room.id, said["event"]["ts"]) == ["white_check_mark"], PATIENCE)
        api.says(elif_, "!bırak", room, thread=card["ts"])
        api.waits(lambda: "Elif Demir" not in api.messages[room.id, card["ts"]]["text"], PATIENCE)
        api.picks(mert, "Üzerime al", room)
        api.waits(lambda: "Mert Kaya" in api.messages[room.id, card["ts"]]["text"], PATIENCE)
        queue = api.commands(mert, "/kuyruk", "", room)
        api.waits(lambda: api.delivery(queue).done, PATIENCE)
    assert not [call for call in api.calls if not call.done]


@pytest.mark.timeout(300)
def test_the_way_to_http(sqlite_url: str, api: SlackApi, tmp_path: Path) -> None:
    called: dict[str, Any] = yaml.safe_load(blocks("yaml")[2])
    manifest: dict[str, Any] = yaml.safe_load(blocks("yaml")[3])
    given = environ(sqlite_url, api)
    public = called.pop("web")["public_url"]
    given["ONKAPI_WEB__PUBLIC_URL"] = public
    file = written(tmp_path, api, called)
    addresses = {
        manifest["settings"]["event_subscriptions"]["request_url"],
        manifest["settings"]["interactivity"]["request_url"],
        *(each["url"] for each in manifest["features"]["slash_commands"]),
    }
    assert addresses == {f"{public}/hooks/slack/main/{door}" for door in ("events", "interactive", "commands")}
    with running(file, given) as (address, _):
        api.request_url, api.transport = f"{address}/hooks/slack/main", "http"
        api.says(ALI, "vpn bağlanmıyor")
        api.waits(lambda: api.said_to(ALI), PATIENCE)
        api.picks(ALI, "Çözüldü")
        api.waits(lambda: api.called("chat.update"), PATIENCE)


def test_every_setting_of_the_guide_is_one() -> None:
    keys = set(re.findall(r"^\| `(?:accounts\[\]\.)?([a-z_]+)`", GUIDE, re.MULTILINE))
    assert keys == (set(Account.model_fields) - {"key", "organization"}) | (set(Settings.model_fields) - {"accounts"})
