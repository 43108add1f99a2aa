"""Photograph the product: `python docs/pictures.py` writes the pictures of the README into docs/pictures/.

A morning is told to a desk on a fresh database, as the tests tell their stories, and its server is looked at with the
system's Chromium. `--all DIR` photographs every page into DIR in light, in dark and on a phone, for who works on how
they look; `--serve` keeps the desk open and prints its address.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # run as a program, from anywhere

from core.effects import Command  # noqa: E402 - after the path is set
from tests.conftest import BROWSER_OPTIONS, CHROMIUM  # noqa: E402
from tests.console_desk import PASSWORD, served  # noqa: E402
from tests.databases import drop_database, fresh_database  # noqa: E402
from tests.world import MovedClock, World  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MORNING = datetime(2026, 11, 24, 5, 50, tzinfo=UTC)
"""A Tuesday, ten minutes before nine in Istanbul."""

NOW = datetime(2026, 11, 24, 6, 52, tzinfo=UTC)
"""When the pictures are taken."""


STORY = Path(__file__).with_name("pictures") / "morning.toml"


FRESH = ("Tolga Bulut", "İrem Kaplan", "Onur Tekin")
"""Whose tickets are still new to the agent of the pictures."""


class RunningClock(MovedClock):
    """A clock that runs on from where it is moved to."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self._since = time.monotonic()

    def now(self) -> datetime:
        """Return the moment it was moved to, and what has passed since it was made."""
        return super().now() + timedelta(seconds=time.monotonic() - self._since)


def story() -> list[dict[str, Any]]:
    """Return the steps of the morning, in their order."""
    steps: list[dict[str, Any]] = tomllib.loads(STORY.read_text(encoding="utf-8"))["step"]
    return steps


def tell(url: str) -> dict[str, str]:
    """Let the morning happen on the database at `url`, and return the references of the customers' tickets."""
    world, steps = World(url, at=MORNING), story()
    customers = {
        each["who"]: world.customer(each["who"], f"web/{each.get('site', 'ornek')}")
        for each in steps
        if "command" not in each
    }
    refs: dict[str, str] = {}
    for step in steps:
        who, words = step["who"], step.get("words", "")
        hour, minute = map(int, step["at"].split(":"))
        world.clock.move(MORNING.replace(hour=hour - 3, minute=minute) - world.clock.now())
        if "command" in step:
            details = {name: value for name, value in step.items() if name not in {"at", "who", "command", "of"}}
            world.agent(who).does(Command(step["command"]), refs[step["of"]], **details)
            continue
        known = refs.get(who) and any(
            button.label == words for line in customers[who].sees() for button in line.buttons
        )
        customers[who].presses(words) if known else customers[who].says(words)
        refs[who] = customers[who].ref
    world.close()
    return refs


@contextmanager
def desk() -> Iterator[tuple[str, dict[str, str]]]:
    """Run a server to which the morning has happened; yield its address and the references."""
    url = fresh_database("sqlite", furnished=True)
    try:
        with ThreadPoolExecutor(1) as elsewhere:  # a browser's driver keeps a loop running in this thread
            refs = elsewhere.submit(tell, url).result()
        with served(url, clock=RunningClock(NOW)) as running:
            yield running.address, refs
    finally:
        drop_database(url)


def look(browser: Browser, address: str, agent: str = "", **options: Any) -> Page:
    """Return a page of somebody's browser, signed in as `agent` if one is named."""
    context = browser.new_context(
        base_url=address, locale="tr-TR", timezone_id="Europe/Istanbul", reduced_motion="reduce", **options
    )
    page = context.new_page()
    if agent:
        page.goto("/desk")
        page.fill("[name=email]", f"{agent}@ornek.example")
        page.fill("[name=password]", PASSWORD)
        page.click("button.primary")
        page.wait_for_url("**/desk")
    return page


