"""Articles written at the desk: who may write what, what is refused, and what a ticket gives to begin with.

Everybody who solves keeps drafts; who leads publishes, changes what is published, and takes it back. Who is limited to
an organization writes for it alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from bot.store import audit, knowledge, sheets, tickets
from bot.store.engine import Tx
from bot.store.timeline import parts_of
from core.dialogue.intents import read as intent_of
from core.dialogue.reading import Intent
from core.errors import NotFound, OnkapiError
from core.knowledge import TicketType
from core.language import fold
from core.messages import Language
from core.people import Agent
from kb.article import Article, Audience, Status, kind_for

LONGEST_TITLE = 200
LONGEST_BODY = 20_000
LONGEST_PHRASING = 300
MOST_PHRASINGS = 100
LONGEST_TOPIC = 60
DRAFTS: frozenset[Status] = frozenset({"draft", "review"})
_TOPIC = re.compile(r"[a-z0-9][a-z0-9._-]*")
_NOT_OF_A_TOPIC = re.compile(r"[^a-z0-9]+")
_QUOTED = re.compile("“(.+)”", re.DOTALL)
_SOLUTIONS = frozenset({"solved.ask_incident", "solved.ask_request"})
_ASKED = 3
"""Questions that a ticket gives: what its customer said of the matter before somebody answered."""


class ArticleRefused(OnkapiError):
    """What was written is no article, or not one that can be kept; `why` is the last part of the label that says so."""

    code = "article.refused"

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article in a form. `version` is the one that was read, 0 for a new article."""

    topic: str = ""
    lang: Language = "tr"
    title: str = ""
    body: str = ""
    type: TicketType = "incident"
    category: str = ""
    audience: Audience = "customer"
    phrasings: tuple[str, ...] = ()
    organization: str = ""
    status: Status = "draft"
    version: int = 0


def may_read(agent: Agent, whose: frozenset[str]) -> bool:
    """Say whether an article for the organizations `whose`, for all where it is empty, is an agent's business."""
    return agent.solves and (agent.organization is None or not whose or agent.organization in whose)


def may_write(agent: Agent, whose: frozenset[str], status: Status) -> bool:
    """Say whether `agent` may change an article as it stands, or leave it so."""
    within = agent.organization is None or whose == {agent.organization}
    return agent.solves and within and (agent.leads or status in DRAFTS)


def read(tx: Tx, agent: Agent, topic: str, lang: str) -> tuple[Article, int]:
    """Return an article with its version's number; raise `NotFound` where there is none for `agent`."""
    found = knowledge.newest(tx, topic, lang)
    if found is None or not may_read(agent, found[0].organizations):
        raise NotFound(topic=topic)
    return found


def write(tx: Tx, agent: Agent, draft: Draft, now: datetime) -> Article:
    """Keep what a form says as the newest version of its article, and return it.

    Raises `ArticleRefused` for what cannot be kept, and `NotFound` for what is not the agent's to write.
    """
    old = knowledge.newest(tx, draft.topic, draft.lang)
    if old is not None and draft.version and not may_read(agent, old[0].organizations):
        raise NotFound(topic=draft.topic)
    _check(draft)
    whose = frozenset({agent.organization or draft.organization} - {""})
    new = Article(
        topic=draft.topic,
        lang=draft.lang,
        title=draft.title,
        body=draft.body,
        kind=kind_for(draft.type),
        type=draft.type,
        category=draft.category,
        audience=draft.audience,
        phrasings=draft.phrasings,
        organizations=whose,
        status=draft.status,
    )
    if old is not None:
        before, version = old
        if not draft.version:
            raise ArticleRefused("taken")
        if not may_write(agent, before.organizations, before.status):
            raise NotFound(topic=draft.topic)
        if version != draft.version:
            raise ArticleRefused("changed")
        several = before.organizations if len(before.organizations) > 1 else whose
        kind = before.kind if before.type == new.type else new.kind
        new = replace(new, tags=before.tags, urgent=before.urgent, kind=kind, organizations=several)
    if not may_write(agent, new.organizations, new.status):
        raise NotFound(topic=draft.topic)
    knowledge.replace(tx, [new], [], now)
    who, subject = audit.by(agent), f"article:{new.topic}.{new.lang}"
    audit.record(tx, now, who=who, surface="console", what="article.write", subject=subject, status=new.status)
    return new


def _check(draft: Draft) -> None:
    """Raise `ArticleRefused` for what is no article."""
    if not draft.title or len(draft.title) > LONGEST_TITLE:
        raise ArticleRefused("title")
    if not draft.body or len(draft.body) > LONGEST_BODY:
        raise ArticleRefused("body")
    if not _TOPIC.fullmatch(draft.topic) or len(draft.topic) > LONGEST_TOPIC:
        raise ArticleRefused("topic")
    if len(draft.phrasings) > MOST_PHRASINGS or any(len(each) > LONGEST_PHRASING for each in draft.phrasings):
        raise ArticleRefused("phrasings")


def topic_of(title: str) -> str:
    """Return the name of a matter, made of its title: "kulakliktan-ses-gelmiyor"."""
    return _NOT_OF_A_TOPIC.sub("-", fold(title))[:LONGEST_TOPIC].strip("-")


def of_ticket(tx: Tx, agent: Agent, ref: str) -> Draft:
    """Return what the ticket `ref` gives to begin with; raise `NotFound` where `agent` may not see it.

    Its customer's words are how others will ask; what was reported as the solution, and what colleagues were told of
    cause and steps, is what to write it from.
    """
    around, stored = sheets.around(tx, agent, ref), tickets.by_ref(tx, ref)
    if around is None or stored is None:
        raise NotFound(ref=ref)
    asked, told, learned, answered = list[str](), list[str](), dict[str, str](), False
    for line in sheets.timeline(tx, agent, around.id).lines:
        body = line.body or {}
        answered |= line.author == "agent" and line.kind == "words"
        if line.deleted_at is not None:
            continue
        if line.author == "customer" and line.kind == "words":
            asked += [words.strip() for words in line.text.split("\n") if not answered and _is_question(words.strip())]
        elif line.kind == "line" and body.get("key") in {"line.cause", "line.steps"}:
            learned |= {name: str(value) for name, value in body["values"].items()}
        elif line.author == "bot" and _SOLUTIONS & set(body.get("keys", ())):
            quoted = _QUOTED.search("\n".join(part.text for part in parts_of(line.text, line.body)))
            told = [quoted[1]] if quoted else told
    title = stored.ticket.title[:LONGEST_TITLE]
    pieces = [*told, *(learned[name] for name in ("cause", "steps") if name in learned)]
    return Draft(
        topic=topic_of(title),
        lang=around.language,
        title=title,
        body="\n\n".join(dict.fromkeys(pieces)),
        type=stored.ticket.type,
        category=stored.ticket.service or "",
        phrasings=tuple(dict.fromkeys(asked or [title]))[:_ASKED],
    )


def _is_question(words: str) -> bool:
    """Say whether a customer's line tells the matter as others would."""
    return len(words) <= LONGEST_PHRASING and len(words.split()) > 1 and intent_of(words).intent is Intent.MATTER
