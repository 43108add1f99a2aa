"""What a lead watches: the lists of `bot.store.watching`, at the moments that the desk's service hours make of now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.catalogue import Catalogue
from bot.store import members, watching
from bot.store.engine import Tx
from bot.store.members import Member
from bot.store.watching import Draft, Listing, Moments, Spike
from core.calendar import Calendar
from core.dialogue.silence import closes_next
from core.errors import NotFound
from core.people import Agent

_NOON = time(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """All that a lead looks at."""

    at: Moments
    lists: Sequence[Listing]
    spikes: Sequence[Spike]
    drafts: Sequence[Draft]
    away: Sequence[Member]


def watch(tx: Tx, agent: Agent, catalogue: Catalogue, now: datetime) -> Watch:
    """Return what `agent` watches now; raise `NotFound` for one who leads nobody."""
    if not agent.leads:
        raise NotFound
    at = moments(_calendar(agent, catalogue), now)

    def closing(contract: int, memory: Mapping[str, Any]) -> bool:
        agreed = catalogue.contracts.get(contract)
        return agreed is not None and closes_next(agreed, memory)

    return Watch(
        at=at,
        lists=watching.lists(tx, agent, at, closing),
        spikes=watching.spikes(tx, agent, now),
        away=[each for each in members.members(tx, now) if each.away and _works_with(agent, each)],
        drafts=watching.drafts(tx) if agent.organization is None else (),
    )


def _works_with(lead: Agent, one: Member) -> bool:
    return lead.organization is None or one.agent.works_for(lead.organization)


def moments(calendar: Calendar, now: datetime) -> Moments:
    """Return the moments that the lists ask for: the day's service before today, and the next noon or midnight."""
    zone = ZoneInfo(calendar.timezone)
    local = now.astimezone(zone)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), zone)
    noon = datetime.combine(local.date(), _NOON, zone)
    return Moments(now=now, ended=calendar.ended_before(now), noon=noon if now < noon else midnight, midnight=midnight)


def _calendar(agent: Agent, catalogue: Catalogue) -> Calendar:
    """Return the service hours of the lead's organization, else of the first one of the desk."""
    organizations = catalogue.organizations
    own = organizations.get(agent.organization or "") or next(iter(organizations.values()))
    return own.contract.calendar
