"""The engine: one event, one transaction.

Theory of operation. A turn is played on a `Stage`: a conversation, the ticket it is about, and what the
event makes of them. `play` asks the two machines of the core in turn, at most `MAX_STEPS` times: the
dialogue decides, its wish (`Act`) goes to the desk, the desk's word (`TicketMoved`) goes back to the
dialogue. Nothing is written meanwhile; `write` then puts everything into the open transaction: ticket,
moves, timeline, outbox, options, cards, conversation. Whoever calls holds the lock of the requester's
person row, commits, and gives the `News` to who waits for it.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot import desk_facts, merging
from bot.bubbles import Bubbles
from bot.catalogue import Account, Catalogue
from bot.pairing import join, pairing_letter
from bot.proving import code_letter, known, sender_for
from bot.stage import CodeLetter, Found, MustSearch, News, Proof, Stage, ticket_of
from bot.store import banks, knowledge, outages, ratings, tickets
from bot.store.conversations import Place
from bot.store.engine import Tx
from bot.store.timeline import as_written
from bot.writing import write
from core import desk
from core.banks import Bank
from core.dialogue import Decision, Event, Facts, Needs, Said, decide, needs
from core.dialogue.codes import MAILED, mailed
from core.effects import (
    Act,
    AskRating,
    Diagnose,
    Effect,
    Notify,
    OpenTicket,
    Rate,
    Rated,
    Record,
    Remind,
    RemindTalk,
    Say,
    Suggest,
    TakeUp,
    TicketMoved,
)
from core.knowledge import Thresholds
from core.messages import Language, Text
from core.moves import line
from core.people import BOT, Actor, ActorKind, Customer
from core.proofs import Mistaken, OfferPairing, Pair, Proving, SendCode, Verify
from core.texts import Texts
from core.ticket import REFERENCES, Ticket, reference

MAX_STEPS = 4
"""Steps of the chain between dialogue and desk in one turn; a property test of the core proves that it ends."""


class Engine:
    """Plays turns. It keeps no state between them; `catalogue` is swapped when the configuration changes.

    `senders` are the channels that only send, to addresses of mail; `discreet` those that can show something to
    one person alone. `banks` are the question banks there are.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        texts: Texts,
        thresholds: Callable[[], Thresholds],
        draw: Callable[[int], int] = secrets.randbelow,
        senders: Collection[str] = (),
        discreet: Collection[str] = (),
        banks: Callable[[], Mapping[int, Bank]] = dict,
    ) -> None:
        self.catalogue = catalogue
        self._texts = texts
        self._thresholds = thresholds
        self._draw = draw
        self._senders = frozenset(senders)
        self._bubbles = Bubbles(texts, discreet)
        self.banks = banks

    def play(self, tx: Tx, stage: Stage, event: Event, found: Found) -> None:
        """Let the machines of the core make of `event` what follows from it.

        Raises `MustSearch` when `found` is not what the turn needs, and whatever the core raises.
        """
        if stage.place is None:
            return
        wanted = needs(stage.case, event)
        if wanted.search and wanted not in found.hits:
            raise MustSearch(wanted, stage.place)
        stage.revision = found.revision
        if stage.moved_from and isinstance(event, Said):
            stage.lines.append(as_written(line("line.moved_here", ref=stage.moved_from, words=event.words), stage.now))
        facts = self.facts(tx, stage, stage.place, wanted, found)
        events = deque([event])
        for _ in range(MAX_STEPS):
            if not events:
                return
            decision = decide(stage.case, events.popleft(), facts)
            events.extend(self._apply(tx, stage, decision, facts))
        if events:
            raise RuntimeError(f"the chain did not end after {MAX_STEPS} steps: {events[0]}")

    def move(self, tx: Tx, stage: Stage, wish: Act) -> desk.Outcome:
        """Do what `wish` asks to the ticket of the stage, by its actor; the dialogue is not asked."""
        facts, other = desk_facts.gather(tx, stage, wish, self.catalogue)
        outcome = desk.act(ticket_of(stage), wish, stage.actor, facts)
        self.take(stage, outcome)
        if other is not None:
            stage.beside.append(merging.tell(tx, other, outcome, facts))
        return outcome

    def write(self, tx: Tx, stage: Stage) -> News:
        """Put what was played into the transaction, and say whom it concerns."""
        news = write(tx, stage, self.catalogue)
        join(tx, stage)
        if stage.stale and stage.place:
            language, organization = stage.conversation.language, stage.place.organization
            news.answer = self.render(Text("button.over"), language, organization, stage.now)
        return news

    def render(self, text: Text, language: Language, organization: str, now: datetime) -> str:
        """Return a sentence of the bot at the clock of an organization."""
        return self._texts.render(text, language, ZoneInfo(self.catalogue.organizations[organization].timezone), now)

    def facts(self, tx: Tx, stage: Stage, place: Place, wanted: Needs, found: Found) -> Facts:
        """Gather what the dialogue may know in this turn."""
        organization = desk_facts.organization_of(place.organization, stage.stored, self.catalogue)
        customer = Customer(
            person=place.person,
            name=place.name,
            organization=place.organization,
            language=place.language,
            verified=place.verified,
        )
        asked = banks.version(tx, wanted.bank)
        proofs = known(tx, place, wanted, stage.now, found.held)
        return Facts(
            now=stage.now,
            desk=self.catalogue.desk_name,
            customer=customer,
            organization=organization,
            services=self.catalogue.services,
            queues=self.catalogue.queues,
            fresh_ref=self.fresh_reference(tx),
            thresholds=self._thresholds(),
            hits=found.hits.get(wanted, ()),
            references={ref: self._own(tx, place.person, ref) for ref in wanted.references},
            rating_asked_at=ratings.last_asked(tx, place.person) if wanted.rating else None,
            mails=bool(organization.domains) and self._sender(place.organization) is not None,
            codes=proofs.codes,
            mailed_at=proofs.mailed_at,
            mistaken_at=proofs.mistaken_at,
            pairings=proofs.pairings,
            outages=outages.lasting(tx, place.organization) if wanted.outages else (),
            banks=self.banks(),
            bank=asked,
            articles=knowledge.of_topics(tx, asked.topics(), organization.key, wanted.language) if asked else {},
        )

    def fresh_reference(self, tx: Tx) -> str:
        """Draw a reference that no ticket has."""
        while tickets.is_taken(tx, ref := reference(self._draw(REFERENCES))):
            pass
        return ref

    @staticmethod
    def _own(tx: Tx, person: int, ref: str) -> Ticket | None:
        """Return the person's own ticket; what belongs to somebody else is as unknown as what is not there."""
        stored = tickets.living(tx, tickets.by_ref(tx, ref))
        return stored.ticket if stored and stored.ticket.requester == person else None

    def _apply(self, tx: Tx, stage: Stage, decision: Decision, facts: Facts) -> list[Event]:
        """Take what a decision wants onto the stage, and return what the desk answered."""
        stage.conversation, stage.stale = decision.conversation, stage.stale or decision.stale
        if not any(isinstance(effect, OpenTicket) for effect in decision.effects):
            _remember(stage, decision.memory)
        answers: list[Event] = []
        for effect in decision.effects:
            answers += self._effect(tx, stage, effect, facts)
            if isinstance(effect, OpenTicket):
                _remember(stage, decision.memory)
        return answers

    def _effect(self, tx: Tx, stage: Stage, effect: Effect, facts: Facts) -> list[Event]:
        match effect:
            case OpenTicket():
                level = facts.level_for(effect.service)
                stage.stored = None
                opened = desk.open_ticket(
                    effect,
                    facts.customer,
                    ref=facts.fresh_ref,
                    level=level,
                    now=stage.now,
                    terms=desk_facts.terms_of(facts.organization.key, None, self.catalogue),
                )
                self.take(stage, opened)
            case Act():
                outcome = self._act(tx, stage, effect, facts)
                return [outcome.moved]
            case Say():
                self.say(stage, effect)
            case Record():
                stage.lines.append(as_written(effect.entry, stage.now))
            case SendCode() | OfferPairing() | Verify() | Mistaken() | Pair():
                stage.proofs.append(self._proof(tx, stage, effect, facts))
            case Suggest() | Rate() | AskRating() | Rated() | Diagnose():
                self._keep(stage, effect)
            case Remind(at=moment):
                stage.remind_at = moment
            case RemindTalk(at=moment):
                stage.remind_talk_at = moment
            case TakeUp():
                stage.taken_up.append(effect)
            case Notify() | TicketMoved():
                pass  # Who watches the ticket is told of every turn; rooms get cards.
        return []

    def _act(self, tx: Tx, stage: Stage, wish: Act, facts: Facts) -> desk.Outcome:
        """Do what the dialogue asks, in the name of the customer where the table wants him, else of the bot."""
        customer = Actor(kind=ActorKind.CUSTOMER, person=facts.customer.person, name=facts.customer.name)
        before = stage.actor
        ticket = ticket_of(stage)
        try:
            stage.actor = next(
                (actor for actor in (customer, BOT, before) if desk.may(actor, wish.command, ticket)), BOT
            )
            return self.move(tx, stage, wish)
        finally:
            stage.actor = before

    def _sender(self, organization: str) -> Account | None:
        return sender_for(organization, self.catalogue, self._senders)

    @staticmethod
    def _keep(stage: Stage, effect: Suggest | Rate | AskRating | Rated | Diagnose) -> None:
        match effect:
            case Suggest() | Rate() | Diagnose():
                stage.suggestions.append(effect)
            case AskRating() | Rated():
                stage.ratings.append(effect)

    def _proof(self, tx: Tx, stage: Stage, effect: Proving, facts: Facts) -> Proof:
        match effect:
            case SendCode():
                return self._code_letter(stage, effect, facts)
            case OfferPairing(until=until):
                return pairing_letter(tx, stage, until, self._draw)
        return effect

    def _code_letter(self, stage: Stage, wish: SendCode, facts: Facts) -> CodeLetter:
        zone = ZoneInfo(facts.organization.timezone)
        sender, code = self._sender(facts.customer.organization), mailed(self._draw(MAILED))
        return code_letter(stage, wish, sender, code, self.catalogue.desk_name, self._texts, zone)

    @staticmethod
    def take(stage: Stage, outcome: desk.Outcome) -> None:
        """Put what the desk did onto the stage."""
        stage.ticket = outcome.ticket
        stage.outcomes.append(outcome)
        stage.lines += [as_written(entry, outcome.at, outcome.actor.name) for entry in outcome.entries]

    def say(self, stage: Stage, say: Say) -> None:
        """Put a bubble for the customer onto the stage, in the words and the language they will see."""
        if stage.place is None:
            raise LookupError("there is nowhere to say this")
        zone = ZoneInfo(self.catalogue.organizations[stage.place.organization].timezone)
        stage.lines.append(self._bubbles.render(say, stage.place, stage.conversation.language, zone, stage.now))


def _remember(stage: Stage, memory: Mapping[str, Any] | None) -> None:
    if memory is not None and stage.ticket is not None:
        stage.ticket = replace(stage.ticket, memory=memory)
