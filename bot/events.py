"""What is told to the outside of what happens to tickets: which moves are events, and what is said of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.desk import Outcome
from core.effects import AskRating, Command, Rated
from core.messages import Localized
from core.outage import Outage
from core.ticket import Status, Ticket


class Event(StrEnum):
    """What a webhook may ask for."""

    OPENED = "ticket.opened"
    CLAIMED = "ticket.claimed"
    TRANSFERRED = "ticket.transferred"
    REPLIED = "ticket.replied"
    WAITING = "ticket.waiting"
    SOLVED = "ticket.solved"
    CLOSED = "ticket.closed"
    REOPENED = "ticket.reopened"
    RATED = "ticket.rated"
    OUTAGE_DECLARED = "outage.declared"
    OUTAGE_UPDATED = "outage.updated"
    OUTAGE_SOLVED = "outage.solved"
    OUTAGE_WITHDRAWN = "outage.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that is told of events, of one organization or of all. `secret` is the key of its signatures."""

    key: str
    url: str
    secret: bytes
    events: frozenset[Event]
    organization: str | None = None

    def wants(self, event: str, ticket: Ticket) -> bool:
        """Say whether this webhook is told of `event` on `ticket`."""
        return event in self.events and self.organization in {None, ticket.organization}

    def wants_of(self, event: str, organizations: Collection[str]) -> bool:
        """Say whether this webhook is told of `event` on an outage of `organizations`."""
        return event in self.events and (self.organization is None or self.organization in organizations)

    def __repr__(self) -> str:
        """Never show the secret."""
        return f"Webhook({self.key!r})"


_BY_COMMAND: Mapping[Command, Event] = {
    Command.OPEN: Event.OPENED,
    Command.CLAIM: Event.CLAIMED,
    Command.TRANSFER: Event.TRANSFERRED,
    Command.REPLY: Event.REPLIED,
    Command.WAIT_CUSTOMER: Event.WAITING,
    Command.WAIT_PROVIDER: Event.WAITING,
    Command.SOLVE: Event.SOLVED,
    Command.REFUSE: Event.REOPENED,
}


def event_of(outcome: Outcome) -> Event | None:
    """Return the event that a move is to the outside, or None."""
    was, now = outcome.before, outcome.ticket.status
    if now is Status.CLOSED:
        return None if was is Status.CLOSED else Event.CLOSED
    return Event.REOPENED if was is Status.CLOSED else _BY_COMMAND.get(outcome.act.command)


def happened(
    outcomes: Iterable[Outcome], ratings: Iterable[AskRating | Rated], ticket: Ticket, now: datetime
) -> Iterator[dict[str, Any]]:
    """Yield what is said of moves and of ratings, in their order.

    Nothing of it are words of a conversation: who may read those asks the API.
    """
    for outcome in outcomes:
        if event := event_of(outcome):
            by = {"kind": outcome.actor.kind.value, "name": outcome.actor.name}
            yield _body(event, outcome.ticket, outcome.at, {"command": outcome.act.command.value, "by": by})
    for given in ratings:
        if isinstance(given, Rated) and given.score is not None:
            yield _body(Event.RATED, ticket, now, {"score": given.score})


def of_outage(event: Event, outage: Outage, whose: Iterable[str], text: Localized, now: datetime) -> dict[str, Any]:
    """Return what is said of an outage of the organizations `whose`; `text` is what its customers are told."""
    data = {
        "id": outage.number,
        "title": dict(outage.title),
        "service": outage.service,
        "words": list(outage.words),
        "organizations": sorted(whose),
        "queue": outage.queue,
        "next_at": outage.next_at.isoformat(),
        "text": dict(text),
    }
    return {"type": event.value, "timestamp": now.isoformat(), "data": data}


def _body(event: Event, ticket: Ticket, at: datetime, more: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": event.value, "timestamp": at.isoformat(), "data": {**dict(_state(ticket)), **more}}


def _state(ticket: Ticket) -> Iterator[tuple[str, Any]]:
    for name in ("ref", "title", "type", "status", "priority", "service", "queue", "organization", "source"):
        yield name, getattr(ticket, name)
    yield "owner", {"id": ticket.owner, "name": ticket.owner_name} if ticket.owner is not None else None
    for name in ("closure_code", "end_reason", "duplicate_of", "reopened"):
        yield name, getattr(ticket, name)
    yield "opened_at", ticket.opened_at.isoformat()
