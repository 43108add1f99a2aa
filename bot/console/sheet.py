"""What the page of a ticket is made of, read as whoever looks at it may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.console.visits import Console
from bot.store import absence, banks, people, presence, ratings, relations, sheets, shown, tickets
from bot.store.absence import Absence
from bot.store.engine import Tx
from core.desk import may
from core.effects import Command
from core.errors import NotFound
from core.messages import literal
from core.people import Actor, Agent
from core.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the page of a ticket is made of. `earlier` does not change while it is open, and is read once.

    `solvers` are the people of the desk, where the ticket may be given to one. `rating` is there for leads only.
    `stated` are the customer's lines that can be split off, where they can be; `split_into` what was. `beside` are his
    other open tickets, where this one can be merged into them; `links` are the tickets to which it is related.
    """

    ticket: Ticket
    contract: int
    around: sheets.Around
    timeline: sheets.Timeline
    present: Sequence[presence.Present] = ()
    solvers: Sequence[Agent] = ()
    away: Mapping[int, Absence] = field(default_factory=dict)
    stated: Sequence[shown.Stated] = ()
    asked: Sequence[banks.Answered] = ()
    split_into: Sequence[sheets.Earlier] = ()
    beside: Sequence[sheets.Earlier] = ()
    links: Sequence[relations.Link] = ()
    rating: ratings.Rating | None = None
    earlier: Sequence[sheets.Earlier] = ()


class TicketSheets:
    """Reads sheets. Raises `NotFound` for a ticket that is not there, or none of the agent's business."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def news(self, tx: Tx, agent: Agent, ref: str, before: int = 0) -> Sheet:
        """Return all but `earlier`; the timeline ends before the line `before`, if one is given."""
        around, stored = looked_up(tx, agent, ref)
        now, actor = self._console.services.clock.now(), Actor.of(agent)
        splits = may(actor, Command.SPLIT, stored.ticket)
        return Sheet(
            ticket=self._as_seen(agent, stored),
            contract=stored.contract,
            around=around,
            timeline=sheets.timeline(tx, agent, around.id, before),
            present=() if agent.reads else presence.others(tx, agent.person, around.id, now),
            away={} if agent.reads else absence.absent(tx, now),
            solvers=people.colleagues(tx) if may(actor, Command.TRANSFER, stored.ticket) else (),
            stated=shown.offered(tx, sheets.numbers_of(tx, around.id)) if splits else (),
            asked=banks.answered(tx, around.id),
            split_into=relations.split_from(tx, agent, ref),
            links=relations.links(tx, agent, around.id),
            beside=relations.beside(tx, agent, stored.ticket) if may(actor, Command.MERGE, stored.ticket) else (),
            rating=ratings.of_ticket(tx, around.id) if agent.leads else None,
        )

    def whole(self, tx: Tx, agent: Agent, ref: str, before: int = 0) -> Sheet:
        """Return all of it, else as `news` does."""
        news = self.news(tx, agent, ref, before)
        return replace(news, earlier=sheets.earlier(tx, agent, news.around.requester, news.around.id))

    def _as_seen(self, agent: Agent, stored: tickets.Stored) -> Ticket:
        """Return the ticket as `agent` may see it: his organization's people read little of how it is worked on."""
        ticket = stored.ticket
        if not agent.reads:
            return ticket
        contract = self._console.services.catalogue().organizations[ticket.organization].contract
        owner = self._console.reader(agent.language).say(literal(contract.shown(ticket.owner_name)))
        hidden: dict[str, Any] = {"chased": 0, "missed_calls": 0, "returned": 0, "escalated_at": None}
        return replace(ticket, owner_name=owner if ticket.owner_name else "", **hidden)


def gate(tx: Tx, agent: Agent, ref: str) -> sheets.Around:
    """Return what surrounds the ticket `ref`; raise `NotFound` where there is none that `agent` may see."""
    around = sheets.around(tx, agent, ref)
    if around is None:
        raise NotFound(ref=ref)
    return around


def looked_up(tx: Tx, agent: Agent, ref: str) -> tuple[sheets.Around, tickets.Stored]:
    """Return what surrounds the ticket `ref`, and the ticket; raise `NotFound` as `gate` does."""
    around, stored = gate(tx, agent, ref), tickets.by_ref(tx, ref)
    if stored is None:
        raise NotFound(ref=ref)
    return around, stored
