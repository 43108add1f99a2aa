"""Words and articles as the platform's rich text: a tree in which nothing is parsed, so nothing has to be escaped.

Text that is read as the platform's own markup (mrkdwn) can call people, and its signs for bold and the like cannot
be escaped. In rich text only what is built here is formatted, linked or listed; whatever people wrote is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.plain import chunks

Element = dict[str, Any]

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
_WEB = re.compile(r"https?://[^\s<>\"']{1,1000}")
_STYLES = {"strong": "bold", "em": "italic", "s": "strike"}
_NESTED = 8
"""The deepest list; the platform indents no further."""


def escape(text: str) -> str:
    """Return `text` for the places that the platform parses: its three signs become entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Return what a person typed, from what the platform passes on."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def text(words: str, style: Mapping[str, bool] | None = None) -> Element:
    """Return words as they are."""
    return {"type": "text", "text": words, **({"style": dict(style)} if style else {})}


def section(elements: Sequence[Element], kind: str = "section") -> Element:
    """Return elements that stand in one line or paragraph."""
    return {"type": f"rich_text_{kind}", "elements": list(elements)}


def plain(words: str) -> list[Element]:
    """Return words in which web addresses can be followed, and nothing else is special."""
    found: list[Element] = []
    place = 0
    for match in _WEB.finditer(words):
        url = match[0].rstrip(".,;:!?)]}*_")
        if match.start() > place:
            found.append(text(words[place : match.start()]))
        found.append({"type": "link", "url": url})
        place = match.start() + len(url)
    return found + ([text(words[place:])] if place < len(words) else [])


def article(markdown: str) -> list[Element]:
    """Return `markdown` as rich text; raw HTML is shown as the text that it is."""
    writing = _Writing()
    writing.blocks(_MARKDOWN.parse(markdown))
    return writing.finished()


def said_by(element: Element) -> str:
    """Return what an element shows, as one text."""
    match element:
        case {"type": "text", "text": str(words)}:
            return words
        case {"type": "link", "url": str(url)}:
            return str(element.get("text", url))
        case {"type": "rich_text_list", "elements": list(items)}:
            return "\n".join(f"• {said_by(item)}" for item in items)
        case {"elements": list(inner)}:
            return "".join(map(said_by, inner))
    return ""


def whole(elements: Sequence[Element]) -> str:
    """Return what elements show below each other."""
    return "\n".join(said_by(each).strip("\n") for each in elements).strip()


def fitted(elements: Sequence[Element], most: int) -> Iterator[list[Element]]:
    """Yield `elements` in groups that show at most `most` characters; what is longer alone is divided."""
    group: list[Element] = []
    size = 0
    for element in elements:
        for piece in _divided(element, most):
            length = len(said_by(piece)) + 1
            if group and size + length > most:
                yield group
                group, size = [], 0
            group.append(piece)
            size += length
    if group:
        yield group


def _divided(element: Element, most: int) -> Iterator[Element]:
    if len(said_by(element)) < most:
        yield element
        return
    pieces: list[Element] = []
    for inner in element.get("elements", ()):
        if inner["type"] == "text":
            pieces += [{**inner, "text": piece} for piece in chunks(inner["text"], most - 1)]
        else:
            pieces += list(_divided(inner, most)) if "elements" in inner else [inner]
    held: list[Element] = []
    for piece in pieces:
        if held and sum(len(said_by(each)) + 2 for each in held) + len(said_by(piece)) >= most:
            yield {**element, "elements": held}
            held = []
        held.append(piece)
    if held:
        yield {**element, "elements": held}


@dataclass(slots=True, eq=False)
class _List:
    """A list that is being written, and how many items of it are before the next one."""

    ordered: bool
    indent: int
    items: int

    def begun(self) -> Element:
        style = "ordered" if self.ordered else "bullet"
        made: Element = {"type": "rich_text_list", "style": style, "indent": self.indent, "elements": []}
        return made | ({"offset": self.items} if self.ordered and self.items else {})


class _Writing:
    """The way through the tokens of a Markdown text."""

    def __init__(self) -> None:
        self._done: list[Element] = []
        self._line: list[Element] = []
        self._styles: list[str] = []
        self._link = ""
        self._lists: list[_List] = []
        self._going: _List | None = None
        self._quoted = 0
        self._cell = 0

    def finished(self) -> list[Element]:
        self._flush()
        return self._done

    def blocks(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            self._block(token)

    def _block(self, token: Token) -> None:
        match token.type:
            case "inline":
                for child in token.children or ():
                    self._inline(child)
            case "heading_open":
                self._gap()
                self._styles.append("bold")
            case "heading_close":
                self._styles.pop()
            case "paragraph_open" | "table_open":
                self._gap()
            case "blockquote_open":
                self._flush()
                self._quoted += 1
            case "blockquote_close":
                self._flush()
                self._quoted -= 1
            case "fence" | "code_block" if token.content.strip():
                self._flush()
                self._done.append(section([text(token.content.rstrip("\n"))], "preformatted"))
            case "hr":
                self._gap()
                self._line.append(text("———"))
            case "tr_open" | "td_open" | "th_open":
                self._cells(token)
            case _:
                self._list(token)

    def _list(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._flush()
                ordered = token.type.startswith("ordered")
                first = int(token.attrs.get("start", 1)) - 1 if ordered else 0
                self._lists.append(_List(ordered, min(len(self._lists), _NESTED), max(0, first)))
            case "bullet_list_close" | "ordered_list_close":
                self._flush()
                self._lists.pop()
                self._going = None
            case "list_item_close":
                self._flush()

    def _cells(self, token: Token) -> None:
        if token.type == "tr_open":
            if self._line:
                self._line.append(text("\n"))
            self._cell = 0
            return
        if self._cell:
            self._line.append(text(" | "))
        self._cell += 1

    def _inline(self, token: Token) -> None:
        match token.type:
            case "text" | "html_inline" if token.content:
                self._say(token.content)
            case "code_inline":
                self._say(token.content, "code")
            case "softbreak" | "hardbreak":
                self._say("\n")
            case "link_open":
                url = str(token.attrs.get("href", ""))
                self._link = url if _WEB.fullmatch(url) else ""
            case "link_close":
                self._link = ""
            case "strong_open" | "em_open" | "s_open":
                self._styles.append(_STYLES[token.type.removesuffix("_open")])
            case "strong_close" | "em_close" | "s_close":
                self._styles.pop()

    def _say(self, words: str, *more: str) -> None:
        styled = dict.fromkeys((*self._styles, *more), True)
        made: Element = {"type": "link", "url": self._link, "text": words} if self._link else text(words)
        self._line.append(made | ({"style": styled} if styled else {}))

    def _gap(self) -> None:
        """Leave a blank line between paragraphs of one section."""
        if self._line:
            self._line.append(text("\n" if self._lists else "\n\n"))

    def _flush(self) -> None:
        """End a section; inside of a list it is an item of it."""
        if not self._line:
            return
        made = section(self._line, "quote" if self._quoted and not self._lists else "section")
        self._line = []
        if not self._lists:
            self._done.append(made)
            return
        # An inner list is one of its own for the platform, and the outer one goes on after it as another.
        innermost = self._lists[-1]
        if self._going is not innermost:
            self._going = innermost
            self._done.append(innermost.begun())
        self._done[-1]["elements"].append(made)
        innermost.items += 1
