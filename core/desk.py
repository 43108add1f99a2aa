"""The agents' machine: the only code that changes a ticket.

Theory of operation. A ticket stands in one `Status`. A `Command` moves it, and `NEXT` says from where,
to where, and who may. `open_ticket` makes one; `act` looks the move up, checks who asks, applies it
and returns the `Outcome`: the new ticket, the timeline's lines, and the word to the dialogue. It
never speaks to the customer. Whatever is not in the table raises and changes nothing.

    new -> queued -> in_progress <-> waiting_customer, waiting_provider -> solved -> closed

`closed` is reached by the commands of `core.endings` and by nothing else: above all by `confirm` and
`cancel` (the customer) and `lapse` (the contract's written rule about silence). An agent closes only what
has no customer to ask: nobody reached after a call, a yes on the phone without a chat, a duplicate, a
mistake. `refuse`, `reopen` and `separate` lead back to people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from core.contracts import Level, Priority
from core.effects import Act, Command, Notify, OpenTicket, TicketMoved
from core.endings import ENDINGS, READY
from core.errors import ClaimLost, IllegalMove, Missing, NotAllowed
from core.keeping import Terms, kept
from core.many import MANY
from core.matter import MATTER
from core.messages import Moment, Text
from core.moves import MOVES, Change, DeskFacts, line
from core.overdue import OVERDUE
from core.pauses import PAUSES, rested
from core.people import Actor, ActorKind, Customer
from core.relations import RELATIONS
from core.ticket import Entry, Status, Ticket


class Who(StrEnum):
    """The columns of the table: in which part somebody acts on a ticket."""

    REQUESTER = "requester"
    BOT = "bot"
    CLOCK = "clock"
    AGENT = "agent"
    OWNER = "owner"
    COORDINATOR = "coordinator"
    LEAD = "lead"


AGENTS = frozenset({Who.AGENT, Who.OWNER, Who.LEAD})


@dataclass(frozen=True, slots=True)
class Step:
    """Where a command may lead, and who may give it."""

    to: frozenset[Status]
    who: frozenset[Who]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a move did. `before` is the status it left; None when the ticket is new. `was` is the priority it had.

    `repeated` says that the ticket already was where the command leads: nothing was done, and there is
    nothing to keep or to tell.
    """

    ticket: Ticket
    before: Status | None
    act: Act
    actor: Actor
    at: datetime
    was: Priority | None = None
    entries: tuple[Entry, ...] = ()
    notify: Notify | None = None
    repeated: bool = False

    @property
    def moved(self) -> TicketMoved:
        """The word to the dialogue."""
        return TicketMoved(act=self.act, actor=self.actor, ticket=self.ticket, before=self.before, was=self.was)


