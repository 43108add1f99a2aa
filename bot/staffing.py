"""The door for changes to who works at the desk: the same acts for commands, pages and programs, each in the audit.

Every function runs in the transaction it is given. Whose right it is to do this the surface asks before, by `known_to`
and `changeable_by`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.rights import Rights, require_email, require_key, require_name
from bot.store import absence, audit, members, people, sessions, staff
from bot.store.engine import Tx
from bot.store.members import Member
from core.errors import BadInput, NotAllowed, NotFound
from core.messages import Language, clean
from core.people import Agent, Role


class DayBegun(BadInput):
    """Nobody is away until a day that has begun already."""

    code = "error.day_begun"


class NotADay(BadInput):
    """A day is written as 2026-11-30."""

    code = "error.not_a_day"


class StandsInForHimself(BadInput):
    """Nobody stands in for himself."""

    code = "error.own_substitute"


class CannotStandIn(BadInput):
    """Whoever stands in serves one of the queues of the one who is away."""

    code = "error.cannot_stand_in"


class NotThere(BadInput):
    """There is no such agent, or he is off."""

    code = "error.agent_off"


class WrongPassword(BadInput):
    """The password that was to be changed is another one."""

    code = "error.password_wrong"


class OwnRights(BadInput):
    """Nobody gives himself rights, or takes away his own."""

    code = "error.agent_self"


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who changes something, by which surface, when: as the audit tells it."""

    who: str
    surface: str
    now: datetime

    def note(self, tx: Tx, key: str, what: str, **details: object) -> None:
        """Let the audit tell what was done to the agent `key`."""
        subject = f"agent:{key}"
        audit.record(tx, self.now, who=self.who, surface=self.surface, what=f"agent.{what}", subject=subject, **details)


def add(tx: Tx, by: By, key: str, *, name: str, email: str, rights: Rights, language: Language) -> int:
    """Record an agent, who has no password yet, and return the person."""
    name, email = " ".join(clean(name).split()), clean(email).strip()
    require_key(key)
    require_name(name)
    require_email(email)
    given = _given(rights)
    number = staff.add(tx, key, name=name, email=email, language=language, now=by.now, **given)
    by.note(tx, key, "add", **given)
    return number


def rename(tx: Tx, by: By, key: str, *, name: str | None = None, language: Language | None = None) -> None:
    """Give an agent of the desk another name or language; None is for what stays."""
    number, fields = staff.own(tx, key), []
    if name is not None:
        name = " ".join(clean(name).split())
        require_name(name)
        staff.call(tx, number, name)
        fields.append("name")
    if language is not None:
        staff.speak(tx, number, language)
        fields.append("language")
    by.note(tx, key, "change", fields=fields)


def change(tx: Tx, by: By, key: str, rights: Rights) -> None:
    """Give an agent of the desk other rights; what may not be his any more goes back to its queue."""
    given = _given(rights)
    staff.change(tx, staff.own(tx, key), **given)
    by.note(tx, key, "rights", **given)


def switch_off(tx: Tx, by: By, key: str) -> Mapping[str, int]:
    """End the rights of an agent of the desk, and his sessions; return how many cases go back to which queues."""
    number = staff.own(tx, key)
    staff.switch_off(tx, number)
    by.note(tx, key, "off")
    return leaving(tx, number)


def switch_on(tx: Tx, by: By, key: str) -> None:
    """Let an agent of the desk work again, by the rights he had."""
    staff.switch_on(tx, staff.own(tx, key))
    by.note(tx, key, "on")


