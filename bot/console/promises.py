"""What is promised about a ticket, as its page tells it: in words, and as a bar of what is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.console.reader import Reader
from core.calendar import Calendar
from core.promises import Promise, PromiseKind, Standing
from core.ticket import Status, Ticket

_CLASSES = {Standing.DANGER: "soon", Standing.BROKEN: "late", Standing.LATE: "late"}
_OVER = frozenset({Status.SOLVED, Status.CLOSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One promise. `percent` of its time is used, at most all; `at` is the moment that its `words` name, if any."""

    kind: PromiseKind
    words: str
    css: str
    percent: int
    at: datetime | None


def told(ticket: Ticket, calendar: Calendar, reader: Reader) -> Sequence[Told]:
    """Return the promises of `ticket` as they stand now; news are promised only while people have the case."""
    return [
        _told(promise, promise.standing(reader.now), calendar, reader)
        for promise in ticket.promises
        if promise.kind is not PromiseKind.INFORM or ticket.status not in _OVER
    ]


def _told(promise: Promise, standing: Standing, calendar: Calendar, reader: Reader) -> Told:
    at = promise.met_at or promise.due
    percent = min(100, 100 * promise.used(reader.now, calendar) // max(1, promise.budget))
    return Told(
        kind=promise.kind,
        words=reader.label(f"promise.{standing}", time=reader.clock(at) if at else ""),
        css=_CLASSES.get(standing, ""),
        percent=percent,
        at=at,
    )
