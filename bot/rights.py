"""What may be said of an agent, wherever it is said: by a command, on a page, or by a program."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from core.contracts import Queue
from core.errors import BadInput
from core.people import Role

LONGEST_NAME = 100
LONGEST_EMAIL = 320
SHORTEST, LONGEST = 10, 1_000
"""Characters of a password; the sign-in reads no more than the latter."""

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class BadKey(BadInput):
    """A key of an agent has 1 to 40 small letters, digits, - and _."""

    code = "error.agent_key"


class BadName(BadInput):
    """A name is empty, or longer than `limit` characters."""

    code = "error.agent_name"


class BadEmail(BadInput):
    """What was given is no e-mail address."""

    code = "error.agent_email"


class NoSuchOrganization(BadInput):
    """There is no organization with this key."""

    code = "error.organization_unknown"


class NoSuchQueue(BadInput):
    """There is no queue with this key."""

    code = "error.queue_unknown"


class ForeignQueue(BadInput):
    """The queue belongs to another organization than the one to which the agent is limited."""

    code = "error.queue_foreign"


class LeadOfNobody(BadInput):
    """Whoever reads for an organization is limited to one and serves no queues."""

    code = "error.customer_lead"


class NoQueues(BadInput):
    """An agent sees the tickets of his queues, and has none."""

    code = "error.agent_queues"


class BadPassword(BadInput):
    """A password has `least` to `most` characters, this one has `given`."""

    code = "error.password_length"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What an agent may do, and where; without an organization he is limited to none."""

    role: Role
    queues: tuple[str, ...] = ()
    organization: str | None = None

    def require(self, queues: Mapping[str, Queue], organizations: Collection[str]) -> None:
        """Raise `BadInput` if these rights would let nobody do anything, or more than was meant."""
        whose = self.organization
        if whose and whose not in organizations:
            raise NoSuchOrganization(organization=whose, known=", ".join(organizations))
        for key in self.queues:
            if key not in queues:
                raise NoSuchQueue(key=key, known=", ".join(queues))
            if whose and queues[key].organization not in {None, whose}:
                raise ForeignQueue(key=key, owner=queues[key].organization or "", organization=whose)
        if self.role is Role.CUSTOMER_LEAD and (self.queues or not whose):
            raise LeadOfNobody
        if self.role is Role.AGENT and not self.queues:
            raise NoQueues(known=", ".join(queues))


def require_key(key: str) -> None:
    """Raise `BadKey` for what cannot name an agent on a command line."""
    if not _KEY.fullmatch(key):
        raise BadKey(key=key)


def require_name(name: str) -> None:
    """Raise `BadName` for a name that is none, or too long for a card."""
    if not name or len(name) > LONGEST_NAME:
        raise BadName(limit=LONGEST_NAME)


def require_email(email: str) -> None:
    """Raise `BadEmail` for what is no address; none at all is allowed."""
    if email and (len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email)):
        raise BadEmail(email=email)


def require_password(text: str) -> None:
    """Raise `BadPassword` for one that is too short, or longer than the sign-in reads."""
    if not SHORTEST <= len(text) <= LONGEST:
        raise BadPassword(least=SHORTEST, most=LONGEST, given=len(text))
