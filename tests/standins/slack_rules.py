"""What Slack's Web API refuses, after its public documentation: blocks, lengths, views, and who would be notified.

Nothing of ours is here. Lengths are in characters, as the platform counts them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

JsonObject = dict[str, Any]

MOST_TEXT, MOST_UPDATED = 40_000, 4_000
"""Characters of a message's text, and of one that is put in the place of another."""

MOST_IN_BLOCKS = 13_200
"""Characters of all blocks together: not documented, but refused as `msg_blocks_too_long`."""

MOST_BLOCKS, MOST_IN_VIEW = 50, 100
SECTION, HEADER, BUTTON, VALUE, ID, OPTION = 3_000, 150, 75, 2_000, 255, 75
MOST_ACTIONS, MOST_CONTEXT, MOST_OPTIONS, MOST_OVERFLOW = 25, 10, 100, 5
TITLE, PRIVATE, LABEL, HINT, PLACEHOLDER = 24, 3_000, 2_000, 2_000, 150
MOST_METADATA = 3_000
UPLOAD = 1 << 30

_BLOCKS: Mapping[str, frozenset[str]] = {
    "section": frozenset({"type", "block_id", "text", "fields", "accessory", "expand"}),
    "actions": frozenset({"type", "block_id", "elements"}),
    "context": frozenset({"type", "block_id", "elements"}),
    "divider": frozenset({"type", "block_id"}),
    "header": frozenset({"type", "block_id", "text"}),
    "input": frozenset({"type", "block_id", "label", "element", "hint", "optional", "dispatch_action"}),
    "rich_text": frozenset({"type", "block_id", "elements"}),
}
_ELEMENTS: Mapping[str, frozenset[str]] = {
    "button": frozenset({"type", "action_id", "text", "value", "url", "style", "confirm", "accessibility_label"}),
    "static_select": frozenset(
        {"type", "action_id", "placeholder", "options", "option_groups", "initial_option", "focus_on_load"}
    ),
    "overflow": frozenset({"type", "action_id", "options", "confirm"}),
    "datepicker": frozenset({"type", "action_id", "placeholder", "initial_date", "focus_on_load"}),
    "radio_buttons": frozenset({"type", "action_id", "options", "initial_option", "focus_on_load"}),
    "plain_text_input": frozenset(
        {"type", "action_id", "placeholder", "initial_value", "multiline", "min_length", "max_length", "focus_on_load"}
    ),
}
_INTERACTIVE = frozenset({"button", "static_select", "radio_buttons", "overflow", "datepicker"})
_FIELDS = frozenset({"static_select", "radio_buttons", "plain_text_input", "datepicker"})
_RICH: Mapping[str, frozenset[str]] = {
    "rich_text_section": frozenset({"elements"}),
    "rich_text_quote": frozenset({"elements", "border"}),
    "rich_text_preformatted": frozenset({"elements", "border"}),
    "rich_text_list": frozenset({"elements", "style", "indent", "offset", "border"}),
}
_INLINE: Mapping[str, frozenset[str]] = {
    "text": frozenset({"text", "style"}),
    "link": frozenset({"url", "text", "style", "unsafe"}),
    "emoji": frozenset({"name", "unicode", "skin_tone", "style"}),
    "user": frozenset({"user_id", "style"}),
    "usergroup": frozenset({"usergroup_id", "style"}),
    "channel": frozenset({"channel_id", "style"}),
    "broadcast": frozenset({"range", "style"}),
}
_VIEW = frozenset(
    {
        "type", "title", "blocks", "close", "submit", "private_metadata", "callback_id", "clear_on_close",
        "notify_on_close", "external_id",
    }
)  # fmt: skip
_CALLED = re.compile(r"<!(?:channel|here|everyone)\b[^>]*>|<!subteam\^[A-Z0-9]+[^>]*>|<@[UW][A-Z0-9]+[^>]*>")
_BARE = re.compile(r"(?<!\w)@(?:channel|here|everyone|[a-z0-9._-]+)")


