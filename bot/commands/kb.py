"""`onkapi kb`: knowledge in and out of the database, asked and measured."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from core.errors import OnkapiError

if TYPE_CHECKING:
    from bot.store.engine import Store
    from core.messages import Language
    from kb.advice import Advice
    from kb.article import Article, Bank
    from kb.encoder import Semantic
    from kb.evaluate import Share
    from kb.explain import Explanation
    from kb.reply import Reply

app = typer.Typer(
    help="Bring knowledge in and out, ask it, measure it.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

ConfigOption = Annotated[Path, typer.Option("--config", help="The configuration that names the database.")]
DatabaseOption = Annotated[str | None, typer.Option("--database", help="The URL of the database itself.")]
FilesOption = Annotated[Path | None, typer.Option("--kb", help="Files to read instead of a database.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]

CONFIG = Path("config.yaml")
PRECISION = 0.95
"""Where no configuration says otherwise."""

TROUBLE, MISTAKE = 1, 2
"""Exit codes: the database or the disk refuses; what was given cannot be used."""


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="A folder of Markdown files, or a YAML file.")],
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
) -> None:
    """Put the articles and question banks of PATH into the database.

    They replace what has the same topic and language, or the same id. All of them are taken or, when a
    file holds a mistake, none. What PATH does not name stays as it is.
    """
    from bot.clock import Clock
    from bot.commands.advising import SHOWN, lines
    from bot.store.knowledge import every, replace
    from kb.files import read

    with _mistakes_told():
        url = _url(config, database)
        found = read(path, _known_topics(url))
        with _store(url, create=True) as store:
            count = store.run(lambda tx: replace(tx, found.articles, found.banks, Clock().now()))
            everything = store.run(every)
    print(
        f"{_many(found.articles, 'article')} and {_many(found.banks, 'question bank')}: "
        f"{count.new} new, {count.changed} changed, {count.unchanged} unchanged"
    )
    for line in lines(_advice(found.articles, everything), SHOWN):
        print(line, file=sys.stderr)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write; made if it is not there.")],
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
    kb: FilesOption = None,
) -> None:
    """Write all articles to DIR as Markdown, and all question banks to DIR/banks, as `kb import` reads them."""
    from kb.export import export as write

    with _mistakes_told():
        articles, banks = _everything(config, database, kb)
        write(articles, folder, banks)
    print(f"{_many(articles, 'article')} and {_many(banks, 'question bank')} written to {folder}")


@app.command()
def advise(config: ConfigOption = CONFIG, database: DatabaseOption = None, kb: FilesOption = None) -> None:
    """Print which articles are hard to find or cannot be told from another one, a line each, the worst first."""
    from bot.commands.advising import lines

    with _mistakes_told():
        articles, _ = _everything(config, database, kb)
    for line in lines(_advice(articles, articles)):
        print(line)


def _advice(articles: Sequence[Article], among: Sequence[Article]) -> list[Advice]:
    from kb.advice import advise
    from kb.index import Index

    index = Index.build((number, number, article) for number, article in enumerate(among, 1))
    return advise(index, articles, among)


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="What a person would write.")],
    lang: Annotated[Literal["tr", "en"] | None, typer.Option(help="Its language; guessed if not given.")] = None,
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
    kb: FilesOption = None,
    as_json: JsonOption = False,
    explained: Annotated[bool, typer.Option("--explain", help="Tell why: what was read, found and compared.")] = False,
) -> None:
    """Show what is found for TEXT, and what would be done with it."""
    from bot.commands.explaining import as_dict, lines
    from core.language import detect

    with _mistakes_told():
        why = _explaining(config, database, kb)(text, lang or detect(text) or "tr")
    reply = why.reply
    if as_json:
        hits = [
            {"article": hit.article, "topic": hit.topic, "lang": hit.lang, "title": hit.title,
             "probability": round(hit.probability, 4)}
            for hit in reply.hits
        ]  # fmt: skip
        told = {"decision": reply.decision, "hits": hits, "ms": round(reply.milliseconds, 2)}
        print(json.dumps(told | ({"explain": as_dict(why)} if explained else {}), ensure_ascii=False))
        return
    if explained:
        print("\n".join(lines(why)))
        return
    print(f"{reply.decision}{f' by {reply.bank.id}' if reply.bank else ''} ({reply.milliseconds:.1f} ms)")
    for hit in reply.hits:
        print(f"  {hit.probability:.2f}  {hit.topic}.{hit.lang}  {hit.title}")


@app.command("eval")
def evaluate(
    file: Annotated[Path, typer.Argument(metavar="QUERIES", help="Labelled questions, a JSON object a line.")],
    config: ConfigOption = CONFIG,
    database: DatabaseOption = None,
    kb: FilesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask all questions of a file, and print how often what is found and done is right."""
    from kb.evaluate import Outcome, figures, read_queries, shares

    with _mistakes_told():
        queries = read_queries(file)
        asked = _asked(config, database, kb)
    outcomes = [Outcome(query=query, reply=asked(query.text, query.lang)) for query in queries]
    told = figures(outcomes)
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    print(f"{'n':22}{told['n']:5}")
    for name, share in shares(outcomes).items():
        for part, value in share.items() if isinstance(share, dict) else [("", share)]:
            print(f"{f'{name} {part}':22}{_line(value)}")
    for name in ("auroc", "brier", "ece", "p50_ms", "p95_ms"):
        print(f"{name:22}{told[name]:5.3f}" if told[name] is not None else f"{name:22}    -")


