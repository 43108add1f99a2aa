"""What speaks for a topic: named figures, each about 0 to 1, from which its probability is made."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from kb.normalize import prefixes

WINDOW_TRUST = 0.95
"""What a vote for one window of a long question is worth beside a vote for the whole."""

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes of the nearest passages, summed by topic: an array (topics, parts of the question)."""

    votes: Vector

    @classmethod
    def count(cls, voted: Vector, members: NDArray[np.intp], topics: int) -> Tally:
        """Sum `voted` (passages, parts); `members` gives each passage's topic, 0 to `topics` - 1."""
        votes = np.zeros((topics, voted.shape[1]))
        np.add.at(votes, members, voted)
        votes[:, 1:] *= WINDOW_TRUST
        return cls(votes)

    def first(self, count: int) -> list[int]:
        """Return the `count` topics with the most votes, most first."""
        return [int(place) for place in np.argsort(-self.votes.max(axis=1), kind="stable")[:count]]

    def best_part(self, topic: int) -> int:
        """Return the part of the question that speaks most for `topic`."""
        return int(self.votes[topic].argmax())

    def features(self, topic: int) -> dict[str, float]:
        """Return "vote", the predicted membership of `topic`, and "lead", how far before the best other one."""
        best = self.votes.max(axis=1)
        vote = float(best[topic])
        return {"vote": vote, "lead": vote - float(np.delete(best, topic).max(initial=0.0))}


def coverage(words: list[str], stems: Container[str], weight: Callable[[str], float]) -> float:
    """Return which share of the words' information (their idf, `weight`) occurs in `stems`, 0 to 1."""
    asked = {stem: weight(stem) for stem in prefixes(words)}
    return sum(value for stem, value in asked.items() if stem in stems) / sum(asked.values())


def wording(words: list[str], wordings: Sequence[str]) -> dict[str, float]:
    """Return how alike the question and the best of `wordings` are in letters, 0 to 1, word order aside."""
    question = " ".join(words)
    return {
        "token_set": max((fuzz.token_set_ratio(question, text) for text in wordings), default=0.0) / 100,
        "token_sort": max((fuzz.token_sort_ratio(question, text) for text in wordings), default=0.0) / 100,
    }
