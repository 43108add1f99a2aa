"""Every third-party library is imported in its homes only: the table `[tool.onkapi.homes]` of pyproject.toml.

A library that spreads through the code cannot be exchanged or upgraded in one place, and nobody notices a
new dependency that comes in by the back door. So one that the table does not name is an error as well.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.architecture.tree import PRODUCT, Finding, Source, is_inside, sources

OWN = {*PRODUCT, "bench", "docs", "tests"}

Homes = Mapping[str, Sequence[str]]


def read_homes(root: Path) -> Homes:
    """Return the table of the tree at `root`: library -> folders and files that may import it."""
    with (root / "pyproject.toml").open("rb") as file:
        homes: Homes = tomllib.load(file)["tool"]["onkapi"]["homes"]
    return homes


def strays(root: Path) -> list[Finding]:
    """Return every import of the tree at `root` that is outside the homes of its library."""
    homes = read_homes(root)
    return [finding for source in sources(root, *sorted(OWN)) for finding in _judge(source, homes)]


def _judge(source: Source, homes: Homes) -> Iterator[Finding]:
    for line, library in _imports(source.tree):
        if library in OWN or library in sys.stdlib_module_names:
            continue
        if library not in homes:
            told = f"{library} has no home; add it to [tool.onkapi.homes] in pyproject.toml, or do without it"
        elif source.name.startswith("tests/") or any(is_inside(source.name, home) for home in homes[library]):
            continue
        else:
            told = f"{library} is imported outside its homes, which are {', '.join(homes[library])}"
        yield Finding(file=source.name, line=line, told=told)


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (line, top-level package) of each import, wherever it stands; also of one by `import_module`."""
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                names = [alias.name for alias in node.names]
            case ast.ImportFrom(module=str(module), level=0):
                names = [module]
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(module)), *_],
            ):
                names = [module]
            case _:
                continue
        for name in names:
            yield node.lineno, name.partition(".")[0]
