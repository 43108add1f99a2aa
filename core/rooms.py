"""What agents see and press where they work together: cards, lines in the thread of a case, marks, forms.

A room is a chat that the configuration gives to a queue. A ticket has one card in each room of its queue; once it is
shown, there is a thread in which the case is talked about: one of the platform's own (a topic, the answers to a card),
or the room itself, where every line about the case answers the card.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from core.messages import Address, Button, Language

PAYLOAD = re.compile(r"k\.[A-Z0-9]{4,12}\.[a-z_]{2,30}(?:\.[A-Za-z0-9_-]{1,20})?|r\.[0-9]{1,18}\.[a-z_]{2,20}")
"""What a button in a room sends back: `k.<reference>.<command>`, or `r.<number>.<choice>` under a held line.

It is at most 64 bytes long. A channel passes on what matches, wherever it was pressed; the engine checks every right.
"""


ASKING = frozenset({"note", "solve", "transfer", "wait_customer", "wait_provider", "classify"})
"""Commands whose buttons open a form, where a channel has forms."""


def asks(payload: str) -> bool:
    """Say whether a button needs a form before its press means anything; the others are received as they are."""
    kind, _, *command = payload.split(".") if PAYLOAD.fullmatch(payload) else ("", "")
    return kind == "k" and command[0] in ASKING


class Mark(StrEnum):
    """What became of an agent's message in the thread of a case; shown on the message itself."""

    PENDING = "pending"
    """It goes to the customer in a moment, unless it is taken back."""
    HELD = "held"
    """Its writer has to say what is meant."""
    RELAYED = "relayed"
    NOTED = "noted"
    FAILED = "failed"
    NONE = "none"
    """Nothing: a mark that is there is taken away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A ticket's card in one room, rendered at the moment of sending.

    `thread` is where the case is talked about, "" before the card was first shown or where the room itself is.
    `name` is a short name for a topic of its own, with the state in front; `open` says whether anything is still
    expected there. `more` is for a menu beside the buttons: commands that ask for something, which a channel without
    forms leaves out. `again` says that somebody tried to show it and nobody knows what came of it. `as_of` is what a
    card says beneath that comes later than it should, such as "as of 10:42", or "".
    """

    room: Address
    language: Language
    ref: str
    title: str
    lines: tuple[str, ...]
    buttons: tuple[Button, ...]
    revision: int
    more: tuple[Button, ...] = ()
    thread: str = ""
    name: str = ""
    open: bool = True
    again: bool = False
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A card that was shown: its message, and the thread where its case is talked about, "" for the room itself."""

    message_id: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a field of a form may have, and what it is called."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A question of a form: a line, several lines, one of `choices`, or a day (2026-11-30)."""

    key: str
    label: str
    kind: Literal["line", "lines", "choice", "day"] = "lines"
    value: str = ""
    choices: tuple[Choice, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a command needs to know. It comes back as `Kind.FORM` with this `payload` and its fields as `values`."""

    payload: str
    title: str
    submit: str
    language: Language
    fields: tuple[Field, ...]
