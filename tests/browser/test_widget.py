"""The widget on a page of another origin with a strict policy, in a real browser, with an engine that records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import FilePayload, expect

from channels import web
from channels.web.identity import Known, sign
from core.messages import Button, Part
from tests.attached import PDF, png
from tests.browser.guest import Guest, guest
from tests.browser.test_chat_page import ARTICLE, CONTRASTS, PHONE, SOLVED, Desk
from tests.channels.contract.recorder import MORNING
from tests.channels.contract.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

DESKTOP = {"width": 1280, "height": 860}
AYSE = Known(id="42", name="Ayşe Yılmaz", email="ayse@ornek.example")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def host(desk: Desk) -> Iterator[Guest]:
    """Yield the guest's page; the site knows its origin."""
    with guest() as page:
        sites = [{"key": "ornek", "organization": "ornek", "origins": [page.address], "secret": "hush"}]
        with serving(web.create(web.Settings.model_validate({"sites": sites})), desk) as url:
            page.desk = url
            yield page
            desk.let_go()
            desk.end()


Visit = Callable[..., "Page"]


@pytest.fixture
def visit(chromium: Browser, host: Guest) -> Iterator[Visit]:
    """Return a function by which somebody opens the guest's page; at the end no page may have complained."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(viewport: dict[str, int] = DESKTOP, *, context: BrowserContext | None = None, **options: Any) -> Page:
        context = context or chromium.new_context(viewport=viewport, locale="tr-TR", **options)  # type: ignore[arg-type]  # a plain dict with the right keys
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        # What the server refuses on purpose is logged by the browser itself; everything else is a mistake.
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type in {"error", "warning"} and "Failed to load resource" not in message.text
                else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(host.address)
        page.get_by_role("button", name=re.compile("Destek sohbetini aç|Open the support chat")).wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def open_panel(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Destek sohbetini aç|Open the support chat")).click()
    page.get_by_role("dialog").wait_for()
    page.locator(".log[aria-live=polite]").wait_for(state="attached")


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")


def test_a_visitor_writes_and_is_answered_under_the_pages_policy(visit: Visit, desk: Desk) -> None:
    page = visit()
    open_panel(page)
    assert page.get_by_role("textbox").evaluate("field => field.getRootNode().activeElement === field")
    write(page, "vpn bağlanmıyor")
    page.locator(".mine[data-id]").wait_for()
    desk.show("bot", Part(ARTICLE, "article"), "Bu adımları dener misiniz?", buttons=SOLVED)
    page.get_by_role("button", name="Çözüldü").click()
    page.locator(".mine[data-id]").nth(1).wait_for()
    assert [inbound.text or inbound.payload for inbound in desk.received] == ["vpn bağlanmıyor", "o.t.0"]
    assert len({inbound.address for inbound in desk.received}) == 1


def test_what_the_page_does_to_its_own_elements_does_not_reach_ours(visit: Visit, desk: Desk) -> None:
    page = visit()
    open_panel(page)
    write(page, "vpn")
    bubble = page.locator(".mine[data-id] .bubble")
    bubble.wait_for()
    style = bubble.evaluate(
        "b => (({ fontSize, letterSpacing, fontFamily, color }) => [fontSize, letterSpacing, fontFamily, color])"
        "(getComputedStyle(b))"
    )
    assert style[:2] == ["15px", "normal"]
    assert style[2].startswith("system-ui")
    assert style[3] == "rgb(255, 255, 255)"
    assert page.evaluate("Object.keys(window).filter(name => /onkapi/i.test(name)).join()") == "onkapi"


def test_nothing_is_loaded_for_who_only_passes_by(visit: Visit, host: Guest, chromium: Browser) -> None:
    asked: list[str] = []
    context = chromium.new_context(locale="tr-TR")
    context.on("request", lambda request: asked.append(request.url.removeprefix(host.desk)))
    visit(context=context)
    assert [path for path in asked if path.startswith("/")] == ["/widget.js"]


def test_it_resumes_on_every_page_and_counts_what_was_not_seen(visit: Visit, desk: Desk, host: Guest) -> None:
    page = visit()
    open_panel(page)
    write(page, "vpn")
    page.locator(".mine[data-id]").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    assert page.evaluate("document.querySelector('onkapi-chat').shadowRoot.activeElement.className") == "launcher"
    desk.show("agent", "Merhaba, bakıyorum.", name="Elif Demir")
    desk.show("agent", "Bir dakika.", name="Elif Demir")
    page.get_by_role("button", name="Destek sohbetini aç (2 yeni mesaj)").wait_for()
    page.reload()
    page.get_by_role("button", name="Destek sohbetini aç (2 yeni mesaj)").wait_for()
    other = visit(context=page.context)
    other.get_by_role("button", name="Destek sohbetini aç (2 yeni mesaj)").click()
    other.get_by_text("Merhaba, bakıyorum.").wait_for()
    assert other.locator(".agent .who b").first.inner_text() == "Elif Demir"
    # The other tab has seen it, too.
    page.get_by_role("button", name="Destek sohbetini aç", exact=True).wait_for()
    write(other, "teşekkürler")
    page.get_by_text("teşekkürler").wait_for(state="attached")
    assert len({inbound.address for inbound in desk.received}) == 1


def test_the_token_stands_in_no_address(visit: Visit, desk: Desk, host: Guest, chromium: Browser) -> None:
    asked: list[str] = []
    context = chromium.new_context(locale="tr-TR")
    context.on("request", lambda request: asked.append(request.url))
    page = visit(context=context)
    open_panel(page)
    write(page, "vpn")
    page.locator(".mine[data-id]").wait_for()
    [store] = page.evaluate("Object.values(localStorage).filter(value => value.includes('visitor'))")
    token = re.search(r'"visitor":"([\w-]{22})"', store)
    assert token
    assert not any(token[1] in address for address in asked)
    assert token[1] not in repr(desk.received)


def test_files_go_and_come_though_no_cookie_does(visit: Visit, desk: Desk) -> None:
    page = visit()
    open_panel(page)
    page.locator(".pick").set_input_files(
        [
            FilePayload(name="ekran.png", mimeType="image/png", buffer=png(30, 20)),
            FilePayload(name="rapor.pdf", mimeType="application/pdf", buffer=PDF),
        ]
    )
    page.locator(".tray li.there").nth(1).wait_for()
    write(page, "ekte")
    photo = page.locator(".mine[data-id] .photo")
    photo.wait_for()
    assert (
        photo.locator("img[src]").evaluate("async image => { await image.decode(); return image.naturalWidth }") == 30
    )
    with page.expect_download() as saving:
        page.locator(".mine[data-id] .file").click()
    assert saving.value.suggested_filename == "rapor.pdf"
    photo.click()
    page.get_by_role("dialog", name="Görsel").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Görsel").wait_for(state="hidden")
    assert page.get_by_role("dialog").is_visible()


def test_a_known_visitor_is_the_same_everywhere(visit: Visit, desk: Desk, host: Guest) -> None:
    signature = sign("hush", AYSE, MORNING)
    host.attributes = (
        'data-site="ornek" data-user=\'{"id":"42","name":"Ayşe Yılmaz","email":"ayse@ornek.example"}\' '
        f'data-signature="{signature}"'
    )
    for _ in range(2):
        page = visit()
        page.locator(".log[aria-live=polite]").wait_for(state="attached")
        open_panel(page)
        write(page, "merhaba")
        expect(page.locator(".mine[data-id]")).not_to_have_count(0)
    one, other = desk.received
    assert one.address == other.address
    assert (one.sender.name, one.sender.proof) == ("Ayşe Yılmaz", "ornek: ayse@ornek.example")


def test_who_signs_in_and_out_on_the_page_changes_conversations(visit: Visit, desk: Desk) -> None:
    page = visit()
    open_panel(page)
    write(page, "kimim ben")
    page.locator(".mine[data-id]").wait_for()
    who = {"id": AYSE.id, "name": AYSE.name, "email": AYSE.email}
    for given, believed in ((sign("hush", AYSE, MORNING), True), (sign("other", AYSE, MORNING), False)):
        assert page.evaluate("([who, signed]) => onkapi.identify(who, signed)", [who, given]) is believed
        page.locator(".log[aria-live=polite]").wait_for(state="attached")
        count = page.locator(".mine[data-id]").count()
        write(page, "peki şimdi")
        page.locator(".mine[data-id]").nth(count).wait_for()
    nobody, ayse, again = desk.received
    assert nobody.address == again.address != ayse.address
    assert page.evaluate("onkapi.identify(null)") is False


def test_a_wrong_signature_is_an_ordinary_visitor(visit: Visit, desk: Desk, host: Guest) -> None:
    host.attributes = 'data-site="ornek" data-user="{not json" data-signature="1.2"'
    page = visit()
    open_panel(page)
    write(page, "merhaba")
    page.locator(".mine[data-id]").wait_for()
    assert desk.received[0].sender.proof == ""


def test_it_speaks_the_pages_language_or_the_one_it_is_told(visit: Visit, host: Guest) -> None:
    host.language = "en"
    page = visit()
    open_panel(page)
    page.get_by_role("textbox", name="Your message").wait_for()
    host.attributes += ' data-lang="tr"'
    page.reload()
    open_panel(page)
    page.get_by_role("textbox", name="Mesajınız").wait_for()


def test_a_page_that_is_not_listed_gets_a_sentence_and_no_conversation(
    chromium: Browser, host: Guest, desk: Desk
) -> None:
    with guest() as stranger:
        stranger.desk = host.desk
        page = chromium.new_page(locale="tr-TR")
        page.goto(stranger.address)
        page.get_by_role("button", name="Destek sohbetini aç").click()
        page.get_by_text("Sohbet şu anda açılamıyor").wait_for()
        page.close()
    assert not desk.received


def test_on_a_phone_it_fills_the_screen_and_nothing_is_wider(visit: Visit, desk: Desk) -> None:
    page = visit(PHONE, has_touch=True, is_mobile=True)
    open_panel(page)
    write(page, "W" * 300)
    desk.show("bot", Part(ARTICLE, "article"), "Bu adımları dener misiniz?", buttons=SOLVED)
    page.get_by_role("button", name="Destek uzmanı istiyorum").wait_for()
    box = page.get_by_role("dialog").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 360, "height": 740}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".scroller").evaluate("s => s.scrollWidth <= s.clientWidth")
    page.get_by_role("button", name="Kapat", exact=True).click()
    page.get_by_role("dialog").wait_for(state="hidden")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_panel_stands_out(visit: Visit, desk: Desk, scheme: str) -> None:
    page = visit(color_scheme=scheme)
    open_panel(page)
    desk.show("bot", Part(ARTICLE, "article"), "https://ornek.example", buttons=SOLVED)
    desk.show("agent", "Merhaba", name="Elif Demir", buttons=[Button("Evet", "o.u.0")])
    page.get_by_role("button", name="Evet").wait_for()
    inside = CONTRASTS.replace("document.body", "document.querySelector('onkapi-chat').shadowRoot")
    found = page.evaluate(inside.replace("at = at.parentElement", "at = at.parentElement ?? at.getRootNode().host"))
    assert len(found) > 10
    assert [(text, ratio) for text, ratio in found if ratio < 4.5] == []


def test_a_theme_can_be_demanded(visit: Visit, host: Guest) -> None:
    host.attributes += ' data-theme="light"'
    page = visit(color_scheme="dark")
    open_panel(page)
    assert page.get_by_role("dialog").evaluate("p => getComputedStyle(p).backgroundColor") == "rgb(255, 255, 255)"


def test_it_works_by_keyboard_and_tells_what_everything_is(visit: Visit, desk: Desk) -> None:
    page = visit()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Örnek BT Yardım Masası").wait_for()
    page.locator(".log[aria-live=polite]").wait_for(state="attached")
    page.keyboard.type("vpn")
    page.keyboard.press("Enter")
    page.locator(".mine[data-id]").wait_for()
    names = page.evaluate(
        """() => [...document.querySelector('onkapi-chat').shadowRoot.querySelectorAll('button, textarea, img, [role]')]
          .filter(element => element.checkVisibility())
          .map(element => element.ariaLabel || element.alt || element.textContent.trim())"""
    )
    assert all(names)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Destek sohbetini aç").wait_for()
    assert page.get_by_role("button", name="Destek sohbetini aç").get_attribute("aria-expanded") == "false"


def test_the_field_of_a_panel_that_opens_has_the_height_of_its_line(visit: Visit) -> None:
    page = visit()
    open_panel(page)
    box = page.get_by_role("textbox").bounding_box()
    assert box
    assert 30 < box["height"] < 50
