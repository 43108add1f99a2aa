"""YAML values that remember the file and the line they came from.

The reader is stricter than YAML 1.1 where that hurts people: `no` is a word, not false; `13:00` is a
time, not 780; a number is only a number in its shortest form, so that text such as `007` or `1.10`
keeps every character; a key given twice is a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from bot.config.findings import Finding, Loc

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Eight times as quick; not there where PyYAML was built without libyaml."""
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(slots=True)
class Node:
    """A value with its place: a scalar, a `dict[str, Node]` or a `list[Node]`.

    `written` is how a scalar stands in the file, before variables are filled in; `unset` names the
    variables that the environment lacks.
    """

    value: Any
    file: str
    line: int
    written: str = ""
    unset: tuple[str, ...] = ()

    def plain(self) -> Any:
        """Return the value without places."""
        match self.value:
            case dict():
                return {key: child.plain() for key, child in self.value.items()}
            case list():
                return [child.plain() for child in self.value]
        return self.value

    def child(self, part: str | int) -> Node | None:
        """Return what `part` leads to, if it leads anywhere."""
        match self.value, part:
            case dict(), str():
                found = self.value.get(part)
                return found if isinstance(found, Node) else None
            case list(), int() if 0 <= part < len(self.value):
                item = self.value[part]
                return item if isinstance(item, Node) else None
        return None

    def follow(self, loc: Loc) -> tuple[Loc, Node]:
        """Walk along `loc` as far as it leads; return the way gone and the node reached."""
        node, gone = self, 0
        for part in loc:
            step = node.child(part)
            if step is None:
                break
            node, gone = step, gone + 1
        return loc[:gone], node

    def select(self, pattern: str) -> Iterator[tuple[Loc, Node]]:
        """Yield every value on the way `pattern`, such as `queues.*.key`; `*` is any key or position."""
        reached: list[tuple[Loc, Node]] = [((), self)]
        for part in pattern.split("."):
            reached = [
                ((*loc, name), child)
                for loc, node in reached
                for name, child in node.children()
                if part in ("*", str(name))
            ]
        yield from reached

    def children(self) -> Iterator[tuple[str | int, Node]]:
        """Yield the keys or positions, and what they hold; nothing for a scalar."""
        match self.value:
            case dict():
                yield from self.value.items()
            case list():
                yield from enumerate(self.value)


class Reader:
    """Reads YAML text into nodes, fills in variables, and collects findings on the way.

    `used` are the variables that values named.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.findings: list[Finding] = []
        self.used: set[str] = set()

    def read(self, text: str, file: str) -> Node:
        """Return the tree of `text`; an empty mapping where it cannot be read."""
        empty = Node({}, file, 1)
        try:
            root = _compose(text)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._tell(file, mark.line + 1 if mark else 1, (), f"this is not YAML: {error.problem or error.context}")
            return empty
        except yaml.YAMLError as error:
            self._tell(file, 1, (), f"this is not YAML: {str(error).splitlines()[0]}")
            return empty
        if root is None:
            return empty
        if not isinstance(root, yaml.MappingNode):
            self._tell(file, 1, (), "a configuration file is a mapping", "begin with a section such as desk:")
            return empty
        return self._node(root, file, root.start_mark.line + 1, (), ())

    def _node(self, node: yaml.Node, file: str, line: int, loc: Loc, above: tuple[int, ...]) -> Node:
        if id(node) in above:
            self._tell(file, line, loc, "this value contains itself", "write it out instead of using *")
            return Node(None, file, line)
        above = (*above, id(node))
        if isinstance(node, yaml.MappingNode):
            return Node(self._mapping(node, file, loc, above), file, line)
        if isinstance(node, yaml.SequenceNode):
            items = (
                self._node(item, file, item.start_mark.line + 1, (*loc, index), above)
                for index, item in enumerate(node.value)
            )
            return Node(list(items), file, line)
        return self._scalar(str(node.value), file, line, loc, quoted=bool(getattr(node, "style", None)))

    def _mapping(self, node: yaml.MappingNode, file: str, loc: Loc, above: tuple[int, ...]) -> dict[str, Node]:
        children: dict[str, Node] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self._tell(file, line, loc, "a key must be a word")
                continue
            name = str(key.value)
            if name in children:
                first = children[name].line
                self._tell(file, line, (*loc, name), f"this key is given twice, first on line {first}", "delete one")
                continue
            children[name] = self._node(value, file, line, (*loc, name), above)
        return children

    def _scalar(self, written: str, file: str, line: int, loc: Loc, *, quoted: bool) -> Node:
        if "${" in _VARIABLE.sub("", written):
            self._tell(file, line, loc, "a variable is written ${NAME}, of letters, digits and _")
        names = _VARIABLE.findall(written)
        if not names:
            return Node(written if quoted else plain(written), file, line, written)
        self.used.update(names)
        unset = tuple(name for name in names if name not in self.environ)
        value = _VARIABLE.sub(lambda found: self.environ.get(found[1], ""), written)
        return Node(value, file, line, written, unset)

    def _tell(self, file: str, line: int, loc: Loc, problem: str, way_out: str = "") -> None:
        self.findings.append(Finding(file=file, line=line, loc=loc, problem=problem, way_out=way_out))


def _compose(text: str) -> yaml.Node | None:
    """Return the tree of `text`. What the quick parser refuses the other reads again, whose errors say more."""
    try:
        return _QUICK(text).get_single_node()
    except yaml.YAMLError:
        return yaml.SafeLoader(text).get_single_node()


def plain(written: str) -> Any:
    """Return what an unquoted word means: null, true, false, a number, or itself."""
    if written in _WORDS:
        return _WORDS[written]
    if _INTEGER.fullmatch(written):
        return int(written)
    if _DECIMAL.fullmatch(written) and repr(float(written)) == written:
        return float(written)
    return written
