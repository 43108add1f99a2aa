"""The section of the configuration: what is accepted, and how each mistake is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.config import ConfigError, describe
from tests.channels.slack.served import QUICK
from tests.standins.slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET
from tests.world import SHIPPED, shipped_config

MAIN = {"key": "main", "organization": "ornek", "bot_token": BOT_TOKEN, "app_token": APP_TOKEN}
CALLED = {**MAIN, "mode": "http", "app_token": "", "signing_secret": SIGNING_SECRET}


def findings(tmp_path: Path, section: object, public_url: str = "") -> list[str]:
    file = tmp_path / "slack.yaml"
    file.write_text(json.dumps({"include": [str(SHIPPED)], "channels": {"slack": section}}), encoding="utf-8")
    try:
        shipped_config("sqlite:///x.db", file, ONKAPI_WEB__PUBLIC_URL=public_url)
    except ConfigError as error:
        return describe(error.findings).splitlines()
    return []


@pytest.mark.parametrize(
    ("section", "public_url"),
    [
        ({"accounts": [MAIN]}, ""),
        ({"accounts": [{**MAIN, "requests": ["C0HELPDESK"], "emoji": "ticket", "trust": "code"}]}, ""),
        ({"accounts": [MAIN], **QUICK, "api_base": "http://127.0.0.1:8081/api/", "rates": {"channel": 2}}, ""),
        ({"accounts": [CALLED]}, "https://desk.example"),
        ({"accounts": [MAIN, {**MAIN, "key": "other", "bot_token": f"{BOT_TOKEN}x"}]}, ""),
        ({}, ""),
    ],
)
def test_what_is_right_is_accepted(tmp_path: Path, section: object, public_url: str) -> None:
    assert findings(tmp_path, section, public_url) == []


@pytest.mark.parametrize(
    ("section", "public_url", "told"),
    [
        ({"accounts": [{**MAIN, "bot_token": "kısa"}]}, "", "accounts[0].bot_token: this is not the token of a bot"),
        ({"accounts": [{**MAIN, "app_token": ""}]}, "", "accounts[0].app_token: mode: socket needs an app_token"),
        ({"accounts": [{**MAIN, "app_token": BOT_TOKEN}]}, "", "accounts[0].app_token: mode: socket needs"),
        ({"accounts": [CALLED]}, "", "accounts[0].mode: http needs web.public_url"),
        ({"accounts": [CALLED]}, "http://desk.example", "accounts[0].mode: http needs web.public_url with https"),
        ({"accounts": [{**CALLED, "signing_secret": ""}]}, "https://desk.example", "needs the signing_secret"),
        ({"accounts": [{**CALLED, "signing_secret": "kısa"}]}, "https://desk.example", "needs the signing_secret"),
        ({"accounts": [MAIN, MAIN]}, "", "is taken already"),
        ({"accounts": [MAIN, {**MAIN, "key": "other"}]}, "", "two accounts have the same bot_token"),
        ({"accounts": [{**MAIN, "organization": "orneq"}]}, "", 'no organization "orneq"; did you mean ornek?'),
        ({"accounts": [{**MAIN, "mode": "sockett"}]}, "", "write mode: socket"),
        ({"accounts": [{**MAIN, "requests": ["#destek"]}]}, "", "requests[0]"),
        ({"accounts": [{**MAIN, "emoji": ":ticket:"}]}, "", "emoji"),
        ({"accounts": [MAIN], "ping_interval": 900}, "", 'ping_interval: "900" is more than 60'),
        ({"accounts": [MAIN], "api_base": "slack.com/api"}, "", "api_base"),
        ({"accounts": [MAIN], "rate": {}}, "", "there is no such key; did you mean rates?"),
    ],
)
def test_a_mistake_is_told_with_the_way_out_and_without_a_secret(
    tmp_path: Path, section: object, public_url: str, told: str
) -> None:
    found = "\n".join(findings(tmp_path, section, public_url))
    assert told in found
    assert all(secret not in found for secret in (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, "kısa"))
