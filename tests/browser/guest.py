"""A page of another site, on an origin of its own and under a strict policy, that has our widget on it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

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
        self.sources = "script-src {desk}; connect-src {desk}; img-src {desk} blob:"

    @property
    def policy(self) -> str:
        return "default-src 'none'; style-src 'self'; base-uri 'none'; " + self.sources.format(desk=self.desk)

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
