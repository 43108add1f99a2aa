"""What a lead looks at on Monday morning: short lists, each one query on an index, of what needs a hand.

Every list is of tickets that the lead may see, the longest waiting first, at most `MOST` of them; one more is read to
know that there are more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, literal_column, or_, select

from bot.store.tables import (
    article,
    article_version,
    move,
    organization,
    person,
    promise,
    rating,
    service,
    ticket,
    timer,
)
from bot.store.types import AnyRow
from bot.store.views import visible
from core.contracts import Priority
from core.people import Agent

MOST = 10
"""Tickets of a list that are shown."""

SPIKE = 5
"""So many tickets on one service within `SPIKE_WITHIN` are one trouble."""

SPIKE_WITHIN = timedelta(minutes=15)
STILL = timedelta(days=2)
ASKED = 200
"""Solutions whose next step is today, of which those that are closed are told."""

RECENT = timedelta(days=7)


class Watched(StrEnum):
    """The lists of tickets, in the order in which they are shown."""

    BROKEN = "broken"
    BREAKING = "breaking"
    UNOWNED = "unowned"
    ARRIVED = "arrived"
    DATE_PASSED = "date_passed"
    WITHOUT_DATE = "without_date"
    STILL = "still"
    UNCONFIRMED = "unconfirmed"
    CLOSING = "closing"
    REOPENED = "reopened"
    LOW_RATED = "low_rated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """The moments that the lists ask for: the end of the service before this one, and the next noon and midnight."""

    now: datetime
    ended: datetime
    noon: datetime
    midnight: datetime


Closing = Callable[[int, Mapping[str, Any]], bool]
"""Whether silence closes a ticket next, by its contract's number and what the dialogue remembers of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A ticket on a list. `at` is the moment that puts it there; `words` are a customer's, of a rating."""

    ref: str
    title: str
    priority: Priority
    at: datetime
    owner: str
    organization: str
    score: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list as it is shown. `more` says that there are more tickets than are on it."""

    kind: Watched
    lines: Sequence[Line]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """Many tickets on one service at once; `service` is its name by language."""

    service: Mapping[str, str]
    count: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article that waits to be published."""

    topic: str
    language: str
    title: str


# Written out, not bound: the planner uses a partial index only where it sees its condition.
_OPEN: ColumnElement[bool] = ticket.c.status != "closed"
_RUNNING: ColumnElement[bool] = literal_column("promise.due IS NOT NULL")
_UNPUBLISHED: ColumnElement[bool] = article.c.status.in_(("draft", "review"))
_LOW: ColumnElement[bool] = literal_column("rating.score <= 2")
_WITH_PEOPLE = ("queued", "in_progress", "waiting_customer", "waiting_provider")
_owner = person.alias("owner_person")
_NONE: ColumnElement[Any] = literal_column("NULL")
_EMPTY: ColumnElement[Any] = literal_column("''")
# What the clock does is no movement, and neither is a customer who asks again.
_last = (
    select(func.max(move.c.at))
    .where(move.c.ticket == ticket.c.id, move.c.actor != "clock", move.c.command != "chase")
    .scalar_subquery()
)


def _listing(at: Any, *more: Any, score: Any = _NONE, words: Any = _EMPTY) -> Select[Any]:
    told = (at.label("at"), score.label("score"), words.label("words"), *more)
    return (
        select(
            ticket.c.ref, ticket.c.title, ticket.c.priority, _owner.c.name, organization.c.name.label("whose"), *told
        )
        .select_from(ticket)
        .join(organization, organization.c.key == ticket.c.organization)
        .outerjoin(_owner, _owner.c.id == ticket.c.owner)
        .limit(MOST + 1)
    )


def _open(at: Any, *where: Any) -> Select[Any]:
    return _listing(at).where(_OPEN, *where).order_by(at, ticket.c.id)


def _promised(*where: Any) -> Select[Any]:
    first = func.min(promise.c.due)
    return (
        _listing(first)
        .join(promise, promise.c.ticket == ticket.c.id)
        .where(_RUNNING, _OPEN, *where)
        .group_by(ticket.c.id, ticket.c.ref, ticket.c.title, ticket.c.priority, _owner.c.name, organization.c.name)
        .order_by(first, ticket.c.id)
    )


_WAITS = ticket.c.status.in_(("waiting_customer", "waiting_provider"))
_LISTS: Mapping[Watched, Select[Any]] = {
    Watched.ARRIVED: (
        _listing(ticket.c.opened_at)
        .where(ticket.c.opened_at >= bindparam("ended"))
        .order_by(ticket.c.opened_at, ticket.c.id)
    ),
    Watched.UNOWNED: _open(ticket.c.opened_at, ticket.c.status == "queued"),
    Watched.BREAKING: _promised(
        promise.c.due > bindparam("now"), promise.c.due <= bindparam("noon"), promise.c.broken_at.is_(None)
    ),
    Watched.BROKEN: _promised(or_(promise.c.due <= bindparam("now"), promise.c.broken_at.is_not(None))),
    Watched.DATE_PASSED: _open(ticket.c.next_date, _WAITS, ticket.c.next_date < bindparam("now")),
    Watched.WITHOUT_DATE: _open(ticket.c.changed_at, _WAITS, ticket.c.next_date.is_(None)),
    Watched.STILL: _open(
        _last,
        ticket.c.status.in_(_WITH_PEOPLE),
        _last < bindparam("still"),
        or_(ticket.c.next_date.is_(None), ticket.c.next_date < bindparam("now")),
    ),
    Watched.UNCONFIRMED: _open(ticket.c.solved_at, ticket.c.status == "solved"),
    Watched.CLOSING: (
        _listing(timer.c.due_at, ticket.c.contract, ticket.c.memory)
        .join(timer, and_(timer.c.ticket == ticket.c.id, timer.c.kind == "remind"))
        .where(_OPEN, ticket.c.status == "solved", timer.c.due_at < bindparam("midnight"))
        .order_by(timer.c.due_at, ticket.c.id)
        .limit(ASKED)
    ),
    Watched.REOPENED: _open(ticket.c.opened_at, ticket.c.reopened > 0),
    Watched.LOW_RATED: (
        _listing(rating.c.answered_at, score=rating.c.score, words=rating.c.words)
        .join(rating, rating.c.ticket == ticket.c.id)
        .where(_LOW, rating.c.answered_at >= bindparam("recent"))
        .order_by(rating.c.answered_at.desc(), ticket.c.id)
    ),
}
_SPIKES = (
    select(service.c.name, func.count().label("number"), func.min(ticket.c.opened_at).label("since"))
    .join(ticket, ticket.c.service == service.c.key)
    .where(ticket.c.opened_at >= bindparam("lately"))
    .group_by(service.c.key, service.c.name)
    .having(func.count() >= SPIKE)
    .order_by(func.count().desc())
)
_DRAFTS = (
    select(article.c.topic, article.c.lang, article_version.c.title)
    .join(article_version, article_version.c.article == article.c.id)
    .where(article_version.c.version == article.c.version)
    .where(_UNPUBLISHED)
    .order_by(article.c.topic, article.c.lang)
    .limit(MOST)
)


def lists(tx: Connection, lead: Agent, at: Moments, closing: Closing) -> Sequence[Listing]:
    """Return all lists of tickets, the empty ones as well. `closing` says whether silence closes a ticket next."""
    given = {
        "now": at.now,
        "ended": at.ended,
        "noon": at.noon,
        "midnight": at.midnight,
        "still": at.now - STILL,
        "recent": at.now - RECENT,
    }
    return [_listed(tx, kind, _LISTS[kind].where(visible(lead)), given, closing) for kind in Watched]


def spikes(tx: Connection, lead: Agent, now: datetime) -> Sequence[Spike]:
    """Return the services on which many tickets came within the last quarter of an hour."""
    rows = tx.execute(_SPIKES.where(visible(lead)), {"lately": now - SPIKE_WITHIN})
    return [Spike(service=row.name, count=row.number, since=row.since) for row in rows]


def drafts(tx: Connection) -> Sequence[Draft]:
    """Return articles that wait to be published."""
    return [Draft(topic=row.topic, language=row.lang, title=row.title) for row in tx.execute(_DRAFTS)]


def _listed(
    tx: Connection, kind: Watched, query: Select[Any], given: Mapping[str, datetime], closing: Closing
) -> Listing:
    wanted = query.compile().params
    rows = tx.execute(query, {name: value for name, value in given.items() if name in wanted}).all()
    if kind is Watched.CLOSING:
        rows = [row for row in rows if closing(row.contract, row.memory)]
    return Listing(kind=kind, lines=[_line(row) for row in rows[:MOST]], more=len(rows) > MOST)


def _line(row: AnyRow) -> Line:
    return Line(
        ref=row.ref,
        title=row.title,
        priority=Priority(row.priority),
        at=row.at,
        owner=row.name or "",
        organization=row.whose,
        score=row.score,
        words=row.words,
    )
