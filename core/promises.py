"""Promises to a customer as budgets of service time that run, pause, are met and are broken.

Theory of operation. A promise has a budget in service seconds and counts what is used of it: `spent` until it last
began to run, and the service time since `since` while it runs. Whoever changes one gives the moment and the calendar;
the moments at which it is in danger and at which it breaks follow from what is left (`due`, `next_at`), so that a
sweep only compares them with the clock. The calendar counts, never the wall: a promise that pauses over night has
used nothing, and one whose calendar changes is planned anew (`planned`) with what it has used so far.

    begun -> running <-> paused -> met
                running -> broken (a mark: it goes on until it is met)
                met -> running again, when the customer says that it was not

What may be promised for a ticket, and what its moves do to its promises: `core.keeping`; for who runs a
desk, `docs/hours.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from core.calendar import Calendar, Span
from core.messages import aware

WARN_PERCENT = 75
"""From this part of the budget on a promise is in danger."""


class PromiseKind(StrEnum):
    """What is promised: a person's first words, the solution, and to hear of it again meanwhile."""

    RESPOND = "respond"
    RESOLVE = "resolve"
    INFORM = "inform"


class Standing(StrEnum):
    """How a promise stands at a moment. What is `paused` has been neither kept nor broken yet; `late` is kept late."""

    RUNNING = "running"
    DANGER = "danger"
    BROKEN = "broken"
    PAUSED = "paused"
    KEPT = "kept"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One promise. `budget` and `spent` are service seconds.

    It runs while `since` is set: `spent` is what was used until then. `due` is when it breaks, or broke, unless it is
    met or pauses before; `next_at` when the clock looks at it next: to warn, then to break it, then never.
    """

    kind: PromiseKind
    budget: int
    spent: int = 0
    since: datetime | None = None
    due: datetime | None = None
    next_at: datetime | None = None
    warned_at: datetime | None = None
    met_at: datetime | None = None
    broken_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether it is still to be kept."""
        return self.met_at is None

    def standing(self, now: datetime) -> Standing:
        """Return how it stands at `now`, whether or not the clock has said so."""
        if self.met_at:
            return Standing.LATE if self.broken_at else Standing.KEPT
        if self.broken_at or (self.due and self.due <= now):
            return Standing.BROKEN
        if self.since is None:
            return Standing.PAUSED
        return Standing.DANGER if self.warned_at or (self.next_at and self.next_at <= now) else Standing.RUNNING

    def used(self, now: datetime, calendar: Calendar) -> int:
        """Return the service seconds that are used at `now`."""
        return self.spent + (_seconds(calendar, self.since, now) if self.since else 0)


def begin(kind: PromiseKind, span: Span, at: datetime, calendar: Calendar) -> Promise:
    """Return a promise that runs from `at` on. Working days become the service seconds that they last from there."""
    return begin_until(kind, calendar.add(at, span), at, calendar)


def begin_until(kind: PromiseKind, end: datetime, at: datetime, calendar: Calendar) -> Promise:
    """Return a promise that runs from `at` on and breaks at `end`."""
    running = Promise(kind=kind, budget=_seconds(calendar, at, end), since=aware(at), due=aware(end))
    return planned(running, calendar)


def start(promise: Promise, now: datetime, calendar: Calendar) -> Promise:
    """Let a promise run on from `now`; what runs already, runs."""
    return promise if promise.since else planned(replace(promise, since=aware(now)), calendar)


def pause(promise: Promise, now: datetime, calendar: Calendar) -> Promise:
    """Let it rest from `now` on; what rests already, rests. What broke before that stays broken."""
    if promise.since is None:
        return promise
    broken = promise.broken_at or (promise.due if promise.due and promise.due < now else None)
    used = promise.used(now, calendar)
    return replace(promise, spent=used, since=None, due=None, next_at=None, broken_at=broken)


def meet(promise: Promise, at: datetime, calendar: Calendar) -> Promise:
    """Say that it was kept at `at`, if it was not before; or too late, when it broke before that."""
    return promise if promise.met_at else replace(pause(promise, at, calendar), met_at=aware(at))


def withdraw(promise: Promise, now: datetime, calendar: Calendar) -> Promise:
    """Say that it was not met after all: what was left goes on from `now`; the time since then is not counted."""
    return start(replace(promise, met_at=None), now, calendar)


def rebudget(promise: Promise, span: Span, begun: datetime, now: datetime, calendar: Calendar) -> Promise:
    """Give it another budget, counted from `begun`, when it began at first; the time used stays used."""
    used = promise.used(now, calendar)
    budget = _seconds(calendar, begun, calendar.add(begun, span))
    known = replace(promise, budget=budget, spent=used, since=aware(now) if promise.since else None, due=None)
    if 100 * used < WARN_PERCENT * budget:
        known = replace(known, warned_at=None)
    return planned(known, calendar)


def shift(promise: Promise, seconds: int, calendar: Calendar) -> Promise:
    """Say that `seconds` of service time more were used, or fewer: the matter is as old as another one."""
    return planned(replace(promise, spent=max(0, promise.spent + seconds), due=None), calendar)


def warn(promise: Promise, now: datetime) -> Promise:
    """Say that its owner was told that it is in danger."""
    return replace(promise, warned_at=aware(now), next_at=promise.due)


def broken(promise: Promise) -> Promise:
    """Say that it is broken since it was due. It goes on until it is met."""
    return replace(promise, broken_at=promise.due, next_at=None)


def renewed(promise: Promise, span: Span, now: datetime, calendar: Calendar) -> Promise:
    """Begin anew from `now`, with the mark of having been broken: nobody is told of that twice."""
    again = begin(promise.kind, span, now, calendar)
    return planned(replace(again, warned_at=promise.warned_at, broken_at=promise.broken_at), calendar)


def planned(promise: Promise, calendar: Calendar) -> Promise:
    """Return it with the moments that follow from what is left of it.

    The moment that stands already is kept where no service time lies between the two: "by nine tomorrow" is not
    changed into "by six tonight".
    """
    if promise.since is None:
        return replace(promise, due=None, next_at=None)
    due, stood = _at(promise.since, promise.budget - promise.spent, calendar), promise.due
    if stood and not calendar.between(min(due, stood), max(due, stood)):
        due = stood if stood == due else calendar.next_opening(stood)
    if promise.broken_at:
        return replace(promise, due=due, next_at=None)
    left = -(-promise.budget * WARN_PERCENT // 100) - promise.spent
    danger = min(due, _at(promise.since, left, calendar)) if promise.budget else due
    return replace(promise, due=due, next_at=due if promise.warned_at else danger)


def _at(since: datetime, left: int, calendar: Calendar) -> datetime:
    """Return when `left` seconds are used up that run from `since` on; at its beginning where none are left."""
    return calendar.add(since, timedelta(seconds=left)) if left > 0 else since


def _seconds(calendar: Calendar, start: datetime, end: datetime) -> int:
    return int(calendar.between(start, end).total_seconds())
