"""What an action sees when it is its turn to speak, and what it may answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from core.contracts import Level
from core.dialogue import lexicon as lx
from core.dialogue import outcomes, persons
from core.dialogue.facts import Case, Event, Facts, Pressed, Said
from core.dialogue.intents import Intent, left_of, read, read_answer, without_greeting
from core.dialogue.kinds import kind_of, wishes_for_thing
from core.dialogue.states import Memory, State, state_at, state_of
from core.dialogue.talk import Talk
from core.effects import Act, Effect, Say, TicketMoved
from core.knowledge import Hit, TicketType
from core.messages import MAX_TEXT, Localized, Option, Text
from core.plain import chunks, pick
from core.routing import Route, route
from core.ticket import Ticket

TITLE_LENGTH = 80
TOPIC = "topic:"
"""How the value of an option that stands for a title begins; the article's topic follows."""

_ALSO = re.compile(r"^(?:bir de|bide|ayrıca|ayrica|bu arada|and also|also|by the way|btw)\b[\s,:]*", re.IGNORECASE)

_AND_ALSO = re.compile(
    r"[\s,]+(?:bir de|bide|ayrıca|ayrica|bu arada|also|too|as well|by the way|btw)[\s.!]*$", re.IGNORECASE
)

_CLAUSES = re.compile(r"[^,.;!?]+[,.;!?]*")
_ASIDE = frozenset({Intent.HUMAN, Intent.CALL_ME, Intent.THANKS, Intent.GREETING, Intent.SMALLTALK, Intent.NOTHING})
"""What a clause may be without saying anything of the matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What an action wants: effects in order, and what case and conversation remember afterwards (None: as before)."""

    effects: tuple[Effect, ...] = ()
    memory: Memory | None = None
    talk: Talk | None = None


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A case, an event and the facts, with what most actions ask of them, each worked out once.

    It has no slots, because what was worked out is kept beside the fields.
    """

    case: Case
    event: Event
    facts: Facts

    @cached_property
    def state(self) -> State:
        """Where the case stood when the event came."""
        if isinstance(self.event, TicketMoved) and self.event.before is not None:
            return state_at(self.event.before, self.memory)
        return State.UNAIMED if self.case.unaimed else state_of(self.case.ticket)

    @cached_property
    def memory(self) -> Memory:
        """What the case remembers so far."""
        return Memory.of(self.case.ticket)

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
        """What the customer said now: his words, else the names of his files; the label of a button."""
        match self.event:
            case Said(words=words, files=files):
                return words if words.strip() else ", ".join(file.name for file in files)
            case Pressed(label=label):
                return label
            case TicketMoved(act=done):
                return done.words
        return ""

    @property
    def typed(self) -> bool:
        """Whether the customer used own words instead of a button."""
        return isinstance(self.event, Said)

    @cached_property
    def matter(self) -> str:
        """All the customer has said about the matter so far."""
        return matter_of(self.case, self.event)

    @cached_property
    def route(self) -> Route:
        """Where the matter goes."""
        return self.route_of(self.matter)

    def route_of(self, words: str) -> Route:
        """Return where `words` would go if they were the matter."""
        facts = self.facts
        return route(words, facts.customer.organization, facts.contract, facts.services, facts.queues)

    def type_of(self, words: str) -> TicketType:
        """Return what `words` would be if they were the matter: what its service says, else what they tell."""
        return self.route_of(words).type or kind_of(words)

    @property
    def gated(self) -> bool:
        """Whether the contract lets us only record and pass on this matter."""
        return self.facts.level_for(self.route.service) is Level.RECEIVE

    @cached_property
    def unseen_hits(self) -> tuple[Hit, ...]:
        """What the knowledge base found and the customer has not seen yet in any language, best first.

        Who wishes for a thing is not told how to repair one.
        """
        seen = {*self.memory.tried, *self.memory.passed}
        wished = wishes_for_thing(self.matter)
        return tuple(
            hit for hit in self.facts.hits if hit.topic not in seen and not (wished and hit.type == "incident")
        )

    @cached_property
    def fresh_hits(self) -> tuple[Hit, ...]:
        """Those of the unseen hits that may be shown, best first.

        An article's category may be a service: what we may not solve for it we do not show either.
        """
        return tuple(hit for hit in self.unseen_hits if self.facts.level_for(hit.category) is not Level.RECEIVE)

    @property
    def chosen(self) -> Hit | None:
        """The hit whose title the customer chose of those offered: by its button, number or words, or yes to one."""
        offered = {hit.topic: hit for hit in self.facts.hits if hit.topic in self.memory.offered}
        if isinstance(self.event, Pressed):
            return offered.get(self.event.value.removeprefix(TOPIC))
        shown = [offered[topic] for topic in self.memory.offered if topic in offered]
        place = pick(self.words, [hit.title for hit in shown])
        if place is None and len(shown) == 1 and read_answer(self.words, "answer").intent is Intent.YES:
            place = 0
        return None if place is None else shown[place]

    @cached_property
    def answer(self) -> Hit | None:
        """The best fresh hit, if it is sure enough to be given."""
        best = next(iter(self.fresh_hits), None)
        return best if best and best.probability >= self.facts.thresholds.answer else None

    def agent(self) -> str | Localized:
        """Return the acting agent's name as this customer may see it."""
        return shown_name(self.moved.actor.name, self.facts)

    def queue_name(self) -> str | Localized:
        """Return the customer's name for the ticket's queue."""
        queue = self.facts.queues.get(self.ticket.queue)
        return queue.name if queue else self.ticket.queue


