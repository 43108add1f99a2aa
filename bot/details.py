"""What a ticket tells beside its title: what the customer answered when he was asked."""

from __future__ import annotations

from collections.abc import Iterable

from core.contracts import Service
from core.messages import Localized, Text, literal
from core.ticket import Ticket


def details_of(
    ticket: Ticket, services: Iterable[Service], asked: Iterable[tuple[Localized, Localized | None]] = ()
) -> tuple[tuple[Text, Text], ...]:
    """Return pairs of a name and a value for agents: impact, urgency, who is affected, what the service asked for.

    A question that the ticket's service no longer asks goes by its key. `asked` are the questions of banks with their
    answers, which come last; an answer is None where the customer did not know.
    """
    told: list[tuple[Text, Text]] = []
    if ticket.impact:
        told.append((Text("detail.impact"), Text(f"impact.{ticket.impact}")))
    if ticket.urgency:
        told.append((Text("detail.urgency"), Text(f"urgency.{ticket.urgency}")))
    if ticket.affected:
        told.append((Text("detail.affected"), literal(ticket.affected)))
    questions = {
        question.key: question.text for service in services if service.key == ticket.service for question in service.ask
    }
    for key, answer in ticket.fields.items():
        told.append((literal(questions.get(key, key)), literal(answer) if answer else Text("detail.unknown")))
    for question, said in asked:
        name = literal({lang: text.rstrip(" ?") for lang, text in question.items()})
        told.append((name, literal(said) if said else Text("detail.unknown")))
    return tuple(told)
