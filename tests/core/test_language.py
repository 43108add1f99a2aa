"""Folding and language detection, as they are promised."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language import detect, fold
from core.messages import MAX_TEXT

QUERIES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "kb" / "data" / "queries.jsonl").read_text("utf-8").splitlines()
]
ANY_CHARACTER = st.characters(exclude_categories=())


@pytest.mark.parametrize("letter", ["ı", "I", "İ", "i", "i̇", "î", "Î"])
def test_every_i_folds_to_the_same_letter(letter: str) -> None:
    assert fold(letter) == "i"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ŞİFREMİ UNUTTUM", "sifremi unuttum"),
        ("Yazıcı çıktı vermiyor, ğ ö ü", "yazici cikti vermiyor, g o u"),
        ("kâğıt sıkıştı, hâlâ", "kagit sikisti, hala"),
        ("s\u0327ifre", "sifre"),
        ("VPN’e bağlanamıyorum", "vpn'e baglanamiyorum"),
        ("vp\u200bn", "vpn"),
        ("ＷＩＦＩ", "wifi"),
        ("naïve café", "naive cafe"),
    ],
)
def test_words_fold_however_they_were_typed(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_an_emoji_folds_to_a_space() -> None:
    assert fold("tamam👍oldu") == "tamam oldu"


@given(st.text(ANY_CHARACTER, max_size=200))
def test_folding_gives_ascii_lower_case_and_twice_changes_nothing(text: str) -> None:
    folded = fold(text)
    assert folded.isascii()
    assert folded == folded.lower()
    assert fold(folded) == folded


@given(st.text(ANY_CHARACTER, max_size=200))
def test_detection_never_fails(text: str) -> None:
    assert detect(text) in ("tr", "en", None)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10**6,
        "\u0301" * 10**5,
        "\u0327\u0301" * 10**5,
        "\ufdfa" * 10**5,
        "\ud800" * 10**5,
        "İ" * 10**5,
        "i\u0307" * 10**5,
    ],
    ids=["letters", "marks", "mixed-marks", "ligatures", "surrogates", "dotted", "dots"],
)
def test_hostile_text_folds_in_a_moment(text: str) -> None:
    assert len(fold(text)) <= MAX_TEXT
    began = time.thread_time()
    fold(text)
    assert time.thread_time() - began < 1  # a quadratic step takes minutes


@pytest.mark.parametrize(
    "text", ["", "vpn", "VPN", "outlook 365", "excel", "mfa", "wifi", "laptop", "👍", "12345", "\x00"]
)
def test_words_of_both_languages_tell_no_language(text: str) -> None:
    assert detect(text) is None


def test_a_sigh_in_turkish_is_no_english() -> None:
    assert detect("of neyi diyosun") == "tr"
    assert detect("of yine mi") is None
    assert detect("the colour of the screen") == "en"


def test_the_language_of_a_support_message_is_told() -> None:
    wrong = [row["text"] for row in QUERIES if detect(row["text"]) not in (row["lang"], None)]
    unknown = [row["text"] for row in QUERIES if detect(row["text"]) is None]
    assert wrong == []
    assert len(unknown) <= 0.03 * len(QUERIES)


def test_turkish_without_its_letters_is_still_turkish() -> None:
    turkish = [row["text"] for row in QUERIES if row["lang"] == "tr"]
    missed = [text for text in turkish if detect(fold(text)) != "tr"]
    assert len(missed) <= 0.15 * len(turkish)
