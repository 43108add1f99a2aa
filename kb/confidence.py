"""From features to the chance that a hit solves the matter, and from chances to what is done."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from core.knowledge import Hit, Thresholds

Decision = Literal["answer", "choose", "rephrase", "handoff"]

FEATURES = ("vote", "lead", "covered", "named", "known", "token_set", "token_sort", "brevity")
"""What `kb.index` says of every hit; see `kb.evidence`. "covered", "named" and "known" are shares of the
question's information: in the topic's articles, in their titles and phrasings, in any article."""

COEFFICIENTS = Path(__file__).with_name("confidence.json")
"""Fitted by bench/fit_confidence.py on the development data and three public intent sets named there."""

THRESHOLDS = Thresholds(answer=0.75, choose=0.20)
"""Measured on the 360 development questions: more than 95 of 100 answers are right (tests/kb/test_search.py)."""

FLOOR = 0.05
"""Below this chance nothing was understood, and asking again would only cost the person time."""

OFFERED = 3
"""Titles that are offered at most."""

_WEIGHTS: dict[str, float] = json.loads(COEFFICIENTS.read_text("utf-8"))


def probability(features: Mapping[str, float]) -> float:
    """Return the chance, 0 to 1, that a hit with `features` is the right one: a logistic function of them."""
    score = _WEIGHTS["intercept"] + sum(_WEIGHTS[name] * features[name] for name in FEATURES)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def decide(hits: Sequence[Hit], thresholds: Thresholds) -> Decision:
    """Return the rung of the ladder for `hits`, best first.

    "answer" when the best is sure enough, "choose" when its title is worth offering, "rephrase" when
    something was understood, else "handoff".
    """
    best = hits[0].probability if hits else 0.0
    if best >= thresholds.answer:
        return "answer"
    if best >= thresholds.choose:
        return "choose"
    return "rephrase" if best >= FLOOR else "handoff"


def offered(hits: Sequence[Hit], thresholds: Thresholds) -> list[Hit]:
    """Return the hits whose titles are offered when the decision is "choose": at most three, none unlikely."""
    return [hit for hit in hits[:OFFERED] if hit.probability >= thresholds.choose / 2]