def _asked(config: Path, database: str | None, kb: Path | None) -> Callable[[str, Language], Reply]:
    """Return what answers a text in a language as the desk would, from the published articles."""
    explaining = _explaining(config, database, kb)
    return lambda text, lang: explaining(text, lang).reply


def _explaining(config: Path, database: str | None, kb: Path | None) -> Callable[[str, Language], Explanation]:
    from core.dialogue.intents import holds_no_matter
    from kb.explain import explain
    from kb.index import Index
    from kb.understanding import Understanding

    rows, banks = _published(config, database, kb)
    semantic, precision, more = _settings(config, database, kb)
    understanding = Understanding.of(semantic, more)
    index = Index.build(rows, understanding)
    thresholds = understanding.confidence.thresholds(precision)

    return lambda text, lang: explain(text, lang, index.understood, index.search, holds_no_matter, thresholds, banks)


def _settings(config: Path, database: str | None, kb: Path | None) -> tuple[Semantic, float, tuple[str, ...]]:
    """Return whether an encoder takes part, the wanted precision, and the desk's own words: as configured, if it is."""
    from bot.clock import Clock

    if kb is None and database is None:
        from bot.config import load

        said = load(config, os.environ, today=Clock().now().date())
        return said.knowledge.semantic, said.knowledge.precision, said.concepts
    return "off" if os.environ.get("ONKAPI_KNOWLEDGE__SEMANTIC") == "off" else "auto", PRECISION, ()


def _published(
    config: Path, database: str | None, kb: Path | None
) -> tuple[list[tuple[int, int, Article]], Sequence[Bank]]:
    if kb:
        articles, banks = _everything(config, database, kb)
        return [(number, number, article) for number, article in enumerate(articles, 1)], banks
    from bot.store.knowledge import banks as stored_banks
    from bot.store.knowledge import load

    with _store(_url(config, database)) as store:
        return store.run(lambda tx: (load(tx)[1], stored_banks(tx)))


def _everything(config: Path, database: str | None, kb: Path | None) -> tuple[Sequence[Article], Sequence[Bank]]:
    if kb:
        from kb.files import read

        found = read(kb)
        return found.articles, found.banks
    from bot.store.knowledge import banks, every

    with _store(_url(config, database)) as store:
        return store.run(lambda tx: (every(tx), banks(tx)))


def _known_topics(url: str) -> set[str] | None:
    """Return the topics that a bank may name beside those of its files; None if nothing is known yet."""
    from bot.store.knowledge import every
    from bot.store.migrate import is_missing

    if is_missing(url):
        return None
    with _store(url) as store:
        return store.run(lambda tx: {article.topic for article in every(tx)}) or None


def _url(config: Path, database: str | None) -> str:
    from bot.clock import Clock
    from bot.config import Refused, load
    from bot.config.read import database_url

    if database is None:
        return load(config, os.environ, today=Clock().now().date()).database.url
    try:
        return database_url(database)
    except Refused as refused:
        raise typer.Exit(_tell(f"--database: {refused}", MISTAKE)) from None


@contextmanager
def _store(url: str, *, create: bool = False) -> Iterator[Store]:
    """Open the database at `url`. An SQLite file that is not there is made with `create`, else told."""
    from bot.store.engine import open_store
    from bot.store.migrate import is_current, is_missing, upgrade

    if is_missing(url):
        if not create:
            raise typer.Exit(_tell(f"{url}: there is no such database; run `onkapi kb import`, or give --kb", MISTAKE))
        upgrade(url)
    store = open_store(url)
    try:
        store.run(lambda _: None)  # unreachable is told as such, before its version is asked for
        if not is_current(url):
            raise typer.Exit(_tell("the database is not of this version of onkapi; run `onkapi migrate`", MISTAKE))
        yield store
    finally:
        store.close()


@contextmanager
def _mistakes_told() -> Iterator[None]:
    """Tell what was refused in a line each, and end with its exit code."""
    try:
        yield
    except OnkapiError as error:
        if error.code == "error.store_unavailable":
            told, code = f"the database does not answer: {error.values.get('reason')}; try again", TROUBLE
        else:
            told, code = str(error), MISTAKE
        raise typer.Exit(_tell(told, code)) from None
    except OSError as error:
        raise typer.Exit(_tell(f"{error.filename}: {error.strerror}; check the path and its rights", TROUBLE)) from None


def _tell(message: str, code: int) -> int:
    typer.echo(message, err=True)
    return code


def _many(things: Sequence[object], name: str) -> str:
    return f"{len(things)} {name}" if len(things) == 1 else f"{len(things)} {name}s"


def _line(share: Share) -> str:
    if share.value is None:
        return "    -"
    low, high = share.interval()
    return f"{share.value:5.3f}  {low:.2f} to {high:.2f}  ({share.good} of {share.of})"
