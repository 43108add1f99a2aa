"""What recorded outcomes teach."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest

from kb.calibration import LEAST, Lesson, TooLittle, at_least, calibrate
from kb.confidence import Confidence

SHIPPED = Confidence({"intercept": 0.0, "vote": 1.0}, {"intercept": 0.0}, ((0.5, 0.3), (0.95, 0.8), (0.99, 0.95)))


def lessons(number: int, shift: float, slope: float, seed: int = 1) -> list[Lesson]:
    """Return outcomes of a desk whose true score is `shift` + `slope` times ours, where ours is from 1.4 to 5."""
    chance = random.Random(seed)
    scores = [chance.uniform(1.4, 5) for _ in range(number)]
    return [Lesson({"vote": score}, chance.random() < 1 / (1 + math.exp(-(shift + slope * score)))) for score in scores]


@pytest.mark.parametrize(("shift", "slope"), [(0.0, 1.0), (-1.5, 1.0), (0.5, 0.6)])
def test_what_is_true_is_found_again(shift: float, slope: float) -> None:
    learned = calibrate(lessons(8_000, shift, slope), SHIPPED, 0.95).calibration
    for score in (2.0, 3.0, 4.0):
        true = 1 / (1 + math.exp(-(shift + slope * score)))
        assert replace(SHIPPED, taught=learned).probability({"vote": score}) == pytest.approx(true, abs=0.03)


def test_a_desk_that_is_wrong_more_often_than_was_thought_gives_fewer_articles_and_surer_ones() -> None:
    found = calibrate(lessons(3_000, -1.5, 1.0), SHIPPED, 0.9)
    assert found.before.right < 0.9
    assert found.after.right >= found.after.at_least >= 0.9
    assert found.after.given < found.before.given


def test_what_only_may_be_so_is_not_taken_for_granted() -> None:
    found = calibrate([Lesson({"vote": 3.0}, right=number > 6) for number in range(LEAST)], SHIPPED, 0.95)
    assert found.calibration.answer is None, "93 of 100 prove nothing about 95"
    sure = calibrate([Lesson({"vote": 3.0}, right=True) for _ in range(LEAST)], SHIPPED, 0.95)
    assert sure.calibration.answer is not None
    assert sure.after.at_least > 0.95


def test_few_lessons_change_little_and_fewer_nothing() -> None:
    few = calibrate(lessons(LEAST, -1.5, 1.0), SHIPPED, 0.95).calibration
    many = calibrate(lessons(5_000, -1.5, 1.0), SHIPPED, 0.95).calibration
    assert abs(few.shift) < abs(many.shift)
    with pytest.raises(TooLittle):
        calibrate(lessons(LEAST - 1, 0, 1), SHIPPED, 0.95)


def test_a_desk_that_is_nearly_always_wrong_at_one_score_is_believed() -> None:
    found = calibrate([Lesson({"vote": 3.6}, right=number % 5 == 0) for number in range(200)], SHIPPED, 0.95)
    chance = replace(SHIPPED, taught=found.calibration).probability({"vote": 3.6})
    assert chance == pytest.approx(0.2, abs=0.05)
    assert found.after.given == 0


def test_learning_twice_from_the_same_is_learning_once() -> None:
    known = lessons(1_000, -1.0, 0.8)
    once = calibrate(known, SHIPPED, 0.95).calibration
    assert calibrate(known, replace(SHIPPED, taught=once), 0.95).calibration == once


@pytest.mark.parametrize(
    ("right", "given", "bound"), [(1.0, 52, 0.950), (0.9, 100, 0.840), (0.5, 10, 0.269), (0.0, 20, 0.0), (0.0, 0, 0.0)]
)
def test_the_lower_end_is_wilsons(right: float, given: int, bound: float) -> None:
    assert at_least(right, given) == pytest.approx(bound, abs=0.002)
