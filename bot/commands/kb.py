"""`onkapi kb`: knowledge in and out of the database, asked and measured."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.commands.given import DEFAULT_CONFIG, group
from bot.commands.holdings import everything, known_topics, mistakes_told, opened, published, settings, url_of

if TYPE_CHECKING:
    from core.messages import Language
    from kb.advice import Advice
    from kb.article import Article
    from kb.evaluate import Share
    from kb.explain import Explanation
    from kb.reply import Reply

app = group("Bring knowledge in and out, ask it, measure it.")

ConfigOption = Annotated[Path, typer.Option("--config", help="The configuration that names the database.")]
DatabaseOption = Annotated[str | None, typer.Option("--database", help="The URL of the database itself.")]
FilesOption = Annotated[Path | None, typer.Option("--kb", help="Files to read instead of a database.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="A folder of Markdown files, or a YAML file.")],
    config: ConfigOption = DEFAULT_CONFIG,
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

    with mistakes_told():
        url = url_of(config, database)
        found = read(path, known_topics(url))
        with opened(url, create=True) as store:
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
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    kb: FilesOption = None,
) -> None:
    """Write all articles to DIR as Markdown, and all question banks to DIR/banks, as `kb import` reads them."""
    from kb.export import export as write

    with mistakes_told():
        articles, banks = everything(config, database, kb)
        write(articles, folder, banks)
    print(f"{_many(articles, 'article')} and {_many(banks, 'question bank')} written to {folder}")


@app.command()
def advise(config: ConfigOption = DEFAULT_CONFIG, database: DatabaseOption = None, kb: FilesOption = None) -> None:
    """Print which articles are hard to find or cannot be told from another one, a line each, the worst first."""
    from bot.commands.advising import lines

    with mistakes_told():
        articles, _ = everything(config, database, kb)
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
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    kb: FilesOption = None,
    as_json: JsonOption = False,
    explained: Annotated[bool, typer.Option("--explain", help="Tell why: what was read, found and compared.")] = False,
) -> None:
    """Show what is found for TEXT, and what would be done with it."""
    from bot.commands.explaining import as_dict, lines
    from core.language import detect

    with mistakes_told():
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


@app.command()
def calibrate(
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    reset: Annotated[bool, typer.Option("--reset", help="Take back what was learned.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show it, and change nothing.")] = False,
) -> None:
    """Learn from what became of the articles that were given, and let every process decide by it at once."""
    from bot.commands.calibrating import forget, learn

    with mistakes_told():
        if reset:
            print(forget(config, database))
            return
        for line in learn(config, database, keep=not dry_run):
            print(line)


@app.command("eval")
def evaluate(
    file: Annotated[Path, typer.Argument(metavar="QUERIES", help="Labelled questions, a JSON object a line.")],
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    kb: FilesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask all questions of a file, and print how often what is found and done is right."""
    from kb.evaluate import Outcome, figures, read_queries, shares

    with mistakes_told():
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

    rows, banks, taught = published(config, database, kb)
    semantic, precision, more = settings(config, database, kb)
    index = Index.build(rows, Understanding.of(semantic, more)).taught(taught)
    thresholds = index.confidence.thresholds(precision)

    return lambda text, lang: explain(text, lang, index.understood, index.search, holds_no_matter, thresholds, banks)


def _many(things: Sequence[object], name: str) -> str:
    return f"{len(things)} {name}" if len(things) == 1 else f"{len(things)} {name}s"


def _line(share: Share) -> str:
    if share.value is None:
        return "    -"
    low, high = share.interval()
    return f"{share.value:5.3f}  {low:.2f} to {high:.2f}  ({share.good} of {share.of})"
