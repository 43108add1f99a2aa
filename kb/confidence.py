"""From features to the chance that a hit solves the matter, and from chances to what is done."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from core.banks import Bank, bank_for
from core.knowledge import Hit, Thresholds

Decision = Literal["answer", "choose", "diagnose", "rephrase", "handoff", "smalltalk"]
"""The rungs of the ladder; "smalltalk" is read from the words alone (`kb.reply`), never from hits."""

FEATURES = (
    "vote", "lead", "far", "behind", "cosine", "covered", "named", "known", "meant", "meant_by_name", "means",
    "token_set", "token_sort", "brevity", "untroubled", "how",
)  # fmt: skip
"""What `kb.index` says of every hit; see `kb.evidence`."""

LONG_FEATURES = ("whole", "whole_lead", "steady", "told", "told_share", "told_lead", "far", "behind")
"""What decides of a question that is looked at in parts; `kb.index` says the first six of such a question alone."""

FITTED = Path(__file__).with_name("confidence.json")
"""Written by bench/fit_confidence.py from the development data and the public sets that it names."""

CHOOSE = 0.28
"""From this chance on a title is worth a tap: so that eight of ten matters that the knowledge has are solved, and three
of four that it has not go to people (docs/search.md)."""

VAGUE = 0.15
"""The most that is believed of a hit when the question names nothing: below what is worth a title."""

FLOOR = 0.05
"""Below this chance nothing was understood, and asking again would only cost the person time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What recorded outcomes have taught (`kb.calibration`): the score is `shift` + `slope` times what it was.

    `answer` is the chance from which on an article is given, where that was learned, too. `lessons` counts outcomes.
    """

    shift: float = 0.0
    slope: float = 1.0
    answer: float | None = None
    lessons: int = 0


UNTAUGHT = Calibration()


@dataclass(frozen=True, slots=True)
class Confidence:
    """From features to chances: the coefficients of logistic functions, and which chance gives which precision.

    `long` are those of questions that are looked at in parts, whose windows say less than all they say together.
    `precisions` are pairs (precision, lowest chance), measured where neither the knowledge base nor its questions took
    part in the fit. `taught` is what was learned at this desk since.
    """

    weights: Mapping[str, float]
    long: Mapping[str, float]
    precisions: tuple[tuple[float, float], ...]
    taught: Calibration = UNTAUGHT

    @classmethod
    def shipped(cls, *, semantic: bool) -> Confidence:
        """Return what was fitted with or without the encoder."""
        fitted = json.loads(FITTED.read_text("utf-8"))["with_encoder" if semantic else "without_encoder"]
        precisions = tuple((precision, chance) for precision, chance in fitted["precisions"])
        return cls(fitted["weights"], fitted["long"], precisions)

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the chance, 0 to 1, that a hit with `features` is the right one."""
        weights = self.long if is_long(features) else self.weights
        score = weights["intercept"] + sum(added for _, added in self.speaking(features))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.taught.shift + self.taught.slope * score))))

    def speaking(self, features: Mapping[str, float]) -> list[tuple[str, float]]:
        """Return what each of `features` adds to the score, or takes from it, the most important first."""
        weights = self.long if is_long(features) else self.weights
        added = [(name, weights[name] * value) for name, value in features.items() if name in weights]
        return sorted(added, key=lambda each: -abs(each[1]))

    def thresholds(self, precision: float) -> Thresholds:
        """Return from which chances on an article is given, so that `precision` of them are right, or its title."""
        wanted, chances = zip(*self.precisions, strict=True)
        answer = self.taught.answer
        if answer is None:
            answer = float(np.interp(precision, wanted, chances))
        return Thresholds(answer=answer, choose=min(CHOOSE, answer))


def is_long(features: Mapping[str, float]) -> bool:
    """Say whether `features` are those of a question that is looked at in parts."""
    return "whole" in features


def decide(hits: Sequence[Hit], thresholds: Thresholds, banks: Iterable[Bank] = ()) -> Decision:
    """Return the rung of the ladder for `hits`, best first.

    "answer" when the best is sure enough, "choose" when its title is worth offering, or "diagnose" when
    one of `banks` fits better than the titles; "rephrase" when something was understood, else "handoff".
    """
    best = hits[0].probability if hits else 0.0
    if best >= thresholds.answer:
        return "answer"
    if best >= thresholds.choose:
        return "diagnose" if bank_for(hits, thresholds, banks) else "choose"
    return "rephrase" if best >= FLOOR else "handoff"