def _table() -> Mapping[tuple[Status, Command], Step]:
    new, queued, working = Status.NEW, Status.QUEUED, Status.IN_PROGRESS
    asked, away, solved, closed = Status.WAITING_CUSTOMER, Status.WAITING_PROVIDER, Status.SOLVED, Status.CLOSED
    owned = (working, asked, away)
    people = (queued, *owned)
    rows: dict[tuple[Status, Command], Step] = {}

    def row(command: Command, origins: tuple[Status, ...], to: tuple[Status, ...] | None, *who: Who) -> None:
        for origin in origins:
            rows[origin, command] = Step(frozenset(to or (origin,)), frozenset(who))

    row(Command.HAND_OVER, (new,), (queued,), Who.BOT)
    row(Command.DESCRIBE, (new, queued), None, Who.BOT)
    # What the customer tells when he is asked, and what follows from it.
    row(Command.DETAIL, people, None, Who.BOT)
    row(Command.PRIORITIZE, people, None, Who.BOT, Who.OWNER, Who.LEAD)
    row(Command.CLASSIFY, (*people, solved), None, Who.AGENT, Who.OWNER, Who.LEAD)
    row(Command.CLAIM, (new, queued), (working,), Who.AGENT, Who.LEAD)
    row(Command.RELEASE, owned, (queued,), Who.OWNER, Who.LEAD)
    # The owner is gone, not allowed any more, or away: his stand-in goes on where he stopped, else the queue has it.
    for origin in owned:
        row(Command.RETURN, (origin,), (queued, origin), Who.CLOCK)
    row(Command.TRANSFER, people, (queued, working), Who.OWNER, Who.LEAD)
    row(Command.REPLY, (*owned, solved), None, Who.OWNER)
    row(Command.NOTE, tuple(Status), None, Who.AGENT, Who.LEAD, Who.OWNER, Who.COORDINATOR)
    row(Command.WAIT_CUSTOMER, (working, away), (asked,), Who.OWNER)
    row(Command.WAIT_PROVIDER, (working, asked), (away,), Who.OWNER)
    row(Command.APPOINT, owned, (asked,), Who.OWNER)
    row(Command.RESUME, (asked, away), (working,), Who.OWNER)
    row(Command.FOLLOW_UP, (asked,), (asked, working), Who.CLOCK)
    row(Command.FOLLOW_UP, (away,), (working,), Who.CLOCK)
    row(Command.WARN, (new, queued, working, away), None, Who.CLOCK)
    row(Command.BREAK, (new, queued, working, away), None, Who.CLOCK)
    # The clock says it of a ticket that is linked to an outage, in the name of the lead who ended it.
    row(Command.SOLVE, (queued,), (solved,), Who.CLOCK)
    row(Command.SOLVE, owned, (solved,), Who.OWNER, Who.CLOCK)
    row(Command.HEAR, (queued, working, away, solved), None, Who.REQUESTER)
    row(Command.HEAR, (asked,), (working, asked), Who.REQUESTER)  # an appointment stands
    row(Command.CONFIRM, (new, solved), (closed,), Who.REQUESTER)
    row(Command.REFUSE, (solved,), (working, queued), Who.REQUESTER)
    row(Command.CANCEL, (new, *people), (closed,), Who.REQUESTER)
    row(Command.LAPSE, (new, solved), (closed,), Who.CLOCK)
    row(Command.REOPEN, (closed,), (working, queued), Who.REQUESTER)
    row(Command.CHASE, people, None, Who.REQUESTER)
    row(Command.ESCALATE, people, None, Who.REQUESTER)
    # One trouble of many.
    row(Command.LINK, (new,), (queued,), Who.BOT, Who.LEAD)
    row(Command.LINK, people, None, Who.BOT, Who.LEAD)
    row(Command.UNLINK, people, None, Who.REQUESTER, Who.LEAD, Who.CLOCK)
    row(Command.INFORM, people, None, Who.CLOCK)
    # How it stands to others.
    row(Command.SPLIT, (*people, solved), None, Who.OWNER, Who.LEAD)
    for command in (Command.RELATE, Command.UNRELATE):
        row(command, tuple(Status), None, Who.AGENT, Who.LEAD, Who.OWNER, Who.COORDINATOR)
    for command in (Command.RELATED, Command.UNRELATED):
        row(command, tuple(Status), None, Who.BOT)
    # The other endings.
    live = (new, *people, solved)
    row(Command.CALL, live, None, Who.AGENT, Who.OWNER, Who.LEAD)
    row(Command.VISIT, owned, None, Who.OWNER, Who.LEAD)
    row(Command.VISIT, (asked,), (asked, working), Who.OWNER, Who.LEAD)  # it was what the ticket waited for
    row(Command.CONFIRM_BY_PHONE, (solved,), (closed,), Who.OWNER, Who.LEAD)
    row(Command.GIVE_UP, (asked, solved), (closed,), Who.OWNER, Who.LEAD)
    row(Command.MERGE, live, (closed,), Who.OWNER, Who.LEAD)
    row(Command.ABSORB, live, None, Who.BOT)
    row(Command.SEPARATE, (closed,), (working, queued), Who.REQUESTER, Who.AGENT, Who.OWNER, Who.LEAD)
    row(Command.PART, tuple(Status), None, Who.BOT)
    row(Command.REJOIN, people, (closed,), Who.REQUESTER)
    row(Command.VOID, live, (closed,), Who.LEAD)
    row(Command.ERASE, tuple(Status), (closed,), Who.LEAD, Who.CLOCK)
    row(Command.REDACT, tuple(Status), None, Who.AGENT, Who.OWNER, Who.LEAD)
    return rows


CHANGES: Mapping[Command, Callable[[Ticket, Act, Actor, DeskFacts], Change]] = {
    **MOVES,
    **MATTER,
    **PAUSES,
    **OVERDUE,
    **MANY,
    **ENDINGS,
    **RELATIONS,
}
"""What each command of the table does."""

NEXT: Mapping[tuple[Status, Command], Step] = _table()


def part_of(actor: Actor, ticket: Ticket) -> frozenset[Who]:
    """Say in which parts `actor` stands to `ticket`. Nobody is an agent for a ticket of his own."""
    match actor.kind:
        case ActorKind.BOT:
            return frozenset({Who.BOT})
        case ActorKind.CLOCK:
            return frozenset({Who.CLOCK})
        case ActorKind.CUSTOMER if actor.person == ticket.requester:
            return frozenset({Who.REQUESTER})
        case ActorKind.AGENT if (
            actor.agent
            and actor.agent.solves
            and actor.agent.works_for(ticket.organization)
            and actor.person != ticket.requester
        ):
            parts = set()
            if actor.agent.serves(ticket.queue):
                parts.add(Who.AGENT)
            if actor.agent.leads:
                parts.add(Who.LEAD)
            if actor.person == ticket.owner:
                parts.add(Who.OWNER)
            if actor.person == ticket.coordinator:
                parts.add(Who.COORDINATOR)
            return frozenset(parts)
    return frozenset()


