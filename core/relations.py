"""What the commands do that set a ticket in relation to another one, or to a number elsewhere.

split              a second matter is taken out of it: the new ticket, which `core.desk.open_ticket` makes, shows the
                   lines in which it was stated; they stay where they were said
relate, unrelate   it is related to another ticket of the organization, its parent or its child, or called otherwise
                   by somebody else; the other ticket is told by `related` and `unrelated`

How the customer undoes a split: `rejoin`, in `core.endings`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.effects import Act, Command
from core.errors import AlreadyRelated, CannotRelate, Missing
from core.messages import Text
from core.moves import Change, DeskFacts, line
from core.people import Actor
from core.ticket import ForeignReference, LinkKind, Ticket

MOST_FOREIGN = 20
"""Numbers elsewhere that one ticket may have."""


def _split(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    if not wish.title.strip():
        raise Missing(field=Text("field.title"))
    return Change(ticket, (line("line.split", agent=actor.name, ref=wish.into, title=wish.title),))


def _relate(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    foreign, lines = _named(wish), []
    if foreign is not None:
        if _known(ticket, foreign) or len(ticket.external_refs) >= MOST_FOREIGN:
            raise AlreadyRelated
        ticket = replace(ticket, external_refs=(*ticket.external_refs, foreign))
        lines.append(line("line.foreign", agent=actor.name, foreign=_told(foreign)))
    if wish.into.strip():
        other, link = _other(ticket, facts), wish.link or LinkKind.RELATED
        if facts.linked is link:
            raise AlreadyRelated
        lines.append(line("line.related", agent=actor.name, ref=other.ref, link=Text(f"link.{link}")))
    return Change(ticket, tuple(lines))


def _unrelate(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    foreign, lines = _named(wish), []
    if foreign is not None:
        known = _known(ticket, foreign)
        if known is None:
            raise Missing(field=Text("field.relation"))
        ticket = replace(ticket, external_refs=tuple(each for each in ticket.external_refs if each != known))
        lines.append(line("line.foreign_gone", agent=actor.name, foreign=_told(known)))
    if wish.into.strip():
        other = _other(ticket, facts)
        if facts.linked is None:
            raise Missing(field=Text("field.relation"))
        lines.append(line("line.unrelated", agent=actor.name, ref=other.ref))
    return Change(ticket, tuple(lines))


def _related(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    link = Text(f"link.{wish.link or LinkKind.RELATED}")
    return Change(ticket, (line("line.related_from", ref=wish.into, link=link),))


def _unrelated(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    return Change(ticket, (line("line.unrelated_from", ref=wish.into),))


def _other(ticket: Ticket, facts: DeskFacts) -> Ticket:
    other = facts.other
    if other is None or other.ref == ticket.ref or other.organization != ticket.organization:
        raise CannotRelate
    return other


def _named(wish: Act) -> ForeignReference | None:
    """Return the number elsewhere that the wish is about; raise `Missing` if it is about no ticket either."""
    text = " ".join(wish.foreign.split())
    if not text and not wish.into.strip():
        raise Missing(field=Text("field.relation"))
    return ForeignReference(text, " ".join(wish.provider.split())) if text else None


def _known(ticket: Ticket, wanted: ForeignReference) -> ForeignReference | None:
    """Return the number as the ticket has it, however its letters were typed; anybody's, where nobody is named."""
    text, provider = wanted.text.casefold(), wanted.provider.casefold()
    same = (each for each in ticket.external_refs if each.text.casefold() == text)
    return next((each for each in same if provider in {"", each.provider.casefold()}), None)


def _told(foreign: ForeignReference) -> str:
    return f"{foreign.text} ({foreign.provider})" if foreign.provider else foreign.text


RELATIONS: Mapping[Command, Callable[[Ticket, Act, Actor, DeskFacts], Change]] = {
    Command.SPLIT: _split,
    Command.RELATE: _relate,
    Command.RELATED: _related,
    Command.UNRELATE: _unrelate,
    Command.UNRELATED: _unrelated,
}
