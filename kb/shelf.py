"""The articles behind an index: which one has which topic, and who may see it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from core.messages import Language
from kb.article import Article, Audience

Row = tuple[int, int, Article]
"""Article id, version id, article."""

Mask = NDArray[np.bool_]


class Shelf:
    """Articles, numbered in their order. Those at the numbers `gone` are there no more."""

    def __init__(self, rows: Sequence[Row], gone: Collection[int] = ()) -> None:
        self.rows = rows
        articles = [article for _, _, article in rows]
        self._topics: dict[str, list[int]] = {}
        for number, article in enumerate(articles):
            if number not in gone:
                self._topics.setdefault(article.topic, []).append(number)
        numbers = {topic: number for number, topic in enumerate(self._topics)}
        self._on = list(self._topics.values())
        self.topic = np.array([numbers.get(article.topic, -1) for article in articles], dtype=np.intp)
        there = np.ones(len(rows), dtype=np.bool_)
        there[list(gone)] = False
        self._for_all = there & np.array([not article.organizations for article in articles], dtype=np.bool_)
        self._for_customers = np.array([article.audience == "customer" for article in articles], dtype=np.bool_)
        named = set(chain.from_iterable(article.organizations for article in articles))
        self._for_one = {
            key: there & np.array([key in article.organizations for article in articles], dtype=np.bool_)
            for key in named
        }

    def __len__(self) -> int:
        """Number of articles that are there."""
        return sum(map(len, self._on))

    @property
    def topics(self) -> int:
        """Number of topics."""
        return len(self._on)

    def visible(self, organization: str | None, audience: Audience) -> Mask:
        """Say of each article whether somebody of `organization` may see it; None sees only what is for everybody."""
        mine = self._for_one.get(organization) if organization is not None else None
        visible = self._for_all if mine is None else self._for_all | mine
        return visible if audience == "agents" else visible & self._for_customers

    def on(self, topic: int, visible: Mask) -> list[int]:
        """Return the numbers of the visible articles on a topic."""
        return [number for number in self._on[topic] if visible[number]]

    def shown(self, numbers: Sequence[int], lang: Language | None) -> Row:
        """Return the article in `lang` of those given, one's own organization's before everybody's."""

        def order(number: int) -> tuple[bool, bool, int]:
            article_id, _, article = self.rows[number]
            return article.lang != lang, not article.organizations, article_id

        return self.rows[min(numbers, key=order)]
