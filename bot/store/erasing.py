"""Forgetting: the words and files of tickets, and everything that tells who a person was.

Theory of operation. Rows that figures are made of stay (tickets, moves, promises, ratings, suggestions), without a
word of anybody's; rows that are nothing but words, names or addresses go. What a ticket loses is the same whether a
person is erased, a lead erases one ticket, or its age does. The words themselves are found by `bot.store.words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Delete, Update, and_, bindparam, delete, exists, select, update

from bot.store import files, pairing, words
from bot.store.tables import (
    account,
    address,
    agent,
    card,
    conversation,
    customer,
    entry,
    identity,
    inbox,
    link_code,
    message_link,
    mistaken_code,
    option_set,
    outbox,
    person,
    shown_entry,
    ticket,
    timer,
    webhook_delivery,
)
from bot.store.words import Scope, batches
from core.secrets import MASK

_MAIL = re.compile(r"[^\s<>,;:()\"']+@[^\s<>,;:()\"']+")
_NUMBERS: BindParameter[int] = bindparam("numbers", expanding=True)

_TICKETS = select(ticket.c.id, ticket.c.ref).where(ticket.c.requester == bindparam("whose"))
_PLACES = select(conversation.c.id, conversation.c.address).where(conversation.c.person == bindparam("whose"))
_CUSTOMERS = select(customer.c.id, customer.c.proof).where(customer.c.person == bindparam("whose"))
_MAILED = select(link_code.c.proof).where(link_code.c.customer.in_(_NUMBERS))
_IDENTITIES = select(identity.c.external_id).where(identity.c.person == bindparam("whose"))
_SAID = select(entry.c.text, entry.c.body).where(entry.c.id.in_(_NUMBERS))
# The accounts are named so that the index of addresses is used.
_MAILBOXES = select(address.c.id).where(
    address.c.account.in_(select(account.c.id)), address.c.chat.in_(bindparam("mails", expanding=True))
)
_SENDERS = (
    select(account.c.channel, account.c.key, address.c.chat, address.c.thread)
    .join(account, account.c.id == address.c.account)
    .where(address.c.id.in_(_NUMBERS))
)
_IS_AGENT = select(agent.c.person).where(agent.c.person == bindparam("whose"))

_UNSENT = update(outbox).values(state="dropped", lease_until=None, error=None)
_WAITS = outbox.c.state.in_(("ready", "sending"))
_OF_LINES: tuple[Update | Delete, ...] = (
    _UNSENT.where(outbox.c.entry.in_(_NUMBERS), _WAITS),
    update(outbox).where(outbox.c.entry.in_(_NUMBERS), outbox.c.error.is_not(None)).values(error=None),
    # How the customer was called; agents keep their names.
    update(entry).where(entry.c.id.in_(_NUMBERS), entry.c.author == "customer", entry.c.name != "").values(name=MASK),
)
_OF_TICKETS: tuple[Update | Delete, ...] = (
    delete(webhook_delivery).where(webhook_delivery.c.ticket.in_(_NUMBERS)),
    delete(option_set).where(option_set.c.ticket.in_(_NUMBERS)),
    delete(timer).where(timer.c.ticket.in_(_NUMBERS)),
    # What stands on another ticket goes with that one; this one shows it no more.
    delete(shown_entry).where(shown_entry.c.ticket.in_(_NUMBERS)),
    update(card).where(card.c.ticket.in_(_NUMBERS)).values(wanted_rev=card.c.wanted_rev + 1, error=None),
)
_FORGOTTEN = (
    update(ticket).where(ticket.c.id.in_(_NUMBERS)).values(erased_at=bindparam("now"), version=ticket.c.version + 1)
)
_OF_ADDRESSES: tuple[Update | Delete, ...] = (
    delete(inbox).where(inbox.c.address.in_(_NUMBERS)),
    delete(message_link).where(message_link.c.address.in_(_NUMBERS)),
    _UNSENT.where(outbox.c.address.in_(_NUMBERS), _WAITS),
)
_NOWHERE = update(address).where(address.c.id == bindparam("number")).values(
    chat=bindparam("nowhere"), thread="", gone_at=bindparam("now")
)  # fmt: skip
_MAIL_LINES = (
    update(entry)
    .where(
        entry.c.kind == "code",
        exists().where(outbox.c.entry == entry.c.id, outbox.c.address.in_(_NUMBERS)),
    )
    .values(text="", body=None)
)
_OF_CONVERSATIONS: tuple[Update | Delete, ...] = (
    delete(option_set).where(option_set.c.conversation.in_(_NUMBERS)),
    update(conversation)
    .where(conversation.c.id.in_(_NUMBERS))
    .values(talk={}, pace={}, focus_ticket=None, wake_at=None, gathering_since=None),
)
_CAME_WITH = (
    select(inbox.c.id, inbox.c.raw, message_link.c.message_id)
    .join(message_link, message_link.c.address == inbox.c.address)
    .where(message_link.c.entry.in_(_NUMBERS), message_link.c.direction == "in", inbox.c.raw.is_not(None))
)
_EMPTY_EVENT = update(inbox).where(inbox.c.id == bindparam("number")).values(raw=None, error=None, state="done")
_DROP_CODES = delete(link_code).where(link_code.c.customer.in_(_NUMBERS))
_UNKNOWN = update(customer).where(customer.c.id.in_(_NUMBERS)).values(proof="", verified=False)
_DROP_MISTAKES = delete(mistaken_code).where(mistaken_code.c.person == bindparam("whose"))
_DROP_IDENTITIES = delete(identity).where(identity.c.person == bindparam("whose"))
_NAMELESS = update(person).where(person.c.id == bindparam("whose")).values(name=MASK)
_ERASED = (
    update(person)
    .where(person.c.id == bindparam("whose"))
    .values(phone="", erased_at=bindparam("now"), version=person.c.version + 1)
)
_OF_AGE = (
    select(ticket.c.id, ticket.c.ref, ticket.c.requester)
    .where(
        ticket.c.organization == bindparam("of"),
        # As the partial index says it.
        and_(ticket.c.status == "closed", ticket.c.erased_at.is_(None)),
        ticket.c.closed_at < bindparam("before"),
    )
    .order_by(ticket.c.closed_at)
    .limit(bindparam("most"))
)


def scope_of_person(tx: Connection, number: int) -> Scope:
    """Return whose words a person's are: his tickets, and what he said before there was one."""
    tickets = tx.execute(_TICKETS, {"whose": number}).all()
    places = tx.execute(_PLACES, {"whose": number}).all()
    return Scope(
        tickets=tuple(row.id for row in tickets),
        refs=tuple(row.ref for row in tickets),
        conversations=tuple(row.id for row in places),
        addresses=tuple(row.address for row in places),
    )


