"""A stage for the two machines alone: the shell's loop in a few lines, without a store, a clock or a channel."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from core import desk, texts
from core.banks import Bank
from core.calendar import Calendar, Span
from core.contracts import Contract, Level, Organization, Priority, Queue, Service, ServiceTerms, Target
from core.dialogue import Case, Conversation, Decision, Event, Facts, Pressed, Said, Talk, decide, needs
from core.dialogue.aiming import aim
from core.effects import (
    Act,
    AskRating,
    Command,
    Diagnose,
    Effect,
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
from core.keeping import Terms
from core.knowledge import Hit
from core.messages import File, Language, Text
from core.moves import DeskFacts
from core.outage import Outage
from core.people import BOT, CLOCK, Actor, ActorKind, Agent, Customer, Role
from core.proofs import Mistaken, OfferPairing, Pair, SendCode, Verify
from core.ticket import ClosureCode, Entry, Ticket
from tests.usual import usual

TEXTS = texts.load()
ZONE = ZoneInfo("Europe/Istanbul")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE).astimezone(UTC)
MAX_STEPS = 4

OFFICE_DAY = ((540, 750), (810, 1080))
OFFICE = Calendar(timezone="Europe/Istanbul", weekly=(OFFICE_DAY,) * 5 + ((), ()))

QUEUES = {
    "l1": Queue(key="l1", name={"tr": "Destek Masası", "en": "Service desk"}, level=1),
    "network": Queue(key="network", name={"tr": "Ağ Ekibi", "en": "Network"}, level=2),
    "ornek_it": Queue(key="ornek_it", name={"tr": "Örnek BT", "en": "Örnek IT"}, level=2, organization="ornek"),
}
SERVICES = (
    Service(key="vpn", name={"tr": "VPN", "en": "VPN"}, queue="l1", type="incident", words=("vpn",)),
    Service(key="printer", name={"tr": "Yazıcı", "en": "Printer"}, queue="l1", type="incident",
            words=("yazıcı", "printer", "toner")),
    Service(key="software", name={"tr": "Program", "en": "Software"}, queue="l1", type="request",
            words=("lisans", "license")),
    Service(key="sap", name={"tr": "SAP", "en": "SAP"}, queue="l1", type="incident", words=("sap",)),
)  # fmt: skip
CONTRACT = Contract(
    version=1,
    level=Level.SOLVE,
    calendar=OFFICE,
    targets={Priority.P3: Target(respond=Span.parse("2h"), inform=Span.parse("1d"))},
    services={"sap": ServiceTerms(level=Level.RECEIVE, queue="ornek_it")},
)
ORGANIZATION = Organization(
    key="ornek", name="Örnek A.Ş.", timezone="Europe/Istanbul", language="tr", contract=CONTRACT,
    emergency_phone="+90 212 000 00 00", domains=("ornek.example",),
)  # fmt: skip
ALI = Customer(person=1, name="Ali Öz", organization="ornek", language="tr", verified=True)
ELIF = Agent(person=10, key="elif", name="Elif Demir", language="tr", role=Role.AGENT, queues=frozenset({"l1"}))
MERT = Agent(person=11, key="mert", name="Mert Kaya", language="tr", role=Role.AGENT, queues=frozenset({"l1"}))
ZEYNEP = Agent(person=12, key="zeynep", name="Zeynep Arslan", language="tr", role=Role.LEAD)
REFS = ("K7M2R9", "A2B3C4", "D5E6F7", "G8H9J2", "T3U4V5")


def hit(article: int, topic: str, probability: float, **values: object) -> Hit:
    """Return an article that was found."""
    given: dict[str, object] = {
        "version": article * 10, "lang": "tr", "title": f"{topic} sorunu", "body": "1. Yeniden başlatın.",
        "kind": "known_error", "type": "incident", "category": topic,
    } | values  # fmt: skip
    return Hit(article=article, topic=topic, probability=probability, **given)  # type: ignore[arg-type]


VPN, VPN_EN = hit(1, "vpn", 0.93), hit(2, "vpn", 0.9, lang="en", title="VPN trouble")
PRINTER, SCANNER = hit(3, "printer", 0.55), hit(4, "scanner", 0.4)
LICENSE = hit(5, "license", 0.9, type="request", kind="how_to")
KNOWS = {"vpn": (VPN, VPN_EN), "yazıcı": (PRINTER, SCANNER), "printer": (PRINTER, SCANNER), "lisans": (LICENSE,)}
PICTURE = File("ab12", "ekran.png", "image/png", 1000)
SHEET = File("cd34", "liste.xlsx", "application/vnd.ms-excel", 1000)


@dataclass(slots=True)
class Play:
    """A customer, a bot and agents, played step by step. What is said is kept as (key, sentence) in `said`."""

    language: Language = "tr"
    now: datetime = MONDAY
    customer: Customer = ALI
    organization: Organization = ORGANIZATION
    services: tuple[Service, ...] = SERVICES
    knows: Mapping[str, tuple[Hit, ...]] = field(default_factory=dict)
    on_duty: bool = True
    reachable: bool = True
    other: Ticket | None = None
    colleague: Agent | None = None
    stand_in: Agent | None = None
    rating_asked_at: datetime | None = None
    ratings: list[AskRating | Rated] = field(default_factory=list)
    ticket: Ticket | None = None
    others: dict[str, Ticket] = field(default_factory=dict)
    unaimed: bool = False
    talk: Talk = field(default_factory=Talk)
    greeted: bool = False
    notice: int = 0
    mails: bool = True
    outages: tuple[Outage, ...] = ()
    banks: Mapping[int, Bank] = field(default_factory=dict)
    pinned: Mapping[int, Bank] = field(default_factory=dict)
    articles: Mapping[str, Hit] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    pairings: dict[str, str] = field(default_factory=dict)
    offered: list[OfferPairing] = field(default_factory=list)
    paired: list[str] = field(default_factory=list)
    shared: bool = False
    mailed: list[SendCode] = field(default_factory=list)
    mailed_at: list[datetime] = field(default_factory=list)
    mistaken_at: list[datetime] = field(default_factory=list)
    talk_reminders: list[datetime] = field(default_factory=list)
    bubbles: list[Say] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    runs: list[Diagnose] = field(default_factory=list)
    kept: list[Suggest | Rate] = field(default_factory=list)
    reminders: list[datetime] = field(default_factory=list)
    opened: int = 0
    longest: int = 0
    searched: str = ""
    before: int = 0

    # What people do.

    def says(self, words: str, *files: File) -> Play:
        """Let the customer write about the case in focus, or whichever the words aim at where there are others."""
        said = Said(words=words, files=files)
        if self.others:
            known = [*self.others.values(), *([self.ticket] if self.ticket else [])]
            focus = self.ticket.ref if self.ticket else None
            found = aim(said, known, self.services, focus=focus, talk=self.talk)
            self.turns_to(found.ticket.ref if found.ticket else None, unaimed=found.unaimed)
        return self.happens(said)

    def presses(self, label: str, *, bubble: int = -1) -> Play:
        """Let the customer press the button `label` of the last bubble with buttons, or of an earlier one."""
        shown = [each for each in self.bubbles if each.options][bubble]
        option = next(each for each in shown.options if self.words(each.label) == label)
        return self.happens(Pressed(value=option.value, label=label, question=shown.question))

    def turns_to(self, ref: str | None, *, unaimed: bool = False) -> Play:
        """Let the conversation be about the ticket `ref`, about none, or about nobody knows which."""
        if self.ticket is not None:
            self.others[self.ticket.ref] = self.ticket
        self.ticket = self.others.pop(ref) if ref else None
        self.unaimed = unaimed
        return self

    def acts(self, who: Agent | Actor, command: Command, words: str = "", **values: object) -> Play:
        """Let an agent or the clock act on the ticket."""
        actor = Actor.of(who) if isinstance(who, Agent) else who
        details = {**usual(command, self.now), **values}
        outcome = self.does(Act(command=command, words=words, **details), actor)
        return self if outcome.repeated else self.follows(outcome)

    def claims(self, who: Agent = ELIF) -> Play:
        """Let an agent take the ticket."""
        return self.acts(who, Command.CLAIM)

    def solves(self, words: str, who: Agent = ELIF) -> Play:
        """Let an agent say that it is solved."""
        return self.acts(who, Command.SOLVE, words, closure_code=ClosureCode.NEW_SOLUTION)

    def silence(self) -> Play:
        """Let the clock close by the rule for silence."""
        return self.acts(CLOCK, Command.LAPSE)

    def later(self, **span: float) -> Play:
        """Move the clock."""
        self.now += timedelta(**span)
        return self

    # What is seen.

    @property
    def heard(self) -> list[str]:
        """The keys of what the last step said."""
        return [text.key for bubble in self.bubbles[self.before :] for text in bubble.texts]

    @property
    def answer(self) -> str:
        """The sentences of what the last step said."""
        return "\n".join(self.words(text) for bubble in self.bubbles[self.before :] for text in bubble.texts)

    @property
    def buttons(self) -> list[str]:
        """The labels under the last bubble."""
        return [self.words(each.label) for each in self.bubbles[-1].options]

    @property
    def rated(self) -> list[str]:
        """What was remembered of the articles given."""
        return [kept.outcome for kept in self.kept if isinstance(kept, Rate)]

    @property
    def lines(self) -> list[str]:
        """The keys of the timeline's system lines."""
        return [entry.line.key for entry in self.entries if entry.line]

    @property
    def case(self) -> Ticket:
        """The ticket, which must be there."""
        assert self.ticket is not None
        return self.ticket

    def words(self, text: Text) -> str:
        """Return a sentence as the customer reads it."""
        return TEXTS.render(text, self.language, ZONE, self.now)

    # The shell's loop.

    def happens(self, event: Event) -> Play:
        """Answer an event of the customer's."""
        self.before = len(self.bubbles)
        return self._run(event)

    def follows(self, outcome: desk.Outcome) -> Play:
        """Let the dialogue hear what the desk did."""
        self.before = len(self.bubbles)
        return self._run(outcome.moved)

    def does(self, wish: Act, actor: Actor) -> desk.Outcome:
        """Ask the desk, without telling the dialogue."""
        names = {key: queue.name for key, queue in QUEUES.items()}
        facts = DeskFacts(
            now=self.now,
            owner_on_duty=self.on_duty,
            reachable=self.reachable,
            other=self.other,
            colleague=self.colleague,
            stand_in=self.stand_in,
            terms=Terms(contract=self.organization.contract),
            queues=names,
        )
        outcome = desk.act(self.case, wish, actor, facts)
        self.ticket = outcome.ticket
        self.entries += outcome.entries
        return outcome

    def facts(self, event: Event) -> Facts:
        """Return what the dialogue may know of `event`."""
        wanted = needs(self.as_case(), event)
        self.searched = wanted.search
        found = next((hits for words, hits in self.knows.items() if words in wanted.search.lower()), ())
        mine = self.others | ({self.ticket.ref: self.ticket} if self.ticket else {})
        return Facts(
            now=self.now,
            customer=self.customer,
            organization=self.organization,
            services=self.services,
            queues=QUEUES,
            fresh_ref=REFS[self.opened % len(REFS)],
            desk="Örnek BT",
            hits=found,
            references={ref: mine.get(ref) for ref in wanted.references},
            rating_asked_at=self.rating_asked_at if wanted.rating else None,
            mails=self.mails,
            codes={code: self.codes.get(code) for code in wanted.codes},
            pairings={code: self.pairings.get(code, "") for code in wanted.pairings},
            mailed_at=tuple(self.mailed_at),
            mistaken_at=tuple(self.mistaken_at),
            outages=self.outages if wanted.outages else (),
            banks=self.banks,
            bank={**self.banks, **self.pinned}.get(wanted.bank),
            articles=self.articles if wanted.bank else {},
        )

    def decide(self, event: Event) -> Decision:
        """Ask the dialogue, changing nothing."""
        return decide(self.as_case(), event, self.facts(event))

    def as_case(self) -> Case:
        """Return the case as the dialogue sees it."""
        conversation = Conversation(
            language=self.language, greeted=self.greeted, notice=self.notice, shared=self.shared, talk=self.talk
        )
        others = tuple(ticket for ticket in self.others.values() if ticket.open)
        return Case(conversation=conversation, ticket=self.ticket, others=others, unaimed=self.unaimed)

    def _run(self, first: Event) -> Play:
        facts = self.facts(first)
        events, steps = deque([first]), 0
        taken_up: list[TakeUp] = []
        while events:
            steps += 1
            assert steps <= MAX_STEPS, "the chain does not end"
            decision = decide(self.as_case(), events.popleft(), facts)
            after = decision.conversation
            self.language, self.greeted, self.talk = after.language, after.greeted, after.talk
            self.notice = after.notice
            taken_up += [effect for effect in decision.effects if isinstance(effect, TakeUp)]
            events.extend(self._apply(decision, facts))
        self.longest = max(self.longest, steps)
        for taken in taken_up:
            self.turns_to(taken.ref)
            self._run(Said(words=taken.words))
        return self

    def _apply(self, decision: Decision, facts: Facts) -> list[TicketMoved]:
        answers = []
        opens = any(isinstance(effect, OpenTicket) for effect in decision.effects)
        if not opens:
            self._remember(decision)
        for effect in decision.effects:
            match effect:
                case OpenTicket():
                    level = facts.level_for(effect.service)
                    outcome = desk.open_ticket(
                        effect,
                        self.customer,
                        ref=facts.fresh_ref,
                        level=level,
                        now=self.now,
                        terms=Terms(contract=self.organization.contract),
                    )
                    self.ticket, self.opened = outcome.ticket, self.opened + 1
                    self.entries += outcome.entries
                    self._remember(decision)
                case Act():
                    answers.append(self.does(effect, self._author(effect)).moved)
                case Say():
                    self.bubbles.append(effect)
                case Record():
                    self.entries.append(effect.entry)
                case Diagnose():
                    self.runs.append(effect)
                case Suggest() | Rate() | AskRating() | Rated():
                    self._keep(effect)
                case Remind(at=moment):
                    self.reminders.append(moment)
                case RemindTalk(at=moment):
                    self.talk_reminders.append(moment)
                case TakeUp():
                    pass
                case _:
                    self._proves(effect)
        return answers

    def _keep(self, effect: Suggest | Rate | AskRating | Rated) -> None:
        match effect:
            case Suggest() | Rate():
                self.kept.append(effect)
            case AskRating() | Rated():
                self.ratings.append(effect)
                self.rating_asked_at = self.now if isinstance(effect, AskRating) else self.rating_asked_at

    def _proves(self, effect: Effect) -> None:
        match effect:
            case SendCode():
                self.mailed.append(effect)
                self.mailed_at.append(self.now)
            case Verify(code=code):
                del self.codes[code]
                self.customer = replace(self.customer, verified=True)
            case OfferPairing():
                self.offered.append(effect)
            case Pair(code=code):
                self.paired.append(code)
            case Mistaken():
                self.mistaken_at.append(self.now)
            case _:
                raise AssertionError(f"nobody makes {effect}")

    def _author(self, wish: Act) -> Actor:
        me = Actor(kind=ActorKind.CUSTOMER, person=self.customer.person, name=self.customer.name)
        return next((who for who in (me, BOT, CLOCK) if desk.may(who, wish.command, self.case)), BOT)

    def _remember(self, decision: Decision) -> None:
        if decision.memory is not None:
            self.ticket = replace(self.case, memory=decision.memory)


def play(**values: object) -> Play:
    """Return a play whose bot knows some articles."""
    return Play(knows=KNOWS, **values)  # type: ignore[arg-type]
