"""The desk's own words: a file of lines that extend the lexicon of the search."""

from __future__ import annotations

from pathlib import Path

from bot.config.findings import Finding, Loc
from bot.config.lines import Node
from kb.concepts import Concepts


def read(tree: Node) -> tuple[tuple[str, ...], list[Finding]]:
    """Return the lines of the file that `knowledge.concepts` names, beside the file that says so, and what is wrong."""
    lines: list[str] = []
    findings: list[Finding] = []
    for loc, node in tree.select("knowledge.concepts"):
        if isinstance(node.value, dict | list) or not node.value:
            continue  # its model says so already
        path = Path(node.file).parent / str(node.value)
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            findings.append(
                _tell(node, loc, f'"{path}" cannot be read ({error.strerror})', "name a file that is there")
            )
            continue
        except UnicodeDecodeError:
            findings.append(_tell(node, loc, f'"{path}" is not UTF-8 text', "save it as UTF-8"))
            continue
        lines = text.splitlines()
        findings += [_unread(path, number, line) for number, line in enumerate(lines, 1) if not _is_read(line)]
    return tuple(lines), findings


def _is_read(line: str) -> bool:
    said = line.partition("#")[0]
    return not said.strip() or (bool(said.partition(":")[0].strip()) and bool(Concepts([line]).ways))


def _unread(path: Path, number: int, line: str) -> Finding:
    way_out = "write a name, a colon, and how people say it, with commas between: printer: yazıcı, printır"
    return Finding(file=str(path), line=number, loc=(), problem=f'"{line.strip()[:60]}" names nothing', way_out=way_out)


def _tell(node: Node, loc: Loc, problem: str, way_out: str) -> Finding:
    return Finding(file=node.file, line=node.line, loc=loc, problem=problem, way_out=way_out)
