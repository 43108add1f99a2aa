"""Files over HTTP: measured while they come, bound to who sent them, and given out so that no browser runs one."""

from __future__ import annotations

from collections.abc import Iterator
from secrets import token_hex
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.attached import HTML, PDF, SVG, gif, png
from tests.channels.contract.recorder import Recorder

SANDBOX = "sandbox; default-src 'none'"


@pytest.fixture
def visitor(browser: httpx.Client) -> httpx.Client:
    browser.get("/?site=ornek")
    return browser


def upload(visitor: httpx.Client, content: Any, name: str = "ekran.png", kind: str = "image/png") -> httpx.Response:
    headers = {"X-File-Name": quote(name), "Content-Type": kind}
    return visitor.post("/chat/ornek/files", content=content, headers=headers)


def say(visitor: httpx.Client, **body: object) -> httpx.Response:
    return visitor.post("/chat/ornek/messages", json={"id": token_hex(8), "text": "", **body})


def shown(visitor: httpx.Client, host: Recorder, content: bytes, name: str) -> httpx.Response:
    """Send a file, let it be said, and ask for it."""
    assert say(visitor, files=[upload(visitor, content, name).json()["file"]]).status_code == 200
    line = host.show("customer", files=host.received[-1].files)
    return visitor.get(f"/chat/ornek/files/{line.files[0].id}")


def test_a_file_is_kept_under_a_token_and_told_by_what_it_is(visitor: httpx.Client) -> None:
    told = upload(visitor, png(30, 20), "Ekran görüntüsü.png", "text/html").json()
    assert told | {"file": ""} == {
        "file": "",
        "name": "Ekran görüntüsü.png",
        "size": len(png(30, 20)),
        "type": "image/png",
        "width": 30,
        "height": 20,
    }


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [(png(), "ekran.png", "image/png"), (gif(), "x.exe", "image/gif")],
)
def test_a_verified_picture_is_shown(
    visitor: httpx.Client, host: Recorder, content: bytes, name: str, kind: str
) -> None:
    answer = shown(visitor, host, content, name)
    assert answer.content == content
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-disposition"].startswith("inline")
    assert answer.headers["content-security-policy"] == SANDBOX
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "public" not in answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (SVG, "çizim.svg"),
        (HTML, "sayfa.png"),
        (png(50_000, 50_000), "büyük.png"),
        (png()[:20], "kırık.png"),
        (PDF, "x"),
    ],
)
def test_everything_else_is_saved_never_shown(visitor: httpx.Client, host: Recorder, content: bytes, name: str) -> None:
    answer = shown(visitor, host, content, name)
    assert answer.content == content
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"] == SANDBOX
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not any(word in answer.headers["content-type"] for word in ("html", "svg", "xml", "script"))


def test_a_name_cannot_break_out_of_its_header(visitor: httpx.Client, host: Recorder) -> None:
    disposition = shown(visitor, host, PDF, 'a"; filename="b.html\r\nX: y.pdf').headers["content-disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''a%22%3B%20filename%3D%22b.html%0D%0AX%3A%20y.pdf")


@pytest.mark.parametrize("sent", ["announced", "in pieces"])
def test_what_is_too_large_is_refused_in_the_persons_language(visitor: httpx.Client, host: Recorder, sent: str) -> None:
    content = b"x" * (host.file_limit + 1)

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(content), 65_536):
            yield content[start : start + 65_536]

    visitor.headers["Accept-Language"] = "en"
    answer = upload(visitor, content if sent == "announced" else pieces())
    assert answer.status_code == 413
    assert answer.json() == {"error": "I couldn't take the file; the limit is 1 MB. A screenshot may do."}
    assert not host.uploads


def test_a_file_of_the_largest_size_is_taken(visitor: httpx.Client, host: Recorder) -> None:
    assert upload(visitor, b"x" * host.file_limit).status_code == 200


def test_an_empty_file_is_refused(visitor: httpx.Client) -> None:
    assert upload(visitor, b"").status_code == 422


def test_what_cannot_be_kept_may_come_again(visitor: httpx.Client, host: Recorder) -> None:
    host.failure = OSError("disk full at /secret/path")
    answer = upload(visitor, png())
    assert answer.status_code == 503
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "files", ["x", {"a": 1}, [1], ["../../x"], ["short"], ["x" * 65], [None], ["upload-token-0"] * 11]
)
def test_tokens_of_another_shape_are_refused(visitor: httpx.Client, host: Recorder, files: object) -> None:
    upload(visitor, png())
    assert say(visitor, text="merhaba", files=files).status_code == 400
    assert not host.received


def test_a_token_that_is_somebody_elses_is_as_good_as_none(visitor: httpx.Client, host: Recorder) -> None:
    token = upload(visitor, png()).json()["file"]
    headers = {"X-Onkapi-Visitor": "x" * 22}
    body = {"id": token_hex(8), "text": "merhaba", "files": [token]}
    other = visitor.post("/chat/ornek/messages", json=body, headers=headers)
    unknown = say(visitor, text="merhaba", files=["upload-token-9"])
    assert (other.status_code, other.json()) == (unknown.status_code, unknown.json()) == (410, unknown.json())
    assert not host.received


def test_neither_words_nor_files_is_nothing(visitor: httpx.Client, host: Recorder) -> None:
    assert say(visitor).status_code == 422
    assert say(visitor, files=[]).status_code == 422
    token = upload(visitor, png()).json()["file"]
    pressed = {"id": token_hex(8), "payload": "o.t.0", "files": [token]}
    assert visitor.post("/chat/ornek/press", json=pressed).status_code == 400
    assert not host.received


@pytest.mark.parametrize("number", ["0", "999999", "x", "-1", "1.5", "1" * 30])
def test_a_file_that_is_not_there_is_not_found(visitor: httpx.Client, number: str) -> None:
    assert visitor.get(f"/chat/ornek/files/{number}").status_code in {404, 422}


def test_without_a_token_nobody_sends_or_gets_a_file(browser: httpx.Client, host: Recorder) -> None:
    assert upload(browser, png()).status_code == 401
    assert browser.get("/chat/ornek/files/1").status_code == 401
    assert browser.post("/chat/nowhere/files", content=b"x").status_code == 404
    assert not host.uploads


def test_another_sites_page_sends_no_file(visitor: httpx.Client, host: Recorder) -> None:
    headers = {"Origin": "https://elsewhere.example", "X-File-Name": "x"}
    assert visitor.post("/chat/ornek/files", content=png(), headers=headers).status_code == 403
    assert not host.uploads
