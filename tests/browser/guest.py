"""A page of another site, on an origin of its own and under a strict policy, that has our widget on it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from channels import web
from tests.browser.test_chat_page import Desk
from tests.channels.contract.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

DESKTOP = {"width": 1280, "height": 860}
LAUNCHER = re.compile("Destek sohbetini aç|Open the support chat")

STYLE = """
* { font-family: fantasy; letter-spacing: 3px; box-sizing: content-box }
html { font-size: 62.5% } button, p, section, header { all: unset; color: red !important; display: none }
"""
"""What a host page does to its own elements; none of it may reach ours."""


class Guest:
    """The page. `tag` is what stands in it beside its own words; `desk` is where the widget comes from."""

    def __init__(self) -> None:
        self.address = ""
        self.desk = ""
        self.attributes = 'data-site="ornek"'
        self.language = "tr"
        self.sources = "script-src {desk}; connect-src {desk}"

    @property
    def policy(self) -> str:
        own = "default-src 'none'; style-src 'self'; base-uri 'none'; require-trusted-types-for 'script'; "
        return f"{own} trusted-types onkapi; " + self.sources.format(desk=self.desk)

    @property
    def html(self) -> str:
        return f"""<!doctype html><html lang="{self.language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Intranet</title>
<link rel="stylesheet" href="/page.css"><script src="{self.desk}/widget.js" {self.attributes} async></script></head>
<body><h1>Örnek A.Ş. intranet</h1><div>Duyurular ve yemek listesi.</div></body></html>"""


@contextmanager
def guest() -> Iterator[Guest]:
    """Serve a guest's page on a free port."""
    told = Guest()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            css = self.path == "/page.css"
            body = (STYLE if css else told.html).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/css" if css else "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", told.policy)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *what: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def host(desk: Desk) -> Iterator[Guest]:
    """Yield the guest's page; the site knows its origin."""
    with guest() as page:
        sites = [{"key": "ornek", "organization": "ornek", "origins": [page.address], "secret": "hush"}]
        with serving(web.create(web.Settings.model_validate({"sites": sites})), desk) as url:
            page.desk = url
            yield page
            desk.let_go()
            desk.end()


Visit = Callable[..., "Page"]


@pytest.fixture
def visit(chromium: Browser, host: Guest) -> Iterator[Visit]:
    """Return a function by which somebody opens the guest's page; at the end no page may have complained."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(viewport: dict[str, int] = DESKTOP, *, context: BrowserContext | None = None, **options: Any) -> Page:
        context = context or chromium.new_context(viewport=viewport, locale="tr-TR", **options)  # type: ignore[arg-type]  # a plain dict with the right keys
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
        page.goto(host.address)
        page.get_by_role("button", name=LAUNCHER).wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def open_panel(page: Page) -> None:
    page.get_by_role("button", name=LAUNCHER).click()
    page.get_by_role("dialog").wait_for()
    page.locator(".log[aria-live=polite]").wait_for(state="attached")


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")
