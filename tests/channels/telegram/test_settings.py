"""The section of the configuration: what is accepted, and how each mistake is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.config import ConfigError, describe
from tests.channels.telegram.served import QUICK
from tests.standins.telegram import TOKEN
from tests.world import SHIPPED, shipped_config

MAIN = {"key": "main", "organization": "ornek", "token": TOKEN}
CALLED = {**MAIN, "mode": "webhook", "webhook_secret": "a-secret-of-16-signs"}


def findings(tmp_path: Path, section: object, public_url: str = "") -> list[str]:
    file = tmp_path / "telegram.yaml"
    file.write_text(json.dumps({"include": [str(SHIPPED)], "channels": {"telegram": section}}), encoding="utf-8")
    try:
        shipped_config("sqlite:///x.db", file, ONKAPI_WEB__PUBLIC_URL=public_url)
    except ConfigError as error:
        return describe(error.findings).splitlines()
    return []


@pytest.mark.parametrize(
    ("section", "public_url"),
    [
        ({"accounts": [MAIN]}, ""),
        ({"accounts": [MAIN], **QUICK, "api_base": "http://127.0.0.1:8081/", "rates": {"chat": 2}}, ""),
        ({"accounts": [CALLED]}, "https://desk.example"),
        ({"accounts": [CALLED]}, "https://desk.example:8443/support/"),
        ({"accounts": [MAIN, {**MAIN, "key": "other", "token": f"{TOKEN}x"}]}, ""),
        ({}, ""),
    ],
)
def test_what_is_right_is_accepted(tmp_path: Path, section: object, public_url: str) -> None:
    assert findings(tmp_path, section, public_url) == []


@pytest.mark.parametrize(
    ("section", "public_url", "told"),
    [
        ({"accounts": [{**MAIN, "token": "hello"}]}, "", "accounts[0].token: this is not the token of a bot"),
        ({"accounts": [CALLED]}, "", "accounts[0].mode: webhook needs web.public_url"),
        ({"accounts": [CALLED]}, "http://desk.example", "accounts[0].mode: webhook needs web.public_url with https"),
        ({"accounts": [CALLED]}, "https://desk.example:8080", "accounts[0].mode: webhook needs web.public_url"),
        ({"accounts": [{**CALLED, "webhook_secret": ""}]}, "https://desk.example", "needs a webhook_secret"),
        ({"accounts": [{**CALLED, "webhook_secret": "kısa"}]}, "https://desk.example", "needs a webhook_secret"),
        ({"accounts": [MAIN, MAIN]}, "", "is taken already"),
        ({"accounts": [MAIN, {**MAIN, "key": "other"}]}, "", "two accounts have the same token"),
        ({"accounts": [{**MAIN, "organization": "orneq"}]}, "", 'no organization "orneq"; did you mean ornek?'),
        ({"accounts": [{**MAIN, "mode": "poling"}]}, "", "write mode: polling"),
        ({"accounts": [MAIN], "poll_timeout": 900}, "", 'poll_timeout: "900" is more than 50'),
        ({"accounts": [MAIN], "api_base": "api.telegram.org"}, "", "api_base"),
        ({"accounts": [MAIN], "rate": {}}, "", "there is no such key; did you mean rates?"),
    ],
)
def test_a_mistake_is_told_with_the_way_out_and_without_a_secret(
    tmp_path: Path, section: object, public_url: str, told: str
) -> None:
    found = "\n".join(findings(tmp_path, section, public_url))
    assert told in found
    assert TOKEN not in found
    assert "kısa" not in found