Action = Callable[[Scene], Spoken]


def matter_of(case: Case, event: Event) -> str:
    """Return all the customer has said about the matter of `case`, `event` included, a line each.

    A closed ticket's words belong to that matter only. The earlier words make room for the new ones
    when both are longer than what is read.
    """
    state = state_of(case.ticket)
    earlier = "" if state is State.ENDED else Memory.of(case.ticket).words
    said = _news(event.words.strip()[:MAX_TEXT], state) if isinstance(event, Said) else ""
    if earlier and said:
        earlier = earlier[: MAX_TEXT // 2]
    return "\n".join(part for part in (earlier, said) if part)[:MAX_TEXT]


def _news(words: str, state: State) -> str:
    """Return what `words` add to the matter: not a greeting, not the bare wish for a person or the bare no."""
    wish = (persons.MACHINE, *persons.WISHED, *lx.FOREWORDS, lx.THANKS)
    intent = read(words).intent
    if intent is Intent.INSULT or (intent in {Intent.HUMAN, Intent.CALL_ME} and not left_of(words, *wish)):
        return ""
    if state is State.CHOOSING and intent in {Intent.YES, Intent.NO, Intent.NOTED}:
        return ""
    bare_no = (*outcomes.BAD_NEWS, lx.THANKS)
    if state is State.TRYING and read_answer(words, "answer").intent is Intent.NO and not left_of(words, *bare_no):
        return ""
    if not left_of(words, *lx.FOREWORDS):
        return words
    return "\n".join(line for line in words.splitlines() if left_of(line, *lx.FOREWORDS) or not left_of(line))


def shown_name(name: str, facts: Facts) -> str | Localized:
    """Return an agent's name as the contract lets the customer see it."""
    return facts.contract.shown(name)


def say(*texts: Text, guarded: bool = False) -> Say:
    """One bubble without options."""
    return Say(texts=texts, guarded=guarded)


def only(*texts: Text) -> Spoken:
    """Say one bubble, and nothing else."""
    return Spoken(effects=(say(*texts),))


def ask(memory: Memory, *texts: Text, options: tuple[Option, ...], guarded: bool = False) -> tuple[Say, Memory]:
    """One bubble with options, as the next question of the case's state; a side question is over then."""
    number = memory.question + 1
    asked = replace(memory, question=number, main=number, asking="", reminded=0)
    return Say(texts=texts, options=options, question=number, guarded=guarded), asked


def ask_aside(
    memory: Memory, asking: str, *texts: Text, options: tuple[Option, ...] = (), held: str = "", guarded: bool = False
) -> tuple[Say, Memory]:
    """One bubble with the side question `asking` about the words `held`; the question of the state stays open."""
    number = memory.question + 1
    asked = replace(memory, question=number, aside=number, asking=asking, held=held)
    return Say(texts=texts, options=options, question=number, guarded=guarded), asked


def option(name: str, value: str) -> Option:
    """An option whose label is the text `option.<name>`."""
    return Option(Text(f"option.{name}"), value)


def act(wish: Act) -> Spoken:
    """Only ask the desk; what is said follows from its word."""
    return Spoken(effects=(wish,))


def title_of(words: str) -> str:
    """Return the words of a matter as one line that fits a list.

    A greeting or "also" in front is left out, and so are the clauses that only greet, thank or ask for a person.
    """
    title = without_greeting(" ".join(words[:MAX_TEXT].split()))
    title = _ALSO.sub("", title) or title
    title = _AND_ALSO.sub("", title) or title
    clauses = _CLAUSES.findall(title[: 2 * TITLE_LENGTH])
    said = "".join(clause for clause in clauses if read(clause).intent not in _ASIDE).strip(" ,;")
    title = said if said and len(clauses) > 1 and len(title) <= 2 * TITLE_LENGTH else title
    return title if len(title) <= TITLE_LENGTH else f"{chunks(title, TITLE_LENGTH - 1)[0]}…"
