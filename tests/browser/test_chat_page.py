"""The chat page in a real browser, with an engine behind it that records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from channels import web
from core.host import Answer
from core.messages import Button, Inbound, Kind, Part
from tests.channels.contract.recorder import MORNING, Recorder
from tests.channels.contract.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARTICLE = """## VPN bağlanmıyor

1. **Bilgisayarı** yeniden başlatın.
2. Sunucu adresinin `vpn.ornek.example` olduğuna bakın.

| Konum | Sunucu |
|---|---|
| Ankara | `vpn-ankara-cok-uzun-bir-sunucu-adi.icerik.ornek.example` |

Ayrıntı: [VPN rehberi](https://ornek.example/vpn)
"""
SOLVED = (Button("Çözüldü", "o.t.0"), Button("Çözülmedi", "o.t.1"), Button("Destek uzmanı istiyorum", "o.t.2"))
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 360, "height": 740}

CONTRASTS = """() => {
  // Chromium writes mixed colours as color(srgb r g b / a), with values from 0 to 1.
  const numbers = (colour) => {
    const found = colour.match(/[\\d.]+/g).map(Number);
    const scale = colour.startsWith("color(") ? 255 : 1;
    return [...found.slice(0, 3).map((value) => value * scale), found[3] ?? 1];
  };
  const light = ([r, g, b]) => [r, g, b]
    .map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0.99) return colour;
    }
    return [255, 255, 255, 1];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.getClientRects().length) continue;
    const [one, other] = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    found.push([node.data.trim().slice(0, 40), Math.round(ratio * 100) / 100]);
  }
  return found;
}"""


class Desk(Recorder):
    """Records, and shows the customer's words in the transcript, as they were said."""

    def press_label(self, payload: str) -> str:
        return next(button.label for line in self.lines for button in line.buttons if button.payload == payload)

    async def receive(self, inbound: Inbound) -> Answer:
        answer = await super().receive(inbound)
        said = inbound.text if inbound.kind is Kind.TEXT else self.press_label(inbound.payload)
        if inbound.message_id not in {own for line in self.lines for own in line.message_ids}:
            words = [said] if said else []
            self.show("customer", *words, message_ids=[inbound.message_id], files=inbound.files)
        return answer


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    sites = [{"key": "ornek", "organization": "ornek"}]
    with serving(web.create(web.Settings.model_validate({"sites": sites})), desk) as url:
        yield url
        desk.let_go()
        desk.end()


