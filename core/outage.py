"""An outage: one trouble of many people, declared by a lead, of which each of them is told.

It is a record of its own, not the ticket of one of those who reported it: nobody's ticket has to stay open for the
others, and each of them confirms for himself that it is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.messages import Localized


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """An outage as customers hear of it.

    It explains incidents of `service`, and those that name one of `words`. Their tickets wait in `queue`. `next_at` is
    until when there is news again; `news` counts what was told so far, and `latest` is the last of it.
    """

    number: int
    title: Localized
    queue: str
    next_at: datetime
    service: str | None = None
    words: tuple[str, ...] = ()
    news: int = 0
    latest: Localized | None = None
