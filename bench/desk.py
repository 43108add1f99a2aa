"""The desk that is measured: the shipped configuration and knowledge, and turns with several people at once."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.clock import Clock
from bot.config import load
from bot.intake import Intake
from bot.knowing import Stored
from bot.ports import settings_models
from bot.stage import Bubble, Found, Stage, ticket_of
from bot.store.timeline import Written
from bot.turn import Engine
from core.dialogue import Event, Said
from core.knowledge import Hit
from core.messages import Address, Inbound, Kind, Language, Sender
from kb.article import Audience
from kb.index import RERANKED, Index
from kb.library import Library, Source
from tests.databases import index_once

ROOT = Path(__file__).parents[1]
ACCOUNT = "web/ornek"
IN_FLIGHT = 8
"""Conversations that are worked on at the same time."""

SENTENCES = (
    "vpn bağlanmıyor",
    "yazıcı çevrimdışı görünüyor",
    "şifremi unuttum",
    "hesabım kilitlendi",
    "outlook mail almıyor",
    "excel donuyor",
    "diskim doldu yer kalmadı",
    "the printer is offline",
)
"""Each is answered by an article of the sample knowledge."""


class Level(StrEnum):
    """How much of the server takes part in a turn."""

    STORAGE = "storage only"
    DIALOGUE = "with decide and render"
    SEARCH = "with search"


def sentence(number: int) -> str:
    """Return what the person `number` writes: no two write the same, so that nothing is remembered of them.

    They differ in marks that no search looks at, so that all of a sentence find the same.
    """
    marks = "".join(".!"[int(bit)] for bit in f"{abs(number):b}")
    return f"{SENTENCES[number % len(SENTENCES)]} {marks}"


def spoken(words: str) -> str:
    """Return the one of `SENTENCES` that `words` were made of."""
    return words.rpartition(" ")[0]


def chat(number: int) -> str:
    """Return the chat in which the person `number` writes."""
    return f"chat-{number}"


def line(number: int, clock: Clock) -> Inbound:
    """Return the line of the person `number` as a channel would bring it."""
    words, chat_of = sentence(number), chat(number)
    return Inbound(
        address=Address(ACCOUNT, chat_of),
        sender=Sender(external_id=chat_of, realm="ornek", name=f"Person {number}", language="tr"),
        kind=Kind.TEXT,
        event_id=f"event-{number}",
        message_id=f"message-{number}",
        at=clock.now(),
        order=number,
        text=words,
        raw={"id": f"message-{number}", "text": words, "payload": ""},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What the whole server made of a sentence: the stage as it was written down, and what the search found."""

    stage: Stage
    hits: tuple[Hit, ...]


class Desk:
    """A server on a fresh, furnished database at `url`. Close it when done."""

    def __init__(self, url: str) -> None:
        self.clock = Clock()
        environ = {"ONKAPI_DATABASE__URL": url, "ONKAPI_WEB_ORNEK": "", "ONKAPI_WEB_KAMU": ""}
        today = self.clock.now().date()
        config = load(ROOT / "config.yaml", environ, today=today, settings=settings_models())
        self.app = App(config, clock=self.clock, index=index_once)
        # What is measured is what most channels need: rows that are sent afterwards.
        self.app.engine.catalogue = replace(self.app.catalogue, read_here=frozenset())
        self.rehearsals: Mapping[str, Rehearsal] = dict(zip(SENTENCES, self._rehearse(), strict=True))
        parts = (self.app.catalogue, self.app.texts, self.app.thresholds)
        remembering = _Remembering(Stored(self.app.store), self.rehearsals)
        self._intakes = {
            Level.STORAGE: self._intake(_Reciting(self.rehearsals, *parts), remembering),
            Level.DIALOGUE: self._intake(Engine(*parts, banks=self.app.library.banks), remembering),
            Level.SEARCH: self._intake(Engine(*parts, banks=self.app.library.banks), self.app.library),
        }

    def talk(self, level: Level, people: Sequence[int]) -> None:
        """Let each of `people`, whose conversations are there already, write a line and be answered."""
        asyncio.run(self._all(self._intakes[level], people))

    def close(self) -> None:
        """Close the database."""
        self.app.store.close()

    def _intake(self, engine: Engine, library: Library) -> Intake:
        return Intake(self.app.store, engine, library, self.clock, settle=0, tell=lambda news: None)

    async def _all(self, intake: Intake, people: Sequence[int]) -> None:
        waiting = iter(people)
        await asyncio.gather(*(self._some(intake, waiting) for _ in range(IN_FLIGHT)))

    async def _some(self, intake: Intake, waiting: Iterator[int]) -> None:
        for number in waiting:
            inbound = line(number, self.clock)
            await intake.receive(inbound)
            await intake.wake(number)

    def _rehearse(self) -> list[Rehearsal]:
        """Let a stranger write each sentence, and remember what was found and done."""
        engine = _Listening(self.app.catalogue, self.app.texts, self.app.thresholds)
        intake = self._intake(engine, self.app.library)
        for number, words in enumerate(SENTENCES):
            asyncio.run(intake.receive(replace(line(-1 - number, self.clock), text=words)))
            for conversation in asyncio.run(intake.due()):
                asyncio.run(intake.wake(conversation))
        return engine.heard


class _Listening(Engine):
    """Remembers what was found and what was done."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.heard: list[Rehearsal] = []

    def play(self, tx: Connection, stage: Stage, event: Event, found: Found) -> None:
        super().play(tx, stage, event, found)
        self.heard.append(Rehearsal(stage=stage, hits=next(iter(found.hits.values()), ())))


class _Reciting(Engine):
    """Puts onto the stage what was rehearsed, instead of asking the core and rendering."""

    def __init__(self, rehearsals: Mapping[str, Rehearsal], *parts: Any) -> None:
        super().__init__(*parts)
        self._rehearsals = rehearsals

    def play(self, tx: Connection, stage: Stage, event: Event, found: Found) -> None:
        if stage.place is None or not isinstance(event, Said):
            raise LookupError("only words in a chat were rehearsed")
        before = self._rehearsals[spoken(event.words)].stage
        stage.revision = found.revision
        stage.conversation = replace(before.conversation, greeted=stage.conversation.greeted)
        stage.ticket = replace(ticket_of(before), ref=self.fresh_reference(tx), requester=stage.place.person)
        stage.outcomes = [replace(outcome, ticket=stage.ticket, at=stage.now) for outcome in before.outcomes]
        stage.lines = [_anew(line, stage.place.conversation) for line in before.lines]
        stage.suggestions, stage.remind_at = before.suggestions, before.remind_at


def _anew(line: Written | Bubble, conversation: int) -> Written | Bubble:
    """Give the options of a bubble a token of their own: it is their key."""
    if isinstance(line, Written) or line.options is None:
        return line
    return replace(line, options=replace(line.options, token=secrets.token_urlsafe(16), conversation=conversation))


class _Remembering(Library):
    """Finds what the rehearsal found, without searching."""

    def __init__(self, source: Source, rehearsals: Mapping[str, Rehearsal]) -> None:
        super().__init__(source, lambda rows: Index.build(()))
        self._rehearsals = rehearsals

    def search(
        self,
        text: str,
        lang: Language | None = None,
        organization: str | None = None,
        audience: Audience = "customer",
        limit: int = RERANKED,
    ) -> list[Hit]:
        return list(self._rehearsals[spoken(text)].hits)
