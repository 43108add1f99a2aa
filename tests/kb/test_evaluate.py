"""The figures of an evaluation, against hand-made searches."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.knowledge import Hit, Thresholds
from core.messages import Language
from kb.evaluate import auroc, calibration_error, evaluate

ROWS: list[dict[str, object]] = [
    {"id": "1", "lang": "tr", "text": "right", "kind": "plain", "expect": "a"},
    {"id": "2", "lang": "tr", "text": "second", "kind": "plain", "expect": "a"},
    {"id": "3", "lang": "en", "text": "wrong", "kind": "typo", "expect": "a"},
    {"id": "4", "lang": "en", "text": "nothing", "kind": "typo", "expect": "a"},
    {"id": "5", "lang": "tr", "text": "outside", "kind": "oos", "expect": None},
    {"id": "6", "lang": "tr", "text": "outside but sure", "kind": "oos", "expect": None},
    {"id": "7", "lang": "tr", "text": "selam", "kind": "chitchat", "expect": None},
    {"id": "8", "lang": "tr", "text": "naber", "kind": "chitchat", "expect": None},
]
FOUND = {
    "right": [("a", 0.9)],
    "second": [("b", 0.5), ("a", 0.3)],
    "wrong": [("b", 0.8), ("c", 0.1)],
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


def test_the_figures_are_those_that_are_promised(queries: Path) -> None:
    figures = evaluate(queries, search, lambda text, _: text == "selam", Thresholds(answer=0.75, choose=0.3))
    assert figures.pop("p50_ms") >= 0
    assert figures.pop("p95_ms") >= 0
    assert figures.pop("ece") > 0
    assert figures == {
        "n": 8,
        "top1": 0.25,
        "top3": 0.5,
        "by_kind": {"plain": 0.5, "typo": 0.0},
        "by_lang": {"en": 0.0, "tr": 0.5},
        "answered_precision": round(1 / 3, 4),
        "coverage": 0.5,
        "resolved": 0.5,
        "oos_answered": 0.5,
        "oos_handed_off": 0.5,
        "smalltalk_recall": 0.5,
        "auroc": round((1.5 + 1 + 1 + 0) / 8, 4),
        "brier": round((0.01 + 0.25 + 0.64 + 0 + 0.04 + 0.81) / 6, 4),
    }
    json.dumps(figures)


def test_an_empty_file_gives_no_shares_and_no_error(tmp_path: Path) -> None:
    path = tmp_path / "queries.jsonl"
    path.write_text("\n", "utf-8")
    figures = evaluate(path, search, lambda text, lang: False, Thresholds())
    assert figures["n"] == 0
    assert figures["top1"] is figures["auroc"] is figures["p95_ms"] is None


@pytest.mark.parametrize("line", ["{", "[]", '{"text": "a"}', "7"])
def test_a_line_that_is_no_query_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "queries.jsonl"
    path.write_text(json.dumps(ROWS[0]) + "\n" + line, "utf-8")
    with pytest.raises(BadInput) as caught:
        evaluate(path, search, lambda text, lang: False, Thresholds())
    assert caught.value.values["line"] == 2


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
    assert evaluate(path, search, lambda text, lang: False, Thresholds())["n"] == 1
