"""How a line of the chat looks in a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

_WIDEST = 88
"""Columns after which a line of text is hard to read."""


def picture(line: Mapping[str, Any], *, you: str, desk: str, width: int) -> RenderableType:
    """Return `line` (JSON of the terminal channel) as a bubble: a panel, or an arrow for the person's own words."""
    clock = datetime.fromisoformat(line["at"]).astimezone().strftime("%H:%M")
    if line["author"] == "customer":
        said = "\n".join(part["text"] for part in line["parts"])
        return Padding(Text.assemble((f"{you} {clock}\n", "dim"), ("› ", "bold cyan"), safe(said)), (1, 0, 0, 0))
    agent = line["author"] == "agent"
    return Panel(
        Group(*_spaced([_part(part) for part in line["parts"]])),
        title=Text.assemble((safe(line["name"]) or desk, "bold"), (f" {clock}", "dim")),
        title_align="left",
        border_style="green" if agent else "bright_black",
        padding=(0, 1),
        width=min(width, _WIDEST),
    )


def notice(sentence: str) -> RenderableType:
    """Return a line of the client itself."""
    return Text(safe(sentence), style="dim")


def safe(text: str) -> str:
    """Return `text` without control characters: what people write must not steer the terminal."""
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"})


def _part(part: Mapping[str, str]) -> RenderableType:
    match part["style"]:
        case "article":
            return Markdown(safe(part["text"]), hyperlinks=False)
        case "options":
            return Text(safe(part["text"]), style="cyan")
    return Text(safe(part["text"]))


def _spaced(parts: list[RenderableType]) -> list[RenderableType]:
    return [piece for index, part in enumerate(parts) for piece in ([Text(""), part] if index else [part])]