def forget_words(tx: Connection, scope: Scope, now: datetime) -> list[str]:
    """Forget every word and file of a scope, and return the contents that nobody holds any more.

    Of what came in only the events behind the forgotten lines are emptied. Closing open tickets is the caller's.
    """
    lines = words.entries_of(tx, scope)
    freed: list[str] = []
    for batch in batches(lines):
        freed += files.release(tx, batch)
        _each(tx, _OF_LINES, batch)
        for row in tx.execute(_CAME_WITH, {"numbers": batch}).all():
            if row.raw["message_id"] == row.message_id:
                tx.execute(_EMPTY_EVENT, {"number": row.id})
    words.rewrite(tx, replace(scope, addresses=()), masked)
    _each(tx, _OF_TICKETS, scope.tickets)
    for batch in batches(scope.tickets):
        tx.execute(_FORGOTTEN, {"numbers": batch, "now": now})
    return freed


def forget_person(tx: Connection, number: int, scope: Scope, now: datetime) -> list[str]:
    """Forget who a person was, after his words; return the contents that nobody holds any more.

    An agent keeps his name, and the identities by which he works.
    """
    works = tx.execute(_IS_AGENT, {"whose": number}).first() is not None
    customers = tx.execute(_CUSTOMERS, {"whose": number}).all()
    numbers = [row.id for row in customers]
    mails = {row.proof.lower() for row in customers} | set(tx.execute(_MAILED, {"numbers": numbers}).scalars())
    mails |= set(tx.execute(_IDENTITIES, {"whose": number}).scalars()) if not works else set()
    freed = _forget_places(tx, scope, mails, now)
    _forget_proofs(tx, number, numbers, now, works=works)
    return freed


def mails_in(tx: Connection, scope: Scope) -> set[str]:
    """Return the mail addresses that a scope's lines name: codes may have been sent there. Asked before they go."""
    found: set[str] = set()
    for batch in batches(words.entries_of(tx, scope)):
        for row in tx.execute(_SAID, {"numbers": batch}):
            found |= {named.lower() for named in _MAIL.findall(f"{row.text} {row.body or ''}")}
    return found


def forget_mailboxes(tx: Connection, mails: Iterable[str], now: datetime) -> None:
    """Forget the addresses to which only codes were mailed."""
    wanted = [each for each in mails if "@" in each]
    if not wanted:
        return
    places = list(tx.execute(_MAILBOXES, {"mails": wanted}).scalars())
    tx.execute(_MAIL_LINES, {"numbers": places})
    _forget_addresses(tx, places, now)


def of_age(tx: Connection, organization: str, before: datetime, most: int) -> Sequence[Any]:
    """Return tickets of an organization that were closed before a moment and still have their words, oldest first."""
    return tx.execute(_OF_AGE, {"of": organization, "before": before, "most": most}).all()


def masked(text: str) -> str:
    """Return what stands in place of words."""
    return MASK if text else text


def _forget_places(tx: Connection, scope: Scope, mails: set[str], now: datetime) -> list[str]:
    freed: list[str] = []
    for batch in batches(scope.addresses):
        for row in tx.execute(_SENDERS, {"numbers": batch}).all():
            freed += files.forget_uploads_of(tx, f"{row.channel}/{row.key}\n{row.chat}\n{row.thread}")
    _forget_addresses(tx, scope.addresses, now)
    _each(tx, _OF_CONVERSATIONS, scope.conversations)
    forget_mailboxes(tx, mails, now)
    return freed


def _forget_addresses(tx: Connection, places: Sequence[int], now: datetime) -> None:
    _each(tx, _OF_ADDRESSES, places)
    for number in places:
        tx.execute(_NOWHERE, {"number": number, "nowhere": f"erased:{number}", "now": now})


def _forget_proofs(tx: Connection, number: int, customers: list[int], now: datetime, *, works: bool) -> None:
    tx.execute(_DROP_CODES, {"numbers": customers})
    tx.execute(_UNKNOWN, {"numbers": customers})
    tx.execute(_DROP_MISTAKES, {"whose": number})
    pairing.forget_of(tx, number)
    if not works:
        tx.execute(_DROP_IDENTITIES, {"whose": number})
        tx.execute(_NAMELESS, {"whose": number})
    tx.execute(_ERASED, {"whose": number, "now": now})


def _each(tx: Connection, statements: Iterable[Update | Delete], numbers: Sequence[int]) -> None:
    for batch in batches(numbers):
        for statement in statements:
            tx.execute(statement, {"numbers": batch})
