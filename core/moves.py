"""What each command does to a ticket once the table in `core.desk` has let it through.

What it is about: `core.matter`. How it waits: `core.pauses`. How it ends, and how it comes back: `core.endings`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from core.effects import Act, Command, Notify
from core.errors import IllegalMove, Missing, NotOnDuty, Unreachable
from core.keeping import Terms
from core.messages import Localized, Text
from core.people import Actor, ActorKind, Agent
from core.ticket import ClosureCode, Entry, LinkKind, Status, Ticket, TransferReason, WaitingReason


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFacts:
    """What the desk must know besides the ticket; `queues` are the queues' names, for the timeline.

    `stand_in` answers for an owner who is away. `reachable` says that the customer can be asked in a conversation.
    `services` are the services' names. `hidden` are the words that a REDACT makes illegible wherever they stand.
    `other` is the other ticket where two become one or are parted, or stand in a relation, which is `linked` so far;
    `first_opened` is when the ticket would have been opened without it. `colleague` is the agent to whom it is to be
    given, if he is one. `expected_at` is by when the contract lets a customer answer. `terms` are what is promised;
    without them nothing is.
    """

    now: datetime
    owner_on_duty: bool = True
    stand_in: Agent | None = None
    reachable: bool = True
    other: Ticket | None = None
    first_opened: datetime | None = None
    linked: LinkKind | None = None
    hidden: tuple[str, ...] = ()
    colleague: Agent | None = None
    colleague_on_duty: bool = True
    expected_at: datetime | None = None
    terms: Terms | None = None
    queues: Mapping[str, Localized] = field(default_factory=dict)
    services: Mapping[str, Localized] = field(default_factory=dict)

    def queue_name(self, key: str) -> str | Localized:
        """Return the name of the queue `key`; the key itself when its name is not known."""
        return self.queues.get(key, key)


@dataclass(frozen=True, slots=True)
class Change:
    """The ticket after a command, the lines it leaves on the timeline, and who is told."""

    ticket: Ticket
    entries: tuple[Entry, ...] = ()
    notify: Notify | None = None


def line(key: str, **values: object) -> Entry:
    """Return a system line for agents, kept as key and values."""
    return _line(Text(key, values))


def _line(said: Text) -> Entry:
    return Entry(audience="agents", author="system", kind="line", line=said)


def words_of(wish: Act) -> str:
    """Return the words that the command needs, or raise `Missing`."""
    if not wish.words.strip():
        raise Missing(field=Text("field.words"))
    return wish.words


def is_about(wish: Act, ticket: Ticket) -> bool:
    """Say whether `wish` is about the outage that `ticket` is linked to."""
    return wish.outage is not None and wish.outage.number == ticket.outage


def _said(wish: Act) -> str:
    """Return the words of what may also be only a file or an article."""
    return wish.words if wish.files or wish.article else words_of(wish)


def _hand_over(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    queue = wish.queue or ticket.queue
    ranked = replace(ticket, priority=wish.priority or ticket.priority)
    routed = Text("line.routed", {"queue": facts.queue_name(queue), "reason": Text(f"reason.{wish.reason}")})
    told = Notify(to="queue", text=routed)
    return Change(replace(ranked, status=Status.QUEUED, queue=queue), (_line(routed),), told)


# --- Who works on it --------------------------------------------------------------------------------


def _claim(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    owned = replace(owned_by(ticket, actor.person, actor.name, facts), status=Status.IN_PROGRESS)
    return Change(owned, (line("line.claimed", agent=actor.name),))


def owned_by(ticket: Ticket, person: int | None, name: str, facts: DeskFacts) -> Ticket:
    """Return the ticket with another owner, in the status it has."""
    return replace(ticket, owner=person, owner_name=name, owner_epoch=ticket.owner_epoch + 1, claimed_at=facts.now)


def let_go(ticket: Ticket, **changes: str | int | None) -> Ticket:
    """Return the ticket in its queue, owned by nobody."""
    return replace(
        ticket,
        status=Status.QUEUED,
        owner=None,
        owner_name="",
        owner_epoch=ticket.owner_epoch + 1,
        claimed_at=None,
        **changes,  # type: ignore[arg-type]  # only `queue` and `coordinator` are passed
    )


def _release(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    return Change(let_go(ticket), (line("line.released", agent=actor.name),))


def pass_on(ticket: Ticket, reason: str, facts: DeskFacts) -> Change:
    """Take the case from its owner: his stand-in has it from now on, if he may, else nobody in its queue."""
    heir = facts.stand_in
    if heir and may_have(heir, ticket, ticket.queue):
        told = Text("line.stood_in", {"agent": ticket.owner_name, "substitute": heir.name})
        return Change(owned_by(ticket, heir.person, heir.name, facts), (_line(told),), Notify(to="owner", text=told))
    told = Text("line.returned", {"agent": ticket.owner_name, "reason": Text(f"returned.{reason}")})
    return Change(let_go(ticket), (_line(told),), Notify(to="queue", text=told))


def _return(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    return pass_on(ticket, wish.reason, facts)


def _transfer(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    """Pass the ticket to a queue, or to a colleague, who owns it then; who had it keeps following it."""
    if wish.to is None and (not wish.queue or wish.queue == ticket.queue):
        raise Missing(field=Text("field.queue"))
    if wish.reason not in set(TransferReason):
        raise Missing(field=Text("field.reason"))
    returned = ticket.returned + (wish.reason == TransferReason.RETURNED)
    queue = wish.queue or ticket.queue
    gone = replace(let_go(ticket, queue=queue, coordinator=ticket.owner or actor.person), returned=returned)
    said = {"agent": actor.name, "queue": facts.queue_name(queue), "reason": Text(f"transfer.{wish.reason}")}
    moved = Text("line.transferred", said)
    if wish.to is not None:
        colleague = _colleague(ticket, queue, facts)
        gone = replace(owned_by(gone, colleague.person, colleague.name, facts), status=Status.IN_PROGRESS)
        moved = Text("line.assigned", said | {"owner": colleague.name})
    note = Entry(audience="agents", author="agent", kind="note", words=wish.words, person=actor.person)
    entries = (_line(moved), *((note,) if wish.words.strip() else ()))
    return Change(gone, entries, Notify(to="queue" if gone.owner is None else "owner", text=moved))


def _colleague(ticket: Ticket, queue: str, facts: DeskFacts) -> Agent:
    """Return the agent who is to have the ticket, or raise why he cannot."""
    colleague = facts.colleague
    if colleague is None or colleague.person == ticket.owner or not may_have(colleague, ticket, queue):
        raise Missing(field=Text("field.agent"))
    if not facts.colleague_on_duty:
        raise NotOnDuty(agent=colleague.name)
    return colleague


def may_have(agent: Agent, ticket: Ticket, queue: str) -> bool:
    """Say whether `agent` could own `ticket` in `queue`: nobody has a ticket of his own."""
    return agent.may_own(queue, ticket.organization) and agent.person != ticket.requester


def _reply(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    _said(wish)
    if not facts.reachable:
        raise Unreachable
    sent = () if wish.article is None else (line("line.article_sent", agent=actor.name, title=wish.article.title),)
    return Change(replace(ticket, first_reply_at=ticket.first_reply_at or facts.now), sent)


def _note(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    note = Entry(
        audience="agents", author="agent", kind="note", words=_said(wish), person=actor.person, files=wish.files
    )
    return Change(ticket, (note,))


def spoken(wish: Act, actor: Actor, facts: DeskFacts) -> tuple[Entry, ...]:
    """Return what was said to a customer whom no message reaches: elsewhere the dialogue passes the words on."""
    said = Entry(
        audience="customer", author="agent", kind="words", words=words_of(wish), person=actor.person, files=wish.files
    )
    return () if facts.reachable else (said,)


def _solve(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    if actor.kind is ActorKind.CLOCK and not is_about(wish, ticket):
        raise IllegalMove(status=ticket.status, command=wish.command)
    said = spoken(wish, actor, facts)
    if wish.closure_code in {None, ClosureCode.DUPLICATE}:  # a duplicate is merged
        raise Missing(field=Text("field.closure_code"))
    solved = replace(
        ticket,
        status=Status.SOLVED,
        solved_at=facts.now,
        closure_code=wish.closure_code,
        first_reply_at=ticket.first_reply_at or facts.now,
    )
    known = (("line.cause", "cause", wish.cause.strip()), ("line.steps", "steps", wish.steps.strip()))
    learned = (line(key, **{name: words}) for key, name, words in known if words)
    return Change(solved, (*said, line("line.solved", agent=actor.name), *learned))


def _hear(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    agreed = ticket.waiting_reason is WaitingReason.APPOINTMENT  # a day that was agreed stands, whatever is written
    answered = ticket.status is Status.WAITING_CUSTOMER and not agreed
    status = Status.IN_PROGRESS if answered else ticket.status
    told = Notify(to="owner" if ticket.owner else "queue", text=Text("plain", {"text": wish.words}))
    return Change(replace(ticket, status=status), (), told)


def _chase(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    asked = replace(ticket, chased=ticket.chased + 1)
    told = Text("line.chased", {"count": asked.chased})
    # His words stand on the timeline; from the second time on it says how often it was.
    entries = (_line(told),) if asked.chased > 1 else ()
    return Change(asked, entries, Notify(to="owner" if ticket.owner else "queue", text=told))


def _escalate(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    told = Text("line.escalated")
    return Change(replace(ticket, escalated_at=facts.now), (_line(told),), Notify(to="lead", text=told))


MOVES: Mapping[Command, Callable[[Ticket, Act, Actor, DeskFacts], Change]] = {
    Command.HAND_OVER: _hand_over,
    Command.HEAR: _hear,
    Command.CLAIM: _claim,
    Command.RELEASE: _release,
    Command.RETURN: _return,
    Command.TRANSFER: _transfer,
    Command.REPLY: _reply,
    Command.NOTE: _note,
    Command.SOLVE: _solve,
    Command.CHASE: _chase,
    Command.ESCALATE: _escalate,
}
