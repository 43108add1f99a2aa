"""The stage of a turn: what is known before it, what it makes of it, and whom that concerns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.merging import Beside
from bot.store import conversations, people, tickets
from bot.store.conversations import Place
from bot.store.engine import Tx
from bot.store.options import OptionSet
from bot.store.tickets import Stored
from bot.store.timeline import Written
from core.desk import Outcome
from core.dialogue import Case, Conversation, Needs, Talk
from core.effects import AskRating, Diagnose, Rate, Rated, Say, Suggest, TakeUp
from core.knowledge import Hit
from core.messages import Address
from core.people import CLOCK, Actor
from core.proofs import Mistaken, Pair, Verify
from core.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was looked up in the knowledge before a turn: the hits of each of its needs, and at which revision.

    `held` are persons whose rows have to be locked before all others.
    """

    hits: Mapping[Needs, tuple[Hit, ...]] = field(default_factory=dict)
    revision: int = 0
    held: tuple[int, ...] = ()

    def and_for(self, wanted: Needs, hits: Sequence[Hit], revision: int) -> Found:
        """Return what was found with the hits of one more need."""
        return replace(self, hits={**self.hits, wanted: tuple(hits)}, revision=revision)


class MustSearch(Exception):
    """The turn needs the knowledge searched first. It rolls back, and is tried again with what was found."""

    def __init__(self, wanted: Needs, place: Place) -> None:
        self.wanted, self.place = wanted, place
        super().__init__(wanted.search)


class MustHold(Exception):
    """The turn is about two persons. It rolls back, and is tried again with both of their rows locked in order."""

    def __init__(self, persons: tuple[int, ...]) -> None:
        self.persons = persons
        super().__init__(str(persons))


@dataclass(slots=True, kw_only=True)
class News:
    """Whom a committed turn concerns: watchers of `topics`, the dispatcher, and a conversation that waits.

    `answer` is what who pressed may be shown at once, `entry` the line in which an agent's words stand, `relay` a line
    of an agent that is said at its moment, `shown` where something was said that needs not be sent.
    """

    topics: set[str] = field(default_factory=set)
    words: bool = False
    wake: tuple[int, datetime] | None = None
    answer: str = ""
    entry: int | None = None
    relay: tuple[int, datetime] | None = None
    shown: Address | None = None

    def join(self, more: News) -> None:
        """Add whom another stage of the same transaction concerns."""
        self.topics |= more.topics
        self.words = self.words or more.words
        self.wake = more.wake or self.wake
        self.answer = self.answer or more.answer
        self.relay = more.relay or self.relay
        self.shown = more.shown or self.shown


@dataclass(frozen=True, slots=True)
class Bubble:
    """Words for the customer: as the timeline keeps them, as they were meant, and the options under them."""

    written: Written
    say: Say
    options: OptionSet | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLetter:
    """A code that is mailed from an account to an address, in which words, and until when it is valid."""

    account: int
    address: Address
    code: str
    until: datetime
    written: Written


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingLetter:
    """A code that is told in the conversation, in which words, and until when it is valid."""

    code: str
    until: datetime
    written: Written


Proof = CodeLetter | PairingLetter | Verify | Mistaken | Pair
"""What a turn makes of who somebody is."""


@dataclass(slots=True, kw_only=True)
class Stage:
    """A conversation and its case while a turn is played.

    `others` are the person's other open tickets; `unaimed` says that we cannot tell which of them is meant.
    `actor` is who caused it, `surface` from where; `once` is the mark of the form that it came by, so that a second
    copy changes nothing. `by_customer`: the customer wrote or pressed. `woken`: it takes up what waited in the
    conversation. `taken_up` is what is to be played next, on stages of their own, in the same transaction; such a
    stage was `moved_from` the ticket on whose timeline the words stand, if they do. `hidden` are words to be made
    illegible. `stale`: the customer pressed a button whose question is over. `spoken_at` is the address in a room where
    an agent wrote what is played: it is not told there once more.
    """

    place: Place | None
    stored: Stored | None
    now: datetime
    actor: Actor
    surface: str
    others: tuple[Ticket, ...] = ()
    unaimed: bool = False
    once: str = ""
    by_customer: bool = False
    woken: bool = False
    moved_from: str = ""
    hidden: tuple[str, ...] = ()
    stale: bool = False
    spoken_at: int | None = None
    revision: int = 0
    ticket: Ticket | None = field(init=False)
    conversation: Conversation = field(init=False)
    lines: list[Written | Bubble] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    beside: list[Beside] = field(default_factory=list)
    suggestions: list[Suggest | Rate | Diagnose] = field(default_factory=list)
    ratings: list[AskRating | Rated] = field(default_factory=list)
    remind_at: datetime | None = None
    remind_talk_at: datetime | None = None
    proofs: list[Proof] = field(default_factory=list)
    taken_up: list[TakeUp] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ticket = self.stored.ticket if self.stored else None
        if self.place:
            self.conversation = conversation_at(self.place)

    @property
    def for_leads(self) -> bool:
        """Whether nobody but leads may read what is said here: the customer rates the work of who else could."""
        return any(isinstance(given, Rated) for given in self.ratings)

    @property
    def case(self) -> Case:
        """The case as the dialogue sees it."""
        return Case(conversation=self.conversation, ticket=self.ticket, others=self.others, unaimed=self.unaimed)


def holding(found: Found, work: Callable[[Tx, Found], News | None], tx: Tx) -> News | None:
    """Do `work` with the persons locked of whom it is known that it needs them, in the order of their numbers."""
    for number in sorted(found.held):
        people.lock(tx, number)
    return work(tx, found)


def stage_at_home(tx: Tx, stored: Stored, now: datetime, *, actor: Actor = CLOCK, surface: str = "clock") -> Stage:
    """Return a stage for what somebody else than its customer does to a ticket: where he hears of it, if anywhere."""
    place = conversations.by_id(tx, stored.home) if stored.home is not None else None
    others = tickets.others_of(tx, stored)
    return Stage(place=place, stored=stored, now=now, actor=actor, surface=surface, others=others)


def conversation_at(place: Place) -> Conversation:
    """Return the conversation as the dialogue sees it."""
    return Conversation(
        language=place.language,
        greeted=place.greeted,
        notice=place.notice,
        shared=place.shared,
        talk=Talk.of(place.talk),
    )


def ticket_of(stage: Stage) -> Ticket:
    """Return the ticket of a stage that must have one; raise `LookupError` otherwise."""
    if stage.ticket is None:
        raise LookupError("there is no ticket to act on")
    return stage.ticket
