"""Articles of the knowledge base as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup


def _markdown() -> MarkdownIt:
    # Raw HTML stays text. Pictures would be fetched from wherever an author points: they stay text, too.
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    markdown.add_render_rule("link_open", _link)
    return markdown


def _link(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    tokens[index].attrSet("rel", "noopener noreferrer nofollow")
    tokens[index].attrSet("target", "_blank")
    return self.renderToken(tokens, index, options, env)


_MARKDOWN = _markdown()


def to_html(markdown: str) -> Markup:
    """Return an article's Markdown as safe HTML."""
    return Markup(_MARKDOWN.render(markdown))  # noqa: S704 -- the renderer escapes, and raw HTML is off
