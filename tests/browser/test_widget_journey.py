"""Two visitors and an agent, from the widget to the console and back, on the real server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import FilePayload

from channels.web.identity import Known, sign
from tests.attached import PDF, png
from tests.browser.guest import Guest, guest, open_panel, write
from tests.browser.test_whole_journey import SOON, command, sees, sign_in
from tests.console_desk import ServedDesk, served
from tests.world import SHIPPED

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def host() -> Iterator[Guest]:
    with guest() as page:
        yield page


@pytest.fixture
def desk(sqlite_url: str, host: Guest, tmp_path: Path, chromium: Browser) -> Iterator[ServedDesk]:
    listed = SHIPPED.read_text().replace("origins: []", f"origins: [{host.address}]", 1)
    (tmp_path / "config.yaml").write_text(listed)
    with served(sqlite_url, tmp_path / "config.yaml", ONKAPI_WEB_ORNEK="hush") as running:
        host.desk = running.address
        yield running
        for context in chromium.contexts:  # who still listens would hold up the server's end
            context.close()


def visitor(chromium: Browser, host: Guest) -> Page:
    context = chromium.new_context(locale="tr-TR")
    context.set_default_timeout(SOON)
    page = context.new_page()
    page.goto(host.address)
    open_panel(page)
    return page


def test_two_visitors_see_their_own_conversation_only_and_an_agent_sees_the_files(
    chromium: Browser, desk: ServedDesk, host: Guest
) -> None:
    ali, ayse = visitor(chromium, host), visitor(chromium, host)
    ali.locator(".pick").set_input_files(FilePayload(name="hata.png", mimeType="image/png", buffer=png(30, 20)))
    ali.locator(".tray li.there").wait_for()
    write(ali, "muhasebe programı bu hatayı veriyor, bir uzmana bağlar mısınız")
    write(ayse, "yazıcım bozuk, bir uzmana bağlar mısınız")
    sees(ali, "Çağrı numaranız")
    sees(ayse, "Çağrı numaranız")
    found = re.search(r"Çağrı numaranız: (\w+)", ali.locator(".log").inner_text())
    assert found
    assert found[1] not in ayse.locator(".log").inner_text()

    elif_ = sign_in(chromium, desk, "elif")
    elif_.goto(f"/desk/tickets/{found[1]}")
    picture = elif_.get_by_role("img", name="hata.png")
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth }") == 30
    elif_.locator("form[data-command=claim] button").click()
    elif_.locator("label[for=mode-reply]").click()
    reply = elif_.locator("form[data-command=reply]")
    reply.locator("[type=file]").set_input_files(FilePayload(name="rehber.pdf", mimeType="application/pdf", buffer=PDF))
    reply.get_by_role("button", name="Kaldır: rehber.pdf").wait_for()
    reply.locator("[name=words]").fill("Ekteki rehberi dener misiniz?")
    reply.locator(".go:enabled").click()

    sees(ali, "Ekteki rehberi dener misiniz")
    with ali.expect_download() as saving:
        ali.get_by_role("button", name="İndir: rehber.pdf").click()
    assert saving.value.suggested_filename == "rehber.pdf"
    assert "rehber" not in ayse.locator(".log").inner_text()
    number = re.search(r"/desk/files/(\d+)", elif_.content())
    assert number
    status = ayse.evaluate(
        """async ([desk, number]) => {
          const { visitor } = JSON.parse(Object.values(localStorage).find((value) => value.includes("visitor")));
          const headers = { "X-Onkapi-Visitor": visitor };
          return (await fetch(`${desk}/chat/ornek/files/${number}`, { headers })).status;
        }""",
        [host.desk, number[1]],
    )
    assert status == 404


def test_a_case_lives_through_a_reload_and_a_second_tab_to_the_customers_yes(
    chromium: Browser, desk: ServedDesk, host: Guest
) -> None:
    ali = visitor(chromium, host)
    write(ali, "muhasebe programı açılmıyor, bir uzmana bağlar mısınız")
    sees(ali, "Çağrı numaranız")
    found = re.search(r"Çağrı numaranız: (\w+)", ali.locator(".log").inner_text())
    assert found
    elif_ = sign_in(chromium, desk, "elif")
    elif_.goto(f"/desk/tickets/{found[1]}")
    command(elif_, "claim")
    sees(ali, "Elif Demir üstlendi")

    elif_.locator("label[for=mode-reply]").click()
    reply = elif_.locator("form[data-command=reply]")
    reply.locator("[name=words]").press_sequentially("Merhaba, bakıyorum.")
    ali.locator(".typing").wait_for()
    reply.locator(".go:enabled").click()
    sees(ali, "Merhaba, bakıyorum.")
    ali.locator(".typing").wait_for(state="hidden")
    assert ali.locator(".joined").all_inner_texts() == ["Elif Demir sohbete katıldı"]

    ali.reload()
    command(elif_, "solve", words="Lisansı yeniledim.", closure_code="new_solution")
    ali.get_by_role("button", name=re.compile(r"Destek sohbetini aç \(\d yeni mesaj\)")).wait_for()
    tab = ali.context.new_page()
    tab.goto(host.address)
    open_panel(tab)
    sees(tab, "Merhaba, bakıyorum.")
    ali.get_by_role("button", name="Destek sohbetini aç", exact=True).wait_for()
    sees(tab, "Sizde de düzeldi mi")
    write(tab, "evet düzeldi")
    sees(tab, "çağrınızı kapattım")
    open_panel(ali)
    sees(ali, "çağrınızı kapattım")
    sees(elif_, "Kapandı|kullanıcı onayladı")


def test_a_known_visitor_is_verified_and_called_by_name(chromium: Browser, desk: ServedDesk, host: Guest) -> None:
    signature = sign("hush", Known(id="42", name="Ayşe Yılmaz"), desk.app.clock.now())
    host.attributes = f'data-site="ornek" data-user=\'{{"id":"42","name":"Ayşe Yılmaz"}}\' data-signature="{signature}"'
    page = visitor(chromium, host)
    write(page, "yazıcım bozuk, bir uzmana bağlar mısınız")
    sees(page, "Çağrı numaranız")
    elif_ = sign_in(chromium, desk, "elif")
    elif_.get_by_text("Ayşe Yılmaz").first.wait_for()
