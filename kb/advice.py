"""What an author should know: which articles are hard to find, or cannot be told from another one.

Phrasings matter more than any algorithm. Whether two articles can be told apart is not guessed from how alike they
read: each is asked for by its own title and phrasings, and where another topic comes first, or almost, it is not found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from core.knowledge import Hit
from core.messages import Language
from kb.article import Article
from kb.index import Index

FEWEST = 5
"""Phrasings of an article that is found as people ask for it."""

CLOSE = 0.5
"""Share of an article's own vote from which on another topic is as good an answer to one of its wordings."""

MIXED = 0.3
"""Share of an article's own wordings that may lead to another topic before the two are said to be one."""

MOST_ASKED = 500
"""Articles that are asked for; with more of them only the fewest words are counted."""

Kind = Literal["alike", "few_phrasings", "no_body", "one_language"]
Search = Callable[[str, Article], Sequence[Hit]]
"""Finds a wording as who may read the article would find it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One thing to mend in an article. `other` is the topic it is mixed up with, or the language that is missing.

    `count` is how many phrasings there are, or how many of the article's own wordings lead elsewhere. `whose` are the
    organizations that the article is limited to.
    """

    kind: Kind
    topic: str
    lang: Language
    title: str
    other: str = ""
    count: int = 0
    whose: frozenset[str] = frozenset()


def advise(index: Index, articles: Iterable[Article], among: Iterable[Article]) -> list[Advice]:
    """Return what should be mended in the published ones of `articles`, worst first.

    `among` are all that the index was built of: in which languages a topic is there.
    """
    published = [each for each in articles if each.status == "published"]
    languages: dict[str, set[Language]] = defaultdict(set)
    for each in among:
        if each.status == "published":
            languages[each.topic].add(each.lang)

    def search(words: str, article: Article) -> Sequence[Hit]:
        return index.search(words, article.lang, min(article.organizations, default=None), article.audience)

    mixed = [found for each in published[:MOST_ASKED] for found in _mixed(each, search)]
    plain = [found for each in published for found in _plain(each, languages[each.topic])]
    return [*sorted(mixed, key=lambda found: -found.count), *plain]


def _mixed(article: Article, search: Search) -> Iterator[Advice]:
    wordings = dict.fromkeys((article.title, *article.phrasings))
    elsewhere = Counter(other for each in wordings if (other := _other(article.topic, search(each, article))))
    for other, count in elsewhere.most_common(1):
        if count > 1 and count > len(wordings) * MIXED:
            yield _about(article, "alike", other=other, count=count)


def _other(topic: str, hits: Sequence[Hit]) -> str:
    """Return the topic that gets more of the vote than `topic`, or nearly as much; "" for none."""
    own = max((hit.features["vote"] for hit in hits if hit.topic == topic), default=0.0)
    best = max((hit for hit in hits if hit.topic != topic), key=lambda hit: hit.features["vote"], default=None)
    return best.topic if best is not None and best.features["vote"] >= own * CLOSE else ""


def _plain(article: Article, languages: Collection[Language]) -> Iterator[Advice]:
    if len(article.phrasings) < FEWEST:
        yield _about(article, "few_phrasings", count=len(article.phrasings))
    if not article.body.strip():
        yield _about(article, "no_body")
    if len(languages) == 1:
        yield _about(article, "one_language", other="en" if article.lang == "tr" else "tr")


def _about(article: Article, kind: Kind, *, other: str = "", count: int = 0) -> Advice:
    return Advice(
        kind=kind,
        topic=article.topic,
        lang=article.lang,
        title=article.title,
        other=other,
        count=count,
        whose=article.organizations,
    )
