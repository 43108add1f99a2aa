"""What the Bot API refuses, after its public documentation: lengths, entities, keyboards. Nothing of ours is here."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

MOST_TEXT, MOST_CAPTION, MOST_TOAST = 4_096, 1_024, 200
"""UTF-16 units of a text, a caption, and what is shown over a button that was pressed."""

MOST_ENTITIES = 100
MOST_BUTTONS, MOST_IN_ROW, MOST_DATA = 100, 8, 64
MOST_COMMANDS, MOST_DESCRIPTION = 100, 256
MOST_TOPIC = 128
DOWNLOAD, UPLOAD, PHOTO = 20 << 20, 50 << 20, 10 << 20
"""Bytes of a file that a bot may fetch, of one that it may send, and of a picture that it may send as such."""

_ENTITIES = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline",
    "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention",
    "custom_emoji",
}  # fmt: skip
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_PORTS = {"", "443", "80", "88", "8443"}
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")


# After the list of ReactionTypeEmoji.
_FACES = (
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 "
    "🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 "
    "🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
)
REACTIONS = frozenset(_FACES.split())


class Refused(Exception):
    """The platform answers with an error: `code`, its sentence, and its parameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        self.code, self.description, self.parameters = code, description, parameters
        super().__init__(description)


def bad(description: str) -> Refused:
    """Return a 400 with its usual beginning."""
    return Refused(400, f"Bad Request: {description}")


def units(text: str) -> int:
    """Return the length of `text` as the platform counts it: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_text(text: object, entities: object, most: int = MOST_TEXT, *, empty: bool = False) -> None:
    """Refuse a text that is empty, too long or broken, and entities that do not fit it."""
    if not isinstance(text, str):
        raise bad("message text is empty")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise bad("strings must be encoded in UTF-8")
    if not text.strip() and not empty:
        raise bad("message text is empty")
    if units(text) > most:
        raise bad("message is too long" if most == MOST_TEXT else "message caption is too long")
    _check_entities(text, entities)


def _check_entities(text: str, entities: object) -> None:
    if entities is None:
        return
    if not isinstance(entities, list) or len(entities) > MOST_ENTITIES:
        raise bad("can't parse entities: too many")
    whole = text.encode("utf-16-le")
    for each in entities:
        if not isinstance(each, dict) or each.get("type") not in _ENTITIES:
            raise bad(f"can't parse MessageEntity: Can't find field {each!r}")
        start, length = each.get("offset"), each.get("length")
        if not isinstance(start, int) or not isinstance(length, int) or start < 0 or length < 1:
            raise bad("ENTITY_BOUNDS_INVALID")
        if start + length > units(text) or _inside_pair(whole, start) or _inside_pair(whole, start + length):
            raise bad("ENTITY_BOUNDS_INVALID")
        if each["type"] == "text_link" and not str(each.get("url", "")).startswith(("http://", "https://", "tg://")):
            raise bad("wrong HTTP URL")


def _inside_pair(whole: bytes, at: int) -> bool:
    after = whole[2 * at : 2 * at + 2]
    return len(after) == 2 and 0xDC00 <= int.from_bytes(after, "little") <= 0xDFFF


def check_keyboard(markup: object) -> None:
    """Refuse an inline keyboard that the platform would not show."""
    if markup is None:
        return
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list):
        raise bad("object expected as reply markup")
    if sum(map(len, rows)) > MOST_BUTTONS or any(len(row) > MOST_IN_ROW for row in rows):
        raise bad("reply markup is too long")
    for button in (button for row in rows for button in row):
        if not str(button.get("text", "")).strip():
            raise bad("inline keyboard button text must be non-empty")
        if not 1 <= len(str(button.get("callback_data", "")).encode()) <= MOST_DATA:
            raise bad("BUTTON_DATA_INVALID")


def check_commands(commands: object) -> None:
    """Refuse a menu of commands that the platform would not show."""
    if not isinstance(commands, list) or len(commands) > MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for each in commands:
        if not _COMMAND.fullmatch(str(each.get("command", ""))):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(each.get("description", ""))) <= MOST_DESCRIPTION:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")


def check_webhook(url: str, secret: str) -> None:
    """Refuse an address that the platform would not call."""
    found = re.fullmatch(r"https://([^/:]+)(?::(\d+))?(/.*)?", url)
    if found is None:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if (found[2] or "") not in _PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if secret and not _SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")


def check_upload(kind: str, content: bytes) -> None:
    """Refuse a file that is empty, too large, or no picture though it is sent as one."""
    if not content:
        raise bad("file must be non-empty")
    if len(content) > (PHOTO if kind == "photo" else UPLOAD):
        raise Refused(413, "Request Entity Too Large")
    if kind == "photo" and not content.startswith(_PICTURES):
        raise bad("IMAGE_PROCESS_FAILED")


def check_topic(name: object) -> None:
    """Refuse a name that no topic can have."""
    if not isinstance(name, str) or not name.strip():
        raise bad("topic name is empty")
    if units(name) > MOST_TOPIC:
        raise bad("TOPIC_TITLE_TOO_LONG")


def check_reactions(reactions: object, allowed: Collection[str] | None) -> None:
    """Refuse a reaction that a bot, or this chat, cannot have; `allowed` is None where the chat takes all."""
    if not isinstance(reactions, list):
        raise bad("REACTION_INVALID")
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    for each in reactions:
        emoji = each.get("emoji") if isinstance(each, dict) and each.get("type") == "emoji" else None
        if emoji not in REACTIONS or (allowed is not None and emoji not in allowed):
            raise bad("REACTION_INVALID")


def flat(rows: Sequence[Sequence[Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
    """Return the buttons of a keyboard, row after row."""
    return [button for row in rows for button in row]
