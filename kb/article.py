"""Knowledge as values: articles with their phrasings. Question banks are in `core.banks`: the dialogue asks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.banks import Bank
from core.knowledge import ArticleKind, TicketType
from core.messages import Language

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
class Knowledge:
    """Everything that one reading of files gives."""

    articles: tuple[Article, ...] = ()
    banks: tuple[Bank, ...] = ()
