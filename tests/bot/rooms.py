"""A world whose queue has two rooms, in which agents work: what is shown there is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from bot.catalogue import RoomRow
from bot.ports import create_channels
from bot.store.tables import room
from core.channel import Abilities, AccountSettings
from core.host import Answer
from core.messages import Address, Inbound, Kind, Outgoing, Sender
from core.rooms import CardView, Mark
from tests.pigeon import Pigeon
from tests.world import World, shipped_config

ROOM, OTHER = "support", "network"
ACCOUNT = "pigeon/main"
IDS = {"elif": "U0ELIF", "mert": "U0MERT", "zeynep": "U0ZEYNEP"}


@dataclass
class Desk:
    """A story's world, and the platform on which its agents work."""

    world: World
    pigeon: Pigeon
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    def card(self, ref: str, chat: str = ROOM) -> CardView:
        """Return the card of a ticket as a room shows it."""
        return [view for view, _ in self.pigeon.cards if view.ref == ref and view.room.chat == chat][-1]

    def lines(self, ref: str, chat: str = ROOM) -> list[Outgoing]:
        """Return what was sent to the thread of a ticket in a room."""
        place = Address(ACCOUNT, chat, f"thread-of-{ref}")
        return [sent for sent in self.pigeon.sent if sent.address == place]

    def tells(self, ref: str, chat: str = ROOM) -> list[str]:
        """Return what the thread of a ticket says: who, and what, prompts left out."""
        return [f"{sent.author}: {sent.plain}" for sent in self.lines(ref, chat) if sent.line != "prompt"]

    def marks(self, message_id: str) -> list[Mark]:
        """Return the marks that a message was given, in their order."""
        return [mark for _, message, mark in self.pigeon.marks if message == message_id]

    def says(self, who: str, text: str, ref: str = "", *, chat: str = ROOM, **details: Any) -> tuple[str, Answer]:
        """Let somebody write in the thread of a ticket, or in the room itself; return his message and the answer."""
        thread = f"thread-of-{ref}" if ref else ""
        return self._sends(who, Address(ACCOUNT, chat, thread), Kind.TEXT, text=text, **details)

    def presses(self, who: str, payload: str, ref: str = "", *, chat: str = ROOM) -> Answer:
        """Let somebody press a button in a room."""
        thread = f"thread-of-{ref}" if ref else ""
        return self._sends(who, Address(ACCOUNT, chat, thread), Kind.PRESS, payload=payload)[1]

    def edits(self, who: str, message_id: str, text: str, ref: str) -> Answer:
        """Let somebody change what he wrote in the thread of a ticket."""
        where = Address(ACCOUNT, ROOM, f"thread-of-{ref}")
        return self._sends(who, where, Kind.EDIT, text=text, message_id=message_id)[1]

    def deletes(self, who: str, message_id: str, ref: str) -> Answer:
        """Let somebody delete what he wrote in the thread of a ticket."""
        where = Address(ACCOUNT, ROOM, f"thread-of-{ref}")
        return self._sends(who, where, Kind.DELETE, message_id=message_id)[1]

    def prompt(self, ref: str) -> Outgoing:
        """Return the last question to an agent in the thread of a ticket."""
        return [sent for sent in self.lines(ref) if sent.line == "prompt"][-1]

    def choice(self, ref: str, name: str) -> str:
        """Return what the button `name` of that question sends."""
        return next(each.payload for each in self.prompt(ref).buttons if each.payload.endswith(f".{name}"))

    def inbound(self, who: str, where: Address, kind: Kind, **details: Any) -> Inbound:
        """Return an event as the channel would bring it."""
        number = next(self.numbers)
        event = Inbound(
            address=where,
            sender=Sender(external_id=IDS.get(who, f"U-{who}"), realm="T0", name=who.title(), language="tr"),
            kind=kind,
            event_id=f"room-event-{number}",
            message_id=f"room-message-{number}",
            at=self.world.clock.now(),
            order=number,
            shared=True,
        )
        return replace(event, **details)

    def _sends(self, who: str, where: Address, kind: Kind, **details: Any) -> tuple[str, Answer]:
        event = self.inbound(who, where, kind, **details)
        answer = self.world.run(self.world.app.host.receive(event))
        self.world.waits(seconds=0)
        return event.message_id, answer


@contextmanager
def desk_at(url: str, *, abilities: Abilities | None = None) -> Iterator[Desk]:
    """Yield a world whose level 1 works in a room, and its network team in another one."""
    pigeon = Pigeon(AccountSettings(key="main", organization="ornek"))
    pigeon.abilities = abilities or pigeon.abilities
    told = World(url, channels={**create_channels(shipped_config(url)), "pigeon": pigeon})
    app = told.app
    account = app.catalogue.accounts[ACCOUNT].id
    made: dict[str, tuple[RoomRow, ...]] = {}
    for queue, chat in (("l1", ROOM), ("network", OTHER)):
        values = {"queue": queue, "account": account, "chat": chat, "language": "tr", "active": True}
        adding = room.insert().values(values).returning(room.c.id)
        number = app.store.run(lambda tx, adding=adding: tx.execute(adding).scalar_one())  # type: ignore[misc]
        made[queue] = (RoomRow(id=number, account=ACCOUNT, chat=chat, language="tr"),)
    named = {(ACCOUNT, IDS[key]): told.agent(key).agent.person for key in ("elif", "mert")}
    app.engine.catalogue = replace(app.catalogue, rooms=made, identities=named)
    try:
        yield Desk(told, pigeon)
    finally:
        told.close()
