"""Long stories, matters that nobody has written an article about, and small talk: told to the sample knowledge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import kb
from core.dialogue.intents import holds_no_matter
from kb.confidence import Confidence
from kb.evaluate import evaluate, figures, read_queries
from kb.files import read
from kb.index import Index

FOLDER = Path(kb.__file__).parent / "articles"

ASIDE = (
    ("tr", "Merhaba kolay gelsin, {} Rica etsem yardımcı olur musunuz? Şimdiden teşekkürler."),
    ("en", "Hello, hope you are well. {} Could you please help me with this? Many thanks in advance."),
)


@pytest.fixture(scope="module")
def desk() -> Index:
    return Index.build([(number, number, article) for number, article in enumerate(read(FOLDER).articles)])


@pytest.fixture(scope="module")
def measured(desk: Index, data: Path) -> dict[str, Any]:
    thresholds = Confidence.shipped(semantic=False).thresholds(0.95)
    queries = read_queries(data / "stories.jsonl")
    return figures(evaluate(queries, desk.search, holds_no_matter, thresholds, read(FOLDER).banks))


def test_the_question_in_a_long_story_is_found(measured: dict[str, Any]) -> None:
    assert measured["by_kind"]["long"] >= 0.8
    assert measured["top3"] >= 0.93


def test_what_nobody_has_written_about_goes_to_people(measured: dict[str, Any]) -> None:
    assert measured["oos_handed_off"] >= 0.75
    assert measured["oos_answered"] <= 0.08


def test_small_talk_is_recognized(measured: dict[str, Any]) -> None:
    assert measured["smalltalk_recall"] >= 0.95


@pytest.mark.parametrize(("lang", "around"), ASIDE)
def test_politeness_neither_helps_nor_hurts(desk: Index, data: Path, lang: str, around: str) -> None:
    known = [query for query in read_queries(data / "sample_queries.jsonl") if query.lang == lang and query.expect]
    short = [query for query in known if len(query.text.split()) < 9]
    assert len(short) > 10
    for query in short:
        plain, polite = desk.search(query.text, query.lang), desk.search(around.format(query.text), query.lang)
        assert plain[0].topic == polite[0].topic, query.text
        assert polite[0].probability == pytest.approx(plain[0].probability, abs=0.05), query.text


def test_a_story_is_decided_by_what_all_of_it_says(desk: Index) -> None:
    """One of its sentences is nearer to the article about sound."""
    story = (
        "Hello, there was a short power cut in our building this morning. Everyone else's workplace came back, mine "
        "did too, I can hear the computer running and the keyboard lights up, but nothing shows on the display, it's "
        "dark with a small orange lamp. I've pressed its button many times. Could it have broken?"
    )
    best, *others = desk.search(story, "en")
    assert best.topic == "monitor-black"
    assert best.features["vote"] < max(hit.features["vote"] for hit in others)


def test_a_wish_to_know_how_is_no_trouble(desk: Index) -> None:
    asked, broken = (desk.search(text, "en")[0] for text in ("How do I filter a list in Excel?", "Excel freezes"))
    assert (asked.topic, broken.topic) == ("excel-freezes", "excel-freezes")
    assert asked.features["how"] == 1
    assert broken.features["how"] == 0
    assert asked.probability < broken.probability


@pytest.mark.parametrize("right", ["almam", "göndermem", "kullandığımız", "acmayı", "çok"])
def test_what_is_right_as_it_is_stays(desk: Index, right: str) -> None:
    assert desk.understood(f"raporu {right} lazım").repaired == ()


@pytest.mark.parametrize(("typed", "meant"), [("çevirmdışı", "cevrimdisi"), ("otlook", "outlook")])
def test_what_is_mistyped_is_put_right(desk: Index, typed: str, meant: str) -> None:
    assert [word for _, word in desk.understood(f"{typed} unuttum").repaired] == [meant]
