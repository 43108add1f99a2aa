"""Knowledge from files: Markdown with YAML front matter, and YAML lists. `kb.export` is the way back."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from core.banks import Bank
from core.knowledge import ArticleKind, TicketType
from kb.article import Article, Audience, Knowledge, Status, kind_for
from kb.banks import BANK_KEYS, check_topics, read_bank, read_id
from kb.findings import LANGUAGES, Finding, KnowledgeFileError, Source, Word

ARTICLES, BANKS = "articles", "banks"
"""Names of two folders that belong together when they stand side by side."""

FENCE = "---"
"""The line before and after the front matter of a Markdown file."""

_REQUIRED = ("topic", "lang", "title", "type")
_OPTIONAL = ("id", "kind", "category", "audience", "tags", "phrasings", "urgent", "organizations", "status")
_TYPES: tuple[TicketType, ...] = ("incident", "request")
_KINDS: tuple[ArticleKind, ...] = ("known_error", "how_to", "information")
_AUDIENCES: tuple[Audience, ...] = ("customer", "agents")
_STATUSES: tuple[Status, ...] = ("draft", "review", "published", "retired")
_ALMOST = re.compile(rb"\s*(?:---\s*\n\s*)?(?:topic|lang|title|type):")
"""The beginning of an article whose front matter is not where it should be."""
_BLANK_LINES_BEFORE = re.compile(r"\A(?:[^\S\n]*\n)+")


def read(path: Path | str, known_topics: Collection[str] | None = None) -> Knowledge:
    """Return the articles and banks of `path`, or raise `KnowledgeFileError` with every mistake found.

    `path` is one of: a folder that holds articles.yaml and, if there, diagnostics.yaml; a folder of
    Markdown files with YAML front matter at any depth, with YAML files of banks under it or in the
    folder `banks` beside it when it is called `articles`; a YAML file with a list of articles or banks
    or one of them; a Markdown file. Markdown without front matter, and YAML in folders that is not a
    bank, are passed over. Banks are checked against the topics read and `known_topics`; when neither
    gives any, topics are not checked.
    """
    path = Path(path)
    reading = _Reading()
    if path.is_dir():
        if (path / "articles.yaml").is_file():
            files = [file for file in (path / "articles.yaml", path / "diagnostics.yaml") if file.is_file()]
        else:
            files = [*_under(path, ".md"), *_under(path, ".yaml", ".yml")]
            if path.name == ARTICLES:
                files.extend(_under(path.parent / BANKS, ".yaml", ".yml"))
        listed = (path / "articles.yaml").is_file()
        for file in files:
            reading.take(file, only_banks=not listed)
    elif path.is_file():
        reading.take(path, only_banks=False)
    else:
        raise KnowledgeFileError([Finding(str(path), 1, "there is no such file or folder; check the path")])
    if not (reading.findings or reading.articles or reading.banks):
        raise KnowledgeFileError([Finding(str(path), 1, "no article and no bank found here; name another path")])
    return reading.finish(known_topics)


def _under(folder: Path, *endings: str) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in endings and file.is_file())


def _tidy(body: str) -> str:
    return _BLANK_LINES_BEFORE.sub("", body.replace("\r\n", "\n").replace("\r", "\n")).rstrip()


@dataclass(slots=True)
class _Reading:
    """What was read so far, from all files."""

    findings: list[Finding] = field(default_factory=list)
    articles: dict[tuple[str, str], tuple[Article, str]] = field(default_factory=dict)
    banks: dict[str, tuple[Bank, str]] = field(default_factory=dict)
    named: list[tuple[Source, list[tuple[str, yaml.Node]]]] = field(default_factory=list)

    def take(self, file: Path, only_banks: bool) -> None:
        """Read one file. With `only_banks`, YAML that is no bank is passed over."""
        source = Source(str(file), self.findings)
        try:
            content = file.read_bytes()
        except OSError as error:
            source.note(1, f"cannot be read ({error.strerror}); check its rights")
            return
        if file.suffix.lower() == ".md":
            self._markdown(source, content)
            return
        text = source.decode(content)
        node = source.compose(text) if text is not None else None
        if isinstance(node, yaml.SequenceNode) and not only_banks:
            for item in node.value:
                self._item(source, item)
        elif isinstance(node, yaml.MappingNode) and (not only_banks or file.parent.name == BANKS or _is_bank(node)):
            self._item(source, node)
        elif node is not None and not only_banks:
            source.note(node, "the file holds no list of articles or banks; begin each with `- `")

    def finish(self, known_topics: Collection[str] | None) -> Knowledge:
        """Return everything, or raise what was found."""
        topics = {topic for topic, _ in self.articles} | set(known_topics or ())
        if (topics or known_topics is not None) and not self.findings:  # a broken article's topic is not known here
            for source, named in self.named:
                check_topics(source, named, topics)
        if self.findings:
            raise KnowledgeFileError(self.findings)
        return Knowledge(
            articles=tuple(article for article, _ in self.articles.values()),
            banks=tuple(bank for bank, _ in self.banks.values()),
        )

    def _markdown(self, source: Source, content: bytes) -> None:
        if not content.removeprefix(b"\xef\xbb\xbf").startswith(FENCE.encode()):
            if _ALMOST.match(content):
                source.note(1, f"this looks like an article, but does not begin with '{FENCE}'; make it the first line")
            return
        text = source.decode(content)
        if text is None:
            return
        lines = text.split("\n")
        if lines[0].rstrip() != FENCE:
            return
        end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
        if end is None:
            source.note(1, "the front matter that '---' opens has no end; add a line '---' after it")
            return
        source.first, before = 1, len(self.findings)
        node = source.compose("\n".join(lines[1:end]))
        if node is not None:
            self._article(source, node, _tidy("\n".join(lines[end + 1 :])), end + 1)
        elif len(self.findings) == before:
            source.note(1, "the front matter is empty; write topic, lang, title and type")

    def _item(self, source: Source, node: yaml.Node) -> None:
        if not _is_bank(node):
            self._article(source, node, None, 0)
            return
        found = read_bank(source, node)
        if found is None:
            return
        bank, named = found
        self.named.append((source, named))
        if bank.id in self.banks:
            source.note(node, f"bank {bank.id!r} is already in {self.banks[bank.id][1]}; rename one")
        else:
            self.banks[bank.id] = bank, _place(source, node)

    def _article(self, source: Source, node: yaml.Node, body: str | None, body_line: int) -> None:
        before = len(self.findings)
        required = _REQUIRED if body is not None else (*_REQUIRED, "body")
        values = source.mapping(node, "an article", required, _OPTIONAL)

        def words(key: str) -> str:
            return source.string(values[key], key) if key in values else ""

        def listed(key: str) -> tuple[str, ...]:
            return source.strings(values[key], key) if key in values else ()

        def one_of(key: str, allowed: tuple[Word, ...], default: Word) -> Word:
            return (source.choice(values[key], key, allowed) or default) if key in values else default

        if body is None:
            body = _tidy(words("body"))
        elif not body:
            source.note(body_line, "the article has no body; write the solution below the front matter")
        ticket_type = one_of("type", _TYPES, "incident")
        article = Article(
            topic=read_id(source, values["topic"], "topic") if "topic" in values else "",
            lang=one_of("lang", LANGUAGES, "tr"),
            title=words("title"),
            body=body,
            kind=one_of("kind", _KINDS, kind_for(ticket_type)),
            type=ticket_type,
            category=words("category"),
            audience=one_of("audience", _AUDIENCES, "customer"),
            tags=listed("tags"),
            phrasings=listed("phrasings"),
            urgent=source.flag(values["urgent"], "urgent") if "urgent" in values else False,
            organizations=frozenset(listed("organizations")),
            status=one_of("status", _STATUSES, "published"),
        )
        key = (article.topic, article.lang)
        if len(self.findings) > before:
            return
        if key in self.articles:
            place = self.articles[key][1]
            source.note(node, f"an article on {article.topic!r} in {article.lang!r} is already in {place}; keep one")
        else:
            self.articles[key] = article, _place(source, node)


def _place(source: Source, node: yaml.Node) -> str:
    return f"{source.file}:{node.start_mark.line + 1 + source.first}"


def _is_bank(node: yaml.Node) -> bool:
    keys = {key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)} if _is_mapping(node) else set()
    return len(keys & set(BANK_KEYS) - {"id"}) > 0


def _is_mapping(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode)
