"""The lists of the inbox: which tickets are on them, in which order, and how many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from operator import attrgetter

from bot.store.promises import Due
from bot.store.views import PAGE, Filters, Standing
from core.ticket import Status

_NEVER = datetime.max.replace(tzinfo=UTC)
_AT_REST = frozenset({Status.WAITING_CUSTOMER, Status.WAITING_PROVIDER, Status.SOLVED})


class View(StrEnum):
    """The lists. `all` is all that is open; `found` whatever a search finds, and there only for a search."""

    UNASSIGNED = "unassigned"
    MINE = "mine"
    HANDED_OVER = "handed_over"
    BREACHING = "breaching"
    WAITING = "waiting"
    SOLVED = "solved"
    ALL = "all"
    CLOSED = "closed"
    FOUND = "found"


COUNTED = tuple(view for view in View if view not in {View.CLOSED, View.FOUND})
"""The lists whose length is told; what is closed is too much to count again and again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An open ticket with what is next on it: what is due, or the date on which the desk does something."""

    standing: Standing
    due: Due | None
    next_date: datetime | None

    @property
    def order(self) -> tuple[datetime, str, datetime, int]:
        """What is next comes first; then what is more important; then what has been left alone the longest."""
        one = self.standing
        given_back = one.changed_at if one.status is Status.QUEUED else _NEVER
        return (self.due.by if self.due else self.next_date or given_back, one.priority, one.changed_at, one.id)


class Board:
    """All open tickets of an agent at a moment; `due` is what is promised next about each."""

    def __init__(
        self,
        me: int,
        now: datetime,
        open_ones: Sequence[Standing],
        due: Mapping[int, Due],
    ) -> None:
        self._me, self._now = me, now
        self._placed = [
            Placed(
                standing=one,
                due=due.get(one.id),
                next_date=one.next_date if one.status in _AT_REST else None,
            )
            for one in open_ones
        ]

    def counts(self) -> Mapping[View, int]:
        """Return how long each list is, without filters."""
        return {view: sum(map(self._on(view), self._placed)) for view in COUNTED}

    def news(self) -> list[Standing]:
        """Return what changed since this agent saw it, the newest first: his own, and what waits for somebody."""
        mine, waiting = self._on(View.MINE), self._on(View.UNASSIGNED)
        news = [each.standing for each in self._placed if each.standing.unread and (mine(each) or waiting(each))]
        return sorted(news, key=lambda one: (one.changed_at, one.id), reverse=True)

    def page(
        self, view: View, filters: Filters, older: str = "", among: AbstractSet[int] | None = None
    ) -> tuple[Sequence[Placed], str]:
        """Return a page of a list in its order, and the cursor of the next one, empty on the last.

        The page begins after the ticket that the cursor `older` names by its number; one that is not on the list
        begins at the top. `among` are the tickets that hold the words looked for, None when there are none.
        """
        on = self._on(view)
        rows = sorted(
            (placed for placed in self._placed if on(placed) and _fits(placed.standing, filters, among)),
            key=_by_date if view is View.WAITING else attrgetter("order"),
        )
        start = next((place + 1 for place, row in enumerate(rows) if str(row.standing.id) == older), 0)
        page = rows[start : start + PAGE]
        return page, str(page[-1].standing.id) if len(rows) > start + PAGE else ""

    def of(self, numbers: Sequence[int]) -> list[Placed]:
        """Return those of the tickets `numbers` that are open."""
        wanted = set(numbers)
        return [placed for placed in self._placed if placed.standing.id in wanted]

    def _on(self, view: View) -> Callable[[Placed], bool]:
        match view:
            case View.UNASSIGNED:
                return lambda placed: placed.standing.status is Status.QUEUED and not placed.standing.linked
            case View.MINE:
                return lambda placed: placed.standing.owner == self._me
            case View.HANDED_OVER:
                return lambda placed: placed.standing.coordinator == self._me and placed.standing.owner != self._me
            case View.BREACHING:
                return lambda placed: placed.due is not None and placed.due.presses(self._now)
            case View.WAITING:
                return lambda placed: placed.standing.status in {Status.WAITING_CUSTOMER, Status.WAITING_PROVIDER}
            case View.SOLVED:
                return lambda placed: placed.standing.status is Status.SOLVED
        return lambda placed: True


def _by_date(placed: Placed) -> tuple[object, ...]:
    """What waits comes up on its next date, whatever else is due on it."""
    return (placed.next_date or _NEVER, *placed.order)


def _fits(one: Standing, filters: Filters, among: AbstractSet[int] | None) -> bool:
    wanted = (
        (one.queue, filters.queue),
        (one.organization, filters.organization),
        (one.priority, filters.priority),
        (one.service, filters.service),
        (one.type, filters.type),
    )
    return all(not value or has == value for has, value in wanted) and (among is None or one.id in among)