Opener = Callable[..., "Page"]


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[Opener]:
    """Return a function that opens the chat; at the end no page may have complained in its console."""
    complaints: list[str] = []
    contexts = []

    def opened(viewport: dict[str, int] = DESKTOP, *, language: str = "tr-TR", **options: Any) -> Page:
        context = chromium.new_context(
            viewport=viewport,  # type: ignore[arg-type]  # a plain dict with the right keys
            locale=language,
            timezone_id="Europe/Istanbul",
            **options,
        )
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
        page.goto(address)
        page.locator(".log[aria-live=polite]").wait_for(state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")


def bubbles(page: Page) -> list[str]:
    return page.locator(".bubble").all_inner_texts()


def test_the_page_is_light_before_the_first_word(chromium: Browser, address: str) -> None:
    page = chromium.new_page(locale="tr-TR")
    sizes: list[int] = []
    page.on("requestfinished", lambda asked: sizes.append(asked.sizes()["responseBodySize"]))
    page.goto(address)
    page.locator(".log[aria-live=polite]").wait_for(state="attached")
    page.close()
    assert len(sizes) > 10
    assert sum(sizes) < 150_000


def test_words_are_sent_by_enter_and_shown_once(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    write(page, "vpn")
    write(page, "bağlanmıyor")
    page.locator(".said[data-id]").nth(1).wait_for()
    assert bubbles(page) == ["vpn", "bağlanmıyor"]
    assert [inbound.text for inbound in desk.received] == ["vpn", "bağlanmıyor"]
    assert page.get_by_role("textbox").input_value() == ""


def test_a_button_asks_for_the_code_of_another_channel_and_leaves_the_draft_alone(
    open_page: Opener, desk: Desk
) -> None:
    page = open_page(PHONE)
    page.get_by_role("textbox").fill("yarım kalan")
    page.get_by_role("button", name="Telefondan da yazın").click()
    page.locator(".said[data-id]").wait_for()
    assert [inbound.text for inbound in desk.received] == ["Telefondan da yazmak istiyorum"]
    assert page.get_by_role("textbox").input_value() == "yarım kalan"


def test_shift_and_enter_start_a_new_line_and_the_field_grows(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    field = page.get_by_role("textbox")
    before = field.bounding_box()
    field.press_sequentially("bir")
    field.press("Shift+Enter")
    field.press_sequentially("iki")
    after = field.bounding_box()
    assert before
    assert after
    assert after["height"] > before["height"]
    field.press("Enter")
    page.locator(".said[data-id]").wait_for()
    assert desk.received[0].text == "bir\niki"


def test_blank_words_are_not_sent(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    write(page, "   ")
    assert page.get_by_role("button", name="Gönder").is_disabled()
    assert not desk.received


def test_an_answer_appears_live_with_its_article(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    write(page, "vpn bağlanmıyor")
    desk.is_busy = True
    page.get_by_label("Yanıt hazırlanıyor").wait_for()
    desk.show("bot", Part(ARTICLE, "article"), "Bu adımları dener misiniz?", buttons=SOLVED)
    desk.is_busy = False
    page.locator(".article ol li").nth(1).wait_for()
    page.get_by_label("Yanıt hazırlanıyor").wait_for(state="hidden")
    link = page.get_by_role("link", name="VPN rehberi")
    assert link.get_attribute("rel") == "noopener noreferrer nofollow"
    assert page.locator(".article strong").inner_text() == "Bilgisayarı"


def test_an_agent_is_shown_by_name(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    desk.show("agent", "Merhaba, bakıyorum.", name="Elif Demir")
    page.get_by_text("Merhaba, bakıyorum.").wait_for()
    assert page.locator(".agent .who b").inner_text() == "Elif Demir"
    assert page.locator(".agent .face").inner_text() == "ED"


def test_a_pressed_option_is_sent_once_and_cannot_be_pressed_again(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    desk.show("bot", "Bu adımları dener misiniz?", buttons=SOLVED)
    page.get_by_role("button", name="Çözülmedi").dblclick()
    page.locator(".mine[data-id]").wait_for()
    assert [inbound.payload for inbound in desk.received] == ["o.t.1"]
    assert bubbles(page)[-1] == "Çözülmedi"
    assert all(button.is_disabled() for button in page.locator(".options button").all())
    assert page.get_by_role("button", name="Çözülmedi").get_attribute("aria-pressed") == "true"


def test_only_the_newest_question_can_be_answered(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    desk.show("bot", "Bu adımları dener misiniz?", buttons=SOLVED)
    page.get_by_role("button", name="Çözüldü").wait_for()
    desk.show("bot", "Düzeldi mi?", buttons=[Button("Evet", "o.u.0")])
    page.get_by_role("button", name="Evet").wait_for()
    assert page.get_by_role("button", name="Çözüldü").is_disabled()
    assert page.get_by_role("button", name="Evet").is_enabled()


def test_a_question_that_was_answered_in_words_is_over(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    desk.show("bot", "Düzeldi mi?", buttons=[Button("Evet", "o.u.0")])
    page.get_by_role("button", name="Evet").wait_for()
    write(page, "evet düzeldi")
    page.locator(".mine[data-id]").wait_for()
    assert page.get_by_role("button", name="Evet").is_enabled()
    desk.show("bot", "Sevindim, çağrınızı kapattım.")
    page.get_by_text("Sevindim").wait_for()
    assert page.get_by_role("button", name="Evet").is_disabled()


def test_a_private_answer_is_told_beside_the_conversation(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    desk.answer = Answer("Bu düğmenin süresi geçmiş.")
    desk.show("bot", "Düzeldi mi?", buttons=[Button("Evet", "o.u.0")])
    page.get_by_role("button", name="Evet").click()
    page.get_by_role("status").filter(has_text="süresi geçmiş").wait_for()


def test_a_reload_resumes_the_conversation_and_the_draft(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    write(page, "vpn")
    page.locator(".mine[data-id]").wait_for()
    desk.show("bot", "Bu adımları dener misiniz?", buttons=SOLVED)
    page.get_by_role("button", name="Çözüldü").wait_for()
    page.get_by_role("textbox").fill("yarım kalan")
    page.reload()
    page.get_by_role("button", name="Çözüldü").wait_for()
    assert bubbles(page) == ["vpn", "Bu adımları dener misiniz?"]
    assert page.get_by_role("textbox").input_value() == "yarım kalan"
    write(page, "ikinci")
    page.locator(".mine[data-id]").nth(1).wait_for()
    assert len({inbound.address for inbound in desk.received}) == 1


def test_a_line_that_comes_late_takes_its_place(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    desk.show("customer", "ilk", line_id=10)
    desk.show("customer", "üçüncü", line_id=30)
    page.get_by_text("üçüncü").wait_for()
    desk.show("bot", "ikinci", line_id=20)
    page.get_by_text("ikinci").wait_for()
    assert bubbles(page) == ["ilk", "ikinci", "üçüncü"]


def test_what_was_not_kept_is_marked_and_sent_again_with_the_same_id(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    desk.failure = OSError("disk full")
    write(page, "vpn")
    write(page, "yazıcı")
    page.get_by_text("Gönderilemedi").wait_for()
    page.get_by_text("Bağlantı koptu").wait_for()
    desk.failure = None
    page.locator(".mine[data-id]").nth(1).wait_for(timeout=20_000)
    page.get_by_text("Bağlantı koptu").wait_for(state="hidden")
    assert bubbles(page) == ["vpn", "yazıcı"]
    assert [inbound.text for inbound in desk.received] == ["vpn", "yazıcı"]
    assert page.locator(".state:not(:empty)").count() == 0


def test_lines_that_the_stream_repeats_are_shown_once(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    desk.show("customer", "vpn")
    desk.show("bot", "Bu adımları dener misiniz?", buttons=SOLVED)
    page.get_by_role("button", name="Çözüldü").wait_for()
    desk.failure = OSError("disk full")
    page.get_by_text("Bağlantı koptu").wait_for()
    desk.failure = None
    page.get_by_text("Bağlantı koptu").wait_for(state="hidden")
    desk.show("bot", "Yine buradayım")
    page.get_by_text("Yine buradayım").wait_for()
    assert bubbles(page) == ["vpn", "Bu adımları dener misiniz?", "Yine buradayım"]


def test_unsent_words_survive_a_reload(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    desk.failure = OSError("disk full")
    write(page, "vpn")
    page.get_by_text("Gönderilemedi").wait_for()
    page.reload()
    page.get_by_text("vpn").wait_for()
    desk.failure = None
    page.locator(".mine[data-id]").wait_for(timeout=20_000)
    assert bubbles(page) == ["vpn"]


def test_a_server_that_was_away_is_found_again(chromium: Browser, desk: Desk) -> None:
    def channel() -> Any:
        return web.create(web.Settings.model_validate({"sites": [{"key": "ornek", "organization": "ornek"}]}))

    with serving(channel(), desk) as url:
        page = chromium.new_page()
        page.goto(url)
        desk.is_busy = True
        page.locator(".typing").wait_for()
        desk.end()
    page.locator(".lost").wait_for()
    assert page.locator(".typing").is_hidden()
    write(page, "vpn")
    back = Desk()
    with serving(channel(), back, port=int(url.rpartition(":")[2])):
        page.locator(".mine[data-id]").wait_for(timeout=20_000)
        page.locator(".lost").wait_for(state="hidden")
        page.close()
        back.end()
    assert [inbound.text for inbound in back.received] == ["vpn"]


def test_a_refused_line_says_why_and_can_be_edited(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    write(page, "x" * 300_000)
    page.get_by_text("birkaç parça halinde").wait_for()
    page.get_by_role("button", name="Düzenle").click()
    assert len(page.get_by_role("textbox").input_value()) == 300_000
    assert bubbles(page) == []
    assert not desk.received


def test_hostile_words_stay_words(open_page: Opener, desk: Desk) -> None:
    page = open_page(PHONE)
    hostile = "<img src=x onerror=alert(1)> " + "\u202egnp.exe\u202c " + "W" * 400
    write(page, hostile)
    desk.show("bot", Part("<script>alert(1)</script>\n\n![x](https://elsewhere.example/x.gif)", "article"))
    desk.show("agent", "😀" * 10_000, name="<b>Elif</b>")
    page.locator(".agent .bubble").wait_for()
    assert page.locator(".bubble img, .bubble script, .who b b").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE, {"width": 320, "height": 480}], ids=["desktop", "phone", "small"])
def test_nothing_is_wider_than_the_page(open_page: Opener, desk: Desk, viewport: dict[str, int]) -> None:
    page = open_page(viewport)
    write(page, "vpn bağlanmıyor")
    desk.show("bot", Part(ARTICLE, "article"), "Bu adımları dener misiniz?", buttons=SOLVED)
    page.get_by_role("button", name="Destek uzmanı istiyorum").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(
        "(() => { const s = document.querySelector('.scroller'); return s.scrollWidth <= s.clientWidth })()"
    )
    field = page.get_by_role("textbox").bounding_box()
    assert field
    assert field["y"] + field["height"] <= viewport["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(open_page: Opener, desk: Desk, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    desk.show("bot", Part(ARTICLE, "article"), "https://ornek.example", buttons=SOLVED, at=MORNING - timedelta(days=3))
    desk.show("agent", "Merhaba", name="Elif Demir", buttons=[Button("Evet", "o.u.0")])
    page.get_by_role("button", name="Evet").wait_for()
    desk.failure = OSError("disk full")
    write(page, "vpn")
    page.get_by_text("Gönderilemedi").wait_for()
    page.locator(".lost").wait_for()
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 15
    # WCAG 2.2, 1.4.3: 4.5 to 1; what cannot be used needs none, and has it anyhow.
    assert [(text, ratio) for text, ratio in contrasts if ratio < 4.5] == []


def test_the_whole_page_works_by_keyboard(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    desk.show("bot", "Bu adımları dener misiniz?", buttons=SOLVED)
    page.get_by_role("button", name="Çözüldü").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "Destek uzmanı istiyorum"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.locator(".mine[data-id]").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert [inbound.payload for inbound in desk.received] == ["o.t.2"]


def test_the_language_can_be_switched_and_is_sent_along(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    page.get_by_role("textbox").fill("half written")
    page.get_by_role("link", name="EN").click()
    page.get_by_role("textbox", name="Your message").wait_for()
    expect(page.get_by_role("textbox")).to_have_value("half written")
    write(page, "vpn fails")
    page.locator(".mine[data-id]").wait_for()
    assert desk.received[0].sender.language == "en"
    assert page.locator("html").get_attribute("lang") == "en"


def test_new_lines_do_not_pull_a_reader_away(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    for number in range(60):
        desk.show("bot", f"satır {number}")
    page.get_by_text("satır 59").wait_for()
    page.locator(".scroller").evaluate("scroller => { scroller.scrollTop = 0 }")
    desk.show("agent", "Merhaba, bakıyorum.", name="Elif Demir")
    page.get_by_role("button", name="Yeni mesajlar").wait_for()
    assert page.locator(".scroller").evaluate("scroller => scroller.scrollTop") == 0
    page.get_by_role("button", name="Yeni mesajlar").click()
    page.get_by_role("button", name="Yeni mesajlar").wait_for(state="hidden")
    assert page.get_by_text("Merhaba, bakıyorum.").is_visible()


def test_history_opens_at_its_end_and_is_not_read_aloud(open_page: Opener, desk: Desk) -> None:
    for number in range(300):
        desk.show("bot" if number % 2 else "customer", f"satır {number}")
    page = open_page()
    page.get_by_text("satır 299").wait_for()
    assert page.locator(".scroller").evaluate("s => s.scrollHeight - s.scrollTop - s.clientHeight < 2")
    assert len(bubbles(page)) == 300


def test_days_and_times_are_those_of_the_person(open_page: Opener, desk: Desk) -> None:
    desk.show("bot", "Merhaba", at=MORNING)
    page = open_page()
    page.get_by_text("Merhaba").wait_for()
    assert page.locator(".who time").inner_text() == "10.30", "as in the desk's own sentences"
    assert re.fullmatch(r"24 Kasım Salı|Bugün|Dün", page.locator(".day").inner_text())


def test_hours_in_english_are_those_of_the_sentences(open_page: Opener, desk: Desk) -> None:
    desk.show("bot", "They will answer you here by 14:20.", at=MORNING + timedelta(hours=4))
    page = open_page(language="en-US")
    page.get_by_text("by 14:20").wait_for()
    assert page.locator(".who time").inner_text() == "14:30"


def test_who_has_no_network_is_told_at_once(open_page: Opener) -> None:
    page = open_page()
    page.context.set_offline(True)
    page.get_by_text("Bağlantı koptu").wait_for(timeout=6_000)
    page.context.set_offline(False)
    page.get_by_text("Bağlantı koptu").wait_for(state="hidden")


def test_the_name_of_the_desk_is_read_in_full_on_a_phone(open_page: Opener) -> None:
    page = open_page(PHONE)
    assert page.locator(".names h1").evaluate(
        "h1 => h1.scrollWidth <= h1.clientWidth && h1.scrollHeight <= h1.clientHeight"
    )


def test_the_waiting_person_sees_news_in_the_title(open_page: Opener, desk: Desk) -> None:
    page = open_page()
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    desk.show("agent", "Merhaba", name="Elif Demir")
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    page.evaluate(
        "(Object.defineProperty(document, 'hidden', { value: false, configurable: true }),"
        " document.dispatchEvent(new Event('visibilitychange')))"
    )
    assert page.title() == "Örnek BT Yardım Masası"
