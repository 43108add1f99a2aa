"""What the configuration offers, with the numbers the store knows it by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
    one it was opened under. `terms` leads from an organization to the number of its present contract.
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

    def account_name(self, number: int) -> str:
        """Return the name of the account with the number `number`."""
        return next(account.name for account in self.accounts.values() if account.id == number)
