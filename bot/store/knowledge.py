"""Articles in the database: every text that was ever given stays as it was. Question banks: `bot.store.banks`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, insert, select, update

from bot.store import banks
from bot.store.inserting import InsertNew
from bot.store.prepared import Prepared
from bot.store.tables import article, article_scope, article_version, revision
from core.banks import Bank
from core.knowledge import Hit
from core.messages import Language
from kb.article import Article, Audience, Status

_FEW = 100
"""So many articles are asked for their organizations by name; of more, all organizations are read."""

Row = tuple[int, int, Article]
"""Article id, version id, article."""

_REVISION = Prepared(select(revision.c.number).where(revision.c.name == "kb"))
_BUMP = InsertNew(revision, unique=("name",), on=lambda new: {"number": revision.c.number + 1})
_ARTICLES = select(
    article.c.id, article.c.topic, article.c.lang, article.c.status, article_version.c.id.label("version_id"),
    article_version.c.title, article_version.c.body, article_version.c.kind, article_version.c.type,
    article_version.c.category, article_version.c.audience, article_version.c.tags, article_version.c.phrasings,
    article_version.c.urgent,
).join(
    article_version, (article_version.c.article == article.c.id) & (article_version.c.version == article.c.version)
).order_by(article.c.id)  # fmt: skip
_PUBLISHED = _ARTICLES.where(article.c.status == "published")
_ONE_PUBLISHED = _PUBLISHED.where(article.c.id == bindparam("number"))
_CHANGED_SINCE = _ARTICLES.where(article.c.revision > bindparam("since"))
_OF_TOPICS = _PUBLISHED.where(
    article.c.topic.in_(bindparam("topics", expanding=True)), article_version.c.audience == "customer"
)
_ANY_PUBLISHED = select(article.c.id).where(article.c.status == "published").limit(1)
_ONE = _ARTICLES.add_columns(article.c.version).where(
    article.c.topic == bindparam("topic"), article.c.lang == bindparam("lang")
)
_LISTED = (
    select(
        article.c.id, article.c.topic, article.c.lang, article.c.status, article_version.c.title,
        article_version.c.audience, article_version.c.created_at,
    )
    .join(
        article_version, (article_version.c.article == article.c.id) & (article_version.c.version == article.c.version)
    ).order_by(article.c.topic, article.c.lang)
)  # fmt: skip
_SCOPES = select(article_scope.c.article, article_scope.c.organization)
_SCOPES_OF = _SCOPES.where(article_scope.c.article.in_(bindparam("numbers", expanding=True)))
_NEW_ARTICLE = insert(article).returning(article.c.id)
_NEW_VERSION = insert(article_version)
_NEW_SCOPE = insert(article_scope)
_DROP_SCOPES = delete(article_scope).where(article_scope.c.article == bindparam("number"))
_TURN = (
    update(article)
    .where(article.c.id == bindparam("number"))
    .values(version=article.c.version + 1, status=bindparam("state"), revision=bindparam("revised"))
    .returning(article.c.version)
)


@dataclass(frozen=True, slots=True)
class Imported:
    """How many articles and banks an import found new, changed and unchanged."""

    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An article on a list, without its text. An empty `organizations` means everybody."""

    topic: str
    lang: Language
    title: str
    status: Status
    audience: Audience
    organizations: frozenset[str]
    changed_at: datetime


def current_revision(tx: Connection) -> int:
    """Return the number that grows with every change of the knowledge."""
    return _REVISION.scalar(tx, {}) or 0


def is_published(tx: Connection) -> bool:
    """Say whether there is a published article."""
    return tx.execute(_ANY_PUBLISHED).first() is not None


def load(tx: Connection) -> tuple[int, list[Row]]:
    """Return the revision and all published articles."""
    return current_revision(tx), _rows(tx, _PUBLISHED)


def changes(tx: Connection, since: int) -> tuple[int, list[Row]]:
    """Return the revision, and the articles that changed after revision `since`, whatever their status."""
    return current_revision(tx), _rows(tx, _CHANGED_SINCE, since=since)


def every(tx: Connection) -> list[Article]:
    """Return the newest version of each article, whatever its status."""
    return [found for _, _, found in _rows(tx, _ARTICLES)]


def listed(tx: Connection) -> list[Listed]:
    """Return all articles, whatever their status, by topic."""
    scopes: dict[int, set[str]] = defaultdict(set)
    for scope in tx.execute(_SCOPES):
        scopes[scope.article].add(scope.organization)
    return [
        Listed(
            topic=row.topic,
            lang=row.lang,
            title=row.title,
            status=row.status,
            audience=row.audience,
            organizations=frozenset(scopes.get(row.id, ())),
            changed_at=row.created_at,
        )
        for row in tx.execute(_LISTED)
    ]


def newest(tx: Connection, topic: str, lang: str) -> tuple[Article, int] | None:
    """Return the newest version of an article, whatever its status, with the version's number."""
    row = tx.execute(_ONE, {"topic": topic, "lang": lang}).one_or_none()
    if row is None:
        return None
    return _rows(tx, _ONE, topic=topic, lang=lang)[0][2], row.version


