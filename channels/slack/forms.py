"""The form in which a matter can be told at once, and how its answers become words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from channels.sentences import read
from core.host import Desk
from core.messages import Language, Localized, clean

COMMANDS = ("/destek", "/support")
"""The commands by which it opens; the manifest names them."""

NEW, FROM_MESSAGE = "new_matter", "matter_from_message"
"""The shortcuts by which it opens, without a message and from one."""

REQUEST, LOADING = "request", "loading"
"""The form, and what stands in its place until we know who opened it."""

TEXTS = read(Path(__file__).parent / "texts")
_URGENCIES = ("working", "partly", "stopped")
_MOST_WORDS = 3_000
_MOST_LABEL, _MOST_TITLE, _MOST_OPTIONS = 75, 24, 100
_MOST_LINK = 500

View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody wrote into the form: words for the desk, or the field that has nothing in it."""

    words: str
    language: Language
    empty: str = ""


def label(text: str, most: int = _MOST_LABEL) -> dict[str, Any]:
    """Return a text in which nothing is special."""
    return {"type": "plain_text", "text": text if len(text) <= most else f"{text[: most - 1]}…", "emoji": False}


def loading(language: Language) -> View:
    """Return what is shown at once: nothing of it depends on who looks."""
    said = TEXTS[language]
    return {
        "type": "modal",
        "callback_id": LOADING,
        "title": label(said["form_title"], _MOST_TITLE),
        "blocks": [{"type": "section", "text": label(said["form_loading"])}],
    }


def request(desk: Desk, language: Language, words: str, link: str = "") -> View:
    """Return the form; `words` stand in it already, and `link` leads back to the message that it is about."""
    said = TEXTS[language]
    services = _options([(str(number), named(each, language)) for number, each in enumerate(desk.services)])
    urgencies = _options([(each, said[f"form_urgency_{each}"]) for each in _URGENCIES])
    description = {
        "type": "plain_text_input",
        "action_id": "words",
        "multiline": True,
        "min_length": 1,
        "max_length": _MOST_WORDS,
        **({"initial_value": words[:_MOST_WORDS]} if words else {}),
    }
    blocks: list[dict[str, Any]] = [
        {
            "type": "input",
            "block_id": "words",
            "label": label(said["form_words"]),
            "hint": label(said["form_words_hint"], 150),
            "element": description,
        },
        _choice("urgency", said, urgencies),
        *([_choice("service", said, services)] if services else []),
    ]
    return {
        "type": "modal",
        "callback_id": REQUEST,
        "title": label(said["form_title"], _MOST_TITLE),
        "submit": label(said["form_send"], _MOST_TITLE),
        "close": label(said["form_close"], _MOST_TITLE),
        "private_metadata": json.dumps({"language": language, "link": link[:_MOST_LINK]}),
        "blocks": blocks,
    }


def named(names: Localized, language: Language) -> str:
    """Return a name in a language, or in any that there is."""
    return names.get(language) or next(iter(names.values()), "?")


def filled(view: Mapping[str, Any]) -> Filled:
    """Return what a form that was sent says. Raise `ValueError` for another one."""
    if view.get("callback_id") != REQUEST:
        raise ValueError("not our form")
    known = json.loads(str(view.get("private_metadata") or "{}"))
    language: Language = "en" if known.get("language") == "en" else "tr"
    said, state = TEXTS[language], _state(view)
    words = clean(str((state.get("words") or {}).get("value") or "")).strip()
    if not any(letter.isprintable() and not letter.isspace() for letter in words):
        return Filled("", language, empty="words")
    lines = [words]
    if service := _chosen(state.get("service")):
        lines.append(said["line_service"].format(service=service))
    if urgency := _chosen(state.get("urgency")):
        lines.append(said["line_urgency"].format(urgency=urgency))
    if link := str(known.get("link") or ""):
        lines.append(said["line_link"].format(link=link))
    return Filled("\n".join(lines), language)


def _options(known: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"text": label(name), "value": value} for value, name in known[:_MOST_OPTIONS] if name.strip()]


def _choice(key: str, said: Mapping[str, str], options: Sequence[dict[str, Any]]) -> dict[str, Any]:
    element = {
        "type": "static_select",
        "action_id": key,
        "placeholder": label(said["form_optional"], 150),
        "options": list(options),
    }
    return {
        "type": "input", "block_id": key, "optional": True, "label": label(said[f"form_{key}"]), "element": element,
    }  # fmt: skip


def _state(view: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields by their names; a block has one."""
    values = (view.get("state") or {}).get("values") or {}
    return {name: field for block in values.values() for name, field in block.items()}


def _chosen(field: Any) -> str:
    option = (field or {}).get("selected_option") or {}
    return clean(str((option.get("text") or {}).get("text") or ""))
