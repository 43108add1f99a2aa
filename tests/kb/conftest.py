"""The development data, indexed once."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.article import Article
from kb.files import read
from kb.index import Index

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of the development data."""
    return DATA


@pytest.fixture(scope="session")
def articles() -> tuple[Article, ...]:
    """Return the articles of the development data."""
    return read(DATA).articles


@pytest.fixture(scope="session")
def index(articles: tuple[Article, ...]) -> Index:
    """Return an index of `articles`; the version of article n is 1000 + n."""
    return Index.build([(number, 1000 + number, article) for number, article in enumerate(articles)])
