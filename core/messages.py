"""Words on their way in and out: where they go, who said them, and how they will be shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal

from core.errors import NaiveDatetime

MAX_TEXT = 2_000
"""Characters of one message that are read and matched; what is longer is kept whole, but read up to here."""

Language = Literal["tr", "en"]
Localized = Mapping[str, str]


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """Return `text` as it can be kept and sent everywhere; for the border where words come in.

    NUL and lone surrogates, which neither PostgreSQL nor UTF-8 can hold, become U+FFFD; the two kinds of
    carriage return become a line end. Everything else stays, and nothing is cut.
    """
    return _UNSTORABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def aware(moment: datetime) -> datetime:
    """Return `moment` in UTC, or raise `NaiveDatetime`."""
    if moment.tzinfo is None:
        raise NaiveDatetime(moment=moment.isoformat())
    return moment.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Address:
    """A place where words go. Opaque to the core.

    `account` is "<channel>/<key>", such as "web/ornek"; `chat` and `thread` mean what the channel means.
    """

    account: str
    chat: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time inside a sentence.

    `form` is "until" (carries its own suffix: "10.30'a kadar", "by 10:30"), "when" ("10.30", "at 10:30")
    or "clock" (hours and minutes of something past, with its date if it was on another day).
    """

    at: datetime
    form: Literal["until", "when", "clock"] = "until"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence of the bot: a key of the text files and the values of its placeholders.

    A value is a string, a number, a mapping of languages to strings, a `Moment` or another `Text`.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


def literal(words: str | Localized) -> Text:
    """Words that come from outside the text files, such as an article's title."""
    return Text("plain", {"text": words})


def pack(text: Text) -> dict[str, Any]:
    """Turn `text` into JSON values; `unpack` is the way back."""

    def value(item: Any) -> Any:
        match item:
            case Text():
                return {"$text": pack(item)}
            case Moment(at, form):
                return {"$moment": aware(at).isoformat(), "form": form}
            case Mapping():
                return {"$localized": dict(item)}
        return item

    return {"key": text.key, "values": {name: value(item) for name, item in text.values.items()}}


def unpack(packed: Mapping[str, Any]) -> Text:
    """Turn the JSON values of `pack` back into a `Text`."""

    def value(item: Any) -> Any:
        match item:
            case {"$text": inner}:
                return unpack(inner)
            case {"$moment": at, "form": form}:
                return Moment(datetime.fromisoformat(at), form)
            case {"$localized": names}:
                return dict(names)
        return item

    return Text(packed["key"], {name: value(item) for name, item in packed["values"].items()})


@dataclass(frozen=True, slots=True)
class Option:
    """One answer a person may pick. `value` is what the dialogue reads, `label` what the person sees."""

    label: Text
    value: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a message, stored under the hash of its content; `size` is in bytes.

    `width` and `height` are the pixels of a picture that a browser may show; 0 for every other file.
    """

    sha256: str
    name: str
    media_type: str
    size: int
    width: int = 0
    height: int = 0

    @property
    def shown(self) -> bool:
        """Whether it is a picture that may be shown as one."""
        return self.width > 0


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a line that was said. By `id` it is asked for; who may see the line may see the file."""

    id: int
    file: File


@dataclass(frozen=True, slots=True)
class Lost:
    """A file that somebody sent and that did not arrive; `limit` is how many megabytes would have."""

    name: str
    limit: int


class Kind(StrEnum):
    """What an inbound event is."""

    TEXT = "text"
    PRESS = "press"
    EDIT = "edit"
    DELETE = "delete"
    FORM = "form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who a channel says is speaking. `realm` is the site or workspace in which `external_id` is unique.

    `proof` says by what the channel is sure of it; it is empty where only the account can vouch for people. For a
    `foreign` person, who belongs to somebody else and is only met here, the account does not vouch either; an agent he
    is only where the configuration says so.
    """

    external_id: str
    realm: str = ""
    name: str = ""
    language: Language | None = None
    proof: str = ""
    foreign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One event from a channel.

    `event_id` is unique per account; (address, `message_id`, `kind`) is unique too, but for edits: a message may
    have several. An EDIT carries the new text and the `message_id` of what it changes, a DELETE only that. `order`
    is the platform's own order inside the chat. `payload` is a button's data. In a `shared` place others read
    along. `raw` is what came, for replay. `lost` are files that were sent and could not be had. `code` is a
    one-time code that came by itself with a link: for who has proved who he is, only `text` counts.

    In a room of agents (the engine knows it by its address) `mentions` are the platform's ids of the people named in
    the text, the bot not among them. An `anonymous` sender is a channel, or one who hides who he is: nothing that he
    does counts. A FORM carries the `payload` of the button that it was opened by, and what was filled in as `values`.
    """

    address: Address
    sender: Sender
    kind: Kind
    event_id: str
    message_id: str
    at: datetime
    order: int = 0
    text: str = ""
    payload: str = ""
    reply_to: str = ""
    shared: bool = False
    files: tuple[File, ...] = ()
    lost: tuple[Lost, ...] = ()
    code: str = ""
    mentions: tuple[str, ...] = ()
    anonymous: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of a bubble: plain words, or an article in Markdown."""

    text: str
    style: Literal["plain", "article"] = "plain"


@dataclass(frozen=True, slots=True)
class Button:
    """A rendered option: what is shown, and the payload a press sends back."""

    label: str
    payload: str


class LineKind(StrEnum):
    """What a line in the thread of a case is, so that a room can show at a glance who said what to whom."""

    CUSTOMER = "customer"
    """The customer's own words."""
    AGENT = "agent"
    """What an agent wrote to the customer, somewhere else than in this thread."""
    NOTE = "note"
    """What an agent wrote for colleagues, somewhere else than in this thread."""
    SYSTEM = "system"
    """What was done to the case."""
    SUMMARY = "summary"
    """What was said before the case came to this room."""
    PROMPT = "prompt"
    """A question to one agent about what he wrote, or what he is told about a command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One bubble for a channel to show at `address`.

    `id` is unique and the same again on every attempt. `author` is empty for the bot, else the name of
    the agent whose words these are. With files the words may be none. With a `reader`, the platform's id of a
    person, only that person may see it; this is asked of channels that can (`Abilities.private`) alone.

    What goes to the thread of a case has a `line`: `author` is whoever said it then, the customer too, and `reply_to`
    the message of the room that it answers: the card, or what an agent wrote.
    """

    id: int
    address: Address
    language: Language
    parts: tuple[Part, ...]
    buttons: tuple[Button, ...] = ()
    author: str = ""
    files: tuple[File, ...] = ()
    reader: str = ""
    line: LineKind | None = None
    reply_to: str = ""

    @property
    def plain(self) -> str:
        """All parts as one text, a blank line between them."""
        return "\n\n".join(part.text for part in self.parts)


def chat_buttons(options: tuple[Option, ...], token: str, labels: tuple[str, ...]) -> tuple[Button, ...]:
    """Give each option of the set `token` its payload, `o.<token>.<index>`."""
    return tuple(
        Button(label, f"o.{token}.{index}") for index, (_, label) in enumerate(zip(options, labels, strict=True))
    )
