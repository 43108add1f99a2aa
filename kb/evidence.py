"""What speaks for a topic: named figures, each about 0 to 1, from which its probability is made."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from kb.concepts import Concepts
from kb.normalize import asks_how, says_little, tells_trouble
from kb.segment import Numbers
from kb.space import Space, Vector
from kb.terms import FAINT, concepts_of, stems_of

WINDOW_TRUST = 0.95
"""What a vote for one window of a long question is worth beside a vote for the whole."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes of the nearest texts, summed by topic.

    `votes` is an array (topics, parts of the question) and `nearest` the best cosine of each topic; both for the
    topics with the numbers `topics`. `far` is the most votes that a matter of the background got.
    """

    topics: Numbers
    votes: Vector
    nearest: Vector
    far: float

    @classmethod
    def count(cls, voted: Vector, similarity: Vector, topic: Numbers, topics: int) -> Tally:
        """Sum `voted` (texts, parts) by the `topic` of each text; numbers from `topics` on are of the background."""
        found, members = np.unique(topic, return_inverse=True)
        votes = np.zeros((len(found), voted.shape[1]), dtype=np.float32)
        np.add.at(votes, members, voted)
        votes[:, 1:] *= WINDOW_TRUST
        nearest = np.zeros(len(found), dtype=np.float32)
        np.maximum.at(nearest, members, similarity.max(axis=1))
        own = found < topics
        far = float(votes[~own].max(initial=0.0))
        return cls(found[own], votes[own], nearest[own], far)

    def first(self, count: int) -> list[int]:
        """Return the `count` topics with the most votes, most first."""
        score = self.votes.max(axis=1, initial=-np.inf)
        if self.votes.shape[1] > 1:
            score = score + self.votes[:, 0] + self._steady()
        order = np.argsort(-score, kind="stable")[:count]
        return [int(topic) for topic in self.topics[order]]

    def of_each(self, topics: Sequence[int]) -> list[tuple[int, dict[str, float]]]:
        """Return for each of `topics` which part of the question speaks most for it, and how much the texts speak so.

        "vote" is its predicted membership, "lead" how far it is before the best other topic, "far" the best vote of
        the background and "behind" how far the topic is behind that, "cosine" that of its nearest text. Of a long
        question these are of its best part; "whole" and "whole_lead" are of all its words, "steady" is the mean of
        the parts.
        """
        if not topics:
            return []
        places = np.searchsorted(self.topics, topics)
        parts, nearest = self.votes[places].argmax(axis=1).tolist(), self.nearest[places].tolist()
        found = [
            {"vote": vote, "lead": lead, "far": self.far, "behind": max(0.0, self.far - vote), "cosine": cosine}
            for vote, lead, cosine in zip(*_leads(self.votes.max(axis=1), places), nearest, strict=True)
        ]
        if self.votes.shape[1] > 1:
            whole, leads = _leads(self.votes[:, 0], places)
            for features, *each in zip(found, whole, leads, self._steady()[places].tolist(), strict=True):
                features.update(zip(("whole", "whole_lead", "steady"), each, strict=True))
        return list(zip(parts, found, strict=True))

    def _steady(self) -> Vector:
        return np.asarray(np.maximum(self.votes[:, 1:], 0.0).mean(axis=1))


def _leads(votes: Vector, places: Numbers) -> tuple[list[float], list[float]]:
    """Return the votes at `places`, and how far each is before the best of all others, or before none at all."""
    best = int(votes.argmax())
    first, second = max(0.0, float(votes[best])), float(np.delete(votes, best).max(initial=0.0))
    mine: list[float] = votes[places].tolist()
    others = [second if place == best else first for place in places.tolist()]
    return mine, [vote - other for vote, other in zip(mine, others, strict=True)]


@dataclass(frozen=True, slots=True)
class Asked:
    """The information of a question: the columns of its stems and of its concepts (-1: unknown) with their weights."""

    stems: tuple[tuple[int, float], ...]
    concepts: tuple[tuple[int, float], ...]
    words: int

    @classmethod
    def of(cls, words: Sequence[str], space: Space, concepts: Concepts) -> Asked:
        """Return the information of the folded `words`; one that says little of the matter counts less."""
        faint = {code for word in words if says_little(word) for code in stems_of([word])}
        stems, named = stems_of(words), concepts_of(words, concepts)
        columns = space.columns_of(np.array([*stems, *named], dtype=np.int64))
        weights = space.weights_of(columns).tolist()
        strengths = [FAINT if code in faint else 1.0 for code in stems] + [1.0] * len(named)
        each = tuple(
            (column, weight * strength)
            for column, weight, strength in zip(columns.tolist(), weights, strengths, strict=True)
        )
        return cls(each[: len(stems)], each[len(stems) :], len(words))

    @property
    def columns(self) -> Sequence[tuple[int, float]]:
        """All of the columns, with their weights."""
        return (*self.stems, *self.concepts)

    def features(self, said: Iterable[Iterable[int]], called: Iterable[Iterable[int]]) -> dict[str, float]:
        """Return which share of the question's information a topic has.

        `said` and `called` are the columns of all that each of its articles says, and of what it is called.
        "covered" and "named" are shares of its stems in the topic's texts, and in its titles and phrasings alone;
        "known" in any text. "meant" and "meant_by_name" are the same of its concepts, 0 where it names none, which
        "means" tells. "brevity" is one over the number of words.
        """
        in_texts, in_names = set[int]().union(*said), set[int]().union(*called)
        return {
            "covered": _share(self.stems, in_texts),
            "named": _share(self.stems, in_names),
            "known": _share(self.stems, range(_MOST_COLUMNS)),
            "meant": _share(self.concepts, in_texts),
            "meant_by_name": _share(self.concepts, in_names),
            "means": float(bool(self.concepts)),
            "brevity": 1 / self.words,
        }


_MOST_COLUMNS = 2**62


def _share(asked: Sequence[tuple[int, float]], there: Container[int]) -> float:
    total = sum([weight for _, weight in asked])
    return sum([weight for column, weight in asked if column in there]) / total if total else 0.0


def wording(words: Sequence[str], wordings: Sequence[str]) -> dict[str, float]:
    """Return how alike the question and the best of `wordings` are in letters, 0 to 1, word order aside."""
    if not wordings:
        return {"token_set": 0.0, "token_sort": 0.0}
    question = " ".join(words)
    return {
        "token_set": process.extractOne(question, wordings, scorer=fuzz.token_set_ratio)[1] / 100,
        "token_sort": process.extractOne(question, wordings, scorer=fuzz.token_sort_ratio)[1] / 100,
    }


def mood(words: Sequence[str], incident: bool) -> dict[str, float]:
    """Return what speaks against a topic that is an `incident`: that the question tells of no trouble, or asks a way.

    "How do I filter a table in Excel" has the words of the article on its freezing.
    """
    return {
        "untroubled": float(incident and not tells_trouble(words)),
        "how": float(incident and asks_how(words)),
    }
