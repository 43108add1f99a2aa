"""What we say, as the platform shows it: messages of at most 4,096 UTF-16 units, buttons under the last, then files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from channels.telegram.markup import Marked, article, units
from core.messages import Button, File, Outgoing
from core.plain import chunks

MOST_TEXT = 4_096
"""UTF-16 units of one message, which is safe however the limit is read (Bot API, sendMessage)."""

MOST_ENTITIES = 100
MOST_TOAST = 200
"""Letters over a button that was pressed (Bot API, answerCallbackQuery)."""

PICTURE = 10 << 20
"""Bytes of a picture that is shown as one; a larger one is sent as a file."""

UPLOAD = 50 << 20
"""Bytes of the largest file that a bot may send."""

_PICTURES = {"image/jpeg", "image/png", "image/webp"}
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
    whole = Marked()
    if outgoing.author:
        whole.add(one_line(outgoing.author), MessageEntity.BOLD)
        whole.add("\n")
    for index, part in enumerate(outgoing.parts):
        whole.add("\n\n" if index else "")
        whole.join(article(part.text) if part.style == "article" else Marked(part.text, [], units(part.text)))
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


def toast(text: str) -> str:
    """Return `text` as it fits over a button."""
    return text if units(text) <= MOST_TOAST else f"{text[: MOST_TOAST // 2]}…"


def _short(text: str, most: int = MOST_TEXT) -> list[str]:
    """Cut `text` into pieces that fit into a message; letters that count twice make shorter ones."""
    found: list[str] = []
    for piece in chunks(text, most):
        found += [piece] if units(piece) <= MOST_TEXT else _short(piece, max(1, most // 2))
    return found
