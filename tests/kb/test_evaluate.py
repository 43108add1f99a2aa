"""The figures of an evaluation, against hand-made searches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.banks import Bank, BankOption, Question
from core.knowledge import Hit, Thresholds
from core.messages import Language
from kb.evaluate import Share, auroc, calibration_error, evaluate, figures, read_queries
from kb.findings import KnowledgeFileError

ROWS: list[dict[str, object]] = [
    {"id": "1", "lang": "tr", "text": "right", "kind": "plain", "expect": "a"},
    {"id": "2", "lang": "tr", "text": "second", "kind": "plain", "expect": "a"},
    {"id": "3", "lang": "en", "text": "wrong", "kind": "typo", "expect": "a"},
    {"id": "4", "lang": "en", "text": "nothing", "kind": "typo", "expect": "a"},
    {"id": "4b", "lang": "tr", "text": "vague", "kind": "plain", "expect": "a"},
    {"id": "5", "lang": "tr", "text": "outside", "kind": "oos", "expect": None},
    {"id": "6", "lang": "tr", "text": "outside but sure", "kind": "oos", "expect": None},
    {"id": "7", "lang": "tr", "text": "selam", "kind": "chitchat", "expect": None},
    {"id": "8", "lang": "tr", "text": "naber", "kind": "chitchat", "expect": None},
]
FOUND = {
    "right": [("a", 0.9)],
    "second": [("b", 0.5), ("a", 0.3)],
    "wrong": [("b", 0.8), ("c", 0.1)],
    "vague": [("b", 0.4), ("c", 0.3), ("d", 0.3), ("e", 0.3), ("a", 0.2)],
    "outside": [("b", 0.2)],
    "outside but sure": [("b", 0.9)],
    "selam": [("b", 0.9)],
}


def search(text: str, lang: Language) -> list[Hit]:
    return [
        Hit(article=n, version=n, topic=topic, lang=lang, title="", body="", kind="how_to", type="request", category="",
            probability=chance)
        for n, (topic, chance) in enumerate(FOUND.get(text, []))
    ]  # fmt: skip


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    path = tmp_path / "queries.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS), "utf-8")
    return path


def measured(path: Path, banks: tuple[Bank, ...] = ()) -> dict[str, Any]:
    thresholds = Thresholds(answer=0.75, choose=0.3)
    return figures(evaluate(read_queries(path), search, lambda text: text == "selam", thresholds, banks))


def test_the_figures_are_those_that_are_promised(queries: Path) -> None:
    told = measured(queries)
    assert told.pop("p50_ms") >= 0
    assert told.pop("p95_ms") >= 0
    assert told.pop("ece") > 0
    assert told == {
        "n": 9,
        "top1": 0.2,
        "top3": 0.4,
        "by_kind": {"plain": 0.3333, "typo": 0.0},
        "by_lang": {"en": 0.0, "tr": 0.3333},
        "answered_precision": round(1 / 3, 4),
        "coverage": 0.4,
        "resolved": 0.4,
        "oos_answered": 0.5,
        "oos_handed_off": 0.5,
        "smalltalk_recall": 0.5,
        "auroc": round((1.5 + 1 + 1 + 0 + 1) / 10, 4),
        "brier": round((0.01 + 0.25 + 0.16 + 0.64 + 0 + 0.04 + 0.81) / 7, 4),
    }
    json.dumps(told)


def test_a_bank_resolves_what_it_leads_to(queries: Path) -> None:
    words = {"tr": "?", "en": "?"}
    options = tuple(BankOption(id=topic, label=words, topic=topic) for topic in ("b", "c", "d", "e", "a"))
    bank = Bank(id="x", symptom=words, start="q", questions={"q": Question(text=words, options=options)})
    assert measured(queries, (bank,))["resolved"] == 0.6


def test_an_empty_file_gives_no_shares_and_no_error(tmp_path: Path) -> None:
    path = tmp_path / "queries.jsonl"
    path.write_text("\n", "utf-8")
    told = measured(path)
    assert told["n"] == 0
    assert told["top1"] is told["auroc"] is told["p95_ms"] is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "is no object"),
        ('{"text": "a"}', "lacks 'lang'"),
        ('{"text": 7, "lang": "tr", "kind": "plain", "expect": "a"}', "text is 7; write words"),
        ('{"text": "a", "lang": "de", "kind": "plain", "expect": "a"}', "lang is 'de'; write tr or en"),
        ('{"text": "a", "lang": "tr", "kind": "plain", "expect": []}', "expect is []; write words or null"),
    ],
)
def test_a_line_that_is_no_query_is_named(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "queries.jsonl"
    path.write_text(json.dumps(ROWS[0]) + "\n" + line, "utf-8")
    with pytest.raises(KnowledgeFileError) as caught:
        read_queries(path)
    assert str(caught.value).startswith(f"{path}:2: {told}")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeFileError, match=r"queries\.jsonl:1: cannot be read"):
        read_queries(tmp_path / "queries.jsonl")


def test_an_interval_is_wide_for_few_questions_and_narrow_for_many() -> None:
    assert Share(8, 10).interval() == pytest.approx((0.490, 0.943), abs=0.001)
    assert Share(800, 1000).interval() == pytest.approx((0.774, 0.824), abs=0.001)
    assert Share(0, 0).interval() == (0, 1)


CHANCES = st.lists(st.floats(0, 1).map(lambda value: round(value, 1)), min_size=1, max_size=30)


@given(CHANCES, CHANCES)
def test_auroc_is_the_share_of_pairs_in_order(positive: list[float], negative: list[float]) -> None:
    pairs = [(p > n) + (p == n) / 2 for p in positive for n in negative]
    assert auroc(np.array(positive), np.array(negative)) == pytest.approx(sum(pairs) / len(pairs), abs=1e-4)


def test_perfect_calibration_has_no_error_and_overconfidence_has() -> None:
    chances = np.repeat([0.2, 0.8], 50)
    right = np.array([1.0] * 10 + [0.0] * 40 + [1.0] * 40 + [0.0] * 10)
    assert calibration_error(chances, right, bins=2) == pytest.approx(0.0, abs=1e-9)
    assert calibration_error(np.ones(100), right, bins=10) == pytest.approx(0.5, abs=1e-9)


def test_words_may_hold_any_line_separator_but_the_files_own(tmp_path: Path) -> None:
    path = tmp_path / "queries.jsonl"
    path.write_bytes(json.dumps(ROWS[0] | {"text": "a\u2028b\x85c"}, ensure_ascii=False).encode() + b"\r\n")
    assert [query.text for query in read_queries(path)] == ["a\u2028b\x85c"]
