"""Until when a person's first answer is promised, as the customer was told, and when that is in danger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.calendar import Span
from core.contracts import Contract, Organization, Priority
from core.dialogue.facts import NEXT_DAY
from core.ticket import Status

WARNED = 0.75
"""From this part of the time on an answer is in danger (DESIGN, section 7)."""

_KEPT = 20_000


class Waiting(Protocol):
    """What the promise of a ticket depends on."""

    @property
    def status(self) -> Status:
        """Where the ticket stands."""

    @property
    def priority(self) -> Priority:
        """Which target holds."""

    @property
    def opened_at(self) -> datetime:
        """When the customer wrote."""

    @property
    def first_reply_at(self) -> datetime | None:
        """When a person first wrote to the customer."""


@dataclass(frozen=True, slots=True)
class Due:
    """The moment by which a person shall first answer, and the one from which on that is in danger."""

    by: datetime
    warn_at: datetime


class Promises:
    """Counts when answers are due; what was counted once is remembered. `answer_due` is the one place to ask."""

    def __init__(self) -> None:
        # The contract stands beside its moments, so that no other can come to have its identity.
        self._known: dict[tuple[int, Priority, datetime], tuple[Contract, Due]] = {}

    def answer_due(self, organization: Organization | None, ticket: Waiting) -> Due | None:
        """Return when the first answer is due; None while the bot has the case, and once a person answered.

        Counted as `core.dialogue.facts.Facts.answer_by` does: from the opening, in the service hours of the
        contract that holds now. `organization` is None where it is not in the configuration any more.
        """
        handed_over = ticket.status not in {Status.NEW, Status.CLOSED}
        if organization is None or not handed_over or ticket.first_reply_at is not None:
            return None
        contract = organization.contract
        key = (id(contract), ticket.priority, ticket.opened_at)
        if key not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[key] = contract, _count(contract, ticket.priority, ticket.opened_at)
        return self._known[key][1]


def _count(contract: Contract, priority: Priority, opened_at: datetime) -> Due:
    calendar = contract.calendar
    by = calendar.add(opened_at, contract.budget(priority, "respond") or NEXT_DAY)
    whole = calendar.between(opened_at, by).total_seconds()
    return Due(by=by, warn_at=calendar.add(opened_at, Span(int(whole * WARNED))))
