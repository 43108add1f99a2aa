"""What the engine offers to a channel."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from core.messages import Address, Attachment, Button, File, Inbound, Language, Localized, Part, Sender
from core.rooms import Form
from core.ticket import Status


@dataclass(frozen=True, slots=True)
class Answer:
    """What a channel may give back inside the platform's own request; safe to lose.

    `text` is shown privately to who pressed or wrote, where the platform can. `errors` are what is wrong with the
    fields of a form, by their keys: then nothing was done, and the form stays open.
    """

    text: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a conversation as its customer sees it. `id` grows inside one address.

    `message_ids` are the channel's own: of a customer's line those that `Inbound.message_id` carried, of
    other lines those that `Channel.send` returned. By them a page knows its own words again.
    """

    id: int
    author: Literal["customer", "bot", "agent"]
    name: str
    at: datetime
    parts: tuple[Part, ...]
    buttons: tuple[Button, ...] = ()
    message_ids: tuple[str, ...] = ()
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page shows of a conversation: lines, and whether an answer is being prepared or on its way."""

    lines: Sequence[Line]
    busy: bool


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was kept for a message to come. Who has `token` and is who sent it may attach it, for a day."""

    token: str
    file: File


@dataclass(frozen=True, slots=True)
class Held:
    """A file and where its content stands on this computer."""

    file: File
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What stands over the door of one account: the desk, whom it serves, and the language it speaks first.

    `services` are the names of what it looks after.
    """

    name: str
    organization: str
    language: Language
    services: tuple[Localized, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """An open ticket, as its requester may see it in a list."""

    ref: str
    title: str
    status: Status


Doing = Literal["listening", "sending"]
"""What an account does; each may be in trouble without the other."""

PAGE = 200
"""Lines of a transcript in one answer."""


class Host(Protocol):
    """The engine as a channel sees it."""

    def desk(self, account: str) -> Desk:
        """Return what stands over the door of `account`, such as "web/ornek"."""

    def rooms(self, account: str) -> Mapping[str, Language]:
        """Return the chats of `account` in which agents work, and the language of each.

        What comes from there, and from the threads there, is an agent's, or nobody's.
        """

    async def moved(self, account: str, chat: str, to: str) -> None:
        """Take the chat `to` for what was `chat` until now: the platform gave a room another id."""

    async def entered(self, account: str, chat: str) -> None:
        """Note that the account may write in the room `chat` again, or at last: what waits for it goes at once."""

    async def left(self, account: str, person: Sender) -> None:
        """Note that the platform has switched somebody off: if he is an agent, he is away, and his cases go back."""

    async def form(self, pressed: Inbound) -> Form | Answer:
        """Return the form that a command needs whose button was pressed in a room, or why there is none.

        This is for presses of which `core.rooms.asks` says that they need one, on a channel with `Abilities.forms`. The
        press itself is not received; the form comes back as `Kind.FORM`.
        """

    async def matters(self, account: str, sender: Sender) -> Sequence[Matter]:
        """Return what `sender` has open at `account`, the newest first. It is for that person alone."""

    async def announcements(self, account: str) -> Sequence[str]:
        """Return what the people who write to `account` are told for a while, the newest first."""

    def now(self) -> datetime:
        """Return the present moment by the server's one clock."""

    @property
    def public_url(self) -> str:
        """How others reach this server over the web, without a final slash; "" where nobody said."""

    @property
    def file_limit(self) -> int:
        """The bytes of the largest file that is kept."""

    @property
    def listens(self) -> bool:
        """Whether this process asks platforms for news: polls, holds sockets. Else only its doors are open."""

    def report(self, account: str, doing: Doing, trouble: str | None = "", *, lasts: float | None = None) -> None:
        """Say how `account`, such as "telegram/main", fares: "" is well, a few words without secrets are a trouble.

        None takes back what was said: another process does it. With `lasts`, it holds for so many seconds: who says
        nothing for longer is in trouble, too. Saying the same again keeps the moment since when it is so.
        """

    async def lease(self, name: str, seconds: float) -> int | None:
        """Become, or stay, the only process that does what `name` says; ask again before so many seconds are over.

        Return a number that grows with each change of holder, or None while another process holds it. A process
        that ends, or stands still, loses it within seconds, however long it asked for.
        """

    def holds(self, name: str) -> bool:
        """Say whether the lease is surely still ours: after a pause of the whole process it may not be."""

    async def end_lease(self, name: str) -> None:
        """Give back at once what `lease` gave; nothing if another process holds it by now."""

    async def keep_file(self, sender: Address, content: AsyncIterable[bytes], name: str, declared: str) -> Upload:
        """Keep a file that `sender` will attach to a message: `name` and media type are what he calls it.

        Raises `FileTooLarge` as soon as it is, and `TooManyFiles`; then nothing is kept.
        """

    async def uploaded(self, sender: Address, tokens: Sequence[str]) -> tuple[File, ...]:
        """Return the files that `sender` has uploaded under `tokens`, or raise `NotFound`."""

    async def file(self, address: Address, number: int) -> Held | None:
        """Return the file `number` of a line that was said at `address`, or None if there is none such."""

    def content(self, file: File) -> Path | None:
        """Return where the content of a file of an `Outgoing` stands on this computer; None if it is gone."""

    def more(self, address: Address, *, last: bool = False) -> float:
        """Count one more call to `address` against its limits, and return 0.

        Or count nothing, and return in how many seconds it may be made. The first call of each `send` and
        `show_card` is counted already; who needs several asks before each of the others. What can wait comes `last`.
        """

    async def receive(self, inbound: Inbound) -> Answer:
        """Keep `inbound` for ever, act on it if it cannot wait, and only then return.

        The answer to a press says what became of it where no message does. When this raises, nothing was kept: the
        channel must not acknowledge.
        """

    async def unreadable(self, account: str, event_id: str, raw: Mapping[str, Any], error: str) -> None:
        """Keep what came to `account` and cannot be read as a dead letter, so that the channel may acknowledge it.

        When this raises, nothing was kept.
        """

    async def transcript(self, address: Address, after: int = 0) -> Sequence[Line]:
        """Return what was said at `address` since line `after`, oldest first, at most `PAGE` lines; from 0, the last.

        What became several messages is one line. A line may still appear below the newest: it was being written, or on
        its way, when that one was read.
        """

    def changes(self, address: Address) -> AsyncGenerator[None, None]:
        """Yield whenever something may have changed at `address`: at once, and at least every few seconds.

        End when the engine stops.
        """

    async def seen(self, address: Address, after: int = 0) -> Seen:
        """Return what `transcript` and `busy` say, in one look."""

    async def busy(self, address: Address) -> bool:
        """Say whether words from `address` wait for their answer, or an answer waits to be shown there.

        That is the moment for a typing hint. Words for a person who owns the case count when he begins to answer.
        """
