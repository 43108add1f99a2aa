"""Somebody whom a platform has switched off: nobody will answer there for him."""

from __future__ import annotations

from datetime import datetime

from bot import staffing
from bot.catalogue import Catalogue
from bot.staffing import By
from bot.store import absence, people, speakers
from bot.store.engine import Tx
from core.messages import Sender


def leave(tx: Tx, catalogue: Catalogue, account: str, person: Sender, now: datetime) -> bool:
    """Let an agent be away until somebody says otherwise, his cases back in their queues; say whether he was one.

    What he may do elsewhere stays: whether he has left the company is not the platform's to say.
    """
    channel = account.partition("/")[0]
    agent = speakers.known(tx, channel, person, catalogue.agent_at(account, person.external_id))
    if agent is None:
        return False
    if not people.on_duty(tx, agent.person, now) and not absence.cases(tx, agent.person):
        return False
    by = By(who=f"{channel}:{person.external_id}", surface="chat", now=now)
    staffing.leave(tx, by, agent.key, until="", zone=catalogue.timezone, substitute="", pass_on=True)
    return True
