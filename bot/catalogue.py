"""What the configuration offers, with the numbers the store knows it by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.events import Webhook
from core.contracts import Contract, Organization, Queue, Service
from core.messages import Language, Localized


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One bot on one platform; `name` is "<channel>/<key>". People found there are verified if it is `trusted`.

    `organization` is "" where it only sends, for all of them.
    """

    id: int
    channel: str
    key: str
    organization: str
    trusted: bool

    @property
    def name(self) -> str:
        """Return the name that addresses carry."""
        return f"{self.channel}/{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRow:
    """A room of a queue, with its number."""

    id: int
    account: str
    chat: str
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Organizations by key, queues by key, services in the order of the file, accounts by name; the desk's own clock.

    `contracts` holds every version that was ever in force, by its number in the store: a ticket keeps the
    one it was opened under. `terms` leads from an organization to the number of its present contract. `identities`
    lead from a channel, or an account, and the id there to the person of the agent who is known by it. On the channels
    `read_here` people read what the server keeps, so that what is written is shown.
    """

    desk_name: Localized
    timezone: str
    organizations: Mapping[str, Organization]
    contracts: Mapping[int, Contract]
    terms: Mapping[str, int]
    queues: Mapping[str, Queue]
    services: tuple[Service, ...]
    accounts: Mapping[str, Account]
    rooms: Mapping[str, tuple[RoomRow, ...]]
    webhooks: tuple[Webhook, ...] = ()
    identities: Mapping[tuple[str, str], int] = field(default_factory=dict)
    read_here: frozenset[str] = frozenset()

    def agent_at(self, account: str, external_id: str) -> int | None:
        """Return whose the id is among those that the configuration gives to agents, on an account or its channel."""
        channel = account.partition("/")[0]
        return self.identities.get((account, external_id), self.identities.get((channel, external_id)))

    def rooms_at(self, account: str, chat: str) -> tuple[RoomRow, ...]:
        """Return the rooms that a chat is, one for each queue that works there."""
        rooms = (room for each in self.rooms.values() for room in each)
        return tuple(room for room in rooms if (room.account, room.chat) == (account, chat))
