"""What the commands do that say what a ticket is about, and how much it matters.

describe     the bot, from the customer's words
detail       what the customer tells when he is asked
classify     an agent knows better: another title, type, service or affected person
prioritize   the answers, or an agent with a reason, make it more or less urgent
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from core.contracts import Impact, Urgency
from core.effects import Act, Command
from core.errors import Missing
from core.messages import Text
from core.moves import Change, DeskFacts, line
from core.people import Actor, ActorKind
from core.ticket import AFFECTED, IMPACT, URGENCY, Entry, Ticket, key_of


def _describe(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    told = replace(
        ticket,
        title=wish.title or ticket.title,
        type=wish.type or ticket.type,
        service=wish.service,
        queue=wish.queue or ticket.queue,
    )
    return Change(told)


def _detail(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    words, answer = wish.words, wish.words or Text("detail.unknown")
    key = key_of(wish.field)
    if wish.field == IMPACT and words in set(Impact):
        told, answer = replace(ticket, impact=Impact(words)), Text(f"impact.{words}")
    elif wish.field == URGENCY and words in set(Urgency):
        told, answer = replace(ticket, urgency=Urgency(words)), Text(f"urgency.{words}")
    elif wish.field == AFFECTED:
        told = replace(ticket, affected=words)
    elif key:
        told = replace(ticket, fields={**ticket.fields, key: words})
    else:
        raise Missing(field=Text("field.detail"))
    return Change(told, (line("line.detail", question=wish.asked or Text(f"detail.{wish.field}"), answer=answer),))


def _prioritize(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    if wish.priority is None or wish.priority is ticket.priority:
        raise Missing(field=Text("field.priority"))
    ranked = replace(ticket, priority=wish.priority)
    both = {"before": ticket.priority, "priority": wish.priority}
    if actor.kind is ActorKind.BOT:
        return Change(ranked, (line("line.priority_told", **both),))
    if not wish.reason.strip():
        raise Missing(field=Text("field.reason"))
    return Change(ranked, (line("line.priority", agent=actor.name, reason=wish.reason, **both),))


def _classify(ticket: Ticket, wish: Act, actor: Actor, facts: DeskFacts) -> Change:
    """Take over what the agent says of the matter. Where it is and what is promised are left alone."""
    changed = replace(
        ticket,
        title=wish.title.strip() or ticket.title,
        type=wish.type or ticket.type,
        service=ticket.service if wish.service is None else wish.service or None,
        affected=ticket.affected if wish.affected is None else wish.affected.strip(),
    )
    lines = tuple(_told(ticket, changed, actor, facts))
    if not lines:
        raise Missing(field=Text("field.classification"))
    return Change(changed, lines)


def _told(before: Ticket, after: Ticket, actor: Actor, facts: DeskFacts) -> Iterator[Entry]:
    if after.title != before.title:
        yield line("line.retitled", agent=actor.name, before=before.title)
    if after.type != before.type:
        yield line("line.retyped", agent=actor.name, type=Text(f"type.{after.type}"))
    if after.service != before.service:
        none = Text("detail.none")
        service = facts.services.get(after.service, after.service) if after.service else none
        yield line("line.reassigned_service", agent=actor.name, service=service)
    if after.affected != before.affected:
        yield line("line.affected", agent=actor.name, affected=after.affected or Text("detail.none"))


MATTER: Mapping[Command, Callable[[Ticket, Act, Actor, DeskFacts], Change]] = {
    Command.DESCRIBE: _describe,
    Command.DETAIL: _detail,
    Command.CLASSIFY: _classify,
    Command.PRIORITIZE: _prioritize,
}
