"""What an action sees when it is its turn to speak, and what it may answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.dialogue.facts import Case, Event, Facts, Pressed, Said
from core.dialogue.intents import GREETINGS, take_out
from core.dialogue.states import Memory
from core.effects import Act, Effect, Say, TicketMoved
from core.knowledge import Hit
from core.messages import Localized, Option, Text
from core.routing import Route, route
from core.ticket import Ticket

TITLE_LENGTH = 80
SPECIALIST: Localized = {"tr": "Uzmanımız", "en": "Our specialist"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What an action wants: effects in order, and what the case remembers afterwards."""

    effects: tuple[Effect, ...] = ()
    memory: Memory | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A case, an event and the facts, with what most actions ask of them."""

    case: Case
    event: Event
    facts: Facts

    @property
    def memory(self) -> Memory:
        """What the case remembers so far."""
        return Memory.of(self.case.ticket) if self.case.ticket else Memory()

    @property
    def ticket(self) -> Ticket:
        """The ticket of the case; only for actions of states that have one."""
        if self.case.ticket is None:
            raise LookupError("this state has no ticket")
        return self.case.ticket

    @property
    def moved(self) -> TicketMoved:
        """The desk's word; only for actions of the desk's cues."""
        if not isinstance(self.event, TicketMoved):
            raise LookupError("this cue is not the desk's")
        return self.event

    @property
    def words(self) -> str:
        """What the customer said now; the label when a button was pressed."""
        match self.event:
            case Said(words=words):
                return words
            case Pressed(label=label):
                return label
        return ""

    @property
    def typed(self) -> bool:
        """Whether the customer used own words instead of a button."""
        return isinstance(self.event, Said)

    @property
    def matter(self) -> str:
        """All the customer has said about the matter so far."""
        said = self.words if self.typed else ""
        return "\n".join(part for part in (self.memory.words, said) if part)

    @property
    def route(self) -> Route:
        """Where the matter goes."""
        facts = self.facts
        return route(
            self.matter, facts.customer.organization, facts.contract, facts.services, facts.queues
        )

    @property
    def fresh_hits(self) -> tuple[Hit, ...]:
        """What the knowledge base found and the customer has not tried yet, best first."""
        return tuple(hit for hit in self.facts.hits if hit.article not in self.memory.tried)

    def agent(self) -> str | Localized:
        """Return the acting agent's name as this customer may see it."""
        return shown_name(self.moved.actor.name, self.facts)

    def queue_name(self) -> Localized:
        """Return the customer's name for the ticket's queue."""
        return self.facts.queues[self.ticket.queue].name


Action = Callable[[Scene], Spoken]


def shown_name(name: str, facts: Facts) -> str | Localized:
    """Return an agent's name as the contract lets the customer see it."""
    match facts.contract.show_agent:
        case "full":
            return name
        case "first":
            return name.split(" ")[0]
    return SPECIALIST


def say(*texts: Text, guarded: bool = False) -> Say:
    """One bubble without options."""
    return Say(texts=texts, guarded=guarded)


def ask(memory: Memory, *texts: Text, options: tuple[Option, ...], guarded: bool = False) -> tuple[Say, Memory]:
    """One bubble with options, as the next question of the case."""
    asked = replace(memory, question=memory.question + 1)
    return Say(texts=texts, options=options, question=asked.question, guarded=guarded), asked


def option(name: str, value: str) -> Option:
    """An option whose label is the text `option.<name>`."""
    return Option(Text(f"option.{name}"), value)


def act(wish: Act) -> Spoken:
    """Only ask the desk; what is said follows from its word."""
    return Spoken(effects=(wish,))


def title_of(words: str) -> str:
    """Return the words of a matter as one line that fits a list, without the greeting."""
    lines = [line.strip() for line in words.splitlines()]
    matter = [line for line in lines if take_out(line, GREETINGS)] or lines
    title = " ".join(" ".join(matter).split())
    return title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1].rstrip() + "…"
