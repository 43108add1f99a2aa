"""Where the knowledge is that a command works on: in a database, by its URL or a configuration, or in files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.given import MISTAKE, TROUBLE, failed, fit
from core.errors import OnkapiError

if TYPE_CHECKING:
    from bot.store.engine import Store
    from core.banks import Bank
    from kb.article import Article
    from kb.confidence import Calibration
    from kb.encoder import Semantic

PRECISION = 0.95
"""Where no configuration says otherwise."""


def settings(config: Path, database: str | None, kb: Path | None) -> tuple[Semantic, float, tuple[str, ...]]:
    """Return whether an encoder takes part, the wanted precision, and the desk's own words: as configured, if it is."""
    from bot.clock import Clock

    if kb is None and database is None:
        from bot.config import load

        said = load(config, os.environ, today=Clock().now().date())
        return said.knowledge.semantic, said.knowledge.precision, said.concepts
    return "off" if os.environ.get("ONKAPI_KNOWLEDGE__SEMANTIC") == "off" else "auto", PRECISION, ()


def published(
    config: Path, database: str | None, kb: Path | None
) -> tuple[list[tuple[int, int, Article]], Sequence[Bank], Calibration]:
    """Return what is searched, the question banks, and what recorded outcomes have taught."""
    from kb.confidence import UNTAUGHT

    if kb:
        articles, banks = everything(config, database, kb)
        return [(number, number, article) for number, article in enumerate(articles, 1)], banks, UNTAUGHT
    from bot.store.banks import newest
    from bot.store.knowledge import load
    from bot.store.lessons import taught

    with opened(url_of(config, database)) as store:
        return store.run(lambda tx: (load(tx)[1], [*newest(tx).values()], taught(tx)))


def everything(config: Path, database: str | None, kb: Path | None) -> tuple[Sequence[Article], Sequence[Bank]]:
    """Return all articles, whatever their status, and the question banks."""
    if kb:
        from kb.files import read

        found = read(kb)
        return found.articles, found.banks
    from bot.store.banks import newest
    from bot.store.knowledge import every

    with opened(url_of(config, database)) as store:
        return store.run(lambda tx: (every(tx), [*newest(tx).values()]))


def known_topics(url: str) -> set[str] | None:
    """Return the topics that a bank may name beside those of its files; None if nothing is known yet."""
    from bot.store.knowledge import every
    from bot.store.migrate import is_missing

    if is_missing(url):
        return None
    with opened(url) as store:
        return store.run(lambda tx: {article.topic for article in every(tx)}) or None


def url_of(config: Path, database: str | None) -> str:
    """Return the URL of the database that is meant."""
    from bot.clock import Clock
    from bot.config import Refused, load
    from bot.config.read import database_url

    if database is None:
        return load(config, os.environ, today=Clock().now().date()).database.url
    try:
        return database_url(database)
    except Refused as refused:
        raise failed(f"--database: {refused}", MISTAKE) from None


@contextmanager
def opened(url: str, *, create: bool = False) -> Iterator[Store]:
    """Open the database at `url`. An SQLite file that is not there is made with `create`, else told."""
    from bot.store.engine import open_store
    from bot.store.fitness import require
    from bot.store.migrate import is_missing, upgrade

    if is_missing(url):
        if not create:
            raise failed(f"{url}: there is no such database; run `onkapi kb import`, or give --kb", MISTAKE)
        upgrade(url)
    with fit("en"):
        require(url)
    store = open_store(url)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def mistakes_told() -> Iterator[None]:
    """Tell what was refused in a line each, and end with its exit code."""
    try:
        yield
    except OnkapiError as error:
        if error.code == "error.store_unavailable":
            told, code = f"the database does not answer: {error.values.get('reason')}; try again", TROUBLE
        else:
            told, code = str(error), MISTAKE
        raise failed(told, code) from None
    except OSError as error:
        raise failed(f"{error.filename}: {error.strerror}; check the path and its rights", TROUBLE) from None
