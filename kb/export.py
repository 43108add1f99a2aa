"""Knowledge back into files, in the form that `kb.files` reads."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import yaml

from core.banks import Bank, BankOption
from core.messages import Localized
from kb.article import Article
from kb.files import ARTICLES, BANKS, FENCE
from kb.findings import LANGUAGES, Finding, KnowledgeFileError


def export(articles: Iterable[Article], folder: Path | str, banks: Iterable[Bank] = ()) -> list[Path]:
    """Write each article to <topic>.<lang>.md in `folder` and each bank to banks/<id>.yaml; return the files.

    The folder `banks` is made in `folder`, or beside it when that is called `articles`. `read` gives back
    equal articles and banks, given bodies as `read` returns them: without blank lines before and blank
    space behind, with Unix line ends. Nothing is written when one of them can't be.
    """
    target = Path(folder)
    shelf = (target.parent if target.name == ARTICLES else target) / BANKS
    texts: dict[Path, str] = {}
    for article in articles:
        file = _free(target, f"{article.topic}.{article.lang}", ".md", texts)
        texts[file] = _storable(file, article.topic, _markdown(article))
    for bank in banks:
        file = _free(shelf, bank.id, ".yaml", texts)
        texts[file] = _storable(file, bank.id, _dumped(_bank(bank)))
    target.mkdir(parents=True, exist_ok=True)
    for file, text in texts.items():
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text.encode("utf-8"))
    return list(texts)


def _free(folder: Path, wanted: str, ending: str, taken: Collection[Path]) -> Path:
    """Return a file that no other is written to, also where the file system does not tell A from a."""
    stem = re.sub(r"[^A-Za-z0-9._-]", "_", wanted)
    used = {file.name.casefold() for file in taken if file.parent == folder}
    name, number = f"{stem}{ending}", 1
    while name.casefold() in used:
        number += 1
        name = f"{stem}.{number}{ending}"
    return folder / name


def _storable(file: Path, what: str, text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        message = f"{text[error.start]!a} in {what!r} is no character; remove it"
        raise KnowledgeFileError([Finding(str(file), text[: error.start].count("\n") + 1, message)]) from error
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise KnowledgeFileError([Finding(str(file), line, f"'\\x00' in {what!r} is not text; remove it")])
    return text


def _markdown(article: Article) -> str:
    front: dict[str, Any] = {
        "topic": article.topic,
        "lang": article.lang,
        "title": article.title,
        "kind": article.kind,
        "type": article.type,
    }
    extra = {
        "category": article.category,
        "audience": article.audience if article.audience != "customer" else "",
        "urgent": article.urgent,
        "status": article.status if article.status != "published" else "",
        "organizations": _Short(sorted(article.organizations)),
        "tags": _Short(article.tags),
        "phrasings": list(article.phrasings),
    }
    front |= {key: value for key, value in extra.items() if value}
    return f"{FENCE}\n{_dumped(front)}{FENCE}\n\n{article.body}\n"


def _bank(bank: Bank) -> dict[str, Any]:
    return {
        "id": bank.id,
        "symptom": _localized(bank.symptom),
        "start": bank.start,
        "questions": {
            key: {
                "text": _localized(bank.questions[key].text),
                "options": [_option(option) for option in bank.questions[key].options],
            }
            for key in _as_asked(bank)
        },
    }


def _as_asked(bank: Bank) -> list[str]:
    """Return the questions in the order in which people meet them; databases keep no order of keys."""
    order = [bank.start]
    for key in order:  # it grows while it is read
        ways = (option.next for option in bank.questions[key].options if option.next)
        order.extend(way for way in dict.fromkeys(ways) if way not in order)
    return order


def _option(option: BankOption) -> dict[str, Any]:
    ways = {"next": option.next, "topic": option.topic, "handoff": option.handoff, "collect": _Short(option.collect)}
    return {"id": option.id, "label": _localized(option.label)} | {way: goal for way, goal in ways.items() if goal}


def _localized(words: Localized) -> dict[str, str]:
    return {lang: words[lang] for lang in LANGUAGES}


class _Short(list[str]):
    """A list that is written on one line: [a, b]."""


class _Dumper(yaml.SafeDumper):
    """Writes for people: short lists on one line, and with escapes what YAML would fold away, such as U+0085."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists under their key."""
        super().increase_indent(flow, indentless=False)


def _words(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if text.isprintable() else '"')


def _short(dumper: yaml.SafeDumper, words: _Short) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", words, flow_style=True)


_Dumper.add_representer(str, _words)
_Dumper.add_representer(_Short, _short)


def _dumped(value: dict[str, Any]) -> str:
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
