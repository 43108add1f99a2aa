"""YAML read with line numbers: every mistake is noted where it stands, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import ClassVar, TypeVar

import yaml

from core.errors import OnkapiError
from core.messages import Language

Word = TypeVar("Word", bound=str)

LANGUAGES: tuple[Language, ...] = ("tr", "en")
_QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Eight times as quick; not there where PyYAML was built without libyaml."""
_NULL = "tag:yaml.org,2002:null"
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_BEGUN = {
    "a flow sequence": "close the bracket",
    "a flow mapping": "close the brace",
    "a quoted scalar": "close the quotation mark",
    "a simple key": "write `key: value`",
}
"""How the parser calls what has a beginning and an end, and the way out."""
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake in a file; as text it is one line: file, line, what is wrong with which value, the way out."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class KnowledgeFileError(OnkapiError):
    """The files hold mistakes, all of them in `findings`; nothing was taken from any file."""

    code: ClassVar[str] = "kb.file"

    def __init__(self, findings: Collection[Finding]) -> None:
        self.findings = tuple(sorted(findings, key=lambda finding: (finding.file, finding.line)))
        super().__init__(findings="\n".join(map(str, self.findings)))

    def __str__(self) -> str:
        return "\n".join(map(str, self.findings))


class _TreeLoader(yaml.SafeLoader):
    """Composes trees only: an alias could make a small file endless."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs lack it
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not read", event.start_mark)
        return super().compose_node(parent, index)


@dataclass(slots=True)
class Source:
    """A file being read. `first` is the number of the line before the YAML part; findings are added as they come.

    Every reading method returns an empty value of its kind when it notes a finding, so that the caller
    may go on; what was read counts only when there are no findings at all.
    """

    file: str
    findings: list[Finding]
    first: int = 0
    _ok: bool = field(default=True, init=False)

    def note(self, where: yaml.Node | int, message: str) -> None:
        """Add a finding at a node, or at a line of the file counted from 1."""
        line = where if isinstance(where, int) else where.start_mark.line + 1 + self.first
        self.findings.append(Finding(self.file, line, message))

    def decode(self, content: bytes) -> str | None:
        """Return the text of the file with plain line ends, or None when it is no UTF-8 text."""
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            self.note(line, f"byte 0x{content[error.start]:02x} is not UTF-8; save the file in UTF-8")
            return None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if "\x00" in text:
            self.note(text[: text.index("\x00")].count("\n") + 1, r"'\x00' is not text; remove the NUL character")
            return None
        return text

    def compose(self, text: str) -> yaml.Node | None:
        """Return the YAML tree of `text`, or None when it is broken or empty."""
        try:
            return _compose(text)
        except yaml.MarkedYAMLError as error:
            # What has no end is noticed lines later: the mistake is where it begins.
            way = next((way for what, way in _BEGUN.items() if (error.context or "").endswith(what)), None)
            mark = error.context_mark if way else error.problem_mark or error.context_mark
            line = (mark.line if mark else 0) + 1 + self.first
            lines = text.split("\n")
            written = lines[mark.line].strip() if mark and mark.line < len(lines) else ""
            way = way or "check the marks before it"
            self.note(line, f"{_shown(written)} is broken YAML ({error.problem or error.context}); {way}")
        except yaml.reader.ReaderError as error:
            line = text[: error.position].count("\n") + 1 + self.first
            self.note(line, f"character U+{ord(text[error.position]):04X} is not allowed in YAML; remove it")
        except RecursionError:
            self.note(1 + self.first, "the YAML is nested too deeply; write it flatter")
        return None

    def mapping(
        self, node: yaml.Node, what: str, required: Collection[str], optional: Collection[str] = ()
    ) -> dict[str, yaml.Node]:
        """Return the values of a mapping by key; unknown, missing and repeated keys are findings."""
        found: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode):
            self.note(node, f"{what} is {_shown(node)}, not a mapping; write `key: value` lines")
            return found
        known = [*required, *optional]
        for key_node, value in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else _shown(key_node)
            if known and key not in known:
                near = get_close_matches(key, known, 1)
                way = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}"
                self.note(key_node, f"unknown key {key!r} in {what}; {way}")
            elif key in found:
                self.note(key_node, f"key {key!r} stands twice in {what}; keep one")
            elif not _is_null(value):
                found[key] = value
        for key in required:
            if key not in found:
                self.note(node, f"{what} lacks {key!r}; add `{key}: ...`")
        return found

    def items(self, node: yaml.Node, what: str) -> list[yaml.Node]:
        """Return the items of a list."""
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self.note(node, f"{what} is {_shown(node)}, not a list; write [..., ...] or lines that begin with `- `")
        return []

    def string(self, node: yaml.Node, what: str) -> str:
        """Return the words of a scalar as written: `no` and `2024` are words too."""
        if not isinstance(node, yaml.ScalarNode) or _is_null(node) or not node.value.strip():
            self.note(node, f"{what} is {_shown(node)}, not words; write some")
            return ""
        text = str(node.value)
        if bad := _UNSTORABLE.search(text):
            self.note(node, f"{what} holds {bad.group()!a}, which is no character; remove it")
            return ""
        return text

    def strings(self, node: yaml.Node, what: str) -> tuple[str, ...]:
        """Return a list of words."""
        return tuple(self.string(item, f"an item of {what}") for item in self.items(node, what))

    def choice(self, node: yaml.Node, what: str, allowed: Collection[Word]) -> Word | None:
        """Return which of `allowed` the scalar is."""
        for word in allowed:
            if isinstance(node, yaml.ScalarNode) and node.value == word:
                return word
        self.note(node, f"{what} is {_shown(node)}; write {' or '.join(allowed)}")
        return None

    def flag(self, node: yaml.Node, what: str) -> bool:
        """Return a yes or no."""
        value = _BOOLEANS.get(str(node.value).lower()) if isinstance(node, yaml.ScalarNode) else None
        if value is None:
            self.note(node, f"{what} is {_shown(node)}; write true or false")
        return bool(value)

    def localized(self, node: yaml.Node, what: str) -> Mapping[str, str]:
        """Return words in both languages."""
        values = self.mapping(node, what, LANGUAGES)
        return {lang: self.string(value, f"{what}.{lang}") for lang, value in values.items()}


def _compose(text: str) -> yaml.Node | None:
    """Return the tree of `text`. What the quick parser refuses the other reads again, whose errors say more.

    The quick one would follow aliases: it reads only what has no anchor.
    """
    with suppress(yaml.YAMLError):
        if "&" not in text:
            return yaml.compose(text, Loader=_QUICK)
    return yaml.compose(text, Loader=_TreeLoader)


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == _NULL


def _shown(value: yaml.Node | str) -> str:
    match value:
        case yaml.MappingNode():
            return "a mapping"
        case yaml.SequenceNode():
            return "a list"
        case yaml.ScalarNode():
            value = str(value.value)
    text = str(value)
    return ascii(text) if _UNSTORABLE.search(text) else repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
