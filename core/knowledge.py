"""What the dialogue needs to know of the knowledge base; the `kb` package fills these values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from core.messages import Language

ArticleKind = Literal["known_error", "how_to", "information"]
TicketType = Literal["incident", "request"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that may answer a question.

    `probability` is the calibrated chance that it solves the matter, 0 to 1. `version` identifies the
    very text that was found. `features` are the figures behind the probability, by name.
    """

    article: int
    version: int
    topic: str
    lang: Language
    title: str
    body: str
    kind: ArticleKind
    type: TicketType
    category: str
    probability: float
    urgent: bool = False
    features: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Lowest probability at which an article is given (`answer`), or its title offered (`choose`)."""

    answer: float = 0.75
    choose: float = 0.30


MAX_TITLES = 3
"""Titles that are offered at most."""


def offered(hits: Sequence[Hit], thresholds: Thresholds) -> tuple[Hit, ...]:
    """Return the hits whose titles are offered beside the best one: none unlikely, one language per topic."""
    topics: dict[str, Hit] = {}
    for hit in hits:
        if hit.probability >= thresholds.choose / 2:
            topics.setdefault(hit.topic, hit)
    return tuple(topics.values())[:MAX_TITLES]
