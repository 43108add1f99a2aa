"""From the errors of the validation library to findings that name file, line, value and way out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticUndefined

from bot.config.findings import Finding, Loc, nearest
from bot.config.lines import Node
from bot.config.refused import Refused

_PROBLEMS = {
    "greater_than_equal": "{value} is less than {ge}",
    "greater_than": "{value} is not more than {gt}",
    "less_than_equal": "{value} is more than {le}",
    "less_than": "{value} is not less than {lt}",
    "string_too_short": "this is empty",
    "string_too_long": "this is longer than {max_length} characters",
    "too_short": "this needs at least {min_length}",
    "string_pattern_mismatch": "{value} does not look like this: {pattern}",
    "literal_error": "{value} is not one of {choices}",
    "enum": "{value} is not one of {choices}",
    "missing": "this is missing",
}
_KINDS = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "string": "text",
    "date": "a date",
    "list": "a list",
    "tuple": "a list",
    "dict": "a mapping of keys to values",
    "model": "a mapping of keys to values",
}
_SECRET = re.compile(r"token|secret|password", re.IGNORECASE)
_PASSWORD = re.compile(r"(://[^:/@\s]+:)[^@/\s]+@")


def explain(error: ValidationError, model: type[BaseModel], tree: Node, at: Loc = ()) -> Iterator[Finding]:
    """Yield a finding for each part of `error`, which `model` raised for what stands at `at` in `tree`."""
    for details in error.errors(include_url=False):
        yield _finding(details, model, tree, at)


def _finding(details: ErrorDetails, model: type[BaseModel], tree: Node, at: Loc) -> Finding:
    kind, ctx = details["type"], details.get("ctx", {})
    below: Loc = details["loc"]
    # The library's way may hold names of its own ("[key]", a member of a union): what leads nowhere is left out.
    loc, node = tree.follow((*at, *below))
    is_key = bool(below) and below[-1] == "[key]"
    shown = f'"{loc[-1]}"' if is_key else show(node, loc)
    if kind == "missing" or not loc[len(at) :]:
        loc = (*at, *below)
    info, keys = _declared(model, loc[len(at) :])
    refused = ctx.get("error")
    problem, way_out = "", ""
    if kind == "extra_forbidden":
        guess = nearest(str(loc[-1]), keys)
        problem = "there is no such key"
        way_out = f"did you mean {guess}?" if guess else f"the keys here are {', '.join(sorted(keys))}"
    elif node.unset and not is_key:
        names = " and ".join(node.unset)
        problem, way_out = f"{names} is not set in the environment", "set it, or write the value here"
    elif isinstance(refused, Refused):
        problem, way_out = refused.problem, refused.way_out
    elif kind in ("value_error", "assertion_error"):
        problem = str(refused)
    else:
        choices = str(ctx.get("expected", "")).replace("'", "").replace(" or ", ", ")
        template = _PROBLEMS.get(kind) or f"{{value}} is not {_KINDS.get(kind.partition('_')[0], 'what belongs here')}"
        problem = template.format_map({**ctx, "value": shown, "choices": choices})
        way_out = _way_out(loc, info, str(node.value), choices, is_key)
    return Finding(file=node.file, line=node.line, loc=loc, problem=problem, way_out=way_out)


def _way_out(loc: Loc, info: FieldInfo | None, value: str, choices: str, is_key: bool) -> str:
    """Name a value that would be accepted: the nearest choice, the field's example, or its default."""
    if is_key:
        return ""
    sample: str | None = nearest(value, choices.split(", ")) if choices else None
    if sample is None and info is not None:
        if info.examples:
            sample = str(info.examples[0])
        elif info.default not in (None, PydanticUndefined, "") and isinstance(info.default, str | int | float):
            sample = str(info.default)
    name = next((part for part in reversed(loc) if isinstance(part, str)), "")
    return f"write {name}: {sample}" if sample and isinstance(loc[-1], str) else f"such as {sample}" if sample else ""


def show(node: Node, loc: Loc) -> str:
    """Write a value as it stands in the file, short, and never a secret."""
    match node.value:
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case None:
            return "nothing"
    if not loc or _SECRET.search(str(loc[-1])):
        return "this value"
    text = _PASSWORD.sub(r"\1***@", node.written or str(node.value))
    return json.dumps(text if len(text) <= 60 else f"{text[:60]}…", ensure_ascii=False)


def _declared(model: type[BaseModel], loc: Loc) -> tuple[FieldInfo | None, list[str]]:
    """Return the field that `loc` leads to, and the keys that are valid beside it."""
    annotations: list[Any] = [model]
    info: FieldInfo | None = None
    keys: list[str] = []
    for part in loc:
        models = [m for m in annotations if isinstance(m, type) and issubclass(m, BaseModel)]
        keys = [key for m in models for key in m.model_fields]
        fields = [m.model_fields[str(part)] for m in models if str(part) in m.model_fields]
        info = fields[0] if fields else None
        inner = [info.annotation] if info else [_item(annotation) for annotation in annotations]
        annotations = [flat for annotation in inner for flat in _flat(annotation)]
    return info, keys


def _item(annotation: Any) -> Any:
    """Return what a list or a mapping holds."""
    args = get_args(annotation)
    return (args[1] if get_origin(annotation) is dict else args[0]) if args else None


def _flat(annotation: Any) -> Iterator[Any]:
    """Yield the members of a union, without what is annotated to them."""
    origin = get_origin(annotation)
    if origin in (list, tuple, dict) or origin is None:
        yield annotation
    else:
        # Of Annotated only the first argument is a type; of a union all are.
        args = get_args(annotation)
        for arg in args[:1] if hasattr(annotation, "__metadata__") else args:
            yield from _flat(arg)
