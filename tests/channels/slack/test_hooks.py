"""The doors for the platform: who is not it gets in by no means, and nothing that is brought breaks them."""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import httpx
import pytest

from tests.channels.contract.recorder import Recorder
from tests.channels.contract.server import serving
from tests.channels.slack.served import channel_at
from tests.standins.slack import Person, SlackApi
from tests.standins.slack_push import signature

ALI = Person("U0ALI")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def host() -> Recorder:
    return Recorder()


@pytest.fixture
def doors(api: SlackApi, host: Recorder) -> Iterator[httpx.Client]:
    channel = channel_at(api, "http")
    with serving(channel, host) as address:
        api.waits(lambda: channel._apps["ornek"].bolt)
        with httpx.Client(base_url=f"{address}/hooks/slack/ornek/", timeout=20, trust_env=False) as http:
            yield http


def test_the_address_is_confirmed(doors: httpx.Client, api: SlackApi) -> None:
    path, headers, body = api.signed("events_api", {"type": "url_verification", "token": "x", "challenge": "abc123"})
    assert doors.post(path, content=body, headers=headers).json() == {"challenge": "abc123"}


def test_a_thousand_forgeries_are_refused_and_leave_nothing(
    doors: httpx.Client, api: SlackApi, host: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    lots = random.Random(8)
    path, good, body = api.signed("events_api", api.says(ALI, "gizli sözler"))
    statuses: set[int] = set()
    for number in range(1_000):
        headers, content = dict(good), body
        stamp, mark = headers["X-Slack-Request-Timestamp"], headers["X-Slack-Signature"]
        match number % 10:
            case 0:
                place = lots.randrange(3, len(mark))
                digit = lots.choice([each for each in "0123456789abcdef" if each != mark[place]])
                headers["X-Slack-Signature"] = mark[:place] + digit + mark[place + 1 :]
            case 1:
                place = lots.randrange(len(body))
                content = body[:place] + bytes([body[place] ^ (1 << lots.randrange(8))]) + body[place + 1 :]
            case 2:
                headers["X-Slack-Request-Timestamp"] = str(int(stamp) + lots.choice([-1, 1]) * lots.randrange(1, 300))
            case 3:
                late = int(stamp) + lots.choice([-1, 1]) * lots.randrange(302, 10**6)
                headers |= signature(api.signing_secret, body, late)
            case 4:
                headers |= signature(f"{api.signing_secret}x", body)
            case 5:
                del headers[lots.choice(["X-Slack-Signature", "X-Slack-Request-Timestamp"])]
            case 6:
                headers["X-Slack-Request-Timestamp"] = lots.choice(["abc", "", "-1", "1e9", "9" * 40, "0x10", "1 2"])
            case 7:
                headers["X-Slack-Signature"] = lots.choice(
                    ["", "v0=", mark.upper(), f"{mark}00", "v1" + mark[2:], "v0=ü"]
                )
            case 8:
                content = body + bytes(lots.randrange(256) for _ in range(lots.randrange(1, 50)))
            case _:
                content = bytes(lots.randrange(256) for _ in range(lots.randrange(200)))
        encoded = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
        answer = doors.post(lots.choice(["events", "interactive", "commands"]), content=content, headers=encoded)
        statuses.add(answer.status_code)
    assert statuses == {403}
    assert (host.received, host.unread) == ([], [])
    assert "gizli" not in caplog.text
    assert doors.post(path, content=body, headers=good).status_code == 200


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"null", "application/json", 400),
        (b'"text"', "application/json", 400),
        (b"\xff\xfe", "application/json", 403),
        (b"[" * 100_000, "application/json", 400),
        (b'{"a": 1' + b"0" * 5_000 + b"}", "application/json", 400),
        (b'{"event": []}', "application/json", 400),
        (b'{"event": null}', "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"{}", "", 415),
        (b"payload=%7B", FORM["Content-Type"], 400),
        (b"payload=[]", FORM["Content-Type"], 400),
        (b"&&&", FORM["Content-Type"], 400),
        (b"a=1&" * 500 + b"b=1", FORM["Content-Type"], 400),
        (b"{}", "application/json", 200),
        (b'{"type": "event_callback", "event": {}}', "application/json", 200),
        (b'{"type": "event_callback", "event": {"type": "message"}}', "application/json", 200),
        (b'{"type": "event_callback", "event": {"type": 7, "text": []}}', "application/json", 400),
        (b'{"type": "app_rate_limited", "minute_rate_limited": 1518467820}', "application/json", 200),
        (b"payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3A%5B7%5D%7D", FORM["Content-Type"], 200),
        (b"command=%2Fx", FORM["Content-Type"], 200),
    ],
)
def test_what_is_signed_and_misshapen_breaks_nothing(
    doors: httpx.Client, api: SlackApi, host: Recorder, content: bytes, kind: str, status: int
) -> None:
    headers = {"Content-Type": kind, **signature(api.signing_secret, content)}
    assert doors.post("events", content=content, headers=headers).status_code == status
    assert host.received == []


def test_too_much_is_refused_before_the_signature_is_looked_at(doors: httpx.Client) -> None:
    assert doors.post("events", content=b"x" * 300_000).status_code == 413


def test_a_replay_and_a_retry_carry_the_ids_by_which_the_engine_knows_them(
    doors: httpx.Client, api: SlackApi, host: Recorder
) -> None:
    path, headers, body = api.signed("events_api", api.says(ALI, "merhaba"))
    retried = headers | {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    for each in (headers, retried, headers):
        assert doors.post(path, content=body, headers=each).status_code == 200
    assert len({(inbound.event_id, inbound.message_id) for inbound in host.received}) == 1


def test_a_mention_is_told_twice_and_is_one_message(doors: httpx.Client, api: SlackApi, host: Recorder) -> None:
    for payload in api.mentions(ALI, "vpn bağlanmıyor", api.channel("C0GENEL")):
        path, headers, body = api.signed("events_api", payload)
        assert doors.post(path, content=body, headers=headers).status_code == 200
    first, second = host.received
    assert (first.address, first.message_id, first.text) == (second.address, second.message_id, "vpn bağlanmıyor")
    assert first.event_id != second.event_id


def test_an_unknown_event_is_acknowledged(doors: httpx.Client, api: SlackApi, host: Recorder) -> None:
    for payload in ({"type": "something_new"}, {"type": "channel_rename", "channel": {"id": "C0GENEL"}}):
        path, headers, body = api.signed("events_api", api.happens(payload))
        assert doors.post(path, content=body, headers=headers).status_code == 200
    payload = {"type": "something_interactive", "user": {"id": "U0ALI"}, "team": {"id": "T0ORNEK"}}
    body = urlencode({"payload": json.dumps(payload)}).encode()
    answer = doors.post("interactive", content=body, headers=FORM | signature(api.signing_secret, body))
    assert answer.status_code == 200
    assert host.received == []


def test_an_acknowledgement_comes_in_well_under_a_second(doors: httpx.Client, api: SlackApi) -> None:
    path, headers, body = api.signed("events_api", api.says(ALI, "merhaba"))
    before = time.monotonic()
    assert doors.post(path, content=body, headers=headers).status_code == 200
    assert time.monotonic() - before < 1.0


def test_nobody_learns_which_accounts_there_are(doors: httpx.Client, api: SlackApi) -> None:
    path, _, body = api.signed("events_api", api.says(ALI, "merhaba"))
    here, nowhere = (doors.post(f"{prefix}{path}", content=body) for prefix in ("", "../nowhere/"))
    assert (here.status_code, here.content) == (nowhere.status_code, nowhere.content) == (403, here.content)
