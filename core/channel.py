"""The one port: what a channel promises to the engine. What the engine offers in return is `core.host.Host`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol, runtime_checkable

from core.host import Host
from core.messages import Address, Inbound, Language, Outgoing
from core.rooms import CardView, Mark, Shown


class SendFailed(Exception):
    """A message did not leave. `retry_after` is in seconds.

    `gone` says that nothing reaches the address until somebody writes from there: what is for it waits. `lost` says
    that the thread of a case is not there any more: what is for it waits until its card was shown anew. With a
    `bucket` (see `Limit`) everything that shares it waits `retry_after`, else this message alone. `down` says that the
    platform as a whole cannot be reached just now; `unsure` that the message may have arrived all the same.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        gone: bool = False,
        lost: bool = False,
        retry_after: float | None = None,
        bucket: str = "",
        down: bool = False,
        unsure: bool = False,
    ) -> None:
        self.reason, self.permanent, self.gone, self.lost = reason, permanent, gone, lost
        self.retry_after, self.bucket, self.down, self.unsure = retry_after, bucket, down, unsure
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Limit:
    """How fast a platform may be called: `burst` calls at once, then `per_second`.

    Whatever of one account names the same `bucket` shares it.
    """

    bucket: str
    per_second: float
    burst: float = 1.0


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a channel can do.

    Without `buttons`, options become numbered lines. Without `receives` it only sends, to addresses of mail. With
    `private` it can show a message to one person in a place where others read along. With `cards` it has rooms for
    agents, with `forms` it can ask for several things at once there; without, the thread is where they are asked. With
    `read_here` nothing leaves the server: people read the transcript, and several processes may say at once that
    something is there.
    """

    buttons: bool = True
    cards: bool = False
    private: bool = False
    receives: bool = True
    forms: bool = False
    read_here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSettings:
    """What every channel's account or site has in common. With trust `open`, who writes there is who he says.

    An account that only sends may serve all organizations: its `organization` is "" then.
    """

    key: str
    organization: str
    trust: Literal["open", "code"] = "code"


@runtime_checkable
class Rereads(Protocol):
    """A channel that reads anew what it could not read before, once it is mended."""

    def reread(self, account: str, raw: Mapping[str, Any], now: datetime) -> Inbound | None:
        """Return what `raw`, which was `Host.unreadable`, says; None if that is nothing to keep.

        Raise anything if it still cannot be read. Nothing is fetched or answered: a file is `lost`.
        """


class Channel(Protocol):
    """One way for people to reach the desk. The folder's name under `channels/` is the channel's name."""

    name: str
    abilities: Abilities
    accounts: Sequence[AccountSettings]

    def routes(self) -> Sequence[Any]:
        """Return the HTTP routes (Starlette) that this channel needs; they are mounted at the root."""

    async def start(self, host: Host) -> None:
        """Begin to listen. `host` is ready to receive."""

    async def stop(self) -> None:
        """Stop listening; what was not acknowledged will come again."""

    def limits(self, address: Address) -> Sequence[Limit]:
        """Return how fast the platform may be called with something for `address`: none where it does not mind.

        The engine keeps count, and sends in order of importance what is short.
        """

    async def send(self, outgoing: Outgoing) -> Sequence[str]:
        """Show `outgoing` and return the platform's message ids, one per piece.

        Raise `SendFailed` otherwise. Called again with the same id after a crash.
        """

    async def change(self, outgoing: Outgoing, message_ids: Sequence[str]) -> Sequence[str]:
        """Show `outgoing` in place of the messages that it was shown by before, and return those that show it now.

        Without parts and files it is taken away. What cannot be changed any more raises `SendFailed`, permanent.
        """

    async def show_card(self, card: CardView, message_id: str | None) -> Shown:
        """Show `card`, in place of message `message_id` if given, or anew if that is gone; return where it is."""

    async def mark(self, address: Address, message_id: str, mark: Mark) -> None:
        """Let an agent's message in a room say what became of it, instead of what it said so far."""

    def direct(self, account: str, external_id: str) -> Address | None:
        """Return where the person with this id can be written to alone, who may never have written; None if nowhere."""


class Roomless:
    """What a channel says in which no agents work, and whose messages are shown from the transcript."""

    async def change(self, outgoing: Outgoing, message_ids: Sequence[str]) -> Sequence[str]:
        """Do nothing: who looks at the transcript sees what it says now."""
        return message_ids

    async def show_card(self, card: CardView, message_id: str | None) -> Shown:
        """Refuse: there are no rooms."""
        raise SendFailed("there are no rooms here", permanent=True)

    async def mark(self, address: Address, message_id: str, mark: Mark) -> None:
        """Refuse: there are no rooms."""
        raise SendFailed("there are no rooms here", permanent=True)

    def direct(self, account: str, external_id: str) -> Address | None:
        """Return None: who never wrote has no place here."""
        return None


@runtime_checkable
class Finder(Protocol):
    """A channel that can look whether a message has arrived; it is asked where nobody knows what came of an attempt."""

    async def find(self, outgoing: Outgoing, since: datetime) -> Sequence[str] | None:
        """Return the ids of the messages by which `outgoing` is shown since that moment, or None if it is not there.

        It is recognized by `outgoing.id`. Raise `SendFailed` where that cannot be said now: it is not sent then.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the configuration says beside a channel's own section.

    In which language things are told, the rooms of each account, and how the web reaches us, "" where nobody said.
    """

    language: Language
    rooms: Mapping[str, Sequence[str]]
    public_url: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence on an account: how it is, and the way out where it is not good. `poor` works, but not all of it."""

    account: str
    state: Literal["good", "poor", "bad"]
    text: str


@runtime_checkable
class Examined(Protocol):
    """A channel that can look at its platform before it is started."""

    async def examine(self, around: Around) -> Sequence[Finding]:
        """Ask the platform how each account stands there, change nothing, and return what was found.

        It never raises: that the platform does not answer is a finding.
        """
