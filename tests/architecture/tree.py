"""The source tree as the checks of this folder read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

PRODUCT = ("bot", "channels", "core", "kb")
"""The packages that are installed."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Finding:
    """A broken rule: where, and what to do about it."""

    file: str
    line: int
    told: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.told}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One Python file. `name` is its path from the root, with slashes."""

    name: str
    text: str
    tree: ast.Module


def sources(root: Path, *folders: str) -> Iterator[Source]:
    """Yield every Python file of `folders` under `root`; a folder that is not there has none."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            yield Source(name=path.relative_to(root).as_posix(), text=text, tree=ast.parse(text, str(path)))


def is_inside(name: str, home: str) -> bool:
    """Say whether file `name` is `home` or lies in it."""
    return name == home or name.startswith(f"{home}/")


def write(root: Path, name: str, text: str) -> None:
    """Write a module into the tree at `root`; `name` is its path, with slashes."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
