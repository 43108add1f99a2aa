"""Templates become pages here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.console.articles import to_html
from bot.console.forms import fresh_mark
from bot.console.headers import STATIC
from bot.console.reader import Reader
from bot.store.timeline import buttons_of, parts_of
from core.messages import Text

_HERE = Path(__file__).parent
FILES = _HERE / "static"


class Pages:
    """The console's templates."""

    def __init__(self) -> None:
        self._templates = _templates()

    def html(self, template: str, reader: Reader, values: Mapping[str, Any]) -> str:
        """Return `template` as `reader` sees it; a name the template needs and does not get is an error."""
        return self._templates.get_template(template).render(
            values, reader=reader, language=reader.language, t=reader.label, say=lambda key: reader.say(Text(key))
        )

    def page(self, template: str, reader: Reader, values: Mapping[str, Any], status: int = 200) -> HTMLResponse:
        """Return `template` as a response."""
        return HTMLResponse(self.html(template, reader, values), status)


@cache
def _templates() -> Environment:
    """Return the templates, each compiled when it is first shown and kept for as long as the process lives."""
    templates = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    versions = {file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in FILES.iterdir()}
    templates.globals |= {
        "static": lambda name: f"{STATIC}/{name}?v={versions[name]}",
        "once": fresh_mark,
        "parts_of": parts_of,
        "buttons_of": buttons_of,
        "article": to_html,
    }
    return templates
