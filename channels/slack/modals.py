"""The form of a command as a view of the platform, and what comes back of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from channels.slack.forms import TEXTS, View, label
from channels.slack.markup import plain, section
from core.messages import Address, Language, clean
from core.rooms import Choice, Field, Form

ROOM_FORM, TOLD = "room_form", "room_told"
_MOST_WORDS, _MOST_LINE, _MOST_TITLE = 3_000, 300, 24
_MOST_OPTIONS, _MOST_LABEL = 100, 75

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form that was sent: of which button, for which place, and what is in it. The same twice is one event."""

    payload: str
    chat: str
    thread: str
    language: Language
    values: Mapping[str, str]
    event_id: str


def form_view(form: Form, where: Address) -> View:
    """Return a form about the case that is talked about at `where`."""
    said = TEXTS[form.language]
    known = {"payload": form.payload, "chat": where.chat, "thread": where.thread, "language": form.language}
    return {
        "type": "modal",
        "callback_id": ROOM_FORM,
        "title": label(form.title, _MOST_TITLE),
        "submit": label(form.submit, _MOST_TITLE),
        "close": label(said["form_close"], _MOST_TITLE),
        "private_metadata": json.dumps(known),
        "blocks": [
            {"type": "context", "elements": [label(form.payload.split(".")[1])]},
            *(_field(each, said["form_choose"]) for each in form.fields),
        ],
    }


def told_view(text: str, language: Language) -> View:
    """Return what takes the place of a form: a sentence."""
    said = TEXTS[language]
    return {
        "type": "modal",
        "callback_id": TOLD,
        "title": label(said["form_title"], _MOST_TITLE),
        "close": label(said["form_seen"], _MOST_TITLE),
        "blocks": [{"type": "rich_text", "elements": [section(plain(text[:_MOST_WORDS] or "…"))]}],
    }


def filled(view: Raw) -> Filled:
    """Return what a form that was sent says. Raise `ValueError` or `KeyError` for another one."""
    known = json.loads(str(view.get("private_metadata") or "{}"))
    state = (view.get("state") or {}).get("values") or {}
    values = {key: clean(_given(given)) for block in state.values() for key, given in block.items()}
    whole = json.dumps(values, sort_keys=True)
    return Filled(
        payload=str(known["payload"]),
        chat=str(known["chat"]),
        thread=str(known["thread"]),
        language="en" if known.get("language") == "en" else "tr",
        values=values,
        event_id=f"form:{view.get('id')}:{hashlib.sha256(whole.encode('utf-8', 'replace')).hexdigest()[:24]}",
    )


def _field(field: Field, choose: str) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": field.key,
        "optional": not field.required,
        "label": label(field.label, 150),
        "element": {"action_id": field.key, **_element(field, choose)},
    }


def _element(field: Field, choose: str) -> dict[str, Any]:
    match field.kind:
        case "choice" if field.choices:
            return {"type": "static_select", "placeholder": label(choose, 150), **_options(field)}
        case "day":
            return {"type": "datepicker", **({"initial_date": field.value} if field.value else {})}
    most = _MOST_LINE if field.kind == "line" else _MOST_WORDS
    return {
        "type": "plain_text_input",
        "multiline": field.kind == "lines",
        "max_length": most,
        **({"initial_value": field.value[:most]} if field.value else {}),
    }


def _options(field: Field) -> dict[str, Any]:
    """Return the choices, in groups where there are more than one list may have."""
    chosen = next((each for each in field.choices if each.value == field.value), None)
    initial = {"initial_option": _option(chosen)} if chosen else {}
    if len(field.choices) <= _MOST_OPTIONS:
        return {"options": [_option(each) for each in field.choices], **initial}
    parts = [field.choices[at : at + _MOST_OPTIONS] for at in range(0, len(field.choices), _MOST_OPTIONS)]
    return {"option_groups": [_group(part) for part in parts[:_MOST_OPTIONS]], **initial}


def _group(part: Sequence[Choice]) -> dict[str, Any]:
    first, last = part[0].label[:30], part[-1].label[:30]
    return {"label": label(f"{first} – {last}"), "options": [_option(each) for each in part]}


def _option(choice: Choice) -> dict[str, Any]:
    return {"text": label(choice.label.strip() or "?", _MOST_LABEL), "value": choice.value}


def _given(given: Any) -> str:
    """Return what stands in a field, "" for nothing."""
    if not isinstance(given, dict):
        return ""
    chosen = given.get("selected_option")
    value = chosen.get("value") if isinstance(chosen, dict) else given.get("value") or given.get("selected_date")
    return str(value or "")
