"""How the widget looks and is operated: on pages of any style, in both languages, on a phone, by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.messages import Button, Part
from tests.browser.guest import Guest, Visit, open_panel, write
from tests.browser.guest import host as host  # noqa: PLC0414 -- a fixture
from tests.browser.guest import visit as visit  # noqa: PLC0414 -- a fixture
from tests.browser.test_chat_page import ARTICLE, CONTRASTS, PHONE, SOLVED, Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def desk() -> Desk:
    return Desk()


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


def test_who_only_passes_by_loads_one_small_script(visit: Visit, host: Guest, chromium: Browser) -> None:
    weights: dict[str, int] = {}
    context = chromium.new_context(locale="tr-TR")
    context.on("requestfinished", lambda asked: weights.update({asked.url: asked.sizes()["responseBodySize"]}))
    page = visit(context=context)
    page.wait_for_load_state("networkidle")
    ours = {address.removeprefix(host.desk): size for address, size in weights.items() if host.desk in address}
    assert list(ours) == ["/widget.js"]
    assert 0 < sum(ours.values()) < 25_000
    open_panel(page)
    everything = sum(size for address, size in weights.items() if host.desk in address and "/events" not in address)
    assert everything < 60_000, "the panel, too, comes packed"


def test_a_person_who_joins_is_announced_once(visit: Visit, desk: Desk) -> None:
    page = visit()
    open_panel(page)
    write(page, "vpn")
    page.locator(".mine[data-id]").wait_for()
    desk.show("bot", "Çağrınızı Elif Demir üstlendi, size buradan yazacak.")
    for words, name in (("Merhaba", "Elif Demir"), ("Bakıyorum", "Elif Demir"), ("Ben devraldım", "Can Ak")):
        desk.show("agent", words, name=name)
    page.get_by_text("Ben devraldım").wait_for()
    joined = page.locator(".joined")
    assert joined.all_inner_texts() == ["Elif Demir sohbete katıldı", "Can Ak sohbete katıldı"]
    assert "Merhaba" in joined.first.evaluate("line => line.nextElementSibling.innerText")
    # A screen reader reads what is put into the log: what stands there is left alone when a line comes.
    joined.first.evaluate("line => { line.parentNode.first = line }")
    desk.show("agent", "Oldu mu?", name="Can Ak")
    page.get_by_text("Oldu mu?").wait_for()
    assert joined.first.evaluate("line => line.parentNode.first === line")


def test_what_is_announced_stands_above_the_conversation(visit: Visit, desk: Desk) -> None:
    desk.announced = ["Yarın 09.00'da bakım <b>var</b>"]
    page = visit()
    open_panel(page)
    page.get_by_text("Yarın 09.00'da bakım <b>var</b>").wait_for()


def test_a_file_is_dropped_on_the_panel_or_pasted(visit: Visit, desk: Desk) -> None:
    page = visit()
    open_panel(page)
    page.evaluate(
        """() => {
          const root = document.querySelector("onkapi-chat").shadowRoot;
          const given = (name) => {
            const data = new DataTransfer();
            data.items.add(new File(["merhaba"], name, { type: "text/plain" }));
            return data;
          };
          const over = { bubbles: true, composed: true, cancelable: true };
          root.querySelector(".log").dispatchEvent(new DragEvent("drop", { ...over, dataTransfer: given("bir.txt") }));
          const paste = { ...over, clipboardData: given("iki.txt") };
          root.querySelector("textarea").dispatchEvent(new ClipboardEvent("paste", paste));
        }"""
    )
    page.locator(".tray li.there").nth(1).wait_for()
    page.get_by_role("button", name="Gönder").click()
    page.locator(".mine[data-id]").wait_for()
    assert [file.name for file in desk.received[0].files] == ["bir.txt", "iki.txt"]


def test_it_speaks_the_pages_language_or_the_one_it_is_told(visit: Visit, host: Guest) -> None:
    host.language = "en"
    page = visit()
    open_panel(page)
    page.get_by_role("textbox", name="Your message").wait_for()
    host.attributes += ' data-lang="tr"'
    page.reload()
    open_panel(page)
    page.get_by_role("textbox", name="Mesajınız").wait_for()


def test_on_a_phone_it_fills_the_screen_and_nothing_is_wider(visit: Visit, desk: Desk) -> None:
    page = visit(PHONE, has_touch=True, is_mobile=True)
    open_panel(page)
    write(page, "W" * 300)
    desk.show("bot", Part(ARTICLE, "article"), "Bu adımları dener misiniz?", buttons=SOLVED)
    page.get_by_role("button", name="Destek uzmanı istiyorum").wait_for()
    box = page.get_by_role("dialog").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 360, "height": 740}
    assert page.get_by_role("dialog").get_attribute("aria-modal") == "true"
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
