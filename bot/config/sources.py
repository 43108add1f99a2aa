"""Where a configuration comes from: a file, the files it includes, and the environment over all."""

from __future__ import annotations

import glob
from collections.abc import Collection, Mapping
from pathlib import Path

from bot.config.findings import Finding, Loc, nearest
from bot.config.lines import Node, Reader

_PREFIX = "ONKAPI_"


def gather(path: Path, environ: Mapping[str, str], sections: Collection[str]) -> tuple[Node, list[Finding]]:
    """Return the tree of `path` with its includes and overrides, and what is wrong with reading it.

    Included files hold the same sections: lists are joined, mappings are merged, and a value set twice
    is a finding. `ONKAPI_<SECTION>__<KEY>` replaces one value; more `__` lead deeper, and a number is a
    position in a list.
    """
    reader = Reader(environ)
    tree = Node({}, str(path), 1)
    _take(path, tree, reader, set())
    if reader.findings and not tree.value:
        return tree, reader.findings
    for name in sorted(environ):
        # A variable that a value names is data, even if it looks like an override.
        if name.startswith(_PREFIX) and "__" in name and name not in reader.used:
            _override(tree, name, environ[name], sections, reader.findings)
    return tree, reader.findings


def _take(path: Path, tree: Node, reader: Reader, taken: set[Path]) -> None:
    """Read `path` into `tree`, then what it includes; a file that is reached twice counts once."""
    if path.resolve() in taken:
        return
    taken.add(path.resolve())
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        way_out = "name the file with --config, or create it"
        reader.findings.append(
            Finding(file=str(path), line=0, loc=(), problem=f"cannot be read ({error.strerror})", way_out=way_out)
        )
        return
    except UnicodeDecodeError:
        reader.findings.append(
            Finding(file=str(path), line=0, loc=(), problem="is not UTF-8 text", way_out="save it as UTF-8")
        )
        return
    node = reader.read(text, str(path))
    includes = node.value.pop("include", None)
    _merge(tree, node, (), reader.findings)
    if includes is None or includes.value is None:
        return
    for item in includes.value if isinstance(includes.value, list) else [includes]:
        pattern = str(item.value) if item.written else ""
        found = _matches(path.parent, pattern)
        if not found and not glob.has_magic(pattern):
            reader.findings.append(
                Finding(
                    file=item.file,
                    line=item.line,
                    loc=("include",),
                    problem=f'there is no file "{pattern}" beside this one',
                    way_out="correct the name, or delete it",
                )
            )
        for file in found:
            _take(file, tree, reader, taken)


def _matches(folder: Path, pattern: str) -> list[Path]:
    """Return the files that `pattern` names: a path, absolute or relative to `folder`, or one with wildcards."""
    if glob.has_magic(pattern):
        return sorted(folder.glob(pattern)) if not Path(pattern).is_absolute() else []
    return [folder / pattern] if pattern and (folder / pattern).exists() else []


def _merge(into: Node, more: Node, loc: Loc, findings: list[Finding]) -> None:
    """Join `more` into `into`."""
    match into.value, more.value:
        case dict() as have, dict() as extra:
            for key, child in extra.items():
                if key in have:
                    _merge(have[key], child, (*loc, key), findings)
                else:
                    have[key] = child
        case list() as have_items, list() as extra_items:
            have_items.extend(extra_items)
        case _, None:
            pass
        case None, _:
            into.value, into.file, into.line = more.value, more.file, more.line
        case _:
            problem = f"this is already set in {into.file}:{into.line}"
            findings.append(
                Finding(file=more.file, line=more.line, loc=loc, problem=problem, way_out="delete one of the two")
            )


def _override(tree: Node, name: str, value: str, sections: Collection[str], findings: list[Finding]) -> None:
    """Put the value of the variable `name` at its place in `tree`."""

    def tell(problem: str, way_out: str) -> None:
        findings.append(Finding(file=name, line=0, loc=(), problem=problem, way_out=way_out))

    parts = name.removeprefix(_PREFIX).split("__")
    section = parts[0].lower()
    if section not in sections:
        guess = nearest(section, sections)
        better = f"{_PREFIX}{guess.upper()}__..." if guess else f"one of {', '.join(sorted(sections))}"
        tell(f'there is no section "{section}"', f"write {better}, or unset it")
        return
    node = tree
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        leaf = Node(value if last else {}, name, 0, value)
        node.value = {} if node.value is None else node.value
        match node.value:
            case dict() as children:
                key = next((key for key in children if key.casefold() == part.casefold()), part.lower())
                node = children[key] = leaf if last else children.get(key, leaf)
            case list() as items if part.isdecimal() and int(part) < len(items):
                position = int(part)
                node = items[position] = leaf if last else items[position]
            case _:
                tell(f'"{part}" leads nowhere', "name an existing key, or the position of a list from 0")
                return
