"""Rooms that the platform calls otherwise than before: everything that is for them goes to the new chat."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select, update

from bot.store.inserting import InsertNew
from bot.store.tables import address, room, room_move

_NEW = InsertNew(room_move, unique=("account", "chat"), on=lambda new: {"moved_to": new.moved_to})
_ON = (
    update(room_move)
    .where(room_move.c.account == bindparam("whose"), room_move.c.moved_to == bindparam("old"))
    .values(moved_to=bindparam("new"))
)
_ROOMS = (
    update(room)
    .where(room.c.account == bindparam("whose"), room.c.chat == bindparam("old"))
    .values(chat=bindparam("new"))
)
_CHATS = select(room.c.id, room.c.chat)
_there = address.alias("there")
# Where something was said in the new chat before we heard of it, the address is there already.
_PLACES = (
    update(address)
    .where(
        address.c.account == bindparam("whose"),
        address.c.chat == bindparam("old"),
        ~select(_there.c.id)
        .where(
            _there.c.account == address.c.account,
            _there.c.chat == bindparam("new"),
            _there.c.thread == address.c.thread,
        )
        .exists(),
    )
    .values(chat=bindparam("new"))
)


def move(tx: Connection, account: int, chat: str, to: str) -> None:
    """Take `to` for what was `chat` until now, also when the configuration is read again."""
    values = {"whose": account, "old": chat, "new": to}
    tx.execute(_ON, values)
    _NEW.run(tx, {"account": account, "chat": chat, "moved_to": to})
    tx.execute(_ROOMS, values)
    tx.execute(_PLACES, values)


def chats(tx: Connection) -> dict[int, str]:
    """Return the chat that each room is now, by the room's number."""
    return {row.id: row.chat for row in tx.execute(_CHATS)}
