"""Where a case is talked about in rooms of agents: the address of each card's thread, and what goes there.

Theory of operation. A card's place is an address like any other, with a lane of its own. It is made before the card is
shown, under a thread that no platform has, and marked as gone: whatever is for it waits, in order. Showing the card
tells the real thread; from then on the lane is sent. When the thread is lost, the place is gone again until the card
was shown anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, func, or_, select, update

from bot.store import conversations
from bot.store.cards import ClaimedCard
from bot.store.tables import account, address, card, entry, message_link, outbox, room, ticket
from bot.store.types import AnyRow
from core.messages import Address
from core.rooms import Shown

UNBORN = "card:"
"""How the thread of a card begins that was not shown yet; no platform has one like it."""

_OF_TICKET = (
    select(
        card.c.id, card.c.room, card.c.place, card.c.follows, card.c.gone_at, room.c.account, room.c.chat,
        account.c.channel, account.c.key,
    )
    .join(room, room.c.id == card.c.room)
    .join(account, account.c.id == room.c.account)
    .where(card.c.ticket == bindparam("number"))
    .order_by(card.c.id)
)  # fmt: skip
_THIS = update(card).where(card.c.id == bindparam("number"))
_GIVE_PLACE = _THIS.values(place=bindparam("where"))
_FOLLOW = _THIS.values(follows=bindparam("on"))
_ADDRESS = update(address).where(address.c.id == bindparam("number"))
_WAIT = _ADDRESS.values(gone_at=bindparam("now"))
_OPEN = _ADDRESS.values(gone_at=None)
_BIND = _ADDRESS.values(thread=bindparam("there"), gone_at=None)
_UNSENT = (
    update(outbox)
    .where(
        outbox.c.address == bindparam("before"),
        outbox.c.card == bindparam("of"),
        outbox.c.state.in_(("ready", "sending")),
    )
    .values(address=bindparam("after"))
)
_DROP = (
    update(outbox)
    .where(outbox.c.address == bindparam("where"), outbox.c.card == bindparam("of"), outbox.c.state == "ready")
    .values(state="dropped", error=bindparam("reason"))
)
_PLACE = select(card.c.place).where(card.c.id == bindparam("number"))
_LAST = select(func.max(entry.c.id)).where(entry.c.ticket == bindparam("number"))
_HERE = (
    select(card.c.id, card.c.ticket, ticket.c.ref).join(ticket, ticket.c.id == card.c.ticket).order_by(card.c.id.desc())
)
_BY_THREAD = _HERE.where(card.c.place == bindparam("place"), card.c.thread != "")
_BY_CARD = _HERE.join(message_link, message_link.c.card == card.c.id).where(
    message_link.c.address == bindparam("place"), message_link.c.message_id == bindparam("message_id")
)
_BY_LINE = (
    select(card.c.id, card.c.ticket, ticket.c.ref)
    .join(message_link, message_link.c.entry == bindparam("line"))
    .join(ticket, ticket.c.id == card.c.ticket)
    .join(entry, entry.c.id == message_link.c.entry)
    .where(card.c.place == message_link.c.address, message_link.c.address == bindparam("place"))
)
_LINE = select(message_link.c.entry).where(
    message_link.c.address == bindparam("place"), message_link.c.message_id == bindparam("message_id")
)
_SHOWS = (
    select(message_link.c.address, card.c.id.label("card"))
    .outerjoin(card, (card.c.place == message_link.c.address) & (card.c.ticket == bindparam("of")))
    .where(message_link.c.entry == bindparam("line"), message_link.c.direction == "out")
    .distinct()
)
_SUMMARIES = (
    select(outbox.c.card, outbox.c.address, func.max(outbox.c.entry).label("last"))
    .join(entry, entry.c.id == outbox.c.entry)
    .where(entry.c.ticket == bindparam("of"), entry.c.id >= bindparam("line"), outbox.c.kind == "summary")
    .group_by(outbox.c.card, outbox.c.address)
)
_SENT = (
    select(entry.c.id, entry.c.ticket, entry.c.text)
    .where(
        entry.c.ticket.in_(bindparam("numbers", expanding=True)),
        or_(
            exists().where(message_link.c.entry == entry.c.id, message_link.c.direction == "out"),
            exists().where(card.c.ticket == entry.c.ticket),
        ),
    )
    .order_by(entry.c.id)
)
# Whoever shows the card just now shows it where it is gone; his settlement finds the lease ended.
_LOST = _THIS.where(card.c.place == bindparam("there"), card.c.thread == bindparam("then")).values(
    message_id=None, thread="", shown_rev=0, due_at=bindparam("now"), lease_until=None
)
_IN_ROOM = (
    select(card.c.id, card.c.ticket, ticket.c.ref)
    .join(ticket, ticket.c.id == card.c.ticket)
    .join(room, room.c.id == card.c.room)
    .where(
        ticket.c.ref == bindparam("ref"), room.c.account == bindparam("account"),
        room.c.chat == bindparam("chat"), or_(room.c.active, card.c.follows),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """A card of a ticket: its room, its address there, and whether what is said of the ticket is told there."""

    card: int
    room: int
    account: int
    where: Address
    place: int | None
    follows: bool
    gone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The ticket that something in a room is about, and its card there."""

    card: int
    ticket: int
    ref: str


