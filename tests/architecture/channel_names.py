"""No condition outside a channel's own folder asks which channel it is.

What a channel can do is told by its `Abilities` and by what it implements. A condition on its name would
have to be found and extended for the next channel, so this check refuses it: strings such as "slack" and
"slack/main" in comparisons, matches and prefix tests, and names such as `SlackChannel` or `is_slack` in
any condition. A line that means something else says so: `# not the channel: <what it is>`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import PRODUCT, Finding, Source, is_inside, sources

PLANNED = frozenset({"slack", "telegram", "terminal", "web"})
"""The channels of the design; the folders under channels/ are added."""

ALSO_A_SECTION = frozenset({"web"})
"""Names that are read as something else than a channel too: `config.web` is where the server listens."""

SUPPRESSED = re.compile(r"# not the channel: \S")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_PREFIX_TESTS = frozenset({"startswith", "endswith", "removeprefix", "partition"})


def channel_names(root: Path) -> frozenset[str]:
    """Return the names of all channels of the tree at `root`."""
    folders = (path.name for path in (root / "channels").glob("[a-z]*") if (path / "__init__.py").exists())
    return PLANNED | frozenset(folders)


def asked_for_by_name(root: Path) -> list[Finding]:
    """Return every condition of the product at `root` that names a channel it does not belong to."""
    names = channel_names(root)
    return sorted({finding for source in sources(root, *PRODUCT) for finding in _judge(source, names)})


def _judge(source: Source, names: frozenset[str]) -> Iterator[Finding]:
    foreign = frozenset(name for name in names if not is_inside(source.name, f"channels/{name}"))
    lines = source.text.splitlines()
    for condition in _conditions(source.tree):
        for line, name in _named(condition, foreign):
            if not SUPPRESSED.search(lines[line - 1]):
                told = (
                    f"a condition asks for the channel {name!r}; ask what the channel can do (core.channel.Abilities)"
                )
                yield Finding(file=source.name, line=line, told=told)


def _conditions(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        match node:
            case ast.If() | ast.While() | ast.IfExp() | ast.Assert():
                yield node.test
            case ast.comprehension():
                yield from node.ifs
            case ast.Compare():
                yield node
            case ast.match_case():
                yield node.pattern
                if node.guard is not None:
                    yield node.guard
            case ast.Call(func=ast.Attribute(attr=attribute)) if attribute in _PREFIX_TESTS:
                yield node


def _named(condition: ast.AST, names: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield (line, channel) of each string and name of `condition` that means a channel."""
    for node in ast.walk(condition):
        match node:
            case ast.Constant(value=str(text)):
                found = {re.split(r"[/:.]", text)[0]} & names
            case ast.Attribute(value=ast.Name(id="channels") | ast.Attribute(attr="channels"), attr=word):
                found = {word} & names
            case ast.Name(id=word) | ast.Attribute(attr=word):
                found = {part.lower() for part in _WORDS.findall(word)} & (names - ALSO_A_SECTION)
            case _:
                continue
        for name in found:
            yield node.lineno, name
