"""Whether the database takes what it is given: told in one line when it stops to, and in one when it does again."""

from __future__ import annotations

from threading import Lock
from time import monotonic

import structlog

log = structlog.get_logger(__name__)

_REMIND = 60.0
"""Seconds after which a trouble that lasts is told once more."""


class Reachable:
    """What is known of one way to the database, `writing` or `reading`. Used from every thread."""

    def __init__(self, way: str) -> None:
        self._way = way
        self._lock = Lock()
        self._since: float | None = None
        self._told = 0.0

    def failed(self, reason: str) -> None:
        """Note that something could not be done for a reason of the database's."""
        now = monotonic()
        with self._lock:
            if self._since is not None and now < self._told + _REMIND:
                return
            self._since = self._since or now
            self._told = now
            lasted = now - self._since
        log.error("database_unavailable", way=self._way, reason=reason, seconds=round(lasted))

    def worked(self) -> None:
        """Note that something was done."""
        if self._since is None:
            return
        with self._lock:
            since, self._since = self._since, None
        if since is not None:
            log.warning("database_available_again", way=self._way, seconds=round(monotonic() - since))
