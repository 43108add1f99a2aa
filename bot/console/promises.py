"""Until when a person's first answer is promised, as the customer was told."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from core.contracts import Organization, Priority
from core.dialogue.facts import NEXT_DAY
from core.ticket import Status


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


def answer_due(organization: Organization | None, ticket: Waiting) -> datetime | None:
    """Return the moment by which a person shall first answer; None while the bot has the case, and once one did.

    Counted as `core.dialogue.facts.Facts.answer_by` does: from the opening, in the service hours of the
    contract that holds now. `organization` is None where it is not in the configuration any more.
    """
    handed_over = ticket.status not in {Status.NEW, Status.CLOSED}
    if organization is None or not handed_over or ticket.first_reply_at is not None:
        return None
    contract = organization.contract
    return contract.calendar.add(ticket.opened_at, contract.budget(ticket.priority, "respond") or NEXT_DAY)
