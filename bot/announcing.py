"""Announcements of leads: who may tell whom, for how long."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.store import announcements, audit
from bot.store.announcements import Announcement
from bot.store.engine import Tx
from core.errors import BadInput, NotFound
from core.messages import clean
from core.people import Agent

MAX_WORDS = 500
LONGEST = timedelta(days=90)


def may_announce(agent: Agent, organization: str | None) -> bool:
    """Say whether `agent` may tell the customers of `organization` something; None are the agents themselves."""
    if not agent.leads:
        return False
    return agent.organization is None if organization is None else agent.works_for(organization)


def ones_of(tx: Tx, agent: Agent, now: datetime) -> Sequence[Announcement]:
    """Return those that run and are this lead's to end."""
    return [each for each in announcements.running(tx, now) if may_announce(agent, each.organization)]


def announce(
    tx: Tx,
    agent: Agent,
    words: str,
    organization: str | None,
    until: datetime,
    now: datetime,
    *,
    known: Collection[str],
    surface: str,
) -> int:
    """Tell it, and return its number.

    Raises `NotFound` for whom it is not his to tell, and `BadInput` for no words, too many, or a time that is past or
    more than `LONGEST` away.
    """
    if not may_announce(agent, organization) or (organization is not None and organization not in known):
        raise NotFound(organization=organization)
    words = clean(words).strip()
    if not words or len(words) > MAX_WORDS:
        raise BadInput(value=words[:MAX_WORDS])
    if not now < until <= now + LONGEST:
        raise BadInput(value=until.isoformat())
    number = announcements.add(tx, person=agent.person, organization=organization, words=words, until=until, now=now)
    audit.record(
        tx, now, who=audit.by(agent), surface=surface, what="announcement.add", subject=f"announcement:{number}",
        organization=organization,
    )  # fmt: skip
    return number


def end(tx: Tx, agent: Agent, number: int, now: datetime, *, surface: str) -> None:
    """Show it no longer; raise `NotFound` for one that does not run, or is not his."""
    if number not in {each.id for each in ones_of(tx, agent, now)}:
        raise NotFound(announcement=number)
    announcements.end(tx, number, now)
    audit.record(
        tx, now, who=audit.by(agent), surface=surface, what="announcement.end", subject=f"announcement:{number}"
    )
