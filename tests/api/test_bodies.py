"""Bodies that nobody should send: each gets the right 4xx with one clear line, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.store.tables import entry
from tests.api.desk import Program
from tests.world import CustomerOf, World


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def ali(world: World) -> CustomerOf:
    customer = world.customer("ali")
    customer.says("ekranım titriyor", "destek uzmanı istiyorum")
    return customer


HOSTILE = [
    (b'{"words":"\\ud800"}', 400, "api.bad_json"),
    (b'{"\\ud800":"x"}', 400, "api.bad_json"),
    (b'{"words":NaN}', 400, "api.bad_json"),
    (b'{"words":-Infinity}', 400, "api.bad_json"),
    (b"[" * 200_000, 400, "api.bad_json"),
    (b"[" * 100_000 + b"]" * 100_000, 400, "api.bad_json"),
    (b'{"words":' + b"[" * 40 + b"]" * 40 + b"}", 400, "api.bad_json"),
    (b'{"a":' * 30_000, 400, "api.bad_json"),
    (b'{"words":' + b"9" * 5_000 + b"}", 400, "api.bad_json"),
    (b'{"words":1e' + b"9" * 5_000 + b"}", 400, "api.bad_json"),
    (b'{"words":1e999}', 422, "api.invalid"),
    (b'{"words":"a","words":"b"}', 400, "api.bad_json"),
    (b'{"words":"a"', 400, "api.bad_json"),
    (b'{"words":"\xff"}', 400, "api.bad_json"),
    ('{"words":"a"}'.encode("utf-16"), 400, "api.bad_json"),
    (b'\xef\xbb\xbf{"words":"a"}', 400, "api.bad_json"),
    (b"\x00", 400, "api.bad_json"),
    (b'{"words":"' + b"a" * 300_000 + b'"}', 413, "api.too_large"),
    (b'{"words":"' + b"a" * 20_001 + b'"}', 422, "api.invalid"),
    (b"", 422, "api.invalid"),
    (b"null", 422, "api.invalid"),
    (b"[]", 422, "api.invalid"),
    (b'"words"', 422, "api.invalid"),
    (b"{}", 422, "api.invalid"),
    (b'{"words":null}', 422, "api.invalid"),
    (b'{"words":7}', 422, "api.invalid"),
    (b'{"words":["a"]}', 422, "api.invalid"),
    (b'{"words":" \\n "}', 422, "api.invalid"),
    (b'{"words":"a","__proto__":{"x":1}}', 422, "api.invalid"),
]


def test_a_hostile_body_gets_one_clear_line_and_changes_nothing(world: World, ali: CustomerOf) -> None:
    program = Program(world)
    before = world.count(entry)
    for body, status, code in HOSTILE:
        answer = program.send(f"/tickets/{ali.ref}/commands/note", body)
        told = answer.json()
        assert (answer.status_code, told["code"]) == (status, code), body[:60]
        assert answer.headers["content-type"] == "application/problem+json"
        assert "\n" not in told["detail"]
        assert len(answer.content) < 1_000
    assert world.count(entry) == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "json"])
def test_another_type_of_body_is_refused(world: World, ali: CustomerOf, kind: str) -> None:
    answer = Program(world).send(f"/tickets/{ali.ref}/commands/note", b'{"words":"a"}', kind)
    assert (answer.status_code, answer.json()["code"]) == (415, "api.media_type")


def test_odd_but_honest_words_come_through_whole(world: World, ali: CustomerOf) -> None:
    program = Program(world)
    words = 'İğne "iplik" <script>&amp; 👩🏽‍💻 \u202e \\ud800 {0} %s\n\tson'
    assert program.gives("note", ali.ref, words=words).status_code == 200
    assert program.gives("note", ali.ref, words="a\x00b\r\nc").status_code == 200
    told = [line["text"] for line in program.get(f"/tickets/{ali.ref}/timeline").json()["items"]]
    assert told[-2:] == [words, "a\ufffdb\nc"]


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/tickets/%00%00", {}, 404),
        ("/tickets/" + "K" * 500, {}, 422),
        ("/tickets/%ff%fe", {}, 404),
        ("/tickets/..%2f..%2fetc", {}, 404),
        ("/tickets", {"q": "\x00"}, 200),
        ("/tickets", {"q": "' OR 1=1 --"}, 200),
        ("/tickets", {"q": "x" * 101}, 422),
        ("/tickets", {"queue": "\x00"}, 200),
        ("/tickets", {"owner": "9" * 5_000}, 422),
        ("/tickets", {"owner": str(2**63)}, 422),
        ("/tickets", {"limit": "1e3"}, 422),
        ("/tickets", {"limit": 201}, 422),
        ("/tickets", {"changed_since": "9999-12-31T23:59:59-12:00"}, 422),
        ("/tickets", {"changed_since": "0001-01-01T00:00:00+14:00"}, 422),
        ("/tickets", {"changed_since": "2026-11-24T10:00:00"}, 422),
        ("/people/9223372036854775808", {}, 422),
        ("/people/-1", {}, 422),
        ("/people", {"organization": "\x00"}, 404),
        ("/articles", {"q": "x" * 2_001}, 422),
        ("/articles", {"q": "\x00\x00"}, 200),
        ("/articles/0", {}, 422),
    ],
)
def test_an_odd_address_is_no_mistake_of_ours(
    database_url: str, path: str, query: dict[str, object], status: int
) -> None:
    world = World(database_url)
    assert Program(world).get(path, **query).status_code == status
    world.close()


def test_a_refused_field_is_named_and_the_value_is_not_repeated(world: World) -> None:
    refused = Program(world).post(
        "/tickets", {"organization": "ornek", "requester": {"name": "A", "email": "geheim"}, "source": "fax"}
    )
    told = refused.json()
    fields = {each["field"]: each["detail"] for each in told["errors"]}
    assert fields["source"] == "one of: phone, walk_in, e_mail, monitoring"
    assert fields["title"] == "this is missing"
    assert any(name.startswith("requester") for name in fields)
    assert "geheim" not in refused.text
    assert "fax" not in refused.text
