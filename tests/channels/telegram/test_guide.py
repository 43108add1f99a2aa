"""Every block and every step of docs/telegram.md, as somebody does who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.channels.telegram.server import environ, onkapi, running, written
from tests.standins.telegram import BotApi, User
from tests.standins.telegram_groups import Topic
from tests.world import ROOT, SHIPPED

GUIDE = (ROOT / "docs" / "telegram.md").read_text(encoding="utf-8")
ALI, ELIF = User(1001), User(2001, "Elif", "Demir")
PATIENCE = 90.0


def blocks(language: str) -> list[str]:
    fenced = GUIDE.split("```")[1::2]
    return [block.removeprefix(f"{language}\n") for block in fenced if block.startswith(f"{language}\n")]


def answered(api: BotApi, words: str, before: int) -> str:
    """Return what the bot said after its first `before` messages, once `words` are in it."""
    try:
        api.waits(lambda: words in "\n".join(api.texts_to(ALI)[before:]), PATIENCE)
    except AssertionError:
        raise AssertionError(f"{words!r} is not in {api.texts_to(ALI)[before:]}") from None
    return "\n".join(api.texts_to(ALI)[before:])


@pytest.mark.timeout(500)
def test_the_way_to_the_first_answered_question(sqlite_url: str, api: BotApi, tmp_path: Path) -> None:
    polling: dict[str, Any] = yaml.safe_load(blocks("yaml")[0])
    given, file = environ(sqlite_url, api), written(tmp_path, api, polling)
    commands = [
        line.removeprefix("onkapi ").removesuffix(" --config config.yaml")
        for block in blocks("")
        for line in block.splitlines()
        if line.startswith("onkapi ")
    ]
    assert commands == ["check", "migrate", "run", "customer invite --organization ornek", "check --online"]
    check, migrate, _, invite, _ = commands
    assert "good" in onkapi(check, file, given)
    onkapi(migrate, file, given)
    with running(file, given):
        api.waits(lambda: len(api.commands) == 3, PATIENCE)
        for command in ("yardim", "durum", "uzman", "dil", "help", "status", "agent", "language"):
            assert f"`/{command}`" in GUIDE
            assert command in {each["command"] for menu in api.commands.values() for each in menu}
        api.says(ALI, "/start")
        answered(api, "Örnek BT Yardım Masası", 0)
        said = len(api.said_to(ALI))
        api.says(ALI, "vpn bağlanmıyor")
        answered(api, "Davet kodunuzu yazar mısınız?", said)
        code = onkapi(invite, file, given).split()[0]
        said = len(api.said_to(ALI))
        api.says(ALI, f"/start {code}")
        assert "Örnek A.Ş." in answered(api, "VPN bağlanmıyor", said)
        said = len(api.said_to(ALI))
        api.picks(ALI, "Evet, kapatın")
        api.waits(lambda: len(api.said_to(ALI)) > said, PATIENCE)
    assert api.token not in GUIDE


def with_room(folder: Path, api: BotApi) -> Path:
    """Write the shipped configuration with what the guide says of the bot and of its room."""
    said: dict[str, Any] = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    polling, room = (yaml.safe_load(block) for block in blocks("yaml")[:2])
    said["channels"]["telegram"] = {**polling["channels"]["telegram"], "api_base": api.address, "poll_timeout": 1}
    for section in ("queues", "agents"):
        for mine in said[section]:
            for theirs in room[section]:
                mine.update(theirs if mine["key"] == theirs["key"] else {})
    file = folder / "config.yaml"
    file.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    return file


@pytest.mark.timeout(500)
def test_the_way_to_the_first_claimed_ticket(sqlite_url: str, api: BotApi, tmp_path: Path) -> None:
    given, file = environ(sqlite_url, api), with_room(tmp_path, api)
    group = api.groups.open(bot="left")
    with pytest.raises(AssertionError):
        onkapi("check --online", file, given)
    api.groups.gives(ELIF, group, "administrator")
    found = onkapi("check --online --lang en", file, given)
    assert "each ticket has a topic of its own" in found
    assert "token is good" in found
    onkapi("migrate", file, given)

    def soon(until: Callable[[], Any]) -> Any:
        return api.waits(until, PATIENCE)

    with running(file, given):
        api.says(ALI, "bir insanla görüşmek istiyorum")
        topic: Topic = soon(lambda: next(iter(group.topics.values()), None))
        assert topic.name.startswith("🆕")
        soon(lambda: len(api.groups.said_in(group, topic.id)) > 1)
        card = api.groups.said_in(group, topic.id)[0]
        [[claim, *_], *_] = card["reply_markup"]["inline_keyboard"]
        assert f"*{claim['text']}*" in GUIDE
        api.presses(User(2009), card, claim["callback_data"])
        api.presses(ELIF, card, claim["callback_data"])
        soon(lambda: "Elif Demir" in api.groups.said_in(group, topic.id)[0]["text"])
        soon(lambda: topic.name.startswith("🛠"))
        said = api.groups.says(ELIF, group, "Merhaba", topic.id)
        note = api.groups.says(ELIF, group, "// eski sürüm", topic.id)
        soon(lambda: api.groups.reactions_on(note) == ["✍"])
        soon(lambda: "Elif Demir\nMerhaba" in api.texts_to(ALI))
        soon(lambda: api.groups.reactions_on(said) == ["👍"])
        listed = api.groups.says(ELIF, group, "/kuyruk")
        soon(lambda: [each for each in api.groups.said_in(group) if _answers(each, listed)])
        api.groups.says(ELIF, group, "/coz Onardım.", topic.id)
        soon(lambda: "Onardım." in api.texts_to(ALI)[-1])
        api.picks(ALI, "Evet, düzeldi")
        soon(lambda: topic.is_closed and topic.name.startswith("🔒"))
    assert api.groups.refused_for_haste == 0
    for mark in "👀👍✍🤔💔🆕🛠🔒":
        assert mark in GUIDE


def _answers(message: dict[str, Any], update: dict[str, Any]) -> bool:
    return bool((message.get("reply_to_message") or {}).get("message_id") == update["message"]["message_id"])


@pytest.mark.timeout(180)
def test_the_way_to_a_webhook(sqlite_url: str, api: BotApi, tmp_path: Path) -> None:
    called: dict[str, Any] = yaml.safe_load(blocks("yaml")[2])
    given = {**environ(sqlite_url, api), "ONKAPI_TELEGRAM_SECRET": "a-secret-of-the-webhook"}
    public = called.pop("web")["public_url"]
    given["ONKAPI_WEB__PUBLIC_URL"] = public
    file = written(tmp_path, api, called)
    api.says(ALI, "vpn bağlanmıyor")
    with running(file, given) as (address, _):
        api.reaches[public] = address
        api.waits(lambda: api.said_to(ALI), PATIENCE)
    assert api.webhook["url"] == f"{public}/hooks/telegram/main"
    assert api.dropped == 0


def test_every_setting_of_the_guide_is_one() -> None:
    from channels.telegram.settings import Account, Settings  # noqa: PLC0415 -- only here

    keys = set(re.findall(r"^\| `(?:accounts\[\]\.)?([a-z_]+)`", GUIDE, re.MULTILINE))
    assert keys == {"mode", "webhook_secret", "trust"} | (set(Settings.model_fields) - {"accounts"})
    assert keys <= set(Settings.model_fields) | set(Account.model_fields)
    assert Path(ROOT / "docs" / "telegram.md").exists()
