"""A small world in which stories are told: real engine, real database, a clock that the story moves.

    world.customer("ali").says("vpn bağlanmıyor")
    world.agent("elif").claims(ali.ref)

Words settle and are delivered before a sentence of the story ends, as they would if everybody waited.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import structlog
from sqlalchemy import select

from bot.app import App
from bot.clock import Clock
from bot.config import Config, load
from bot.files.shelf import place_sender
from bot.ports import settings_models
from bot.store import people
from bot.store.tables import agent as agent_table
from bot.store.tables import conversation, entry, ticket
from core.channel import Channel
from core.desk import Outcome
from core.effects import Act, Command
from core.host import Line
from core.messages import Address, File, Inbound, Kind, Language, Sender
from core.people import Agent
from core.ticket import ClosureCode, Ticket
from tests.attached import pieces
from tests.databases import files_of, index_once
from tests.usual import usual

T = TypeVar("T")
ROOT = Path(__file__).parents[1]
TUESDAY_MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
"""10:00 in Istanbul, inside the office hours of the shipped configuration."""

# Left alone, structlog draws an error with the variables of all its frames, which takes seconds.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)


class MovedClock(Clock):
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def move(self, by: timedelta) -> None:
        self._at += by


SHIPPED = ROOT / "config.yaml"


def shipped_config(url: str, file: Path = SHIPPED, **environ: str) -> Config:
    """Return the configuration that comes with the product, or one that includes it, on another database."""
    said = {"ONKAPI_DATABASE__URL": url, "ONKAPI_WEB_ORNEK": "", "ONKAPI_WEB_KAMU": "", **environ}
    said.setdefault("ONKAPI_KNOWLEDGE__SEMANTIC", "off")  # the same with and without the encoder's package
    said.setdefault("ONKAPI_FILES__DIR", str(files_of(url)))
    return load(file, said, today=TUESDAY_MORNING.date(), settings=settings_models())


class World:
    """A desk with its people, on a database that is furnished with knowledge. Close it when the story is over."""

    def __init__(
        self,
        url: str,
        *,
        at: datetime = TUESDAY_MORNING,
        draw: Callable[[int], int] | None = None,
        config: Path = SHIPPED,
        channels: Mapping[str, Channel] | None = None,
        **environ: str,
    ) -> None:
        self.clock = MovedClock(at)
        self.app = App(
            shipped_config(url, config, **environ), clock=self.clock, channels=channels, draw=draw, index=index_once
        )
        self._runner = asyncio.Runner()
        self._numbers = itertools.count(1)

    def customer(self, name: str, account: str = "web/ornek", language: Language = "tr") -> CustomerOf:
        """Return a customer who writes to `account`."""
        return CustomerOf(self, name, account, language)

    def agent(self, key: str) -> AgentOf:
        """Return an agent of the configuration."""
        number = self.app.store.run(
            lambda tx: tx.execute(select(agent_table.c.person).where(agent_table.c.key == key)).scalar_one()
        )
        found = self.app.store.run(lambda tx: people.agent(tx, number))
        assert found is not None
        return AgentOf(self, found)

    def waits(self, **span: float) -> None:
        """Let time pass, and whatever is due in it happen."""
        self.clock.move(timedelta(**span))
        self.run(self._settle())

    def sends_everything(self) -> None:
        """Let every message to a customer be sent, also on channels whose people read what is kept."""
        self.app.engine.catalogue = replace(self.app.catalogue, read_here=frozenset())

    def ticket(self, ref: str) -> Ticket:
        """Return a ticket as it is stored."""
        from bot.store import tickets  # noqa: PLC0415 -- the name is taken by this method's neighbours

        stored = self.app.store.run(lambda tx: tickets.by_ref(tx, ref))
        assert stored is not None
        return stored.ticket

    def count(self, table: Any, *where: Any) -> int:
        """Count rows."""
        return len(self.app.store.run(lambda tx: tx.execute(select(table).where(*where)).all()))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` to its end."""
        return self._runner.run(work)

    def number(self) -> int:
        """Return a number that was not returned before."""
        return next(self._numbers)

    def close(self) -> None:
        """Close the database."""
        self.run(self.app.waker.stop())
        self._runner.close()
        self.app.store.close()

    async def _settle(self) -> None:
        await self.app.waker.stop()  # the story's clock wakes people, not the loop's
        for number in await self.app.intake.due():
            await self.app.intake.wake(number)
        await self.app.moments.stop()
        await self.app.moments.sweep()
        await self.app.reminding.sweep()
        await self.app.telling.sweep()
        await self.app.keeping.sweep()
        await self.app.returning.sweep()
        await self.app.noticing.sweep()
        while await self.app.dispatcher.send_due():
            pass


