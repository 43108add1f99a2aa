"""Local kernel ridge regression: which texts vote on a question, and which topic they speak for."""

from __future__ import annotations

import numpy as np
from scipy.linalg import cho_factor, cho_solve  # type: ignore[import-untyped]  # scipy ships no types

from kb.segment import Numbers
from kb.space import Vector

NEAREST = 80
"""Texts that vote on a question as a whole."""

NEAREST_TO_WINDOWS = 40
"""Texts that the windows of a long question add to the vote, together."""

ALIKE = 0.03
"""From this cosine on two texts have something in common: below it are single letters that any two words share."""

NOISE = 0.5
"""Variance of the noise on a fully trusted passage; measured on the development data, flat from .15 to .8."""


def votes(kernel: Vector, similarity: Vector, trust: Vector) -> Vector:
    """Return the weight of each passage in the answer to each question.

    `kernel` (n, n) holds the cosines between passages, `similarity` (n, m) those between passages and
    questions, `trust` (n,) is in (0, 1]. Solves (K + diag(noise / trust)) v = C: kernel ridge regression
    (Saunders, Gammerman, Vovk 1998) in its dual form, so that alike passages share one vote. The sum of
    v over a topic's passages is the topic's predicted membership, about 0 to 1.
    """
    system = kernel + np.diag(NOISE / trust)
    return np.asarray(cho_solve(cho_factor(system, lower=True, check_finite=False), similarity, check_finite=False))


def candidates(weighted: Vector) -> Numbers:
    """Return the texts that may vote, in their order: the best for the whole question, and for any window.

    `weighted` are their cosines (questions, texts) times their reach.
    """
    chosen = _best(weighted[0], NEAREST)
    if len(weighted) > 1:
        chosen = np.union1d(chosen, _best(weighted[1:].max(axis=0), NEAREST_TO_WINDOWS))
    return np.sort(chosen)


def _best(scores: Vector, most: int) -> Numbers:
    """Return the positions of the `most` highest scores that are more than chance."""
    top = np.argpartition(scores, -most)[-most:] if len(scores) > most else np.arange(len(scores))
    return top[scores[top] >= ALIKE]
