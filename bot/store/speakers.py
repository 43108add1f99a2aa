"""Which agent a platform's id is: by the configuration, or because he has connected the channel himself."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select, update

from bot.store import pairing, people
from bot.store.inserting import InsertNew
from bot.store.tables import identity
from core.messages import Sender
from core.people import Agent

_ROW = select(identity.c.id, identity.c.person).where(
    identity.c.channel == bindparam("channel"),
    identity.c.realm == bindparam("realm"),
    identity.c.external_id == bindparam("external_id"),
)
_NEW = InsertNew(identity)
_MOVE = update(identity).where(identity.c.id == bindparam("number")).values(person=bindparam("whose"), by_file=True)
_MARK = update(identity).where(identity.c.id == bindparam("number")).values(by_file=True)


def known(tx: Connection, channel: str, sender: Sender, named: int | None) -> Agent | None:
    """Return the active agent behind `sender`; `named` is the person that the configuration calls by this id."""
    number = settle(tx, channel, sender, named) if named is not None else _person(tx, channel, sender)
    return people.present(tx, number) if number is not None else None


def settle(tx: Connection, channel: str, sender: Sender, named: int) -> int:
    """Let `sender` be the person `named`, as the configuration says, with all he has written before; return `named`.

    What another agent has done under this id stays his.
    """
    key = {"channel": channel, "realm": sender.realm, "external_id": sender.external_id}
    row = tx.execute(_ROW, key).one_or_none()
    if row is None:
        _NEW.run(tx, {**key, "person": named, "by_file": True})
    elif row.person != named:
        for number in sorted((row.person, named)):
            people.lock(tx, number)
        if pairing.works(tx, row.person):
            tx.execute(_MOVE, {"number": row.id, "whose": named})
        else:
            pairing.join(tx, row.person, named)
            tx.execute(_MARK, {"number": row.id})
    return named


def _person(tx: Connection, channel: str, sender: Sender) -> int | None:
    key = {"channel": channel, "realm": sender.realm, "external_id": sender.external_id}
    row = tx.execute(_ROW, key).one_or_none()
    return row.person if row else None
