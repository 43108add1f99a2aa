"""Every block and every step of docs/telegram.md, as somebody does who reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.channels.telegram.server import environ, onkapi, running, written
from tests.standins.telegram import BotApi, User, bot_api
from tests.world import ROOT

GUIDE = (ROOT / "docs" / "telegram.md").read_text(encoding="utf-8")
ALI = User(1001)
PATIENCE = 90.0


@pytest.fixture
def api() -> Iterator[BotApi]:
    with bot_api() as platform:
        yield platform


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
    assert commands == ["check", "migrate", "run", "customer invite --organization ornek"]
    check, migrate, _, invite = commands
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


@pytest.mark.timeout(180)
def test_the_way_to_a_webhook(sqlite_url: str, api: BotApi, tmp_path: Path) -> None:
    called: dict[str, Any] = yaml.safe_load(blocks("yaml")[1])
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
