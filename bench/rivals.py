"""Other ways to find an article, as their libraries do it by default: what the search is compared with."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Protocol

import bm25s  # type: ignore[import-untyped]  # ships no types
import numpy as np
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]  # ships no types

from core.language import fold
from kb.article import Article
from kb.index import Index
from kb.normalize import tokens
from kb.understanding import Understanding

DEEP = 200
"""Phrasings that a rival looks at for its first three topics."""

Rank = Callable[[str], Sequence[str]]
"""Returns the topics for a question, best first."""


class Rival(Protocol):
    """Prepares articles, and returns what ranks their topics for a question."""

    def __call__(self, articles: Sequence[Article]) -> Rank:
        """Index `articles`."""


def phrasings(articles: Sequence[Article]) -> tuple[list[str], list[str]]:
    """Return the titles, phrasings and tags of `articles`, folded, and the topic of each."""
    texts: list[str] = []
    topics: list[str] = []
    for article in articles:
        for text in (article.title, *article.phrasings, *([" ".join(article.tags)] if article.tags else [])):
            texts.append(" ".join(tokens(text)))
            topics.append(article.topic)
    return texts, topics


def _topics(order: Sequence[int], topics: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(topics[place] for place in order))


def by_ratio(scorer: Callable[..., float]) -> Rival:
    """Return rapidfuzz `process.extract` with a scorer over all phrasings."""

    def prepare(articles: Sequence[Article]) -> Rank:
        texts, topics = phrasings(articles)

        def rank(question: str) -> list[str]:
            found = process.extract(" ".join(tokens(question)), texts, scorer=scorer, limit=DEEP)
            return _topics([place for _, _, place in found], topics)

        return rank

    return prepare


def by_bm25(articles: Sequence[Article]) -> Rank:
    """Rank by bm25s over the folded phrasings (Lù 2024), without stop words and stemmer."""
    texts, topics = phrasings(articles)
    retriever = bm25s.BM25()
    words = [text.split() for text in texts]
    retriever.index(words, show_progress=False)
    known = {word for text in words for word in text}

    def rank(question: str) -> list[str]:
        asked = [word for word in tokens(question) if word in known]
        if not asked:
            return []
        scores = retriever.get_scores(asked)
        order = np.argsort(-scores, kind="stable")[:DEEP]
        return _topics([int(place) for place in order if scores[place] > 0], topics)

    return rank


def by_fts5(articles: Sequence[Article]) -> Rank:
    """Rank by SQLite's FTS5 and its bm25, any of the words."""
    texts, topics = phrasings(articles)
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE phrasing USING fts5(text, tokenize = 'unicode61 remove_diacritics 2')")
    database.executemany("INSERT INTO phrasing (rowid, text) VALUES (?, ?)", enumerate(texts, 1))

    def rank(question: str) -> list[str]:
        asked = " OR ".join(f'"{word}"' for word in dict.fromkeys(tokens(question)))
        if not asked:
            return []
        rows = database.execute(
            "SELECT rowid FROM phrasing WHERE phrasing MATCH ? ORDER BY rank LIMIT ?", (asked, DEEP)
        )
        return _topics([row[0] - 1 for row in rows], topics)

    return rank


def by_tfidf(articles: Sequence[Article]) -> Rank:
    """Rank by scikit-learn's TF-IDF over words and pairs of words, cosine to the nearest phrasing."""
    texts, topics = phrasings(articles)
    vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    matrix = vectors.fit_transform(texts)

    def rank(question: str) -> list[str]:
        scores = (vectors.transform([fold(question)]) @ matrix.T).toarray()[0]
        order = np.argsort(-scores, kind="stable")[:DEEP]
        return _topics([int(place) for place in order if scores[place] > 0], topics)

    return rank


def by_us(understanding: Understanding) -> Rival:
    """Return the search of this project."""

    def prepare(articles: Sequence[Article]) -> Rank:
        index = Index.build([(number, number, article) for number, article in enumerate(articles)], understanding)
        return lambda question: [hit.topic for hit in index.search(question)]

    return prepare


RIVALS: dict[str, Rival] = {
    "rapidfuzz WRatio": by_ratio(fuzz.WRatio),
    "rapidfuzz token_set_ratio": by_ratio(fuzz.token_set_ratio),
    "bm25s": by_bm25,
    "SQLite FTS5": by_fts5,
    "scikit-learn TF-IDF": by_tfidf,
}