def published(tx: Connection, number: int) -> Article | None:
    """Return the published article with the number `number`, or None."""
    return next((found for _, _, found in _rows(tx, _ONE_PUBLISHED, number=number)), None)


def sendable(tx: Connection, number: int, organization: str) -> Hit | None:
    """Return the article `number` as something for a customer of `organization`, or None if he may not read it.

    Its probability is 0: an agent chose it, and nobody counted.
    """
    return next(_hits(_rows(tx, _ONE_PUBLISHED, number=number), organization), None)


def of_topics(tx: Connection, topics: Collection[str], organization: str, language: Language) -> dict[str, Hit]:
    """Return what a customer of `organization` may read about each of `topics`, in `language` where it is there.

    The probability of each is 0: a question bank leads to it, and nobody counted.
    """
    found: dict[str, Hit] = {}
    for hit in _hits(_rows(tx, _OF_TOPICS, topics=sorted(topics)), organization):
        if hit.topic not in found or hit.lang == language:
            found[hit.topic] = hit
    return found


def _hits(rows: Iterable[Row], organization: str) -> Iterator[Hit]:
    """Yield those of `rows` that a customer of `organization` may read."""
    for number, version, found in rows:
        if found.audience == "customer" and (not found.organizations or organization in found.organizations):
            yield Hit(
                article=number,
                version=version,
                topic=found.topic,
                lang=found.lang,
                title=found.title,
                body=found.body,
                kind=found.kind,
                type=found.type,
                category=found.category,
                probability=0.0,
                urgent=found.urgent,
            )


def replace(tx: Connection, articles: Sequence[Article], new_banks: Sequence[Bank], now: datetime) -> Imported:
    """Put `articles` in place of those with the same topic and language, and banks by their key.

    An article that differs gets a new version; one that does not is left alone. What is not named stays.
    """
    known = {(found.topic, found.lang): (number, found) for number, _, found in _rows(tx, _ARTICLES)}
    before = [known.get((wanted.topic, wanted.lang)) for wanted in articles]
    differing = [(old, new) for old, new in zip(before, articles, strict=True) if old is None or old[1] != new]
    bodies = banks.bodies(tx)
    new_bodies = {wanted.id: banks.body_of(wanted) for wanted in new_banks}
    turned = {key: body for key, body in new_bodies.items() if bodies.get(key) != body}
    if differing or turned:
        # The revision's row is held until the commit, so no other change can have the same number.
        _BUMP.run(tx, {"name": "kb", "number": 1})
    number = current_revision(tx)
    for old, new in differing:
        if old is None:
            _add(tx, new, number, now)
        else:
            _change(tx, old[0], new, number, now)
    for key, body in turned.items():
        banks.put(tx, key, body)
    fresh = sum(old is None for old, _ in differing) + sum(key not in bodies for key in turned)
    written = len(differing) + len(turned)
    return Imported(fresh, written - fresh, len(articles) + len(new_banks) - written)


def turn(tx: Connection) -> None:
    """Begin another revision, in which no article is another."""
    _BUMP.run(tx, {"name": "kb", "number": 1})


def _add(tx: Connection, new: Article, revised: int, now: datetime) -> None:
    values = {"topic": new.topic, "lang": new.lang, "status": new.status, "version": 1, "revision": revised}
    number = int(tx.execute(_NEW_ARTICLE, values).scalar_one())
    _write(tx, number, 1, new, now)


def _change(tx: Connection, number: int, new: Article, revised: int, now: datetime) -> None:
    version = int(tx.execute(_TURN, {"number": number, "state": new.status, "revised": revised}).scalar_one())
    tx.execute(_DROP_SCOPES, {"number": number})
    _write(tx, number, version, new, now)


def _write(tx: Connection, number: int, version: int, new: Article, now: datetime) -> None:
    values = {
        "article": number,
        "version": version,
        "title": new.title,
        "body": new.body,
        "kind": new.kind,
        "type": new.type,
        "category": new.category,
        "audience": new.audience,
        "tags": list(new.tags),
        "phrasings": list(new.phrasings),
        "urgent": new.urgent,
        "created_at": now,
    }
    tx.execute(_NEW_VERSION, values)
    if new.organizations:
        tx.execute(_NEW_SCOPE, [{"article": number, "organization": key} for key in sorted(new.organizations)])


def _rows(tx: Connection, wanted: Select[Any], **values: int | str | list[str]) -> list[Row]:
    found = tx.execute(wanted, values).all()
    few = len(found) <= _FEW
    scopes: dict[int, set[str]] = defaultdict(set)
    for scope in tx.execute(_SCOPES_OF, {"numbers": [row.id for row in found]}) if few else tx.execute(_SCOPES):
        scopes[scope.article].add(scope.organization)
    return [
        (
            row.id,
            row.version_id,
            Article(
                topic=row.topic,
                lang=row.lang,
                title=row.title,
                body=row.body,
                kind=row.kind,
                type=row.type,
                category=row.category,
                audience=row.audience,
                tags=tuple(row.tags),
                phrasings=tuple(row.phrasings),
                urgent=row.urgent,
                organizations=frozenset(scopes.get(row.id, ())),
                status=row.status,
            ),
        )
        for row in found
    ]
