"""What customers think of the work on their tickets: one row a ticket, read by leads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from bot.store.inserting import InsertNew
from bot.store.tables import rating
from core.effects import AskRating, Rated

# A ticket that was reopened and solved again is rated anew.
_ASKED = InsertNew(
    rating,
    unique=("ticket",),
    on=lambda new: {"asked_at": new.asked_at, "score": None, "words": "", "answered_at": None},
)
_OF_TICKET = update(rating).where(rating.c.ticket == bindparam("number"))
_SCORED = _OF_TICKET.values(score=bindparam("given"), answered_at=bindparam("now"))
_SAID = _OF_TICKET.values(words=bindparam("said"), answered_at=bindparam("now"))
_LAST_ASKED = select(func.max(rating.c.asked_at)).where(rating.c.person == bindparam("whose"))
_RATING = select(rating.c.score, rating.c.words).where(
    rating.c.ticket == bindparam("number"), rating.c.score.is_not(None)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A score from 1 to 5, and what could have been better; the words are often empty."""

    score: int
    words: str


def keep(tx: Connection, ticket: int, person: int, given: AskRating | Rated, now: datetime) -> None:
    """Record that `person` was asked about `ticket`, or what he answered."""
    match given:
        case AskRating():
            _ASKED.run(tx, {"ticket": ticket, "person": person, "asked_at": now, "words": ""})
        case Rated(score=int(score)):
            tx.execute(_SCORED, {"number": ticket, "given": score, "now": now})
        case Rated(words=words):
            tx.execute(_SAID, {"number": ticket, "said": words, "now": now})


def last_asked(tx: Connection, person: int) -> datetime | None:
    """Return when `person` was last asked to rate anything; None if never."""
    return tx.execute(_LAST_ASKED, {"whose": person}).scalar()


def of_ticket(tx: Connection, ticket: int) -> Rating | None:
    """Return how the work on `ticket` was rated; None if it was not. It is for leads only."""
    row = tx.execute(_RATING, {"number": ticket}).one_or_none()
    return Rating(score=row.score, words=row.words) if row else None
