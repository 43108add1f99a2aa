"""What a person has open at the desk, as a channel may show it to that person alone."""

from __future__ import annotations

from bot.catalogue import Account
from bot.store import people, tickets
from bot.store.engine import Tx
from core.host import Matter
from core.messages import Sender

MOST = 20
"""Open tickets that are told; nobody reads a longer list."""


def open_matters(tx: Tx, account: Account, sender: Sender) -> tuple[Matter, ...]:
    """Return the open tickets of `sender` at the organization of `account`, the newest first; a stranger has none."""
    person = people.known_as(tx, sender, account.channel)
    if person is None:
        return ()
    found = [each.ticket for each in tickets.open_of(tx, person) if each.ticket.organization == account.organization]
    return tuple(Matter(ref=each.ref, title=each.title, status=each.status) for each in reversed(found[-MOST:]))
