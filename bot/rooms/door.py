"""The door for rooms: everything that agents write and press where they work together.

Theory of operation. Like every door this one keeps the event first, under a key by which it counts once, and does what
follows from it in the same transaction. Who speaks is an agent by the configuration or because he has connected the
channel himself; anybody else can do nothing, and that he tried is written down. Every right is asked of the desk, as
for all surfaces (`bot.agents`); what it refuses is told to who asked, in his language, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import structlog

from bot.agents import Agents
from bot.border import washed
from bot.catalogue import Account
from bot.clock import Clock
from bot.rooms.commands import Commands, Where
from bot.rooms.forms import errors_of, form_for, read
from bot.rooms.relaying import Here, Relaying
from bot.stage import News
from bot.store import audit, conversations, inbox, relays, speakers, threads, tickets
from bot.store.engine import Store, Tx, is_transient
from bot.store.savepoint import Savepoint
from bot.turn import Engine
from core.desk import may
from core.effects import Act, Command
from core.errors import IllegalMove, NotFound, OnkapiError
from core.host import Answer
from core.messages import Address, Inbound, Kind, Language, Text
from core.people import Actor, Agent
from core.rooms import ASKING, PAYLOAD, Form
from core.shorthand import Word, typed
from core.texts import Texts

log = structlog.get_logger(__name__)

AT_ONCE = frozenset({Command.CLAIM, Command.RELEASE, Command.RESUME})
"""Commands that a button gives without asking for anything more."""


TYPED = frozenset({Command.SOLVE, Command.WAIT_CUSTOMER, Command.TRANSFER})
"""Commands whose buttons say how they are typed, where there are no forms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that an agent did in a room."""

    account: Account
    place: int
    agent: Agent
    inbound: Inbound
    now: datetime


class Rooms:
    """Receives what comes from rooms. `tell` hears of every committed event."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        agents: Agents,
        relaying: Relaying,
        texts: Texts,
        clock: Clock,
        tell: Callable[[News], None],
    ) -> None:
        self._store = store
        self._engine = engine
        self._agents = agents
        self._relaying = relaying
        self._commands = Commands(engine, agents, texts)
        self._texts = texts
        self._clock = clock
        self._tell = tell

    def here(self, address: Address) -> bool:
        """Say whether agents work at an address."""
        return bool(self._engine.catalogue.rooms_at(address.account, address.chat))

    async def receive(self, inbound: Inbound) -> Answer:
        """Keep what came from a room, do what it asks, and return after the commit what its writer is told alone."""
        inbound = washed(inbound)
        account = self._engine.catalogue.accounts[inbound.address.account]
        answer, news = await self._store.write(lambda tx: self._receive(tx, inbound, account))
        self._tell(news)
        return answer

    async def form(self, pressed: Inbound) -> Form | Answer:
        """Return what a command needs to know whose button was pressed, to who may give it; else why there is none."""
        pressed = washed(pressed)
        account = self._engine.catalogue.accounts[pressed.address.account]
        return await self._store.write(lambda tx: self._form(tx, pressed, account))

    def _form(self, tx: Tx, pressed: Inbound, account: Account) -> Form | Answer:
        now = self._clock.now()
        place = conversations.address_number(tx, account.id, pressed.address)
        agent = self._speaker(tx, pressed, account)
        if agent is None:
            return self._refuse(tx, pressed, place, now)
        event = Event(account=account, place=place, agent=agent, inbound=pressed, now=now)
        try:
            case, command = self._meant(tx, event)
            stored = tickets.by_id(tx, case.ticket)
            if stored is None or command not in ASKING:
                raise NotFound(ref=case.ref)
        except OnkapiError as error:
            return self._why(tx, event, error)
        if not may(Actor.of(agent), command, stored.ticket):
            return self._answer(agent, self._commands.state_of(stored.ticket))
        names = self._commands.names(tx, stored.ticket)
        return form_for(command, stored.ticket, agent, names, partial(self._say, agent.language))

    def _filled(self, tx: Tx, event: Event) -> tuple[Answer, News]:
        """Do what a form says; what is wrong with it is told beside its fields."""
        case, command = self._meant(tx, event)
        stored = tickets.by_id(tx, case.ticket)
        if stored is None:
            raise NotFound(ref=case.ref)
        zone = self._engine.catalogue.organizations[stored.ticket.organization].timezone
        soon = self._commands.soon(stored.ticket, event.now)
        wish = read(command, event.inbound.values, stored.ticket, soon, zone)
        return self._act(tx, event, case, wish)

    def _meant(self, tx: Tx, event: Event) -> tuple[threads.Case, Command]:
        """Return the ticket and the command of a card's button; raise `NotFound` where there is no such card."""
        if PAYLOAD.fullmatch(event.inbound.payload) is None:
            raise NotFound
        _, ref, choice, *_ = event.inbound.payload.split(".")
        case = threads.case_in(tx, ref, event.account.id, event.inbound.address.chat)
        if case is None or choice not in set(Command):
            raise NotFound(ref=ref)
        return case, Command(choice)

    def _receive(self, tx: Tx, inbound: Inbound, account: Account) -> tuple[Answer, News]:
        now = self._clock.now()
        place = conversations.address_number(tx, account.id, inbound.address)
        number = inbox.keep(tx, inbound, account_id=account.id, address_id=place, now=now)
        if number is None:
            return Answer(), News()
        threads.heard(tx, place)
        agent = self._speaker(tx, inbound, account)
        if agent is None:
            inbox.done(tx, [number])
            return self._refuse(tx, inbound, place, now), News()
        event = Event(account=account, place=place, agent=agent, inbound=inbound, now=now)
        savepoint = Savepoint(tx)
        try:
            found = self._play(tx, event)
        except OnkapiError as error:
            if is_transient(error):
                raise
            savepoint.undo()
            found = self._why(tx, event, error), News()
        except Exception as error:
            if is_transient(error):
                raise
            savepoint.undo()
            log.exception("room_event_failed", inbox=number)
            inbox.bury(tx, [number], type(error).__name__)
            return self._answer(agent, Text("error.internal")), News()
        else:
            savepoint.keep()
        inbox.done(tx, [number])
        return found

    def _speaker(self, tx: Tx, inbound: Inbound, account: Account) -> Agent | None:
        if inbound.anonymous or not inbound.sender.external_id:
            return None
        named = self._engine.catalogue.agent_at(account.name, inbound.sender.external_id)
        if named is None and inbound.sender.foreign:
            return None
        found = speakers.known(tx, account.channel, inbound.sender, named)
        return found if found is not None and found.solves else None

    def _refuse(self, tx: Tx, inbound: Inbound, place: int, now: datetime) -> Answer:
        """Let who is no agent know it where he tried to do something, and write down that he did."""
        talks = inbound.kind is Kind.TEXT and not inbound.text.startswith("/")
        if talks and threads.case_at(tx, place, inbound.reply_to) is None:
            return Answer()
        who = "anonymous" if inbound.anonymous else inbound.sender.external_id
        channel = inbound.address.account.partition("/")[0]
        subject = f"room:{inbound.address.account}/{inbound.address.chat}"
        audit.record(tx, now, who=f"{channel}:{who}", surface="chat", what="room.refuse", subject=subject)
        language: Language = self._engine.catalogue.rooms_at(inbound.address.account, inbound.address.chat)[0].language
        return Answer(self._say(language, Text("room.no_agent")))

    def _play(self, tx: Tx, event: Event) -> tuple[Answer, News]:
        match event.inbound.kind:
            case Kind.PRESS:
                return self._pressed(tx, event)
            case Kind.TEXT:
                return self._written(tx, event)
            case Kind.EDIT | Kind.DELETE:
                return self._revised(tx, event)
            case Kind.FORM:
                return self._filled(tx, event)

    def _pressed(self, tx: Tx, event: Event) -> tuple[Answer, News]:
        if PAYLOAD.fullmatch(event.inbound.payload) is None:
            raise NotFound
        kind, subject, choice, *_ = event.inbound.payload.split(".")
        if kind == "r":
            return self._chosen(tx, event, int(subject), choice)
        case, command = self._meant(tx, event)
        if command not in AT_ONCE:
            return self._how(tx, event, case, command), News()
        return self._act(tx, event, case, Act(command=command))

    def _act(self, tx: Tx, event: Event, case: threads.Case, wish: Act) -> tuple[Answer, News]:
        outcome, news = self._agents.within(tx, event.agent, case.ref, wish, surface=event.account.name, spoken_at=None)
        told = self._answer(event.agent, Text("room.yours", {"ref": case.ref})) if outcome.repeated else Answer()
        return told, news or News()

    def _how(self, tx: Tx, event: Event, case: threads.Case, command: Command) -> Answer:
        """Say how a command is typed that needs words, to who may give it now."""
        stored = tickets.by_id(tx, case.ticket)
        if stored is None:
            raise NotFound(ref=case.ref)
        if command not in TYPED:
            raise NotFound(ref=case.ref)
        if not may(Actor.of(event.agent), command, stored.ticket):
            return self._answer(event.agent, self._commands.state_of(stored.ticket))
        return self._answer(event.agent, Text(f"room.how.{command}"))

    def _chosen(self, tx: Tx, event: Event, number: int, choice: str) -> tuple[Answer, News]:
        row = relays.by_id(tx, number)
        if row is None or (row.account, row.chat) != (event.account.id, event.inbound.address.chat):
            raise NotFound
        if row.person != event.agent.person:
            return self._answer(event.agent, Text("room.not_yours")), News()
        tickets.hold(tx, row.ticket)
        row = relays.by_id(tx, number) or row
        if not row.waits:
            return self._answer(event.agent, Text(f"room.became.{row.state}")), News()
        news = self._relaying.choose(tx, row, choice, event.agent, event.account.name, event.now)
        return Answer(), news

    def _written(self, tx: Tx, event: Event) -> tuple[Answer, News]:
        case = threads.case_at(tx, event.place, event.inbound.reply_to)
        if (given := typed(event.inbound.text)) is not None:
            return self._commands.carry_out(tx, self._where(event), case, given, event.inbound)
        if case is None:
            return Answer(), News()
        return Answer(), self._relaying.hear(tx, self._place(event, case), event.inbound)

    def _revised(self, tx: Tx, event: Event) -> tuple[Answer, News]:
        row = relays.at(tx, event.place, event.inbound.message_id)
        if row is None or row.person != event.agent.person:
            return Answer(), News()
        tickets.hold(tx, row.ticket)
        row = relays.by_id(tx, row.id) or row
        if event.inbound.kind is Kind.DELETE:
            return Answer(), self._relaying.delete(tx, row, event.now)
        given = typed(event.inbound.text)
        words = given.rest if given is not None and given.word in {Word.SEND, Word.NOTE} else event.inbound.text
        return Answer(), self._relaying.change(tx, row, words, event.account.name, event.now)

    def _place(self, event: Event, case: threads.Case) -> Here:
        return Here(account=event.account.name, place=event.place, case=case, agent=event.agent, now=event.now)

    def _where(self, event: Event) -> Where:
        name, chat = event.account.name, event.inbound.address.chat
        catalogue = self._engine.catalogue
        queues = [
            key for key, rooms in catalogue.rooms.items() if any((r.account, r.chat) == (name, chat) for r in rooms)
        ]
        return Where(
            account=name,
            account_id=event.account.id,
            place=event.place,
            queues=tuple(queues),
            agent=event.agent,
            now=event.now,
        )

    def _why(self, tx: Tx, event: Event, error: OnkapiError) -> Answer:
        """Say why something was refused; a button that is out of date tells how the case stands now."""
        if isinstance(error, IllegalMove) and event.inbound.kind in {Kind.PRESS, Kind.FORM}:
            _, ref, *_ = event.inbound.payload.split(".")
            if stored := tickets.by_ref(tx, ref):
                return self._answer(event.agent, self._commands.state_of(stored.ticket))
        told = self._answer(event.agent, Text(error.code, error.values))
        wrong = errors_of(error, event.inbound) if event.inbound.kind is Kind.FORM else None
        return Answer(errors={wrong: told.text}) if wrong else told

    def _answer(self, agent: Agent, text: Text) -> Answer:
        return Answer(self._say(agent.language, text))

    def _say(self, language: Language, text: Text) -> str:
        zone = ZoneInfo(self._engine.catalogue.timezone)
        return self._texts.render(text, language, zone, self._clock.now())
