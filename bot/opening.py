"""The counter: where agents and programs record a matter for somebody who called, came by or wrote elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.agents import may_serve
from bot.clock import Clock
from bot.desk_facts import terms_of
from bot.stage import Found, News, Stage, ticket_of
from bot.store import conversations, customers, people, tickets
from bot.store.conversations import Place
from bot.store.customers import BY_MAIL
from bot.store.engine import Store, Tx
from bot.store.timeline import Written
from bot.turn import Engine
from core import desk
from core.contracts import Impact, Level, Organization, Priority, Urgency
from core.dialogue import Needs
from core.dialogue.kinds import kind_of
from core.dialogue.notice import give_notice
from core.effects import Act, Command, OpenTicket, Say
from core.errors import BadInput, Missing, NotFound
from core.knowledge import TicketType
from core.messages import Language, Sender, Text, clean
from core.people import Actor, Agent, Customer
from core.routing import Route, route, route_to
from core.ticket import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody the desk may not know yet. With the same `email` it is the same person the next time."""

    name: str
    email: str = ""
    phone: str = ""
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is recorded, and for whom: a known person by number, or a newcomer.

    `words` are for agents, as the caller said them. `service` and `queue` are keys; without them the words name the
    service, and the contract the queue. Impact and urgency together give the priority. `mine` makes the agent its
    owner at once, and so do the first words that he writes to the customer, `message`.
    """

    organization: str
    requester: int | Newcomer
    title: str
    source: Source
    words: str = ""
    affected: str = ""
    service: str | None = None
    type: TicketType | None = None
    impact: Impact | None = None
    urgency: Urgency | None = None
    queue: str | None = None
    mine: bool = False
    message: str = ""


class Counter:
    """Opens tickets for others. `tell` hears of every committed one."""

    def __init__(self, store: Store, engine: Engine, clock: Clock, *, tell: Callable[[News], None]) -> None:
        self._store = store
        self._engine = engine
        self._clock = clock
        self._tell = tell

    async def open(self, agent: Agent, matter: Matter, *, surface: str = "console", once: str = "") -> str:
        """Open a ticket in its queue, tell the customer where he can be written to, and return its reference.

        `once` marks the form it comes from: its second copy opens nothing and gets the same reference. Raises
        `NotFound` for an organization or a person that is not there or not the agent's business, `BadInput` for
        a service that is not there, `Missing` for a queue that does not take it, `NotAllowed` and `Missing` as
        `core.desk.open_ticket` does and as the desk does where he takes the ticket or writes at once.
        """
        matter = replace(
            matter,
            title=clean(matter.title).strip(),
            words=clean(matter.words),
            affected=clean(matter.affected).strip(),
            message=clean(matter.message).strip(),
        )
        ref, news = await self._store.write(lambda tx: self._open(tx, agent, matter, surface, once))
        if news is not None:
            self._tell(news)
        return ref

    def _open(self, tx: Tx, agent: Agent, matter: Matter, surface: str, once: str) -> tuple[str, News | None]:
        catalogue = self._engine.catalogue
        present = people.present(tx, agent.person)
        organization = catalogue.organizations.get(matter.organization)
        if present is None or organization is None or not may_serve(present, organization.key, catalogue.queues):
            raise NotFound(organization=matter.organization)
        if made := tickets.moved_by(tx, once):
            return made, None
        actor, now = Actor.of(present), self._clock.now()
        customer = self._requester(tx, matter, organization)
        people.lock(tx, customer.person)
        # Somebody else may have become this person's, or he another one, while we waited.
        customer = self._known(tx, customer.person, organization)
        way = self._route(matter, organization)
        opened = desk.open_ticket(
            OpenTicket(
                title=matter.title,
                type=matter.type or way.type or kind_of(f"{matter.title}\n{matter.words}"),
                service=way.service,
                queue=self._queue(matter, organization) or way.queue,
                affected=matter.affected,
                source=matter.source,
                priority=_priority(matter, organization),
                impact=matter.impact,
                urgency=matter.urgency,
            ),
            customer,
            ref=self._engine.fresh_reference(tx),
            level=organization.contract.level_for(way.service) if customer.verified else Level.RECEIVE,
            now=now,
            by=actor,
            terms=terms_of(organization.key, None, catalogue),
        )
        number = customers.conversation_of(tx, customer.person, organization.key)
        place = conversations.by_id(tx, number) if number is not None else None
        stage = Stage(place=place, stored=None, now=now, actor=actor, surface=surface, once=once)
        self._engine.take(stage, opened)
        if matter.words.strip():
            note = Written(
                at=now,
                audience="agents",
                author="agent",
                kind="note",
                person=present.person,
                name=present.name,
                text=matter.words,
            )
            stage.lines.append(note)
        if place is not None:
            self._tell_customer(tx, stage, place)
        if matter.mine or matter.message:
            self._engine.move(tx, stage, Act(command=Command.CLAIM))
        if matter.message:
            said = self._engine.move(tx, stage, Act(command=Command.REPLY, words=matter.message))
            self._engine.play(tx, stage, said.moved, Found())
        return opened.ticket.ref, self._engine.write(tx, stage)

    def _queue(self, matter: Matter, organization: Organization) -> str | None:
        """Return the queue that the agent names, which must take what is his organization's."""
        if matter.queue is None:
            return None
        queue = self._engine.catalogue.queues.get(matter.queue)
        if queue is None or queue.organization not in {None, organization.key}:
            raise Missing(field=Text("field.queue"))
        return queue.key

    def _requester(self, tx: Tx, matter: Matter, organization: Organization) -> Customer:
        if isinstance(matter.requester, int):
            return self._known(tx, matter.requester, organization)
        new = matter.requester
        name, email = clean(new.name).strip(), clean(new.email).strip().lower()
        if not name:
            raise Missing(field=Text("field.name"))
        language, now = new.language or organization.language, self._clock.now()
        sender = Sender(external_id=email, realm=organization.key, name=name, language=language)
        number = people.recognise(tx, sender, BY_MAIL, language, now) if email else people.add(tx, name, language, now)
        if phone := clean(new.phone).strip():
            people.lock(tx, number)
            people.note_phone(tx, number, phone)
        people.as_customer(tx, number, organization.key, verified=False)
        return self._known(tx, number, organization)

    @staticmethod
    def _known(tx: Tx, number: int, organization: Organization) -> Customer:
        known = customers.as_customer(tx, number, organization.key)
        if known is None:
            raise NotFound(person=number)
        return known

    def _route(self, matter: Matter, organization: Organization) -> Route:
        catalogue = self._engine.catalogue
        contract, queues = organization.contract, catalogue.queues
        if matter.service is None:
            words = f"{matter.title}\n{matter.words}"
            return route(words, organization.key, contract, catalogue.services, queues)
        service = next((each for each in catalogue.services if each.key == matter.service), None)
        if service is None:
            raise BadInput(value=matter.service, reason="there is no such service")
        return route_to(service, organization.key, contract, queues)

    def _tell_customer(self, tx: Tx, stage: Stage, place: Place) -> None:
        facts = self._engine.facts(tx, stage, place, Needs(language=place.language), Found())
        ticket = ticket_of(stage)
        text = Text("ticket.opened_for", {"ref": ticket.ref, "title": ticket.title, "until": facts.answer_by(ticket)})
        bubbles, stage.conversation = give_notice((Say(texts=(text,)),), stage.conversation, facts.organization)
        for bubble in bubbles:
            if isinstance(bubble, Say):
                self._engine.say(stage, bubble)


def _priority(matter: Matter, organization: Organization) -> Priority:
    """Return what impact and urgency give by the contract; the middle priority where one of them is not told."""
    if matter.impact is None or matter.urgency is None:
        return Priority.P3
    return organization.contract.priorities[matter.impact, matter.urgency]