class Refused(Exception):
    """The platform answers `{"ok": false, "error": ...}`; a pause in seconds makes it a 429."""

    def __init__(self, error: str, *, messages: Sequence[str] = (), retry_after: int = 0) -> None:
        self.error, self.messages, self.retry_after = error, tuple(messages), retry_after
        super().__init__(f"{error} {list(messages)}")


def _blocks_refused(told: str) -> Refused:
    return Refused("invalid_blocks", messages=[f"[ERROR] {told}"])


def check_message(values: Mapping[str, Any], *, most: int = MOST_TEXT) -> None:
    """Refuse a message that the platform would not show, or would show other than it was meant."""
    text, blocks = values.get("text", ""), values.get("blocks")
    if not isinstance(text, str) or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Refused("invalid_arguments")
    if not text.strip() and not blocks:
        raise Refused("no_text")
    if len(text) > most:
        raise Refused("msg_too_long")
    if blocks is not None:
        check_blocks(blocks, MOST_BLOCKS, "message")
        if sum(len(piece) for piece in texts_of(blocks)) > MOST_IN_BLOCKS:
            raise Refused("msg_blocks_too_long")
    metadata = values.get("metadata")
    if metadata is not None:
        if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
            raise Refused("invalid_metadata_format")
        if not re.fullmatch(r"[a-z0-9_]{1,255}", str(metadata["event_type"])):
            raise Refused("invalid_metadata_schema")
        if len(json.dumps(metadata)) > MOST_METADATA:
            raise Refused("metadata_too_large")


def check_blocks(blocks: object, most: int, surface: str) -> None:
    """Refuse blocks that break a rule of Block Kit; `surface` is "message", "modal" or "home"."""
    if not isinstance(blocks, list) or len(blocks) > most:
        raise _blocks_refused(f"no more than {most} items allowed [json-pointer:/blocks]")
    known: set[str] = set()
    for block in blocks:
        if not isinstance(block, dict) or block.get("type") not in _BLOCKS:
            raise _blocks_refused(f"unsupported type: {block!r}"[:200])
        if extra := set(block) - _BLOCKS[block["type"]]:
            raise _blocks_refused(f"additional property: {sorted(extra)}")
        name = block.get("block_id")
        if name is not None:
            if not isinstance(name, str) or not 1 <= len(name) <= ID or name in known:
                raise _blocks_refused(f"`block_id` {name!r} is too long or taken"[:200])
            known.add(name)
        _check_block(block, surface)


def _check_block(block: JsonObject, surface: str) -> None:
    match block["type"]:
        case "section":
            _check_section(block)
        case "header":
            _check_text(block.get("text"), HEADER, plain=True)
        case "actions":
            _check_elements(block.get("elements"), MOST_ACTIONS, _INTERACTIVE)
        case "context":
            _check_context(block.get("elements"))
        case "rich_text":
            _check_rich(block.get("elements"), _RICH)
        case "input":
            if surface == "message":
                raise _blocks_refused("input blocks are not for messages here")
            _check_text(block.get("label"), LABEL, plain=True)
            if "hint" in block:
                _check_text(block["hint"], HINT, plain=True)
            _check_element(block.get("element"), _FIELDS)


def _check_section(block: JsonObject) -> None:
    if "text" not in block and "fields" not in block:
        raise _blocks_refused("missing required field: text")
    if "text" in block:
        _check_text(block["text"], SECTION)
    fields = block.get("fields", [])
    if len(fields) > MOST_CONTEXT:
        raise _blocks_refused("no more than 10 items allowed [fields]")
    for field in fields:
        _check_text(field, VALUE)
    if "accessory" in block:
        _check_element(block["accessory"], _INTERACTIVE)


def _check_context(elements: object) -> None:
    if not isinstance(elements, list) or not 1 <= len(elements) <= MOST_CONTEXT:
        raise _blocks_refused("a context has 1 to 10 elements")
    for element in elements:
        _check_text(element, SECTION)


