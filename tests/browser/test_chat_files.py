"""Files in the chat page, in a real browser: chosen, pasted, dropped, on their way, refused, shown and saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import FilePayload

from channels import web
from tests.attached import HTML, PDF, SVG, png
from tests.browser.pictures import painted
from tests.browser.test_chat_page import PHONE, Desk, bubbles, write
from tests.channels.contract.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def page(chromium: Browser, desk: Desk) -> Iterator[Page]:
    sites = [{"key": "ornek", "organization": "ornek"}]
    complaints: list[str] = []
    with serving(web.create(web.Settings.model_validate({"sites": sites})), desk) as url:
        context = chromium.new_context(locale="tr-TR", base_url=url, viewport={"width": 1280, "height": 860})
        context.set_default_timeout(10_000)
        opened = context.new_page()
        opened.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type in {"error", "warning"} and "Failed to load resource" not in message.text
                else None
            ),
        )
        opened.goto("/")
        opened.locator(".log[aria-live=polite]").wait_for(state="attached")
        yield opened
        context.close()
        desk.let_go()
        desk.end()
    assert complaints == []


def choose(page: Page, *files: tuple[str, bytes, str]) -> None:
    page.locator(".pick").set_input_files(
        [FilePayload(name=name, mimeType=kind, buffer=content) for name, content, kind in files]
    )


def ready(page: Page, number: int = 1) -> None:
    page.locator(".tray li.there").nth(number - 1).wait_for()


def test_a_picture_is_chosen_shown_on_its_way_and_seen_in_the_conversation(page: Page, desk: Desk) -> None:
    choose(page, ("Ekran görüntüsü.png", png(320, 200), "image/png"))
    ready(page)
    assert painted(page.locator(".tray")) == [320, 200, 255]
    write(page, "outlook böyle görünüyor")
    photo = page.locator(".mine[data-id] .photo")
    photo.wait_for()
    assert photo.locator("img").get_attribute("alt") == "Ekran görüntüsü.png"
    assert (
        photo.locator("img[src]").evaluate("async image => { await image.decode(); return image.naturalWidth }") == 320
    )
    [inbound] = desk.received
    assert (inbound.text, [each.name for each in inbound.files]) == ("outlook böyle görünüyor", ["Ekran görüntüsü.png"])
    assert page.locator(".tray").is_hidden()
    photo.click()
    page.get_by_role("dialog").get_by_role("img", name="Ekran görüntüsü.png").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")


def test_several_files_leave_with_one_message_that_needs_no_words(page: Page, desk: Desk) -> None:
    choose(page, ("a.png", png(9), "image/png"), ("b.pdf", PDF, "application/pdf"), ("c.txt", b"merhaba", "text/plain"))
    ready(page, 3)
    page.get_by_role("button", name="Gönder").click()
    page.locator(".mine[data-id] .file").nth(1).wait_for()
    [inbound] = desk.received
    assert [each.name for each in inbound.files] == ["a.png", "b.pdf", "c.txt"]
    assert bubbles(page) == []


def test_a_file_that_is_no_picture_is_a_row_with_name_size_and_download(page: Page, desk: Desk) -> None:
    choose(
        page,
        ("çizim.png", SVG, "image/svg+xml"),
        ("sayfa.png", HTML, "image/png"),
        ("rapor.pdf", PDF + b" " * 300_000, ""),
    )
    ready(page, 3)
    write(page, "bunlar")
    page.locator(".mine[data-id] .file").nth(2).wait_for()
    assert page.locator(".said .photo").count() == 0
    page.get_by_role("button", name="İndir: rapor.pdf (PDF · 293 kB)").wait_for()
    with page.expect_download() as saving:
        page.locator(".file").first.click()
    assert saving.value.suggested_filename == "çizim.png"
    assert Path(saving.value.path()).read_bytes() == SVG


def test_a_pasted_and_a_dropped_picture_are_attached(page: Page, desk: Desk) -> None:
    transfer = """(bytes) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" }));
      return transfer;
    }"""
    given = page.evaluate_handle(transfer, list(png(20)))
    page.locator("textarea").evaluate(
        "(field, clipboardData) => field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))",
        given,
    )
    ready(page)
    other = page.evaluate_handle(transfer, list(png(21)))
    page.dispatch_event(".desk", "dragenter", {"dataTransfer": other})
    page.get_by_text("dosyaları buraya bırakın").wait_for()
    page.dispatch_event(".desk", "drop", {"dataTransfer": other})
    ready(page, 2)
    assert page.get_by_text("dosyaları buraya bırakın").is_hidden()
    page.get_by_role("button", name="Gönder").click()
    page.locator(".mine[data-id] .photo").nth(1).wait_for()


def test_what_is_sent_too_early_leaves_when_the_file_is_there(page: Page, desk: Desk) -> None:
    held: list[Any] = []
    page.route("**/chat/ornek/files", lambda route: held.append(route))  # noqa: PLW0108 -- Playwright marks it
    choose(page, ("a.png", png(9), "image/png"))
    page.locator(".tray progress").wait_for()
    write(page, "ekran bu")
    page.get_by_text("bitince mesajınız gönderilecek").wait_for()
    assert not desk.received
    held[0].continue_()
    page.locator(".mine[data-id] .photo").wait_for()
    assert [inbound.text for inbound in desk.received] == ["ekran bu"]


def test_an_upload_can_be_cancelled_and_tried_again(page: Page, desk: Desk) -> None:
    page.route("**/chat/ornek/files", lambda route: route.abort())
    choose(page, ("a.png", png(9), "image/png"), ("b.png", png(10), "image/png"))
    page.get_by_text("Yüklenemedi").nth(1).wait_for()
    assert page.get_by_role("button", name="Gönder").is_disabled()
    page.get_by_role("button", name="Kaldır: a.png").click()
    page.unroute("**/chat/ornek/files")
    page.get_by_role("button", name="Yeniden dene: b.png").click()
    ready(page)
    page.get_by_role("button", name="Gönder").click()
    page.locator(".mine[data-id] .photo").wait_for()
    assert [[each.name for each in inbound.files] for inbound in desk.received] == [["b.png"]]


def test_what_is_too_large_or_too_many_is_told_at_once(page: Page, desk: Desk) -> None:
    choose(page, ("film.mp4", b"x" * (desk.file_limit + 1), "video/mp4"))
    page.get_by_text("en fazla 1 MB gönderilebiliyor").wait_for()
    assert page.locator(".tray li").count() == 0
    choose(page, *[(f"{number}.txt", b"x", "text/plain") for number in range(11)])
    page.get_by_text("en fazla 10 dosya").wait_for()
    assert page.locator(".tray li").count() == 10


def test_what_the_server_refuses_says_why(page: Page, desk: Desk) -> None:
    choose(page, ("boş.txt", b"", "text/plain"))
    page.get_by_text("Dosya boş").wait_for()
    page.get_by_role("button", name="Kaldır: boş.txt").click()
    assert page.locator(".tray").is_hidden()


def test_a_file_whose_time_is_over_can_be_attached_again(page: Page, desk: Desk) -> None:
    choose(page, ("a.png", png(9), "image/png"))
    ready(page)
    desk.uploads.clear()
    write(page, "ekran bu")
    page.get_by_text("Eklediğiniz dosyanın süresi geçmiş").wait_for()
    page.get_by_role("button", name="Düzenle").click()
    assert page.locator("textarea").input_value() == "ekran bu"
    page.get_by_role("button", name="Kaldır: a.png").click()
    write(page, "ekran bu")
    page.locator(".mine[data-id]").wait_for()


def test_a_file_of_an_agent_is_shown_and_a_hostile_name_stays_a_name(page: Page, desk: Desk) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict with the right keys
    choose(page, ("<img src=x onerror=alert(1)>" + "W" * 150 + ".pdf", PDF, "application/pdf"))
    ready(page)
    page.get_by_role("button", name="Gönder").click()
    page.locator(".mine[data-id] .file").wait_for()
    desk.show("agent", "Rehber ekte.", name="Elif Demir", files=desk.received[0].files)
    page.locator(".agent .file").wait_for()
    assert page.locator(".file img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