def leave(tx: Tx, by: By, key: str, *, until: str, zone: str, substitute: str, pass_on: bool) -> None:
    """Note that an agent is away until the morning of a day (2026-11-30, "" for now), at the clock of `zone`.

    `substitute` is the key of who stands in, "" for nobody; with `pass_on` the open cases are given away, too.
    """
    end = morning(until, zone)
    if end is not None and end <= by.now:
        raise DayBegun(day=until)
    if substitute == key:
        raise StandsInForHimself(agent=key)
    number, other = require_active(tx, key), require_active(tx, substitute) if substitute else None
    if other is not None and not may_stand_in(people.agent(tx, other), people.agent(tx, number)):
        raise CannotStandIn(agent=substitute)
    absence.leave(tx, number, since=by.now, until=end, substitute=other)
    if pass_on:
        absence.mark(tx, number, "all")
    by.note(tx, key, "away", until=until or None, substitute=substitute or None, pass_on=pass_on)


def come_back(tx: Tx, by: By, key: str) -> None:
    """Note that an agent is there again."""
    absence.come_back(tx, require_active(tx, key))
    by.note(tx, key, "back")


def set_password(tx: Tx, by: By, key: str, number: int, hashed: str, *, but: str = "") -> None:
    """Let an agent sign in with the password behind `hashed`; every session of his ends, except for `but`."""
    people.set_password(tx, number, hashed)
    sessions.end_all(tx, number, but=but)
    by.note(tx, key, "password")


def leaving(tx: Tx, number: int) -> Mapping[str, int]:
    """Return how many open cases an agent has, by queue: what goes back when he is switched off."""
    return Counter(each.queue for each in absence.cases(tx, number))


def may_stand_in(other: Agent | None, away: Agent | None) -> bool:
    """Say whether `other` may answer for `away`: they share a queue, and whose matters it may be."""
    if other is None or away is None or other.person == away.person or not other.solves:
        return False
    shared = not away.queues or any(other.serves(key) for key in away.queues)
    return shared and (away.organization is None or other.works_for(away.organization))


def known_to(tx: Tx, lead: Agent, key: str, now: datetime) -> Member:
    """Return the agent `key`, on or off; raise `NotFound` where there is none, or he is none of the lead's business."""
    found = members.member(tx, key, now)
    if found is None or not may_know(lead, found.agent):
        raise NotFound(agent=key)
    return found


def changeable_by(tx: Tx, admin: Agent, key: str, now: datetime, *, of_others: bool) -> Member:
    """Return the agent `key` for `admin` to change; what is `of_others` nobody does to himself.

    Raises `NotFound` as `known_to` does, `OwnRights`, and `NotAllowed` to who is no admin, or not this agent's.
    """
    one = known_to(tx, admin, key, now)
    if admin.role is not Role.ADMIN:
        raise NotAllowed
    if of_others and one.agent.person == admin.person:
        raise OwnRights
    if not may_change(admin, one.agent):
        raise NotAllowed
    return one


def may_know(lead: Agent, one: Agent) -> bool:
    """Say whether `one` is any of a lead's business: a limited lead sees who may work for his organization."""
    return lead.organization is None or one.works_for(lead.organization)


def may_change(admin: Agent, one: Agent) -> bool:
    """Say whether an admin may change `one`: a limited one only those with his own limit."""
    return admin.organization is None or one.organization == admin.organization


def stand_ins(tx: Tx, away: Agent, now: datetime) -> list[Agent]:
    """Return who may answer for an agent from now on, by name: those who are there."""
    return [each for each in people.at_work(tx, now) if may_stand_in(each, away)]


def morning(day: str, zone: str) -> datetime | None:
    """Return when a day begins at the desk; None for no day."""
    if not day:
        return None
    try:
        return datetime.combine(date.fromisoformat(day), time(), ZoneInfo(zone))
    except ValueError:
        raise NotADay(day=day) from None


def require_active(tx: Tx, key: str) -> int:
    """Return the person of the agent `key`, who is on, wherever he was named. Raises `NotThere`."""
    number = staff.active(tx, key)
    if number is None:
        raise NotThere(agent=key)
    return number


def _given(rights: Rights) -> dict[str, Any]:
    queues = sorted(set(rights.queues))
    return {"role": rights.role, "queues": queues, "organization": rights.organization or None}
