"""Every page of the console: light to load, and fit for a wide window and for a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.agents import Agents, choose, open_ticket
from tests.browser.agents import agents as agents  # noqa: PLC0414 -- a fixture
from tests.browser.agents import desk as desk  # noqa: PLC0414 -- a fixture
from tests.browser.agents import story as story  # noqa: PLC0414 -- a fixture

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGE, SCRIPT = 150_000, 40_000
"""Bytes that a browser may load, all in all and of scripts, for a first page."""


def test_a_first_page_is_light(agents: Agents, story: str) -> None:
    page = agents.sign_in("zeynep")
    for path in ("/desk?view=all", f"/desk/tickets/{story}"):
        fresh = agents.window(page.context)
        loaded: list[tuple[str, int]] = []
        fresh.route("**/*", lambda route: route.continue_())  # what is asked for is asked of the server
        fresh.on(
            "response",
            lambda answer: loaded.append((answer.url, int(answer.headers.get("content-length", 0)))),  # noqa: B023
        )
        fresh.goto(path)
        assert sum(size for _, size in loaded) < PAGE
        assert 5_000 < sum(size for url, size in loaded if ".js" in url) < SCRIPT


def pages_of(page: Page) -> list[str]:
    """Return the pages that the menu leads to."""
    links = page.locator(".bar-nav a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return ["/desk?view=all", "/desk?q=nothing", *links]


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_and_form_fits(agents: Agents, story: str, width: int) -> None:
    page = agents.sign_in("zeynep", width=width)
    pages = pages_of(page)
    assert len(pages) > 6
    for path in pages:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    open_ticket(page, story)
    page.click("[data-command=claim] button")
    page.wait_for_selector("[data-command=reply]")
    commands = page.locator(".mode").evaluate_all("all => all.map(one => one.id.slice(5))")
    assert {"reply", "note", "solve"} <= set(commands)
    for command in commands:
        choose(page, command)
        assert page.is_visible(f".panel.{command}"), command
        assert page.evaluate("document.documentElement.scrollWidth") <= width, command
