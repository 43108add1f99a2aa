"""The whole way in two real browsers on the real server: ask, try, get a person, talk, be solved, confirm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.console_desk import PASSWORD, ServedDesk, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SOON = 12_000
"""Milliseconds; lines settle for two to five seconds."""


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[ServedDesk]:
    with served(sqlite_url) as running:
        yield running


def open_chat(chromium: Browser, desk: ServedDesk, site: str, language: str = "tr-TR") -> Page:
    context = chromium.new_context(locale=language, base_url=desk.address)
    context.set_default_timeout(SOON)
    page = context.new_page()
    page.goto(f"/?site={site}")
    return page


def write(page: Page, *lines: str) -> None:
    box = page.locator("textarea")
    for line in lines:
        box.fill(line)
        box.press("Enter")


def sees(page: Page, words: str) -> None:
    page.get_by_text(re.compile(words)).locator("visible=true").last.wait_for(timeout=SOON)


def test_from_the_first_word_to_the_customers_yes(chromium: Browser, desk: ServedDesk) -> None:
    ali = open_chat(chromium, desk, "ornek")
    write(ali, "merhaba", "vpn", "bağlanmıyor")
    sees(ali, "Bu adımları dener misiniz")
    assert ali.get_by_text(re.compile("Çağrı numaranız")).count() == 1
    found = re.search(r"Çağrı numaranız: (\w+)", ali.locator("body").inner_text())
    assert found is not None
    ali.get_by_role("button", name="Çözülmedi").click()
    sees(ali, r"yanıt verecekler|mesai saatleri dışındayız")

    elif_ = sign_in(chromium, desk, "elif")
    elif_.locator(f"a[href*={found[1]}]").click()
    command(elif_, "claim")
    sees(ali, "Elif Demir üstlendi")
    command(elif_, "reply", words="Merhaba, hemen bakıyorum.")
    sees(ali, "Merhaba, hemen bakıyorum.")
    command(elif_, "note", words="Sertifikanın süresi dolmuş.")

    ali.reload()
    sees(ali, "Merhaba, hemen bakıyorum.")
    write(ali, "teşekkürler, bekliyorum")
    sees(elif_, "teşekkürler, bekliyorum")
    command(elif_, "solve", words="Sertifikanızı yeniledim.", closure_code="new_solution")
    sees(ali, "Sizde de düzeldi mi")
    write(ali, "evet düzeldi")
    sees(ali, "çağrınızı kapattım")
    sees(elif_, "Kapandı|kullanıcı onayladı")
    assert ali.get_by_text("Sertifikanın süresi dolmuş.").count() == 0


def test_a_second_browser_goes_on_where_the_first_one_stopped(chromium: Browser, desk: ServedDesk) -> None:
    first, second = open_chat(chromium, desk, "ornek"), open_chat(chromium, desk, "ornek")
    write(first, "destek uzmanı istiyorum", "ekranım titriyor")
    sees(first, "Çağrı numaranız")
    number = re.search(r"Çağrı numaranız: (\w+)", first.locator("body").inner_text())
    first.get_by_role("button", name="Telefondan da yazın").click()
    sees(first, "[A-Z0-9]{5}-[A-Z0-9]{5}")
    code = re.search(r"[A-Z0-9]{5}-[A-Z0-9]{5}", first.locator("body").inner_text())
    assert number is not None
    assert code is not None
    write(second, code[0])
    sees(second, "iki kanalı bağladım")
    write(second, "durum ne")
    sees(second, number[1])
    first.reload()
    sees(first, "Çağrı numaranız")
    assert code[0] not in first.locator("body").inner_text()


def test_on_a_level_0_site_the_matter_is_recorded_and_routed_but_not_answered(
    chromium: Browser, desk: ServedDesk
) -> None:
    ayse = open_chat(chromium, desk, "kamu")
    write(ayse, "vpn bağlanmıyor")
    sees(ayse, "Çağrı numaranız")
    assert ayse.get_by_text("Bu adımları dener misiniz").count() == 0
    assert ayse.get_by_role("button", name="Çözüldü").count() == 0


def sign_in(chromium: Browser, desk: ServedDesk, key: str) -> Page:
    page = chromium.new_context(locale="tr-TR", base_url=desk.address).new_page()
    page.set_default_timeout(SOON)
    page.goto("/desk")
    page.fill("[name=email]", f"{key}@ornek.example")
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.wait_for_url("**/desk")
    return page


def command(page: Page, name: str, **fields: str) -> None:
    """Fill in the form of a command as an agent does, and send it."""
    form = page.locator(f"form[data-command={name}]")
    form.wait_for(state="attached")
    if fields:
        page.locator(f"label[for=mode-{name}]").click()
    for field, value in fields.items():
        place = form.locator(f"[name={field}]")
        place.select_option(value) if field == "closure_code" else place.fill(value)
    form.locator("button:not([type=button])").click()
