"""What of an article and of a question is compared: passages with their weight, and windows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from core.messages import MAX_TEXT
from kb.article import Article
from kb.normalize import sentences, to_the_point, tokens

Role = Literal["phrasing", "title", "tags", "body"]

WEIGHTS: dict[Role, float] = {"phrasing": 1.0, "title": 1.0, "tags": 0.7, "body": 0.35}
"""Trust in a passage, 0 to 1. Body sentences are weak: they support an answer and must not give one alone."""

_BODY_SENTENCES = 40
_WHOLE = 14
_WINDOW = 12
_STRIDE = 6
_WINDOWS = 48


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an article that a question may resemble."""

    text: str
    role: Role


def passages(article: Article) -> Iterator[Passage]:
    """Yield what of `article` is searched: phrasings, title, tags, and the first forty sentences of its body."""
    for phrasing in article.phrasings:
        yield Passage(phrasing, "phrasing")
    yield Passage(article.title, "title")
    if article.tags:
        yield Passage(" ".join(article.tags), "tags")
    for sentence in sentences(article.body)[:_BODY_SENTENCES]:
        yield Passage(sentence, "body")


def windows(text: str) -> list[list[str]]:
    """Return what of a question is compared: all its words, and for a long one also its sentences.

    What is said out of politeness is left out, so that it neither helps nor hurts.
    The whole comes first. Sentences above fourteen words are cut into windows of twelve that overlap by
    six. At most 48 are returned, enough for `MAX_TEXT` characters, so the time is bounded.
    """
    text = text[:MAX_TEXT]
    whole = to_the_point(tokens(text))
    if not whole:
        return []
    found = [whole]
    if len(whole) > _WHOLE:
        for sentence in sentences(text):
            words = to_the_point(tokens(sentence))
            if len(words) <= _WHOLE:
                found.append(words)
            else:
                found.extend(words[start : start + _WINDOW] for start in range(0, len(words) - _STRIDE, _STRIDE))
    return [words for words in found if len(words) > 1 or words is whole][:_WINDOWS]
