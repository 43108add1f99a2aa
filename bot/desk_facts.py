"""What the desk is told besides the ticket that it acts on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import merging
from bot.catalogue import Catalogue
from bot.stage import Stage, ticket_of
from bot.store import people, relations
from bot.store.engine import Tx
from bot.store.tickets import Stored
from core.contracts import Organization
from core.effects import Act, Command
from core.keeping import Terms
from core.moves import DeskFacts
from core.pauses import answer_expected


def gather(tx: Tx, stage: Stage, wish: Act, catalogue: Catalogue) -> tuple[DeskFacts, Stored | None]:
    """Return the facts for `wish` on the ticket of the stage, and the other ticket that it is about, if it is."""
    ticket = ticket_of(stage)
    other = merging.other_of(tx, ticket, wish)
    colleague = people.agent(tx, wish.to) if wish.to is not None else None
    duty = people.duty(tx, ticket.owner, stage.now) if ticket.owner is not None else people.Duty(on=False)
    facts = DeskFacts(
        now=stage.now,
        owner_on_duty=duty.on,
        stand_in=duty.stand_in,
        reachable=stage.place is not None,
        other=other.ticket if other else None,
        linked=relations.kind_between(tx, stage.stored.id, other.id) if other and stage.stored else None,
        hidden=stage.hidden,
        colleague=colleague,
        colleague_on_duty=colleague is not None and people.on_duty(tx, colleague.person, stage.now),
        expected_at=_expected(stage, wish, catalogue),
        terms=terms_of(ticket.organization, stage.stored, catalogue),
        queues={key: queue.name for key, queue in catalogue.queues.items()},
        services={service.key: service.name for service in catalogue.services},
    )
    return facts, other


def _expected(stage: Stage, wish: Act, catalogue: Catalogue) -> datetime | None:
    """Return by when the customer of the ticket answers a question; only for a wish that waits for him."""
    if wish.command is not Command.WAIT_CUSTOMER:
        return None
    organization = organization_of(ticket_of(stage).organization, stage.stored, catalogue)
    return answer_expected(organization.contract, stage.now)


def organization_of(key: str, stored: Stored | None, catalogue: Catalogue) -> Organization:
    """Return the organization with the contract that holds for the case: an open ticket keeps its own.

    Its service hours are those of now, also for an older contract: a day on which nobody is there counts for nobody.
    """
    organization = catalogue.organizations[key]
    pinned = catalogue.contracts.get(stored.contract) if stored and stored.ticket.open else None
    if pinned is None:
        return organization
    return replace(organization, contract=replace(pinned, calendar=organization.contract.calendar))


def terms_of(key: str, stored: Stored | None, catalogue: Catalogue) -> Terms:
    """Return by what the promises of a case of the organization `key` are counted."""
    return Terms(
        contract=organization_of(key, stored, catalogue).contract,
        own_providers=frozenset(queue.key for queue in catalogue.queues.values() if queue.pauses),
    )
