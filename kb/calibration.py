"""What recorded outcomes teach: how much to believe our own chances, and from which one on an article is given.

A lesson is an article that was given directly, with what was known of it then, and whether it solved the matter. Two
numbers are fitted to the lessons by logistic regression of the outcome on the score (Platt 1999), held near 0 and 1 by
a normal prior, so that few lessons change little. The threshold is the lowest chance at which the lower end of the
95 % interval of the share that was right (Wilson 1927, one side) is not below what is wanted: what only may be so is
not taken for granted. Lessons lie where articles were given, so a threshold can be raised by them, and lowered only as
far as they reach.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.errors import OnkapiError
from kb.confidence import Calibration, Confidence

LEAST = 100
"""Lessons without which nothing is learned."""

SURE = 1.645
"""Standard deviations of a one-sided 95 %."""

_SPREAD = np.array([1.0, 0.3])
"""How far shift and slope may be from 0 and 1 before the lessons must insist."""

_LEAST_SLOPE = 0.05
"""However the lessons look, a better score never means a smaller chance."""

_STEPS, _NEAR = 100, 1e-9


class TooLittle(OnkapiError):
    """There are fewer lessons than are needed to learn from."""

    code = "kb.too_little"

    def __init__(self, known: int) -> None:
        self.known = known
        super().__init__(known=known, needed=LEAST)


@dataclass(frozen=True, slots=True)
class Lesson:
    """An article that was given: what was known of it, and whether it solved the matter."""

    features: Mapping[str, float]
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How lessons look at a threshold: how many reach it, the share that was right, and its lower bound."""

    threshold: float
    given: int
    right: float
    at_least: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """What was learned, and the same lessons before and after it."""

    calibration: Calibration
    before: Standing
    after: Standing


def calibrate(lessons: Collection[Lesson], confidence: Confidence, precision: float) -> Calibrated:
    """Learn from `lessons`. `confidence` is what decides now; raise `TooLittle` for fewer than `LEAST`."""
    if len(lessons) < LEAST:
        raise TooLittle(len(lessons))
    shipped = replace(confidence, taught=Calibration())
    scores = np.array([_logit(shipped.probability(each.features)) for each in lessons])
    right = np.array([each.right for each in lessons], dtype=float)
    shift, slope = _fitted(scores, right)
    learned = Calibration(shift=shift, slope=slope, lessons=len(lessons))
    chances = [replace(confidence, taught=learned).probability(each.features) for each in lessons]
    learned = replace(learned, answer=_lowest(chances, right, precision))
    return Calibrated(
        calibration=learned,
        before=_standing(lessons, confidence, precision),
        after=_standing(lessons, replace(confidence, taught=learned), precision),
    )


def at_least(right: float, given: int) -> float:
    """Return the lower end of the 95 % interval of a share that was `right` in `given` cases (Wilson, one side)."""
    if not given:
        return 0.0
    square = SURE * SURE / given
    middle = right + square / 2
    spread = SURE * math.sqrt(right * (1 - right) / given + square / (4 * given))
    return (middle - spread) / (1 + square)


def _fitted(scores: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Return shift and slope by Newton's steps, shortened where they leap; the penalized loss has one valley."""
    design, sign = np.column_stack([np.ones_like(scores), scores]), 1 - 2 * right
    start, weights = np.array([0.0, 1.0]), np.array([0.0, 1.0])

    def loss(at: np.ndarray) -> float:
        return float(np.logaddexp(0, sign * (design @ at)).sum() + (((at - start) / _SPREAD) ** 2).sum() / 2)

    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        slope = design.T @ (right - chances) - (weights - start) / _SPREAD**2
        curve = (design * (chances * (1 - chances))[:, None]).T @ design + np.diag(1 / _SPREAD**2)
        step = np.linalg.solve(curve, slope)
        while loss(weights + step) > loss(weights) and np.abs(step).max() > _NEAR:
            step = step / 2
        weights = weights + step
        if np.abs(step).max() <= _NEAR:
            break
    return float(weights[0]), float(max(_LEAST_SLOPE, weights[1]))


def _lowest(chances: Sequence[float], right: np.ndarray, precision: float) -> float | None:
    """Return the lowest chance from which on the lessons prove `precision`; None where they prove it nowhere."""
    order = np.argsort(chances)[::-1]
    hits, found = 0.0, None
    for given, number in enumerate(order, 1):
        hits += right[number]
        last = given == len(order) or chances[order[given]] < chances[number]
        if last and at_least(hits / given, given) >= precision:
            found = float(chances[number])
    return found


def _standing(lessons: Collection[Lesson], confidence: Confidence, precision: float) -> Standing:
    threshold = confidence.thresholds(precision).answer
    reached = [each.right for each in lessons if confidence.probability(each.features) >= threshold]
    right = sum(reached) / len(reached) if reached else 0.0
    return Standing(threshold=threshold, given=len(reached), right=right, at_least=at_least(right, len(reached)))


def _logit(chance: float) -> float:
    inside = min(max(chance, 1e-9), 1 - 1e-9)
    return math.log(inside / (1 - inside))
