"""What the commands do that end a ticket, or bring it back. There is no other path.

confirm, confirm_by_phone   the customer says that it is solved
cancel                      he withdraws it, or found the solution himself
lapse                       silence, by the contract's written rule
give_up                     he could not be reached, after a call that is on the timeline
merge                       another ticket of his is about the same: that one lives on, and is told by `absorb`
rejoin                      the customer says that what was split off is the same matter after all
void, erase                 it never should have been, or has to be forgotten (`redact` makes some words illegible)
refuse, reopen              back to people; `separate` undoes `merge`, and `part` tells the one that lived on

A call is logged here, too, because giving up needs one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.effects import Act, Command, Notify
from core.errors import CannotMerge, IllegalMove, Missing, Reachable
from core.messages import Text
from core.moves import Change, DeskFacts, let_go, line, pass_on, words_of
from core.people import Actor
from core.secrets.blot import blotted_ticket
from core.ticket import FINAL, ClosureCode, Ending, Entry, Status, Ticket


def _closed(ticket: Ticket, ending: Ending, facts: DeskFacts, code: ClosureCode | None = None) -> Change:
    closed = replace(
        ticket,
        status=Status.CLOSED,
        closed_at=ticket.closed_at or facts.now,
        solved_at=ticket.solved_at or facts.now,
        closure_code=ticket.closure_code or code,
        end_reason=ending,
    )
    return Change(closed, (line("line.closed", reason=Text(f"ending.{ending}")),))


def _confirm(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    return _closed(ticket, Ending.CONFIRMED, facts, ClosureCode.KNOWN_SOLUTION)


def _cancel(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    if wish.ending not in {Ending.CANCELLED, Ending.CUSTOMER_FOUND}:
        raise Missing(field=Text("field.ending"))
    return _closed(ticket, wish.ending, facts, wish.closure_code)


def _lapse(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    return _closed(ticket, Ending.NO_REPLY, facts, wish.closure_code)


def _back_to_people(ticket: Ticket, facts: DeskFacts, key: str) -> Change:
    back = replace(
        ticket,
        status=Status.IN_PROGRESS,
        solved_at=None,
        closed_at=None,
        closure_code=None,
        end_reason=None,
        duplicate_of=None,
        outage=None,
        missed_calls=0,
        reopened=ticket.reopened + 1,
    )
    lines: tuple[Entry, ...] = (line(key),)
    if ticket.owner is None:
        back = let_go(back)
    elif not facts.owner_on_duty:
        passed = pass_on(back, "off_duty", facts)
        back, lines = passed.ticket, (*lines, *passed.entries)
    told = Notify(to="owner" if back.owner else "queue", text=Text(key))
    return Change(back, lines, told)


def _refuse(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    return _back_to_people(ticket, facts, "line.refused")


def _reopen(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    if not READY[Command.REOPEN](ticket):
        raise IllegalMove(status=ticket.status, command=wish.command)
    return _back_to_people(ticket, facts, "line.reopened")


# --- By phone ---------------------------------------------------------------------------------------


def _confirm_by_phone(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    said = words_of(wish)
    if facts.reachable:
        raise Reachable
    change = _closed(ticket, Ending.CONFIRMED_BY_PHONE, facts)
    return replace(change, entries=(line("line.call_reached", agent=actor.name, words=said), *change.entries))


def _call(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    """Log a call. Who was reached has had a person's words, and is not given up for calls before."""
    if wish.reached:
        reached = replace(ticket, first_reply_at=ticket.first_reply_at or facts.now, missed_calls=0)
        return Change(reached, (line("line.call_reached", agent=actor.name, words=words_of(wish)),))
    missed = line("line.call_missed", agent=actor.name)
    if wish.words.strip():
        missed = line("line.call_missed_because", agent=actor.name, words=wish.words)
    return Change(replace(ticket, missed_calls=ticket.missed_calls + 1), (missed,))