def _check_text(text: object, most: int, *, plain: bool = False) -> None:
    if not isinstance(text, dict) or text.get("type") not in {"plain_text", "mrkdwn"}:
        raise _blocks_refused(f"a text object was expected: {text!r}"[:200])
    allowed = {"type", "text", "emoji"} if text["type"] == "plain_text" else {"type", "text", "verbatim"}
    if set(text) - allowed:
        raise _blocks_refused(f"additional property: {sorted(set(text) - allowed)}")
    if plain and text["type"] != "plain_text":
        raise _blocks_refused("must be plain_text")
    said = text.get("text")
    if not isinstance(said, str) or not 1 <= len(said) <= most:
        raise _blocks_refused(f"must be between 1 and {most} characters, and has {len(str(said))}")


def _check_elements(elements: object, most: int, kinds: frozenset[str]) -> None:
    if not isinstance(elements, list) or not 1 <= len(elements) <= most:
        raise _blocks_refused(f"must have 1 to {most} elements")
    ids = [each.get("action_id") for each in elements if isinstance(each, dict)]
    if len(ids) != len(set(ids)):
        raise _blocks_refused("`action_id` is not unique in its block")
    for each in elements:
        _check_element(each, kinds)


def _check_element(element: object, kinds: frozenset[str]) -> None:
    if not isinstance(element, dict) or element.get("type") not in kinds:
        raise _blocks_refused(f"unsupported element: {element!r}"[:200])
    if extra := set(element) - _ELEMENTS[element["type"]]:
        raise _blocks_refused(f"additional property: {sorted(extra)}")
    if not 1 <= len(str(element.get("action_id", ""))) <= ID:
        raise _blocks_refused("`action_id` has 1 to 255 characters")
    match element["type"]:
        case "button":
            _check_text(element.get("text"), BUTTON, plain=True)
            if len(str(element.get("value", ""))) > VALUE:
                raise _blocks_refused("`value` is longer than 2000")
            if element.get("style", "primary") not in {"primary", "danger"}:
                raise _blocks_refused("no such style")
        case "static_select" | "radio_buttons" | "overflow":
            _check_options(element)
        case "datepicker" if not re.fullmatch(r"\d{4}-\d\d-\d\d", element.get("initial_date", "2026-11-30")):
            raise _blocks_refused("no such `initial_date`")
        case "plain_text_input" if len(element.get("initial_value", "")) > min(3_000, element.get("max_length", 3_000)):
            raise _blocks_refused("`initial_value` is too long")
    if "placeholder" in element:
        _check_text(element["placeholder"], PLACEHOLDER, plain=True)


def _check_rich(elements: object, kinds: Mapping[str, frozenset[str]]) -> None:
    if not isinstance(elements, list) or not elements:
        raise _blocks_refused("rich text has elements")
    for each in elements:
        if not isinstance(each, dict) or each.get("type") not in kinds:
            raise _blocks_refused(f"unsupported element: {each!r}"[:200])
        if extra := set(each) - kinds[each["type"]] - {"type"}:
            raise _blocks_refused(f"additional property: {sorted(extra)}")
        match each["type"]:
            case "text" if not isinstance(each.get("text"), str) or not each["text"]:
                raise _blocks_refused("`text` is empty")
            case "link" if not str(each.get("url", "")).startswith(("http://", "https://", "mailto:")):
                raise _blocks_refused("no such `url`")
            case "rich_text_list":
                if each.get("style") not in {"bullet", "ordered"} or not 0 <= each.get("indent", 0) <= 8:
                    raise _blocks_refused("no such list")
                _check_rich(each.get("elements"), {"rich_text_section": frozenset({"elements"})})
            case "rich_text_section" | "rich_text_quote" | "rich_text_preformatted":
                _check_rich(each.get("elements"), _INLINE)
        style = each.get("style") if each["type"] in _INLINE else None
        if style is not None and set(style) - {"bold", "italic", "strike", "code"}:
            raise _blocks_refused(f"no such style: {style}")


def options_of(element: Mapping[str, Any]) -> list[JsonObject]:
    """Return the options of an element, whether they stand in groups or not."""
    groups = element.get("option_groups")
    return [each for group in groups for each in group["options"]] if groups else list(element.get("options", ()))


