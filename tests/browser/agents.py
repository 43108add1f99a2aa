"""Agents with a browser each, at the console of a real server."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.console_desk import PASSWORD, ServedDesk, served
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

SOON = 4_000
"""Milliseconds; a change is to be seen within two seconds, on a machine that does nothing else."""


@pytest.fixture
def story(sqlite_url: str) -> str:
    """Let Ali wait for somebody, and return his ticket's reference."""
    with ThreadPoolExecutor(1) as elsewhere:  # Playwright keeps a loop running in this thread
        return elsewhere.submit(ali_waits, sqlite_url).result()


def ali_waits(url: str) -> str:
    """Tell on the database at `url` how Ali came to wait for somebody; return his ticket's reference."""
    world = World(url)
    ali = world.customer("ali")
    ali.says("ekranım titriyor", "destek uzmanı istiyorum")
    ref = ali.ref
    world.close()
    return ref


@pytest.fixture
def desk(sqlite_url: str, story: str) -> Iterator[ServedDesk]:
    """Yield a running server on which the story has happened."""
    with served(sqlite_url) as running:
        yield running


@pytest.fixture
def agents(chromium: Browser, desk: ServedDesk) -> Iterator[Agents]:
    """Yield the agents, who close their browsers at the end."""
    here = Agents(chromium, desk)
    yield here
    here.leave()


class Agents:
    """Agents with a browser each. Errors on a page's console are failures."""

    def __init__(self, chromium: Browser, desk: ServedDesk) -> None:
        self._chromium, self._desk = chromium, desk
        self._pages: list[Page] = []
        self._complaints: list[str] = []

    def sign_in(self, key: str, *, script: bool = True, width: int = 1280, scheme: str = "light") -> Page:
        """Return the list of `key` in a browser of his own."""
        context = self._chromium.new_context(
            java_script_enabled=script,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="tr-TR",
            base_url=self._desk.address,
        )
        context.set_default_timeout(10_000)
        page = self.window(context)
        page.goto("/desk")
        page.fill("[name=email]", f"{key}@ornek.example")
        page.fill("[name=password]", PASSWORD)
        page.click("button.primary")
        page.wait_for_url("**/desk")
        return page

    def window(self, context: BrowserContext) -> Page:
        """Return one more window of somebody's browser."""
        page = context.new_page()
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        page.on("console", lambda said: self._complaints.append(said.text) if said.type == "error" else None)
        self._pages.append(page)
        return page

    def leave(self) -> None:
        """Close all, and see that no page has complained."""
        for page in self._pages:
            page.context.close()
        # A refused command is an answer of 4xx, which a browser mentions.
        assert [line for line in self._complaints if "status of 4" not in line] == []


def open_ticket(page: Page, ref: str) -> None:
    """Go to the page of a ticket."""
    page.goto(f"/desk/tickets/{ref}")


def choose(page: Page, command: str) -> None:
    """Show the form of a command."""
    label = page.locator(f"label[for=mode-{command}]")
    if not label.is_visible():
        page.click(".more summary")
    label.click()
