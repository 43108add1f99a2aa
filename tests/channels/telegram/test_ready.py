"""A platform in trouble, and what `/readyz` of the real server says meanwhile: which account, what, and since when."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx
import pytest

from channels.telegram import webhook
from tests.channels.contract.recorder import Recorder
from tests.channels.telegram.served import FAST, listening
from tests.channels.telegram.server import environ, running, written
from tests.databases import drop_database, fresh_database
from tests.standins.telegram import BotApi, User, bot_api

OPEN = {"key": "main", "organization": "ornek", "token": "${ONKAPI_TELEGRAM_TOKEN}", "trust": "open"}
SCALED = {"timeout": 1.0, "retries": {"first": 1.0, "longest": 2.0}, "rates": FAST}
"""What takes half a minute outside takes a second or two here."""

PATIENCE = 60.0
MANY = 10**6
_numbers = count(3001)


@dataclass
class Desk:
    """The real server, seen by a monitor."""

    api: BotApi
    address: str

    def reasons(self) -> dict[str, tuple[str, datetime]]:
        """Return what is wrong with accounts, and since when, by the name of what troubles them."""
        told: dict[str, Any] = httpx.get(f"{self.address}/readyz", trust_env=False, timeout=20).json()
        assert told["status"] == ("troubled" if told["reasons"] else "ready")
        return {
            each["name"]: (each["trouble"], datetime.fromisoformat(each["since"]))
            for each in told["reasons"]
            if each["what"] == "account"
        }

    def says(self, doing: str, trouble: str) -> datetime:
        """Wait until a trouble is told; return since when it is there."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            what, since = self.reasons().get(f"telegram/main: {doing}", ("", datetime.now(UTC)))
            if trouble in what:
                return since
            time.sleep(0.02)
        raise AssertionError(f"{trouble!r} is not told: {self.reasons()}")

    def is_well(self) -> None:
        until = time.monotonic() + PATIENCE
        while self.reasons():
            assert time.monotonic() < until, self.reasons()
            time.sleep(0.1)

    def strictly(self) -> int:
        return httpx.get(f"{self.address}/readyz?strict", trust_env=False, timeout=20).status_code

    def answers(self, *users: User) -> None:
        """Wait until everybody is answered, once."""
        self.api.waits(lambda: all(map(self.api.said_to, users)), PATIENCE)
        for user in users:
            texts = self.api.texts_to(user)
            assert len(texts) == len(set(texts))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    url, folder = fresh_database("sqlite", furnished=True), tmp_path_factory.mktemp("ready")
    with bot_api() as api:
        file = written(folder, api, {"channels": {"telegram": {"accounts": [OPEN], **SCALED}}})
        with running(file, environ(url, api)) as (address, _):
            yield Desk(api, address)
    drop_database(url)


def someone() -> User:
    return User(next(_numbers))


@pytest.mark.timeout(200)
@pytest.mark.parametrize(
    ("happens", "doing", "told"),
    [
        pytest.param(lambda api: api.fails("getUpdates", 401, "Unauthorized"), "listening", "401", id="401 once"),
        pytest.param(
            lambda api: api.fails("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=2),
            "listening", "409", id="409",
        ),
        pytest.param(
            lambda api: api.is_silent("getUpdates", 5, times=2), "listening", "does not answer in time", id="hangs"
        ),
        pytest.param(
            lambda api: api.is_silent("sendMessage", 5, times=2), "sending", "does not answer in time", id="swallows"
        ),
        pytest.param(
            lambda api: api.fails("getUpdates", 429, "Too Many Requests: retry after 3", retry_after=3),
            "listening", "left alone for 3 s", id="429",
        ),
        pytest.param(
            lambda api: api.fails("sendMessage", 429, "Too Many Requests: retry after 3", retry_after=3),
            "sending", "left alone for 3 s", id="429 for an answer",
        ),
    ],
)  # fmt: skip
def test_a_trouble_is_told_with_its_moment_and_passes_by_itself(
    desk: Desk, happens: Callable[[BotApi], None], doing: str, told: str
) -> None:
    desk.is_well()
    ali, began = someone(), datetime.now(UTC)
    happens(desk.api)
    desk.api.says(ali, "vpn bağlanmıyor")
    assert began <= desk.says(doing, told) <= datetime.now(UTC)
    desk.is_well()
    desk.answers(ali)
    assert desk.api.dropped == 0
    assert desk.strictly() == 200


@pytest.mark.timeout(300)
def test_a_long_time_without_the_platform_loses_nothing(desk: Desk) -> None:
    before, later, began = someone(), [someone() for _ in range(12)], datetime.now(UTC)
    desk.api.says(before, "vpn bağlanmıyor")
    desk.api.waits(lambda: not desk.api.pending, PATIENCE)  # it is kept, and its answer will not get out
    desk.api.fails("*", 502, "Bad Gateway", times=MANY)
    since = [desk.says(doing, "cannot be reached") for doing in ("listening", "sending")]
    for user in later:
        desk.api.says(user, "vpn bağlanmıyor")
        desk.api.says(user, "ofiste de evde de olmuyor")
    time.sleep(5)
    assert [desk.says(doing, "cannot be reached") for doing in ("listening", "sending")] == since
    assert began <= min(since)
    assert desk.strictly() == 503
    desk.api.faults.clear()
    desk.is_well()
    desk.answers(before, *later)
    assert (desk.api.dropped, desk.api.pending) == (0, {})
    assert desk.strictly() == 200


def test_a_platform_that_cannot_reach_us_is_told_until_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "_CHECKED", 0.2)
    host = Recorder()
    with bot_api() as api, listening(api, host, "webhook"):
        api.waits(lambda: host.reports.get(("telegram/ornek", "listening")) == "")
        host.failure = OSError("no space left")
        api.says(someone(), "vpn bağlanmıyor")
        api.waits(lambda: "Wrong response from the webhook: 503" in host.reports["telegram/ornek", "listening"])
        host.failure = None
        api.waits(lambda: host.reports["telegram/ornek", "listening"] == "")
        assert api.webhook["last_error_message"]  # which the platform keeps
        assert len(host.received) == 1