@dataclass(frozen=True, slots=True)
class CustomerOf:
    """A customer in a story."""

    world: World
    name: str
    account: str
    language: Language

    @property
    def address(self) -> Address:
        """Where this customer writes."""
        return Address(self.account, f"chat-of-{self.name}")

    def says(self, *lines: str) -> list[Line]:
        """Write `lines` in quick succession, wait for the answer, and return what is new to read."""
        before = self.sees()
        for line in lines:
            self.world.run(self.world.app.intake.receive(self.inbound(Kind.TEXT, text=line)))
            self.world.clock.move(timedelta(milliseconds=300))
        self.world.waits(seconds=5)
        return self._news(before)

    def keeps(self, name: str, content: bytes) -> File:
        """Return a file that this customer is about to send."""
        shelf = self.world.app.shelf
        return self.world.run(shelf.keep(place_sender(self.address), pieces(content), name, "")).file

    def shows(self, *files: File, text: str = "") -> list[Line]:
        """Send files, with or without words, wait for the answer, and return what is new to read."""
        before = self.sees()
        event = replace(self.inbound(Kind.TEXT, text=text), files=files)
        self.world.run(self.world.app.intake.receive(event))
        self.world.waits(seconds=5)
        return self._news(before)

    def edits(self, before: str, after: str) -> list[Line]:
        """Change what was written as `before`, wait, and return what is new to read."""
        return self._revises(Kind.EDIT, before, after)

    def deletes(self, words: str) -> list[Line]:
        """Delete what was written, wait, and return what is new to read."""
        return self._revises(Kind.DELETE, words, "")

    def presses(self, label: str) -> list[Line]:
        """Press the newest button with this label, and return what is new to read."""
        payload = next(
            button.payload for line in reversed(self.sees()) for button in line.buttons if button.label == label
        )
        return self.sends(payload, label)

    def sends(self, payload: str, label: str = "") -> list[Line]:
        """Send a press as a channel does."""
        before = self.sees()
        self.world.run(self.world.app.intake.receive(self.inbound(Kind.PRESS, text=label, payload=payload)))
        self.world.waits(seconds=0)
        return self._news(before)

    def sees(self) -> list[Line]:
        """Return everything there is to read."""
        return list(self.world.run(self.world.app.host.transcript(self.address)))

    def hears(self) -> list[str]:
        """Return the keys of all that the bot said, in order; words of people are "agent".

        The privacy notice, with which each conversation begins, is left out: see `reads`.
        """
        return [key for key in self.reads() if key != "privacy.notice"]

    def reads(self) -> list[str]:
        """Return what `hears` does, with the privacy notice."""
        keys: list[str] = []
        for author, body in self._entries():
            keys += ["agent"] if author == "agent" else body["keys"]
        return keys

    @property
    def ref(self) -> str:
        """The reference of the ticket that this customer's conversation is about."""
        number = self._conversation()
        found = self.world.app.store.run(
            lambda tx: tx.execute(
                select(ticket.c.ref)
                .join(conversation, conversation.c.focus_ticket == ticket.c.id)
                .where(conversation.c.id == number)
            ).scalar()
        )
        return found or ""

    @property
    def ticket(self) -> Ticket:
        """The ticket that this customer's conversation is about."""
        return self.world.ticket(self.ref)

    def inbound(self, kind: Kind, text: str = "", payload: str = "") -> Inbound:
        """Return an event as a channel would bring it."""
        number = self.world.number()
        return Inbound(
            address=self.address,
            sender=Sender(external_id=self.name, realm="story", name=self.name.title(), language=self.language),
            kind=kind,
            event_id=f"event-{number}",
            message_id=f"message-{number}",
            at=self.world.clock.now(),
            order=number,
            text=text,
            payload=payload,
        )

    def _revises(self, kind: Kind, before: str, after: str) -> list[Line]:
        seen = self.sees()
        message_id = next(line.message_ids[0] for line in reversed(seen) if line.parts[0].text == before)
        event = replace(self.inbound(kind, text=after), message_id=message_id)
        for copy in (event, event):
            self.world.run(self.world.app.intake.receive(copy))
        self.world.waits(seconds=5)
        return self._news(seen)

    def _conversation(self) -> int:
        from bot.store import conversations  # noqa: PLC0415 -- only needed here

        account = self.world.app.catalogue.accounts[self.account].id
        place = self.world.app.store.run(lambda tx: conversations.at(tx, account, self.address))
        assert place is not None
        return place.conversation

    def _entries(self) -> list[tuple[str, Any]]:
        number = self._conversation()
        rows = self.world.app.store.run(
            lambda tx: tx.execute(
                select(entry.c.author, entry.c.body)
                .where(
                    entry.c.conversation == number, entry.c.audience != "agents", entry.c.author.in_(["bot", "agent"])
                )
                .order_by(entry.c.id)
            ).all()
        )
        return [(row.author, row.body) for row in rows]

    def _news(self, before: list[Line]) -> list[Line]:
        known = {line.id for line in before}
        return [line for line in self.sees() if line.id not in known and line.author != "customer"]


@dataclass(frozen=True, slots=True)
class AgentOf:
    """An agent in a story."""

    world: World
    agent: Agent

    def does(self, command: Command, ref: str, once: str = "", **details: Any) -> Outcome:
        """Give a command, and let everybody hear of it."""
        wish = Act(command=command, **{**usual(command, self.world.clock.now()), **details})
        outcome = self.world.run(self.world.app.agents.act(self.agent, ref, wish, once=once))
        self.world.waits(seconds=0)
        return outcome

    def claims(self, ref: str) -> Outcome:
        """Take the case."""
        return self.does(Command.CLAIM, ref)

    def replies(self, ref: str, words: str) -> Outcome:
        """Write to the customer."""
        return self.does(Command.REPLY, ref, words=words)

    def notes(self, ref: str, words: str) -> Outcome:
        """Write for colleagues only."""
        return self.does(Command.NOTE, ref, words=words)

    def solves(self, ref: str, words: str, code: ClosureCode = ClosureCode.NEW_SOLUTION) -> Outcome:
        """Report a solution."""
        return self.does(Command.SOLVE, ref, words=words, closure_code=code)
