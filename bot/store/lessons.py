"""What became of the articles that were given, and what that has taught."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from bot.store import knowledge
from bot.store.tables import calibration, suggestion, suggestion_hit
from kb.calibration import Lesson
from kb.confidence import UNTAUGHT, Calibration

MOST = 20_000
"""The newest lessons; older ones tell of another knowledge."""

_NEWEST = select(calibration).order_by(calibration.c.id.desc()).limit(1)
_TEACH = insert(calibration)
_FORGET = delete(calibration)
_GIVEN = (
    select(suggestion.c.outcome, suggestion_hit.c.features)
    .join_from(suggestion, suggestion_hit, suggestion_hit.c.suggestion == suggestion.c.id)
    .where(
        suggestion.c.decision == "answer",
        suggestion.c.outcome.in_(("solved", "refused", "human")),
        suggestion_hit.c.rank == 0,
    )
    .order_by(suggestion.c.id.desc())
    .limit(MOST)
)


def taught(tx: Connection) -> Calibration:
    """Return what was learned last; what comes with the desk where nothing was."""
    row = tx.execute(_NEWEST).first()
    if row is None:
        return UNTAUGHT
    return Calibration(shift=row.shift, slope=row.slope, answer=row.answer, lessons=row.lessons)


def teach(tx: Connection, learned: Calibration, now: datetime) -> None:
    """Let every process believe chances as `learned` says, from its next question on."""
    values = {"shift": learned.shift, "slope": learned.slope, "answer": learned.answer, "lessons": learned.lessons}
    tx.execute(_TEACH, {"at": now, **values})
    knowledge.turn(tx)


def forget(tx: Connection) -> bool:
    """Take back everything that was learned; say whether there was something."""
    gone = tx.execute(_FORGET).rowcount > 0
    if gone:
        knowledge.turn(tx)
    return gone


def given(tx: Connection) -> list[Lesson]:
    """Return the articles that were given directly and of which it is known what became of them, newest first.

    Who asked for a person or wrote on was not helped; who said nothing tells nothing.
    """
    return [Lesson(row.features, row.outcome == "solved") for row in tx.execute(_GIVEN) if row.features]
