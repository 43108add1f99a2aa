"""The widget on a page of another origin with a strict policy: who writes, what comes back, and what stays apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import FilePayload, expect

from channels.web.identity import Known, sign
from core.messages import Part
from tests.attached import PDF, png
from tests.browser.guest import Guest, Visit, guest, open_panel, write
from tests.browser.guest import host as host  # noqa: PLC0414 -- a fixture
from tests.browser.guest import visit as visit  # noqa: PLC0414 -- a fixture
from tests.browser.pictures import painted
from tests.browser.test_chat_page import ARTICLE, SOLVED, Desk
from tests.channels.contract.recorder import MORNING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

AYSE = Known(id="42", name="Ayşe Yılmaz", email="ayse@ornek.example")


@pytest.fixture
def desk() -> Desk:
    return Desk()


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
    assert painted(photo) == [30, 20, 255]
    with page.expect_download() as saving:
        page.locator(".mine[data-id] .file").click()
    assert saving.value.suggested_filename == "rapor.pdf"
    photo.click()
    assert painted(page.get_by_role("dialog", name="Görsel")) == [30, 20, 255]
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Görsel").wait_for(state="hidden")
    assert page.get_by_role("dialog").is_visible()


def test_a_known_visitor_is_the_same_everywhere(visit: Visit, desk: Desk, host: Guest) -> None:
    signature = sign("hush", AYSE, MORNING)
    host.attributes = (
        'data-site="ornek" data-user=\'{"id":"42","name":"Ayşe Yılmaz","email":"ayse@ornek.example"}\' '
        f'data-signature="{signature}"'
    )
    for said in (1, 2):
        page = visit()
        page.locator(".log[aria-live=polite]").wait_for(state="attached")
        open_panel(page)
        write(page, "merhaba")
        expect(page.locator(".mine[data-id]")).to_have_count(said)  # what was said before is there, too
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
