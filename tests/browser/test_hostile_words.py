"""Words that mean harm, through every field, in a real browser: they are shown as they were sent, and do nothing."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from bot.console.inbox import MAX_NAME, MAX_WORDS
from bot.store import announcements, saved
from bot.store.tables import person, ticket
from core.contracts import Priority
from core.effects import Act, Command
from core.messages import Kind, Part
from core.secrets import masked
from tests.attached import PDF, pieces
from tests.browser.guest import host as host  # noqa: PLC0414 -- a fixture
from tests.browser.guest import open_panel
from tests.browser.guest import visit as visit  # noqa: PLC0414 -- a fixture
from tests.browser.hostile import ALL, OWN, STRANGERS, chunks, watch
from tests.browser.test_chat_page import Desk
from tests.browser.test_chat_page import address as address  # noqa: PLC0414 -- a fixture
from tests.browser.test_chat_page import open_page as open_page  # noqa: PLC0414 -- a fixture
from tests.console_desk import PASSWORD, ServedDesk, served
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.guest import Visit
    from tests.browser.test_chat_page import Opener

LOTS = chunks(25)
FEW = chunks(4, 60)[: len(LOTS)]
FILES = [each.splitlines()[0] for each in OWN[::7]]


NEVER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def desk() -> Desk:
    told = Desk()
    told.announced = LOTS
    return told


class Harm:
    """What was said to a desk: the ticket on whose page it stands, and where to look for it."""

    def __init__(self, url: str) -> None:
        world = World(url)
        ali, self.elif_ = world.customer("ali"), world.agent("elif")
        ali.says("ekranım titriyor", "destek uzmanı istiyorum")
        self.ref = ali.ref
        self.elif_.claims(self.ref)
        for number, each in enumerate(LOTS):
            world.run(world.app.intake.receive(ali.inbound(Kind.TEXT, text=each)))
            self._elif_says(world, number, each)
        self._files(world)
        for number, each in enumerate(FEW[:12]):  # one person each, by that name, about that
            who = world.customer(f"k{number}")
            event = who.inbound(Kind.TEXT, text=f"yazıcı {ALL[number * 50]}")
            event = replace(event, sender=replace(event.sender, name=each))
            world.run(world.app.intake.receive(event))
            world.run(world.app.intake.receive(replace(who.inbound(Kind.TEXT, text="insan istiyorum"))))
            world.waits(seconds=5)
        me = self.elif_.agent.person
        world.app.store.run(lambda tx: self._keep(tx, me))
        self.listed = world.app.store.run(
            lambda tx: {
                row.ref: (row.title, row.name)
                for row in tx.execute(
                    select(ticket.c.ref, ticket.c.title, person.c.name).join(person, person.c.id == ticket.c.requester)
                )
            }
        )
        world.close()

    def _elif_says(self, world: World, number: int, words: str) -> None:
        act = self.elif_.does
        act(Command.REPLY, self.ref, words=words)
        act(Command.NOTE, self.ref, words=words)
        act(Command.CALL, self.ref, words=words, reached=True)
        act(Command.PRIORITIZE, self.ref, reason=words, priority=Priority.P3 if number % 2 else Priority.P2)

    def _files(self, world: World) -> None:
        keep, ali = world.app.shelf.keep, world.customer("ali")
        self.names = []
        for start in range(0, len(FILES), 10):
            kept = [
                world.run(keep("web/x", pieces(PDF), name, "application/pdf")).file
                for name in FILES[start : start + 10]
            ]
            event = replace(ali.inbound(Kind.TEXT, text="ekte"), files=tuple(kept))
            world.run(world.app.intake.receive(event))
            self.names += [each.name for each in kept]

    def _keep(self, tx: Any, me: int) -> None:
        for number, words in enumerate(LOTS):
            saved.keep_reply(tx, me, FEW[number], {"tr": words}, shared=False)
            announcements.add(
                tx, person=me, organization=None, words=words, until=NEVER, now=NEVER - timedelta(days=900)
            )
            saved.keep_view(tx, me, FEW[number][:MAX_NAME], f"view=all&q={quote(words[:90])}")


@pytest.fixture
def harm(sqlite_url: str) -> Iterator[tuple[Harm, ServedDesk]]:
    with ThreadPoolExecutor(1) as elsewhere:  # Playwright keeps a loop running in this thread
        done = elsewhere.submit(Harm, sqlite_url).result()
    with served(sqlite_url) as running:
        yield done, running


def texts(page: Page, selector: str) -> list[str]:
    found: list[str] = page.locator(selector).evaluate_all("all => all.map(one => one.textContent)")
    return found


def innocent(page: Page) -> None:
    assert page.evaluate_handle("document").evaluate(STRANGERS) == []


@pytest.mark.timeout(180)  # every form of every word, told to a desk first
def test_the_console_shows_every_word_and_obeys_none(chromium: Browser, harm: tuple[Harm, ServedDesk]) -> None:
    told, running = harm
    context = chromium.new_context(locale="tr-TR", base_url=running.address, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints = watch(page)
    page.goto("/desk")
    page.fill("[name=email]", "elif@ornek.example")
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.wait_for_url("**/desk")

    page.goto("/desk?view=all")
    rows = page.locator("#rows tr").evaluate_all(
        "rows => rows.map(row => [row.id.slice(4), row.querySelector('.c-title a').lastChild.textContent, "
        "row.querySelector('bdi').textContent])"
    )
    assert len(rows) > len(FEW[:12])
    assert {ref: (title, name) for ref, title, name in rows} == told.listed
    assert texts(page, ".announced [dir]") == LOTS[: -announcements.MOST - 1 : -1]
    assert set(texts(page, ".saved a")) == {each[:MAX_NAME] for each in FEW}
    innocent(page)

    page.goto(f"/desk/tickets/{told.ref}")
    shown = texts(page, ".timeline .words")
    assert [each for each in shown if each in set(LOTS)].count(LOTS[-1]) >= 2
    missing = [each for each in LOTS if shown.count(each) < 2]  # as reply and as note
    assert missing == []
    assert [each for each in LOTS if masked(each) not in shown] == []
    lines = "\n".join(texts(page, ".timeline .line > span"))
    assert [each for each in LOTS if lines.count(each) != 2] == []  # as a call and as a reason
    assert texts(page, ".attached bdi") == told.names
    innocent(page)

    page.keyboard.press("r")
    page.keyboard.press("/")
    expect(page.locator("#replies")).to_be_visible()
    assert sorted(texts(page, ".pick strong")) == sorted(FEW)
    names = {"{agent}": "Elif Demir", "{ref}": told.ref, "{müşteri}": "Ali"}
    assert sorted(texts(page, ".pick span")) == sorted(_with(names, each) for each in LOTS)
    picked = page.locator(".pick span").first.text_content()
    page.locator(".pick button").first.click()
    field = page.locator("[data-command=reply] textarea")
    assert field.input_value() == picked
    running.run(running.app.agents.act(told.elif_.agent, told.ref, Act(command=Command.RELEASE)))
    expect(page.locator(".kept textarea")).to_have_value(picked or "")
    innocent(page)

    page.goto("/desk/replies")
    assert sorted(texts(page, ".kept-replies .words")) == sorted(LOTS)
    innocent(page)
    for words in chunks(60):
        sought = " ".join(words.split())[:MAX_WORDS].strip()
        page.goto(f"/desk?view=found&q={quote(sought)}")
        assert page.input_value("#q") == sought
        assert texts(page, ".narrowed strong") == [sought]
        innocent(page)
    context.close()
    assert complaints == []


def _with(names: dict[str, str], words: str) -> str:
    for placeholder, name in names.items():
        words = words.replace(placeholder, name)
    return words


def test_the_chat_shows_every_word_and_obeys_none(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    complaints = watch(page)
    field = page.get_by_role("textbox")
    for words in LOTS:
        field.fill(words)
        field.press("Enter")
    page.locator(".said[data-id]").nth(len(LOTS) - 1).wait_for()
    for name, words in zip(FEW, LOTS, strict=True):
        desk.show("agent", words, Part(words, "article"), name=name)
    page.locator(".said[data-id]").nth(2 * len(LOTS) - 1).wait_for()
    assert texts(page, ".mine .bubble .plain") == LOTS
    assert texts(page, ".agent .bubble .plain") == LOTS
    assert texts(page, ".agent .who b") == FEW
    assert texts(page, ".lost[role=note]") == LOTS
    assert page.evaluate_handle("document").evaluate(STRANGERS) == []
    assert complaints == []


def test_the_widget_shows_every_word_and_obeys_none(visit: Visit, desk: Desk) -> None:
    page = visit()
    complaints = watch(page)
    open_panel(page)
    page.get_by_role("textbox").fill("vpn")
    page.get_by_role("textbox").press("Enter")
    page.locator(".mine[data-id]").wait_for()
    for name, words in zip(FEW, LOTS, strict=True):
        desk.show("agent", words, Part(words, "article"), name=name)
    page.locator(".agent[data-id]").nth(len(LOTS) - 1).wait_for()
    assert texts(page, ".agent .bubble .plain") == LOTS
    assert page.locator("onkapi-chat").evaluate(f"host => ({STRANGERS})(host.shadowRoot)") == []
    assert complaints == []
