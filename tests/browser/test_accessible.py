"""Chat page and widget under axe-core: nothing serious to find, in light and dark, full of things to see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload

from core.messages import Button, Part
from tests.attached import PDF, png
from tests.browser.guest import Visit, open_panel
from tests.browser.guest import host as host  # noqa: PLC0414 -- a fixture
from tests.browser.guest import visit as visit  # noqa: PLC0414 -- a fixture
from tests.browser.test_chat_page import ARTICLE, SOLVED, Desk
from tests.browser.test_chat_page import address as address  # noqa: PLC0414 -- a fixture
from tests.browser.test_chat_page import open_page as open_page  # noqa: PLC0414 -- a fixture

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.test_chat_page import Opener


@pytest.fixture
def desk() -> Desk:
    return Desk()


def fill(page: Page, desk: Desk) -> None:
    """Let there be one of everything: words, an article, options, pictures, files, a file on its way."""
    files = [
        FilePayload(name="ekran.png", mimeType="image/png", buffer=png(30, 20)),
        FilePayload(name="rapor.pdf", mimeType="application/pdf", buffer=PDF),
    ]
    page.locator(".pick").set_input_files(files)
    page.locator(".tray li.there").nth(1).wait_for()
    page.get_by_role("textbox").fill("outlook hata veriyor")
    page.get_by_role("textbox").press("Enter")
    page.locator(".mine[data-id] .photo :is(img, canvas)").wait_for()
    desk.show("bot", Part(ARTICLE, "article"), "Bu adımları dener misiniz?", buttons=SOLVED)
    desk.show("agent", "Merhaba", name="Elif Demir", buttons=[Button("Evet", "o.u.0")])
    page.get_by_role("button", name="Evet").wait_for()
    page.locator(".pick").set_input_files([*files, FilePayload(name="boş.txt", mimeType="text/plain", buffer=b"")])
    page.get_by_role("alert").wait_for()


def serious(page: Page, within: Sequence[str] = (), rules: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Return rule and element of each finding that keeps people out; of parts or by rules, if such are named."""
    options = {"runOnly": list(rules)} if rules else {}
    found = Axe().run(page, context=[[part] for part in within] or None, options=options).response["violations"]
    return [
        (each["id"], node["html"][:200])
        for each in found
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_keeps_nobody_out(open_page: Opener, desk: Desk, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    fill(page, desk)
    assert serious(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_widget_keeps_nobody_out(visit: Visit, desk: Desk, scheme: str) -> None:
    page = visit(color_scheme=scheme)
    open_panel(page)
    page.wait_for_timeout(200)  # the panel rises into its colours
    fill(page, desk)
    assert serious(page) == []
