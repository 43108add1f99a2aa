"""The only reader of the clock."""

from __future__ import annotations

from datetime import UTC, datetime


class Clock:
    """Tells the time. A test gives another one, whose time it moves itself."""

    def now(self) -> datetime:
        """Return the present moment, in UTC."""
        return datetime.now(UTC)
