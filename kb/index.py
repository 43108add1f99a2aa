"""The index: from a question to the articles that may answer it. Immutable; built whole, swapped whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from core.knowledge import Hit
from core.messages import Language
from kb.article import Article, Audience
from kb.confidence import VAGUE, probability
from kb.evidence import Tally, coverage, wording
from kb.normalize import informative, is_vague, prefixes, tokens
from kb.passages import WEIGHTS, passages, windows
from kb.ridge import votes
from kb.space import Space

NEAREST = 80
"""Passages that vote on a question as a whole."""

NEAREST_TO_WINDOWS = 40
"""Passages that the windows of a long question add to the vote, together."""

RERANKED = 8
"""Topics whose wording is compared by rapidfuzz, and the most hits a search returns."""

Mask = NDArray[np.bool_]
Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Entry:
    """An article in the index.

    `wordings` are its folded phrasings and title; `named` are their prefixes, `stems` those of all its words.
    """

    article_id: int
    version_id: int
    article: Article
    topic: int
    wordings: tuple[str, ...]
    stems: frozenset[str]
    named: frozenset[str]


class Index:
    """All searchable articles of one revision.

    Searching changes nothing, so one index may serve any number of threads. Organizations and audience
    are honoured before anything is ranked: what a person may not see takes no part in the vote.
    """

    def __init__(self, entries: Sequence[_Entry], space: Space, rows: Numbers, trust: NDArray[np.float64]):
        self._entries = entries
        self._space = space
        self._by_term = space.matrix.T.tocsr()
        self._article_of = rows
        self._trust = trust
        self._reach = np.sqrt(trust)
        self._topic_of = np.array([entry.topic for entry in entries], dtype=np.intp)
        self._articles_on: dict[int, list[int]] = {}
        for position, entry in enumerate(entries):
            self._articles_on.setdefault(entry.topic, []).append(position)
        self._for_all = np.array([not entry.article.organizations for entry in entries], dtype=np.bool_)
        self._for_customers = np.array([entry.article.audience == "customer" for entry in entries], dtype=np.bool_)
        named = set(chain.from_iterable(entry.article.organizations for entry in entries))
        self._for_one = {
            key: np.array([key in entry.article.organizations for entry in entries], dtype=np.bool_) for key in named
        }

    @classmethod
    def build(cls, rows: Iterable[tuple[int, int, Article]]) -> Index:
        """Index the published ones among `rows`, each (article id, version id, article). Time grows linearly."""
        entries: list[_Entry] = []
        topics: dict[str, int] = {}
        texts: list[list[str]] = []
        article_of: list[int] = []
        trust: list[float] = []
        for article_id, version_id, article in rows:
            if article.status != "published":
                continue
            stems: set[str] = set()
            named: set[str] = set()
            wordings: list[str] = []
            for passage in passages(article):
                words = informative(tokens(passage.text))
                if not words:
                    continue
                texts.append(words)
                article_of.append(len(entries))
                trust.append(WEIGHTS[passage.role])
                stems.update(prefixes(words))
                if passage.role in ("phrasing", "title"):
                    wordings.append(" ".join(words))
                    named.update(prefixes(words))
            topic = topics.setdefault(article.topic, len(topics))
            entries.append(
                _Entry(article_id, version_id, article, topic, tuple(wordings), frozenset(stems), frozenset(named))
            )
        return cls(
            entries,
            Space(texts),
            np.array(article_of, dtype=np.intp),
            np.array(trust, dtype=np.float64),
        )

    def __len__(self) -> int:
        """Number of articles that can be found."""
        return len(self._entries)

    def search(
        self,
        text: str,
        lang: Language | None = None,
        organization: str | None = None,
        audience: Audience = "customer",
        limit: int = RERANKED,
    ) -> list[Hit]:
        """Return at most `limit` (eight at most) articles, one per topic, the most probable first.

        Of a topic's articles the one in `lang` is returned, else the one in the other language; without
        `lang` the oldest. Agents see the articles for customers too. `organization` None sees only what is
        for everybody.
        """
        parts = windows(text)
        visible = self._visible(organization, audience)
        if not parts or not visible.any():
            return []
        hits = [self._hit(topic, features, visible, lang) for topic, features in self._rank(parts, visible)]
        if is_vague(parts[0]):
            hits = [replace(hit, probability=min(hit.probability, VAGUE)) for hit in hits]
        return sorted(hits, key=lambda hit: (-hit.probability, hit.article))[:limit]

    def _visible(self, organization: str | None, audience: Audience) -> Mask:
        mine = self._for_one.get(organization) if organization is not None else None
        visible = self._for_all if mine is None else self._for_all | mine
        return visible if audience == "agents" else visible & self._for_customers

    def _rank(self, parts: list[list[str]], visible: Mask) -> list[tuple[int, dict[str, float]]]:
        """Return the topics with the most votes and their features."""
        cosines = (self._space.vectors(parts) @ self._by_term).toarray()  # (parts, passages)
        cosines[:, ~visible[self._article_of]] = 0.0
        rows = self._candidates(cosines)
        if not len(rows):
            return []
        nearest = self._space.matrix[rows]
        similarity = cosines[:, rows].T
        voted = votes((nearest @ nearest.T).toarray(), similarity, self._trust[rows])
        topics, members = np.unique(self._topic_of[self._article_of[rows]], return_inverse=True)
        tally = Tally.count(voted, members, len(topics))
        return [
            (int(topics[place]), self._features(int(topics[place]), place, tally, parts, visible))
            for place in tally.first(RERANKED)
        ]

    def _features(
        self, topic: int, place: int, tally: Tally, parts: list[list[str]], visible: Mask
    ) -> dict[str, float]:
        words = parts[tally.best_part(place)]
        entries = [self._entries[position] for position in self._articles_on[topic] if visible[position]]
        wordings = list(chain.from_iterable(entry.wordings for entry in entries))
        weight = self._space.weight
        return {
            **tally.features(place),
            **wording(words, wordings),
            "covered": coverage(words, frozenset().union(*(entry.stems for entry in entries)), weight),
            "named": coverage(words, frozenset().union(*(entry.named for entry in entries)), weight),
            "known": coverage(words, self._space.stems, weight),
            "brevity": 1 / len(words),
        }

    def _hit(self, topic: int, features: dict[str, float], visible: Mask, lang: Language | None) -> Hit:
        """Return the topic's article in `lang`, one's own organization's before everybody's."""
        entries = [self._entries[position] for position in self._articles_on[topic] if visible[position]]
        entry = min(entries, key=lambda e: (e.article.lang != lang, not e.article.organizations, e.article_id))
        article = entry.article
        return Hit(
            article=entry.article_id,
            version=entry.version_id,
            topic=article.topic,
            lang=article.lang,
            title=article.title,
            body=article.body,
            kind=article.kind,
            type=article.type,
            category=article.category,
            probability=probability(features),
            urgent=article.urgent,
            features=features,
        )

    def _candidates(self, cosines: NDArray[np.float64]) -> Numbers:
        """Return the passages that may vote: the best for the whole question, and the best for any window."""
        weighted = cosines * self._reach
        chosen = _best(weighted[0], NEAREST)
        if len(weighted) > 1:
            chosen = np.union1d(chosen, _best(weighted[1:].max(axis=0), NEAREST_TO_WINDOWS))
        return chosen


def _best(scores: NDArray[np.float64], count: int) -> Numbers:
    """Return the positions of the `count` highest scores above zero, highest first."""
    top = np.argpartition(scores, -count)[-count:] if len(scores) > count else np.arange(len(scores))
    ordered = top[np.argsort(-scores[top], kind="stable")]
    return ordered[scores[ordered] > 0]
