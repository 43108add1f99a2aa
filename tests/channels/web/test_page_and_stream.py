"""The web chat over HTTP: who a visitor is, who may send, and what the stream carries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from secrets import token_hex
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from channels import web
from core.channel import Roomless
from tests.channels.contract.recorder import Recorder
from tests.channels.contract.server import serving

BODY = {"id": "a1b2c3d4", "text": "merhaba"}


def events(response: httpx.Response) -> Iterator[tuple[str, str, Any]]:
    """Yield (event, id, data) of a stream."""
    found: dict[str, str] = {}
    for row in response.iter_lines():
        if row:
            name, _, value = row.partition(": ")
            found[name] = value
        elif "event" in found:
            yield found["event"], found.get("id", ""), json.loads(found.get("data", "null"))
            found = {}


def test_the_page_gives_a_visitor_a_token_that_scripts_cannot_read(browser: httpx.Client) -> None:
    given = browser.get("/?site=ornek").headers["set-cookie"]
    assert "onkapi_ornek=" in given
    assert "HttpOnly" in given
    assert "SameSite=lax" in given
    assert "Secure" not in given


def test_the_token_stays_the_same_at_the_next_visit(browser: httpx.Client, host: Recorder) -> None:
    for _ in range(2):
        browser.get("/?site=ornek")
        browser.post("/chat/ornek/messages", json=BODY)
    assert len({inbound.address for inbound in host.received}) == 1


def test_two_sites_do_not_share_a_visitor(browser: httpx.Client, host: Recorder) -> None:
    for site in ("ornek", "acme"):
        browser.get(f"/?site={site}")
        browser.post(f"/chat/{site}/messages", json=BODY)
    one, other = host.received
    assert one.sender.external_id != other.sender.external_id
    assert (one.sender.realm, other.sender.realm) == ("ornek", "acme")


def test_behind_https_the_token_is_sent_over_https_only(browser: httpx.Client) -> None:
    given = browser.get("/?site=ornek", headers={"X-Forwarded-Proto": "https"}).headers["set-cookie"]
    assert "Secure" in given


@pytest.mark.parametrize("token", ["", "short", "x" * 129, "ğ" * 30, "a b" * 10, "../" * 10])
def test_without_a_good_token_nobody_writes_or_reads(browser: httpx.Client, host: Recorder, token: str) -> None:
    headers = {b"X-Onkapi-Visitor": token.encode()}
    for answer in (
        browser.post("/chat/ornek/messages", json=BODY, headers=headers),
        browser.get("/chat/ornek/lines", headers=headers),
        browser.get("/chat/ornek/events", headers=headers),
    ):
        assert answer.status_code == 401
        assert answer.json()["error"]
    assert not host.received


def test_the_root_offers_a_choice_where_there_are_several_sites(browser: httpx.Client) -> None:
    page = browser.get("/")
    assert page.status_code == 200
    assert "Örnek A.Ş." in page.text
    assert 'href="/?site=acme"' in page.text


def test_a_site_that_is_not_there_is_not_found(browser: httpx.Client) -> None:
    page = browser.get("/?site=<script>")
    assert page.status_code == 404
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("en", "en"), ("en-GB,en;q=0.9,tr;q=0.8", "en"), ("de,tr;q=0.5,en;q=0.4", "tr"), ("fr", "tr"), ("", "tr")],
)
def test_the_page_speaks_the_language_of_the_browser_or_of_the_desk(
    browser: httpx.Client, asked: str, expected: str
) -> None:
    assert f'<html lang="{expected}">' in browser.get("/?site=ornek", headers={"Accept-Language": asked}).text


def test_a_chosen_language_is_remembered(browser: httpx.Client) -> None:
    browser.get("/?site=ornek&lang=en")
    assert '<html lang="en">' in browser.get("/?site=ornek", headers={"Accept-Language": "tr"}).text


def test_the_page_may_only_be_framed_by_the_origins_of_its_site(browser: httpx.Client) -> None:
    def policy(site: str) -> str:
        return browser.get(f"/?site={site}").headers["content-security-policy"]

    assert policy("ornek").endswith("frame-ancestors https://intranet.example")
    assert policy("acme").endswith("frame-ancestors 'none'")
    assert policy("acme").startswith("default-src 'none'; script-src 'self'; style-src 'self'")


def test_the_page_holds_no_inline_script_or_style(browser: httpx.Client) -> None:
    page = browser.get("/?site=ornek").text
    assert "<style" not in page
    assert "style=" not in page
    assert "<script>" not in page
    assert "onclick" not in page


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "HERE"}, 200),
        ({"Origin": "https://intranet.example", "Sec-Fetch-Site": "cross-site"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "https://intranet.example.elsewhere.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_only_our_page_and_the_listed_origins_may_send(
    browser: httpx.Client, address: str, host: Recorder, headers: dict[str, str], status: int
) -> None:
    browser.get("/?site=ornek")
    sent = {name: value.replace("HERE", address) for name, value in headers.items()}
    answer = browser.post("/chat/ornek/messages", json=BODY, headers=sent)
    assert answer.status_code == status
    assert len(host.received) == (status == 200)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_read(browser: httpx.Client, host: Recorder, content_type: str) -> None:
    browser.get("/?site=ornek")
    answer = browser.post(
        "/chat/ornek/messages", content=json.dumps(BODY), headers={"Content-Type": content_type} if content_type else {}
    )
    assert answer.status_code == 415
    assert not host.received


@pytest.mark.parametrize("payload", [None, "", "x" * 201, "with space", "ş", 7])
def test_a_payload_of_another_shape_is_refused(browser: httpx.Client, host: Recorder, payload: object) -> None:
    browser.get("/?site=ornek")
    answer = browser.post("/chat/ornek/press", json={"id": token_hex(8), "payload": payload})
    assert answer.status_code == 400
    assert not host.received


@pytest.mark.parametrize("after", ["x", "-1", "1" * 19, "1.5"])
def test_a_line_number_of_another_shape_is_refused(browser: httpx.Client, after: str) -> None:
    browser.get("/?site=ornek")
    assert browser.get("/chat/ornek/lines", params={"after": after}).status_code == 400
    assert browser.get("/chat/ornek/events", headers={"Last-Event-ID": after}).status_code == 400


def test_the_stream_carries_history_then_what_is_new(browser: httpx.Client, host: Recorder) -> None:
    browser.get("/?site=ornek")
    host.show("customer", "vpn")
    host.show("bot", "Bu adımları dener misiniz?")
    with browser.stream("GET", "/chat/ornek/events") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        stream = events(response)
        name, _, lines = next(stream)
        assert name == "lines"
        assert [line["parts"][0]["text"] for line in lines] == ["vpn", "Bu adımları dener misiniz?"]
        assert next(stream)[::2] == ("busy", False)
        host.is_busy = True
        assert next(stream)[::2] == ("busy", True)
        host.show("agent", "Merhaba", name="Elif Demir")
        assert [line["name"] for line in next(stream)[2]] == ["Elif Demir"]


def test_a_line_that_comes_late_below_the_newest_is_streamed(browser: httpx.Client, host: Recorder) -> None:
    browser.get("/?site=ornek")
    host.show("customer", "vpn", line_id=20)
    with browser.stream("GET", "/chat/ornek/events") as response:
        stream = events(response)
        next(stream), next(stream)
        host.show("bot", "Merhaba", line_id=10)
        assert [line["id"] for line in next(stream)[2]] == [10]


def test_a_history_longer_than_one_page_is_streamed_whole_and_in_order(browser: httpx.Client, host: Recorder) -> None:
    browser.get("/?site=ornek")
    for number in range(450):
        host.show("customer", f"satır {number}")
    seen: list[int] = []
    with browser.stream("GET", "/chat/ornek/events") as response:
        for name, _, data in events(response):
            if name == "busy":
                break
            seen += [line["id"] for line in data]
    assert seen == [line.id for line in host.lines]


def test_a_browser_that_comes_back_is_sent_the_newest_lines_again_but_not_all(
    browser: httpx.Client, host: Recorder
) -> None:
    browser.get("/?site=ornek")
    for number in range(100):
        host.show("customer", f"satır {number}")
    with browser.stream("GET", "/chat/ornek/events") as response:
        _, settled, _ = next(events(response))
    late = host.show("bot", "Geç geldi", line_id=host.lines[-3].id + 1)
    with browser.stream("GET", "/chat/ornek/events", headers={"Last-Event-ID": settled}) as response:
        again = [line["id"] for line in next(events(response))[2]]
    assert late.id in again
    assert len(again) < 40


def test_the_stream_ends_when_the_transcript_cannot_be_read(browser: httpx.Client, host: Recorder) -> None:
    browser.get("/?site=ornek")
    host.failure = OSError("disk")
    with browser.stream("GET", "/chat/ornek/events") as response:
        assert list(events(response)) == []
    assert browser.get("/chat/ornek/lines").status_code == 503


def test_a_stopped_channel_refuses_with_a_sentence(browser: httpx.Client, host: Recorder) -> None:
    channel = web.create(web.Settings.model_validate({"sites": [{"key": "ornek", "organization": "ornek"}]}))

    class NeverStarted(Roomless):
        name, abilities, accounts = channel.name, channel.abilities, channel.accounts
        routes, limits, send, stop = channel.routes, channel.limits, channel.send, channel.stop

        async def start(self, host: object) -> None:
            pass

    with serving(NeverStarted(), host) as url:
        answer = httpx.get(f"{url}/", trust_env=False)
    assert answer.status_code == 503
    assert answer.json()["error"]


def test_the_pages_files_are_served_and_nothing_beside_them(browser: httpx.Client) -> None:
    assert browser.get("/chat/static/page.js").status_code == 200
    for path in ("/chat/static/../chat.html", "/chat/static/%2e%2e/chat.html", "/chat/static/"):
        assert browser.get(path).status_code == 404


@pytest.mark.parametrize(
    "sites",
    [
        [{"key": "a", "organization": "x"}, {"key": "a", "organization": "y"}],
        [{"key": "static", "organization": "x"}],
        [{"key": "A B", "organization": "x"}],
        [{"key": "a", "organization": "x", "origins": ["https://x.example/path"]}],
        [{"key": "a", "organization": "x", "trust": "all"}],
        [{"key": "a", "organization": "x", "colour": "red"}],
    ],
)
def test_settings_that_cannot_work_are_refused(sites: list[dict[str, object]]) -> None:
    with pytest.raises(ValidationError):
        web.Settings.model_validate({"sites": sites})


def test_a_secret_is_never_shown() -> None:
    settings = web.Settings.model_validate({"sites": [{"key": "a", "organization": "x", "secret": "hush"}]})
    assert "hush" not in repr(settings)


@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_empty_page_promises_nothing_that_a_contract_without_solutions_would_break(
    browser: httpx.Client, language: str
) -> None:
    page = browser.get(f"/?site=acme&lang={language}").text.lower()
    assert "çağrı numarası" in page or "ticket number" in page
    assert "çözüm" not in page
    assert "solution" not in page
