"""Who a widget's visitor is: what a page signs, for how long it holds, and what follows from it."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.web.identity import Known, chat_of, give_pass, holder, sign, vouched
from channels.web.settings import Site
from tests.channels.contract.recorder import MORNING, Recorder
from tests.channels.web.conftest import INTRANET

AYSE = {"id": "42", "name": "Ayşe Yılmaz", "email": "ayse@ornek.example"}
KNOWN = Known(**AYSE)


def by_hand(secret: str, *values: str, at: float | None = None) -> str:
    """Sign as the documentation tells a page's server to."""
    seconds = str(int(MORNING.timestamp() if at is None else at))
    mac = hmac.new(secret.encode(), "\n".join((seconds, *values)).encode(), hashlib.sha256).hexdigest()
    return f"{seconds}.{mac}"


def test_a_signature_made_as_documented_is_believed() -> None:
    signature = by_hand("hush", *AYSE.values())
    assert sign("hush", KNOWN, MORNING) == signature
    assert vouched("hush", AYSE, signature, MORNING) == KNOWN
    assert vouched("hush", {"id": 42}, by_hand("hush", "42", "", ""), MORNING) == Known(id="42")
    assert vouched("hush", {"id": "42", "name": None}, by_hand("hush", "42", "", ""), MORNING) == Known(id="42")


@pytest.mark.parametrize(
    ("later", "good"),
    [
        (timedelta(minutes=59), True),
        (timedelta(minutes=61), False),
        (-timedelta(minutes=4), True),
        (-timedelta(minutes=6), False),
    ],
)
def test_a_signature_is_good_for_an_hour(later: timedelta, good: bool) -> None:
    assert bool(vouched("hush", AYSE, sign("hush", KNOWN, MORNING), MORNING + later)) is good


@pytest.mark.parametrize(
    ("user", "signature"),
    [
        (AYSE, by_hand("other", *AYSE.values())),
        (AYSE | {"id": "43"}, by_hand("hush", *AYSE.values())),
        (AYSE | {"name": "Ayşe\nYılmaz"}, by_hand("hush", *AYSE.values())),
        ({"id": "4", "name": "2\nAyşe"}, by_hand("hush", "4", "2\nAyşe", "")),
        ({"id": ""}, by_hand("hush", "", "", "")),
        ({"id": "x" * 255}, by_hand("hush", "x" * 255, "", "")),
        ({"id": True}, by_hand("hush", "True", "", "")),
        ({"id": ["42"]}, by_hand("hush", "42", "", "")),
        ({"id": "\ud800"}, "1.00"),
        ("42", by_hand("hush", "42", "", "")),
        (None, None),
        (AYSE, ""),
        (AYSE, "1" * 400 + "." + "0" * 64),
        (AYSE, "999999999999." + "0" * 64),
        (AYSE, 7),
    ],
)
def test_whatever_else_is_nobody(user: object, signature: object) -> None:
    assert vouched("hush", user, signature, MORNING) is None


def test_a_site_without_a_secret_believes_nobody() -> None:
    assert vouched("", AYSE, by_hand("", *AYSE.values()), MORNING) is None
    assert holder("", give_pass("", KNOWN, MORNING), MORNING) is None


def test_a_pass_holds_for_the_day_and_stands_for_no_signature() -> None:
    given_pass = give_pass("hush", KNOWN, MORNING)
    assert holder("hush", given_pass, MORNING + timedelta(hours=11)) == KNOWN
    assert holder("hush", given_pass, MORNING + timedelta(hours=13)) is None
    assert holder("other", given_pass, MORNING) is None
    assert holder("hush", sign("hush", KNOWN, MORNING), MORNING) is None
    assert vouched("hush", AYSE, given_pass, MORNING) is None


@given(st.text(max_size=40))
def test_no_made_up_pass_is_good(made_up: str) -> None:
    good = give_pass("hush", KNOWN, MORNING)
    for tried in (made_up, f"{made_up}.{good.partition('.')[2]}", f"{good.partition('.')[0]}.{made_up}"):
        assert holder("hush", tried, MORNING) is None


# ---- Over HTTP


def identify(browser: httpx.Client, user: Any, signature: Any, site: str = "ornek") -> Any:
    body = {"user": user, "signature": signature}
    answer = browser.post(f"/chat/{site}/identify", json=body, headers={"Origin": INTRANET} if site == "ornek" else {})
    assert answer.status_code == 200
    return answer.json()["pass"]


def say(browser: httpx.Client, **headers: str) -> httpx.Response:
    return browser.post("/chat/ornek/messages", json={"id": token_hex(8), "text": "merhaba"}, headers=headers)


