"""What tells topics apart: how few of them have a term. It decides among them where a question is long.

In a story every sentence is near to something; what all of it says together is near to what is asked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]  # scipy ships no types

from kb.concepts import Concepts
from kb.segment import Numbers, Segment
from kb.space import Space, Vector
from kb.terms import CONCEPTS, said_once

CONCEPTS_TELL = 1.0
WORDS_TELL = 0.3
"""What a concept, a stem or a pair of stems counts where it is looked at what tells topics apart."""


def telling_terms(words: Sequence[str], concepts: Concepts, space: Space) -> list[tuple[int, float]]:
    """Return the columns of what the folded `words` say, each once, and how much each counts."""
    said = said_once(words, concepts)
    codes = np.fromiter(said, dtype=np.int64, count=len(said))
    strengths = np.fromiter(said.values(), dtype=np.float32) * np.where(
        codes & 3 == CONCEPTS, CONCEPTS_TELL, WORDS_TELL
    )
    return [(c, s) for c, s in zip(space.columns_of(codes).tolist(), strengths.tolist(), strict=True) if c >= 0]


@dataclass(frozen=True, slots=True)
class Telling:
    """How much each term tells one topic from the others.

    `all` is how often the texts of the base have each column, by their trust, and `topics` how many topics have it,
    of `known` topics.
    """

    all: Vector
    topics: NDArray[np.int64]
    known: int

    @classmethod
    def of(cls, texts: Segment, topic: Numbers) -> Telling:
        """Count the terms of `texts`, each of which is on a `topic`."""
        columns, known = texts.rows.shape[1], int(topic.max(initial=-1)) + 1
        grouped = sparse.csr_array(
            (np.ones(len(topic), dtype=np.float32), (topic, np.arange(len(topic)))), shape=(known, len(topic))
        )
        trust = np.repeat(texts.trust, np.diff(texts.rows.indptr))
        return cls(
            all=np.bincount(texts.rows.indices, weights=trust, minlength=columns).astype(np.float32),
            topics=np.bincount((grouped @ texts.rows).indices, minlength=columns),
            known=known,
        )

    def score(self, asked: Sequence[tuple[int, float]], said: Sequence[Mapping[int, float]]) -> float:
        """Return how much the `asked` columns, each with its strength, tell of a topic whose articles have `said` so.

        The sum over the terms of the root of the topic's share in a term's texts, times the logarithm of how few
        topics have it (Sparck Jones 1972): what many a topic says too is no evidence, however often it is said.
        """
        score = 0.0
        for column, strength in asked:
            if mine := sum(each.get(column, 0.0) for each in said):
                known = column < len(self.all)
                share = mine / max(mine, float(self.all[column])) if known else 1.0
                few = max(1, int(self.topics[column])) if known else 1
                score += strength * math.sqrt(share) * math.log((self.known + 1) / few)
        return score


def lead(told: Sequence[float], place: int) -> dict[str, float]:
    """Return what is `told` of the topic at `place`: in all, beside the best topic's, and before the best other's."""
    most = max(told) or 1.0
    others = max((score for other, score in enumerate(told) if other != place), default=0.0)
    return {"told": told[place], "told_share": told[place] / most, "told_lead": (told[place] - others) / most}
