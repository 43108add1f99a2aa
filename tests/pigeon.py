"""A channel whose platform is a list: it records what it is given, or refuses as it was told to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from core.channel import Abilities, AccountSettings, Limit
from core.host import Host
from core.messages import Address, Outgoing
from core.rooms import CardView, Mark, Shown


class Pigeon:
    """Carries messages to nowhere.

    `allowed` are its limits. `refusals` are raised one by one instead of recording a message, `card_refusals` a card.
    Each bubble becomes so many `pieces`.
    """

    name = "pigeon"
    abilities = Abilities(buttons=True, cards=True)

    def __init__(self, *accounts: AccountSettings) -> None:
        self.accounts: Sequence[AccountSettings] = accounts
        self.sent: list[Outgoing] = []
        self.cards: list[tuple[CardView, str | None]] = []
        self.changes: list[tuple[Outgoing, tuple[str, ...]]] = []
        self.marks: list[tuple[Address, str, Mark]] = []
        self.order: list[str] = []
        self.refusals: list[Exception] = []
        self.card_refusals: list[Exception] = []
        self.flight_seconds = 0.0
        self.pieces = 1
        self.allowed: Sequence[Limit] = ()
        self.thread = "thread-of-"

    async def start(self, host: Host) -> None:
        """Nothing to listen to."""

    async def stop(self) -> None:
        """Nothing to stop."""

    def routes(self) -> Sequence[Any]:
        """No doors."""
        return ()

    def limits(self, address: Address) -> Sequence[Limit]:
        """What a test says."""
        return self.allowed

    async def send(self, outgoing: Outgoing) -> Sequence[str]:
        """Record a message."""
        await asyncio.sleep(self.flight_seconds)
        if self.refusals:
            raise self.refusals.pop(0)
        self.sent.append(outgoing)
        self.order.append("words")
        return [f"feather-{outgoing.id}" + (f"-{piece}" if piece else "") for piece in range(self.pieces)]

    async def change(self, outgoing: Outgoing, message_ids: Sequence[str]) -> Sequence[str]:
        """Record a message that takes the place of another."""
        self.changes.append((outgoing, tuple(message_ids)))
        return message_ids

    async def mark(self, address: Address, message_id: str, mark: Mark) -> None:
        """Record a mark."""
        self.marks.append((address, message_id, mark))

    def direct(self, account: str, external_id: str) -> Address | None:
        """Return where somebody is flown to."""
        return Address(account, external_id)

    async def show_card(self, card: CardView, message_id: str | None) -> Shown:
        """Record a card."""
        await asyncio.sleep(self.flight_seconds)
        if self.card_refusals:
            raise self.card_refusals.pop(0)
        self.cards.append((card, message_id))
        self.order.append(f"card {card.ref}")
        return Shown(message_id or f"card-{len(self.cards)}", card.thread or f"{self.thread}{card.ref}")
