"""Two tickets that become one, are parted again or stand in a relation: what is done to the other of the two.

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
    Command.RELATE: Command.RELATED,
    Command.UNRELATE: Command.UNRELATED,
}
"""What the other of the two is told."""


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
    """Let the other ticket know what was done: the one that lives on, was parted from it, or stands in a relation.

    `known` is what the desk knew when that was done.
    """
    gone = outcome.ticket
    link = outcome.act.link.seen_from_there if outcome.act.link else None
    wish = Act(command=_TOLD[outcome.act.command], into=gone.ref, link=link)
    opened = tickets.first_opened(tx, other, without=gone.ref) if wish.command is Command.PART else None
    facts = DeskFacts(now=known.now, other=gone, first_opened=opened, queues=known.queues, terms=known.terms)
    return Beside(stored=other, outcome=desk.act(other.ticket, wish, BOT, facts))