def _give_up(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    if not READY[Command.GIVE_UP](ticket):
        raise Missing(field=Text("field.call"))
    return _closed(ticket, Ending.UNREACHABLE, facts)


# --- Two that are one -------------------------------------------------------------------------------


def _merge(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    if not wish.into.strip():
        raise Missing(field=Text("field.into"))
    other = _one_with(ticket, facts.other)
    return _joined(ticket, other, facts, line("line.merged", agent=actor.name, ref=other.ref))


def _rejoin(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    if not READY[Command.REJOIN](ticket):
        raise IllegalMove(status=ticket.status, command=wish.command)
    other = _one_with(ticket, facts.other)
    return _joined(ticket, other, facts, line("line.rejoined", ref=other.ref))


def _one_with(ticket: Ticket, other: Ticket | None) -> Ticket:
    """Return the other ticket if the two may become one, or raise `CannotMerge`."""
    if other is None or other.ref == ticket.ref or not other.open:
        raise CannotMerge
    if (other.requester, other.organization) != (ticket.requester, ticket.organization):
        raise CannotMerge
    return other


def _joined(ticket: Ticket, other: Ticket, facts: DeskFacts, why: Entry) -> Change:
    closed = _closed(ticket, Ending.DUPLICATE, facts, ClosureCode.DUPLICATE)
    return Change(replace(closed.ticket, duplicate_of=other.ref), (why, *closed.entries))


def _absorb(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    """The matter is as old as the older one, and so are its promises."""
    gone = facts.other
    opened = min(ticket.opened_at, gone.opened_at) if gone else ticket.opened_at
    text = Text("line.absorbed", {"ref": wish.into})
    told = Notify(to="owner" if ticket.owner else "queue", text=text)
    return Change(replace(ticket, opened_at=opened), (line("line.absorbed", ref=wish.into),), told)


def _separate(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    """Undo a merge. It was no solution that failed, so it does not count as reopened."""
    if not READY[Command.SEPARATE](ticket):
        raise IllegalMove(status=ticket.status, command=wish.command)
    back = _back_to_people(ticket, facts, "line.separated")
    return replace(back, ticket=replace(back.ticket, reopened=ticket.reopened))


def _part(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    parted = replace(ticket, opened_at=facts.first_opened or ticket.opened_at)
    return Change(parted, (line("line.parted", ref=wish.into),))


# --- What never should have been, and what must not stay --------------------------------------------


def _void(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    if not wish.reason.strip():
        raise Missing(field=Text("field.reason"))
    closed = _closed(ticket, Ending.VOID, facts)
    return replace(closed, entries=(line("line.void", agent=actor.name, reason=wish.reason), *closed.entries))


def _erase(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    return _closed(ticket, Ending.ERASED, facts)


def _redact(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    """Make words illegible, and say who did, not which they were."""
    if wish.entry is None:
        raise Missing(field=Text("field.entry"))
    return Change(blotted_ticket(ticket, facts.hidden), (line("line.redacted", agent=actor.name),))


READY: Mapping[Command, Callable[[Ticket], bool]] = {
    Command.GIVE_UP: lambda ticket: ticket.missed_calls > 0,
    Command.SEPARATE: lambda ticket: ticket.end_reason is Ending.DUPLICATE,
    Command.REJOIN: lambda ticket: ticket.split_from is not None,
    Command.REOPEN: lambda ticket: ticket.end_reason not in FINAL,
    Command.LINK: lambda ticket: ticket.outage is None,
    Command.UNLINK: lambda ticket: ticket.outage is not None,
}
"""What must be true of a ticket besides its status before a command makes sense."""

ENDINGS: Mapping[Command, Callable[[Ticket, Act, Actor, DeskFacts], Change]] = {
    Command.CONFIRM: _confirm,
    Command.REFUSE: _refuse,
    Command.CANCEL: _cancel,
    Command.LAPSE: _lapse,
    Command.REOPEN: _reopen,
    Command.CONFIRM_BY_PHONE: _confirm_by_phone,
    Command.CALL: _call,
    Command.GIVE_UP: _give_up,
    Command.MERGE: _merge,
    Command.ABSORB: _absorb,
    Command.SEPARATE: _separate,
    Command.PART: _part,
    Command.REJOIN: _rejoin,
    Command.VOID: _void,
    Command.ERASE: _erase,
    Command.REDACT: _redact,
}
