"""Where a matter goes: from its words to a service, a queue and a type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.contracts import Contract, Queue, Service
from core.knowledge import TicketType
from core.language import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a matter goes. `service` is None when the words name none."""

    service: str | None
    queue: str
    type: TicketType


def route(
    words: str, organization: str, contract: Contract, services: Iterable[Service], queues: Mapping[str, Queue]
) -> Route:
    """Choose the service with most of its words in `words`, and the queue the contract gives it.

    A word counts when a word of the message begins with it, so that Turkish suffixes do no harm; a
    word of up to three letters takes one suffix only ("vpnim", but not "sap" in "saplanmış").
    Without a service, the first queue that takes this organization's cases has it.
    """
    said = fold(words).split()
    best, best_count = None, 0
    for service in services:
        count = sum(_mentions(said, fold(word).split()) for word in service.words)
        if count > best_count:
            best, best_count = service, count
    if best is None:
        return Route(service=None, queue=_default_queue(organization, queues), type="incident")
    terms = contract.services.get(best.key)
    queue = terms.queue if terms and terms.queue else best.queue
    owner = queues[queue].organization if queue in queues else None
    if owner not in {None, organization}:
        queue = _default_queue(organization, queues)
    return Route(service=best.key, queue=queue, type=best.type)


def _mentions(said: list[str], phrase: list[str]) -> bool:
    starts = range(len(said) - len(phrase) + 1)
    return bool(phrase) and any(
        all(_inflects(word, wanted) for word, wanted in zip(said[start:], phrase, strict=False)) for start in starts
    )


def _inflects(word: str, wanted: str) -> bool:
    return word.startswith(wanted) and (len(wanted) > 3 or len(word) <= len(wanted) + 3)


def _default_queue(organization: str, queues: Mapping[str, Queue]) -> str:
    own = [queue.key for queue in queues.values() if queue.organization == organization]
    shared = [queue.key for queue in queues.values() if queue.organization is None]
    return (shared or own)[0]
