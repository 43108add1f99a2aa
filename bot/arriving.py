"""Where an event comes from: its conversation, begun if there is none, under the lock of its person."""

from __future__ import annotations

from datetime import datetime

from bot.catalogue import Account, Catalogue
from bot.store import conversations, people, reach, speakers
from bot.store.conversations import Place
from bot.store.engine import Tx
from core.messages import Inbound, Language


def place_of(tx: Tx, catalogue: Catalogue, inbound: Inbound, account: Account, now: datetime) -> Place:
    """Return the conversation of an event, with its person's row locked; a stranger is recorded first."""
    named = catalogue.agent_at(account.name, inbound.sender.external_id)
    if named is not None:
        # What an agent writes to the bot is a customer's message, and he is the same person in both.
        speakers.settle(tx, account.channel, inbound.sender, named)
    place = conversations.hold_at(tx, account.id, inbound.address)
    if place is not None:
        return reach.found(tx, place)
    organization = catalogue.organizations[account.organization]
    language: Language = inbound.sender.language or organization.language
    person = people.meet(tx, inbound.sender, account.channel, language, now)
    customer = people.as_customer(
        tx,
        person,
        organization.key,
        verified=(account.trusted and not inbound.sender.foreign) or bool(inbound.sender.proof),
        proof=inbound.sender.proof,
    )
    return conversations.begin(
        tx,
        account.id,
        inbound.address,
        person_id=person,
        customer_id=customer,
        language=language,
        shared=inbound.shared,
    )
