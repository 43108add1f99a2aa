"""What the commands do that are about an outage: one trouble of many people, each with a ticket of his own.

A ticket that is linked waits in the queue of the outage, unless somebody has it already. What is told of the outage
counts as the first answer to its customer. That it is over is an ordinary `solve`, of the clock's, and a customer
who says no is linked no longer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.effects import Act, Command
from core.endings import READY
from core.errors import IllegalMove, Missing
from core.messages import Text
from core.moves import Change, DeskFacts, is_about, line, spoken
from core.people import Actor
from core.ticket import Status, Ticket

_WAITS = frozenset({Status.NEW, Status.QUEUED})


def _link(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    if wish.outage is None:
        raise Missing(field=Text("field.outage"))
    if not READY[Command.LINK](ticket):
        raise IllegalMove(status=ticket.status, command=wish.command)
    linked = replace(ticket, outage=wish.outage.number)
    if ticket.status in _WAITS:
        linked = replace(linked, status=Status.QUEUED, queue=wish.outage.queue)
    return Change(linked, (line("line.linked", outage=wish.outage.title),))


def _unlink(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    if not READY[Command.UNLINK](ticket):
        raise IllegalMove(status=ticket.status, command=wish.command)
    apart = replace(ticket, outage=None)
    if ticket.status is Status.QUEUED:
        apart = replace(apart, queue=wish.queue or ticket.queue)
    return Change(apart, (line("line.unlinked"),))


def _inform(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    if not is_about(wish, ticket):
        raise IllegalMove(status=ticket.status, command=wish.command)
    said = spoken(wish, actor, facts)
    told = replace(ticket, first_reply_at=ticket.first_reply_at or facts.now)
    return Change(told, (*said, line("line.outage_told", agent=actor.name)))


MANY: Mapping[Command, Callable[[Ticket, Act, Actor, DeskFacts], Change]] = {
    Command.LINK: _link,
    Command.UNLINK: _unlink,
    Command.INFORM: _inform,
}
