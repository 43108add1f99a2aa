"""The ladder from chances to decisions."""

from __future__ import annotations

import pytest

from core.banks import Bank, BankOption, Question, bank_for
from core.knowledge import Hit, Thresholds, offered
from kb.confidence import FEATURES, LONG_FEATURES, Confidence, decide

THRESHOLDS = Thresholds(answer=0.8, choose=0.4)
NOTHING = dict.fromkeys(FEATURES, 0.0)
AGAINST = ("far", "behind", "untroubled", "how")


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


def bank(*topics: str) -> Bank:
    words = {"tr": "?", "en": "?"}
    options = tuple(BankOption(id=topic, label=words, topic=topic) for topic in topics)
    return Bank(id="-".join(topics), symptom=words, start="q", questions={"q": Question(text=words, options=options)})


def test_a_bank_that_covers_more_than_the_titles_is_asked_instead() -> None:
    vague = hits(0.5, 0.3, 0.25, 0.2, 0.2)
    assert decide(vague, THRESHOLDS, [bank("t0", "t1", "t2", "t3", "t4")]) == "diagnose"
    assert decide(vague, THRESHOLDS) == "choose"


def test_a_bank_that_covers_no_more_than_the_titles_costs_taps_for_nothing() -> None:
    assert decide(hits(0.5, 0.3, 0.25), THRESHOLDS, [bank("t0", "t1", "t2")]) == "choose"


def test_a_bank_without_the_best_article_is_never_asked() -> None:
    assert decide(hits(0.5, 0.3, 0.25, 0.2, 0.2), THRESHOLDS, [bank("t1", "t2", "t3", "t4")]) == "choose"


def test_of_several_banks_the_one_that_covers_most_is_asked() -> None:
    few, many = bank("t0", "t1", "t2", "t3"), bank("t0", "t1", "t2", "t3", "t4")
    assert bank_for(hits(0.5, 0.3, 0.25, 0.2, 0.2), THRESHOLDS, [few, many]) is many


@pytest.mark.parametrize("chances", [(0.9, 0.5, 0.5, 0.5, 0.5), (0.3, 0.3, 0.3, 0.3, 0.3), ()])
def test_a_sure_or_unlikely_hit_leaves_the_bank_aside(chances: tuple[float, ...]) -> None:
    assert decide(hits(*chances), THRESHOLDS, [bank("t0", "t1", "t2", "t3", "t4")]) != "diagnose"


def test_three_titles_are_offered_at_most_and_none_below_half_the_threshold() -> None:
    assert [hit.topic for hit in offered(hits(0.6, 0.5, 0.4, 0.3), THRESHOLDS)] == ["t0", "t1", "t2"]
    assert [hit.topic for hit in offered(hits(0.6, 0.2, 0.19), THRESHOLDS)] == ["t0", "t1"]


@pytest.fixture(params=[False, True], ids=["letters", "encoder"])
def confidence(request: pytest.FixtureRequest) -> Confidence:
    return Confidence.shipped(semantic=request.param)


def test_a_hit_without_evidence_is_improbable_and_a_perfect_one_is_probable(confidence: Confidence) -> None:
    perfect = dict.fromkeys(FEATURES, 1.0) | dict.fromkeys(AGAINST, 0.0)
    assert confidence.probability(NOTHING) < 0.15
    assert confidence.probability(perfect) > 0.95


@pytest.mark.parametrize("name", ["vote", "lead", "covered", "named", "token_set", "token_sort", "meant_by_name"])
def test_more_evidence_never_makes_a_hit_less_probable(confidence: Confidence, name: str) -> None:
    assert confidence.probability(NOTHING | {name: 0.5}) > confidence.probability(NOTHING)


@pytest.mark.parametrize("name", ["whole_lead", "steady", "told", "told_lead"])
def test_what_a_story_says_as_a_whole_makes_a_hit_more_probable(confidence: Confidence, name: str) -> None:
    story = NOTHING | dict.fromkeys(LONG_FEATURES, 0.0)
    assert confidence.probability(story | {name: 0.5}) > confidence.probability(story)


@pytest.mark.parametrize("name", AGAINST)
def test_another_matter_or_another_wish_makes_a_hit_less_probable(confidence: Confidence, name: str) -> None:
    assert confidence.probability(NOTHING | {name: 0.5}) < confidence.probability(NOTHING)


def test_absurd_features_still_give_a_probability(confidence: Confidence) -> None:
    low, high = (confidence.probability(NOTHING | {"vote": vote}) for vote in (-1e9, 1e9))
    assert 0 <= low <= high <= 1


def test_who_wants_more_precision_gets_fewer_direct_answers(confidence: Confidence) -> None:
    answers = [confidence.thresholds(precision).answer for precision in (0.5, 0.8, 0.9, 0.95, 0.97, 0.995)]
    assert answers == sorted(answers)
    assert len(set(answers)) > 3
    assert all(
        confidence.thresholds(precision).choose <= confidence.thresholds(precision).answer for precision in (0.5, 0.99)
    )