def following(tx: Connection, number: int) -> list[Following]:
    """Return the cards of a ticket, oldest first."""
    return [
        Following(
            card=row.id,
            room=row.room,
            account=row.account,
            where=Address(f"{row.channel}/{row.key}", row.chat),
            place=row.place,
            follows=row.follows,
            gone=row.gone_at is not None,
        )
        for row in tx.execute(_OF_TICKET, {"number": number})
    ]


def place_for(tx: Connection, one: Following, now: datetime) -> int:
    """Return the address of a card's thread; before the card is shown, what is for it waits."""
    if one.place is not None:
        return one.place
    unborn = Address(one.where.account, one.where.chat, _unborn(one.card))
    number = conversations.address_number(tx, one.account, unborn)
    tx.execute(_WAIT, {"number": number, "now": now})
    tx.execute(_GIVE_PLACE, {"number": one.card, "where": number})
    return number


def follow(tx: Connection, number: int, *, on: bool) -> None:
    """Tell in a card's thread what is said of its ticket from now on, or no longer."""
    tx.execute(_FOLLOW, {"number": number, "on": on})


def last_line(tx: Connection, number: int) -> int | None:
    """Return the newest line of a ticket's timeline."""
    return tx.execute(_LAST, {"number": number}).scalar()


def shown(tx: Connection, claimed: ClaimedCard, where: Shown) -> None:
    """Let what waits for a card's thread go there."""
    place = tx.execute(_PLACE, {"number": claimed.id}).scalar()
    there = Address(claimed.room.account, claimed.room.chat, where.thread)
    known = conversations.known_address(tx, claimed.account_id, there)
    if place is None:
        place = known if known is not None else conversations.address_number(tx, claimed.account_id, there)
        tx.execute(_GIVE_PLACE, {"number": claimed.id, "where": place})
    elif known is None:
        tx.execute(_BIND, {"number": place, "there": where.thread})
    elif known != place:
        tx.execute(_UNSENT, {"before": place, "after": known, "of": claimed.id})
        tx.execute(_GIVE_PLACE, {"number": claimed.id, "where": known})
    tx.execute(_OPEN, {"number": known if known is not None else place})


def lost(tx: Connection, number: int, place: int, thread: str, now: datetime) -> None:
    """Show a card anew, because its thread is gone; what is for it waits until then.

    Nothing is lost if it was shown in another thread since.
    """
    if tx.execute(_LOST, {"number": number, "there": place, "then": thread, "now": now}).rowcount:
        tx.execute(_WAIT, {"number": place, "now": now})


def given_up(tx: Connection, claimed: ClaimedCard, reason: str) -> None:
    """Let nothing wait for the thread of a card that will never be shown."""
    if claimed.place is not None:
        tx.execute(_DROP, {"where": claimed.place, "of": claimed.id, "reason": reason})
    follow(tx, claimed.id, on=False)


def heard(tx: Connection, place: int) -> None:
    """Send to an address of a room again, since somebody wrote from there."""
    tx.execute(_OPEN.where(address.c.gone_at.is_not(None)), {"number": place})


def case_at(tx: Connection, place: int, reply_to: str) -> Case | None:
    """Return what is talked about where something was written: by its thread, else by what it answers."""
    row = tx.execute(_BY_THREAD, {"place": place}).first()
    if row is None and reply_to:
        row = tx.execute(_BY_CARD, {"place": place, "message_id": reply_to}).first()
        line = tx.execute(_LINE, {"place": place, "message_id": reply_to}).scalar() if row is None else None
        row = tx.execute(_BY_LINE, {"place": place, "line": line}).first() if line is not None else row
    return _case(row)


def case_in(tx: Connection, ref: str, account_id: int, chat: str) -> Case | None:
    """Return the ticket `ref` if it has a card in this room."""
    return _case(tx.execute(_IN_ROOM, {"ref": ref, "account": account_id, "chat": chat}).first())


def shown_at(tx: Connection, line: int, ticket_number: int) -> Sequence[AnyRow]:
    """Return the addresses that a line was sent to, with the card where that is the thread of its case."""
    return tx.execute(_SHOWS, {"line": line, "of": ticket_number}).all()


def summaries(tx: Connection, line: int, ticket_number: int) -> Sequence[AnyRow]:
    """Return where rooms were told what was said before they knew of a ticket, up to which line, if `line` is in it."""
    return tx.execute(_SUMMARIES, {"of": ticket_number, "line": line}).all()


def lines_shown(tx: Connection, tickets: Sequence[int]) -> Sequence[AnyRow]:
    """Return the lines of tickets that chats or rooms show."""
    return tx.execute(_SENT, {"numbers": list(tickets)}).all()


def _unborn(number: int) -> str:
    return f"{UNBORN}{number}"


def _case(row: AnyRow | None) -> Case | None:
    return Case(card=row.id, ticket=row.ticket, ref=row.ref) if row else None