def may(actor: Actor, command: Command, ticket: Ticket) -> bool:
    """Say whether `actor` could give `command` now; what a button is shown by."""
    step = NEXT.get((ticket.status, command))
    ready = READY.get(command)
    return step is not None and bool(step.who & part_of(actor, ticket)) and (ready is None or ready(ticket))


def open_ticket(
    wish: OpenTicket,
    customer: Customer,
    *,
    ref: str,
    level: Level,
    now: datetime,
    by: Actor | None = None,
    terms: Terms | None = None,
) -> Outcome:
    """Record a matter as a new ticket of `customer`, under the fresh reference `ref`.

    `by` is the agent who records it for the customer, or takes it out of another ticket; it is at once with people
    then, and as old as the words that stated it. Without `terms` nothing is promised. Raises `NotAllowed` for an agent
    who may not, and `Missing` without a title.
    """
    ticket = Ticket(
        ref=ref,
        requester=customer.person,
        organization=customer.organization,
        title=wish.title,
        type=wish.type,
        service=wish.service,
        queue=wish.queue,
        priority=wish.priority,
        impact=wish.impact,
        urgency=wish.urgency,
        level=level,
        opened_at=wish.stated_at or now,
        first_reply_at=wish.answered_at,
        affected=wish.affected,
        source=wish.source,
        split_from=wish.split_from,
    )
    actor = Actor(kind=ActorKind.CUSTOMER, person=customer.person, name=customer.name)
    opened = line("line.opened")
    if by is not None:
        if by.agent is None or not by.agent.solves or not by.agent.works_for(customer.organization):
            raise NotAllowed(command=Command.OPEN)
        if not wish.title.strip():
            raise Missing(field=Text("field.title"))
        actor, opened = by, line("line.opened_for", agent=by.name, source=Text(f"source.{wish.source}"))
        if wish.split_from is not None:
            opened = line("line.split_off", agent=by.name, ref=wish.split_from)
        ticket = replace(ticket, status=Status.QUEUED, opened_by=by.person)
    act = Act(command=Command.OPEN)
    ticket = _kept(None, ticket, act, terms, now)
    return Outcome(ticket=ticket, before=None, act=act, actor=actor, at=now, entries=(opened,))


def act(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Outcome:
    """Do what `wish` asks to `ticket` and return what came of it.

    Who claims what is already theirs gets an outcome that is `repeated`. Raises `ClaimLost` to who claims
    what somebody else owns, `IllegalMove` where the table has no such move, `NotAllowed` to who may not
    give it, `Missing` where words, a queue, a reason, a call, a code or a day are missing, `BadDate` for a day that
    cannot be, `NotOnDuty` for a colleague who is not there, `CannotMerge` for two tickets that cannot be one,
    `Reachable` to who answers for a customer who can be asked, `Unreachable` to who writes to one who cannot.
    """
    parts = part_of(actor, ticket)
    if wish.command is Command.CLAIM and ticket.owner is not None and ticket.open and parts & AGENTS:
        if Who.OWNER in parts:
            return Outcome(ticket=ticket, before=ticket.status, act=wish, actor=actor, at=facts.now, repeated=True)
        raise ClaimLost(agent=ticket.owner_name, time=Moment(ticket.claimed_at or facts.now, "clock"))
    step = NEXT.get((ticket.status, wish.command))
    if step is None:
        raise IllegalMove(status=ticket.status, command=wish.command)
    if not step.who & parts:
        raise NotAllowed(command=wish.command)
    change = CHANGES[wish.command](ticket, wish, actor, facts)
    if change.ticket.status not in step.to:
        raise IllegalMove(status=ticket.status, command=wish.command, to=change.ticket.status)
    return Outcome(
        ticket=_kept(ticket, rested(change.ticket), wish, facts.terms, facts.now),
        before=ticket.status,
        act=wish,
        actor=actor,
        at=facts.now,
        was=ticket.priority,
        entries=change.entries,
        notify=change.notify,
    )


def _kept(before: Ticket | None, after: Ticket, wish: Act, terms: Terms | None, now: datetime) -> Ticket:
    """Return `after` with what is promised about it now."""
    return replace(after, promises=kept(before, after, wish, terms, now)) if terms else after
