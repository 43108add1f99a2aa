"""Guessing passwords is slow: tries are counted for all processes, and few are checked at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.console import passwords
from bot.store import audit, sessions, tries
from bot.store.engine import Tx

TRIES_PER_ADDRESS = 5
TRIES_PER_CLIENT = 30
"""One client may be the proxy of a whole office."""

CHECKS_AT_ONCE = 2
"""A check takes 64 MB and a core; more of them at once only make everybody wait longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Somebody at `client` says what the password of `email` is; `what` is how the audit calls it."""

    email: str
    client: str
    at: datetime
    what: str = "sign_in"

    def wait(self, tx: Tx) -> timedelta | None:
        """Return how long he must wait; None if he may try."""
        waits = [tries.wait(tx, name, limit, self.at) for name, limit in self._budgets]
        return max((each for each in waits if each), default=None)

    def count(self, tx: Tx) -> timedelta | None:
        """Count the try; return how long he must wait if others were faster than he looked."""
        over = [tries.count(tx, name, self.at) > limit for name, limit in self._budgets]
        return tries.WINDOW if any(over) else None

    def failed(self, tx: Tx) -> None:
        """Write it down, with whom he tried to be if there is such an agent."""
        found = sessions.credentials(tx, self.email)
        self._record(tx, "failed", f"agent:{found.key}" if found else "", who="")

    def succeeded(self, tx: Tx, key: str) -> None:
        """Write down that it was the agent `key`, and forget the tries before."""
        (email, _), (client, _) = self._budgets
        tries.forgive(tx, email)
        tries.take_back(tx, client)
        self._record(tx, "done", f"agent:{key}", who=f"agent:{key}")

    def _record(self, tx: Tx, how: str, subject: str, who: str) -> None:
        what = f"{self.what}.{how}"
        audit.record(tx, self.at, who=who, surface="console", what=what, subject=subject, client=self.client)

    @property
    def _budgets(self) -> tuple[tuple[str, int], tuple[str, int]]:
        return (f"address {self.email}", TRIES_PER_ADDRESS), (f"client {self.client}", TRIES_PER_CLIENT)


class Checker:
    """Compares passwords with hashes beside the event loop, a few at once."""

    def __init__(self) -> None:
        self._few = asyncio.Semaphore(CHECKS_AT_ONCE)
        # Checked in place of a password that is not there: unknown addresses take as long as known ones.
        self._nobody = passwords.nobody()

    async def verify(self, hashed: str | None, text: str) -> bool:
        """Say whether `text` is the password behind `hashed`; None takes as long and is never right."""
        async with self._few:
            right = await asyncio.to_thread(passwords.verify, hashed or self._nobody, text)
        return right and hashed is not None

    async def hash(self, text: str) -> str:
        """Return the hash to keep of a new password."""
        async with self._few:
            return await asyncio.to_thread(passwords.hash_password, text)


def minutes(wait: timedelta) -> int:
    """Return a wait in minutes, as a sentence tells it: at least one."""
    return max(1, -(-int(wait.total_seconds()) // 60))
