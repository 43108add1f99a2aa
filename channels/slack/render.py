"""What we say, as the platform shows it: messages of rich text with buttons under the last, then files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from channels.slack import markup
from channels.slack.markup import Element
from core.messages import Button, File, LineKind, Outgoing

BLOCK = 3_000
"""Characters of one block, as for a section (Block Kit)."""

BLOCKS = 3
"""Blocks of text in one message: all blocks together may have some 13,000 characters."""

MOST_FALLBACK = 3_900
"""Characters of the text that notifications show; what replaces a message may have 4,000 (chat.update)."""

_SIGNS: Mapping[LineKind, str] = {LineKind.CUSTOMER: "👤", LineKind.AGENT: "💬", LineKind.NOTE: "📝"}
"""What stands before who said a line in the thread of a case."""

_LABEL = 75
_IN_BLOCK = 25
_HALF_ENTITY = re.compile(r"&[a-z]{0,3}$")

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """One message: its blocks, and the text that notifications show of it, escaped."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Attached:
    """One file."""

    file: File


Piece = Words | Attached


def pieces(outgoing: Outgoing, block_id: str = "o") -> tuple[Piece, ...]:
    """Return the messages that `outgoing` becomes, in their order; they are the same on every attempt.

    `block_id` comes back with a press.
    """
    elements: list[Element] = []
    if outgoing.author:
        sign = _SIGNS.get(outgoing.line, "") if outgoing.line else ""
        elements.append(markup.section([markup.text(f"{sign} {one_line(outgoing.author)}".strip(), {"bold": True})]))
    for part in outgoing.parts:
        if part.text.strip():
            _apart(elements)
            made = [markup.section(markup.plain(part.text))] if part.style == "plain" else markup.article(part.text)
            elements += made
    said = bool(elements) and any(part.text.strip() for part in outgoing.parts)
    groups = list(markup.fitted(elements, BLOCK)) if said else []
    texts = [_words(groups[start : start + BLOCKS]) for start in range(0, len(groups), BLOCKS)]
    found: list[Piece] = [*texts, *(Attached(file) for file in outgoing.files)]
    if outgoing.buttons:
        buttons = keyboard(outgoing.buttons, block_id)
        if texts:
            found[len(texts) - 1] = replace(texts[-1], blocks=(*texts[-1].blocks, *buttons))
        else:
            found.append(Words(fallback(" · ".join(each.label for each in outgoing.buttons)), tuple(buttons)))
    return tuple(found)


def _apart(elements: list[Element]) -> None:
    """Leave a blank line after a paragraph to which another one comes; a name stands right above its words."""
    if len(elements) > 1 or (elements and not elements[0]["elements"][0].get("style")):
        elements.append(markup.section([markup.text("\n")]))


def _words(groups: Sequence[Sequence[Element]]) -> Words:
    blocks = [{"type": "rich_text", "elements": list(group)} for group in groups]
    return Words(fallback("\n".join(markup.whole(group) for group in groups)), tuple(blocks))


def fallback(words: str) -> str:
    """Return `words` as the text of a message: escaped, and cut where it is too long for that."""
    text = markup.escape(words).strip()
    return text if len(text) <= MOST_FALLBACK else f"{_HALF_ENTITY.sub('', text[: MOST_FALLBACK - 1])}…"


def one_line(name: str) -> str:
    """Return a person's name as it can stand above his words: on one line, and without what turns a line around."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split()) or "?"


def shown(label: str) -> Block:
    """Return the label of a button, in which nothing is special."""
    label = one_line(label)
    return {
        "type": "plain_text",
        "text": label if len(label) <= _LABEL else f"{label[: _LABEL - 1].rstrip()}…",
        "emoji": False,
    }


def keyboard(buttons: Sequence[Button], block_id: str) -> list[Block]:
    """Return the options as buttons, beside each other as the platform finds room."""
    made = [
        {"type": "button", "action_id": each.payload, "value": each.payload, "text": shown(each.label)}
        for each in buttons
    ]
    return [
        {
            "type": "actions",
            "block_id": block_id if not start else f"{start}{block_id}",
            "elements": made[start : start + _IN_BLOCK],
        }
        for start in range(0, len(made), _IN_BLOCK)
    ]


def used(message: Mapping[str, Any], payload: str) -> Words | None:
    """Return `message` with what was chosen in place of its buttons; None if it has no such button."""
    blocks = [block for block in message.get("blocks") or () if isinstance(block, dict)]
    label = label_of(message, payload)
    if not label:
        return None
    kept = [block for block in blocks if block.get("type") != "actions"]
    chosen = {"type": "context", "elements": [{"type": "plain_text", "text": f"✓ {label}", "emoji": False}]}
    text = str(message.get("text") or "")
    short = text if len(text) <= MOST_FALLBACK else _HALF_ENTITY.sub("", text[:MOST_FALLBACK])
    return Words(short or fallback(label), (*kept, chosen))


def label_of(message: Mapping[str, Any], payload: str) -> str:
    """Return what the button says that sends `payload`, or ""."""
    for block in message.get("blocks") or ():
        if isinstance(block, dict) and block.get("type") == "actions":
            for element in block.get("elements") or ():
                if isinstance(element, dict) and element.get("value") == payload:
                    return markup.unescape(str((element.get("text") or {}).get("text") or ""))
    return ""
