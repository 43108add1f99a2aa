"""Lines of a chat as the page shows them: JSON with HTML that is safe to insert."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from core.host import Line
from core.messages import File, Part

_LINK = re.compile(r"https?://[^\s<>\"']+")
_TRAILING = ".,;:!?)]}”’…"
_OUTSIDE = {"target": "_blank", "rel": "noopener noreferrer nofollow"}


def _link_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    tokens[index].attrs |= _OUTSIDE
    return renderer.renderToken(tokens, index, options, env)


def _heading(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    # An article stands inside a page that has its own first and second heading.
    tokens[index].tag = f"h{min(6, int(tokens[index].tag[1]) + 2)}"
    return renderer.renderToken(tokens, index, options, env)


def _markdown() -> MarkdownIt:
    # Nothing is fetched from outside, so there are no images; raw HTML is shown as the text that it is.
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
    markdown.add_render_rule("link_open", _link_open)
    markdown.add_render_rule("heading_open", _heading)
    markdown.add_render_rule("heading_close", _heading)
    return markdown


_MARKDOWN = _markdown()


def plain(text: str) -> str:
    """Return `text` as HTML: escaped, with its web addresses as links. Line ends stay as they are."""
    pieces, end = [], 0
    for found in _LINK.finditer(text):
        address = found[0].rstrip(_TRAILING)
        pieces.append(html.escape(text[end : found.start()]))
        shown = html.escape(address)
        attributes = " ".join(f'{name}="{value}"' for name, value in _OUTSIDE.items())
        pieces.append(f'<a href="{shown}" {attributes}>{shown}</a>')
        end = found.start() + len(address)
    pieces.append(html.escape(text[end:]))
    return "".join(pieces)


@lru_cache(maxsize=512)  # an article is shown to many
def article(markdown: str) -> str:
    """Return `markdown` as HTML without raw HTML, images or scripts; links open elsewhere."""
    shown: str = _MARKDOWN.render(markdown)
    return shown


def line(said: Line) -> dict[str, Any]:
    """Return `said` as JSON values: id, author, name, at, parts, buttons, files, and the ids the page knows it by."""
    return {
        "id": said.id,
        "author": said.author,
        "name": said.name,
        "at": said.at.isoformat(),
        "parts": [_part(part) for part in said.parts],
        "buttons": [{"label": button.label, "payload": button.payload} for button in said.buttons],
        "message_ids": list(said.message_ids),
        "files": [{"id": each.id, **file(each.file)} for each in said.files],
    }


def file(known: File) -> dict[str, Any]:
    """Return a file as JSON values; `width` and `height` are 0 unless it may be shown as a picture."""
    return {
        "name": known.name,
        "size": known.size,
        "type": known.media_type,
        "width": known.width,
        "height": known.height,
    }


def _part(part: Part) -> dict[str, str]:
    shown = article(part.text) if part.style == "article" else plain(part.text)
    return {"style": part.style, "text": part.text, "html": shown}
