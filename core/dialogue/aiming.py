"""Which of a person's cases words are about (`docs/decisions/0009-words-find-their-case.md`).

In this order: the case replied to; the one whose number is named; the one that was split off, for who says only that it
is the same matter; the only one of the service that is named; the one in focus, which the customer spoke of last; the
only open one; the only one that waits for an answer. When none of these tells, the conversation is *unaimed*, and the
customer is asked once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.contracts import Service
from core.dialogue.divided import says_same
from core.dialogue.facts import Said
from core.dialogue.intents import Intent, read, read_answer, references
from core.dialogue.scores import answers_rating
from core.dialogue.states import BOT_STATES, Memory, State, state_of
from core.dialogue.talk import Talk
from core.routing import service_named
from core.ticket import Status, Ticket

_POLITE = frozenset({Intent.THANKS, Intent.NOTED, Intent.NO})
"""What is still said of a case that has ended, although others are open."""

_ANSWERS = frozenset({Intent.YES, Intent.NO, Intent.LATER, Intent.MIXED, Intent.NOTED, Intent.THANKS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """The ticket that is meant, or None: for a new matter, or because we cannot tell (`unaimed`)."""

    ticket: Ticket | None = None
    unaimed: bool = False


def aim(
    said: Said,
    known: Sequence[Ticket],
    services: Sequence[Service],
    *,
    focus: str | None = None,
    reply_to: str | None = None,
    talk: Talk | None = None,
    merged: Mapping[str, str] | None = None,
) -> Aim:
    """Return what `said` is about among the person's tickets `known`: all open ones, and the one in focus.

    `focus` and `reply_to` are references. `talk` is what the conversation remembers: while it asks which case is
    meant, words that name none of them are its answer. `merged` are the tickets that live on in another one.
    """
    mine = {ticket.ref: ticket for ticket in known}
    opened = [ticket for ticket in known if ticket.open]
    living = merged or {}
    said_to = (reply_to, *(living.get(ref, ref) for ref in references(said.words)))
    named = next((ref for ref in said_to if ref in mine), None)
    if talk and talk.asking and len(opened) > 1:
        return Aim(unaimed=True)
    if named:
        return Aim(ticket=mine[named])
    divided = [ticket for ticket in opened if Memory.of(ticket).asking == "split"]
    if len(divided) == 1 and says_same(said.words):
        return Aim(ticket=divided[0])
    last = mine.get(focus or "")
    if not opened:
        return Aim(ticket=last)
    if last and not last.open and (read(said.words).intent in _POLITE or answers_rating(said.words, last, services)):
        return Aim(ticket=last)
    if only := of_service(said.words, opened, services):
        return Aim(ticket=only)
    if len(opened) == 1:
        return Aim(ticket=opened[0])
    if read(said.words).intent is Intent.STATUS:
        return Aim(unaimed=True)
    if last and last.open:
        return Aim(ticket=last)
    waiting = [ticket for ticket in opened if _waits(ticket)]
    if len(waiting) == 1 and (read_answer(said.words).intent in _ANSWERS or len(said.words.split()) <= 3):
        return Aim(ticket=waiting[0])
    return Aim(unaimed=True)


def of_service(words: str, opened: Sequence[Ticket], services: Iterable[Service]) -> Ticket | None:
    """Return the only one of the tickets `opened` that is about the service that `words` name."""
    service = service_named(words, services)
    same = [ticket for ticket in opened if service and ticket.service == service.key]
    return same[0] if len(same) == 1 else None


def _waits(ticket: Ticket) -> bool:
    """Say whether a ticket waits for its customer's answer."""
    state = state_of(ticket)
    return state in BOT_STATES or state is State.CONFIRMING or ticket.status is Status.WAITING_CUSTOMER
