"""What a person typed, from how the platform writes it down: mentions, links and emoji as people see them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from channels.slack.markup import unescape

_TOKEN = re.compile(r"<([^<>\n]{1,3000})>")
_EMOJI = re.compile(r":[a-z0-9_+'-]{1,100}:(?::skin-tone-[2-6]:)?")
_DEEP = 6


def spoken(message: Mapping[str, Any], bot: str) -> str:
    """Return the words of `message`, without the mention of the app with which they begin."""
    text = str(message.get("text") or "").replace(f"<@{bot}>", "", 1) if bot else str(message.get("text") or "")
    known = dict(_emoji(message.get("blocks"), _DEEP))
    text = _EMOJI.sub(lambda found: known.get(found[0], found[0]), text) if known else text
    return unescape(_TOKEN.sub(lambda found: _seen(found[1]), text)).strip()


def _seen(token: str) -> str:
    """Return what people see of a mention or a link."""
    target, _, label = token.partition("|")
    match target[:1]:
        case "@":
            return f"@{label}" if label else target
        case "#":
            return f"#{label}" if label else target
        case "!":
            command = target[1:].partition("^")[0]
            return label or f"@{command}"
    shown = target.removeprefix("mailto:").removeprefix("tel:")
    return shown if not label or label in {shown, target} or shown.endswith(f"//{label}") else f"{label} ({shown})"


def _emoji(item: Any, depth: int) -> Iterator[tuple[str, str]]:
    """Yield how the text writes each emoji of the blocks, and the emoji itself."""
    match item:
        case list() if depth:
            for each in item:
                yield from _emoji(each, depth - 1)
        case {"type": "emoji", "name": str(name), "unicode": str(code)}:
            try:
                seen = "".join(chr(int(each, 16)) for each in code.split("-")[:12])
            except (ValueError, OverflowError):
                return
            tone = item.get("skin_tone")
            yield f":{name}:" + (f":skin-tone-{tone}:" if tone else ""), seen
        case {"elements": list(inner)} if depth:
            yield from _emoji(inner, depth - 1)
