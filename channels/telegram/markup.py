"""Articles as a messenger shows them: plain text, and entities beside it that say what is bold or a link.

There is no parse mode: nothing in a text can become markup, and nothing has to be escaped. The platform counts in
UTF-16 code units.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token
from telegram import MessageEntity

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
_STYLES = {
    "strong": MessageEntity.BOLD,
    "em": MessageEntity.ITALIC,
    "s": MessageEntity.STRIKETHROUGH,
    "heading": MessageEntity.BOLD,
    "blockquote": MessageEntity.BLOCKQUOTE,
}
_WEB = ("http://", "https://")


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 code units; letters beyond the first plane count twice."""
    return len(text) + sum(letter > "\uffff" for letter in text)


@dataclass(slots=True)
class Marked:
    """A text that grows, with its entities."""

    text: str = ""
    entities: list[MessageEntity] = field(default_factory=list)
    _length: int = 0

    def add(self, text: str, kind: str = "", url: str | None = None) -> None:
        """Append `text`, all of it of one kind if given."""
        start = self._length
        self.text += text
        self._length += units(text)
        if kind:
            self.mark(kind, start, url)

    def mark(self, kind: str, start: int, url: str | None = None) -> None:
        """Say what the text from `start` to its end is; what is empty is nothing."""
        if self._length > start:
            self.entities.append(MessageEntity(kind, start, self._length - start, url=url))

    def join(self, other: Marked) -> None:
        """Append another text with its entities."""
        start = self._length
        self.entities += [_moved(each, start) for each in other.entities]
        self.add(other.text)

    @property
    def length(self) -> int:
        """How long it is, in UTF-16 code units."""
        return self._length

    def cut(self, pieces: Iterable[str]) -> list[Marked]:
        """Return the pieces, which follow each other in the text, each with its part of the entities."""
        found, place, start = [], 0, 0
        for piece in pieces:
            at = self.text.index(piece, place)
            start += units(self.text[place:at])
            end = start + units(piece)
            inside = [_clipped(each, start, end) for each in self.entities]
            found.append(Marked(piece, [each for each in inside if each is not None], end - start))
            place, start = at + len(piece), end
        return found


def _moved(entity: MessageEntity, by: int) -> MessageEntity:
    return MessageEntity(entity.type, entity.offset + by, entity.length, url=entity.url)


def _clipped(entity: MessageEntity, start: int, end: int) -> MessageEntity | None:
    first, last = max(entity.offset, start), min(entity.offset + entity.length, end)
    return MessageEntity(entity.type, first - start, last - first, url=entity.url) if first < last else None


def article(markdown: str) -> Marked:
    """Return `markdown` as text with entities; raw HTML is shown as the text that it is."""
    writing = _Writing()
    writing.blocks(_MARKDOWN.parse(markdown))
    return writing.marked


class _Writing:
    """The way through the tokens of a Markdown text."""

    def __init__(self) -> None:
        self.marked = Marked()
        self._open: list[tuple[str, int, str | None]] = []
        self._lists: list[int] = []
        self._cell = 0

    def blocks(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            self._block(token)

    def _block(self, token: Token) -> None:
        match token.type:
            case "inline":
                for child in token.children or ():
                    self._inline(child)
            case "heading_open" | "blockquote_open":
                self._gap()
                self._begin(_STYLES[token.type.removesuffix("_open")])
            case "heading_close" | "blockquote_close":
                self._end()
            case "fence" | "code_block":
                self._gap()
                self.marked.add(token.content.rstrip("\n"), MessageEntity.PRE)
            case "hr":
                self._gap()
                self.marked.add("———")
            case "paragraph_open" | "table_open" if not token.hidden:
                self._gap()
            case "tr_open" | "td_open" | "th_open":
                self._cells(token)
            case _:
                self._list(token)

    def _list(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._gap()
                self._lists.append(int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else 0)
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._item()

    def _cells(self, token: Token) -> None:
        if token.type == "tr_open":
            self._line()
            self._cell = 0
            return
        self.marked.add(" | " if self._cell else "")
        self._cell += 1

    def _inline(self, token: Token) -> None:
        match token.type:
            case "text" | "html_inline":
                self.marked.add(token.content)
            case "code_inline":
                self.marked.add(token.content, MessageEntity.CODE)
            case "softbreak" | "hardbreak":
                self.marked.add("\n")
            case "link_open":
                url = str(token.attrs.get("href", ""))
                self._begin(MessageEntity.TEXT_LINK if url.startswith(_WEB) else "", url)
            case "strong_open" | "em_open" | "s_open":
                self._begin(_STYLES[token.type.removesuffix("_open")])
            case "link_close" | "strong_close" | "em_close" | "s_close":
                self._end()

    def _begin(self, kind: str, url: str | None = None) -> None:
        self._open.append((kind, self.marked.length, url))

    def _end(self) -> None:
        kind, start, url = self._open.pop()
        if kind:
            self.marked.mark(kind, start, url if kind == MessageEntity.TEXT_LINK else None)

    def _item(self) -> None:
        self._line()
        number = self._lists[-1]
        self.marked.add("   " * (len(self._lists) - 1) + (f"{number}. " if number else "• "))
        if number:
            self._lists[-1] += 1

    def _line(self) -> None:
        if self.marked.text and not self.marked.text.endswith("\n"):
            self.marked.add("\n")

    def _gap(self) -> None:
        """Leave a blank line before a block, but not at the beginning, nor inside of a list's item."""
        if self._lists:
            if not self.marked.text.endswith(("• ", ". ")):
                self._line()
        elif self.marked.text:
            self.marked.add("\n" * (2 - len(self.marked.text) + len(self.marked.text.rstrip("\n"))))
