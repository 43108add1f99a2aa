"""A second matter that is taken out of a ticket: a ticket of its own, whose customer is told of it once.

Nothing is moved: the lines in which the matter was stated stay where they were said, and the new ticket shows them, too
(`bot.store.shown`), so that an undo has nothing to sort out again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.desk_facts import organization_of, terms_of
from bot.stage import Found, News, Stage, ticket_of
from bot.store import conversations, customers, shown, tickets
from bot.store.engine import Tx
from bot.store.redacting import family
from bot.store.shown import Stated
from bot.store.tickets import Stored
from bot.turn import Engine
from core import desk
from core.contracts import Level
from core.desk import Outcome
from core.dialogue.kinds import kind_of
from core.dialogue.scene import title_of
from core.effects import Act, OpenTicket
from core.errors import NotFound
from core.people import Customer
from core.routing import route
from core.ticket import Ticket


def split(tx: Tx, engine: Engine, stage: Stage, stored: Stored, wish: Act) -> tuple[Outcome, News]:
    """Take a matter out of the ticket `stored`, which is that of the stage; return what came of that one.

    Raises `NotFound` for a line that is none of the customer's on this ticket, and what the desk does.
    """
    ticket = stored.ticket
    numbers = [number for number, _ in family(tx, stored)]
    lines = _chosen(tx, numbers, wish) if desk.may(stage.actor, wish.command, ticket) else ()
    said = "\n".join(line.text for line in lines)
    wish = replace(wish, title=wish.title.strip() or title_of(said), into=engine.fresh_reference(tx))
    outcome = engine.move(tx, stage, wish)
    engine.play(tx, stage, outcome.moved, Found())
    news = engine.write(tx, stage)
    new = _opened(tx, engine, stage, _wanted(tx, engine, ticket, wish, lines, numbers))
    news.join(engine.write(tx, new))
    made = tickets.by_ref(tx, wish.into)
    if made is not None:
        shown.show(tx, made.id, [line.id for line in lines])
    return outcome, news


def _chosen(tx: Tx, numbers: Sequence[int], wish: Act) -> Sequence[Stated]:
    lines = shown.chosen(tx, numbers, wish.entries) if wish.entries else ()
    if len(lines) != len(set(wish.entries)):
        raise NotFound(entries=wish.entries)
    return lines


def _wanted(
    tx: Tx, engine: Engine, ticket: Ticket, wish: Act, lines: Sequence[Stated], numbers: Sequence[int]
) -> OpenTicket:
    """Return the new ticket: of the same source, and as pressing as the other one unless the agent says otherwise."""
    catalogue = engine.catalogue
    contract = catalogue.organizations[ticket.organization].contract
    words = "\n".join((wish.title, *(line.text for line in lines)))
    way = route(words, ticket.organization, contract, catalogue.services, catalogue.queues)
    return OpenTicket(
        title=wish.title,
        type=way.type or kind_of(words),
        service=way.service,
        queue=wish.queue or ticket.queue,
        source=ticket.source,
        priority=wish.priority or ticket.priority,
        split_from=ticket.ref,
        stated_at=lines[0].at if lines else None,
        answered_at=shown.answered_after(tx, numbers, lines[0].id) if lines else None,
    )


def _opened(tx: Tx, engine: Engine, stage: Stage, wanted: OpenTicket) -> Stage:
    """Play the opening of the new ticket on a stage of its own, and let its customer hear of it."""
    ticket, catalogue = ticket_of(stage), engine.catalogue
    customer = _customer(tx, ticket)
    opened = desk.open_ticket(
        wanted,
        customer,
        ref=stage.outcomes[-1].act.into,
        level=organization_of(ticket.organization, None, catalogue).contract.level_for(wanted.service)
        if customer.verified
        else Level.RECEIVE,
        now=stage.now,
        by=stage.actor,
        terms=terms_of(ticket.organization, None, catalogue),
    )
    new = Stage(
        # As the other stage has left it.
        place=conversations.by_id(tx, stage.place.conversation) if stage.place else None,
        stored=None,
        now=stage.now,
        actor=stage.actor,
        surface=stage.surface,
        others=tuple(each.ticket for each in tickets.open_of(tx, ticket.requester)),
    )
    engine.take(new, opened)
    engine.play(tx, new, opened.moved, Found())
    return new


def _customer(tx: Tx, ticket: Ticket) -> Customer:
    known = customers.as_customer(tx, ticket.requester, ticket.organization)
    if known is None:
        raise LookupError(f"{ticket.ref} is nobody's")
    return known
