"""The door for agents: the only way in which people, from whatever surface, change a ticket."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from functools import partial

from structlog.contextvars import bound_contextvars

from bot.clock import Clock
from bot.files.vault import Vault
from bot.health import counters
from bot.log import carried
from bot.rooms.following import changed
from bot.splitting import split
from bot.stage import Found, News, Stage, stage_at_home
from bot.store import audit, people, threads, tickets
from bot.store.engine import Store, Tx
from bot.store.erasing import forget_words
from bot.store.redacting import family, hide_shared, kin, redact, target_of
from bot.store.tickets import Stored
from bot.store.words import Scope
from bot.turn import Engine
from core.contracts import Queue
from core.desk import Outcome, may
from core.dialogue.intents import references
from core.effects import Act, Command
from core.errors import CannotMerge, CannotRelate, Missing, NotAllowed, NotFound
from core.messages import Text, clean
from core.people import Actor, Agent, Role
from core.secrets.blot import blotted
from core.ticket import Ticket

_OF_TWO = frozenset({Command.MERGE, Command.RELATE, Command.UNRELATE})
"""Commands that name another ticket, which the agent must see and which they change, too."""


def may_see(agent: Agent, ticket: Ticket) -> bool:
    """Say whether a ticket is any of an agent's business; the one gate for every surface.

    `bot.store.views.visible` is the same rule for whole lists. A customer's lead sees what is his organization's.
    """
    if agent.role is Role.CUSTOMER_LEAD:
        return agent.organization == ticket.organization
    if not agent.works_for(ticket.organization):
        return False
    return agent.serves(ticket.queue) or agent.person in {ticket.owner, ticket.coordinator}


def may_serve(agent: Agent, organization: str, queues: Mapping[str, Queue]) -> bool:
    """Say whether customers of `organization` are an agent's business: whether their tickets can come to his queues."""
    if agent.role is Role.CUSTOMER_LEAD:
        return agent.organization == organization
    if not agent.works_for(organization):
        return False
    return agent.leads or any(queues[key].organization in {None, organization} for key in agent.queues if key in queues)


def may_administer(agent: Agent, organizations: Collection[str]) -> bool:
    """Say whether a person who is a customer of `organizations` is an admin's to export and to erase."""
    if not agent.solves or agent.role is not Role.ADMIN or not organizations:
        return False
    return all(agent.works_for(each) for each in organizations)


