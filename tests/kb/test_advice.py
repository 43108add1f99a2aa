"""What an author is told about his articles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.advice import Advice, advise
from kb.article import Article
from kb.files import read
from kb.index import Index

ARTICLES = read(Path(__file__).parents[2] / "kb" / "articles").articles
VPN = next(each for each in ARTICLES if (each.topic, each.lang) == ("vpn-connection", "tr"))


def told(*articles: Article, more: tuple[Article, ...] = ARTICLES) -> list[Advice]:
    everything = [
        *articles,
        *(each for each in more if (each.topic, each.lang) not in {(a.topic, a.lang) for a in articles}),
    ]
    index = Index.build((number, number, article) for number, article in enumerate(everything, 1))
    return advise(index, articles, everything)


def test_there_is_nothing_to_say_of_the_sample_knowledge() -> None:
    assert told(*ARTICLES) == []


def test_two_articles_for_the_same_questions_cannot_be_told_apart() -> None:
    double = replace(VPN, topic="tunnel", title="Tünele bağlanma")
    [found] = told(double, more=(*ARTICLES, replace(double, lang="en")))
    assert (found.kind, found.topic, found.other) == ("alike", "tunnel", "vpn-connection")
    assert found.count >= len(VPN.phrasings) / 2


def test_one_wording_that_leads_elsewhere_is_no_reason_to_complain() -> None:
    own = ("perde açılmıyor", "perdenin kumandası bozuk", "perdeler kapanmıyor", "toplantı perdesi inmiyor")
    curtain = replace(
        VPN, topic="curtain", title="Perde çalışmıyor", body="Perdeyi elle indirin.", phrasings=(*own, "vpn yok")
    )
    english = replace(curtain, lang="en")
    assert told(curtain, more=(*ARTICLES, english)) == []


@pytest.mark.parametrize(
    ("changes", "kind", "count"),
    [
        ({"phrasings": ()}, "few_phrasings", 0),
        ({"phrasings": VPN.phrasings[:4]}, "few_phrasings", 4),
        ({"body": " "}, "no_body", 0),
    ],
)
def test_what_an_article_lacks_is_told(changes: dict[str, object], kind: str, count: int) -> None:
    [found] = told(replace(VPN, **changes))  # type: ignore[arg-type]
    assert (found.kind, found.count, found.title) == (kind, count, VPN.title)


def test_a_language_that_is_missing_is_told_and_a_draft_is_nobodys_business() -> None:
    others = tuple(each for each in ARTICLES if each.topic != "vpn-connection")
    [found] = told(VPN, more=others)
    assert (found.kind, found.other) == ("one_language", "en")
    assert told(replace(VPN, status="draft", phrasings=()), more=others) == []
