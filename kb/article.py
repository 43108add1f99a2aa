"""Knowledge as values: articles with their phrasings, and question banks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from core.knowledge import ArticleKind, TicketType
from core.messages import Language, Localized

Audience = Literal["customer", "agents"]
Status = Literal["draft", "review", "published", "retired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A known matter with its known solution, in one language.

    `topic` names the matter in every language; (topic, lang) is unique. `phrasings` are questions as
    people ask them. An empty `organizations` means everybody. `body` is Markdown.
    """

    topic: str
    lang: Language
    title: str
    body: str
    kind: ArticleKind
    type: TicketType
    category: str = ""
    audience: Audience = "customer"
    tags: tuple[str, ...] = ()
    phrasings: tuple[str, ...] = ()
    urgent: bool = False
    organizations: frozenset[str] = frozenset()
    status: Status = "published"


def kind_for(ticket_type: TicketType) -> ArticleKind:
    """Return the kind of an article that does not name one: an incident has a known error, a request a how-to."""
    return "known_error" if ticket_type == "incident" else "how_to"


@dataclass(frozen=True, slots=True, kw_only=True)
class BankOption:
    """An answer to a bank's question, with exactly one way on.

    `next` names a question of the same bank, `topic` an article's topic, `handoff` a queue. A handoff
    passes on the answers to the questions in `collect`.
    """

    id: str
    label: Localized
    next: str | None = None
    topic: str | None = None
    handoff: str | None = None
    collect: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A diagnostic question and its answers."""

    text: Localized
    options: tuple[BankOption, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """A question bank: a tree of questions from `start` that ends in topics and queues."""

    id: str
    symptom: Localized
    start: str
    questions: Mapping[str, Question]

    def topics(self) -> frozenset[str]:
        """Return the topics that some answer leads to."""
        options = (option for question in self.questions.values() for option in question.options)
        return frozenset(option.topic for option in options if option.topic is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything that one reading of files gives."""

    articles: tuple[Article, ...] = ()
    banks: tuple[Bank, ...] = ()
