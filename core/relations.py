"""What the commands do that set a ticket in relation to another one.

split       a second matter is taken out of it: the new ticket, which `core.desk.open_ticket` makes, shows the lines in
            which it was stated; they stay where they were said

How the customer undoes a split: `rejoin`, in `core.endings`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.effects import Act, Command
from core.errors import Missing
from core.messages import Text
from core.moves import Change, DeskFacts, line
from core.people import Actor
from core.ticket import Ticket


def _split(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    if not wish.title.strip():
        raise Missing(field=Text("field.title"))
    return Change(ticket, (line("line.split", agent=actor.name, ref=wish.into, title=wish.title),))


RELATIONS: Mapping[Command, Callable[[Ticket, Act, Actor, DeskFacts], Change]] = {
    Command.SPLIT: _split,
}
