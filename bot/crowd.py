"""How fast a whole organization writes: beyond its budget each message gets a moment of its own, at the budget's pace.

Theory of operation. This is the generic cell rate algorithm of ATM (ITU-T I.371): one moment for each organization,
which every message moves on by a minute divided by the budget. As long as that moment is less than a minute ahead of
the clock the message is within the budget; beyond, the difference is how long it waits. So a flood of one organization
is worked on no faster than its budget allows, and the others do not wait behind it.

It is counted in each process for itself and forgotten with it: of N processes an organization gets at most N budgets.
"""

from __future__ import annotations

from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)


class Crowds:
    """Counts the messages of organizations, `most` of which are taken in a minute. Used from the event loop only."""

    def __init__(self, most: int) -> None:
        self._step = MINUTE / most
        self._until: dict[str, datetime] = {}

    def late(self, organization: str, now: datetime) -> timedelta | None:
        """Count a message; return how long it waits for its turn, None where its organization is in its budget."""
        until = max(self._until.get(organization, now), now)
        self._until[organization] = until + self._step
        over = until - now - MINUTE
        return over if over > timedelta(0) else None
