"""The ladder from chances to decisions."""

from __future__ import annotations

import pytest

from core.knowledge import Hit, Thresholds
from kb.confidence import FEATURES, decide, offered, probability

THRESHOLDS = Thresholds(answer=0.8, choose=0.4)
NOTHING = dict.fromkeys(FEATURES, 0.0)


def hits(*chances: float) -> list[Hit]:
    return [
        Hit(article=n, version=n, topic=f"t{n}", lang="tr", title="", body="", kind="how_to", type="request",
            category="", probability=chance)
        for n, chance in enumerate(chances)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("chances", "decision"),
    [
        ((0.8, 0.1), "answer"),
        ((0.79, 0.7), "choose"),
        ((0.4,), "choose"),
        ((0.39,), "rephrase"),
        ((0.05,), "rephrase"),
        ((0.049,), "handoff"),
        ((), "handoff"),
    ],
)
def test_each_rung_begins_at_its_threshold(chances: tuple[float, ...], decision: str) -> None:
    assert decide(hits(*chances), THRESHOLDS) == decision


def test_three_titles_are_offered_at_most_and_none_below_half_the_threshold() -> None:
    assert [hit.topic for hit in offered(hits(0.6, 0.5, 0.4, 0.3), THRESHOLDS)] == ["t0", "t1", "t2"]
    assert [hit.topic for hit in offered(hits(0.6, 0.2, 0.19), THRESHOLDS)] == ["t0", "t1"]


def test_a_hit_without_evidence_is_improbable_and_a_perfect_one_is_probable() -> None:
    assert probability(NOTHING) < 0.1
    assert probability(dict.fromkeys(FEATURES, 1.0)) > 0.95


@pytest.mark.parametrize("name", ["vote", "lead", "covered", "named", "token_set", "token_sort"])
def test_more_evidence_never_makes_a_hit_less_probable(name: str) -> None:
    assert probability(NOTHING | {name: 0.5}) > probability(NOTHING)


def test_absurd_features_still_give_a_probability() -> None:
    assert 0 <= probability(NOTHING | {"vote": -1e9}) <= probability(NOTHING | {"vote": 1e9}) <= 1
