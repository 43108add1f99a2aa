"""The web application as a whole: headers, errors, labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.console import commands
from bot.console.app import create
from bot.console.articles import to_html
from bot.console.board import View
from bot.console.letters import DEEDS as LETTER_DEEDS
from bot.console.me import DONE
from bot.console.outages import WITHIN
from bot.console.people import DEEDS
from bot.console.reader import LABELS, Reader, words
from bot.server import services_of
from bot.store.watching import Watched
from core.messages import Kind as Event
from core.notices import NoticeKind
from core.people import Role
from core.promises import PromiseKind, Standing
from core.texts import load
from core.ticket import ClosureCode, Status, WaitingReason
from kb.advice import Kind
from kb.article import Audience
from kb.article import Status as ArticleStatus
from kb.confidence import Decision
from kb.explain import SHOWN, SHOWN_OF_LONG, Reason
from tests.console_desk import Visitor
from tests.world import World

KEYS = (
    *(
        "move",
        "open",
        "search",
        "inbox",
        "mine",
        "breaching",
        "watch",
        "notices",
        "open_for",
        "articles",
        "replies",
        "claim",
        "reply",
        "note",
        "wait",
        "provider",
        "solve",
    ),
    *("transfer", "call", "visit", "classify", "split", "merge", "relate", "prioritize", "leave", "appoint"),
)
LABELLED = load(LABELS)


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


def fetch(world: World, path: str, **headers: str) -> httpx.Response:
    async def fail(request: Request) -> Response:
        raise RuntimeError("the secret of the database")

    async def answer(request: Request) -> Response:
        return PlainTextResponse("from a channel")

    routes = [Route("/channel", answer), Route("/broken", fail), Route("/desk/broken", fail)]
    app = create(replace(services_of(world.app), routes=routes))

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.example", headers=headers) as client:
            return await client.get(path)

    return world.run(ask())


def test_the_server_says_that_it_is_alive(world: World) -> None:
    assert fetch(world, "/healthz").json() == {"status": "ok"}


def test_the_routes_of_the_channels_are_at_the_root(world: World) -> None:
    assert fetch(world, "/channel").text == "from a channel"


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/nowhere"])
def test_what_is_not_there_is_one_line_of_json(world: World, path: str) -> None:
    answer = fetch(world, path)
    assert answer.status_code == 404
    assert answer.json() == {"error": "Böyle bir sayfa yok ya da size açık değil."}


@pytest.mark.parametrize(("path", "status", "title"), [("/nope", 404, "Sayfa bulunamadı"), ("/broken", 500, "Olmadı")])
def test_a_browser_gets_a_small_page_that_leads_to_the_chat(world: World, path: str, status: int, title: str) -> None:
    answer = fetch(world, path, accept="text/html,application/xhtml+xml,*/*;q=0.8", **{"accept-language": "tr"})
    assert f"<h1>{title}</h1>" in answer.text
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert '<a href="/">Destek sohbetine git</a>' in answer.text


@pytest.mark.parametrize("path", ["/broken", "/desk/broken"])
def test_a_mistake_of_ours_tells_nothing_of_our_insides(world: World, path: str) -> None:
    answer = fetch(world, path, **{"accept-language": "en"})
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/desk/sign-in", "/desk/nowhere", "/desk/broken", "/desk"])
def test_every_page_carries_the_strict_headers(world: World, path: str) -> None:
    headers = fetch(world, path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_pages_have_no_script_and_no_style_of_their_own(world: World) -> None:
    visitor = Visitor(world)
    visitor.sign_in("elif")
    for path in ("/desk/sign-in", "/desk"):
        html = visitor.get(path).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)


def test_static_files_are_kept_under_their_version(world: World) -> None:
    style = re.search(r'href="(/desk/static/desk\.css\?v=\w+)"', fetch(world, "/desk/sign-in").text)
    assert style
    assert "immutable" in fetch(world, style[1]).headers["cache-control"]
    assert fetch(world, "/desk/static/nothing.css").headers["cache-control"] == "no-store"


def test_trouble_of_the_database_is_told_in_a_sentence(world: World) -> None:
    visitor = Visitor(world)
    visitor.sign_in("elif")
    world.app.store.run(lambda tx: tx.exec_driver_sql("DROP TABLE session"))
    answer = visitor.get("/desk")
    assert answer.status_code == 503
    assert "hiçbir şey değişmedi" in answer.text


def test_labels_are_the_same_in_both_languages() -> None:
    assert LABELLED.keys("tr") == LABELLED.keys("en")
    for key in LABELLED.keys("tr"):
        assert LABELLED.placeholders(key, "tr") == LABELLED.placeholders(key, "en"), key


def test_every_label_is_used_and_every_used_one_is_there() -> None:
    folder = LABELS.parent
    sources = "\n".join(file.read_text("utf-8") for file in (*folder.glob("*.py"), *folder.glob("templates/*.html")))
    named = {key for key in LABELLED.keys("tr") if f"'{key}'" in sources or f'"{key}"' in sources}
    made = {f"status.{status}" for status in Status} | {f"code.{code}" for code in ClosureCode}
    made |= {f"view.{view}" for view in View} | {f"list.empty.{view}" for view in View}
    made |= {f"column.{name}" for name in ("title", "priority", "status", "owner", "next", "since")}
    made |= {f"filter.{name}" for name in ("queue", "organization", "priority", "service", "type")}
    made |= {f"keys.{name}" for name in (*KEYS, "send", "help")}
    made |= {f"terms.{name}" for name in ("respond", "resolve", "inform", "level.receive", "level.solve")}
    made |= {f"outages.{part}.{language}" for part in ("title", "text") for language in ("tr", "en")}
    made |= {f"outages.{way}" for way in ("solved", "withdrawn")} | {f"outages.within.{each}" for each in WITHIN}
    made |= {f"outages.kind.{kind}" for kind in ("update", "solved", "withdrawn")}
    made |= {"replies.words.tr", "replies.words.en", "bad.article"}
    made |= {f"{said}.{command}" for command in commands.OFFERED for said in ("act", "done")}
    made |= {f"form.{command}.{part}" for command in commands.WRITTEN for part in ("hint", "button")}
    made |= {f"form.{name}.words" for name in ("reply", "note", "wait_customer", "solve", "confirm_by_phone")}
    made |= {f"form.{name}.reason" for name in ("wait_provider", "void")}
    made |= {f"me.done.{done}" for done in DONE} | {f"people.done.{deed}" for deed in ("add", *DEEDS)}
    made |= {f"role.{role}{hint}" for role in Role for hint in ("", ".hint")} | {"me.language.tr", "me.language.en"}
    made |= {f"people.column.{name}" for name in ("name", "rights", "presence", "cases", "seen")}
    made |= {f"watch.{at}{kind}" for kind in Watched for at in ("", "at.")}
    made |= {f"advice.{kind}" for kind in get_args(Kind)}
    made |= {f"try.feature.{name}" for name in (*SHOWN, *SHOWN_OF_LONG)}
    made |= {f"try.decision.{decision}" for decision in get_args(Decision)}
    made |= {f"try.reason.{reason}" for reason in get_args(Reason)}
    made |= {f"notice.{kind}" for kind in NoticeKind}
    made |= {f"letters.done.{deed}" for deed in LETTER_DEEDS} | {f"letters.kind.{kind}" for kind in Event}
    made |= {f"promise.{standing}" for standing in Standing} | {f"next.{kind}" for kind in PromiseKind}
    made |= {f"waits.{reason}" for reason in WaitingReason}
    made |= {
        f"form.{name}.{part}" for name in ("call", "visit") for part in ("reached", "choose", "yes", "no", "words")
    }
    made |= {f"article.{part}.{status}" for part in ("status", "done") for status in get_args(ArticleStatus)}
    made |= {f"article.audience.{audience}" for audience in get_args(Audience)}
    made |= {f"article.refused.{why}" for why in ("title", "body", "topic", "phrasings", "taken", "changed")}
    made |= {f"author.{name}" for name in ("bot", "customer", "agent")}
    made |= {f"delivery.{name}" for name in ("queued", "sent", "dropped", "expired", "failed")}
    made |= {f"fact.type.{name}" for name in ("incident", "request")}
    made |= {"channel.web", "channel.terminal"}  # one without a label is called by its name
    assert made <= LABELLED.keys("tr")
    assert LABELLED.keys("tr") - named - made == set()
    asked = set(re.findall(r"\bt\('([\w.]+)'[,)]", sources)) | set(re.findall(r"label\(\"([\w.]+)\"", sources))
    assert asked <= LABELLED.keys("tr")


def test_an_account_is_called_as_people_call_its_channel() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    told = Reader(words=words(load()), language="tr", zone=ZoneInfo("Europe/Istanbul"), now=now).channel
    assert [told("web/ornek"), told("terminal/local"), told("pigeon/main")] == [
        "Web sohbeti · ornek",
        "Terminal · local",
        "Pigeon · main",
    ]


def test_an_article_is_words_and_no_more() -> None:
    html = to_html(
        "<script>x</script> [a](javascript:alert(1)) ![i](http://elsewhere.example/i.png) [b](https://b.example)"
    )
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'rel="noopener noreferrer nofollow"' in html