class Agents:
    """Carries out agents' commands. `tell` hears of every committed one."""

    def __init__(
        self, store: Store, engine: Engine, vault: Vault, clock: Clock, *, tell: Callable[[News], None]
    ) -> None:
        self._store = store
        self._engine = engine
        self._vault = vault
        self._clock = clock
        self._tell = tell

    async def act(self, agent: Agent, ref: str, wish: Act, *, surface: str = "console", once: str = "") -> Outcome:
        """Do what `wish` asks to the ticket `ref`, tell the customer what concerns them, and return the outcome.

        `once` marks the form a command comes from: its second copy changes nothing. Raises `NotFound` for a
        ticket that is not there or not the agent's business, and `ClaimLost`, `NotAllowed`, `IllegalMove`
        or `BadInput` as `core.desk.act` does; then nothing is changed.
        """
        with bound_contextvars(ticket=ref, command=wish.command, agent=agent.person):
            with counters.turn("agent"):
                act = carried(partial(self._act, agent, ref, _cleaned(wish), surface, once))
                outcome, news = await self._store.write(act)
            if news is not None:
                if wish.command in {Command.REDACT, Command.ERASE}:
                    await self._store.tidy()
                self._tell(news)
        return outcome

    def within(
        self, tx: Tx, agent: Agent, ref: str, wish: Act, *, surface: str, once: str = "", spoken_at: int | None = None
    ) -> tuple[Outcome, News | None]:
        """Do what `act` does inside of the caller's transaction; who commits passes the news on.

        `spoken_at` is the address of a room in which the agent wrote the words.
        """
        return self._act(agent, ref, _cleaned(wish), surface, once, tx, spoken_at)

    def _act(
        self, agent: Agent, ref: str, wish: Act, surface: str, once: str, tx: Tx, spoken_at: int | None = None
    ) -> tuple[Outcome, News | None]:
        stored = self._locked(tx, ref, wish.into if wish.command in _OF_TWO else "")
        # What the page knew of the agent may be old: rights are read here, under the lock.
        present = people.present(tx, agent.person)
        if stored is None or present is None or not may_see(present, stored.ticket):
            raise NotFound(ref=ref)
        now, ticket = self._clock.now(), stored.ticket
        if tickets.is_done(tx, once):
            return Outcome(ticket=ticket, before=ticket.status, act=wish, actor=Actor.of(present), at=now), None
        freed: list[str] = []
        if wish.command is Command.ERASE and may(Actor.of(present), wish.command, ticket):
            freed = self._forget(tx, present, stored, surface)
            stored = tickets.by_ref(tx, ref) or stored
        stage = stage_at_home(tx, stored, now, actor=Actor.of(present), surface=surface)
        stage.once, stage.spoken_at = once, spoken_at
        if wish.queue is not None and not self._takes(wish.queue, ticket):
            raise Missing(field=Text("field.queue"))
        if wish.service and wish.service not in {each.key for each in self._engine.catalogue.services}:
            raise Missing(field=Text("field.service"))
        if wish.bank and wish.bank not in {each.id for each in self._engine.banks().values()}:
            raise Missing(field=Text("field.bank"))
        if wish.to is not None:
            wish = replace(wish, queue=wish.queue or self._queue_for(tx, wish.to, ticket))
        if wish.command is Command.REDACT:
            return self._redact(tx, present, stage, wish)
        if wish.command is Command.SPLIT:
            return split(tx, self._engine, stage, stored, wish)
        if wish.command in _OF_TWO and not self._sees(tx, present, wish.into):
            raise CannotMerge if wish.command is Command.MERGE else CannotRelate
        outcome = self._engine.move(tx, stage, wish)
        if outcome.repeated:
            return outcome, None
        self._engine.play(tx, stage, outcome.moved, Found())
        news = self._engine.write(tx, stage)
        self._remove(freed)
        return outcome, news

    def _forget(self, tx: Tx, agent: Agent, stored: Stored, surface: str) -> list[str]:
        """Forget the words of a ticket and of what was merged into it, before anybody is told of its end.

        The lines that it shows of the ticket it was split from go, too, and what it shares with others goes there.
        """
        whole, now = family(tx, stored), self._clock.now()
        lines = hide_shared(tx, stored)
        scope = Scope(tickets=tuple(number for number, _ in whole), refs=tuple(ref for _, ref in whole), lines=lines)
        subject = f"ticket:{stored.ticket.ref}"
        audit.record(tx, now, who=audit.by(agent), surface=surface, what="ticket.erase", subject=subject)
        return forget_words(tx, scope, now)

    def _redact(self, tx: Tx, agent: Agent, stage: Stage, wish: Act) -> tuple[Outcome, News]:
        """Make words illegible; the contents of files go when nothing that could fail comes after."""
        if stage.stored is None or not may(stage.actor, wish.command, stage.stored.ticket):
            raise NotAllowed(command=wish.command)
        target = target_of(tx, agent, stage.stored, wish)
        stage.hidden = target.hidden
        outcome = self._engine.move(tx, stage, wish)
        self._engine.play(tx, stage, outcome.moved, Found())
        news = self._engine.write(tx, stage)
        news.topics |= {f"ticket:{ref}" for _, ref in kin(tx, stage.stored)}
        shown = threads.lines_shown(tx, [number for number, _ in kin(tx, stage.stored)])
        self._remove(redact(tx, agent, stage.stored, target, stage.now, stage.surface))
        for row in shown:
            if row.id == target.entry or blotted(row.text, target.hidden) != row.text:
                news.words = changed(tx, row.id, row.ticket, stage.now) or news.words
        return outcome, news

    def _queue_for(self, tx: Tx, number: int, ticket: Ticket) -> str | None:
        """Return the queue in which the colleague `number` would have `ticket`: where it is, else one that he serves.

        None if there is none, or no such colleague.
        """
        colleague = people.agent(tx, number)
        if colleague is None or colleague.serves(ticket.queue):
            return ticket.queue if colleague else None
        return next((key for key in sorted(colleague.queues) if self._takes(key, ticket)), None)

    def _remove(self, freed: Iterable[str]) -> None:
        for content in freed:
            self._vault.remove(content)

    def _takes(self, key: str, ticket: Ticket) -> bool:
        """Say whether the queue `key` may have `ticket`: one that belongs to an organization takes no other's."""
        queue = self._engine.catalogue.queues.get(key)
        return queue is not None and queue.organization in {None, ticket.organization}

    @staticmethod
    def _sees(tx: Tx, agent: Agent, ref: str) -> bool:
        """Say whether `agent` may see the ticket `ref`; what names none is told by the desk."""
        other = tickets.by_ref(tx, ref) if ref else None
        return not ref or (other is not None and may_see(agent, other.ticket))

    @staticmethod
    def _locked(tx: Tx, ref: str, other: str) -> Stored | None:
        """Find the ticket, lock its requester, and that of the ticket `other` if one is named, and read it again."""
        found = [stored for each in (ref, other) if each and (stored := tickets.by_ref(tx, each))]
        if not found or found[0].ticket.ref != ref:
            return None
        for person in sorted({stored.ticket.requester for stored in found}):
            people.lock(tx, person)
        return tickets.hold(tx, found[0].id)


def _cleaned(wish: Act) -> Act:
    return replace(
        wish,
        words=clean(wish.words),
        reason=clean(wish.reason),
        title=clean(wish.title),
        foreign=clean(wish.foreign),
        provider=clean(wish.provider),
        into=next(iter(references(wish.into)), wish.into.strip()),
    )
