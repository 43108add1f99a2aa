"""The stage of a turn: what is known before it, what it makes of it, and whom that concerns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.store.conversations import OptionSet, Place
from bot.store.tickets import Stored
from bot.store.timeline import Written
from core.desk import Outcome
from core.dialogue import Case, Conversation, Needs
from core.effects import Rate, Say, Suggest
from core.knowledge import Hit
from core.people import Actor
from core.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was looked up in the knowledge before a turn, for which needs, and at which revision."""

    needs: Needs | None = None
    hits: tuple[Hit, ...] = ()
    revision: int = 0


class MustSearch(Exception):
    """The turn needs the knowledge searched first. It rolls back, and is tried again with what was found."""

    def __init__(self, wanted: Needs, place: Place) -> None:
        self.wanted, self.place = wanted, place
        super().__init__(wanted.search)


@dataclass(slots=True, kw_only=True)
class News:
    """Whom a committed turn concerns: watchers of `topics`, the dispatcher, and a conversation that waits."""

    topics: set[str] = field(default_factory=set)
    words: bool = False
    wake: tuple[int, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Bubble:
    """Words for the customer: as the timeline keeps them, as they were meant, and the options under them."""

    written: Written
    say: Say
    options: OptionSet | None


@dataclass(slots=True, kw_only=True)
class Stage:
    """A conversation and its case while a turn is played.

    `actor` is who caused it, `surface` from where. `woken`: it takes up what waited in the conversation.
    """

    place: Place | None
    stored: Stored | None
    now: datetime
    actor: Actor
    surface: str
    once: str = ""
    woken: bool = False
    revision: int = 0
    ticket: Ticket | None = field(init=False)
    conversation: Conversation = field(init=False)
    lines: list[Written | Bubble] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    suggestions: list[Suggest | Rate] = field(default_factory=list)
    remind_at: datetime | None = None

    def __post_init__(self) -> None:
        self.ticket = self.stored.ticket if self.stored else None
        if self.place:
            self.conversation = Conversation(language=self.place.language, greeted=self.place.greeted)

    @property
    def case(self) -> Case:
        """The case as the dialogue sees it."""
        return Case(conversation=self.conversation, ticket=self.ticket)


def ticket_of(stage: Stage) -> Ticket:
    """Return the ticket of a stage that must have one; raise `LookupError` otherwise."""
    if stage.ticket is None:
        raise LookupError("there is no ticket to act on")
    return stage.ticket
