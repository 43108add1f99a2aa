"""What has to be sent: rows of the transaction that decided it, sent afterwards, in order, lane by lane.

Theory of operation. A lane is an address; what is for one that nothing reaches any more waits there. Only the oldest
unfinished row of a lane may be sent, and a row is claimed by one statement that moves it from `ready` to `sending`; so
whoever sends, a lane has one message in flight. A claim lasts for a while and then is anybody's again: who died in the
middle of sending costs a delay, and at most one message twice; where the channel can look, not even that. Settling
names the attempt it settles, so that a sender who was overtaken changes nothing.

    ready -> sending -> sent | dropped (its guard no longer holds) | failed (hopeless) | ready (later)
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, insert, or_, select, update

from bot.store import files
from bot.store.prepared import Prepared
from bot.store.tables import account, address, conversation, entry, identity, outbox, ticket
from bot.store.timeline import buttons_of, link, parts_of
from bot.store.types import AnyRow
from core.messages import Address, Outgoing

LEASE = timedelta(seconds=30)
"""How long a sender may take before another one may try."""

BATCH = 50
"""Messages of one organization in one account that are looked at together."""


CHANGED_HANDS, EXPIRED = "changed_hands", "expired"
"""Why a message was dropped."""


class Rank(IntEnum):
    """What goes first where not everything may go."""

    WORDS = 0
    ANSWER = 1
    NEW_CARD = 2
    CARD_EDIT = 3
    TOPIC_NAME = 4
    REACTION = 5


_NEW = Prepared(insert(outbox))
_SHOWN = Prepared(insert(outbox).returning(outbox.c.id))
WAITING = outbox.c.state.in_(("ready", "sending"))


def may(row: Any) -> ColumnElement[bool]:
    """Say in SQL that a row with the columns `row` may be sent now: it is its time, or its sender's is over."""
    return or_(
        and_(row.state == "ready", row.due_at <= bindparam("now")),
        and_(row.state == "sending", row.lease_until <= bindparam("now")),
    )


_CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("numbers", expanding=True)), may(outbox.c))
    .values(
        state="sending",
        attempts=outbox.c.attempts + 1,
        lease_until=bindparam("until"),
        lease_epoch=bindparam("epoch"),
        # Whoever is killed from now on leaves it so; what came of an attempt is known when it is settled.
        unsure_since=func.coalesce(outbox.c.unsure_since, bindparam("now")),
        error=None,
    )
    .returning(outbox.c.id)
)
# Whom the platform knows the customer of the conversation by.
_READER = (
    select(identity.c.external_id)
    .where(identity.c.person == conversation.c.person, identity.c.channel == account.c.channel)
    .order_by(identity.c.id)
    .limit(1)
    .correlate(conversation, account)
    .scalar_subquery()
)
_CLAIMED = (
    select(
        outbox.c.id,
        outbox.c.attempts,
        outbox.c.entry,
        outbox.c.address.label("address_id"),
        address.c.account.label("account_id"),
        outbox.c.guard_epoch,
        outbox.c.kind.label("act"),
        outbox.c.card,
        entry.c.text,
        entry.c.body,
        entry.c.name,
        entry.c.author,
        entry.c.kind,
        outbox.c.expires_at,
        outbox.c.unsure_since,
        ticket.c.owner_epoch,
        ticket.c.ref,
        ticket.c.id.label("ticket"),
        address.c.chat,
        address.c.thread,
        account.c.channel,
        account.c.key,
        conversation.c.language,
        _READER.label("reader"),
    )
    .join(entry, entry.c.id == outbox.c.entry)
    .join(address, address.c.id == outbox.c.address)
    .join(account, account.c.id == address.c.account)
    .outerjoin(conversation, conversation.c.address == address.c.id)
    .outerjoin(ticket, ticket.c.id == entry.c.ticket)
    .where(outbox.c.id.in_(bindparam("numbers", expanding=True)))
    .order_by(outbox.c.id)
)
_OURS = update(outbox).where(
    outbox.c.id == bindparam("number"),
    outbox.c.state == "sending",
    outbox.c.attempts == bindparam("attempt"),
)
_COME_OF_IT: dict[str, Any] = {
    "state": bindparam("new_state"),
    "error": bindparam("reason"),
    "due_at": bindparam("due"),
    "lease_until": None,
}
_SETTLE = _OURS.values(_COME_OF_IT | {"unsure_since": None})
_UNSURE = _OURS.values(_COME_OF_IT)
_DROP = (
    update(outbox)
    .where(outbox.c.address == bindparam("place"), outbox.c.entry == bindparam("line"), outbox.c.state == "ready")
    .values(state="dropped", error=None)
)
_RELEASE = (
    update(outbox)
    .where(
        outbox.c.state == "sending",
        outbox.c.address.in_(select(address.c.id).where(address.c.account.in_(bindparam("accounts", expanding=True)))),
    )
    .values(state="ready", lease_until=None)
)
_STANDING = Prepared(
    select(
        address.c.id,
        or_(
            exists().where(
                conversation.c.address == address.c.id,
                conversation.c.wake_at.is_not(None),
                conversation.c.gathering_since.is_not(None),
            ),
            exists().where(outbox.c.address == address.c.id, WAITING),
        ).label("is_coming"),
    ).where(
        address.c.account == bindparam("account"),
        address.c.chat == bindparam("chat"),
        address.c.thread == bindparam("thread"),
    )
)
_WAITS = Prepared(select(outbox.c.id).where(outbox.c.address == bindparam("place"), WAITING).limit(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A message that is ours to send now.

    `stale` says why it is not sent any more: its guard no longer holds, or it is too late. The words of a `secret` one
    are not kept once it is settled. It may have arrived in an attempt since `unsure_since`. What is said in the thread
    of a case has the `card` of the room, and its words are looked up when it is sent (`bot.rooms.lines`); so are those
    of every `kind` but "say".
    """

    id: int
    attempt: int
    entry: int
    address_id: int
    account_id: int
    ticket: int | None
    ref: str | None
    stale: str
    secret: bool
    unsure_since: datetime | None
    outgoing: Outgoing
    kind: str = "say"
    card: int | None = None


def add(
    tx: Connection,
    *,
    address: int,
    entries: Collection[int],
    now: datetime,
    guards: dict[int, tuple[int, int]],
    expires_at: datetime | None = None,
    kind: str = "say",
    card: int | None = None,
    rank: Rank = Rank.WORDS,
) -> None:
    """Send `entries` to an address, in this order, or not at all from `expires_at` on.

    `guards` gives ticket and owner epoch of guarded ones. `kind` and `card` are what `Claimed` says of them. `rank`
    counts where not everything may go at once.
    """
    for number in entries:
        ticket, epoch = guards.get(number, (None, None))
        guard = {"guard_ticket": ticket, "guard_epoch": epoch}
        waiting = {"address": address, "entry": number, "state": "ready", "attempts": 0, "due_at": now, "rank": rank}
        waiting |= {"kind": kind, "card": card}
        _NEW.run(tx, waiting | guard | ({"expires_at": expires_at} if expires_at else {}))


def show(tx: Connection, *, address: int, entries: Collection[int], now: datetime) -> None:
    """Keep `entries` as sent to an address whose people read what is kept here; nothing for them may wait."""
    for number in entries:
        row = {"address": address, "entry": number, "state": "sent", "attempts": 1, "due_at": now, "rank": Rank.WORDS}
        message = _SHOWN.scalar(tx, row | {"kind": "say"})
        link(tx, address=address, message_id=f"here:{message}", direction="out", entry=number)


def waits(tx: Connection, address_id: int) -> bool:
    """Say whether a message to an address has not been sent yet."""
    return _WAITS.first(tx, {"place": address_id}) is not None


def claim(tx: Connection, messages: Collection[int], now: datetime, epoch: int | None = None) -> list[Claimed]:
    """Take those of `messages` that nobody else has taken since they were due, and return them, oldest first.

    `epoch` is that of the lease under which they are sent.
    """
    if not messages:
        return []
    values = {"numbers": list(messages), "now": now, "until": now + LEASE, "epoch": epoch}
    numbers = list(tx.execute(_CLAIM, values).scalars())
    if not numbers:
        return []
    rows = tx.execute(_CLAIMED, {"numbers": numbers}).all()
    attached = files.of_entries(tx, [row.entry for row in rows])
    return [
        Claimed(
            id=row.id,
            attempt=row.attempts,
            entry=row.entry,
            address_id=row.address_id,
            account_id=row.account_id,
            ticket=row.ticket,
            ref=row.ref,
            stale=_stale(row, now),
            secret=row.kind == "code",
            kind=row.act,
            card=row.card,
            # The claim itself has set it, unless it was known before; the clock may have been set back since.
            unsure_since=row.unsure_since if row.unsure_since != now else None,
            outgoing=Outgoing(
                id=row.id,
                address=Address(f"{row.channel}/{row.key}", row.chat, row.thread),
                language=row.language or "tr",
                parts=parts_of(row.text, row.body),
                buttons=buttons_of(row.body),
                author=row.name if row.author == "agent" else "",
                reader=row.reader or "" if (row.body or {}).get("private") else "",
                files=tuple(each.file for each in attached.get(row.entry, ())),
            ),
        )
        for row in rows
    ]


def settle(
    tx: Connection,
    claimed: Claimed,
    state: str,
    *,
    now: datetime,
    error: str = "",
    again_at: datetime | None = None,
    unsure: bool = False,
) -> bool:
    """Write what became of a claimed message; False if somebody else has it by now.

    `unsure` says that it may have arrived all the same.
    """
    values = {"number": claimed.id, "attempt": claimed.attempt, "new_state": state}
    statement = _UNSURE if unsure else _SETTLE
    return tx.execute(statement, {**values, "reason": error or None, "due": again_at or now}).rowcount == 1


def drop(tx: Connection, address: int, entry_number: int) -> bool:
    """Do not send an entry to an address after all; False if it was sent, or is on its way."""
    return tx.execute(_DROP, {"place": address, "line": entry_number}).rowcount > 0


def release(tx: Connection, accounts: Collection[int]) -> None:
    """Give back what a sender that is certainly gone had claimed."""
    if accounts:
        tx.execute(_RELEASE, {"accounts": list(accounts)})


def standing(tx: Connection, account_id: int, where: Address) -> tuple[int, bool] | None:
    """Return the number of an address, and whether lines there wait for their turn or a message for it to be sent.

    None if nothing was ever said there.
    """
    row = _STANDING.first(tx, {"account": account_id, "chat": where.chat, "thread": where.thread})
    return (row.id, bool(row.is_coming)) if row else None


def _stale(row: AnyRow, now: datetime) -> str:
    if row.guard_epoch is not None and row.guard_epoch != row.owner_epoch:
        return CHANGED_HANDS
    return EXPIRED if row.expires_at is not None and row.expires_at <= now else ""
