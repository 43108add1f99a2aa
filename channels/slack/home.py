"""The home of the app: what a person has open, and how to begin something new."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from channels.slack.forms import TEXTS, View, label
from core.host import Matter
from core.messages import Language

NEW = "home.new"
STATUS = re.compile(r"home\.status\.([A-Z0-9]{4,12})")
LANGUAGE = re.compile(r"home\.language\.(tr|en)")
LANGUAGES: dict[str, str] = {"tr": "Türkçe", "en": "English"}
_MOST = 20


def home(matters: Sequence[Matter], language: Language) -> View:
    """Return the home of a person with these open tickets."""
    said = TEXTS[language]
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": label(said["home_title"], 150)},
        {"type": "actions", "elements": [{**_button(NEW, said["home_new"]), "style": "primary"}]},
        {"type": "divider"},
        {"type": "header", "text": label(said["home_open"], 150)},
    ]
    if not matters:
        blocks.append({"type": "section", "text": label(said["home_none"], 150)})
    for each in matters[:_MOST]:
        title = " ".join(each.title.split())
        words = f"{each.ref} · {said[f'status_{each.status}']}\n{title}"
        button = _button(f"home.status.{each.ref}", said["home_status"])
        blocks.append({"type": "section", "text": label(words, 500), "accessory": button})
    languages = [_button(f"home.language.{key}", name) for key, name in LANGUAGES.items()]
    blocks += [
        {"type": "divider"},
        {"type": "context", "elements": [label(said["home_language"])]},
        {"type": "actions", "elements": languages},
    ]
    return {"type": "home", "blocks": blocks}


def wish(action: str, language: Language) -> str:
    """Return the words that a button of the home stands for, or ""."""
    if chosen := LANGUAGE.fullmatch(action):
        return LANGUAGES[chosen[1]]
    asked = STATUS.fullmatch(action)
    return TEXTS[language]["ask_status"].format(ref=asked[1]) if asked else ""


def _button(action: str, name: str) -> dict[str, Any]:
    return {"type": "button", "action_id": action, "value": action, "text": label(name)}
