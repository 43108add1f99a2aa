"""What every test may ask for: a fresh database, a browser. Nothing reaches beyond this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.network import guard

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.databases import Kind
    from tests.world import World

CHROMIUM = Path("/usr/bin/chromium")

BROWSER_OPTIONS = [
    "--no-sandbox",  # tests run as root in containers
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",  # the browser stays at home, too
]

# A shared machine may stop for a second in the middle of an example; the time-out of the test is the limit.
settings.register_profile("onkapi", deadline=None, print_blob=True)
settings.load_profile("onkapi")

guard()

# Where the encoder's package is installed, commands would find more than where it is not.
os.environ["ONKAPI_KNOWLEDGE__SEMANTIC"] = "off"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield the URL of a fresh database with the sample knowledge; the test runs once on each kind."""
    yield from _fresh(request.param)


@pytest.fixture
def sqlite_url() -> Iterator[str]:
    """Yield the URL of such a database on SQLite, where the kind makes no difference."""
    yield from _fresh("sqlite")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield the URL of a database at this version in which nothing is; the test runs once on each kind."""
    yield from _fresh(request.param, furnished=False)


@pytest.fixture
def empty_sqlite_url() -> Iterator[str]:
    """Yield the URL of such an empty database on SQLite."""
    yield from _fresh("sqlite", furnished=False)


def _fresh(kind: Kind, *, furnished: bool = True) -> Iterator[str]:
    from tests.databases import drop_database, fresh_database  # noqa: PLC0415 -- the tests of core need none of it

    url = fresh_database(kind, furnished=furnished)
    yield url
    drop_database(url)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """Yield a desk in office hours, of which stories are told; each runs once on each kind of database."""
    from tests.world import World  # noqa: PLC0415 -- as above

    told = World(database_url)
    yield told
    told.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Yield the system's Chromium, or skip where there is none.

    One for each module, because Playwright keeps an event loop running in this thread until it stops, and
    the next module may want to call `asyncio.run`. The server under test belongs into a thread of its own.
    """
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} IS MISSING: no page is tested in a browser (apt-get install chromium)")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- as above

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=BROWSER_OPTIONS)
        yield browser
        browser.close()