def _check_options(element: JsonObject) -> None:
    groups = element.get("option_groups")
    if groups is not None:
        if "options" in element or not 1 <= len(groups) <= MOST_OPTIONS:
            raise _blocks_refused("1 to 100 groups are allowed, and no options beside")
        for group in groups:
            _check_text(group.get("label"), OPTION, plain=True)
    for part in [group["options"] for group in groups] if groups else [element.get("options")]:
        if not isinstance(part, list) or not 1 <= len(part) <= MOST_OPTIONS:
            raise _blocks_refused("1 to 100 options are allowed")
    options = options_of(element)
    if element["type"] == "overflow" and len(options) > MOST_OVERFLOW:
        raise _blocks_refused("an overflow has 1 to 5 options")
    for option in options:
        _check_text(option.get("text"), OPTION, plain=element["type"] != "radio_buttons")
        if not 1 <= len(str(option.get("value", ""))) <= 150:
            raise _blocks_refused("the value of an option has 1 to 150 characters")
    if "initial_option" in element and element["initial_option"] not in options:
        raise _blocks_refused("`initial_option` is not among the options")


def check_view(view: object) -> JsonObject:
    """Refuse a view that the platform would not open or publish; return it."""
    if not isinstance(view, dict) or view.get("type") not in {"modal", "home"}:
        raise Refused("invalid_arguments", messages=["[ERROR] a view is a modal or a home"])
    if extra := set(view) - _VIEW:
        raise Refused("invalid_arguments", messages=[f"[ERROR] additional property: {sorted(extra)}"])
    check_blocks(view.get("blocks"), MOST_IN_VIEW, view["type"])
    if view["type"] == "modal":
        for name in ("title", "submit", "close"):
            if name in view or name == "title":
                _check_text(view.get(name), TITLE, plain=True)
        if any(block["type"] == "input" for block in view["blocks"]) and "submit" not in view:
            raise Refused("invalid_arguments", messages=["[ERROR] `submit` is required with an input block"])
    if len(str(view.get("private_metadata", ""))) > PRIVATE:
        raise Refused("invalid_arguments", messages=["[ERROR] private_metadata is longer than 3000"])
    return view


def texts_of(item: Any) -> Iterator[str]:
    """Yield every text that is shown by `item`."""
    match item:
        case list():
            for each in item:
                yield from texts_of(each)
        case {"type": "plain_text" | "mrkdwn" | "text", "text": str(text)}:
            yield text
        case {"type": "link", "url": str(url)}:
            yield str(item.get("text", url))
        case dict():
            for each in item.values():
                yield from texts_of(each)


def notified(values: Mapping[str, Any]) -> list[str]:
    """Return everybody whom a message with `values` would call: "<!channel>", "<@U0ALI>", "@here" and the like.

    Read are the text, which drives notifications, and the elements of the blocks that are not plain text.
    """
    found = [each[0] for text in _read(values) for each in _CALLED.finditer(text)]
    if values.get("link_names") or values.get("parse") == "full":
        found += [each[0] for text in _read(values) for each in _BARE.finditer(text)]
    return found + list(_rich(values.get("blocks") or []))


def _read(values: Mapping[str, Any]) -> Iterator[str]:
    yield str(values.get("text", ""))
    yield from _marked(values.get("blocks") or [])


def _marked(item: object) -> Iterator[str]:
    match item:
        case list():
            for each in item:
                yield from _marked(each)
        case {"type": "mrkdwn", "text": str(text)}:
            yield text
        case dict():
            for each in item.values():
                yield from _marked(each)


def _rich(item: object) -> Iterator[str]:
    match item:
        case list():
            for each in item:
                yield from _rich(each)
        case {"type": "user" | "usergroup" | "broadcast" as kind}:
            yield f"{kind}: {item}"
        case dict():
            for each in item.values():
                yield from _rich(each)


def escaped(text: str) -> str:
    """Return what a person typed as the platform passes it on: three signs become entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shown(text: str) -> str:
    """Return a text of the platform as people see it."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
