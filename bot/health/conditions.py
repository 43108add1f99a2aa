"""How the accounts of this process fare, and since when: what their channels say of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from core.host import Doing

SILENT = "silent"
"""The trouble of who said that it would be heard of again, and was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What one account does, how that goes ("" is well) and since when; after `until` nobody knows."""

    account: str
    doing: Doing
    trouble: str
    since: datetime
    until: datetime | None = None

    def at(self, now: datetime) -> Condition:
        """Return how it is at `now`: who has been silent for too long is in trouble since then."""
        if self.until is None or now <= self.until or self.trouble:
            return self
        return replace(self, trouble=SILENT, since=self.until)

    def plain(self, now: datetime) -> dict[str, Any]:
        """Return what is kept of it for other processes."""
        told = self.at(now)
        return {
            "account": told.account,
            "doing": told.doing,
            "trouble": told.trouble,
            "since": told.since.isoformat(),
            "until": told.until.isoformat() if told.until else None,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Condition:
        """Return what `plain` was made of."""
        until = datetime.fromisoformat(kept["until"]) if kept["until"] else None
        since = datetime.fromisoformat(kept["since"])
        return cls(account=kept["account"], doing=kept["doing"], trouble=kept["trouble"], since=since, until=until)


class Conditions:
    """What was last said of each account. Used from the event loop only."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, Doing], Condition] = {}

    def report(self, account: str, doing: Doing, trouble: str | None, now: datetime, lasts: float | None) -> None:
        """Note how it goes now; None forgets it. The same said again keeps its moment."""
        key = (account, doing)
        if trouble is None:
            self._known.pop(key, None)
            return
        until = None if lasts is None else now + timedelta(seconds=lasts)
        before = self._known.get(key)
        since = now
        if before is not None and before.at(now).trouble == trouble:
            since = before.since
        self._known[key] = Condition(account=account, doing=doing, trouble=trouble, since=since, until=until)

    def all(self, now: datetime) -> tuple[Condition, ...]:
        """Return how everything goes, in the order of the accounts' names."""
        return tuple(self._known[key].at(now) for key in sorted(self._known))
