"""Two tickets of one person that become one, or are parted again: what is done to the other of the two.

Nothing is moved from one timeline to the other: the one that lives on is read together with those merged into
it (`bot.store.sheets`), so that an undo has nothing to sort out again. Its promises count from the opening of
the oldest of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.store import tickets
from bot.store.engine import Tx
from bot.store.tickets import Stored
from core import desk
from core.desk import Outcome
from core.effects import Act, Command
from core.moves import DeskFacts
from core.people import BOT
from core.ticket import Ticket

_TOLD: Mapping[Command, Command] = {
    Command.MERGE: Command.ABSORB,
    Command.REJOIN: Command.ABSORB,
    Command.SEPARATE: Command.PART,
}
"""What the ticket that lives on is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a turn did to another ticket than that of its stage."""

    stored: Stored
    outcome: Outcome


def other_of(tx: Tx, ticket: Ticket, wish: Act) -> Stored | None:
    """Return the other ticket that `wish` is about; None where it is about one only, or names none that is there."""
    if wish.command not in _TOLD:
        return None
    ref = ticket.duplicate_of if wish.command is Command.SEPARATE else wish.into
    return tickets.by_ref(tx, ref) if ref else None


def tell(tx: Tx, other: Stored, outcome: Outcome, known: DeskFacts) -> Beside:
    """Let the ticket that lives on know what was done to the one that does not, or does again.

    `known` is what the desk knew when that was done.
    """
    gone = outcome.ticket
    wish = Act(command=_TOLD[outcome.act.command], into=gone.ref)
    opened = tickets.first_opened(tx, other, without=gone.ref)
    facts = DeskFacts(now=known.now, other=gone, first_opened=opened, queues=known.queues, terms=known.terms)
    return Beside(stored=other, outcome=desk.act(other.ticket, wish, BOT, facts))
