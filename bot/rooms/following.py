"""What is said of a ticket goes to the threads of its cards: rows of the transaction in which it is said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.catalogue import Catalogue
from bot.store import outbox, threads
from bot.store.engine import Tx
from bot.store.timeline import Written
from core.ticket import Ticket

_TOLD = frozenset({"words", "note", "line"})
"""Kinds of lines that rooms hear of; codes are nobody's but the customer's."""


def is_told(line: Written) -> bool:
    """Say whether rooms hear of a line: whatever agents may read, but for what the bot says to its customer."""
    if line.audience == "leads" or line.kind not in _TOLD:
        return False
    return line.author != "bot"


def tell(
    tx: Tx,
    number: int,
    ticket: Ticket,
    lines: Sequence[int],
    catalogue: Catalogue,
    now: datetime,
    *,
    but: int | None = None,
) -> bool:
    """Tell the rooms of a ticket its new `lines`, all but the address `but`, where they were written; say if any were.

    A room that begins to follow the ticket is told what was said before; one that it leaves hears that, and no more.
    """
    if not catalogue.rooms:
        return False
    here = {room.id for room in catalogue.rooms.get(ticket.queue, ())}
    told = False
    for card in threads.following(tx, number):
        if card.gone or not (card.follows or card.room in here):
            continue
        place = threads.place_for(tx, card, now)
        if card.follows:
            new: Collection[int] = lines if place != but else ()
            outbox.add(tx, address=place, entries=new, now=now, guards={}, card=card.card)
            told = told or bool(new)
        elif (last := threads.last_line(tx, number)) is not None:
            outbox.add(tx, address=place, entries=[last], now=now, guards={}, kind="summary", card=card.card)
            told = True
        if card.follows != (card.room in here):
            threads.follow(tx, card.card, on=card.room in here)
    return told


def changed(tx: Tx, line: int, number: int, now: datetime, *, but: int | None = None) -> bool:
    """Let what shows a line of a ticket show it as it is now, but for the address `but`; say whether anything does."""
    shows = [row for row in threads.shown_at(tx, line, number) if row.address != but]
    for row in shows:
        outbox.add(tx, address=row.address, entries=[line], now=now, guards={}, kind="change", card=row.card)
    sums = threads.summaries(tx, line, number)
    for row in sums:
        outbox.add(tx, address=row.address, entries=[row.last], now=now, guards={}, kind="again", card=row.card)
    return bool(shows) or bool(sums)
