"""What we say, as the platform shows it: messages of at most 4,096 UTF-16 units, buttons under the last, then files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from channels.telegram.markup import Marked, article, units
from core.messages import Button, File, LineKind, Outgoing
from core.plain import chunks
from core.rooms import CardView

MOST_TEXT = 4_096
"""UTF-16 units of one message, which is safe however the limit is read (Bot API, sendMessage)."""

MOST_ENTITIES = 100
MOST_TOAST = 200
"""Letters over a button that was pressed (Bot API, answerCallbackQuery)."""

PICTURE = 10 << 20
"""Bytes of a picture that is shown as one; a larger one is sent as a file."""

UPLOAD = 50 << 20
"""Bytes of the largest file that a bot may send."""

MOST_NAME = 128
"""UTF-16 units of a topic's name (Bot API, createForumTopic)."""

_SIGNS = {LineKind.CUSTOMER: "👤", LineKind.AGENT: "💬", LineKind.NOTE: "📝"}
"""What stands before a name in the thread of a case: the customer, an agent to the customer, a note."""

_STYLES = {LineKind.SYSTEM: MessageEntity.ITALIC, LineKind.SUMMARY: MessageEntity.EXPANDABLE_BLOCKQUOTE}
_MENTION = re.compile(r"(?<!\w)@(?=\w)")
_JOINER = "\u2060"
"""An invisible sign (WORD JOINER) that keeps the platform from finding a name behind an @."""

_PICTURES = {"image/jpeg", "image/png", "image/webp"}
_GLANCE = 60
"""Letters that are read in the moment for which a text stands over a button."""

_LABEL = 60
_ROW = 24
"""Letters of the labels that stand beside each other."""

_IN_ROW = 5


@dataclass(frozen=True, slots=True)
class Words:
    """One message of text."""

    text: str
    entities: tuple[MessageEntity, ...]
    markup: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """One file, and what is written under it."""

    file: File
    markup: InlineKeyboardMarkup | None = None

    @property
    def shown(self) -> bool:
        """Whether it is sent as a picture."""
        ratio = max(self.file.width, self.file.height) / max(1, min(self.file.width, self.file.height))
        fits = self.file.size <= PICTURE and self.file.width + self.file.height <= 10_000 and ratio <= 20
        return self.file.shown and self.file.media_type in _PICTURES and fits


Piece = Words | Attached


def pieces(outgoing: Outgoing) -> tuple[Piece, ...]:
    """Return the messages that `outgoing` becomes, in their order; they are the same on every attempt."""
    quiet = uncalling if outgoing.line is not None or in_group(outgoing.address.chat) else str
    whole = Marked()
    if outgoing.author:
        sign = _SIGNS.get(outgoing.line) if outgoing.line else None
        whole.add(f"{sign} " if sign else "")
        whole.add(quiet(one_line(outgoing.author)), MessageEntity.BOLD)
        whole.add("\n")
    start = whole.length
    for index, part in enumerate(outgoing.parts):
        whole.add("\n\n" if index else "")
        words = quiet(part.text)
        whole.join(article(words) if part.style == "article" else Marked(words, [], units(words)))
    if outgoing.line in _STYLES:
        whole.mark(_STYLES[outgoing.line], start)
    texts = whole.cut(_short(whole.text)) if any(part.text.strip() for part in outgoing.parts) else []
    found: list[Piece] = [Words(each.text, tuple(each.entities[:MOST_ENTITIES])) for each in texts]
    found += [Attached(file) for file in outgoing.files]
    if found and outgoing.buttons:
        place = max(len(texts) - 1, 0)
        last = found[place]
        markup = keyboard(outgoing.buttons)
        found[place] = (
            Words(last.text, last.entities, markup) if isinstance(last, Words) else Attached(last.file, markup)
        )
    return tuple(found)


def card(view: CardView) -> Words:
    """Return the message that is a ticket's card: its reference and title, what is so, and its buttons."""
    whole = Marked()
    whole.add(view.ref, MessageEntity.BOLD)
    whole.add(f" · {uncalling(one_line(view.title))}" if view.title.strip() else "")
    for line in view.lines:
        whole.add(f"\n{uncalling(line)}")
    if view.as_of:
        whole.add("\n")
        whole.add(view.as_of, MessageEntity.ITALIC)
    [first, *_] = whole.cut(_short(whole.text))
    return Words(first.text, tuple(first.entities[:MOST_ENTITIES]), keyboard(view.buttons) if view.buttons else None)


def topic_name(view: CardView) -> str:
    """Return what the topic of a ticket is called, as long as a name may be."""
    name = one_line(view.name or f"{view.ref} {view.title}")
    if units(name) <= MOST_NAME:
        return name
    whole = name[:MOST_NAME].encode("utf-16-le")[: 2 * (MOST_NAME - 1)]
    return f"{whole.decode('utf-16-le', 'ignore').rstrip()}…"


def uncalling(text: str) -> str:
    """Return `text` so that it calls nobody: the platform looks for names in every message by itself."""
    return _MENTION.sub(f"@{_JOINER}", text)


def in_group(chat: str) -> bool:
    """Say whether a chat is a group; their numbers are negative."""
    return chat.startswith("-")


def one_line(name: str) -> str:
    """Return a person's name as it can stand above his words: on one line, and without what turns a line around."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split()) or "?"


def keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup:
    """Return the options as buttons: short ones beside each other, long ones below each other."""
    rows: list[list[InlineKeyboardButton]] = []
    room = 0
    for button in buttons:
        label = button.label if len(button.label) <= _LABEL else f"{button.label[: _LABEL - 1].rstrip()}…"
        if not rows or len(label) > room or len(rows[-1]) == _IN_ROW:
            rows.append([])
            room = _ROW
        rows[-1].append(InlineKeyboardButton(label or "…", callback_data=button.payload))
        room -= len(label) + 2
    return InlineKeyboardMarkup(rows)


def is_long(text: str) -> bool:
    """Say whether a text over a button would be gone before it is read."""
    return len(text) > _GLANCE


def toast(text: str) -> str:
    """Return `text` as it fits over a button."""
    return text if units(text) <= MOST_TOAST else f"{text[: MOST_TOAST // 2]}…"


def _short(text: str, most: int = MOST_TEXT) -> list[str]:
    """Cut `text` into pieces that fit into a message; letters that count twice make shorter ones."""
    found: list[str] = []
    for piece in chunks(text, most):
        found += [piece] if units(piece) <= MOST_TEXT else _short(piece, max(1, most // 2))
    return found
