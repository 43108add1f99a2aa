"""What an organization is entitled to, and what the desk offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from core.calendar import Calendar, Span
from core.knowledge import TicketType
from core.messages import Language, Localized


class Level(StrEnum):
    """How far the desk may go: only receive and route, or also solve what is known."""

    RECEIVE = "0"
    SOLVE = "0+1"


class Priority(StrEnum):
    """From impact and urgency; P1 is the highest."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Impact(StrEnum):
    """Who is affected."""

    ONE = "one"
    TEAM = "team"
    MANY = "many"


class Urgency(StrEnum):
    """Whether the customer can work."""

    WORKING = "working"
    PARTLY = "partly"
    STOPPED = "stopped"


# The 3 x 3 matrix of ITIL (Service Operation, 2011, section 4.2.5.4) with its levels 4 and 5 as one.
PRIORITIES: Mapping[tuple[Impact, Urgency], Priority] = {
    (Impact.MANY, Urgency.STOPPED): Priority.P1,
    (Impact.MANY, Urgency.PARTLY): Priority.P2,
    (Impact.MANY, Urgency.WORKING): Priority.P3,
    (Impact.TEAM, Urgency.STOPPED): Priority.P2,
    (Impact.TEAM, Urgency.PARTLY): Priority.P3,
    (Impact.TEAM, Urgency.WORKING): Priority.P4,
    (Impact.ONE, Urgency.STOPPED): Priority.P3,
    (Impact.ONE, Urgency.PARTLY): Priority.P4,
    (Impact.ONE, Urgency.WORKING): Priority.P4,
}
"""Which priority follows from impact and urgency where the contract says nothing else."""


SPECIALIST: Localized = {"tr": "Uzmanımız", "en": "Our specialist"}
"""How an agent is called where the contract shows no names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The budgets of one priority; None promises nothing of that kind."""

    respond: Span | None = None
    resolve: Span | None = None
    inform: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTerms:
    """What a contract says otherwise for one service."""

    level: Level | None = None
    queue: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Matters that are not ours: those that name one of `words`, and `where` their people are helped."""

    words: tuple[str, ...]
    where: Localized


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """One version of what is agreed with one organization.

    `priorities` has every pair of impact and urgency. `reminders` and `close_after` are the rule for silence, in
    working days; without `close_after` silence never closes. `reopen_days` are calendar days. `out_of_scope` are the
    matters that are not ours.
    """

    version: int
    level: Level
    calendar: Calendar
    targets: Mapping[Priority, Target] = field(default_factory=dict)
    priorities: Mapping[tuple[Impact, Urgency], Priority] = field(default_factory=lambda: PRIORITIES)
    services: Mapping[str, ServiceTerms] = field(default_factory=dict)
    delivery: Literal["remote", "on_site"] = "remote"
    reminders: tuple[Span, ...] = ()
    close_after: Span | None = None
    reopen_days: int = 14
    show_agent: Literal["full", "first", "none"] = "full"
    out_of_scope: tuple[Elsewhere, ...] = ()

    def shown(self, name: str) -> str | Localized:
        """Return the agent's `name` as people of the organization may see it."""
        match self.show_agent:
            case "full":
                return name
            case "first":
                return name.split(maxsplit=1)[0] if name.strip() else name
        return SPECIALIST

    def budget(self, priority: Priority, kind: Literal["respond", "resolve", "inform"]) -> Span | None:
        """Return what is promised at `priority`: its own budget, else that of the next lower priority that has one.

        So a priority that is raised never makes a promise later.
        """
        budgets = (getattr(self.targets.get(each), kind, None) for each in Priority if each >= priority)
        return next((budget for budget in budgets if budget is not None), None)

    def level_for(self, service: str | None) -> Level:
        """Return the support level that holds for `service`."""
        terms = self.services.get(service) if service else None
        return terms.level if terms and terms.level else self.level


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """A customer company, and the contract that holds now. Its people have mail at `domains` and below."""

    key: str
    name: str
    timezone: str
    language: Language
    contract: Contract
    emergency_phone: str = ""
    notice_version: int = 0
    notice_link: str = ""
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something a service needs to know before anybody can help."""

    key: str
    text: Localized


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Something people use and ask help for. `words` bring a matter to it.

    Without a `type` the words of a matter tell whether it is an incident or a request. `ask` is what it needs to
    know, in this order. With `triage` who reports an incident is always asked for impact and urgency. Trouble with
    an `urgent` one cannot wait.
    """

    key: str
    name: Localized
    queue: str
    type: TicketType | None = None
    words: tuple[str, ...] = ()
    ask: tuple[Question, ...] = ()
    triage: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A place where agents work; `account` is "<channel>/<key>"."""

    account: str
    chat: str
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Where cases wait. `name` is what customers read. `organization` limits it to one, if given.

    What waits here for a provider pauses, where the customer's own provider is meant (`pauses`).
    """

    key: str
    name: Localized
    level: int
    organization: str | None = None
    rooms: tuple[Room, ...] = ()
    pauses: bool = False
