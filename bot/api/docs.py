"""The description of the API as a page: rendered here, so that it needs no script and nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from bot.api.problems import codes

_HERE = Path(__file__).parent
_ENDLESS = 2**32
"""A limit that is only there because numbers end somewhere is not worth a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A value that an operation takes, or a part of its body or answer; `shape` is the name of what it looks like."""

    name: str
    kind: str
    shape: str
    needed: bool
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    title: str
    told: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    status: str
    answer: str
    shape: str
    refusals: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A named shape of a body or an answer, or of a value that is one of a few."""

    name: str
    told: str
    choices: tuple[str, ...]
    fields: tuple[Field, ...]


class Docs:
    """The page and its style."""

    def __init__(self, describe: Callable[[], Mapping[str, Any]]) -> None:
        self._describe = describe
        templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._template = templates.get_template("docs.html")

    def add_to(self, app: FastAPI) -> None:
        """Add the page to `app`."""
        app.add_api_route("/docs", self.show, methods=["GET"], include_in_schema=False)
        app.add_api_route("/docs.css", self.style, methods=["GET"], include_in_schema=False)

    async def show(self, request: Request) -> Response:
        """Show the page."""
        described = self._describe()
        html = self._template.render(
            title=described["info"]["title"],
            told=[paragraph.split("`") for paragraph in described["info"]["description"].split("\n\n")],
            groups=_groups(described),
            shapes=tuple(_shapes(described)),
            codes=codes(),
        )
        return HTMLResponse(html)

    async def style(self, request: Request) -> Response:
        """Serve how it looks."""
        return FileResponse(_HERE / "static" / "docs.css", media_type="text/css")


def _groups(described: Mapping[str, Any]) -> Mapping[str, list[Operation]]:
    groups: dict[str, list[Operation]] = {}
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            groups.setdefault(operation["tags"][0], []).append(_operation(described, path, method, operation))
    return groups


def _operation(described: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]) -> Operation:
    answers = operation["responses"]
    good = next(status for status in answers if status.startswith("2"))
    answer = next(iter(answers[good]["content"].values()))["schema"]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return Operation(
        id=f"{method}-{path.removeprefix('/v1/').replace('/', '-').replace('{', '').replace('}', '')}",
        method=method.upper(),
        path=f"/api{path}",
        title=operation["summary"],
        told=operation.get("description", ""),
        parameters=tuple(
            _field(each["name"], each["schema"], each.get("description", ""), needed=each.get("required", False))
            for each in operation.get("parameters", ())
        ),
        body=tuple(_fields(_resolved(described, body))) if body else (),
        status=good,
        answer=_kind(answer),
        shape=_shape(answer),
        refusals={status: each["description"] for status, each in answers.items() if status != good},
    )


def _shapes(described: Mapping[str, Any]) -> Iterator[Shape]:
    for name, schema in sorted(described["components"]["schemas"].items()):
        yield Shape(
            name=name,
            told=schema.get("description", ""),
            choices=tuple(map(str, schema.get("enum", ()))),
            fields=tuple(_fields(schema)),
        )


def _fields(schema: Mapping[str, Any]) -> Iterator[Field]:
    needed = schema.get("required", ())
    for name, each in schema.get("properties", {}).items():
        yield _field(name, each, each.get("description", ""), needed=name in needed)


def _field(name: str, schema: Mapping[str, Any], told: str, *, needed: bool) -> Field:
    return Field(name=name, kind=_kind(schema), shape=_shape(schema), needed=needed, told=told)


def _resolved(described: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = described["components"]["schemas"].get(
        str(schema.get("$ref", "")).rpartition("/")[2], schema
    )
    return found


def _shape(schema: Mapping[str, Any]) -> str:
    """Return the first name of a shape in `schema`, or ""."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    inside = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *([schema["items"]] if "items" in schema else [])]
    return next((name for each in inside if (name := _shape(each))), "")


def _kind(schema: Mapping[str, Any]) -> str:
    """Say in a few words what values `schema` takes."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if choices := schema.get("enum"):
        return " | ".join(map(str, choices))
    if "const" in schema:
        return str(schema["const"])
    if several := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(_kind(each) for each in several if each.get("type") != "null")
    kind = str(schema.get("type", "value"))
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    limits = [
        f"{word} {schema[name]}"
        for name, word in (("minLength", "from"), ("maxLength", "to"), ("minimum", "from"), ("maximum", "to"))
        if name in schema and schema[name] < _ENDLESS
    ]
    told = schema.get("format", kind)
    return f"{told} ({', '.join(limits)})" if limits else str(told)
