"""The sample knowledge that the demo starts with: complete, in both languages, and found by how people ask."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

import kb
from kb.article import Article, Knowledge
from kb.confidence import Confidence, decide
from kb.evaluate import evaluate, figures, read_queries
from kb.export import export
from kb.files import read
from kb.index import Index

THRESHOLDS = Confidence.shipped(semantic=False).thresholds(0.95)

FOLDER = Path(kb.__file__).parent / "articles"
QUEUES = {"l1", "network", "ornek_it", "kamu_it"}


@pytest.fixture(scope="module")
def sample() -> Knowledge:
    return read(FOLDER)


@pytest.fixture(scope="module")
def desk(sample: Knowledge) -> Index:
    return Index.build([(number, number, article) for number, article in enumerate(sample.articles)])


def test_every_topic_is_told_in_both_languages(sample: Knowledge) -> None:
    languages: dict[str, set[str]] = defaultdict(set)
    for article in sample.articles:
        languages[article.topic].add(article.lang)
    assert len(languages) >= 25
    assert all(told == {"tr", "en"} for told in languages.values())


def test_both_languages_of_a_topic_agree_on_what_it_is(sample: Knowledge) -> None:
    kinds: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for article in sample.articles:
        kinds[article.topic].add((article.kind, article.type, article.category, article.urgent))
    assert all(len(kind) == 1 for kind in kinds.values())
    assert {article.topic for article in sample.articles if article.urgent} == {"phishing-mail", "device-lost"}


def article_id(article: Article) -> str:
    return f"{article.topic}.{article.lang}"


@pytest.mark.parametrize("article", read(FOLDER).articles, ids=article_id)
def test_an_article_has_phrasings_tags_and_steps(article: Article) -> None:
    steps = [line for line in article.body.splitlines() if line[:1].isdigit()]
    opening, *_, closing = article.body.split("\n\n")
    assert len(set(article.phrasings)) >= 6
    assert article.title not in article.phrasings
    assert article.tags
    assert 3 <= len(steps) <= 6
    assert not opening[0].isdigit()
    assert not closing[0].isdigit()


def test_the_banks_end_in_topics_and_in_queues_of_the_sample_configuration(sample: Knowledge) -> None:
    options = [option for bank in sample.banks for question in bank.questions.values() for option in question.options]
    assert len(sample.banks) == 3
    assert {option.handoff for option in options if option.handoff} <= QUEUES
    assert all(bank.topics() for bank in sample.banks)


def test_the_files_are_what_export_writes(sample: Knowledge, tmp_path: Path) -> None:
    export(sample.articles, tmp_path)
    shipped = sorted(FOLDER.glob("*.md"))
    assert [file.name for file in shipped] == sorted(file.name for file in tmp_path.glob("*.md"))
    for file in shipped:
        assert file.read_bytes() == (tmp_path / file.name).read_bytes()


def test_the_manual_shows_an_article_and_a_bank_as_they_are_read(sample: Knowledge, tmp_path: Path) -> None:
    manual = (Path(kb.__file__).parents[1] / "docs" / "knowledge.md").read_text("utf-8")
    shown = dict(re.findall(r"```(markdown|yaml)\n(.*?)```", manual, re.DOTALL))
    (tmp_path / "article.md").write_text(shown["markdown"], "utf-8")
    (tmp_path / "bank.yaml").write_text(shown["yaml"], "utf-8")
    found = read(tmp_path, {article.topic for article in sample.articles})
    assert found.articles[0] in sample.articles
    assert found.banks[0].id == "printing-problem"


def test_every_article_is_found_first_by_its_own_phrasings(sample: Knowledge, desk: Index) -> None:
    missed = [
        (phrasing, article.topic)
        for article in sample.articles
        for phrasing in article.phrasings
        if desk.search(phrasing, article.lang, limit=1)[0].topic != article.topic
    ]
    assert missed == []


@pytest.mark.parametrize(
    "text", ["vpn bağlanmıyor", "vpn\nbağlanmıyor", "evden vpne giremiyorum", "vpn baglanmiyo", "VPN BAĞLANMIYOR"]
)
def test_a_broken_vpn_is_answered_in_turkish(desk: Index, text: str) -> None:
    hits = desk.search(text, "tr")
    assert (hits[0].topic, hits[0].lang) == ("vpn-connection", "tr")
    assert decide(hits, THRESHOLDS) == "answer"


def test_a_broken_vpn_is_answered_in_english(desk: Index) -> None:
    hits = desk.search("vpn doesn't connect", "en")
    assert (hits[0].topic, hits[0].lang) == ("vpn-connection", "en")
    assert decide(hits, THRESHOLDS) == "answer"


def test_what_the_desk_does_not_know_is_not_answered(desk: Index) -> None:
    hits = desk.search("toplantı odasındaki projeksiyon perdesi inmiyor", "tr")
    assert decide(hits, THRESHOLDS) != "answer"


def test_people_find_what_they_ask_for(sample: Knowledge, desk: Index, data: Path) -> None:
    queries = read_queries(data / "sample_queries.jsonl")
    assert {query.expect for query in queries} - {None} == {article.topic for article in sample.articles}
    measured = figures(evaluate(queries, desk.search, lambda text: False, THRESHOLDS, sample.banks))
    assert measured["top1"] >= 0.9
    assert measured["answered_precision"] >= 0.95
    assert measured["oos_answered"] == 0