def test_a_known_visitor_is_verified_and_the_same_on_every_device(browser: httpx.Client, host: Recorder) -> None:
    for _ in range(2):
        given_pass = identify(browser, AYSE, by_hand("hush", *AYSE.values()))
        assert say(browser, **{"X-Onkapi-Pass": given_pass}).status_code == 200
    one, other = host.received
    assert one.address == other.address
    assert one.address.chat == one.sender.external_id == chat_of(KNOWN)
    assert (one.sender.name, one.sender.proof) == ("Ayşe Yılmaz", "ornek: ayse@ornek.example")


def test_a_wrong_signature_is_no_error_and_no_pass(browser: httpx.Client, host: Recorder) -> None:
    assert identify(browser, AYSE, by_hand("other", *AYSE.values())) is None
    assert identify(browser, None, None) is None
    assert identify(browser, AYSE, by_hand("", *AYSE.values()), "acme") is None
    assert say(browser, **{"X-Onkapi-Visitor": "x" * 22}).status_code == 200
    assert host.received[0].sender.proof == ""


def test_a_pass_that_is_not_ours_or_over_opens_nothing(browser: httpx.Client, host: Recorder) -> None:
    old = give_pass("hush", KNOWN, MORNING - timedelta(hours=13))
    for bad in ("", "x", old, give_pass("other", KNOWN, MORNING)):
        headers = {"X-Onkapi-Pass": bad, "X-Onkapi-Visitor": "x" * 22}
        assert say(browser, **headers).status_code == 401
        assert browser.get("/chat/ornek/lines", headers=headers).status_code == 401
        assert browser.get("/chat/ornek/files/1", headers=headers).status_code == 401
    assert not host.received


def test_the_documented_code_signs_what_the_desk_believes() -> None:
    [code] = re.findall(r"```python\n(.+?)```", Path("docs/widget.md").read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    given = names["attributes"](AYSE, "hush")
    now = datetime.fromtimestamp(int(given["data-signature"].partition(".")[0]), UTC)
    assert vouched("hush", json.loads(given["data-user"]), given["data-signature"], now) == KNOWN


# ---- Other origins


@pytest.mark.parametrize("path", ["start", "identify", "messages", "press", "files", "files/7", "lines", "events"])
def test_only_listed_origins_may_cross(browser: httpx.Client, path: str) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-onkapi-visitor"}
    listed = browser.options(f"/chat/ornek/{path}", headers={"Origin": INTRANET, **asked})
    assert listed.status_code == 204
    assert listed.headers["access-control-allow-origin"] == INTRANET
    assert "X-Onkapi-Visitor" in listed.headers["access-control-allow-headers"]
    for site, origin in (
        ("ornek", "https://elsewhere.example"),
        ("acme", INTRANET),
        ("nowhere", INTRANET),
        ("ornek", "null"),
    ):
        refused = browser.options(f"/chat/{site}/{path}", headers={"Origin": origin, **asked})
        assert refused.status_code == 403
        assert "access-control-allow-origin" not in refused.headers


def test_a_listed_origin_may_read_answers_and_refusals_and_no_cookie_crosses(browser: httpx.Client) -> None:
    for path, status in (("start", 200), ("lines", 401)):
        answer = browser.get(f"/chat/ornek/{path}", headers={"Origin": INTRANET})
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == INTRANET
        assert "access-control-allow-credentials" not in answer.headers
        assert "Origin" in answer.headers["vary"]
        other = browser.get(f"/chat/ornek/{path}", headers={"Origin": "https://elsewhere.example"})
        assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("https://Intranet.Ornek.example", "https://intranet.ornek.example"),
        ("https://ornek.example:443", "https://ornek.example"),
        ("http://ornek.example:80", "http://ornek.example"),
        ("http://ornek.example:443", "http://ornek.example:443"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_origin_is_compared_as_browsers_write_it(written: str, sent: str) -> None:
    assert Site(key="ornek", organization="ornek", origins=[written]).origins == [sent]


def test_the_start_tells_a_widget_how_to_be_drawn(browser: httpx.Client) -> None:
    told = browser.get("/chat/ornek/start?lang=en").json()
    assert (told["language"], told["desk"]["organization"], told["limit"]) == ("en", "Örnek A.Ş.", 1 << 20)
    assert told["labels"]["attach"] in told["html"]
    assert "<script" not in told["html"]
    assert "style=" not in told["html"]


@pytest.mark.parametrize("path", ["/widget.js", "/chat/static/talk.js", "/chat/static/base.css"])
def test_scripts_and_styles_may_be_loaded_by_every_page(browser: httpx.Client, path: str) -> None:
    answer = browser.get(path, headers={"Origin": "https://anywhere.example"})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["cache-control"] == "no-cache"
