"""The people around a ticket, and who is acting."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.messages import Language


class Role(StrEnum):
    """What an agent may do. `customer_lead` only reads, and only his own organization."""

    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"
    CUSTOMER_LEAD = "customer_lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A person in an organization. `verified` says whether we know that it is really that person."""

    person: int
    name: str
    organization: str
    language: Language
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A person who solves, or a program that acts as one. One with an `organization` is limited to its matters."""

    person: int
    key: str
    name: str
    language: Language
    role: Role
    queues: frozenset[str] = frozenset()
    active: bool = True
    organization: str | None = None

    @property
    def solves(self) -> bool:
        """Whether this agent may act on tickets at all."""
        return self.active and not self.reads

    @property
    def reads(self) -> bool:
        """Whether this is a customer's lead, who sees what his organization's people see and does nothing."""
        return self.role is Role.CUSTOMER_LEAD

    @property
    def leads(self) -> bool:
        """Whether every queue is this agent's business."""
        return self.role in {Role.LEAD, Role.ADMIN}

    def serves(self, queue: str) -> bool:
        """Say whether cases of `queue` are this agent's business."""
        return self.leads or queue in self.queues

    def may_own(self, queue: str, organization: str) -> bool:
        """Say whether a case of `organization` in `queue` may be this agent's own."""
        return self.solves and self.serves(queue) and self.works_for(organization)

    def works_for(self, organization: str) -> bool:
        """Say whether matters of `organization` may be this agent's business at all."""
        return self.organization in {None, organization}


class ActorKind(StrEnum):
    """Who may act on a ticket; the columns of the desk's table."""

    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    CLOCK = "clock"
    PROVIDER = "provider"
    API = "api"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: a kind, and the person behind it where there is one."""

    kind: ActorKind
    person: int | None = None
    name: str = ""
    agent: Agent | None = None

    @classmethod
    def of(cls, agent: Agent) -> Actor:
        """Return the actor that `agent` is."""
        return cls(kind=ActorKind.AGENT, person=agent.person, name=agent.name, agent=agent)


BOT = Actor(kind=ActorKind.BOT)
CLOCK = Actor(kind=ActorKind.CLOCK)