VIEWS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1360, "height": 860}},
    "dark": {"viewport": {"width": 1360, "height": 860}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}


def every_page(browser: Browser, address: str, refs: dict[str, str], folder: Path) -> None:
    """Photograph every page of the console as it first opens, and what it opens into."""
    folder.mkdir(parents=True, exist_ok=True)
    for view, options in VIEWS.items():
        page = look(browser, address, **options)
        page.goto("/desk/sign-in")
        page.screenshot(path=folder / f"sign-in-{view}.png")
        page.context.close()
        page = look(browser, address, "zeynep", **options)
        paths = page.locator(".bar-nav a, .nav a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        for path in dict.fromkeys(["/desk?view=all", "/desk?q=vpn", *paths, *refs_of(refs)]):
            page.goto(path)
            page.wait_for_load_state()
            name = path.removeprefix("/desk").strip("/?").replace("/", "-").replace("?", "-") or "inbox"
            page.screenshot(path=folder / f"{name}-{view}.png")
        page.context.close()


def three(browser: Browser, address: str, refs: dict[str, str], folder: Path) -> None:
    """Take the pictures of the README."""
    page = look(browser, address, "zeynep", **VIEWS["light"])
    for ref in [ref for who, ref in refs.items() if who not in FRESH]:
        page.goto(f"/desk/tickets/{ref}")  # seen, and no longer new
    page.goto("/desk?view=all")
    page.wait_for_load_state()
    page.screenshot(path=folder / "inbox.png")
    page.context.close()

    page = look(browser, address, "elif", **VIEWS["dark"])
    page.goto(f"/desk/tickets/{refs['Hakan Yıldız']}#latest")
    page.fill("[data-command=reply] textarea", "Ben de bekliyorum; bağlanınca buraya “oldu” yazmanız yeterli.")
    page.screenshot(path=folder / "ticket.png")
    page.context.close()

    chat = look(browser, address, **VIEWS["phone"], device_scale_factor=1.5)
    chat.clock.set_system_time(NOW)
    chat.goto("/?site=ornek")
    chat.get_by_role("textbox").fill("Merhaba, dizüstümün ekranı titriyor. Bir uzmana bağlar mısınız?")
    chat.get_by_role("textbox").press("Enter")
    chat.get_by_text("yanıt verecekler").wait_for(timeout=20_000)
    found = re.search(r"Çağrı numaranız: (\w+)", chat.inner_text("body"))
    page = look(browser, address, "elif", **VIEWS["light"])
    page.goto(f"/desk/tickets/{found[1] if found else ''}")
    page.click("[data-command=claim] button")
    page.fill(
        "[data-command=reply] textarea",
        "Merhaba, ben Elif. Dış ekran bağlıyken de titriyor mu? Fotoğraf da atabilirsiniz.",
    )
    page.click("[data-command=reply] .go")
    chat.get_by_text("Merhaba, ben Elif.").wait_for(timeout=20_000)
    chat.wait_for_timeout(1_000)  # it scrolls to what is new
    chat.screenshot(path=folder / "chat.png")
    page.context.close()
    chat.context.close()


def refs_of(refs: dict[str, str]) -> list[str]:
    """Return the pages of tickets that are worth a look."""
    return [f"/desk/tickets/{refs[name]}#latest" for name in ("Hakan Yıldız", "Tolga Bulut", "Murat Çelik")]


def main() -> None:
    """Do what the command line says."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- the rest works without

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="DIR")
    parser.add_argument("--serve", action="store_true")
    wish = parser.parse_args()
    with desk() as (address, refs), sync_playwright() as playwright:
        if wish.serve:
            print(address, refs, flush=True)
            time.sleep(24 * 3600)
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=BROWSER_OPTIONS)
        if wish.all:
            every_page(browser, address, refs, wish.all)
        else:
            three(browser, address, refs, STORY.parent)
        browser.close()


if __name__ == "__main__":
    main()
